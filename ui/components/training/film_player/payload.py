"""A film as the browser reads it: a small manifest and one binary."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import accumulate

import numpy as np

from vae_core.latent.geometry import View, home_view
from vae_core.runs.recording.film import Film

_LEVELS = 32_767
_FLAT = 0.15  # share of a curve's height


@dataclass(frozen=True)
class Payload:
    """manifest: for JSON. content: codes as int16, little-endian, F x n x 2, in `scale`; then n
    labels as bytes; then the WebP pictures one behind the other, each ending at its `ends`."""

    manifest: dict
    content: bytes


def payload(film: Film, *, has_prior: bool) -> Payload:
    """The film as a manifest and one binary.

    has_prior: the model is a VAE: rings of N(0, I) where the plane is the latent plane.
    """
    scale = float(np.abs(film.codes).max()) / _LEVELS or 1.0
    codes = np.round(film.codes / scale).astype("<i2").tobytes()
    labels = film.label.astype(np.uint8).tobytes()
    start = len(codes) + len(labels)
    manifest = {
        "moments": [asdict(moment) for moment in moments(film)],
        "loss": [round(float(loss), 3) for loss in film.loss],
        "log_loss": needs_log_axis(film),
        "ends": [start + end for end in accumulate(map(len, film.pictures))],
        "n": len(film.label),
        "scale": scale,
        "grid": [film.rows, film.columns],
        "shows": film.shows,
        "axes": film.axes,
        "rings": rings(film, has_prior=has_prior),
        "view": asdict(view(film, has_prior=has_prior)),
    }
    return Payload(manifest, codes + labels + b"".join(film.pictures))


@dataclass(frozen=True)
class Moment:
    """The figures of one frame, as written on screen and in exports."""

    step: str
    epoch: str
    loss: str


def moments(film: Film) -> list[Moment]:
    """The figures of every frame, in order."""
    return [
        Moment(f"{step:,}", _epoch(float(epoch)), f"{loss:.1f}")
        for step, epoch, loss in zip(film.steps, film.epochs, film.loss, strict=True)
    ]


def needs_log_axis(film: Film) -> bool:
    """True where the loss should be drawn on a logarithmic axis.

    That is where its first drop is so large that half of the frames lie in the lowest part of a
    linear curve, and all losses are above 0.
    """
    low, high = float(film.loss.min()), float(film.loss.max())
    return low > 0 and float(np.median(film.loss)) - low < _FLAT * (high - low)


def rings(film: Film, *, has_prior: bool) -> bool:
    """True where the rings of the prior N(0, I) can be drawn: for a VAE in its own latent plane."""
    return has_prior and film.axes == "latent"


def view(film: Film, *, has_prior: bool) -> View:
    """The part of the plane that is shown: the same in every frame, so that growth shows."""
    codes = film.codes.reshape(-1, 2)
    return home_view(codes, has_prior=rings(film, has_prior=has_prior))


def _epoch(epoch: float) -> str:
    """The epoch in words: "3", "0.56", "0.0021"; never "0.00" after the first step."""
    if abs(epoch - round(epoch)) < 5e-4:
        return str(round(epoch))
    return f"{epoch:.2f}" if epoch >= 0.1 else f"{epoch:.2g}"
