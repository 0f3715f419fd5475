"""The AE vs VAE page below its heading: two models under one cursor, and what their figures say."""

from __future__ import annotations

import streamlit as st

from ui.pages.ae_vs_vae import sidebar, state, stress_test
from ui.pages.ae_vs_vae.figures import all_figures, finding_cards
from ui.pages.ae_vs_vae.figures.values import gaps, written
from ui.pages.ae_vs_vae.pair import Pair, choose
from ui.pages.ae_vs_vae.planes import kept, live_planes, static_walk, ways
from ui.pages.ae_vs_vae.url import ALL, FINDINGS, HUNT, SOURCES, STRESS, VIEWS
from ui.services.address import url_state
from ui.services.caches import recogniser, resources
from ui.services.errors import errors_shown
from ui.services.fragments import fragment
from ui.styles.sheets import use_sheets
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls.original_images import offer_originals
from ui.widgets.pictures import colour_note

# An AE and a VAE of the same layers with more latent dimensions, and the figure they differ in.
_LARGER = ("ae-dense-20-twin", "vae-dense-20")
_SHARE = "recognised_share_prior"


def ae_vs_vae() -> None:
    """Draw the page: choose two models in the sidebar, and compare them."""
    use_sheets("pages/latent_tools", "table", "pages/ae_vs_vae")
    pair = choose()
    if pair is None:
        return
    with errors_shown():
        _show(pair)


def _show(pair: Pair) -> None:
    """Draw the comparison of a pair. Raises RunError where a file of either run is damaged."""
    session = st.session_state
    session.setdefault("gaps_source", SOURCES[0])
    session.setdefault("gaps_seed", 0)
    for problem in state.settle(pair):
        st.warning(problem)
    sidebar.show(pair)
    if pair.dim == 2:
        live_planes.planes(pair)
        colour_note.show(pair.left)
        _offer_random_codes(pair)
    else:
        _beyond_two(pair)
    offer_originals(pair.left, "gaps originals")
    _sections(pair)
    state.write_url(pair)
    if pair.dim == 2:
        live_planes.catch_up(pair)


def _offer_random_codes(pair: Pair) -> None:
    """Draw a button to random codes through a pair with more latent dimensions, where one is here:
    there the two kinds of model differ most."""
    by_id = {run.id: run for run in resources.runs()[0]}
    runs = [by_id.get(f"{pair.dataset}/{name}") for name in _LARGER]
    ae, vae = runs
    if not pair.mixed or ae is None or vae is None or not (gaps(ae) and gaps(vae)):
        return
    params = {"dataset": pair.dataset, "left": ae.name, "right": vae.name}
    st.button(
        _(
            "Random codes in {n} latent dimensions: {ae} of the AE’s pictures are recognised, "
            "{vae} of the VAE’s"
        ).format(
            n=ae.config.model.latent_dim,
            ae=written(ae, _SHARE),
            vae=written(vae, _SHARE),
        ),
        icon=":material/casino:",
        type="tertiary",
        key="gaps larger",
        on_click=url_state.follow,
        args=({**params, "view": STRESS, "source": SOURCES[0]},),
        help=_("Opens the pair of {a} and {b} at its stress test.").format(a=ae.name, b=vae.name),
    )


@fragment
def _beyond_two(pair: Pair) -> None:
    """Draw the walk alone, as a fragment: another pair of images reruns this part only."""
    live_planes.offer_random_pair(pair)
    terms.markdown(
        _(
            "These two have {n}-D latent spaces, and no plane shows all of such a code. What can "
            "be seen is the way between two images."
        ).format(n=pair.dim)
    )
    static_walk.show(pair)
    kept.show(pair, "straight", ways.straight(pair, st.session_state.gaps_ends))


def _sections(pair: Pair) -> None:
    names = {
        FINDINGS: _("What the figures say"),
        STRESS: _("Stress test"),
        ALL: _("All figures"),
        HUNT: _("Hole hunt"),
    }
    # Not tabs: those would compute the hidden sections too.
    view = st.segmented_control(
        _("Section"),
        VIEWS,
        required=True,
        key="gaps_view",
        format_func=names.__getitem__,
        label_visibility="collapsed",
        persist_state="session",
    )
    if view == FINDINGS:
        finding_cards.show(pair)
    elif view == STRESS:
        stress_test.show(pair)
    elif view == ALL:
        runs, _problems = resources.runs()
        plain = (run for run in runs if run.config.model.n_labels is None)
        all_figures.show(pair, [run for run in plain if run.dataset == pair.dataset])
    else:
        _hunt(pair)


def _hunt(pair: Pair) -> None:
    if not pair.can_hunt:
        st.info(
            _("The hunt needs an AE and a VAE with a 2-D latent space each: choose such a pair.")
        )
        return
    from ui.pages.ae_vs_vae.hole_hunt import hole_hunt

    state.write_url(pair)
    ae, vae = sorted(pair.runs, key=lambda run: run.config.model.kind)
    hole_hunt(ae, vae, recogniser.recogniser_run(pair.dataset))
