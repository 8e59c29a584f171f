"""The dialog of models: what is here, what the cache of this machine holds, and what can be fetched."""
