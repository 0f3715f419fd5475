"""A VAE with an adversarial loss beside its twin without: rebuilt images, draws, figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.figures.blur import measured
from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.pages.lessons.figures.shared.test_image import note_decoded, test_image
from ui.services.caches import resources
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls.decoding import decoded
from ui.widgets.html import Markup, html, join, show_html
from ui.widgets.pictures.strips import picture_html, tiled
from ui.widgets.table import Row, table
from vae_core.latent.geometry import typical_image
from vae_core.latent.sampling import prior_samples
from vae_core.runs.run import Run

_SIDE = 6  # of the square of draws


def show_rebuilds(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw a few test images, and below each what both models make of it."""
    plain, adversarial = _runs(state)
    names = [str(label) for label in state["labels"]]
    chosen = st.segmented_control(_("Digit"), names, default=names[0], key=f"{key} digit")
    label = int(chosen or names[0])
    index = _some_of(plain, label)
    images = np.stack([test_image(plain, i) for i in index]) / 255
    x = images.astype(np.float32)
    rows = [(_("The images"), images)]
    for name, run in zip(_names(revealed), (plain, adversarial), strict=True):
        rows.append((name, resources.inspect_images(run, x).x_hat))
    show_html(_sheet(rows, big=state["projector"]))
    if revealed:
        terms.caption(measured.sharpness_sentence(plain, adversarial))
    note_decoded(plain.dataset, f"{key} originals")
    done = {"other-chosen"} if label != int(names[0]) else set()
    return FigureResult(frozenset(done))


def show_draws(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw what both decoders make of the same z from N(0, I)."""
    plain, adversarial = _runs(state)
    seed = st.session_state.setdefault(f"{key} seed", 0)
    z = prior_samples(_SIDE**2, plain.config.model.latent_dim, 1.0, np.random.default_rng(seed))
    sheets = [
        (name, tiled(decoded(run, z.astype(np.float32)), _SIDE))
        for name, run in zip(_names(True), (plain, adversarial), strict=True)
    ]
    show_html(_squares(sheets, big=state["projector"]))

    def again() -> None:
        st.session_state[f"{key} seed"] += 1

    st.button(_("Draw again"), icon=":material/casino:", key=f"{key} again", on_click=again)
    if revealed:
        terms.caption(measured.cover_sentence(plain, adversarial))
    done = {"again"} if seed else set()
    query = {
        "dataset": adversarial.dataset,
        "run": adversarial.name,
        "tool": "samples",
        "seed": str(seed),
    }
    return FigureResult(frozenset(done), query, measured.covers_more(plain, adversarial))


def show_price(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw the table of figures; the row that is asked about waits for the guess."""
    plain, adversarial = _runs(state)
    rows = [
        Row(
            figure.name,
            tuple(
                figure.text(run) if revealed or not figure.is_asked else "?"
                for run in (plain, adversarial)
            ),
            figure.meaning,
        )
        for figure in measured.figures()
    ]
    table(rows, _names(True), key=key)
    terms.caption(measured.sharpness_sentence(plain, adversarial))
    query = {"a": plain.id, "b": adversarial.id}
    return FigureResult(query=query, truth=measured.squared_error_changes(plain, adversarial))


def _runs(state: Mapping[str, Any]) -> tuple[Run, Run]:
    return chosen_run(state["plain"]), chosen_run(state["adversarial"])


def _names(known: bool) -> list[str]:
    """What the two models are called, plain one first; A and B while that is asked."""
    return [_("VAE"), _("VAE-GAN")] if known else [_("Model A"), _("Model B")]


def _some_of(run: Run, label: int, n: int = 6) -> list[int]:
    """Numbers of test images of a class: a typical one, and the first of the others."""
    typical = typical_image(run.latents, label)
    own = [int(i) for i in np.flatnonzero(run.latents.label == label) if i != typical]
    return [typical, *own[: n - 1]]


def _sheet(rows: list[tuple[str, np.ndarray]], *, big: bool) -> Markup:
    """HTML of named rows of pictures, (n, H, W) in [0, 1]."""
    times = 5 if big else 3
    return html(
        '<div class="lse-blur-sheet">{}</div>',
        join(
            html(
                "<figure><figcaption><b>{}</b></figcaption><div>{}</div></figure>",
                name,
                join(picture_html(picture, name, times, 2) for picture in pictures),
            )
            for name, pictures in rows
        ),
    )


def _squares(sheets: list[tuple[str, np.ndarray]], *, big: bool) -> Markup:
    """HTML of two squares of draws, side by side."""
    return html(
        '<div class="lse-few-row lse-blur-draws">{}</div>',
        join(
            html(
                "<figure>{}<figcaption><b>{}</b></figcaption></figure>",
                picture_html(sheet, name, 3 if big else 2, 1, side=28),
                name,
            )
            for name, sheet in sheets
        ),
    )
