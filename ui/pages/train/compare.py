"""Any runs beside one another: their curves in the same charts, their figures in one table.

`?view=compare&runs=mnist/vae-2d,mnist/ae-2d` in the link says which.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from ui.pages.train import figures_table, overlay
from ui.pages.train.overlay import LETTERS, Along, Images, Line
from ui.pages.train.url import ADDRESS, COMPARE
from ui.services import resources, url_state
from ui.styles.inks import theme
from ui.styles.sheets import use_sheets
from ui.text.words import _, quoted
from ui.widgets import shell
from ui.widgets.downloads import as_csv
from ui.widgets.html import Markup, html, join, show_html
from vae_core.data.datasets import DATASETS
from vae_core.errors import RunError
from vae_core.evaluation.sample_quality import NOT_COMPARABLE
from vae_core.runs.history import training_history
from vae_core.runs.metadata import is_shipped, trained_at
from vae_core.runs.store import Run

_CHOSEN = "compare runs"
_MOST, _USUAL = len(LETTERS), 3
_PLAIN = ("vae-2d", "ae-2d")


def show() -> None:
    """The chooser, the charts, the table."""
    use_sheets("train_runs")
    found, problems = resources.every_run()
    for problem in problems:
        st.warning(problem)
    if not found:
        st.info(_("There is nothing to compare yet: no run is here."))
        url_state.write(ADDRESS, {"view": COMPARE})
        return
    runs = _choose({run.id: run for run in _in_order(found)})
    if not runs:
        st.info(_("Choose one or more runs."))
        return
    lines = _lines(runs)
    if lines:
        along, images, marked = _settings(lines)
        show_html(_key(lines, marked))
        _caveats(runs)
        _charts(runs, lines, along, images, marked)
    _table(runs)


def usual(runs: Sequence[Run]) -> list[str]:
    """The ids that are compared where nobody chose: the newest run that was made here and others
    of its dataset, the newest first; without one, the plainest that came with the app."""
    own = sorted((r for r in runs if not is_shipped(r.id)), key=trained_at, reverse=True)
    shipped = [run for run in runs if is_shipped(run.id)]
    order = [*own, *sorted(shipped, key=lambda run: run.name not in _PLAIN)]
    return [run.id for run in order if run.dataset == order[0].dataset][:_USUAL]


def names(runs: Sequence[Run]) -> dict[str, str]:
    """What each run is called here, by its id: its title and dataset, and its own name where two
    would be called the same."""
    said = {r.id: f"{shell.run_title(r)} · {DATASETS[r.dataset].title}" for r in runs}
    all_said = list(said.values())
    return {
        run.id: said[run.id]
        if all_said.count(said[run.id]) == 1
        else f"{said[run.id]} ({run.name})"
        for run in runs
    }


def curve_rows(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Of the CSV of curves: a row an epoch of a run."""
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


def _in_order(runs: Sequence[Run]) -> list[Run]:
    """What was trained here first, the newest on top."""
    newest = sorted(runs, key=trained_at, reverse=True)
    shipped = {run.id for run in runs if is_shipped(run.id)}
    return [r for r in newest if r.id not in shipped] + [r for r in runs if r.id in shipped]


def _choose(by_id: dict[str, Run]) -> list[Run]:
    """The runs that were chosen, by the link where that is a new one."""
    state, default = st.session_state, usual(list(by_id.values()))
    asked = url_state.asked(ADDRESS).get("runs", "")
    if asked:
        ids = [part.strip() for part in asked.split(",") if part.strip()]
        known = list(dict.fromkeys(one for one in ids if one in by_id))
        for one in [one for one in ids if one not in by_id][:_MOST]:
            st.warning(
                _("The link asks for the run “{run}”, which is not here.").format(run=quoted(one))
            )
        if len(known) > _MOST:
            st.warning(
                _("The link asks for {n} runs; the first {most} are shown.").format(
                    n=len(known), most=_MOST
                )
            )
        state[_CHOSEN] = known[:_MOST]
    elif _CHOSEN not in state:
        state[_CHOSEN] = default
    elif any(one not in by_id for one in state[_CHOSEN]):  # Deleted meanwhile
        state[_CHOSEN] = [one for one in state[_CHOSEN] if one in by_id]
    said = names(list(by_id.values()))
    with st.container(key="lse-compare-chosen"):
        chosen = st.multiselect(
            _("Runs, at most {n}").format(n=_MOST),
            list(by_id),
            key=_CHOSEN,
            format_func=said.get,
            max_selections=_MOST,
            placeholder=_("Choose runs"),
            persist_state="session",
        )
    _tell(chosen, is_usual=chosen == default)
    return [by_id[one] for one in chosen]


