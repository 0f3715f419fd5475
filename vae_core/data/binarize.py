"""Which images a model sees, reconstructs and is evaluated on: grey or binary.

`binarize` is always that of `TrainingConfig`; grey images are floats in [0, 1].
"""

from __future__ import annotations

import torch
from torch import Tensor

# The name of the pixels a run is evaluated on, by `binarize`.
EVALUATED_PIXELS = {
    "none": "grey",
    "input": "grey",
    "both": "binarized",
    "threshold": "thresholded",
}


def input_and_target(
    grey: Tensor, binarize: str, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """(the encoder's input, the target of its reconstruction) in training, each shaped as grey."""
    if binarize == "none":
        return grey, grey
    if binarize == "threshold":
        binary = threshold(grey)
        return binary, binary
    sampled = torch.bernoulli(grey, generator=generator)
    return sampled, (sampled if binarize == "both" else grey)


def threshold(grey: Tensor) -> Tensor:
    """1 where grey is above 0.5 and 0 elsewhere, in the type of grey."""
    return (grey > 0.5).to(grey.dtype)


def encoder_input(grey: Tensor, binarize: str) -> Tensor:
    """The images a run encodes: grey, or thresholded where it was trained on those."""
    return threshold(grey) if binarize == "threshold" else grey


def evaluation_images(grey: Tensor, binarize: str, generator: torch.Generator) -> Tensor:
    """The images a run is evaluated on: grey, sampled once from the generator, or thresholded."""
    if binarize == "both":
        return torch.bernoulli(grey, generator=generator)
    return encoder_input(grey, binarize)
