"""Trainings that were asked for: the queue, the process of each, limits, and room on the disk."""
