"""One package a page: what stands on it, from top to bottom."""
