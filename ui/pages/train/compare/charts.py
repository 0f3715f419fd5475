"""The charts of a comparison, their settings, and notes on runs that do not compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from ui.pages.train.compare import curves
from ui.pages.train.compare.curves import Along, Images, Line, Measure
from ui.styles.inks import theme
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.charts.figure import show_figure
from ui.widgets.controls.downloads import csv_button
from ui.widgets.html import Markup, html, join
from vae_core.runs.run import Run

_ALONG: tuple[Along, ...] = ("epoch", "steps", "seconds")
_IMAGES: tuple[Images, ...] = ("held back", "training", "both")


def chart_settings(lines: Sequence[Line]) -> tuple[Along, Images, int | None]:
    """Draw the settings of the charts; returns (x axis, images, index of the run in accent)."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="lse-compare-settings"):
        along = st.segmented_control(
            _("Across"),
            _ALONG,
            format_func={
                "epoch": _("epochs"),
                "steps": _("steps"),
                "seconds": _("time"),
            }.__getitem__,
            default="epoch",
            required=True,
            key="compare along",
            persist_state="session",
            help=_(
                "An epoch is once through the training images; a step changes the weights once, "
                "after one batch; time is that of the training alone, on the machine it ran on."
            ),
        )
        images = st.segmented_control(
            _("Measured on"),
            _IMAGES,
            format_func={
                "held back": _("held-back images"),
                "training": _("training images"),
                "both": _("both"),
            }.__getitem__,
            default="held back",
            required=True,
            key="compare images",
            persist_state="session",
            help=_(
                "Held-back images: the validation images, with the weights at the end of each "
                "epoch; the test images for runs that learn from the validation images, too. "
                "Training images: the mean over the epoch, as they went by. Of both, the thin "
                "lines are training."
            ),
        )
        names = {line.index: f"{line.letter}  {line.name}" for line in lines}
        if st.session_state.get("compare marked") not in (None, *names):
            st.session_state["compare marked"] = None
        marked = st.selectbox(
            _("Point out"),
            list(names),
            index=None,
            format_func=names.__getitem__,
            key="compare marked",
            placeholder=_("none"),
            width=300,
        )
    return along, images, marked


def line_key(lines: Sequence[Line], marked: int | None) -> Markup:
    """HTML of the key: the line style and the letter of each run."""
    rows = join(
        html(
            "<li{}>{}<b>{}</b> {}</li>",
            " aria-current=true" if line.index == marked else "",
            curves.swatch(line.index, marked=line.index == marked),
            line.letter,
            line.name,
        )
        for line in lines
    )
    return html('<ul class="lse-compare-key">{}</ul>', rows)


def caveats(runs: Sequence[Run]) -> None:
    """Draw a sentence for each reason why figures of these runs do not compare."""
    datasets = list(dict.fromkeys(run.dataset_info.title for run in runs))
    if len(datasets) > 1:
        st.info(
            _(
                "These runs learned different data sets ({names}): their figures and the heights "
                "of their curves do not compare, only the shapes."
            ).format(names=", ".join(datasets)),
            icon=":material/info:",
        )
    losses = {run.config.training.likelihood == "mse" for run in runs}
    if len(losses) > 1:
        terms.caption(
            _(
                "Some of these were trained on squared error, in squared pixel units: their loss "
                "and reconstruction have charts of their own."
            )
        )
    binarized = {run.metrics["evaluation"].get("pixels") for run in runs}
    if len(binarized) > 1:
        terms.caption(
            _(
                "Some were measured on pixels as they are, others on pixels that are 0 or 1: their "
                "reconstruction and −ELBO do not compare."
            )
        )


def show_charts(
    runs: Sequence[Run],
    lines: Sequence[Line],
    along: Along,
    images: Images,
    marked: int | None,
) -> None:
    """Draw a chart for each measure and unit of any line, and a CSV button for all curves."""
    nats = [line for line in lines if not line.is_squared]
    squared = [line for line in lines if line.is_squared]
    deep = [line for line in lines if line.has_kl]
    loss, recon, pixel = _("Loss"), _("Reconstruction"), _("squared pixel units")
    wanted: list[tuple[str, str, Measure, list[Line]]] = [
        (loss, _("nats"), "loss", [line for line in nats if line.has_kl]),
        (recon, _("nats"), "recon", nats),
        (_("KL"), _("nats"), "kl", deep),
        (loss, pixel, "loss", [line for line in squared if line.has_kl]),
        (recon, pixel, "recon", squared),
    ]
    with st.container(key="lse-compare-charts"):
        for name, unit, measure, here in [chart for chart in wanted if chart[3]]:
            show_figure(
                curves.chart(
                    name, unit, measure, here, theme(), along=along, images=images, marked=marked
                ),
                key=f"compare {measure} {unit}",
                file=f"runs-{name}-{unit}",
                alt=f"{name}, {unit}: {'; '.join(f'{line.letter} {line.name}' for line in here)}",
            )
    note = _(
        "Per image, lower is better. Loss: reconstruction + KL, as it counts at the KL weight 1. "
        "KL: how much a code tells about its image."
    )
    if len(deep) < len(lines):
        note += " " + _(
            "A plain autoencoder has no KL: what it minimises is its reconstruction alone."
        )
    terms.caption(note)
    csv_button(
        _("Curves as CSV"),
        "runs-curves",
        lambda: curve_rows(lines),
        key="compare runs-curves",
        type="tertiary",
    )


def curve_rows(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Rows of the CSV of curves, one for each epoch of each run."""
    return [
        {
            "run": line.run_id,
            "title": line.name,
            **{name: getattr(epoch, name) for name in _IN_CSV},
        }
        for line in lines
        for epoch in line.epochs
    ]


_IN_CSV = (
    *("epoch", "steps", "seconds", "beta"),
    *("loss", "recon", "kl", "val_loss", "val_recon", "val_kl"),
)
