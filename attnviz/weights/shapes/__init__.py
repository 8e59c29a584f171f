"""One file per family: what its config.json may say, and the name and shape of each of its arrays."""
