"""The comparison of any runs: their curves in the same charts, their figures in one table.

`?view=compare&runs=mnist/vae-2d,mnist/ae-2d` in the link names them.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui.pages.train.compare import figures_table
from ui.pages.train.compare.charts import caveats, chart_settings, line_key, show_charts
from ui.pages.train.compare.choice import choose, names, newest_first
from ui.pages.train.compare.curves import Line
from ui.pages.train.url import ADDRESS, COMPARE
from ui.services.address import url_state
from ui.services.caches import resources
from ui.styles.sheets import use_sheets
from ui.text.outside import in_markdown
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls.downloads import csv_button
from ui.widgets.html import show_html
from vae_core.evaluation.samples.quality import NOT_COMPARABLE
from vae_core.runs.recording.history import training_history
from vae_core.runs.run import Run


def show() -> None:
    """Draw the chooser, the charts and the table."""
    use_sheets("train/runs")
    every_run, problems = resources.every_run()
    for problem in problems:
        st.warning(problem)
    if not every_run:
        st.info(_("There is nothing to compare yet: no run is here."))
        url_state.write(ADDRESS, {"view": COMPARE})
        return
    runs = choose({run.id: run for run in newest_first(every_run)})
    if not runs:
        st.info(_("Choose one or more runs."))
        return
    lines = _lines(runs)
    if imported := [run for run in runs if run.imported_from]:
        terms.caption(
            _("Without a curve, as their weights were imported: {runs}.").format(
                runs=", ".join(in_markdown(names(runs)[run.id]) for run in imported)
            )
        )
    if lines:
        along, images, marked = chart_settings(lines)
        show_html(line_key(lines, marked))
        caveats(runs)
        show_charts(runs, lines, along, images, marked)
    _table(runs)


def _lines(runs: Sequence[Run]) -> list[Line]:
    """A line for each run that was trained here; others keep their letter."""
    run_names = names(runs)
    return [
        Line(
            index,
            run_names[run.id],
            training_history(run),
            run_id=run.id,
            has_kl=run.config.model.kind == "vae",
            is_squared=run.config.training.likelihood == "mse",
        )
        for index, run in enumerate(runs)
        if not run.imported_from
    ]


def _table(runs: Sequence[Run]) -> None:
    st.subheader(_("Their figures"), anchor=False)
    terms.caption(
        _(
            "On the test images, none seen in training. Press a column’s head to sort; point at it "
            "for what it means."
        )
    )
    st.dataframe(
        figures_table.columns(runs),
        column_config=figures_table.config(),
        hide_index=True,
        width="stretch",
        placeholder="–",
        key="compare table",
        alt=_("The figures of {runs}").format(runs=", ".join(names(runs).values())),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        csv_button(
            _("Table as CSV"),
            "runs-figures",
            lambda: figures_table.rows(runs),
            key="compare runs-figures",
            type="tertiary",
        )
        terms.caption(_(NOT_COMPARABLE))
