"""The true posterior of one image as ink on the plane, and a Gaussian q to drag over it.

The server sums once over a grid; from then on the browser works by itself: ELBO and KL of every q,
the picture at its middle, the best ellipses (`frame` of `js/main.js`). On release it sets the state
`q`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ui.components.lessons.bound.words import words
from ui.components.mount import LiveComponent, file_url
from ui.components.shared.originals import Original
from vae_core.evaluation.plane.posterior import ExactPosterior
from vae_core.latent.geometry import View
from vae_core.runs.browser_export import BrowserNetwork

_component = LiveComponent("latent_bound", __file__)

ENCODER, UPRIGHT, TILTED = FITS = ("encoder", "upright", "tilted")


@dataclass(frozen=True)
class Codes:
    """The cloud in the corner: codes of `n` images as `export_codes` gives them, and its view."""

    content: bytes
    n: int
    view: View


@dataclass(frozen=True)
class OtherImage:
    """An image of the gallery and the gap, in nats, that the encoder leaves on it."""

    image: Original
    gap: float


@dataclass(frozen=True)
class BoundScene:
    """What the component shows.

    Attributes:
        posterior: of the image.
        image: base64 of its 784 bytes. name: of the image, below it.
        likelihood: "bce" or "mse".
        network: the decoder.
        reading: what a recogniser takes the picture from the likeliest place for; may be "".
        codes: for the map in the corner.
        fits: which of `FITS` have a button.
        hidden: what is not to be seen yet, of "logpx", "elbo", "kl", "gaps".
        is_probe: only the middle of q is shown, as a place to look at, and only log p(x).
        gallery: other images to choose. chosen: index of the one shown, or -1.
        projector: large enough to be read from the last row.
    """

    posterior: ExactPosterior
    image: str
    name: str
    likelihood: str
    network: BrowserNetwork
    reading: str
    codes: Codes
    fits: Sequence[str] = FITS
    hidden: Sequence[str] = ()
    is_probe: bool = False
    gallery: Sequence[OtherImage] = ()
    chosen: int = -1
    projector: bool = False


def bound(scene: BoundScene, *, key: str, on_change: Callable[[], None]):
    """Mount the component.

    The result, and `st.session_state[key]`, hold `q`, set on release: {m1, m2, s1, s2, angle, kl,
    drop, by}, where kl is the gap in nats, drop the log p(z|x) at q's middle, 0 at its peak, and by
    "hand" or one of `FITS`; `image`, the index of the image last chosen in the gallery; and
    `fallback` (True where the browser could not load it). `on_change` is called for the first two.
    """
    exact = scene.posterior
    joint = exact.log_joint.astype("<f4").tobytes()
    data = {
        "joint_url": file_url(joint, key, "joint"),
        "first": exact.z[0, 0].tolist(),
        "step": exact.step,
        "mu": exact.mu.tolist(),
        "sigma": exact.sigma.tolist(),
        "covered": exact.covered,
        "outside": exact.outside,
        "elsewhere": None if exact.elsewhere is None else exact.elsewhere.tolist(),
        "image": scene.image,
        "name": scene.name,
        "likelihood": scene.likelihood,
        "network": scene.network.manifest,
        "weights_url": file_url(scene.network.payload, key, "weights"),
        "reading": scene.reading,
        "codes_url": file_url(scene.codes.content, key, "codes"),
        "n": scene.codes.n,
        "view": {"center": list(scene.codes.view.center), "half": scene.codes.view.half},
        "fits": list(scene.fits),
        "hidden": list(scene.hidden),
        "probe": scene.is_probe,
        "gallery": [
            {"index": other.image.index, "image": other.image.image, "gap": other.gap}
            for other in scene.gallery
        ],
        "chosen": scene.chosen,
        "projector": scene.projector,
        "words": words(),
    }
    return _component(key, data, q=on_change, image=on_change)


def still(posterior: ExactPosterior) -> np.ndarray:
    """The posterior as a grey picture, (4 n, 4 n) uint8, dark where it is high."""
    drop = posterior.log_joint - posterior.log_joint.max()
    grey = (255 * np.clip(-drop / 45, 0, 1)).astype(np.uint8)
    return np.kron(grey[::-1], np.ones((4, 4), np.uint8))
