"""A snapshot of a model in training: where it puts test images and what it draws, now.

The value and its form on disk; `viewing.py` takes one while a model trains. No torch here.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from vae_core.runs.film import Axes, Shows


@dataclass(frozen=True)
class Snapshot:
    """One look, after `step` steps and `epoch` epochs.

    codes: float32, (n, 2), of the same n test images each time, on axes that do not jump from one
        look to the next.  label: uint8, (n,).
    axes: "latent" (the plane itself) or "pc" (two principal components).
    shows, tiles, rows, columns: a picture as in `film.Film`, WebP.
    originals: a row of test images, one of each class.  rebuilt: what the model makes of them, from
        mu. Both WebP, white ink on black.  names: the label of each.
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
    originals: bytes
    rebuilt: bytes
    names: tuple[int, ...]


_PICTURES = ("tiles", "originals", "rebuilt")
_TEXTS = ("axes", "shows")


def snapshot_bytes(look: Snapshot) -> bytes:
    """The snapshot as an npz."""
    buffer = io.BytesIO()
    arrays = {f.name: getattr(look, f.name) for f in fields(look)}
    for name in _PICTURES:
        arrays[name] = np.frombuffer(arrays[name], np.uint8)
    np.savez(buffer, **{name: np.asarray(value) for name, value in arrays.items()})
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
        look = Snapshot(**values)
    except Exception as error:  # numpy and zipfile raise a dozen kinds on foreign bytes
        raise ValueError(f"not a snapshot: {error}") from error
    if look.codes.shape != (len(look.label), 2):
        raise ValueError("a snapshot whose parts do not fit one another")
    return look
