"""The live view of a training under way, and its figures where the browser cannot show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.components.training import training_view
from ui.components.training.training_view import payload
from ui.components.training.training_view.words import term_words
from ui.components.training.training_view.words import words as view_words
from ui.pages.train.watch.controls import PROBLEM
from ui.services.errors import kept_error, show_error
from ui.services.fragments import is_fragment_run
from ui.styles.inks import theme
from ui.text.outside import in_markdown
from ui.text.words import _
from ui.widgets import terms
from vae_core.errors import VaeCoreError
from vae_core.files import disk
from vae_core.jobs import queue, records
from vae_core.jobs.processes import supervisor
from vae_core.jobs.records import Job, Status, Wish
from vae_core.models.objectives.settings import terms_of
from vae_core.runs import layout
from vae_core.runs.recording.snapshot import Snapshot

if TYPE_CHECKING:
    from PIL.Image import Image

_KEY, _NATIVE = "live training", "live training is native"
_PACKED_KEPT = 8


def live_view(job: Job, shown: tuple) -> None:
    """Draw the progress; rerun the whole page if its `page_state` differs from `shown`."""
    status, wish = records.status(job.id), records.wish(job.id)
    if page_state(status, wish) != shown and is_fragment_run():
        st.rerun()
    if problem := kept_error(PROBLEM):
        st.warning(problem)
    try:
        supervisor.ensure_supervisor()
        if status.state == "waiting" and not status.step:
            terms.markdown(_position_words(job))
            return
    except VaeCoreError as error:
        show_error(error, st.warning)
    _explain_state(job, status)
    show_progress(job, status)


def page_state(status: Status, wish: Wish) -> tuple:
    """The values that the page around the live view depends on."""
    return status.state, bool(status.step), wish.want, wish.pace


def _explain_state(job: Job, status: Status) -> None:
    """Draw a sentence in a state in which nothing is trained."""
    match status.state:
        case "aside":
            st.info(
                _("{why} Resume puts it into the queue again.").format(
                    why=in_markdown(status.message)
                )
            )
        case "lost":
            st.warning(
                _(
                    "The process that trained this is gone. It is taken up again from its last "
                    "state, at most some seconds before step {step}."
                ).format(step=f"{status.step:,}")
            )
        case "waiting":
            st.info(_position_words(job))


def _position_words(job: Job) -> str:
    """The position in the queue as a sentence; that it starts, where nothing else is at work.

    Raises RunError if the queue cannot be read."""
    before = queue.positions().get(job.id, 1) - 1
    if before <= 0:
        others = (other.id for other in records.jobs() if other.id != job.id)
        if not any(records.status(other).state in records.AT_WORK for other in others):
            return _("Starting…")
        return _("Next in the queue: it begins as soon as the machine is free.")
    if before == 1:
        return _("In the queue: 1 before yours.")
    return _("In the queue: {n} before yours.").format(n=before)


def show_progress(job: Job, status: Status) -> None:
    """Draw the live component, or its figures natively if the browser could not start it."""
    if not st.session_state.get(_NATIVE):
        if training_view.live(training_view.Scene(job, status, _packed(job)), key=_KEY):
            return
        # Kept apart: Streamlit forgets the state of a component that is not drawn any more.
        st.session_state[_NATIVE] = True
    _natively(job, status)


def _packed(job: Job) -> payload.PackedSnapshot | None:
    """The last snapshot in the browser's format, packed once for all visitors; None without one."""
    path = layout.training_file(job.id, "snapshot")
    written = disk.modified_ns(path)
    if written is None:
        return None
    return _pack(job.id, str(path), written, job.config.model.kind == "vae")


@st.cache_resource(show_spinner=False, max_entries=_PACKED_KEPT)
def _pack(job_id: str, path: str, written: int, is_vae: bool) -> payload.PackedSnapshot | None:
    snapshot = records.snapshot(job_id)
    return payload.pack_snapshot(snapshot, is_vae=is_vae) if snapshot else None


def _natively(job: Job, status: Status) -> None:
    st.warning(view_words()["fallback"], icon=":material/info:")
    st.progress(payload.part(status), payload.progress_words(status, job.config.training.epochs))
    squared = job.config.training.likelihood == "mse"
    unit = _("squared pixel units") if squared else _("nats")
    names = payload.shows(job.config)["plots"]
    lines = payload.curves(status, names)
    words = view_words() | term_words(terms_of(job.config.training.objective))
    for column, name in zip(st.columns(3), names, strict=False):
        training, _measured = lines[name]
        if training:
            column.metric(
                f"{words[name]}, {unit if name in ('loss', 'recon') else _('nats')}",
                f"{training[-1][1]:.1f}",
                help=words[f"{name}_help"],
            )
    if snapshot := records.snapshot(job.id):
        _pictures(snapshot)


def _pictures(snapshot: Snapshot) -> None:
    words = view_words()
    for content, caption in (
        (snapshot.originals, words["originals"]),
        (snapshot.rebuilt, words["rebuilt"]),
        (snapshot.tiles, words[f"picture_{snapshot.shows}"]),
    ):
        st.image(_on_paper(content), caption=caption)


def _on_paper(content: bytes) -> Image:
    """A picture of white ink on black, inverted in the light theme."""
    import io

    import PIL.Image
    from PIL import ImageOps

    picture = PIL.Image.open(io.BytesIO(content)).convert("L")
    return picture if theme() == "dark" else ImageOps.invert(picture)
