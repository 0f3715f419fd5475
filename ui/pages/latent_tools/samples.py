"""Samples: random codes of a source at a temperature, decoded."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.pages.latent_tools import sources
from ui.pages.latent_tools.url import MAX_TEMPERATURE, SOURCES, write_link
from ui.services.caches import resources
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls.decoding import decoded
from ui.widgets.controls.downloads import picture_button
from ui.widgets.controls.seed import choose_seed
from ui.widgets.html import show_html
from ui.widgets.pictures import strips
from vae_core.runs.run import Run

_SIDE, _GAP = 10, 2
_N = _SIDE * _SIDE
_GIF_FRAMES = 24


def show(run: Run) -> None:
    """Draw a grid of 10 x 10 decoded samples, and its controls."""
    state = st.session_state
    state.setdefault("temperature", 1.0)
    state.setdefault("seed", 0)
    state.setdefault("source", SOURCES[0])
    # The pictures come first: on a phone the controls follow below them.
    picture, controls = st.columns([8, 5], gap="large")
    with controls:
        source = sources.choose(run, _N, state.seed)
        temperature = st.slider(
            _("Temperature"),
            0.0,
            MAX_TEMPERATURE,
            step=0.05,
            key="temperature",
            help=_(
                "How wide the draw is: its standard deviation, as a multiple of the usual one. "
                "At 0 every draw is the middle; below 1 pictures get more typical and more alike."
            ),
            persist_state="session",
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            choose_seed("seed")
        z = sources.draws(run, source, _N, temperature, state.seed)
        terms.markdown(sources.meaning(run, source))
        terms.markdown(
            _measured(run, z),
            help=_(
                "Hole: farther from its {k}-th nearest test code than 98.5 % of the test codes "
                "themselves are. Thin: farther than 90 % of them. Nothing has taught the decoder "
                "what to draw in a hole."
            ).format(k=run.support.k),
        )
    with picture:
        pictures = decoded(run, z)
        grid, side = _grid(pictures), max(pictures.shape[1:3])
        alt = _("100 pictures decoded from random codes at temperature {t}").format(
            t=f"{temperature:g}"
        )
        show_html(strips.picture_html(grid, alt, times=2, times_phone=1, side=side))
    what = f"samples-{source}-t{temperature:g}-seed{state.seed}"
    with controls, st.container(horizontal=True):
        picture_button(run, "PNG", what, "png", lambda: strips.png(grid, _times(pictures, 112)))
        if temperature > 0:
            label = _("GIF, growing from temperature 0")
            picture_button(
                run,
                label,
                what,
                "gif",
                lambda: _temperature_gif(run, source, temperature, state.seed),
            )
    with controls:
        sources.scores(run)
    write_link(run, temperature=f"{temperature:g}", seed=state.seed, source=source)


def _measured(run: Run, z: np.ndarray) -> str:
    """A sentence that compares the draws z, (N, D), with the test codes: distance from 0, holes."""
    mu = run.latents.mu
    own, drawn = (float(np.linalg.norm(codes, axis=1).mean()) for codes in (mu, z))
    words = run.support.words(mu, z)
    return _(
        "Mean distance from 0: these draws {drawn}, the test codes {own}. **{holes} of the {n} "
        "draws land in a hole**, {thin} where codes are thin."
    ).format(
        drawn=f"{drawn:.1f}",
        own=f"{own:.1f}",
        holes=words.count("hole"),
        thin=words.count("thin"),
        n=len(z),
    )


def _grid(pictures: np.ndarray) -> np.ndarray:
    return strips.tiled(pictures, _SIDE, _GAP)


def _times(pictures: np.ndarray, side: int) -> int:
    """How many pixels to make of each, so that pictures are about `side` pixels large."""
    return strips.times_for(side, pictures[0])


def _temperature_gif(run: Run, source: str, temperature: float, seed: int) -> bytes:
    """GIF of the same draws while the temperature rises from 0 to the one shown, and back."""
    middle, z = (sources.draws(run, source, _N, t, seed) for t in (0.0, temperature))
    pictures = []
    for share in np.linspace(0, 1, _GIF_FRAMES, dtype=np.float32):
        codes = middle + share * (z - middle)
        if source == "flow":  # it alone does not go along straight lines
            codes = sources.draws(run, source, _N, float(share) * temperature, seed)
        pictures.append(resources.decode_many(run, codes))
    return strips.there_and_back(np.stack([*map(_grid, pictures)]), _times(pictures[0], 56))
