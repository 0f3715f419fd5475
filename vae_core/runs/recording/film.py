"""A film of a training: snapshots of the model at chosen steps.

The value and its compact form on disk; `training.loop.recorder` makes one while a model trains.
No torch here.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import cast, get_args

import numpy as np

from vae_core.errors import ConfigError
from vae_core.latent.alignment import align
from vae_core.latent.geometry import principal_components
from vae_core.runs.recording.snapshot import Axes, Shows, Snapshot

PLANS = ("epochs", "log", "none")
_EVERY_BATCHES = 75
_LOG_FRAMES = 40
_MANY_EPOCHS, _EVERY_EPOCHS = 30, 10
_WEBP_QUALITY = 60
_CODE_LEVELS = 32_000


@dataclass(frozen=True)
class Film:
    """F snapshots of one training, as arrays over all of them.

    steps: int32, (F,), optimiser steps done.  epochs: float32, (F,), the same in epochs.
    loss: float32, (F,), mean over the watched test images: recon + KL of a VAE, recon of an AE.
    pictures: F WebP images, rows x columns tiles of the size of an image without gaps; grey ones as
        white ink on black.
    shows: what the tiles are, as in `Snapshot`.
    codes: float32, (F, n, 2), of n test images.  label: uint8, (n,).
    axes: "latent" (the plane itself) or "pc" (the two principal components of the last frame).
    """

    steps: np.ndarray
    epochs: np.ndarray
    loss: np.ndarray
    pictures: tuple[bytes, ...]
    rows: int
    columns: int
    shows: Shows
    codes: np.ndarray
    label: np.ndarray
    axes: Axes


def frame_steps(plan: str, steps_per_epoch: int, epochs: int) -> tuple[int, ...]:
    """Step counts after which a frame is taken; 0 and the last step are always among them.

    "epochs": every 75 batches in the first epoch, then each epoch (every tenth in a training of
    more than 30). "log": about 40 frames, evenly spaced in log(step). "none": no film.
    Raises ConfigError on another plan.
    """
    if plan not in PLANS:
        raise ConfigError(f"There is no film plan {plan!r}; there are {', '.join(PLANS)}.")
    if plan == "none":
        return ()
    total = steps_per_epoch * epochs
    if plan == "log":
        chosen = np.geomspace(1, total, _LOG_FRAMES).round().astype(int).tolist()
    else:
        every = _EVERY_EPOCHS if epochs > _MANY_EPOCHS else 1
        chosen = [*range(_EVERY_BATCHES, steps_per_epoch, _EVERY_BATCHES)]
        chosen += [steps_per_epoch * epoch for epoch in (1, *range(every, epochs + 1, every))]
    return tuple(sorted({0, *chosen, total}))


def webp(tiles: np.ndarray, rows: int, columns: int, *, effort: int = 5) -> bytes:
    """WebP of pictures in [0, 1], row by row from the top left.

    tiles: (rows * columns, H, W), or (rows * columns, H, W, 3) in colour.

    effort: from 0, the quickest, to 6. 5 takes a third to a half of the time of 6 for 2 % more
    bytes; 1 a tenth, for 10 % more.
    """
    from PIL import Image

    _, height, width, *colours = tiles.shape
    pixels = np.round(np.clip(tiles, 0.0, 1.0) * 255.0).astype(np.uint8)
    sheet = pixels.reshape(rows, columns, height, width, *colours).swapaxes(1, 2)
    buffer = io.BytesIO()
    Image.fromarray(sheet.reshape(rows * height, columns * width, *colours)).convert("RGB").save(
        buffer, "WEBP", quality=_WEBP_QUALITY, method=effort
    )
    return buffer.getvalue()


def film_of(snapshots: Sequence[Snapshot], losses: Sequence[float]) -> Film:
    """The film made of snapshots with codes (n, D): on the principal components of the last one.

    Codes of one or two dimensions stay as they are.
    """
    first, codes = snapshots[0], np.stack([snapshot.codes for snapshot in snapshots])
    axes: Axes = "latent"
    if codes.shape[2] <= 2:
        flat = in_plane(codes, first.label)
    else:
        flat, axes = principal_components(codes[-1]).project(codes).astype(np.float32), "pc"
    return Film(
        steps=np.array([snapshot.step for snapshot in snapshots], np.int32),
        epochs=np.array([snapshot.epoch for snapshot in snapshots], np.float32),
        loss=np.array(losses, np.float32),
        pictures=tuple(snapshot.tiles for snapshot in snapshots),
        rows=first.rows,
        columns=first.columns,
        shows=first.shows,
        codes=flat,
        label=first.label,
        axes=axes,
    )


def in_plane(codes: np.ndarray, label: np.ndarray) -> np.ndarray:
    """Codes of one or two dimensions, (..., n, D), as float32, (..., n, 2).

    One dimension is spread out by class, label (n,).
    """
    if codes.shape[-1] == 1:
        rows = np.linspace(-1.0, 1.0, int(label.max()) + 1)[label]
        up = np.broadcast_to(rows[:, None], codes.shape)
        codes = np.concatenate([codes, up], axis=-1)
    return codes.astype(np.float32)


def seen_as(film: Film, mu: np.ndarray) -> Film:
    """The film on the principal components of all test codes of its run, mu, (N, D).

    A film takes its axes from fewer images, so that they may point another way: their signs are
    free, and two that spread alike can swap. The turn, or reflection, is the one that brings the
    codes of the last frame closest to the same images on the run's own axes (`alignment.align`).
    A film of the latent plane itself is returned as it is.
    """
    if film.axes != "pc":
        return film
    target = principal_components(mu).project(mu[: len(film.label)])
    last = film.codes[-1].astype(np.float64)
    codes = (film.codes - last.mean(0)) @ align(target, last) + target.mean(0)
    return replace(film, codes=codes.astype(np.float32))


def film_bytes(film: Film) -> bytes:
    """The film as the bytes of an npz file: codes in 16 bits of their range, pictures joined."""
    largest = float(np.abs(film.codes).max()) or 1.0
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        steps=film.steps.astype(np.int32),
        epochs=film.epochs.astype(np.float32),
        loss=film.loss.astype(np.float32),
        pictures=np.frombuffer(b"".join(film.pictures), np.uint8),
        ends=np.array([*accumulate(map(len, film.pictures))], np.int64),
        grid=np.array([film.rows, film.columns], np.int32),
        shows=np.array(film.shows),
        codes=np.round(film.codes / largest * _CODE_LEVELS).astype(np.int16),
        reach=np.float32(largest),
        label=film.label,
        axes=np.array(film.axes),
    )
    return buffer.getvalue()


def film_from_bytes(content: bytes) -> Film:
    """The inverse of `film_bytes`. Raises ValueError on bytes that hold no film."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            values = dict(arrays)
        codes = values["codes"].astype(np.float32) * (values["reach"] / _CODE_LEVELS)
        rows, columns = map(int, values["grid"])
        film = Film(
            steps=values["steps"],
            epochs=values["epochs"],
            loss=values["loss"],
            pictures=tuple(_cut(values["pictures"].tobytes(), values["ends"])),
            rows=rows,
            columns=columns,
            shows=cast(Shows, str(values["shows"])),
            codes=codes,
            label=values["label"],
            axes=cast(Axes, str(values["axes"])),
        )
    except Exception as error:  # numpy and zipfile raise a dozen kinds on foreign bytes
        raise ValueError(f"not a film: {error}") from error
    frames, n = film.steps.size, film.label.size
    if not frames or len(film.pictures) != frames or film.codes.shape != (frames, n, 2):
        raise ValueError("a film whose parts do not fit one another")
    if any(part.shape != (frames,) for part in (film.steps, film.epochs, film.loss)):
        raise ValueError("a film whose figures are not of its frames")
    if any(part.dtype.kind not in "if" for part in (film.steps, film.epochs, film.loss)):
        raise ValueError("a film whose figures are no numbers")
    if (
        not np.isfinite(film.codes).all()
        or film.label.shape != (n,)
        or film.label.dtype != np.uint8
    ):
        raise ValueError("a film whose codes or labels cannot be")
    if min(film.rows, film.columns) < 1 or not all(map(_is_webp, film.pictures)):
        raise ValueError("a film whose pictures are none")
    if film.shows not in get_args(Shows) or film.axes not in get_args(Axes):
        raise ValueError("a film that does not say what it shows")
    return film


def _is_webp(picture: bytes) -> bool:
    return picture[:4] == b"RIFF" and picture[8:12] == b"WEBP"


def _cut(joined: bytes, ends: np.ndarray) -> Iterable[bytes]:
    return (joined[start:end] for start, end in pairwise([0, *map(int, ends)]))
