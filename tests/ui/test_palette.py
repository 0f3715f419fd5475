"""Colours of the classes: the same in both themes to the eye, and different from one another."""

import numpy as np
import pytest

from ui.styles.palette import dark, light

# Linear red, green and blue to cones, and cones to OKLab (Ottosson, 2020).
_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
# What people without red, green or blue cones see, from linear RGB (Machado et al., 2009).
_SEEN = {
    "protan": [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]],
    "deutan": [[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]],
    "tritan": [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]],
}


def linear(colours) -> np.ndarray:
    c = np.asarray(colours) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def oklab(linear_rgb: np.ndarray) -> np.ndarray:
    return np.cbrt(np.clip(linear_rgb, 0, 1) @ _CONES.T) @ _LAB.T


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.linalg.norm(a[:, None] - b[None], axis=-1)


def test_a_class_is_itself_in_both_themes():
    """'The green ones' of a neighbour's screen are mine: nearer than those of any other class."""
    between = distances(oklab(linear(light().classes)), oklab(linear(dark().classes)))
    own = np.diag(between).copy()
    np.fill_diagonal(between, np.inf)
    others = np.minimum(between.min(0), between.min(1))
    assert (own < 0.9 * others).all()


def test_a_class_keeps_its_hue():
    angles = []
    for theme in (light(), dark()):
        lab = oklab(linear(theme.classes))
        angles.append(np.degrees(np.arctan2(lab[:, 2], lab[:, 1])))
    turned = (angles[0] - angles[1] + 180) % 360 - 180
    assert np.abs(turned).max() < 20


@pytest.mark.parametrize("theme", [light, dark])
@pytest.mark.parametrize("eyes", [None, *_SEEN])
def test_ten_classes_stay_apart(theme, eyes):
    rgb = linear(theme().classes)
    between = distances(*[oklab(rgb if eyes is None else rgb @ np.array(_SEEN[eyes]).T)] * 2)
    np.fill_diagonal(between, np.inf)
    assert between.min() > 0.04
