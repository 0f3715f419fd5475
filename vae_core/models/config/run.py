"""The configuration of a run: a dataset, a model and its training, and its form as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from vae_core.data.image_shape import IMAGE_SHAPE
from vae_core.errors import ConfigError
from vae_core.models.checks import check_fields, from_plain, named_fields
from vae_core.models.config.guided import check_guided
from vae_core.models.config.model import ModelConfig
from vae_core.models.config.training import TrainingConfig
from vae_core.models.layers import layer_from_dict, layer_to_dict
from vae_core.models.objectives.table import OBJECTIVES
from vae_core.models.own.modules import OwnModules
from vae_core.models.weights.gates import DEFAULT_BETA


@dataclass(frozen=True)
class RunConfig:
    """A dataset, a model and its training. preset: the preset it was made from.

    A model with a range of betas is trained on all of them (`training.fit`), so the training has no
    beta of its own: it stays at 1, constant, and the reconstruction is a cross-entropy.
    """

    dataset: str
    model: ModelConfig
    training: TrainingConfig
    preset: str = "custom"

    def __post_init__(self) -> None:
        check_fields(self)
        training = self.training
        has_beta = (training.beta, training.beta_schedule) != (DEFAULT_BETA, "constant")
        if self.model.betas and has_beta:
            low, high = self.model.betas
            raise ConfigError(
                f"This model is trained at every beta from {low:g} to {high:g}: leave out beta and "
                "its schedule."
            )
        if self.model.betas and not (training.likelihood == "bce" and training.reconstruct):
            raise ConfigError("A model of every beta is trained on cross-entropy and the KL term.")
        if training.guided:
            check_guided(self.model, training)
        if training.objective is None:
            return
        name = training.objective.name
        if self.model.betas:
            raise ConfigError(f"A model of every beta has no objective by name, such as {name!r}.")
        if self.model.kind == "ae" and name in OBJECTIVES and not OBJECTIVES[name].for_ae:
            raise ConfigError(f"An autoencoder has no KL term: the objective {name!r} needs a VAE.")

    def to_dict(self) -> dict[str, Any]:
        """The configuration as plain values, ready for JSON."""
        model = _shallow(self.model)
        model["encoder"] = [layer_to_dict(layer) for layer in self.model.encoder]
        model["decoder"] = [layer_to_dict(layer) for layer in self.model.decoder]
        if self.model.image_shape == IMAGE_SHAPE:
            del model["image_shape"]
        if self.model.n_labels is None:
            del model["n_labels"]
        if self.model.own is None:
            del model["own"]
        else:
            model["own"] = _shallow(self.model.own)
        training = _shallow(self.training)
        if self.training.objective is None:
            del training["objective"]
        else:
            training["objective"] = self.training.objective.to_dict()
        if not self.training.guided:
            del training["guided"]
        return {
            "dataset": self.dataset,
            "preset": self.preset,
            "model": model,
            "training": training,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> RunConfig:
        """The inverse of `to_dict`. Raises ConfigError on a missing, unknown or invalid setting."""
        top = named_fields(cls, values)
        model = named_fields(ModelConfig, top["model"])
        for part in ("encoder", "decoder"):
            if not isinstance(model[part], list):
                raise ConfigError(f"The {part} must be a list of layers.")
            model[part] = tuple(layer_from_dict(layer) for layer in model[part])
        if model.get("own") is not None:
            model["own"] = from_plain(OwnModules, model["own"])
        training = from_plain(TrainingConfig, top["training"])
        return cls(**top | {"model": ModelConfig(**model), "training": training})


def _shallow(config: Any) -> dict[str, Any]:
    """The fields of a dataclass, tuples as lists."""
    values = {field.name: getattr(config, field.name) for field in fields(config)}
    return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}
