"""Both planes as figures to keep, and the codes on the walk from A to B."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from ui.pages.ae_vs_vae.pair import Pair
from ui.text.words import _, in_markdown
from ui.widgets import terms
from ui.widgets.controls.downloads import csv_button, figure_files
from ui.widgets.pictures.run_drawing import run_drawing, way_rows
from vae_core.latent.sampling import interpolate
from vae_core.runs.reports.frame import codes_csv

_T = np.linspace(-0.25, 1.25, 31)


def show(pair: Pair) -> None:
    """Draw, for each model, the buttons of its plane with its straight way from A to B and their
    codes as CSV; and one for z of each step of both ways."""
    a, b = st.session_state.gaps_ends
    ways = [interpolate(run.latents.mu[a], run.latents.mu[b], _T) for run in pair.runs]
    columns = st.columns(3, gap="large", vertical_alignment="bottom")
    for column, run, name, way in zip(columns, pair.runs, pair.names, ways, strict=False):
        ends = [("A", run.latents.mu[a]), ("B", run.latents.mu[b])]
        with column:
            terms.caption(_("The plane of {name}").format(name=in_markdown(name)))
            figure_files(
                f"{run.dataset}-{run.name}-codes",
                partial(run_drawing, run, marks=ends, ways=[("", way)]),
                partial(codes_csv, run),
                key=f"plane of {run.id}",
            )
    with columns[2]:
        terms.caption(_("The straight way from A to B"))
        csv_button(
            _("CSV, z of each step"),
            f"{pair.dataset}-{pair.left.name}-{pair.right.name}-{a}-to-{b}",
            lambda: way_rows(list(zip((run.name for run in pair.runs), ways, strict=True)), _T),
            key="walk codes",
            type="tertiary",
        )
