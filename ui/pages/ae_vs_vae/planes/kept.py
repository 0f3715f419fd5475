"""Both planes as figures to keep, and the codes on the walk that they show."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from ui.pages.ae_vs_vae.pair import Pair
from ui.pages.ae_vs_vae.planes.ways import Ways
from ui.text.outside import in_markdown
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls.downloads import csv_button, figure_files
from ui.widgets.pictures.run_drawing import run_drawing, way_rows
from vae_core.latent.polyline import along
from vae_core.runs.reports.frame import codes_csv

_T = np.linspace(-0.25, 1.25, 31)


def show(pair: Pair, path: str, corners: Ways) -> None:
    """Draw, for each model, the buttons of its plane with its way and their codes as CSV; and one
    for z of each step of both ways.

    path: which way it is, one of `two_planes.PATHS`. corners: of the way of each model.
    """
    a, b = st.session_state.gaps_ends
    ways = [along(way, _T) for way in corners]
    columns = st.columns(3, gap="large", vertical_alignment="bottom")
    # A way drawn by hand has ends of its own.
    names = (_("start"), _("end")) if path == "hand" else ("A", "B")
    for column, run, name, way, ends in zip(
        columns, pair.runs, pair.names, ways, corners, strict=False
    ):
        with column:
            terms.caption(_("The plane of {name}").format(name=in_markdown(name)))
            figure_files(
                f"{run.dataset}-{run.name}-codes",
                partial(
                    run_drawing,
                    run,
                    marks=list(zip(names, ends[[0, -1]], strict=True)),
                    ways=[("", way)],
                ),
                partial(codes_csv, run),
                key=f"plane of {run.id}",
            )
    captions = {
        "straight": _("The straight way from A to B"),
        "data": _("The way along the data from A to B"),
        "hand": _("The way drawn by hand"),
    }
    way_name = {"straight": f"{a}-to-{b}", "data": f"{a}-to-{b}-along-data", "hand": "drawn-way"}
    with columns[2]:
        terms.caption(captions[path])
        csv_button(
            _("CSV, z of each step"),
            f"{pair.dataset}-{pair.left.name}-{pair.right.name}-{way_name[path]}",
            lambda: way_rows(list(zip((run.name for run in pair.runs), ways, strict=True)), _T),
            key="walk codes",
            type="tertiary",
        )
