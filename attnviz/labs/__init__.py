"""Experiments beside the model: what happens if; free of Qt."""
