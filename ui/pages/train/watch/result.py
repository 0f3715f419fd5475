"""The result of a training that has ended: its run with figures and film, or why it has none."""

from __future__ import annotations

import streamlit as st

from ui.components.training.film_player import film_downloads, film_player
from ui.components.training.training_view import payload
from ui.pages.train.queue_list import PAGE
from ui.pages.train.watch.controls import PROBLEM, button, discard_button
from ui.pages.train.watch.headline import facts
from ui.pages.train.watch.live import show_progress
from ui.services.caches import resources
from ui.services.errors import kept_error, show_error
from ui.services.visitor import may_change, visitor
from ui.text.outside import in_markdown, quoted
from ui.text.words import _
from ui.widgets import run_card, terms
from ui.widgets.controls import take_home
from ui.widgets.frame import in_class, shell
from ui.widgets.html import html, show_html
from vae_core.errors import VaeCoreError
from vae_core.jobs.records import Job, Status
from vae_core.runs.recording.film import seen_as
from vae_core.runs.run import Run

GALLERY = "pages/5_Gallery.py"


def show_ended(job: Job, status: Status) -> None:
    """Draw how a training ended, and its run if there is one."""
    if problem := kept_error(PROBLEM):
        st.warning(problem)
    match status.state:
        case "done" | "stopped":
            _finished(job, status)
        case "discarded":
            st.info(_("It was discarded; nothing of it was kept."))
            _link_to_form()
        case "failed":
            _failed(job, status)


def _finished(job: Job, status: Status) -> None:
    run = _run(status.run)
    took = payload.spell(status.seconds)
    if status.state == "done":
        terms.markdown(
            _("Trained to its end: {n} epochs in {time}.").format(n=f"{status.epoch:,}", time=took)
        )
    else:
        terms.markdown(
            _("Stopped at step {step} of {steps}, after {time}, and kept as “{run}”.").format(
                step=f"{status.step:,}",
                steps=f"{job.config.training.epochs * status.steps_per_epoch:,}",
                time=took,
                run=status.run.replace("`", ""),
            )
        )
    if run is None:
        st.info(_("The run is not here any more: somebody deleted it, or it made room."))
        _link_to_form()
    else:
        if visitor().id in (*job.by, *job.followers):
            in_class.share_training(run)
        _kept(run)


def _failed(job: Job, status: Status) -> None:
    st.error(in_markdown(status.message) or _("It failed."))
    if may_change(job.by):
        with st.container(horizontal=True, key="lse-watch-controls"):
            where = _("Go on from where it stood") if status.step else _("Try again")
            button(job, "go", where, ":material/play_arrow:")
            discard_button(job)
    if status.step:
        show_progress(job, status)


def show_without_job(job_id: str) -> None:
    """Draw the run of a training whose job is gone, or a sentence if there is no run either."""
    run = _run(job_id)
    if run is None:
        st.warning(
            _("There is no training “{id}” here: it may have been deleted, or never begun.").format(
                id=quoted(job_id, 80)
            )
        )
        _link_to_form()
        return
    show_html(
        html(
            '<h2 class="lse-watch-title">{}</h2><p class="lse-watch-facts">{}</p>',
            shell.run_title(run),
            facts(run.config, has_beta=not run.imported_from),
        )
    )
    if not run.imported_from:
        terms.markdown(_("This training has ended; here is what came of it."))
    _kept(run)


def kept_sentence(run: Run) -> str:
    """Which weights of the training the run has, in a sentence."""
    training, metrics = run.config.training, run.metrics
    if run.imported_from:
        return _("Imported from {file}: nothing was trained here.").format(
            file=in_markdown(run.imported_from)
        )
    # Runs of before the two were compared have the average wherever there was one.
    average = metrics.get("kept", "average" if training.ema else "weights") == "average"
    if metrics.get("stopped") and (
        training.keep == "last" or metrics["best_epoch"] > run_card.epochs_trained(run)
    ):
        done = f"{run_card.epochs_trained(run):,.1f}"
        when = _("when it was stopped, after {n} epochs").format(n=done)
    elif training.keep == "last":
        when = _("after the last epoch")
    else:
        when = _("after epoch {n}").format(n=f"{metrics['best_epoch']:,}")
    if training.keep == "last":
        sentence = (
            _("Kept: the moving average of the weights {when}.")
            if average
            else _("Kept: the weights {when}.")
        )
    else:
        sentence = (
            _(
                "Kept: the moving average of the weights {when}, which did best on the validation "
                "images."
            )
            if average
            else _("Kept: the weights {when}, which did best on the validation images.")
        )
    return sentence.format(when=when)


def _kept(run: Run) -> None:
    """Draw which weights a run has, links to it, its film and its figures."""
    terms.caption(kept_sentence(run))
    with st.container(horizontal=True, key="lse-watch-links"):
        st.page_link(
            "app.py",
            label=_("Open in Explore"),
            icon=":material/explore:",
            query_params={"dataset": run.dataset, "run": run.name},
        )
        st.page_link(
            GALLERY,
            label=_("All figures in the Gallery"),
            icon=":material/grid_view:",
            query_params={"run": run.id},
        )
        st.page_link(
            PAGE,
            label=_("Rename, notes, compare"),
            icon=":material/edit:",
            query_params={"view": "runs"},
        )
        take_home.show(run)
    film, figures = st.columns([3, 1], gap="large")
    with film:
        _film(run)
    with figures:
        show_html(run_card.table(run_card.figures(run), _("On the test images")))


def _film(run: Run) -> None:
    try:
        if run.film is None:
            terms.markdown(
                _("There is no film: its weights were imported.")
                if run.imported_from
                else _("No film was taken of this training.")
            )
            return
        film = seen_as(run.film, run.latents.mu)
    except VaeCoreError as error:
        show_error(error)
        return
    kind = {
        "has_prior": run.config.model.kind == "vae",
        "squared": run.config.training.likelihood == "mse",
    }
    info = run.dataset_info
    film_player(film, info.classes, info.image_shape, key=f"film of {run.id}", **kind)
    film_downloads(film, run, **kind)


def _run(run_id: str) -> Run | None:
    """The run with this id, or None."""
    runs, _problems = resources.runs(also=[run_id])
    return next((run for run in runs if run.id == run_id), None)


def _link_to_form() -> None:
    st.page_link(
        PAGE,
        label=_("Train something"),
        icon=":material/model_training:",
        query_params={"view": "new"},
    )
