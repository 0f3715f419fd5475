"""The scene of a run: everything the live plane needs to know of it, at one z."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ui.components.planes.explorer import Scene
from ui.components.planes.explorer.latent_space import latent_space
from ui.components.shared.originals import Original
from ui.services.caches import resources
from ui.services.caches.labels import labels_of
from ui.services.caches.recogniser import recogniser_run
from vae_core.latent.geometry import nearest
from vae_core.runs.conditions.at_label import RunAtLabel
from vae_core.runs.run import Run

_N_NEAREST = 6


def run_scene(
    run: Run, z: Sequence[float], *, axes: str, rev: int, peek: int | None = None
) -> Scene:
    """The scene of `run` with the cursor at z. Raises RunError where a file of it is damaged.

    axes, rev: as in `Scene`. peek: index of the test image whose original is wanted.
    """
    space, reader, known = latent_space(run), recogniser_run(run.dataset), labels_of(run)
    images, _problem = resources.test_images(run)
    return Scene(
        run=run.id,
        image_shape=run.config.model.image_shape,
        kind=run.config.model.kind,
        # Of all labels: another one is then at hand without a byte.
        network=resources.network(run.whole if isinstance(run, RunAtLabel) else run),
        label=run.told,
        codes=resources.codes(run),
        n=len(run.latents.label),
        classes=known.names,
        are_clusters=known.are_clusters,
        support=run.support,
        view=space.view,
        dims=space.dims,
        spans=space.spans,
        components=space.components,
        axes=axes,
        z=z,
        rev=rev,
        nearest=_nearest(run, z, images),
        peek=_peek(peek, images),
        recogniser=resources.recogniser(reader) if reader else None,
    )


def _nearest(run: Run, z: Sequence[float], images: np.ndarray | None) -> list[Original]:
    """The test images whose codes lie nearest to z; where a label is told, those of that label."""
    label = labels_of(run).label
    among = np.arange(len(label)) if run.told is None else np.flatnonzero(label == run.told)
    return [
        Original(int(index), resources.picture(images, index), int(label[index]))
        for index in among[nearest(run.latents.mu[among], np.asarray(z), _N_NEAREST)]
    ]


def _peek(index: int | None, images: np.ndarray | None) -> Original | None:
    """The original image of the dot under the pointer; None where it is not here."""
    if index is None or images is None or not 0 <= int(index) < len(images):
        return None
    return Original(int(index), resources.picture(images, int(index)))
