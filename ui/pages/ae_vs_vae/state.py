"""The state of the page in the session and the link: both z, the ends of the walk, the choices."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from ui.pages.ae_vs_vae import url
from ui.pages.ae_vs_vae.pair import Pair
from ui.services.caches.labels import labels_of, typical_images
from ui.services.caches.latent_summary import latent_summary
from vae_core.latent.sampling import interpolate
from vae_core.runs.notes.metadata import is_shipped

# Test images A and B to begin with, chosen for the shipped pair of 2-D runs: the AE's straight way
# crosses a hole, the VAE's does not. Over random pairs that is rare.
_TELLING = {"mnist": (9494, 3011), "fashion-mnist": (5869, 4646), "uci-digits": (47, 264)}
# The classes of A and B to begin with for other runs, where the data set has them.
_ENDS = {"fashion-mnist": (1, 8), "shapes": (3, 2)}
_DIGITS = (7, 0)
_START = 0.5  # of the way from A to B, where the walk begins, too
_CHOICES = ("link", "layer", "path", "view")


def settle(pair: Pair) -> list[str]:
    """Set the state from the link, or to its defaults for a new pair. Returns a sentence for each
    part of the link that is not valid."""
    state, query = st.session_state, url.asked()
    values: dict[str, Any] = {}
    problems: list[str] = []
    if query and _is_of(pair, query):
        views = [latent_summary(run).view for run in pair.runs]
        values, problems = url.parse(query, len(pair.left.latents.label), views)
    for name in _CHOICES:
        usual = url.DEFAULTS[name] if query else state.get(f"gaps_{name}", url.DEFAULTS[name])
        state[f"gaps_{name}"] = values.get(name, usual)
    for name in ("source", "seed"):
        if name in values:
            state[f"gaps_{name}"] = values[name]
    is_new = state.get("gaps_pair") != pair.id
    if is_new or query:
        begin = state.get("gaps_dataset") != pair.dataset
        ends = values.get("ends") or (_first_ends(pair) if begin else state.gaps_ends)
        state.gaps_pair, state.gaps_dataset, state.gaps_image = pair.id, pair.dataset, None
        state.gaps_way_drawn = values.get("way")
        if state.gaps_path == "hand" and state.gaps_way_drawn is None:
            state.gaps_path = url.DEFAULTS["path"]
        move(pair, ends, values.get("z"))
    return problems


def move(pair: Pair, ends: tuple[int, int], z: tuple[list[float], ...] | None = None) -> None:
    """Set the ends of the walk. z: a code for each side; None puts it on the straight line."""
    state = st.session_state
    state.gaps_ends = a, b = ends
    state.gaps_z = z or tuple(
        interpolate(run.latents.mu[a], run.latents.mu[b], np.array([_START]))[0].tolist()
        for run in pair.runs
    )
    state.gaps_rev = state.get("gaps_rev", 0) + 1


def place(pair: Pair, z: tuple[list[float], ...]) -> None:
    """Set both cursors to codes that were chosen by hand, and write them to the address bar."""
    st.session_state.gaps_z, st.session_state.gaps_image = z, None
    write_url(pair)


def random_pair(pair: Pair) -> None:
    """Go to two test images of different classes, where there are two."""
    labels, rng = labels_of(pair.left).label, np.random.default_rng()
    a = int(rng.integers(len(labels)))
    others = np.flatnonzero(labels != labels[a])
    move(pair, (a, int(rng.choice(others if len(others) else len(labels)))))


def take(pair: Pair, values: dict[str, Any]) -> None:
    """Take over values from the live component, which repeats old ones: only those that changed."""
    state = st.session_state
    previous, state.gaps_heard = state.get("gaps_heard", {}), values
    news = {key: v for key, v in values.items() if v is not None and v != previous.get(key)}
    if "at" in news:
        left, right, image = news["at"]
        state.gaps_z = [float(v) for v in left], [float(v) for v in right]
        state.gaps_image = None if image is None else int(image)
    if "ends" in news:
        state.gaps_ends = tuple(int(index) for index in news["ends"])
    for name in ("link", "layer", "path"):
        if name in news:
            state[f"gaps_{name}"] = news[name]
    if "way" in news:
        side, corners = news["way"]
        state.gaps_way_drawn = int(side), [[float(v) for v in z] for z in corners]
    write_url(pair)


def write_url(pair: Pair) -> None:
    """Write the state to the address bar."""
    state = st.session_state
    params = {
        "dataset": pair.dataset,
        "left": pair.left.name,
        "right": pair.right.name,
        "ends": ",".join(str(index) for index in state.gaps_ends),
    }
    if pair.dim == 2:
        params |= {"z": url.format_codes(state.gaps_z)}
        params |= {name: state[f"gaps_{name}"] for name in ("link", "layer", "path")}
        if params["path"] == "hand":
            if state.gaps_way_drawn is None:  # nothing is drawn yet
                params["path"] = url.DEFAULTS["path"]
            else:
                params["way"] = url.format_way(state.gaps_way_drawn)
    params["view"] = state.gaps_view
    if state.gaps_view == url.STRESS:
        params |= {"source": state.gaps_source, "seed": str(state.gaps_seed)}
    if state.gaps_view == url.HUNT and pair.can_hunt:
        params[url.HUNT] = st.query_params.get(url.HUNT) or _seed_of_hunt()
    url.write(params)


def _is_of(pair: Pair, query: dict[str, str]) -> bool:
    """Whether a link names this pair of runs, or none."""
    here: dict[str, tuple[str, ...]] = {"dataset": (pair.dataset,)}
    here |= {
        side: (run.name, run.id) for side, run in zip(("left", "right"), pair.runs, strict=True)
    }
    return all(query.get(name) in (None, "", *values) for name, values in here.items())


def _seed_of_hunt() -> str:
    """The seed for the hole hunt: the last one, else a random one.

    The game reads it from the link. Written together with the rest, it makes one entry of the
    browser's history."""
    from vae_core.evaluation.plane.hole_hunt import SEEDS

    played = st.session_state.get("hunt_seed")
    return str(np.random.default_rng().integers(len(SEEDS)) if played is None else played)


def _first_ends(pair: Pair) -> tuple[int, int]:
    """The test images to begin with: the chosen ones of a shipped pair of 2-D runs, else a typical
    image of each of two classes, nearest to its median in the right model."""
    usual = sorted(run.name for run in pair.runs) == ["ae-2d", "vae-2d"]
    telling = _TELLING.get(pair.dataset)
    if usual and telling and all(is_shipped(r.id, r.folder.parent.parent) for r in pair.runs):
        return telling
    a, b = typical_images(pair.right, _ENDS.get(pair.dataset, _DIGITS))
    return a, b
