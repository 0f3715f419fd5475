"""The figures on surprise: a guessing game, beliefs, two bells, one pixel, and the floor of models.

All is worked out in the browser (`js/measures`). Python hears only what a task waits for, on
release: the state `done`, names of what has happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ui.components.lessons.surprise.words import words
from ui.components.mount import LiveComponent

_component = LiveComponent("surprise", __file__)

EIGHTHS = 8
N_BOXES = 4


@dataclass(frozen=True)
class Boxes:
    """Four boxes. p: how often the prize lies in each, q: the beliefs at the start, both in eighths
    that sum to 8. rows: of "entropy", "cross" and "kl", those that are drawn. by_hand: whether the
    visitor asks the questions, instead of the beliefs."""

    p: Sequence[int]
    q: Sequence[int]
    rows: Sequence[str]
    by_hand: bool = False

    def __post_init__(self) -> None:
        """Raises ValueError where p or q are not four eighths that sum to 8."""
        for eighths in (self.p, self.q):
            if len(eighths) != N_BOXES or sum(eighths) != EIGHTHS or min(eighths) < 0:
                raise ValueError(f"{list(eighths)} are not {N_BOXES} eighths that sum to {EIGHTHS}")


@dataclass(frozen=True)
class Bell:
    """A Gaussian in one dimension."""

    mu: float
    sigma: float


@dataclass(frozen=True)
class Hump(Bell):
    """One Gaussian of a mixture. weight: its share; all sum to 1."""

    weight: float


@dataclass(frozen=True)
class Bells:
    """A bell q, and the bell p it is compared with, or the humps that p has."""

    q: Bell
    p: Bell | None = None
    humps: Sequence[Hump] | None = None


@dataclass(frozen=True)
class Pixel:
    """One pixel. x: its ink, p: what the decoder says; both from 0 to 1."""

    x: float
    p: float


@dataclass(frozen=True)
class ModelError:
    """Reconstruction error of a model on test images, nats an image."""

    name: str
    note: str
    recon: float


@dataclass(frozen=True)
class Floor:
    """Models against the floor. entropy: mean entropy of the pixels of a test image, in nats."""

    entropy: float
    models: Sequence[ModelError]


Scene = Boxes | Bells | Pixel | Floor


def surprise(
    scene: Scene,
    *,
    key: str,
    hides: Sequence[str] = (),
    revealed: bool = True,
    guessed: bool = True,
    said: float | None = None,
    projector: bool = False,
) -> Any:
    """Mount the component.

    Args:
        hides: measures that are not shown before `revealed`: "entropy", "cross", "kl" of boxes and
            pixels, "forward" and "backward" of bells, "floor".
        guessed: False keeps the games from being played, which would tell the answer.
        said: the number that the visitor guessed, in the unit of the axis.
        projector: as large as the screen allows.

    The result, and `st.session_state[key]`, hold `done`, a list of names, and `fallback`.
    """
    data = {
        "scene": _name(scene),
        "boxes": _dict(scene, Boxes),
        "bells": _dict(scene, Bells),
        "pixel": _dict(scene, Pixel),
        "floor": _dict(scene, Floor),
        "hides": list(hides),
        "revealed": revealed,
        "guessed": guessed,
        "said": said,
        "projector": projector,
        "words": words(),
    }
    return _component(key, data, done=None)


def _name(scene: Scene) -> str:
    if isinstance(scene, Boxes):
        return "game" if scene.by_hand else "boxes"
    return {Bells: "bells", Pixel: "pixel", Floor: "floor"}[type(scene)]


def _dict(scene: Scene, kind: type) -> dict[str, Any] | None:
    return asdict(scene) if isinstance(scene, kind) else None
