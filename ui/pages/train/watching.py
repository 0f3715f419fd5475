"""One training as it is watched: how it stands, what may be done with it, and what came of it."""

from __future__ import annotations

import math

import streamlit as st

from ui.components import training_view
from ui.components.film_player import film_downloads, film_player
from ui.components.training_view import payload
from ui.pages.train.queue_list import PAGE, job_title
from ui.services import resources
from ui.services.fragments import fragment, is_fragment_run
from ui.services.visitor import may_change
from ui.styles.inks import theme
from ui.styles.sheets import use_sheets
from ui.text.words import _, numbers
from ui.widgets import run_card, shell
from ui.widgets.html import html, show_html
from ui.widgets.network_diagram import network_line
from vae_core.data.datasets import DATASETS
from vae_core.errors import VaeCoreError
from vae_core.jobs import queue, records, supervisor
from vae_core.jobs.records import AT_WORK, ENDED, Job, Status, Wish
from vae_core.models.config import RunConfig
from vae_core.runs import layout
from vae_core.runs.film import seen_as
from vae_core.runs.snapshot import Snapshot
from vae_core.runs.store import Run

GALLERY = "pages/5_Gallery.py"
_KEY, _NATIVE = "live training", "live training is native"
# Seconds between two looks of the page: while it learns, and while it stands still.
_OFTEN, _SELDOM = 1.0, 2.5
_STILL = ("waiting", "paused", "aside")
# Steps a second at most, the quickest first.
PACES = (math.inf, 100.0, 30.0, 10.0, 3.0, 1.0)
_PAGES_KEPT = 8


def watch(job_id: str) -> None:
    """Everything on one training. An id that stands for none gives a sentence."""
    use_sheets("train_watch")
    job = records.read_job(job_id)
    if job is None:
        _without_job(job_id)
        return
    status, wish = records.status(job_id), records.wish(job_id)
    with st.container(key="lse-watch-head"):
        _headline(job, status, wish)
        if status.state not in ENDED:
            _controls(job, status, wish)
    if status.state in ENDED:
        _ended(job, status)
        return
    every = _SELDOM if status.state in _STILL else _OFTEN
    fragment(_look, run_every=every)(job, _seen(status, wish))


def facts(config: RunConfig) -> str:
    """What is trained, in one line."""
    training, model = config.training, config.model
    said = [DATASETS[config.dataset].title, model.kind.upper(), network_line(model)]
    said.append(numbers(model.latent_dim))
    if model.betas:
        low, high = model.betas
        said.append(_("every β from {low} to {high}").format(low=f"{low:g}", high=f"{high:g}"))
    elif model.kind == "vae":
        said.append(_("β {beta}").format(beta=f"{training.beta:g}"))
    return " · ".join(said)


def pace_words(pace: float) -> str:
    """A pace as the slider says it."""
    if pace == math.inf:
        return _("full speed")
    if pace == 1:
        return _("1 step a second")
    return _("{n} steps a second").format(n=f"{pace:g}")


# ---- above the live view ----------------------------------------------------------


def _headline(job: Job, status: Status, wish: Wish) -> None:
    word = _state_word(status, wish)
    show_html(
        html(
            '<h2 class="lse-watch-title">{}<span class="lse-watch-state" data-state="{}">{}</span>'
            '</h2><p class="lse-watch-facts">{}</p>',
            job_title(job),
            status.state,
            word,
            facts(job.config),
        )
    )


def _state_word(status: Status, wish: Wish) -> str:
    if status.state == "training" and wish.want in ("stop", "discard"):
        return _("stopping")
    if status.state == "training" and wish.want == "pause":
        return _("pausing")
    return {
        "waiting": _("waiting"),
        "training": _("training"),
        "measuring": _("measuring"),
        "paused": _("paused"),
        "aside": _("put aside"),
        "lost": _("interrupted"),
        "done": _("done"),
        "stopped": _("stopped"),
        "discarded": _("discarded"),
        "failed": _("failed"),
    }[status.state]


def _controls(job: Job, status: Status, wish: Wish) -> None:
    """What those who may can do with it now; others read who may."""
    if status.state == "measuring" or (
        status.state in AT_WORK and wish.want in ("stop", "discard")
    ):
        return
    if not may_change(job.by):
        st.caption(
            _("You are watching. Who asked for it can pause or stop it, and so can the operator.")
        )
        return
    with st.container(horizontal=True, vertical_alignment="center", key="lse-watch-controls"):
        if status.state == "waiting" and not status.step:
            _button(job, "discard", _("Leave the queue"), ":material/close:")
            return
        if status.state in ("aside", "paused") or wish.want == "pause":
            _button(job, "go", _("Resume"), ":material/play_arrow:")
        elif status.state == "training":
            _button(job, "pause", _("Pause"), ":material/pause:")
        if status.step:
            _button(job, "stop", _("Stop and keep"), ":material/stop:")
        _discard(job)
        if status.state in ("training", "paused"):
            _speed(job, wish)


