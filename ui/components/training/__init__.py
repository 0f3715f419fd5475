"""Live components that show a training: while it runs, and as a film."""
