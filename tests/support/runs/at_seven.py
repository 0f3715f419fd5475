"""A conditional run as the browser gets it: the plain VAE that it is when told one label."""

from vae_core.runs.conditions.at_label import run_at_label
from vae_core.runs.run import Run


def at_seven(run: Run) -> Run:
    """The run itself, or what a conditional one is when it is told the label 7."""
    return run if run.config.model.n_labels is None else run_at_label(run, 7)
