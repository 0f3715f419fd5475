"""What a model must be like to be trained with a guide."""

from __future__ import annotations

from vae_core.errors import ConfigError
from vae_core.models.config.model import ModelConfig
from vae_core.models.config.training import TrainingConfig
from vae_core.models.layers import Dense, Reshape, Softmax


def check_guided(model: ModelConfig, training: TrainingConfig) -> None:
    """Raise ConfigError unless the encoder can be made from the decoder:
    `training.loop.step.guided`."""
    match model.encoder, model.decoder:
        case (
            (Dense(features, "none"), Dense(_, "none"), Softmax()),
            (*_, Dense(width), Dense(_, "none"), Reshape()),
        ) if features == width and model.kind in ("ae", "vae") and model.head == "logvar":
            plain = model.betas is None and model.n_labels is None and model.own is None
            if plain and training.likelihood == "bce" and training.objective is None:
                return
    raise ConfigError(
        "An encoder that is made from the decoder (training.guided) has two linear dense layers "
        "and a softmax, the first as wide as the decoder's last hidden layer; the decoder ends in "
        "dense layers and is trained on cross-entropy."
    )
