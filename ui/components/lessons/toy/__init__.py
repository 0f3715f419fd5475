"""The toy: an autoencoder and a VAE that learn points of the plane in the browser.

They squeeze each point to one number and back (2-32-32-1-32-32-2). The browser computes, learns (in
a worker) and draws by itself (`js/main.js`); Python hears once of each task that was done, in the
state `events`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

from ui.components.lessons.toy.words import words
from ui.components.mount import LiveComponent

SHAPES = ("spiral", "moons", "letter_s", "letter_x", "draw")
COUNTS = (12, 40, 200)
EVENTS = ("learned", "swept", "drawn", "mended")

_component = LiveComponent("latent_toy", __file__)


@dataclass(frozen=True)
class Toy:
    """What the component shows when it opens; from then on the browser keeps its own.

    Attributes:
        shape: one of SHAPES; "draw" begins without points. count: how many points of it.
        seed: of the points and of the first weights.
        networks: which of "ae" and "vae", in order.
        learn: steps that are learned at once, without a press of a button.
        hidden: True while what was learned is not to be seen yet.
        projector: True for a room full of people.
        rev: raise it to begin again from Python.
    """

    shape: str = "spiral"
    count: int = 40
    seed: int = 1
    networks: tuple[str, ...] = ("ae", "vae")
    learn: int = 0
    hidden: bool = False
    projector: bool = False
    rev: int = 0


def toy(scene: Toy, *, key: str, on_events: Callable[[], None]):
    """Mount the component.

    The result, and `st.session_state[key]`, hold `events`, a list of names of EVENTS, and
    `fallback` (True when the browser could not start the worker). Raises ValueError for a shape or
    a network that is none.
    """
    if scene.shape not in SHAPES or not {"ae", "vae"}.issuperset(scene.networks):
        raise ValueError(f"the toy has no {scene.shape} of {scene.networks}")
    data = {
        **asdict(scene),
        "networks": list(scene.networks),
        "shapes": list(SHAPES),
        "counts": list(COUNTS),
        "words": words(),
    }
    return _component(key, data, events=on_events)
