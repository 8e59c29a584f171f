"""Files -> named arrays: the catalogue of known models, readers for safetensors, GGUF and E5S1, and the hub."""
