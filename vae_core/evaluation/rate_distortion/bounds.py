"""Two bounds on the distortion that depend on the data alone, not on the model."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from vae_core.data.datasets import Dataset, Split

# A pixel that is blank in every training image must not make the first inked one cost infinity.
_MIN_PROBABILITY = 1e-6


@dataclass(frozen=True)
class DistortionBounds:
    """Distortions of the grey test images, in nats an image.

    floor: the mean entropy of their pixels. Cross-entropy with a grey level is least where the
        decoder gives just that grey, and what is left is its entropy: no model gets below.
    collapsed: the distortion at a rate of 0, every image decoded to the mean training image.
    """

    floor: float
    collapsed: float

    def to_dict(self) -> dict[str, float]:
        """Plain values, ready for JSON."""
        return asdict(self)


def distortion_bounds(dataset: Dataset) -> DistortionBounds:
    """Both bounds, computed from the pixels of a dataset.

    Raises DataError where the data are not on this machine.
    """
    prediction = _mean_image(dataset.train).clip(_MIN_PROBABILITY, 1 - _MIN_PROBABILITY)
    mean = _mean_image(dataset.test)
    collapsed = -(mean * np.log(prediction) + (1 - mean) * np.log(1 - prediction)).sum()
    level_counts = np.bincount(dataset.test.images.ravel(), minlength=256)
    p = np.linspace(0, 1, 256)[1:-1]
    entropy = -(p * np.log(p) + (1 - p) * np.log(1 - p))  # That of black and of white is 0.
    floor = level_counts[1:-1] @ entropy / len(dataset.test)
    return DistortionBounds(float(floor), float(collapsed))


def _mean_image(split: Split) -> np.ndarray:
    """Mean of all images of a split, shaped as one of `Split.images`, in [0, 1]."""
    return split.images.mean(0, dtype=np.float64) / 255
