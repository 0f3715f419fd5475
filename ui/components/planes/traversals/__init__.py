"""A picture and the D latent dimensions under it: what each draws from end to end, and which known
factor it tells most of.

The browser decodes all of it (`js/main.js`, `frame`), and the page hears of no move.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from ui.components.mount import LiveComponent, file_url
from ui.components.planes.traversals.words import words
from vae_core.data.image_shape import ImageShape
from vae_core.runs.browser_export import BrowserNetwork

_component = LiveComponent("latent_traversals", __file__)


@dataclass(frozen=True)
class Told:
    """A latent dimension. index: which. kl: nats. factor: the name of the known factor that it
    tells most of, "" where it tells next to nothing; share: of that factor's entropy, 0 to 1."""

    index: int
    kl: float
    factor: str
    share: float


def traversals(
    run: str,
    image_shape: ImageShape,
    network: BrowserNetwork,
    dims: Sequence[Told],
    z: Sequence[float],
    rev: int,
    *,
    key: str,
) -> bool:
    """Mount the component; False where the browser could not start it.

    Args:
        run: its id; another one reloads everything.
        network: the decoder.
        dims: the dimensions in the order of their rows.
        z: (D,), where the sliders start. The browser takes it only when `rev` is new.
    """
    data = {
        "run": run,
        "image_shape": list(image_shape),
        "network": network.manifest,
        "weights_url": file_url(network.payload, key, "weights"),
        "dims": [asdict(dim) for dim in dims],
        "z": [round(float(value), 6) for value in z],
        "rev": rev,
        "words": words(),
    }
    return not _component(key, data).fallback
