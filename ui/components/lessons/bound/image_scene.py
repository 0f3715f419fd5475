"""The bound of one image under one run, ready to be shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ui.components.lessons.bound import FITS, BoundScene, Codes, OtherImage
from ui.components.shared.originals import Original
from ui.services import pictures
from ui.services.caches import recogniser, resources
from ui.services.caches.posterior import exact_posterior
from vae_core.errors import RunError
from vae_core.latent.geometry import home_view
from vae_core.runs.run import Run


def has_bound(run: Run) -> bool:
    """Whether the true posterior of an image can be summed up, and its places be decoded in the
    browser: a VAE of two dimensions with a decoder whose layers are all known."""
    model = run.config.model
    return (
        model.kind == "vae"
        and model.latent_dim == 2
        and not (model.own and "decoder" in model.own.parts)
    )


def image_scene(
    run: Run,
    x: np.ndarray,
    name: str,
    *,
    fits: Sequence[str] = FITS,
    hidden: Sequence[str] = (),
    is_probe: bool = False,
    gallery: Sequence[OtherImage] = (),
    chosen: int = -1,
    projector: bool = False,
) -> BoundScene:
    """The scene of an image x, (28, 28) in [0, 1]; the rest as in `BoundScene`. Imports torch.

    Raises RunError where a file of the run is damaged.
    """
    exact, latents = exact_posterior(run, x), run.latents
    return BoundScene(
        posterior=exact,
        image=pictures.as_base64(np.round(255 * x).astype(np.uint8)),
        name=name,
        likelihood=run.config.training.likelihood,
        network=resources.network(run),
        reading=_reading(run, exact.peak),
        codes=Codes(
            resources.codes(run), len(latents.label), home_view(latents.mu, has_prior=True)
        ),
        fits=fits,
        hidden=hidden,
        is_probe=is_probe,
        gallery=gallery,
        chosen=chosen,
        projector=projector,
    )


def gallery_of(run: Run, images: np.ndarray, indices: Sequence[int]) -> list[OtherImage]:
    """Test images by their indices, each with the encoder's gap. images: uint8, (N, 28, 28)."""
    return [
        OtherImage(
            Original(index, resources.picture(images, index)),
            exact_posterior(run, images[index] / 255.0).encoder_bound()[1],
        )
        for index in indices
    ]


def _reading(run: Run, z: np.ndarray) -> str:
    """What the recogniser takes the picture decoded from z for; "" where there is none."""
    picture = resources.decode(run, z.tolist())
    try:
        readings = recogniser.readings(run.dataset, picture[None])
    except RunError:
        return ""
    return recogniser.reads_as(run.dataset, readings[0]) if readings else ""
