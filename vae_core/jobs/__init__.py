"""Queued trainings: the queue, a process for each job, limits, and disk space."""
