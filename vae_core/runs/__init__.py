"""A run on disk: its files, its history, its film, and what a browser gets of it."""
