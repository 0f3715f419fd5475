"""The choice of a label for a conditional run: everything on the page is then of that label."""

from __future__ import annotations

import streamlit as st

from ui.services.address import url_state
from ui.services.caches.resources import at_label
from ui.text.words import _
from ui.widgets import terms
from vae_core.runs.run import Run


def choose_label(run: Run, page: str, image: tuple[int, int] | None = None) -> Run:
    """A conditional run at the label that is chosen, drawn as a row of buttons; another run itself.

    page: the name of the page in the address bar. `?label=7` of a new link sets it; a label that
    there is not is named in a warning. image: the number of the test image that is shown, and its
    own label, which is chosen whenever another image is shown.
    """
    n_labels = run.config.model.n_labels
    if n_labels is None:
        return run
    state, key = st.session_state, f"told label of {run.dataset}"
    asked, problems = url_state.parse(
        url_state.asked(page), {"label": url_state.integer(0, n_labels - 1)}
    )
    for problem in problems:
        st.warning(problem)
    state[key] = asked.get("label", _usual(run, state.get(key, 0), image))
    classes = run.dataset_info.classes
    label = st.segmented_control(
        _("Label told to the model"),
        range(n_labels),
        required=True,
        key=key,
        format_func=classes.__getitem__,
        persist_state="session",
    )
    terms.caption(
        _(
            "This model is told the label, so its code holds the style alone: the codes of all "
            "labels lie over one another."
        )
    )
    return at_label(run, label or 0)


def _usual(run: Run, before: int, image: tuple[int, int] | None) -> int:
    """The label where no link asks for one: that of a test image that was not shown before."""
    state, key = st.session_state, f"labelled image of {run.dataset}"
    index, own = image or (None, before)
    is_new = state.get(key) != index
    state[key] = index
    return own if is_new else before


def in_link(run: Run) -> dict[str, str]:
    """The label of a run in the address bar: {"label": "7"}; empty where the run is told none."""
    label = run.told
    return {} if label is None else {"label": str(label)}