def _tell(chosen: Sequence[str], *, is_usual: bool) -> None:
    """Make the address bar say what is compared; nothing where that is as usual."""
    link = {"view": COMPARE}
    if not is_usual or "runs" in st.query_params:
        link["runs"] = ",".join(chosen)
    url_state.write(ADDRESS, link)


def _lines(runs: Sequence[Run]) -> list[Line]:
    """A line for each run, without those whose history is damaged: those are said."""
    called, lines = names(runs), []
    for place, run in enumerate(runs):
        try:
            lines.append(
                Line(
                    place,
                    called[run.id],
                    training_history(run),
                    run_id=run.id,
                    has_kl=run.config.model.kind == "vae",
                    is_squared=run.config.training.likelihood == "mse",
                )
            )
        except RunError as error:
            st.warning(str(error))
    return lines


def _settings(lines: Sequence[Line]) -> tuple[Along, Images, int | None]:
    """How the charts are drawn: over what, of which images, which run in accent."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="lse-compare-settings"):
        along = st.segmented_control(
            _("Across"),
            ["epoch", "steps", "seconds"],
            format_func={"epoch": _("epochs"), "steps": _("steps"), "seconds": _("time")}.get,
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
            ["held back", "training", "both"],
            format_func={
                "held back": _("held-back images"),
                "training": _("training images"),
                "both": _("both"),
            }.get,
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
        by_place = {line.place: f"{line.letter}  {line.name}" for line in lines}
        if st.session_state.get("compare marked") not in (None, *by_place):
            st.session_state["compare marked"] = None
        marked = st.selectbox(
            _("Point out"),
            list(by_place),
            index=None,
            format_func=by_place.get,
            key="compare marked",
            placeholder=_("none"),
            width=300,
        )
    return along, images, marked


def _key(lines: Sequence[Line], marked: int | None) -> Markup:
    """Which line is which run."""
    rows = join(
        html(
            "<li{}>{}<b>{}</b> {}</li>",
            " aria-current=true" if line.place == marked else "",
            overlay.swatch(line.place, marked=line.place == marked),
            line.letter,
            line.name,
        )
        for line in lines
    )
    return html('<ul class="lse-compare-key">{}</ul>', rows)


def _caveats(runs: Sequence[Run]) -> None:
    """What does not compare, and why."""
    datasets = list(dict.fromkeys(DATASETS[run.dataset].title for run in runs))
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
        st.caption(
            _(
                "Some of these were trained on squared error, in squared pixel units: their loss "
                "and reconstruction have charts of their own."
            )
        )
    pixels = {run.metrics["evaluation"].get("pixels") for run in runs}
    if len(pixels) > 1:
        st.caption(
            _(
                "Some were measured on grey pixels, others on pixels that are 0 or 1: their "
                "reconstruction and −ELBO do not compare."
            )
        )


def _charts(
    runs: Sequence[Run],
    lines: Sequence[Line],
    along: Along,
    images: Images,
    marked: int | None,
) -> None:
    """A chart for each measure and unit that any of the lines has, and the curves as a file."""
    nats = [line for line in lines if not line.is_squared]
    squared = [line for line in lines if line.is_squared]
    deep = [line for line in lines if line.has_kl]
    loss, recon, pixel = _("Loss"), _("Reconstruction"), _("squared pixel units")
    wanted = [
        (loss, _("nats"), "loss", [line for line in nats if line.has_kl]),
        (recon, _("nats"), "recon", nats),
        (_("KL"), _("nats"), "kl", deep),
        (loss, pixel, "loss", [line for line in squared if line.has_kl]),
        (recon, pixel, "recon", squared),
    ]
    with st.container(key="lse-compare-charts"):
        for name, unit, measure, here in [chart for chart in wanted if chart[3]]:
            st.plotly_chart(
                overlay.chart(
                    name, unit, measure, here, theme(), along=along, images=images, marked=marked
                ),
                width="stretch",
                key=f"compare {measure} {unit}",
                config={"displayModeBar": False},
                alt=f"{name}, {unit}: {'; '.join(f'{line.letter} {line.name}' for line in here)}",
            )
    said = _(
        "Per image, lower is better. Loss: reconstruction + KL, as it counts at the KL weight 1. "
        "KL: how much a code tells about its image."
    )
    if len(deep) < len(lines):
        said += " " + _(
            "A plain autoencoder has no KL: what it minimises is its reconstruction alone."
        )
    st.caption(said)
    _download(_("Curves as CSV"), "runs-curves", lambda: as_csv(curve_rows(lines)))


def _table(runs: Sequence[Run]) -> None:
    st.subheader(_("Their figures"), anchor=False)
    st.caption(
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
        _download(_("Table as CSV"), "runs-figures", lambda: as_csv(figures_table.rows(runs)))
        st.caption(_(NOT_COMPARABLE))


def _download(label: str, file: str, content) -> None:
    st.download_button(
        label,
        content,
        file_name=f"{file}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key=f"compare {file}",
    )
