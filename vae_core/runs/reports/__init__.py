"""A run for readers: its model card, its lines of text, tables and plots."""
