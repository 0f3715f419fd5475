"""A model and its training under a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from vae_core.data.image_shape import ImageShape
from vae_core.models.config import ModelConfig, TrainingConfig
from vae_core.models.layers.usual import resized


@dataclass(frozen=True)
class Preset:
    """A model and its training under a name.

    title: a short name to show.  summary: one sentence.
    published_on: the dataset of a published system (`published`); figures obtained on another
        cannot be compared with published ones.
    epochs_small: the epochs on a dataset of less than 5,000 images to train on.
    listed: False for the members of a sweep and for what one lesson needs; lists leave them out.
    betas_on: the lowest and highest beta of a VAE of every beta, by the dataset that needs others
        than those of `model` before its codes give up.
    build: makes the model for images of another shape than those of `model`; without it the last
        layers of `model` are fitted to that shape.
    made_for: the model and the training on datasets that have their own.
    """

    name: str
    title: str
    summary: str
    model: ModelConfig
    training: TrainingConfig
    published_on: str | None = None
    epochs_small: int = 400
    listed: bool = True
    betas_on: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    build: Callable[[ImageShape], ModelConfig] | None = None
    made_for: Mapping[str, tuple[ModelConfig, TrainingConfig]] = field(default_factory=dict)

    def model_for(self, shape: ImageShape) -> ModelConfig:
        """The model for images of a shape. Raises ConfigError where its layers cannot be fitted."""
        if shape != self.model.image_shape and self.build:
            return self.build(shape)
        return resized(self.model, shape)
