"""Heat maps over the plane of a run with two numbers: what the decoder does at each place of it.

Every map is a square of cells over the `View` that Explore shows first. Row 0 is the top, where z2
is highest, and column 0 the left, where z1 is lowest; a value belongs to the middle of its cell.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from vae_core.errors import ConfigError
from vae_core.evaluation.classify import read
from vae_core.latent.geometry import SUPPORT_NEIGHBOURS, View, home_view, reach
from vae_core.runs.store import Run, attach, damaged

if TYPE_CHECKING:
    from torch import Tensor

    from vae_core.models.autoencoders import Autoencoder

MAPS = "maps.npz"
SIZE = 100
_ROWS = 250  # at once: they stay in the cache of the processor
# What spans more than this is cut off below: a thousandth of the largest value is as good as none.
_SPAN = 1_000.0
_LEVELS = 255
# Maps that span decades.
_LOGARITHMIC = ("density", "round_trip", "jacobian")


@dataclass(frozen=True)
class Maps:
    """Each map is (S, S), float32 but for `reads`; see above for where its cells lie.

    density: test codes per unit of area, from the distance to the 20th nearest one.
    certainty: probability, 0 to 1, of the class the recogniser takes the decoded picture for, and
        reads: that class, uint8. Both None without a recogniser.
    round_trip: |z - encode(decode(z))| in units of z, with the mean mu of a VAE. 0 where a picture
        leads back to its code.
    jacobian: Frobenius norm of d picture / d z: how much the picture changes (the root of the sum
        of its 784 squared pixel changes) for each unit of z.
    """

    view: View
    density: np.ndarray
    certainty: np.ndarray | None
    reads: np.ndarray | None
    round_trip: np.ndarray
    jacobian: np.ndarray


def cells(view: View, size: int = SIZE) -> np.ndarray:
    """z at the middle of each cell, float32, (size * size, 2), row by row from the top left."""
    at = ((np.arange(size) + 0.5) / size * 2 - 1) * view.half
    z1, z2 = np.meshgrid(view.center[0] + at, view.center[1] - at)
    return np.stack([z1.ravel(), z2.ravel()], axis=1).astype(np.float32)


def make_maps(run: Run, recogniser: Run | None, size: int = SIZE) -> Maps:
    """The maps of a run, size x size; 100 x 100 take one or two seconds. Imports torch.

    Raises ConfigError where the run has no plane or the recogniser is of another dataset.
    """
    model_config = run.config.model
    if model_config.kind == "recogniser" or model_config.latent_dim != 2:
        raise ConfigError(f"{run.id} has no plane to map: maps are of runs with two numbers.")
    if recogniser and (
        recogniser.config.model.kind != "recogniser" or recogniser.dataset != run.dataset
    ):
        raise ConfigError(f"{recogniser.id} is no recogniser for {run.id}.")
    codes = run.latents.mu
    view = home_view(codes, has_prior=model_config.kind == "vae")
    z = cells(view, size)
    model = run.model()
    pictures, change = _decoded(model, z)
    back = _encoded(model, pictures, run.config.training.binarize)
    certainty = reads = None
    if recogniser:
        probabilities = read(recogniser.model(), pictures.numpy()).probabilities
        certainty, reads = probabilities.max(1), probabilities.argmax(1)

    def square(flat: np.ndarray | None, kind: type = np.float32) -> np.ndarray | None:
        return None if flat is None else flat.reshape(size, size).astype(kind)

    return Maps(
        view=view,
        density=square(_density(codes, z)),
        certainty=square(certainty),
        reads=square(reads, np.uint8),
        round_trip=square(np.linalg.norm(z - back, axis=1)),
        jacobian=square(change),
    )


def maps_bytes(maps: Maps) -> bytes:
    """The maps as an npz of under 60 kB: each in 256 steps from its lowest to its highest value.

    The steps are even in the logarithm but for the certainty's, from 0 to 1; what is under a
    thousandth of the highest value is held there.
    """
    arrays = {"view": np.array([*maps.view.center, maps.view.half])}
    if maps.reads is not None:
        arrays["reads"] = maps.reads
        arrays["certainty"] = np.round(maps.certainty * _LEVELS).astype(np.uint8)
    for name in _LOGARITHMIC:
        arrays[name], arrays[f"{name}_range"] = _in_steps(getattr(maps, name))
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def maps_from_bytes(content: bytes) -> Maps:
    """The inverse of `maps_bytes`, to within a step. Raises ValueError on other bytes."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            kept = dict(arrays)
        *center, half = map(float, kept["view"])
        found = {
            name: _out_of_steps(kept[name], *map(float, kept[f"{name}_range"]))
            for name in _LOGARITHMIC
        }
        sure = kept["certainty"].astype(np.float32) / _LEVELS if "reads" in kept else None
        maps = Maps(View(tuple(center), half), certainty=sure, reads=kept.get("reads"), **found)
    except Exception as error:  # numpy and zipfile raise a dozen kinds on foreign bytes
        raise ValueError(f"not maps: {error}") from error
    squares = [getattr(maps, field.name) for field in fields(maps)[1:]]
    squares = [square for square in squares if square is not None]
    size = len(maps.density)
    if len(center) != 2 or any(square.shape != (size, size) for square in squares):
        raise ValueError("maps whose parts do not fit one another")
    if not all(np.isfinite([*center, half])) or not all(np.isfinite(s).all() for s in squares):
        raise ValueError("maps that hold a value that is not a number")
    return maps


