"""The dial of the KL weight: one network for every beta, live in the browser.

While the dial turns, the browser sets the gates of the network, moves all codes, decodes and draws
by itself, frame by frame (`js/main.js`, `frame`); on release it sets the state `beta`, and the
page answers with a new `Dial`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ui.components.mount import LiveComponent, file_url
from ui.components.planes.dial.words import words
from ui.components.shared.originals import Original
from ui.services.caches.labels import in_clusters
from vae_core.data.image_shape import ImageShape
from vae_core.latent.geometry import View
from vae_core.runs.browser_export import BrowserNetwork

# Shown side by side, where the network knows them.
MULTIPLES = (0.03, 0.3, 1.0, 4.0)  # and the end of the range

_OF_DIGITS = ("mnist", "uci-digits")
_component = LiveComponent("latent_dial", __file__)


@dataclass(frozen=True)
class BetaPoint:
    """Reconstruction error and KL at one beta, means over the test images, in nats."""

    beta: float
    recon: float
    kl: float


@dataclass(frozen=True)
class Dial:
    """What the component shows.

    Attributes:
        run: "<dataset>/<name>"; another run reloads everything.
        image_shape: channels, height and width of an image.
        network: the decoder with its gates, as `browser_export.export_conditioned` gives it.
        codes: as `beta_codes.export_codes_by_beta` gives them, at `betas`, of `n` images.
        classes: a name for each label. are_clusters: they are no classes, but clusters of codes.
        curve: the network measured at rising betas.
        ladder: networks trained at one beta each; may be empty.
        view: the part of the plane that is shown.
        beta, z: where the dial and the cursor stand. image: index of the test image whose posterior
            is drawn, or -1. The browser takes all three only when `rev` is new.
        images: test images to choose from and to decode.
        draws: z drawn from the prior, (2,) each; the same for every beta.
        projector: dial, plane and picture alone, in letters for the back row.
        rev: raise it to move dial and cursor from Python. With the same `rev` the component keeps
            its own, so a late answer never pulls them back.
    """

    run: str
    image_shape: ImageShape
    network: BrowserNetwork
    codes: bytes
    betas: Sequence[float]
    n: int
    classes: Sequence[str]
    curve: Sequence[BetaPoint]
    ladder: Sequence[BetaPoint]
    view: View
    beta: float
    z: Sequence[float]
    image: int
    images: Sequence[Original]
    draws: Sequence[Sequence[float]]
    projector: bool = False
    are_clusters: bool = False
    rev: int = 0


def dial(scene: Dial, *, key: str, on_change: Callable[[], None]):
    """Mount the component.

    The result, and `st.session_state[key]`, hold `beta` and `z`, each in a pair with a time, set on
    release; `image`, the index of the image last chosen, -1 for none; and `fallback` (True when the
    browser could not load or read the weights). `on_change` is called for the first three.
    """
    low, high = scene.network.manifest["betas"]
    data = {
        "run": scene.run,
        "image_shape": list(scene.image_shape),
        "network": scene.network.manifest,
        "weights_url": file_url(scene.network.payload, key, "weights"),
        "codes_url": file_url(scene.codes, key, "codes"),
        "betas": [float(beta) for beta in scene.betas],
        "n": scene.n,
        "classes": list(scene.classes),
        "curve": [asdict(point) for point in scene.curve],
        "ladder": [asdict(point) for point in scene.ladder if low <= point.beta <= high],
        "multiples": [*(beta for beta in MULTIPLES if low <= beta < high), high],
        "view": asdict(scene.view),
        "beta": float(scene.beta),
        "z": [float(value) for value in scene.z],
        "image": scene.image,
        "images": [asdict(image) for image in scene.images],
        "draws": [[float(value) for value in z] for z in scene.draws],
        "projector": scene.projector,
        "rev": scene.rev,
        "words": _words(scene),
    }
    return _component(key, data, beta=on_change, z=on_change, image=on_change)


def _words(scene: Dial) -> dict[str, Any]:
    """The words; of pictures, not digits, where that is what the data set has."""
    said = in_clusters(words()) if scene.are_clusters else words()
    if scene.run.split("/")[0] in _OF_DIGITS:
        return said
    return said | {"strong_digits": said["strong_pictures"]}
