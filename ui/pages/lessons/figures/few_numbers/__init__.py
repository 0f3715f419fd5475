"""The figures of the lesson on few numbers: what D numbers keep of an image, and what for.

State: part, one of
    "rebuild": images (numbers of test images), dim (D at first), errors (False: none are shown,
        where a later step asks for them), hides (True: they wait for the guess); event "both-ends",
        when D has been at its least and its most;
    "curve": errors against D;
    "uses": search and few labels;
    "files": bytes beside PNG and JPEG;
    "others": pictures that are no digits; event "other-chosen".
Truth: see `ui.pages.lessons.figures.few_numbers.study`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.figures.few_numbers import pictures, study, tables
from ui.pages.lessons.figures.few_numbers.chart import chart_html, drawing
from ui.pages.lessons.figures.shared import kept
from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.pages.lessons.figures.shared.test_image import note_decoded, test_image
from ui.styles.sheets import use_sheets
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import show_html, show_svg
from vae_core.studies.few_numbers import DIMS


def show(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw the figure."""
    use_sheets("pages/latent_tools", "lessons/few_numbers")
    return _PARTS[state["part"]](state, key, revealed)


def _rebuild(state: Mapping[str, Any], key: str, revealed: bool) -> FigureResult:
    """One image, and what PCA, an AE and a VAE make of it with D numbers."""
    labelled = chosen_run(study.LABELLED_RUN)
    names = {i: str(labelled.latents.label[i]) for i in state["images"]}
    with st.container(horizontal=True, key="few-controls"):
        image = st.segmented_control(
            _("Digit"),
            state["images"],
            format_func=names.__getitem__,
            default=state["images"][0],
            key=f"{key} image",
        )
        dim = st.select_slider(_("Numbers kept, D"), DIMS, value=state["dim"], key=f"{key} numbers")
    index = state["images"][0] if image is None else image
    original = test_image(labelled, index)
    rebuilt = [pictures.rebuilt(method, dim, original) for method in study.METHODS]
    hides = not state.get("errors", True) or (bool(state.get("hides")) and not revealed)
    show_html(pictures.row_html(original, rebuilt, big=state["projector"], hides=hides))
    if not hides:
        means = [f"{study.names()[row.method]} {row.error:.1f}" for row in study.rows_of_dim(dim)]
        terms.caption(
            _(
                "Squared error: a sum over the 784 pixels, each from 0 to 1. Mean over the "
                "10,000 test images with D = {dim}: {means}."
            ).format(dim=dim, means=", ".join(means))
        )
    note_decoded("mnist", f"{key} originals")
    seen = st.session_state.setdefault(f"{key} seen", set())
    seen.add(dim)
    done = {"both-ends"} if {DIMS[0], DIMS[-1]} <= seen else set()
    return FigureResult(frozenset(done), truth=study.ae_beside_pca())


def _curve(state: Mapping[str, Any], key: str, revealed: bool) -> FigureResult:
    """Error against D: PCA alone until the guess was made."""
    methods = study.METHODS if revealed else study.METHODS[:1]
    show_svg(chart_html(methods))
    tables.show_errors(methods, key)
    figure = kept.chart("few-numbers-errors", drawing(methods))
    return FigureResult(truth=study.best_ae(), kept=[figure])


def _uses(state: Mapping[str, Any], key: str, revealed: bool) -> FigureResult:
    tables.show_uses(key, revealed=revealed)
    return FigureResult(truth=study.best_reader())


def _files(state: Mapping[str, Any], key: str, revealed: bool) -> FigureResult:
    tables.show_files(key, revealed=revealed)
    return FigureResult(truth=study.smallest_file())


def _others(state: Mapping[str, Any], key: str, revealed: bool) -> FigureResult:
    """A picture that is no digit through the networks that know only digits."""
    others = pictures.others(state["image"])
    names = list(others)
    name = st.segmented_control(_("Picture"), names, default=names[0], key=f"{key} picture")
    original = others[name or names[0]]
    rebuilt = [pictures.rebuilt(method, dim, original) for method, dim in study.OF_OTHERS]
    show_html(pictures.row_html(original, rebuilt, big=state["projector"], hides=not revealed))
    ratio = pictures.others_ratio(list(others.values())[1:])
    if revealed:
        terms.caption(
            _(
                "Squared error: a sum over the 784 pixels. Mean of the pictures that are no "
                "upright digits, through the AE with 20 numbers: {n:.1f} times that of the test "
                "digits."
            ).format(n=ratio)
        )
    if not pictures.has_clothes():
        st.caption(
            _("With Fashion-MNIST on this machine, pictures of clothes would be here as well.")
        )
    note_decoded("mnist", f"{key} originals")
    done = {"other-chosen"} if name not in (None, names[0]) else set()
    return FigureResult(frozenset(done), truth=study.times(ratio))


_PARTS = {
    "rebuild": _rebuild,
    "curve": _curve,
    "uses": _uses,
    "files": _files,
    "others": _others,
}
