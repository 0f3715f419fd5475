"""The figures of a run: as numbers, as they are written on screen, and how two runs compare."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.pages.ae_vs_vae.figures.measures import MEASURES, Measure
from ui.services.caches.recogniser import can_be_read, none_reads
from ui.text.numbers import number
from ui.text.outside import code
from ui.text.words import _
from ui.widgets import terms
from vae_core.data.datasets import describe
from vae_core.runs.run import Run

# Figures without an interval that differ by less than this part of the larger are a tie.
_TIE = 0.01
KNN_ACCURACY, _KNN_ERROR = "knn_accuracy", "knn_error"
_PERCENT = "\N{NO-BREAK SPACE}%"


def gaps(run: Run) -> dict[str, Any]:
    """The figures stored with a run; empty where they were not measured."""
    return run.metrics.get("gaps") or {}


def value(run: Run, key: str) -> float | None:
    """A figure of a run, or None. The k-NN accuracy is kept as its error."""
    if key == KNN_ACCURACY:
        error = gaps(run).get(_KNN_ERROR)
        return None if error is None else 1 - error
    return gaps(run).get(key)


def measured(run: Run, key: str) -> float:
    """A figure that every measured run has, such as "frechet_prior"."""
    return gaps(run)[key]


def interval(run: Run, key: str) -> tuple[float, float] | None:
    """The 95 % bootstrap interval of a figure, or None."""
    intervals = gaps(run).get("intervals", {})
    if key == KNN_ACCURACY:
        ends = intervals.get(_KNN_ERROR)
        return (1 - ends[1], 1 - ends[0]) if ends else None
    ends = intervals.get(key)
    return tuple(ends) if ends else None


def written(run: Run, key: str, *, unit: bool = False) -> str:
    """A figure as shown: "67 %", "5 of 10", "136.3"; "–" where there is none."""
    figure, measure = value(run, key), MEASURES[key]
    if figure is None:
        return "–"
    if measure.written == "count":
        classes = len(describe(run.dataset).classes)
        return _("{some} of {all}").format(some=f"{figure:.0f}", all=classes)
    text = _format_number(figure, measure)
    return f"{text} {measure.unit}" if unit and measure.unit else text


def written_interval(run: Run, key: str) -> str:
    """ "66 – 68 %", or "" where a figure has no interval."""
    ends, measure = interval(run, key), MEASURES[key]
    if not ends:
        return ""
    low, high = (_format_number(end, measure) for end in ends)
    return high if low == high else f"{low.removesuffix(_PERCENT)} – {high}"


def interval_words(run: Run, key: str) -> str:
    """ "95 % interval: 66 – 68 %", or ""."""
    ends = written_interval(run, key)
    return _("95 % interval: {ends}").format(ends=ends) if ends else ""


def compare(left: Run, right: Run, key: str, right_key: str | None = None) -> int | None:
    """1 where the left figure is clearly higher, -1 where it is lower, 0 where they are a tie;
    None where either is unknown. Clear: their intervals do not meet. `right_key` is another
    figure's, of the same kind, for the right run."""
    right_key = right_key or key
    a, b = value(left, key), value(right, right_key)
    if a is None or b is None:
        return None
    ends_a, ends_b = interval(left, key), interval(right, right_key)
    if ends_a and ends_b:
        tie = ends_a[0] <= ends_b[1] and ends_b[0] <= ends_a[1]
    else:
        tie = abs(a - b) <= _TIE * max(abs(a), abs(b))
    return 0 if tie else (1 if a > b else -1)


def favours(left: Run, right: Run, key: str) -> int | None:
    """1 where a figure favours the left run, -1 the right one, 0 neither."""
    sign = compare(left, right, key)
    return None if sign is None else sign * MEASURES[key].better


def missing(runs: tuple[Run, ...]) -> bool:
    """Whether any run was not measured; shows the command that does it, or why none can."""
    without = [run for run in runs if not gaps(run)]
    if without and not can_be_read(runs[0].dataset):
        terms.caption(none_reads())
        return True
    if without:
        commands = "\n\n".join(code(f"python -m vae_core gaps {run.id}") for run in without)
        st.info(_("Not measured yet. Measure it in a quarter of a minute:") + f"\n\n{commands}")
    return bool(without)


def _format_number(figure: float, measure: Measure) -> str:
    decimals = measure.decimals
    if measure.written == "count":
        decimals = 0
    if measure.written == "share":
        figure *= 100
        decimals = 0 if round(figure, 1) >= 10 or figure == 0 else 1
    elif abs(figure) >= 100 and not measure.unit:
        decimals = 0
    text = number(figure, f",.{decimals}f")
    return text + _PERCENT if measure.written == "share" else text
