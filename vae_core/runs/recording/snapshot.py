"""A snapshot of a model in training: where it puts test images, and what it draws.

The value and its form on disk; `training.loop.recorder` takes snapshots. A film is a list of them.
No torch here.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np

Shows = Literal["manifold", "samples", "reconstructions"]
Axes = Literal["latent", "pc"]


@dataclass(frozen=True)
class Snapshot:
    """A model after `step` steps and `epoch` epochs.

    codes: float32, of the same n test images each time. (n, 2) for those who watch, on axes that do
        not jump from one snapshot to the next; (n, D) in a film in the making.  label: uint8, (n,).
    axes: "latent" (the codes themselves) or "pc" (two principal components).
    tiles: WebP, rows x columns tiles of the size of an image without gaps; grey ones as white ink
        on black.
    shows: what the tiles are. "manifold": the decoder over a plane at normal quantiles 0.05 to
        0.95, z2 upward (an AE's over the Gaussian fitted to its codes of that moment). "samples":
        the same draws z ~ N(0, I), decoded. "reconstructions": the same test images, rebuilt.
    originals: a row of test images, one of each class.  rebuilt: what the model makes of them, from
        mu. Both WebP.  names: the label of each. A film has none of these.
    """

    step: int
    epoch: float
    codes: np.ndarray
    label: np.ndarray
    axes: Axes
    shows: Shows
    tiles: bytes
    rows: int
    columns: int
    originals: bytes = b""
    rebuilt: bytes = b""
    names: tuple[int, ...] = ()


_PICTURES = ("tiles", "originals", "rebuilt")
_TEXTS = ("axes", "shows")


def snapshot_bytes(snapshot: Snapshot) -> bytes:
    """The snapshot as the bytes of an npz file."""
    buffer = io.BytesIO()
    arrays: dict[str, Any] = {
        f.name: np.asarray(getattr(snapshot, f.name)) for f in fields(snapshot)
    }
    for name in _PICTURES:
        arrays[name] = np.frombuffer(getattr(snapshot, name), np.uint8)
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def snapshot_from_bytes(content: bytes) -> Snapshot:
    """The inverse of `snapshot_bytes`. Raises ValueError on bytes that hold no snapshot."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            values: dict[str, Any] = dict(arrays)
        for name in _PICTURES:
            values[name] = values[name].tobytes()
        for name in _TEXTS:
            values[name] = str(values[name])
        for name in ("step", "rows", "columns"):
            values[name] = int(values[name])
        values["epoch"] = float(values["epoch"])
        values["names"] = tuple(map(int, values["names"]))
        snapshot = Snapshot(**values)
    except Exception as error:  # numpy and zipfile raise a dozen kinds on foreign bytes
        raise ValueError(f"not a snapshot: {error}") from error
    if snapshot.codes.shape != (len(snapshot.label), 2):
        raise ValueError("a snapshot whose parts do not fit one another")
    return snapshot
