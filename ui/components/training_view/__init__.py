"""The live view of a training: the space as it organises itself, in the browser.

Python says how the training stands; gliding from one look at the model to the next happens in the
browser alone (`js/main.js`, `frame`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from ui.components import bundle
from ui.components.training_view import payload
from ui.components.training_view.payload import Look
from ui.components.training_view.words import words
from ui.services import media
from ui.text.words import _
from vae_core.data.datasets import DATASETS
from vae_core.jobs.records import Job, Status

_component = st.components.v2.component("live_training", js=bundle.loader(), isolate_styles=False)


@dataclass(frozen=True)
class Scene:
    """How a training stands, and the last look at its model (None before the first)."""

    job: Job
    status: Status
    look: Look | None


def live(scene: Scene, *, key: str) -> bool:
    """Mount the component, or tell it what is new; False where the browser could not start it."""
    job, status, config = scene.job, scene.status, scene.job.config
    shows = payload.shows(config)
    unit = _("squared pixel units") if config.training.likelihood == "mse" else _("nats")
    script = bundle.javascript(Path(__file__).parent).encode()
    data = {
        "job": f"{job.id} {job.asked}",
        "script_url": media.url(script, f"{key}-script", "application/javascript"),
        "state": status.state,
        "progress": {
            "part": round(payload.part(status), 4),
            "text": payload.progress_words(status, config.training.epochs),
        },
        "epoch": round(payload.epoch(status), 4),
        "epochs": config.training.epochs,
        "curves": payload.curves(status, shows["plots"]),
        "look": _look(scene.look, key),
        "classes": list(DATASETS[config.dataset].classes),
        "units": {"loss": unit, "recon": unit, "kl": _("nats")},
        "other": _("test") if config.training.keep == "last" else _("validation"),
        "words": words(),
        **shows,
    }
    # In a tuple, as ui/components/explorer does: Streamlit would look for data frames in a dict.
    return not _component(key=key, data=(data,), on_fallback_change=_nothing).fallback


def _look(found: Look | None, key: str) -> dict | None:
    # By turns in two places, so that a browser still finds the one it was told of last.
    if found is None:
        return None
    place = f"{key}-look-{found.manifest['step'] % 2}"
    return found.manifest | {"url": media.url(found.content, place)}


def _nothing() -> None:
    """A state needs a callback to be there from the start."""
