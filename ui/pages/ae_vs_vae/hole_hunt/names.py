"""Names used in the hole hunt, and the format of its figures."""

from __future__ import annotations

import math

from ui.text.words import _
from ui.widgets.frame import shell
from vae_core.runs.run import Run

_GARMENTS = "fashion-mnist"


def something(run: Run) -> str:
    """What the run's decoder may draw, if not garbage; the first word on its button."""
    return _("Garment") if run.dataset == _GARMENTS else _("Digit")


def question(run: Run) -> str:
    """The question at each point."""
    if run.dataset == _GARMENTS:
        return _("A garment, or garbage?")
    return _("Digit or garbage?")


def planes(runs: tuple[Run, Run]) -> tuple[str, str]:
    """What both planes are called: by their kind, unless they are of one."""
    left, right = (run.config.model.kind for run in runs)
    if left == right:
        return shell.run_title(runs[0]), shell.run_title(runs[1])
    full = {"ae": _("Autoencoder"), "vae": _("Variational autoencoder")}
    return full[left], full[right]


def short(runs: tuple[Run, Run]) -> tuple[str, str]:
    """`planes` for narrow columns."""
    left, right = (run.config.model.kind.upper() for run in runs)
    return planes(runs) if left == right else (left, right)


def share(part: float) -> str:
    """Format a share of a survey, 0 to 1; NaN where there was nothing to count."""
    return _("none") if math.isnan(part) else f"{100 * part:.0f} %"


def sure(certainty: float) -> str:
    """Format a probability, never rounded up: 89.9 % is not yet 90 %."""
    return f"{math.floor(100 * certainty)} %"
