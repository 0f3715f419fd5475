"""The frame of every page: its head, the links to pages, and the class that a visitor is in."""
