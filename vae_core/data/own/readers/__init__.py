"""Readers of own images, one for each kind of file."""
