"""Datasets: reading, binarising, augmenting."""
