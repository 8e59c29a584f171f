"""Files -> named arrays: the catalogue of known models, and readers for safetensors folders and E5S1 files."""
