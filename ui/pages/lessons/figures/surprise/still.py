"""A picture of each figure on surprise, for browsers that cannot run it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ui.components.lessons.surprise import Bell, Boxes, Floor, Hump, Pixel, Scene

_WIDTH, _BAR, _GAP = 420, 36, 20
_INK, _SOFT, _PAPER = 0.3, 0.75, 1.0


def still(scene: Scene) -> np.ndarray:
    """Lengths of entropy (ink) and what is above it (grey), or curves; (H, W) grey in [0, 1]."""
    if isinstance(scene, Boxes):
        entropy, cross = measures(scene)
        return _bars([(entropy, entropy), (entropy, cross)], 3.1)
    if isinstance(scene, Pixel):
        entropy, cross = (_cost(scene.x, p) for p in (scene.x, scene.p))
        return _bars([(entropy, entropy), (entropy, cross)], 2.6)
    if isinstance(scene, Floor):
        highest = max(model.recon for model in scene.models)
        return _bars([(scene.entropy, model.recon) for model in scene.models], highest)
    p = scene.humps or ([Hump(scene.p.mu, scene.p.sigma, 1.0)] if scene.p else [])
    return _curves(p, scene.q)


def measures(boxes: Boxes) -> tuple[float, float]:
    """(entropy of p, cross-entropy of p and q) in bits; infinite where q is 0 and p is not."""
    p, q = (np.array(eighths, dtype=float) / 8 for eighths in (boxes.p, boxes.q))
    with np.errstate(divide="ignore"):
        return tuple(float(-(p[p > 0] * np.log2(r[p > 0])).sum()) for r in (p, q))  # type: ignore[return-value]


def _cost(x: float, p: float) -> float:
    """Cross-entropy of a pixel, nats."""
    with np.errstate(divide="ignore"):
        return float(sum(-a * np.log(b) for a, b in ((x, p), (1 - x, 1 - p)) if a > 0))


def _bars(rows: Sequence[tuple[float, float]], highest: float) -> np.ndarray:
    """One row each: ink up to the first number, grey up to the second."""
    image = np.full((len(rows) * (_BAR + _GAP) + _GAP, _WIDTH), _PAPER)
    for i, (ink, grey) in enumerate(rows):
        top = _GAP + i * (_BAR + _GAP)
        for value, tone in ((grey, _SOFT), (ink, _INK)):
            image[top : top + _BAR, : round(_WIDTH * min(1.0, value / highest))] = tone
    return image


def _curves(p: Sequence[Hump], q: Bell) -> np.ndarray:
    """p filled with grey, q a line of ink."""
    x = np.linspace(-6.5, 6.5, _WIDTH)

    def density(bell: Bell) -> np.ndarray:
        return np.exp(-0.5 * ((x - bell.mu) / bell.sigma) ** 2) / (bell.sigma * np.sqrt(2 * np.pi))

    filled = np.sum([hump.weight * density(hump) for hump in p], axis=0)
    line = density(q)
    height = 200
    scale = 0.95 * height / max(filled.max(), line.max())
    y = height - 1 - np.arange(height)[:, None]
    image = np.where(y < filled * scale, _SOFT, _PAPER)
    return np.where(np.abs(y - line * scale) < 1.5, _INK, image)
