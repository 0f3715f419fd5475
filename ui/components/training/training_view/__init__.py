"""The live view of a training: the space as it organises itself, in the browser.

Python sends how the training stands and the newest snapshot of its model; the browser moves each
dot from one snapshot to the next by itself (`js/main.js`, `frame`).
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from ui.components.mount import LiveComponent, file_url
from ui.components.training.training_view import payload
from ui.components.training.training_view.payload import PackedSnapshot
from ui.components.training.training_view.words import term_words, words
from ui.text.words import _
from vae_core.data.datasets import describe
from vae_core.jobs.records import Job, Status
from vae_core.models.objectives.settings import terms_of

_component = LiveComponent("live_training", __file__)


@dataclass(frozen=True)
class Scene:
    """How a training stands, and the last snapshot of its model (None before the first)."""

    job: Job
    status: Status
    snapshot: PackedSnapshot | None


def live(scene: Scene, *, key: str) -> bool:
    """Mount the component or send it what is new; False where the browser could not start it."""
    job, status, config = scene.job, scene.status, scene.job.config
    shows = payload.shows(config)
    terms = terms_of(config.training.objective)
    unit = _("squared pixel units") if config.training.likelihood == "mse" else _("nats")
    data = {
        "job": f"{job.id} {job.asked}",
        "image_shape": list(config.model.image_shape),
        "state": status.state,
        "progress": {
            "part": round(payload.part(status), 4),
            "text": payload.progress_words(status, config.training.epochs),
        },
        "epoch": round(payload.epoch(status), 4),
        "epochs": config.training.epochs,
        "curves": payload.curves(status, shows["plots"]),
        "snapshot": _snapshot(scene.snapshot, key),
        "classes": list(describe(config.dataset).classes),
        "units": {"loss": unit, "recon": unit} | dict.fromkeys(["kl", *terms], _("nats")),
        "other": _("test") if config.training.keep == "last" else _("validation"),
        "words": words() | term_words(terms),
        **shows,
    }
    return not _component(key, data).fallback


def _snapshot(snapshot: PackedSnapshot | None, key: str) -> dict | None:
    """The manifest of a snapshot with the URL of its content.

    The snapshot sent before stays available, so that a browser which is still fetching it does not
    get a 404. Streamlit deletes a file as soon as no name of the session holds it.
    """
    if snapshot is None:
        return None
    last_two = st.session_state.setdefault(f"{key} snapshots", [])
    if not last_two or last_two[-1].content != snapshot.content:
        last_two[:] = [*last_two[-1:], snapshot]
    urls = [file_url(kept.content, key, f"snapshot-{i}") for i, kept in enumerate(last_two)]
    return snapshot.manifest | {"url": urls[-1]}