def _discard(job: Job) -> None:
    """Asks once more before what was learned is thrown away."""
    with st.popover(_("Stop and discard"), icon=":material/delete:", width="content"):
        st.markdown(_("What it has learned so far will be gone."))
        _button(job, "discard", _("Discard it"), ":material/delete:")


def _speed(job: Job, wish: Wish) -> None:
    """Slow motion. A pace between two stops, set elsewhere, counts as the quicker one."""
    key, pace = f"pace of {job.id}", wish.pace or math.inf
    # Not by `value`: another one would make it another slider, and the keyboard would lose it.
    st.session_state[key] = next(stop for stop in reversed(PACES) if stop >= pace)

    def take() -> None:
        chosen = st.session_state[key]
        _do(lambda: queue.set_pace(job.id, None if chosen == math.inf else chosen))

    help_ = _(
        "Slow motion, for everybody who watches: each step changes the weights once, after a batch "
        "of {n} images. While others wait, slow motion lasts a few minutes at most."
    ).format(n=f"{job.config.training.batch_size:,}")
    with st.container(horizontal=True, vertical_alignment="center", width=290):
        st.markdown(_("Speed"), width="content", help=help_)
        st.select_slider(
            _("Speed"),
            PACES,
            key=key,
            format_func=pace_words,
            on_change=take,
            label_visibility="collapsed",
        )


def _button(job: Job, want: records.Want, label: str, icon: str) -> None:
    st.button(
        label,
        icon=icon,
        key=f"{want} {job.id}",
        on_click=lambda: _do(lambda: queue.want(job.id, want)),
    )


def _do(act) -> None:
    """What cannot be done is a sentence on the page that is drawn next."""
    try:
        act()
    except VaeCoreError as error:
        st.session_state["watch problem"] = str(error)


# ---- while it is under way ---------------------------------------------------------


def _look(job: Job, seen: tuple) -> None:
    """What is drawn again and again. Another state concerns the whole page."""
    status, wish = records.status(job.id), records.wish(job.id)
    if _seen(status, wish) != seen and is_fragment_run():
        st.rerun()
    if problem := st.session_state.pop("watch problem", ""):
        st.warning(problem)
    try:
        supervisor.ensure_supervisor()
        if status.state == "waiting" and not status.step:
            st.markdown(_place_words(job))
            return
    except VaeCoreError as error:
        st.warning(str(error))
    _say_why(job, status)
    _show(job, status)


def _seen(status: Status, wish: Wish) -> tuple:
    """What the page above the live view depends on."""
    return status.state, bool(status.step), wish.want, wish.pace


def _say_why(job: Job, status: Status) -> None:
    """A sentence where it does not simply train."""
    match status.state:
        case "aside":
            st.info(_("{why} Resume puts it into the queue again.").format(why=status.message))
        case "lost":
            st.warning(
                _(
                    "The process that trained this is gone. It is taken up again from its last "
                    "state, at most some seconds before step {step}."
                ).format(step=f"{status.step:,}")
            )
        case "waiting":
            st.info(_place_words(job))


def _place_words(job: Job) -> str:
    """Raises RunError where the queue cannot be reached."""
    before = queue.positions().get(job.id, 1) - 1
    if before <= 0:
        return _("Next in the queue: it begins as soon as the machine is free.")
    if before == 1:
        return _("In the queue: 1 before yours.")
    return _("In the queue: {n} before yours.").format(n=before)


def _show(job: Job, status: Status) -> None:
    """The live view, or its figures natively where the browser could not start it."""
    if not st.session_state.get(_NATIVE):
        if training_view.live(training_view.Scene(job, status, _packed(job)), key=_KEY):
            return
        # Kept apart: Streamlit forgets the state of a component that is not drawn any more.
        st.session_state[_NATIVE] = True
    _natively(job, status)


def _packed(job: Job) -> payload.PackedSnapshot | None:
    """The last look, packed once for all who watch."""
    path = layout.training_file(job.id, "snapshot")
    try:
        written = path.stat().st_mtime_ns
    except OSError:
        return None
    return _pack(job.id, str(path), written, job.config.model.kind == "vae")


@st.cache_resource(show_spinner=False, max_entries=_PAGES_KEPT)
def _pack(job_id: str, path: str, written: int, is_vae: bool) -> payload.PackedSnapshot | None:
    found = records.snapshot(job_id)
    return found and payload.pack_snapshot(found, is_vae=is_vae)


