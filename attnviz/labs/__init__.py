"""Experiments beside the model: what happens if; free of Qt. One file each, with a function ``experiment``."""
