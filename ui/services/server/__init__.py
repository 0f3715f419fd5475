"""The server that the app runs on: its memory, its descriptors, its media files, its messages."""
