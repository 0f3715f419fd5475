"""Pixels of own images: from pictures and arrays, their size, and the file that keeps them."""
