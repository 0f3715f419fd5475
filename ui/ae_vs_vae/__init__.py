"""The AE vs VAE page below its heading: two models under one cursor, and what their figures say."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui import resources
from ui.ae_vs_vae import card, everything, eye, live, place, says, still, stress
from ui.ae_vs_vae.link import ALL, HUNT, SAYS, SOURCES, STRESS, VIEWS
from ui.ae_vs_vae.pair import Pair, choose
from ui.words import _, numbers
from vae_core.errors import RunError

_ASSETS = Path(__file__).parent.parent / "assets"
_SHEETS = ("latent_tools", "table", "ae_vs_vae")
_STYLE = "".join((_ASSETS / f"{name}.css").read_text() for name in _SHEETS)


def ae_vs_vae() -> None:
    """Choose two models in the sidebar, and compare them."""
    st.html(f"<style>{_STYLE}</style>")
    pair = choose()
    if pair is None:
        return
    try:
        _show(pair)
    except RunError as error:
        st.error(str(error))


def _show(pair: Pair) -> None:
    """Raises RunError where a file of either run is damaged."""
    state = st.session_state
    state.setdefault("gaps_source", SOURCES[0])
    state.setdefault("gaps_seed", 0)
    for problem in place.settle(pair):
        st.warning(problem)
    card.show(pair)
    if pair.dim == 2:
        live.planes(pair)
    else:
        _beyond_two(pair)
    _sections(pair)
    place.tell(pair)
    if pair.dim == 2:
        live.catch_up(pair)


@st.fragment
def _beyond_two(pair: Pair) -> None:
    """The walk alone. Another pair of images reruns this part of the page only."""
    live.offer_random_pair(pair)
    st.markdown(
        _(
            "The codes of these two have {numbers}, and no plane shows all of such a code. What "
            "can be seen is the way between two images."
        ).format(numbers=numbers(pair.dim))
    )
    still.show(pair)


def _sections(pair: Pair) -> None:
    names = {
        SAYS: _("What the figures say"),
        STRESS: _("Stress test"),
        ALL: _("All figures"),
        HUNT: _("Hole hunt"),
    }
    # Not tabs: those would compute what is hidden, too.
    view = st.segmented_control(
        _("Section"),
        VIEWS,
        required=True,
        key="gaps_view",
        format_func=names.__getitem__,
        label_visibility="collapsed",
        persist_state="session",
    )
    if view == SAYS:
        says.show(pair)
    elif view == STRESS:
        stress.show(pair)
    elif view == ALL:
        runs, _problems = resources.runs()
        everything.show(pair, [run for run in runs if run.dataset == pair.dataset])
    else:
        _hunt(pair)


def _hunt(pair: Pair) -> None:
    if not pair.can_hunt:
        st.info(_("The hunt needs an AE and a VAE with two numbers each: choose such a pair."))
        return
    from ui.hole_hunt import hole_hunt

    place.tell(pair)
    ae, vae = sorted(pair.runs, key=lambda run: run.config.model.kind)
    hole_hunt(ae, vae, eye.recogniser_run(pair.dataset))
