"""The live planes: the data sent to the component, and the values that come back from it.

The first view needs nothing that imports torch, sklearn or scipy. The maps of a run that has none
yet and the path along the data need it: they are computed and sent once the planes are drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from ui.components.mount import component_state
from ui.components.planes.two_planes import Scene, two_planes
from ui.components.planes.two_planes.run_side import run_side, stored_maps
from ui.pages.ae_vs_vae import state
from ui.pages.ae_vs_vae.pair import Pair
from ui.pages.ae_vs_vae.planes import kept, static_walk, ways
from ui.services.caches import resources
from ui.services.caches.labels import labels_of
from ui.services.caches.latent_summary import latent_summary
from ui.services.caches.recogniser import can_be_read, recogniser_command, recogniser_run
from ui.services.errors import show_error
from ui.services.fragments import fragment, is_fragment_run, run_again
from ui.text.outside import in_markdown
from ui.text.words import _
from ui.widgets.network.unknown_layers import unknown_layers
from vae_core.errors import ConfigError
from vae_core.runs.run import Run

if TYPE_CHECKING:
    from ui.components.planes.two_planes.layers import PackedMaps

_KEY = "two_planes"
_STATES = ("at", "ends", "link", "layer", "path", "way")


@fragment
def planes(pair: Pair) -> None:
    """Draw both planes under one cursor, as a fragment: a released drag reruns this part only."""
    session = st.session_state
    pair_ids = (pair.left.id, pair.right.id)
    offer_random_pair(pair)
    # Kept in the session: the component's own state is lost once it is no longer drawn.
    unknown = _unknown(pair)
    if unknown or session.get("gaps_native") == pair_ids:
        if unknown:
            st.info(
                unknown + " " + _("The server decodes here, one step at a time."),
                icon=":material/info:",
            )
        else:
            st.warning(
                _("The live planes could not start here. The sliders below do the same."),
                icon=":material/info:",
            )
        static_walk.at_cursors(pair)
        static_walk.show(pair)
        kept.show(pair, "straight", ways.straight(pair, session.gaps_ends))
        return
    recogniser, known = recogniser_run(pair.dataset), labels_of(pair.left)
    result = two_planes(
        Scene(
            left=run_side(pair.left, _maps(pair.left, recogniser)),
            right=run_side(pair.right, _maps(pair.right, recogniser), coloured_as=pair.left),
            image_shape=pair.left.config.model.image_shape,
            classes=known.names,
            are_clusters=known.are_clusters,
            link=session.gaps_link,
            layer=session.gaps_layer,
            recogniser=resources.recogniser(recogniser) if recogniser else None,
            recogniser_command=recogniser_command(pair.dataset)
            if can_be_read(pair.dataset)
            else "",
            z=session.gaps_z,
            ends=session.gaps_ends,
            on_data=_known_data_paths(pair),
            originals=_originals(pair),
            path=session.gaps_path,
            way=session.gaps_way_drawn,
            rev=session.gaps_rev,
        ),
        key=_KEY,
        on_change=lambda: state.take(pair, component_state(_KEY, _STATES)),
    )
    if result.fallback:
        session.gaps_native = pair_ids
        run_again()
    kept.show(pair, session.gaps_path, _corners(pair))
    if is_fragment_run():
        catch_up(pair)


def offer_random_pair(pair: Pair) -> None:
    """Draw a button that chooses two other ends of the walk."""

    def move() -> None:
        state.random_pair(pair)
        state.write_url(pair)

    with st.container(key="lse-random-pair"):
        st.button(
            _("Random pair"),
            icon=":material/casino:",
            type="tertiary",
            on_click=move,
            help=_(
                "Two test images of different classes, drawn at random. The pair shown first is "
                "chosen so that the AE’s way crosses a hole; on random pairs that is rare."
            ),
        )


def catch_up(pair: Pair) -> None:
    """Compute what the first view left out (see above), then run again.

    The page calls this at its end; a rerun of the fragment alone calls it from `planes`.
    """
    if _unknown(pair):  # no plane is drawn
        return
    session, recogniser = st.session_state, recogniser_run(pair.dataset)
    done = session.setdefault("gaps_measured", set())
    for run in pair.runs:
        if _key(run, recogniser) not in done and not stored_maps(run):
            with st.spinner(_("Measuring the maps of {run}…").format(run=in_markdown(run.id))):
                _made_maps(*_key(run, recogniser), run, recogniser)
            done.add(_key(run, recogniser))
            run_again()
    requested = pair.id, session.gaps_ends
    if session.gaps_path == "data" and session.get("gaps_way", ())[:1] != (requested,):
        session.gaps_way = requested, _data_paths(pair, session.gaps_ends)
        run_again()


def _unknown(pair: Pair) -> str:
    """The sentence that names the layer of a decoder that no browser computes; "" for none."""
    named = zip(pair.names, (unknown_layers(run, "decoder") for run in pair.runs), strict=True)
    return " ".join(f"{in_markdown(name)}: {layer}" for name, layer in named if layer)


def _originals(pair: Pair) -> dict[int, str]:
    """URLs of the test images shown, by index; empty where the data set is not here."""
    session = st.session_state
    images, _problem = resources.test_images(pair.left)
    if images is None:
        return {}
    shown = {*session.gaps_ends, *(() if session.gaps_image is None else (session.gaps_image,))}
    return {index: resources.picture(images, index) for index in shown if index < len(images)}


def _maps(run: Run, recogniser: Run | None) -> PackedMaps | None:
    """The maps stored with the run, or computed since; None while there are none."""
    key = _key(run, recogniser)
    if key in st.session_state.get("gaps_measured", ()):
        return _made_maps(*key, run, recogniser)
    return stored_maps(run)


def _corners(pair: Pair) -> ways.Ways:
    """The corners of the way that is walked, for each model."""
    session = st.session_state
    if session.gaps_path == "hand" and session.gaps_way_drawn is not None:
        side, drawn = session.gaps_way_drawn
        half = latent_summary(pair.runs[side]).view.half
        return ways.by_hand(pair, side, drawn, half)
    if session.gaps_path == "data":
        return ways.on_data(pair, session.gaps_ends, _known_data_paths(pair))
    return ways.straight(pair, session.gaps_ends)


def _key(run: Run, recogniser: Run | None) -> tuple[str, str, str]:
    return run.id, run.weights_hash, recogniser.weights_hash if recogniser else ""


@st.cache_resource(show_spinner=False, max_entries=50)
def _made_maps(
    run_id: str, weights: str, recogniser_weights: str, _run: Run, _recogniser: Run | None
) -> PackedMaps:
    from ui.components.planes.two_planes.layers import payload
    from vae_core.evaluation.plane.maps import make_maps

    return payload(make_maps(_run, _recogniser))


def _known_data_paths(pair: Pair) -> tuple[list[int], list[int]]:
    """Test images on the path along the data, by index, for each side; empty until computed."""
    requested, paths = st.session_state.get("gaps_way", (None, ([], [])))
    return paths if requested == (pair.id, st.session_state.gaps_ends) else ([], [])


def _data_paths(pair: Pair, ends: tuple[int, int]) -> tuple[list[int], list[int]]:
    try:
        left, right = (_data_path(run.id, run.weights_hash, *ends, run) for run in pair.runs)
    except ConfigError as error:
        show_error(error, st.warning)
        return [], []
    return left, right


@st.cache_data(show_spinner=False, max_entries=200)
def _data_path(run_id: str, weights: str, a: int, b: int, _run: Run) -> list[int]:
    from vae_core.latent.geodesic import shortest_path

    return np.asarray(shortest_path(_run.latents.mu, a, b)).tolist()
