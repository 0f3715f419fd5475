"""Between two images: straight and spherical interpolation from one code to another."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from ui.components.planes.interpolation import walk
from ui.components.planes.interpolation.run_walk import run_ends, run_map
from ui.pages.latent_tools.url import key, write_link
from ui.services.caches.labels import labels_of, typical_images
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls.decoding import decoded
from ui.widgets.controls.downloads import figure_files, picture_button
from ui.widgets.controls.original_images import offer_originals
from ui.widgets.html import show_html
from ui.widgets.pictures import strips
from ui.widgets.pictures.run_drawing import run_drawing, way_rows
from vae_core.files.csv_table import as_csv
from vae_core.latent.sampling import interpolate, slerp
from vae_core.runs.run import Run

_END, _BEYOND = 1.0, 1.5
_TILE_STEP, _PER_TILE = 0.1, 4
_GIF_SIDE = 280
# The pair of classes shown at first.
_DIGIT_PAIR = (8, 6)
_PAIRS = {"fashion-mnist": (7, 9)}


def show(run: Run) -> None:
    """Draw the choice of A and B, both interpolations between them, and the downloads."""
    a, b = _choose(run)
    end = _BEYOND if st.session_state.overshoot else _END
    t = np.arange(round(end / _TILE_STEP) * _PER_TILE + 1) * _TILE_STEP / _PER_TILE
    mu = run.latents.mu
    ways = interpolate(mu[a], mu[b], t), slerp(mu[a], mu[b], t)
    straight, spherical = np.split(decoded(run, np.concatenate(ways)), 2)
    # Kept in the session: a component's state is forgotten once it is no longer drawn.
    if st.session_state.get("walk_native") == run.id or not walk(
        t, straight, spherical, _PER_TILE, run_ends(run, a, b), run_map(run, *ways), key="walk"
    ):
        st.session_state.walk_native = run.id
        _still(straight[::_PER_TILE], spherical[::_PER_TILE])
    beyond = "-and-beyond" if end > _END else ""
    _downloads(run, f"{a}-to-{b}{beyond}", straight, spherical)
    named = [(_("straight"), ways[0]), (_("spherical"), ways[1])]
    figure_files(
        f"{run.dataset}-{run.name}-{a}-to-{b}{beyond}-codes",
        lambda: run_drawing(run, marks=[("A", mu[a]), ("B", mu[b])], ways=named),
        lambda: as_csv(way_rows(named, t)),
        key="between plane",
    )
    terms.caption(_remark(run, *ways))
    offer_originals(run, "between originals")
    write_link(run, images=f"{a},{b}")


def _choose(run: Run) -> tuple[int, int]:
    """Draw the controls. Returns the numbers of the two test images."""
    state, n = st.session_state, len(run.latents.label)
    pair = _PAIRS.get(run.dataset, _DIGIT_PAIR)
    keys = [key(f"images {letter}", run) for letter in "AB"]
    if any(not 0 <= state.get(name, -1) < n for name in keys):
        _take_pair(run, *pair)
    with st.container(horizontal=True, vertical_alignment="bottom", key="lse-tools-row"):
        for letter, name in zip("AB", keys, strict=True):
            _choose_end(run, letter, name)
        if names := _pair_names(run, pair):
            st.button(names, on_click=_take_pair, args=(run, *pair))
        st.button(
            _("Random pair"), icon=":material/casino:", on_click=_random_pair, args=(run, keys)
        )
        st.toggle(
            _("On to 1.5 × the way"),
            key="overshoot",
            help=_("Goes on beyond B by half the way, in the same direction."),
            persist_state="session",
        )
    return state[keys[0]], state[keys[1]]


def _choose_end(run: Run, letter: str, name: str) -> None:
    """Draw the controls of one end: class, number in the test set, another image of the class."""
    state, labels = st.session_state, run.latents.label
    class_key, has_classes = key(f"class {letter}", run), run.dataset_info.is_labelled
    if has_classes:
        state[class_key] = int(labels[state[name]])

    def take_class() -> None:
        state[name] = _any_of(run, state[class_key], -1)

    def another() -> None:
        state[name] = _any_of(run, int(labels[state[name]]), state[name])

    if has_classes:
        st.selectbox(
            _("Image {letter}").format(letter=letter),
            np.unique(labels).tolist(),
            key=class_key,
            format_func=lambda label: run.dataset_info.classes[label],
            on_change=take_class,
            width=112,
        )
    st.number_input(
        _("Test image") if has_classes else _("Test image {letter}").format(letter=letter),
        0,
        len(labels) - 1,
        key=name,
        width=148,
        help=_("Its number in the test set, from 0."),
        persist_state="session",
    )
    st.button(
        "",
        icon=":material/shuffle:",
        key=f"another {letter}",
        on_click=another,
        help=_("Another image of this class") if has_classes else _("Another image"),
    )


def _any_of(run: Run, label: int, but: int) -> int:
    """The number of a random image of a class; not `but` if there is another."""
    candidates = np.flatnonzero(run.latents.label == label)
    others = candidates[candidates != but]
    return int(np.random.default_rng().choice(others if len(others) else candidates))


def _take_pair(run: Run, *labels: int) -> None:
    """Choose a typical image of each class."""
    for letter, index in zip("AB", typical_images(run, labels), strict=True):
        st.session_state[key(f"images {letter}", run)] = index


def _pair_names(run: Run, pair: tuple[int, int]) -> str:
    """ "8 → 6"; "" where the data set does not have both classes."""
    classes = run.dataset_info.classes
    return " → ".join(classes[label] for label in pair) if max(pair) < len(classes) else ""


def _random_pair(run: Run, keys: list[str]) -> None:
    """Choose two random images, of two classes, or clusters, if there are two."""
    labels = labels_of(run).label
    rng = np.random.default_rng()
    a = int(rng.integers(len(labels)))
    others = np.flatnonzero(labels != labels[a])
    b = int(rng.choice(others if len(others) else len(labels)))
    st.session_state.update(zip(keys, (a, b), strict=True))


def _still(*paths: np.ndarray) -> None:
    """Draw both strips as still pictures, for a browser that cannot run the component."""
    st.info(_("The moving pictures could not start here; these strips show the same."))
    for name, path in zip((_("Straight"), _("Spherical")), paths, strict=True):
        row, side = strips.tiled(path, len(path)), max(path.shape[1:3])
        show_html(strips.picture_html(row, name, times=2, times_phone=1, side=side))


def _downloads(run: Run, pair: str, straight: np.ndarray, spherical: np.ndarray) -> None:
    tiles = straight[::_PER_TILE], spherical[::_PER_TILE]
    with st.container(horizontal=True):
        picture_button(
            run,
            _("PNG, both strips"),
            f"{pair}-straight-and-spherical",
            "png",
            lambda: strips.png(
                strips.tiled(np.concatenate(tiles), len(tiles[0]), gap=2),
                strips.times_for(strips.SIDE_OF_PICTURE, tiles[0][0]),
            ),
        )
        for label, what, frames in (
            (_("GIF, straight"), f"{pair}-straight", straight),
            (_("GIF, spherical"), f"{pair}-spherical", spherical),
        ):
            picture_button(
                run,
                label,
                what,
                "gif",
                partial(strips.there_and_back, frames, strips.times_for(_GIF_SIDE, frames[0])),
            )


def _remark(run: Run, straight: np.ndarray, spherical: np.ndarray) -> str:
    """A sentence that compares the two interpolations of this pair half-way."""
    if run.config.model.latent_dim == 1:
        return _("With one latent dimension there is only one way, so both strips are the same.")
    middle = round(0.5 / _TILE_STEP * _PER_TILE)
    lengths = [float(np.linalg.norm(way[middle])) for way in (straight, spherical)]
    own = np.linalg.norm(run.latents.mu, axis=1)
    return _(
        "Half-way the straight way is {straight} from 0, the spherical one {spherical}; nine in "
        "ten test codes lie between {low} and {high}."
    ).format(
        straight=f"{lengths[0]:.2f}",
        spherical=f"{lengths[1]:.2f}",
        low=f"{np.percentile(own, 5):.2f}",
        high=f"{np.percentile(own, 95):.2f}",
    )
