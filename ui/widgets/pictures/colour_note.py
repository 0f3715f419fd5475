"""A line below a cloud of codes on what its colours are, where they are no plain classes."""

from __future__ import annotations

from ui.services.caches.labels import colour_note
from ui.widgets import terms
from vae_core.runs.run import Run


def show(run: Run) -> None:
    """Draw the line; nothing where the codes are coloured by up to ten classes."""
    if note := colour_note(run):
        terms.caption(note)