def keep_maps(run: Run, recogniser: Run | None) -> Run:
    """Make the maps of a run and keep them beside it. Raises ConfigError, RunError."""
    return attach(run, MAPS, maps_bytes(make_maps(run, recogniser)))


def kept_maps(run: Run) -> Maps | None:
    """The maps that were kept beside a run, if any. No torch. Raises RunError where damaged."""
    content = run.attached(MAPS)
    if content is None:
        return None
    try:
        return maps_from_bytes(content)
    except ValueError as error:
        raise damaged(run.id, f"{MAPS} cannot be read ({error})") from error


def _density(codes: np.ndarray, z: np.ndarray) -> np.ndarray:
    """k / (pi r^2) with r the distance to the k-th nearest code (Loftsgaarden & Quesenberry 1965,
    without their division by N)."""
    k = min(SUPPORT_NEIGHBOURS, len(codes))
    radius = np.maximum(reach(codes, z, k), np.finfo(np.float32).eps)
    return k / (np.pi * radius**2)


def _decoded(model: Autoencoder, z: np.ndarray) -> tuple[Tensor, np.ndarray]:
    """Pictures, (N, 1, 28, 28), and the Frobenius norm of their derivative by z, (N,).

    Forward differentiation along z1 and z2 at once: three passes where a derivative by each of 784
    pixels would be 784.
    """
    import torch
    from torch.func import jvp, vmap

    directions = torch.eye(2)

    def picture(at: Tensor) -> Tensor:
        return model.decode(at).sigmoid()

    pictures, norms = [], []
    with torch.no_grad():
        for rows in torch.from_numpy(z).split(_ROWS):

            def along(direction: Tensor, rows: Tensor = rows) -> tuple[Tensor, Tensor]:
                return jvp(picture, (rows,), (direction.expand_as(rows),))

            drawn, change = vmap(along, out_dims=(None, 0))(directions)
            pictures.append(drawn)
            norms.append(change.square().flatten(2).sum((0, 2)).sqrt())
    return torch.cat(pictures), torch.cat(norms).numpy()


def _encoded(model: Autoencoder, pictures: Tensor, binarize: str) -> np.ndarray:
    """mu of pictures, (N, 2), each cut at 0.5 where the run knows no others."""
    import torch

    from vae_core.data.binarize import encoded_pixels

    with torch.no_grad():
        rows = encoded_pixels(pictures, binarize).split(_ROWS)
        return torch.cat([model.codes(some)[0] for some in rows]).numpy()


def _in_steps(map_: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(steps, uint8, (S, S); the values of the first and the last step)."""
    high = max(float(map_.max()), _SPAN * float(np.finfo(np.float32).tiny))
    low = max(float(map_.min()), high / _SPAN)
    share = np.log(np.maximum(map_, low) / low) / (np.log(high / low) or 1.0)
    return np.round(share * _LEVELS).astype(np.uint8), np.array([low, high])


def _out_of_steps(steps: np.ndarray, low: float, high: float) -> np.ndarray:
    return (low * (high / low) ** (steps / _LEVELS)).astype(np.float32)
