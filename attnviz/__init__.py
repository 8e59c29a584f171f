"""attnviz: an attention microscope. See README.md, "How it is built", for what lives where."""

__version__ = "0.1.0"
