"""What the walk needs of a run: the pictures of its ends, and the map."""

from __future__ import annotations

import numpy as np

from ui.components.planes.interpolation import Ends, Map
from ui.services.caches import resources
from ui.services.caches.labels import label_name, labels_of
from ui.text.words import _
from vae_core.latent.geometry import home_view
from vae_core.runs.run import Run


def run_ends(run: Run, a: int, b: int) -> tuple[Ends, Ends]:
    """Name and picture of both ends; without the test images they are decoded from their codes."""
    images, _problem = resources.test_images(run)

    def end(i: int) -> Ends:
        what = _("test image {index}") if images is not None else _("decoded")
        label = label_name(run, i)
        name = f"{label}, {what}" if label else what
        return Ends(name.format(index=f"{i:,}"), resources.picture(images, i))

    return end(a), end(b)


def run_map(run: Run, straight: np.ndarray, spherical: np.ndarray) -> Map | None:
    """The two paths over the run's plane; None where it has none."""
    if run.config.model.latent_dim != 2:
        return None
    return Map(
        resources.codes(run),
        len(run.latents.label),
        labels_of(run).names,
        home_view(run.latents.mu, has_prior=run.config.model.kind == "vae"),
        straight,
        spherical,
    )
