"""Two runs side by side: the same test images through both, and their figures."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.pages.gallery import pictures, sample_quality
from ui.pages.gallery.cards import PAGE
from ui.pages.gallery.one_system import title
from ui.pages.gallery.url import ADDRESS, Two, completed
from ui.services.address import url_state
from ui.services.errors import show_error
from ui.text.outside import in_markdown
from ui.text.words import _
from ui.widgets import run_card, terms
from ui.widgets.controls.decoding import decoded
from ui.widgets.controls.original_images import offer_originals
from ui.widgets.html import Markup, html, join, show_html
from ui.widgets.network.stages import network_line
from ui.widgets.pictures import strips
from ui.widgets.table import Row, table
from vae_core.errors import RunError
from vae_core.evaluation.samples.quality import NOT_COMPARABLE
from vae_core.runs.run import Run

_KEYS = ("gallery_a", "gallery_b")


def show(view: Two, runs: list[Run]) -> Two:
    """Draw the choice of two runs and their comparison. Returns the view chosen: `view` itself
    if it names the same runs."""
    with st.container(horizontal=True):
        st.page_link(PAGE, label=_("All systems"), icon=":material/arrow_back:")
    if len(runs) < 2:
        st.info(_("Two models are needed for this, and there are not two here yet."))
        return view
    linked = completed(view, runs)
    a, b = _choose(view, linked, runs)
    try:
        if a.dataset == b.dataset:
            _pictures(a, b)
        else:
            _explain_datasets_differ(a, b)
        st.subheader(_("Their figures"), anchor=False)
        _figures(a, b)
    except RunError as error:
        show_error(error)
    return view if [a.id, b.id] == [run.id for run in linked] else Two(a, b)


def _choose(view: Two, linked: tuple[Run, Run], runs: list[Run]) -> tuple[Run, Run]:
    """Draw the two selectors, set by the link if it is a new one. Returns the runs chosen."""
    state, by_id = st.session_state, {run.id: run for run in runs}
    if url_state.asked(ADDRESS) or any(state.get(k) not in by_id for k in _KEYS):
        state.update(zip(_KEYS, (run.id for run in linked), strict=True))
    for column, label, key in zip(st.columns(2), (_("First"), _("Second")), _KEYS, strict=True):
        with column:
            st.selectbox(label, list(by_id), key=key, format_func=lambda i: title(by_id[i]))
    first, second = (by_id[state[key]] for key in _KEYS)
    return first, second


def _explain_datasets_differ(a: Run, b: Run) -> None:
    """Draw a note that runs of two datasets do not compare."""
    st.info(
        _(
            "These two learned different data sets, {a} and {b}, so there are no test images "
            "to send through both, and what was measured on them does not compare. Choose two of "
            "the same data set."
        ).format(a=a.dataset_info.title, b=b.dataset_info.title)
    )


def _pictures(a: Run, b: Run) -> None:
    """Draw the same test images through both. Raises RunError where a file of either is damaged."""
    with st.container(horizontal=True, vertical_alignment="center"):
        pictures.another_dozen()
        terms.caption(
            _("The same {title} images through both, none seen in training.").format(
                title=a.dataset_info.title
            )
        )
    index = pictures.dozen(a.latents.label, pictures.seed())
    before = pictures.originals(a, index)
    names = pictures.names(a, index)
    rows = []
    if before is not None:
        rows.append(_row(_("The originals"), before, None, names))
    for run in (a, b):
        rebuilt = decoded(run, run.latents.mu[index], run.latents.label[index])
        errors = (
            None if before is None else np.square(rebuilt - before).reshape(len(index), -1).mean(1)
        )
        rows.append(_row(title(run), rebuilt, errors, names))
    # One box for all: scrolled sideways, a picture stays under its original.
    show_html(html('<div class="lse-scroll lse-pairs">{}</div>', join(rows)))
    offer_originals(a, "compare originals")
    if before is not None:
        terms.caption(
            _(
                "Under each picture its squared error × 10⁻³, mean over all its values from 0 to "
                "1. Rebuilt from the code, or from μ of a VAE."
            )
        )


def _figures(a: Run, b: Run) -> None:
    """Draw all figures of both runs; for two datasets only those not measured on test images."""
    figures = [{figure.name: figure for figure in run_card.figures(run)} for run in (a, b)]
    order = list(figures[0]) + [name for name in figures[1] if name not in figures[0]]
    rows = [
        Row(
            _("Latent dimensions"),
            tuple(str(run.config.model.latent_dim) for run in (a, b)),
            _("D: how many numbers a code has."),
        ),
        Row(
            _("Encoder"),
            tuple(network_line(run.config.model) for run in (a, b)),
            _("From the image to the code, how many units each layer has."),
        ),
    ]
    for name in order:
        here = [side[name] for side in figures if name in side]
        if a.dataset != b.dataset and here[0].measured:
            continue
        values = (side[name].value if name in side else "–" for side in figures)
        notes = [
            f"{title(run)}: {side[name].note}"
            for run, side in zip((a, b), figures, strict=True)
            if name in side and side[name].note
        ]
        rows.append(Row(name, tuple(values), " ".join([here[0].meaning, *notes])))
    distances = sample_quality.comparison(a, b) if a.dataset == b.dataset else []
    table([*rows, *distances], (title(a), title(b)), key="compare")
    if a.dataset != b.dataset:
        return
    for run in (a, b):
        if sentence := sample_quality.farther_than_noise(run):
            terms.markdown(f"{in_markdown(title(run))}. {sentence}")
    if distances:
        terms.caption(f"{distances[0].meaning} **{_(NOT_COMPARABLE)}**")
    pixels = {run.metrics["evaluation"].get("pixels") for run in (a, b)}
    if len(pixels) > 1:
        terms.caption(
            _(
                "One of them was measured on pixels as they are, the other on pixels that are 0 or "
                "1: their reconstruction and −ELBO do not compare."
            )
        )


def _row(name: str, images: np.ndarray, errors: np.ndarray | None, names: str) -> Markup:
    """HTML of a name, pictures in a row, and a figure under each."""
    cells = []
    for i, (image, label) in enumerate(zip(images, names.split(", "), strict=True)):
        below = "" if errors is None else html("<span>{:.1f}</span>", 1000 * errors[i])
        picture = strips.picture_html(image, f"{name}: {label}", 3, 2)
        cells.append(html("<div>{}{}</div>", picture, below))
    return html(
        '<div class="lse-pair"><h3>{}</h3><div class="lse-pair-row">{}</div></div>',
        name,
        join(cells),
    )