def _natively(job: Job, status: Status) -> None:
    st.warning(training_view.words()["fallback"], icon=":material/info:")
    st.progress(payload.part(status), payload.progress_words(status, job.config.training.epochs))
    squared = job.config.training.likelihood == "mse"
    unit = _("squared pixel units") if squared else _("nats")
    names = payload.shows(job.config)["plots"]
    lines = payload.curves(status, names)
    for column, name in zip(st.columns(3), names, strict=False):
        training, _measured = lines[name]
        if training:
            column.metric(
                f"{training_view.words()[name]}, {_('nats') if name == 'kl' else unit}",
                f"{training[-1][1]:.1f}",
                help=training_view.words()[f"{name}_help"],
            )
    if found := records.snapshot(job.id):
        _pictures(found)


def _pictures(found: Snapshot) -> None:
    words = training_view.words()
    for content, caption in (
        (found.originals, words["originals"]),
        (found.rebuilt, words["rebuilt"]),
        (found.tiles, words[f"picture_{found.shows}"]),
    ):
        st.image(_on_paper(content), caption=caption)


def _on_paper(content: bytes):
    """White ink on black as the page has it: black on white in the light theme."""
    import io

    from PIL import Image, ImageOps

    picture = Image.open(io.BytesIO(content)).convert("L")
    return picture if theme() == "dark" else ImageOps.invert(picture)


# ---- after its end -----------------------------------------------------------------


def _ended(job: Job, status: Status) -> None:
    if problem := st.session_state.pop("watch problem", ""):
        st.warning(problem)
    match status.state:
        case "done" | "stopped":
            _came_of_it(job, status)
        case "discarded":
            st.info(_("It was discarded; nothing of it was kept."))
            _new_link()
        case "failed":
            _failed(job, status)


def _came_of_it(job: Job, status: Status) -> None:
    run = _run(status.run)
    took = payload.spell(status.seconds)
    if status.state == "done":
        st.markdown(
            _("Trained to its end: {n} epochs in {time}.").format(n=f"{status.epoch:,}", time=took)
        )
    else:
        st.markdown(
            _("Stopped at step {step} of {steps}, after {time}, and kept as “{run}”.").format(
                step=f"{status.step:,}",
                steps=f"{job.config.training.epochs * status.steps_per_epoch:,}",
                time=took,
                run=status.run.replace("`", ""),
            )
        )
    if run is None:
        st.info(_("The run is not here any more: somebody deleted it, or it made room."))
        _new_link()
    else:
        _kept(run)


def _failed(job: Job, status: Status) -> None:
    st.error(status.message or _("It failed."))
    if may_change(job.by):
        with st.container(horizontal=True, key="lse-watch-controls"):
            where = _("Go on from where it stood") if status.step else _("Try again")
            _button(job, "go", where, ":material/play_arrow:")
            _discard(job)
    if status.step:
        _show(job, status)


def _without_job(job_id: str) -> None:
    """A training whose files were swept away, or that never was."""
    run = _run(job_id)
    if run is None:
        st.warning(
            _("There is no training “{id}” here: it may have been deleted, or never begun.").format(
                id=job_id[:80].replace("`", "")
            )
        )
        _new_link()
        return
    show_html(
        html(
            '<h2 class="lse-watch-title">{}</h2><p class="lse-watch-facts">{}</p>',
            shell.run_title(run),
            facts(run.config),
        )
    )
    st.markdown(_("This training has ended; here is what came of it."))
    _kept(run)


def _kept(run: Run) -> None:
    """A run that is there: where to go with it, its figures, its film."""
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
    film, figures = st.columns([3, 1], gap="large")
    with film:
        _film(run)
    with figures:
        show_html(run_card.table(run_card.figures(run), _("On the test images")))


def _film(run: Run) -> None:
    try:
        if run.film is None:
            st.markdown(_("No film was taken of this training."))
            return
        film = seen_as(run.film, run.latents.mu)
    except VaeCoreError as error:
        st.error(str(error))
        return
    kind = {
        "has_prior": run.config.model.kind == "vae",
        "squared": run.config.training.likelihood == "mse",
    }
    film_player(film, DATASETS[run.dataset].classes, key=f"film of {run.id}", **kind)
    film_downloads(film, run.id, **kind)


def _run(run_id: str) -> Run | None:
    found, _problems = resources.runs(also=[run_id])
    return next((run for run in found if run.id == run_id), None)


def _new_link() -> None:
    st.page_link(
        PAGE,
        label=_("Train something"),
        icon=":material/model_training:",
        query_params={"view": "new"},
    )
