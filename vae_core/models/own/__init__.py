"""Models of one's own: modules of PyTorch that are registered under a name."""
