"""A training as the live view reads it: how it stands as JSON, a look at its model as one file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any

import numpy as np

from ui.text.words import _
from vae_core.jobs.records import Status
from vae_core.latent.geometry import home_view
from vae_core.models.config import RunConfig
from vae_core.runs.snapshot import Glimpse

_LEVELS = 32_767
_SETTLED = 3.0  # seconds of training, before which its pace says little
Line = list[tuple[float, float]]


@dataclass(frozen=True)
class Look:
    """manifest: for JSON. content: codes as int16, little-endian, n x 2, in `scale`; then n labels
    as bytes; then three WebP pictures (tiles, originals, rebuilt), each ending at its `ends`."""

    manifest: dict[str, Any]
    content: bytes


def look(glimpse: Glimpse, *, is_vae: bool) -> Look:
    """The rings of N(0, I) belong around the codes of a VAE, in the latent plane itself only."""
    rings = is_vae and glimpse.axes == "latent"
    scale = float(np.abs(glimpse.codes).max()) / _LEVELS or 1.0
    codes = np.round(glimpse.codes / scale).astype("<i2").tobytes()
    pictures = (glimpse.tiles, glimpse.originals, glimpse.rebuilt)
    start = len(codes) + len(glimpse.label)
    manifest = {
        "step": glimpse.step,
        "step_text": f"{glimpse.step:,}",
        "n": len(glimpse.label),
        "scale": scale,
        "view": asdict(home_view(glimpse.codes, has_prior=rings)),
        "rings": rings,
        "ends": [start + end for end in accumulate(map(len, pictures))],
        "names": list(glimpse.names),
    }
    return Look(manifest, b"".join((codes, glimpse.label.tobytes(), *pictures)))


def shows(config: RunConfig) -> dict[str, Any]:
    """What a look at this model will be, known before the first: see `glimpse.Glimpse`."""
    dim, is_vae = config.model.latent_dim, config.model.kind == "vae"
    many = "samples" if is_vae else "reconstructions"
    return {
        "dim": dim,
        "axes": "latent" if dim <= 2 else "pc",
        "shows": "manifold" if dim == 2 else many,
        "rings": is_vae and dim <= 2,
        "plots": ["loss", "recon", "kl"] if is_vae else ["recon"],
    }


def curves(status: Status, names: list[str]) -> dict[str, tuple[Line, Line]]:
    """For each of "loss", "recon", "kl": (training, measured), lines of (epoch, value).

    Training images as they went by; other images after each epoch. "loss" is the sum of the other
    two, as at the KL weight 1, so that both lines mean the same.
    """
    found = {}
    per_epoch = status.steps_per_epoch or 1
    for name in names:
        training = [
            (round(step / per_epoch, 4), round(_value(name, recon, kl), 2))
            for step, _loss, recon, kl in status.points
        ]
        measured = [
            (record["epoch"], round(_value(name, record["val_recon"], record["val_kl"]), 2))
            for record in status.history
        ]
        found[name] = (training, measured)
    return found


def epoch(status: Status) -> float:
    """How many epochs have passed, with their fraction."""
    return status.step / status.steps_per_epoch if status.steps_per_epoch else 0.0


def part(status: Status) -> float:
    """How much of the training is done, from 0 to 1."""
    return min(1.0, status.step / status.total_steps) if status.total_steps else 0.0


def progress_words(status: Status, epochs: int) -> str:
    """ "epoch 3.4 of 20 · step 740 of 4,300 · 42 s left"; how it stands, where it stands still."""
    if not status.total_steps:
        return _("Starting: the model and the images are being loaded")
    said = [
        _("epoch {epoch} of {epochs}").format(epoch=_epoch(epoch(status)), epochs=f"{epochs:,}"),
        _("step {step} of {steps}").format(
            step=f"{status.step:,}", steps=f"{status.total_steps:,}"
        ),
    ]
    match status.state:
        case "training" if status.left is not None and status.seconds >= _SETTLED:
            said.append(_("{time} left").format(time=spell(status.left)))
        case "measuring":
            said = [_("Trained; the test images are being measured"), said[1]]
        case "paused":
            said = [_("Paused"), *said]
        case "lost":
            said = [_("Taken up again soon"), *said]
        case "aside" | "waiting":
            said = [_("Put aside"), *said]
    return " · ".join(said)


def spell(seconds: float) -> str:
    """A time as it is said: "42 s", "3 min 20 s", "1 h 5 min"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return _("{n} s").format(n=whole)
    minutes, rest = divmod(whole, 60)
    if minutes < 10 and rest:
        return _("{m} min {s} s").format(m=minutes, s=rest)
    if minutes < 60:
        return _("{m} min").format(m=minutes)
    hours, minutes = divmod(minutes, 60)
    return _("{h} h {m} min").format(h=hours, m=minutes)


def _value(name: str, recon: float, kl: float) -> float:
    return {"loss": recon + kl, "recon": recon, "kl": kl}[name]


def _epoch(passed: float) -> str:
    return f"{passed:.2f}" if passed < 1 else f"{passed:.1f}"
