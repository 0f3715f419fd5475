"""The dial of a run: everything it needs to know of a network of every beta."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ui.components.planes.dial import BetaPoint, Dial
from ui.components.planes.dial.by_beta import along
from ui.components.shared.originals import Original
from ui.services.caches import resources
from ui.services.caches.labels import first_images, labels_of
from vae_core.latent.geometry import home_view
from vae_core.latent.sampling import prior_samples
from vae_core.runs.run import Run

NO_IMAGE = -1
# One test image of each of these, to follow through all beta.
_LABELS = (3, 4, 7, 5, 8)
_N_DRAWS = 10


def run_dial(
    run: Run,
    beta: float,
    z: Sequence[float],
    *,
    image: int = NO_IMAGE,
    ladder: Iterable[Mapping[str, Any]] = (),
    projector: bool = False,
    rev: int = 0,
) -> Dial:
    """The dial of a beta-conditioned run with two latent dimensions. Raises RunError.

    ladder: figures of networks trained at one beta each. The rest as in `Dial`.
    """
    images, _problem = resources.test_images(run)
    known = labels_of(run)
    return Dial(
        run=run.id,
        image_shape=run.config.model.image_shape,
        network=resources.conditioned(run),
        codes=resources.codes_by_beta(run),
        betas=resources.beta_codes(run).betas.tolist(),
        n=len(run.latents.label),
        classes=known.names,
        are_clusters=known.are_clusters,
        curve=_points(along(run)),
        ladder=_points(ladder),
        view=home_view(run.latents.mu, has_prior=True),
        beta=beta,
        z=z,
        image=image,
        images=[
            Original(index, resources.picture(images, index))
            for index in _chosen_images(run, image)
        ],
        draws=prior_samples(_N_DRAWS, 2, 1.0, np.random.default_rng(0)).tolist(),
        projector=projector,
        rev=rev,
    )


def _chosen_images(run: Run, linked: int) -> list[int]:
    """Indices of five test images, the same for every visitor, except one that a link names."""
    labels = run.latents.label
    firsts = first_images(labels, _LABELS, len(_LABELS))
    if linked != NO_IMAGE and linked not in firsts:
        firsts[-1] = linked
    return firsts


def _points(rows: Iterable[Mapping[str, Any]]) -> list[BetaPoint]:
    return [BetaPoint(*(float(row[name]) for name in ("beta", "recon", "kl"))) for row in rows]
