"""Clouds of twelve images, from picture error alone to KL alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ui.components.lessons.clouds import CloudImage, Clouds, Stop, clouds, still
from ui.pages.lessons.figure import FigureResult
from ui.services import pictures
from ui.text.words import _
from vae_core.latent.geometry import View
from vae_core.studies.twelve_images import Twelve, read_twelve, twelve_images

FILE = Path(__file__).parents[2] / "content" / "measured" / "forces_twelve.npz"
_PRIOR_REACH = 3.2  # sigma of the prior that are always in view
_MERGED = 0.1  # nats of KL
# Widths of two neighbours that lie between their centres. Clouds of 3σ touch at 3; from 6 on the
# gap between them is as wide as they are. Below 2 even those of 2σ lie on top of each other.
_APART = (2.0, 6.0)


def show(state: Mapping[str, Any], key: str, revealed: bool) -> FigureResult:
    """Draw the figure. Raises RunError where the file of the study is damaged."""
    models = study()
    betas = list(state["stops"])
    stops = [stop_of(beta, models[beta]) for beta in betas]
    after = "_revealed" if revealed else ""
    offered, stop = (state.get(name + after, state[name]) for name in ("offered", "stop"))
    scene = Clouds(
        images=_images(),
        stops=stops,
        view=_view(stops),
        z=stops[betas.index(state["stop"])].mu[state.get("at", 0)],
        note=_(
            "A VAE of these twelve images. Each colour is one image’s cloud at 1σ, 2σ and 3σ "
            "(class 4 and class 9: two each), a dot where it is too narrow to see; dashed: the "
            "prior N(0, I)."
        ),
    )
    at = betas.index(stop)
    result = clouds(
        scene,
        offered=[betas.index(beta) for beta in offered],
        stop=at,
        hidden=bool(state.get("hides")) and not revealed,
        projector=state["projector"],
        key=key,
    )
    return FigureResult(
        frozenset(result.done or ()),
        truth=_TRUTHS[state["asks"]](models) if "asks" in state else None,
        fallback=bool(result.fallback),
        still=still(scene, at) if result.fallback else None,
    )


@cache
def study() -> dict[float, Twelve]:
    """What `python -m vae_core.studies.twelve_images` trained. Raises RunError."""
    return read_twelve(FILE)


def widths_between(model: Twelve) -> float:
    """How many widths lie between neighbours: the distance of a centre to the next one, over the
    sum of both σ along that way; median over the images."""
    ways = model.mu[:, None] - model.mu[None]
    distance = np.linalg.norm(ways, axis=-1)
    np.fill_diagonal(distance, math.inf)
    values = []
    for i, j in enumerate(distance.argmin(1)):
        along = ways[i, j] / distance[i, j]
        widths = sum(float(np.linalg.norm(along * model.sigma[k])) for k in (i, j))
        values.append(float(distance[i, j]) / widths)
    return float(np.median(values))


def gap(models: Mapping[float, Twelve]) -> int:
    """At β = 1 gaps are wider than the clouds (1), narrower (2), or clouds overlap at 2σ (3)."""
    return 3 - int(np.searchsorted(_APART, widths_between(models[1.0])))


def merged(models: Mapping[float, Twelve]) -> int:
    """Which of β = 1, 10, 100 is the first at which all clouds are one, counted from 1; else 4."""
    betas = (1.0, 10.0, 100.0)
    return 1 + next((i for i, beta in enumerate(betas) if models[beta].kl < _MERGED), len(betas))


_TRUTHS = {"gap": gap, "merged": merged}


def stop_of(beta: float, model: Twelve) -> Stop:
    """A model of the study as the component gets it, with its name in words."""
    if beta == 0:
        name, title = _("error alone"), _("Picture error alone, β = 0")
    elif math.isinf(beta):
        name, title = _("KL alone"), _("KL alone, no picture error")
    else:
        name, title = f"{beta:g}", _("β = {beta:g}").format(beta=beta)
    return Stop(name, title, model.mu, model.sigma, model.recon, model.kl, model.decoder)


def _view(stops: Sequence[Stop]) -> View:
    farthest = max(float(np.abs(stop.mu).max()) for stop in stops)
    return View((0.0, 0.0), round(max(_PRIOR_REACH, 1.08 * farthest), 2))


@cache
def _images() -> tuple[CloudImage, ...]:
    split = twelve_images()
    return tuple(
        CloudImage(pictures.as_base64(image), int(label), _("a {name}").format(name=label))
        for image, label in zip(split.images, split.labels, strict=True)
    )
