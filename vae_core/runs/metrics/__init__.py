"""metrics.json of a run: its figures, and the check of a whole file."""
