"""PyTorch networks: built from layers, the autoencoders made of them, and their devices."""
