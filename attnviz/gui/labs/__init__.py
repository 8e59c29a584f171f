"""The laboratory: each lab of the lessons as a panel with knobs, live on the sentence in use."""
