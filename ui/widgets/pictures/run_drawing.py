"""The latent plane of a run as a figure to keep, with the places and ways that a page shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ui.services.caches.labels import labels_of
from ui.text.words import _
from ui.widgets.frame.shell import run_title
from ui.widgets.pictures.plane_drawing import PlaneDrawing
from vae_core.latent.geometry import principal_components
from vae_core.runs.run import Run

Named = tuple[str, np.ndarray]
Flat = Callable[[np.ndarray], np.ndarray]


def run_drawing(
    run: Run, *, axes: str = "", marks: Sequence[Named] = (), ways: Sequence[Named] = ()
) -> PlaneDrawing:
    """The test codes of a run on its plane, coloured by class. Raises RunError where damaged.

    axes: "3,7" for two dimensions counted from 1; else the two principal components of codes of
        more than two dimensions.
    marks, ways: codes (D,) and (M, D), each with a name.
    """
    codes, known = run.latents.mu, labels_of(run)
    across, up, flat = _plane(codes, axes)
    title = _("{name} · {dataset}, codes of {n} test images").format(
        name=run_title(run), dataset=run.dataset_info.title, n=f"{len(codes):,}"
    )
    return PlaneDrawing(
        title,
        across,
        up,
        flat(codes),
        known.label,
        known.names,
        marks=[(name, flat(np.asarray(code))) for name, code in marks],
        ways=[(name, flat(np.asarray(way))) for name, way in ways],
    )


def _plane(codes: np.ndarray, axes: str) -> tuple[str, str, Flat]:
    """(name of the axis across, of the one up, codes (..., D) -> (..., 2)) of a plane."""
    n_dims = codes.shape[1]
    if n_dims == 1:
        return "z1", "", lambda z: np.concatenate([z, np.zeros_like(z)], axis=-1)
    if n_dims == 2:
        return "z1", "z2", lambda z: z
    if axes[:1].isdigit():
        first, second = (int(number) for number in axes.split(","))
        return f"z{first}", f"z{second}", lambda z: z[..., [first - 1, second - 1]]
    components = principal_components(codes)
    across, up = (
        _("Principal component {n}, {share} % of the variance").format(n=n, share=f"{100 * s:.0f}")
        for n, s in enumerate(components.shares, 1)
    )
    return across, up, components.project


def way_rows(ways: Sequence[Named], t: np.ndarray) -> list[dict[str, Any]]:
    """Rows of a CSV: z of each step of each way, (M, D). t: (M,), 0 at A and 1 at B."""
    return [
        {"way": name, "t": round(float(at), 4)}
        | {f"z{number}": value for number, value in enumerate(z.tolist(), 1)}
        for name, way in ways
        for at, z in zip(t, way, strict=True)
    ]
