"""A training as the live view reads it: how it stands as JSON, a snapshot as one file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any

import numpy as np

from ui.text.words import _
from vae_core.jobs.records import Status
from vae_core.latent.geometry import home_view
from vae_core.models.config import RunConfig
from vae_core.models.objectives.settings import terms_of
from vae_core.models.objectives.table import OBJECTIVES
from vae_core.runs.recording.snapshot import Snapshot

_LEVELS = 32_767
_SETTLED = 3.0  # seconds of training before the time left can be estimated
Line = list[tuple[float, float]]


@dataclass(frozen=True)
class PackedSnapshot:
    """manifest: for JSON. content: codes as int16, little-endian, n x 2, in `scale`; then n labels
    as bytes; then three WebP pictures (tiles, originals, rebuilt), each ending at its `ends`."""

    manifest: dict[str, Any]
    content: bytes


def pack_snapshot(snapshot: Snapshot, *, is_vae: bool) -> PackedSnapshot:
    """The snapshot as a manifest and one binary. A VAE seen in its own latent plane gets the rings
    of N(0, I)."""
    rings = is_vae and snapshot.axes == "latent"
    scale = float(np.abs(snapshot.codes).max()) / _LEVELS or 1.0
    codes = np.round(snapshot.codes / scale).astype("<i2").tobytes()
    pictures = (snapshot.tiles, snapshot.originals, snapshot.rebuilt)
    start = len(codes) + len(snapshot.label)
    manifest = {
        "step": snapshot.step,
        "step_text": f"{snapshot.step:,}",
        "n": len(snapshot.label),
        "scale": scale,
        "view": asdict(home_view(snapshot.codes, has_prior=rings)),
        "rings": rings,
        "ends": [start + end for end in accumulate(map(len, pictures))],
        "names": list(snapshot.names),
    }
    return PackedSnapshot(manifest, b"".join((codes, snapshot.label.tobytes(), *pictures)))


def shows(config: RunConfig) -> dict[str, Any]:
    """What snapshots of this model will show, known before the first is taken: see `Snapshot`."""
    dim, is_vae = config.model.latent_dim, config.model.kind == "vae"
    many = "samples" if is_vae else "reconstructions"
    return {
        "dim": dim,
        "axes": "latent" if dim <= 2 else "pc",
        "shows": "manifold" if dim == 2 else many,
        "rings": is_vae and dim <= 2,
        "plots": plots(config),
    }


def plots(config: RunConfig) -> list[str]:
    """Names of the curves of a training. Where it has an opponent they are of its three losses."""
    objective = config.training.objective
    terms = list(terms_of(objective))
    if objective and objective.name in OBJECTIVES and OBJECTIVES[objective.name].has_opponent:
        return ["kl", *terms]
    return [*(["loss", "recon", "kl"] if config.model.kind == "vae" else ["recon"]), *terms]


def curves(status: Status, names: list[str]) -> dict[str, tuple[Line, Line]]:
    """For each of the `names` ("loss", "recon", "kl", terms): two lines of points (epoch, value).

    The first line is of training images during the steps, the second of other images after each
    epoch. "loss" is the sum of the other two, as at the KL weight 1, so that both lines mean the
    same. A term that the objective notes is of training images only.
    """
    lines: dict[str, tuple[Line, Line]] = {}
    terms = [name for name in names if name not in ("loss", "recon", "kl")]
    per_epoch = status.steps_per_epoch or 1
    for number, name in enumerate(terms, start=4):
        line = [(round(p[0] / per_epoch, 4), round(p[number], 2)) for p in status.points]
        lines[name] = line, []
    for name in (name for name in names if name not in terms):
        training = [
            (round(step / per_epoch, 4), round(_value(name, recon, kl), 2))
            for step, _loss, recon, kl, *_terms in status.points
        ]
        measured = [
            (record["epoch"], round(_value(name, record["val_recon"], record["val_kl"]), 2))
            for record in status.history
        ]
        lines[name] = (training, measured)
    return lines


def epoch(status: Status) -> float:
    """Epochs trained so far, with their fraction."""
    return status.step / status.steps_per_epoch if status.steps_per_epoch else 0.0


def part(status: Status) -> float:
    """Share of the training that is done, from 0 to 1."""
    return min(1.0, status.step / status.total_steps) if status.total_steps else 0.0


def progress_words(status: Status, epochs: int) -> str:
    """Progress in words, as "epoch 3.4 of 20 · step 740 of 4,300 · 42 s left"; while it does not
    train, the state comes first."""
    if not status.total_steps:
        return _("Starting: the model and the images are being loaded")
    facts = [
        _("epoch {epoch} of {epochs}").format(epoch=_epoch(epoch(status)), epochs=f"{epochs:,}"),
        _("step {step} of {steps}").format(
            step=f"{status.step:,}", steps=f"{status.total_steps:,}"
        ),
    ]
    match status.state:
        case "training" if status.left is not None and status.seconds >= _SETTLED:
            facts.append(_("{time} left").format(time=spell(status.left)))
        case "measuring":
            facts = [_("Trained; the test images are being measured"), facts[1]]
        case "paused":
            facts = [_("Paused"), *facts]
        case "lost":
            facts = [_("Taken up again soon"), *facts]
        case "aside" | "waiting":
            facts = [_("Put aside"), *facts]
    return " · ".join(facts)


def spell(seconds: float) -> str:
    """A duration in words: "42 s", "3 min 20 s", "1 h 5 min"."""
    total = max(0, round(seconds))
    if total < 60:
        return _("{n} s").format(n=total)
    minutes, rest = divmod(total, 60)
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
