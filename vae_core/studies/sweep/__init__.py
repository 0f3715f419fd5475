"""Sweeps: the same training at one beta after another, what is kept of it and how it compares."""
