"""Heat maps over the latent plane of a run with two latent dimensions.

Every map is a square of cells over the `View` that the app shows first. Row 0 is the top, where z2
is highest, and column 0 the left, where z1 is lowest; a value belongs to the middle of its cell.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from vae_core.data.image_shape import IMAGE_SHAPE
from vae_core.errors import ConfigError
from vae_core.evaluation.samples.classify import ROWS_AT_ONCE, check_recogniser, classify
from vae_core.latent.geometry import SUPPORT_NEIGHBOURS, View, home_view, knn_distance
from vae_core.runs.run import Run, damaged
from vae_core.runs.store import attach

if TYPE_CHECKING:
    from torch import Tensor

    from vae_core.models.networks.autoencoders import Autoencoder

MAPS_FILE = "maps.npz"
SIZE = 100
# A value below this part of the largest one is stored as that part: it is as good as 0.
_MAX_RATIO = 1_000.0
_LEVELS = 255
# Maps that span decades, stored in logarithmic steps.
_LOGARITHMIC = ("density", "round_trip", "jacobian")


@dataclass(frozen=True)
class PlaneMaps:
    """The maps of one run. Each is (S, S), float32 but for `predicted`; see above for its cells.

    density: test codes per unit of area, from the distance to the 20th nearest one.
    certainty: probability, 0 to 1, of the likeliest class of the decoded image by the recogniser,
        and predicted: that class, uint8. Both None without a recogniser.
    round_trip: |z - encode(decode(z))| in units of z, with the mean mu of a VAE. 0 where the
        decoded image is encoded to the z it came from.
    jacobian: Frobenius norm of d image / d z: how much the image changes (the root of the sum of
        the squared changes of its values) for each unit of z.
    """

    view: View
    density: np.ndarray
    certainty: np.ndarray | None
    predicted: np.ndarray | None
    round_trip: np.ndarray
    jacobian: np.ndarray


def cells(view: View, size: int = SIZE) -> np.ndarray:
    """z at the middle of each cell, float32, (size * size, 2), row by row from the top left."""
    offsets = ((np.arange(size) + 0.5) / size * 2 - 1) * view.half
    z1, z2 = np.meshgrid(view.center[0] + offsets, view.center[1] - offsets)
    return np.stack([z1.ravel(), z2.ravel()], axis=1).astype(np.float32)


def make_maps(run: Run, recogniser: Run | None, size: int = SIZE) -> PlaneMaps:
    """The maps of a run, size x size; 100 x 100 take one or two seconds for images of 28 x 28,
    and more as they have more values. Imports torch.

    Raises ConfigError where the run has no latent plane or the recogniser is of another dataset.
    """
    model_config = run.config.model
    if model_config.kind == "recogniser" or model_config.latent_dim != 2:
        raise ConfigError(f"{run.id} has no plane to map: maps are of runs with two numbers.")
    if recogniser:
        check_recogniser(recogniser, run)
    codes = run.latents.mu
    view = home_view(codes, has_prior=model_config.kind == "vae")
    z = cells(view, size)
    model = run.model()
    reader = recogniser.model() if recogniser else None
    # Of large images fewer at a time: the activations stay in the cache, and no image is kept.
    values = math.prod(model_config.image_shape)
    rows = max(1, min(ROWS_AT_ONCE, ROWS_AT_ONCE * math.prod(IMAGE_SHAPE) // values))
    seen: list[tuple[np.ndarray, ...]] = []
    for some in np.split(z, range(rows, len(z), rows)):
        images, change = _decode_with_jacobian(model, some)
        z_again = _encode(model, images, run.config.training.binarize)
        probabilities = classify(reader, images.numpy()).probabilities if reader else some[:, :0]
        seen.append((change, z_again, probabilities))
    change, z_again, probabilities = map(np.concatenate, zip(*seen, strict=True))
    certainty = predicted = None
    if recogniser:
        certainty = _square(probabilities.max(1), size)
        predicted = _square(probabilities.argmax(1), size, np.uint8)
    return PlaneMaps(
        view=view,
        density=_square(_density(codes, z), size),
        certainty=certainty,
        predicted=predicted,
        round_trip=_square(np.linalg.norm(z - z_again, axis=1), size),
        jacobian=_square(change, size),
    )


def maps_to_bytes(maps: PlaneMaps) -> bytes:
    """The maps as an npz of under 60 kB: each in 256 steps from its lowest to its highest value.

    The steps are even in the logarithm but for the certainty's, from 0 to 1; what is under a
    thousandth of the highest value is stored as that thousandth.
    """
    arrays: dict[str, Any] = {"view": np.array([*maps.view.center, maps.view.half])}
    if maps.predicted is not None and maps.certainty is not None:
        arrays["reads"] = maps.predicted
        arrays["certainty"] = np.round(maps.certainty * _LEVELS).astype(np.uint8)
    for name in _LOGARITHMIC:
        arrays[name], arrays[f"{name}_range"] = _quantize(getattr(maps, name))
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def maps_from_bytes(content: bytes) -> PlaneMaps:
    """The inverse of `maps_to_bytes`, to within a step. Raises ValueError on other bytes."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as npz:
            arrays = dict(npz)
        *center, half = map(float, arrays["view"])
        if any(arrays[name].dtype != np.uint8 for name in _LOGARITHMIC):
            raise ValueError("their steps are no bytes")
        logarithmic = {
            name: _dequantize(arrays[name], *map(float, arrays[f"{name}_range"]))
            for name in _LOGARITHMIC
        }
        predicted = arrays.get("reads")
        certainty = None if predicted is None else arrays["certainty"].astype(np.float32) / _LEVELS
        if predicted is not None and predicted.dtype != np.uint8:
            raise ValueError("their classes are no bytes")
        maps = PlaneMaps(
            View(tuple(center), half), certainty=certainty, predicted=predicted, **logarithmic
        )
    except Exception as error:  # numpy and zipfile raise a dozen kinds on foreign bytes
        raise ValueError(f"not maps: {error}") from error
    squares = [getattr(maps, field.name) for field in fields(maps)[1:]]
    squares = [square for square in squares if square is not None]
    size = maps.density.shape[0] if maps.density.ndim else 0
    if len(center) != 2 or not size or any(square.shape != (size, size) for square in squares):
        raise ValueError("maps whose parts do not fit one another")
    if not all(np.isfinite([*center, half])) or not all(np.isfinite(s).all() for s in squares):
        raise ValueError("maps that hold a value that is not a number")
    return maps


