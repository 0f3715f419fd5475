"""The table of all figures of every measured run of a data set, to sort and to download."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from ui.pages.ae_vs_vae.figures.measures import MEASURES
from ui.pages.ae_vs_vae.figures.values import gaps, interval, value
from ui.pages.ae_vs_vae.pair import Pair
from ui.services.caches.recogniser import can_be_read, none_reads
from ui.text.outside import code
from ui.text.words import _, dataset_title
from ui.widgets import terms
from ui.widgets.controls.downloads import csv_button
from ui.widgets.frame import shell
from vae_core.evaluation.samples.quality import NOT_COMPARABLE
from vae_core.runs.run import Run


def show(pair: Pair, runs: Sequence[Run]) -> None:
    """Draw the table. runs: of the pair's dataset; those without figures are named below it."""
    measured = sorted((run for run in runs if gaps(run)), key=_order)
    without = [run.id for run in pair.runs if not gaps(run)]
    if without and not can_be_read(pair.dataset):
        terms.caption(none_reads())
        return
    if without:
        st.info(
            _("Not measured yet. Measure it in a quarter of a minute:")
            + f"\n\n{code('python -m vae_core gaps ' + ' '.join(without))}"
        )
    if not measured:
        return
    terms.caption(
        _(
            "Every measured run of {title}. Press a column’s head to sort; point at it for what it "
            "means. {n} draws each; intervals are in the file."
        ).format(title=dataset_title(pair.dataset), n=f"{max(gaps(r)['n'] for r in measured):,}")
    )
    st.dataframe(
        _columns(measured),
        column_config=_config(),
        hide_index=True,
        width="stretch",
        key="gaps table",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        csv_button(
            _("CSV, with intervals"),
            f"{pair.dataset}-gaps",
            lambda: rows(measured),
            key="gaps csv",
        )
        terms.caption(_(NOT_COMPARABLE))


def rows(runs: Sequence[Run]) -> list[dict[str, object]]:
    """Rows of the CSV, one for each run; after each figure with an interval, its two ends."""
    table = []
    for run in runs:
        row: dict[str, object] = {"run": run.id, "kind": run.config.model.kind}
        row |= {"latent_dim": run.config.model.latent_dim, "n": gaps(run)["n"]}
        for key in MEASURES:
            row[key] = value(run, key)
            if ends := interval(run, key):
                row[f"{key}_low"], row[f"{key}_high"] = ends
        table.append(row)
    return table


def _order(run: Run) -> tuple[bool, int, str]:
    dim = run.config.model.latent_dim
    return dim != 2, dim, run.name


def _columns(runs: Sequence[Run]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {
        "run": [shell.run_title(run) for run in runs],
        "kind": [run.config.model.kind.upper() for run in runs],
        "dim": [run.config.model.latent_dim for run in runs],
    }
    for key, measure in MEASURES.items():
        scale = 100 if measure.written == "share" else 1
        values = [value(run, key) for run in runs]
        columns[key] = [None if v is None else scale * v for v in values]
    return columns


def _config() -> dict[str, Any]:
    column = st.column_config
    config: dict[str, Any] = {
        "run": column.TextColumn(_("Model"), help=_("Its name."), pinned=True),
        "kind": column.TextColumn(
            _("Kind"), help=_("AE: plain autoencoder. VAE: with a prior and a KL term.")
        ),
        "dim": column.NumberColumn("D", help=_("Latent dimensions: how many numbers a code has.")),
    }
    for key, measure in MEASURES.items():
        decimals = 0 if measure.written in ("share", "count") else measure.decimals
        unit = f", {measure.unit}" if measure.unit else ""
        config[key] = column.NumberColumn(
            measure.label + (", %" if measure.written == "share" else unit),
            help=measure.meaning,
            format=f"%.{decimals}f",
        )
    return config
