"""The Gallery page: the published systems as cards, one of them closely, or any two side by side.

The link alone determines the view (`url.py`), so that every view can be shared, and left with the
browser's Back.
"""

from __future__ import annotations

import streamlit as st

from ui.pages.gallery import cards, compare, one_system
from ui.pages.gallery.url import ADDRESS, All, GalleryView, One, Two, query, read
from ui.services.address import url_state
from ui.services.caches import resources
from ui.styles.sheets import use_sheets
from ui.text.words import _
from ui.widgets.frame import shell
from ui.widgets.html import scroll_to_top


def choose() -> GalleryView:
    """The view that the link asks for; a warning and all systems if it cannot be shown."""
    use_sheets("pages/latent_tools", "table", "pages/gallery")
    asked = st.query_params.to_dict()
    runs, problems = resources.runs(also=asked.values())
    view, problem = read(asked, {run.id: run for run in runs})
    for sentence in (*problems, *([problem] if problem else [])):
        st.warning(sentence)
    return view


def title(view: GalleryView) -> tuple[str, str]:
    """(heading of the page, the question or sentence under it)."""
    if isinstance(view, One):
        if view.system:
            return view.system.title, view.system.summary
        assert view.run is not None  # the link named one of the two
        return shell.run_title(view.run), one_system.summary(view.run)
    if isinstance(view, Two):
        return _("Two side by side"), _("The same test images through two models.")
    return _("Gallery"), _("What have others built, and does it come out the same here?")


def show(view: GalleryView) -> None:
    """Draw everything below the heading, and write the view to the link."""
    runs, _problems = resources.runs(also=st.query_params.to_dict().values())
    shown = view
    match view:
        case All():
            cards.show(runs)
        case One():
            one_system.show(view)
        case Two():
            shown = compare.show(view, runs)
    state = st.session_state
    if url_state.write(ADDRESS, query(shown)):
        state.gallery_moves = state.get("gallery_moves", 0) + 1
    scroll_to_top(state.gallery_moves)
