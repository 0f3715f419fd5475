"""The Gallery page: the published systems as cards, one of them closely, or any two side by side.

What is shown is said by the link alone (`link.py`), so that every view can be sent and left with
the browser's Back.
"""

from __future__ import annotations

import streamlit as st

from ui.pages.gallery import cards, compare, one_system
from ui.pages.gallery.url import ADDRESS, All, One, Place, Two, query, read
from ui.services import resources, url_state
from ui.styles.sheets import use_sheets
from ui.text.words import _
from ui.widgets import shell
from ui.widgets.html import run_script

_TO_TOP = """document.querySelector('[data-testid="stMain"]').scrollTo(0, 0); // view {number}"""


def choose() -> Place:
    """What the link asks for; all systems, and a sentence, where that cannot be shown."""
    use_sheets("latent_tools", "table", "gallery")
    asked = st.query_params.to_dict()
    runs, problems = resources.runs(also=asked.values())
    place, problem = read(asked, {run.id: run for run in runs})
    for sentence in (*problems, *([problem] if problem else [])):
        st.warning(sentence)
    return place


def title(place: Place) -> tuple[str, str]:
    """The page's heading, and the question or sentence under it."""
    if isinstance(place, One):
        if place.system:
            return place.system.title, place.system.summary
        assert place.run is not None  # the link named one of the two
        return shell.run_title(place.run), one_system.summary(place.run)
    if isinstance(place, Two):
        return _("Two side by side"), _("The same test images through two models.")
    return _("Gallery"), _("What have others built, and does it come out the same here?")


def show(place: Place) -> None:
    """Everything below the heading."""
    runs, _problems = resources.runs(also=st.query_params.to_dict().values())
    shown = place
    match place:
        case All():
            cards.show(runs)
        case One():
            one_system.show(place)
        case Two():
            shown = compare.show(place, runs)
    state = st.session_state
    if url_state.write(ADDRESS, query(shown)):
        state.gallery_moves = state.get("gallery_moves", 0) + 1
    # A view that has changed begins at its top; a script runs only when its text is new.
    with st.container(key="lse-to-top"):
        run_script(_TO_TOP.format(number=state.gallery_moves))
