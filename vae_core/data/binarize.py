"""Which pixels a model is given and has to rebuild: grey levels, or one of the binary readings."""

from __future__ import annotations

import torch
from torch import Tensor

# What the pixels a run is measured on are called, by `TrainingConfig.binarize`.
MEASURED_ON = {"none": "grey", "input": "grey", "both": "binarized", "threshold": "thresholded"}


def training_pixels(
    grey: Tensor, binarize: str, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """(what is encoded, what is to be rebuilt), each the shape of grey, values in [0, 1]."""
    if binarize == "none":
        return grey, grey
    if binarize == "threshold":
        binary = threshold(grey)
        return binary, binary
    sampled = torch.bernoulli(grey, generator=generator)
    return sampled, (sampled if binarize == "both" else grey)


def threshold(grey: Tensor) -> Tensor:
    """1 above 0.5 and 0 elsewhere, in the type of grey."""
    return (grey > 0.5).to(grey.dtype)


def encoded_pixels(grey: Tensor, binarize: str) -> Tensor:
    """What a run's codes are codes of: grey images, or cut ones where it knows no others."""
    return threshold(grey) if binarize == "threshold" else grey


def measured_pixels(grey: Tensor, binarize: str, generator: torch.Generator) -> Tensor:
    """What a run is measured on: grey, drawn once from the generator, or cut at 0.5."""
    if binarize == "both":
        return torch.bernoulli(grey, generator=generator)
    return encoded_pixels(grey, binarize)
