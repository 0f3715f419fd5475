"""The configuration of a preset on a dataset, with some of its settings replaced, and its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypedDict, Unpack

from vae_core.data.datasets import DATASETS, Dataset, DatasetInfo, dataset_info
from vae_core.errors import ConfigError
from vae_core.models.config import (
    BetaSchedule,
    Estimator,
    Likelihood,
    ModelConfig,
    RunConfig,
    TrainingConfig,
)
from vae_core.models.objectives.settings import ELBO, Objective, changes_of_objective
from vae_core.models.presets.preset import Preset
from vae_core.models.presets.table import get_preset

_SMALL, _SMALL_BATCH = 5_000, 64
# Sampling pixels and moving a picture over a black ground are made for ink, not for colours.
_COLOUR = 3


class Overrides(TypedDict, total=False):
    """The settings that `make_config` lets a caller set. None leaves the preset's own.

    objective: as `TrainingConfig` takes it, where "elbo" is reconstruction + beta * KL.
    """

    epochs: int | None
    beta: float | None
    beta_schedule: BetaSchedule | None
    latent_dim: int | None
    seed: int | None
    lr: float | None
    batch_size: int | None
    likelihood: Likelihood | None
    estimator: Estimator | None
    objective: Objective | None


_KL_SETTINGS = ("beta", "beta_schedule", "estimator")
OVERRIDES = tuple(Overrides.__annotations__)


def make_config(preset: str, dataset: str | Dataset, **overrides: Unpack[Overrides]) -> RunConfig:
    """The configuration of a preset on a dataset, with some settings replaced.

    dataset: its name, or a dataset that is known by its name (`register_dataset`).
    overrides: see `Overrides`; None keeps the preset's own value.
    Raises ConfigError on an unknown preset, dataset or override, or a value out of range.
    """
    if isinstance(dataset, Dataset):
        if dataset.name not in DATASETS:
            raise ConfigError(
                f"The dataset {dataset.name!r} is not known by its name yet: give it to "
                "vae_core.register_dataset first."
            )
        dataset = dataset.name
    return config_of(get_preset(preset), dataset, **overrides)


def config_of(preset: Preset, dataset: str, **overrides: Unpack[Overrides]) -> RunConfig:
    """`make_config` for a preset that need not be in `PRESETS`."""
    model, training = _on_dataset(preset, dataset_info(dataset))
    replaced: dict[str, Any] = {key: value for key, value in overrides.items() if value is not None}
    if unknown := sorted(set(replaced) - set(OVERRIDES)):
        raise ConfigError(f"There is no setting {unknown[0]!r}; there are {', '.join(OVERRIDES)}.")
    if model.n_labels is not None:
        model = replace(model, n_labels=_labels_of(dataset_info(dataset)))
    if dataset in preset.betas_on:
        model = replace(model, betas=preset.betas_on[dataset])
    if model.kind == "ae":
        check_no_kl_setting(k for k, v in replaced.items() if v != getattr(training, k, None))
    if model.own and replaced.get("latent_dim", model.latent_dim) != model.latent_dim:
        raise ConfigError(f"{preset.name!r} is registered with {model.latent_dim} dimensions.")
    if "latent_dim" in replaced:
        model = replace(model, latent_dim=replaced.pop("latent_dim"))
    if training.guided and not allows_guide(replaced):
        model, training = _unguided(preset, model, training)
    return RunConfig(dataset, model, replace(training, **replaced), preset.name)


def unguided(config: RunConfig) -> RunConfig:
    """The config of a preset with an encoder that is not made from the decoder."""
    model, training = _unguided(get_preset(config.preset), config.model, config.training)
    return replace(config, model=model, training=training)


def allows_guide(settings: Mapping[str, Any]) -> bool:
    """Whether a training with these settings, by their names in `TrainingConfig`, can have an
    encoder that is made from the decoder: one of cross-entropy and of no objective by name."""
    objective = settings.get("objective") or ELBO
    return settings.get("likelihood", "bce") == "bce" and objective == ELBO


def _unguided(
    preset: Preset, model: ModelConfig, training: TrainingConfig
) -> tuple[ModelConfig, TrainingConfig]:
    encoder = preset.model_for(model.image_shape).encoder
    return replace(model, encoder=encoder), replace(training, guided=0.0)


def _on_dataset(preset: Preset, info: DatasetInfo) -> tuple[ModelConfig, TrainingConfig]:
    """The model and the training of a preset on a dataset. Raises ConfigError."""
    if info.name in preset.made_for:
        return preset.made_for[info.name]
    training = preset.training
    if info.sizes.train < _SMALL:
        training = replace(training, epochs=preset.epochs_small, batch_size=_SMALL_BATCH)
    if info.image_shape[0] == _COLOUR:
        training = replace(training, binarize="none", augment=0.0)
    return preset.model_for(info.image_shape), training


def _labels_of(info: DatasetInfo) -> int:
    """How many labels a conditional model has on a dataset. Raises ConfigError below two."""
    if len(info.classes) < 2:
        has = "one label" if info.is_labelled else "no labels"
        raise ConfigError(
            f"{info.title} has {has}: a conditional VAE is told which label an image has. Take a "
            "VAE that is told none, such as vae-2d."
        )
    return len(info.classes)


def check_no_kl_setting(names: Iterable[str]) -> None:
    """Raise ConfigError where one of the settings is of the KL term, which an autoencoder lacks."""
    if of_kl := [name for name in names if name in _KL_SETTINGS]:
        raise ConfigError(
            f"An autoencoder has no KL term, so that {' and '.join(of_kl)} would change nothing: "
            "leave it out, or take a VAE."
        )


def default_name(preset: str, dataset: str, **overrides: Unpack[Overrides]) -> str:
    """The preset's name and the settings that differ from it, like "vae-2d_beta-4_seed-1"."""
    return name_of(get_preset(preset), dataset, **overrides)


def name_of(preset: Preset, dataset: str, **overrides: Unpack[Overrides]) -> str:
    """`default_name` for a preset that need not be in `PRESETS`."""
    default = config_of(preset, dataset)
    values = vars(default.training) | {"latent_dim": default.model.latent_dim}
    changed: dict[str, Any] = {
        key: value
        for key, value in overrides.items()
        if value is not None and key != "objective" and value != values[key]
    }
    changed |= changes_of_objective(default.training.objective or ELBO, overrides.get("objective"))
    # Twelve digits are enough for any seed, without a "+" in an exponent.
    parts = [
        f"{key.replace('_', '-')}-{value if isinstance(value, str) else f'{value:.12g}'}"
        for key, value in changed.items()
    ]
    return "_".join([preset.name, *parts])