def save_maps(run: Run, recogniser: Run | None) -> Run:
    """Make the maps of a run and save them in its folder. Raises ConfigError, RunError."""
    return attach(run, MAPS_FILE, maps_to_bytes(make_maps(run, recogniser)))


def load_maps(run: Run) -> PlaneMaps | None:
    """The maps in the folder of a run, None without any. No torch. Raises RunError if damaged."""
    content = run.attached(MAPS_FILE)
    if content is None:
        return None
    try:
        maps = maps_from_bytes(content)
    except ValueError as error:
        raise damaged(run.id, f"{MAPS_FILE} cannot be read ({error})") from error
    if maps.predicted is not None and maps.predicted.max() >= len(run.dataset_info.classes):
        raise damaged(run.id, f"{MAPS_FILE} has labels that are no classes of {run.dataset}")
    return maps


def _square(flat: np.ndarray, size: int, dtype: type = np.float32) -> np.ndarray:
    return flat.reshape(size, size).astype(dtype)


def _density(codes: np.ndarray, z: np.ndarray) -> np.ndarray:
    """k / (pi r^2) with r the distance to the k-th nearest code (Loftsgaarden & Quesenberry 1965,
    without their division by N)."""
    k = min(SUPPORT_NEIGHBOURS, len(codes))
    radius = np.maximum(knn_distance(codes, z, k), np.finfo(np.float32).eps)
    return k / (np.pi * radius**2)


def _decode_with_jacobian(model: Autoencoder, z: np.ndarray) -> tuple[Tensor, np.ndarray]:
    """Decoded images, (N, C, H, W), and the Frobenius norm of their derivative by z, (N,).

    With J the derivative, autograd gives u J for a weight u of each value. That is linear in u, so
    that its own derivative by u, again by autograd, is J: a pass for z1 and one for z2, where there
    would be one for each of the hundreds of values. (`torch.func.jvp` does it in one pass less, and
    imports torch's compiler for it: seconds, which the first plane of a page waits for.)
    """
    import torch

    squares = torch.zeros(len(z))
    with torch.enable_grad():
        rows = torch.from_numpy(z).requires_grad_()
        images = model.decode(rows).sigmoid()
        weights = torch.zeros_like(images, requires_grad=True)
        weighed = (images * weights).sum()  # u handed to `grad` itself would import sympy
        (pulled,) = torch.autograd.grad(weighed, rows, create_graph=True)
        for axis in (0, 1):
            along = pulled[:, axis].sum()
            (change,) = torch.autograd.grad(along, weights, retain_graph=axis == 0)
            squares += change.square().flatten(1).sum(1)
    return images.detach(), squares.sqrt().numpy()


def _encode(model: Autoencoder, images: Tensor, binarize: str) -> np.ndarray:
    """mu of images, (N, 2), each cut at 0.5 first where the run was trained on such images."""
    import torch

    from vae_core.data.binarize import encoder_input

    with torch.no_grad():
        mu: np.ndarray = model.codes(encoder_input(images, binarize))[0].numpy()
    return mu


def _quantize(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(steps, uint8, (S, S); the values of the first and the last step)."""
    high = max(float(values.max()), _MAX_RATIO * float(np.finfo(np.float32).tiny))
    low = max(float(values.min()), high / _MAX_RATIO)
    share = np.log(np.maximum(values, low) / low) / (np.log(high / low) or 1.0)
    return np.round(share * _LEVELS).astype(np.uint8), np.array([low, high])


def _dequantize(steps: np.ndarray, low: float, high: float) -> np.ndarray:
    return (low * (high / low) ** (steps / _LEVELS)).astype(np.float32)
