"""The presets: models and trainings by name, in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypedDict, Unpack

from vae_core.data.built_in import shapes
from vae_core.data.datasets import DATASETS, Dataset, DatasetInfo, dataset_info
from vae_core.data.image_shape import IMAGE_SHAPE, ImageShape
from vae_core.errors import ConfigError
from vae_core.models.config import (
    BetaSchedule,
    Estimator,
    Kind,
    Likelihood,
    ModelConfig,
    RunConfig,
    TrainingConfig,
)
from vae_core.models.layers import Dense
from vae_core.models.objectives.settings import (
    ELBO,
    Objective,
    changes_of_objective,
)
from vae_core.models.own.modules import registered
from vae_core.models.published import SYSTEMS
from vae_core.models.usual_layers import (
    conv_channels,
    conv_decoder,
    conv_encoder,
    dense_decoder,
    dense_encoder,
    resized,
)

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


@dataclass(frozen=True)
class Preset:
    """A model and its training under a name.

    title: a short name to show.  summary: one sentence.
    published_on: the dataset of a published system (`published.py`); figures obtained on another
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


def _conv(kind: Kind, shape: ImageShape) -> ModelConfig:
    """A small convolutional model with two latent dimensions for images of a shape."""
    channels = conv_channels(shape)
    encoder = conv_encoder(*channels, shape=shape)
    decoder = conv_decoder(*reversed(channels), shape=shape)
    return ModelConfig(kind, encoder, decoder, image_shape=shape)


def _of_shapes(kind: Kind, latent_dim: int = 2) -> ModelConfig:
    """A small convolutional model of the coloured shapes: 1.4 million products for a picture."""
    channels, shape = (16, 32, 64), shapes.IMAGE_SHAPE
    encoder = conv_encoder(*channels, shape=shape, dense=128)
    decoder = conv_decoder(*reversed(channels), shape=shape, dense=128)
    if latent_dim == 2:
        decoder = (Dense(256, spread=2.0), *decoder)
    return ModelConfig(kind, encoder, decoder, latent_dim, image_shape=shape)


_TOLD = SYSTEMS["cvae-label-2d"]
_ENCODER, _DECODER, _TRAINING = _TOLD.model.encoder, _TOLD.model.decoder, _TOLD.training
_CONV_TRAINING = replace(_TRAINING, epochs=20)
_SHAPES_TRAINING = TrainingConfig(
    epochs=30, batch_size=128, lr=2e-3, lr_schedule="one-cycle", ema=0.999
)
_TCVAE = SYSTEMS["beta-tcvae-10d"]
# The sweep over beta isolates its effect, so its models have no other regulariser.
_LADDER_ENCODER, _LADDER_DECODER = dense_encoder(512, 512), dense_decoder(512, 512)
_LADDER_TRAINING = TrainingConfig(epochs=20, batch_size=256, lr=2e-3, lr_schedule="one-cycle")
_GAN = SYSTEMS["vae-gan-20"]
_TWENTY = SYSTEMS["vae-dense-20"]

PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            "vae-2d",
            "VAE, 2-D latent",
            "A strong VAE with two latent dimensions.",
            ModelConfig("vae", _ENCODER, _DECODER),
            _TRAINING,
            made_for={shapes.NAME: (_of_shapes("vae"), _SHAPES_TRAINING)},
        ),
        Preset(
            "ae-2d",
            "AE, 2-D latent",
            "The plain autoencoder of the same encoder and decoder, trained as long.",
            ModelConfig("ae", _ENCODER, _DECODER),
            _TRAINING,
            made_for={shapes.NAME: (_of_shapes("ae"), _SHAPES_TRAINING)},
        ),
        Preset(
            "vae-10d",
            "VAE, 10-D latent, long training",
            "A strong VAE with ten latent dimensions.",
            ModelConfig("vae", _ENCODER, dense_decoder(512, 512), 10),
            _TRAINING,
            made_for={shapes.NAME: (_of_shapes("vae", 10), _SHAPES_TRAINING)},
        ),
        Preset(
            "vae-2d-binarized",
            "VAE on binary pixels",
            "The same VAE trained and measured on dynamically binarised pixels.",
            ModelConfig("vae", _ENCODER, _DECODER),
            replace(_TRAINING, binarize="both", epochs=40),
        ),
        Preset(
            "vae-conv-2d",
            "Conv VAE, 2-D latent",
            "A small VAE with convolutions on both sides.",
            _conv("vae", IMAGE_SHAPE),
            _CONV_TRAINING,
            build=partial(_conv, "vae"),
        ),
        Preset(
            "ae-conv-2d",
            "Conv AE, 2-D latent",
            "A small plain autoencoder with convolutions on both sides.",
            _conv("ae", IMAGE_SHAPE),
            _CONV_TRAINING,
            build=partial(_conv, "ae"),
        ),
        Preset(
            "ae-dense-20-twin",
            "AE, 20-D latent, twin of the VAE",
            "The plain autoencoder of vae-dense-20's layers, trained in the same way.",
            replace(_TWENTY.model, kind="ae"),
            _TWENTY.training,
        ),
        Preset(
            "vae-gan-20-twin",
            "VAE, 20-D latent, twin of the VAE-GAN",
            "The plain VAE of vae-gan-20's encoder and decoder, trained as many epochs.",
            _GAN.model,
            replace(_GAN.training, objective=None),
            build=_GAN.build,
        ),
        Preset(
            "vae-2d-any-beta",
            "VAE, any β",
            "One VAE with a 2-D latent for every weight of the KL term, from 0.01 to collapse.",
            ModelConfig(
                "vae",
                dense_encoder(512, 512, gated=True),
                dense_decoder(512, 512, gated=True),
                betas=(0.01, 100.0),
            ),
            _LADDER_TRAINING,
            betas_on={"fashion-mnist": (0.01, 300.0)},
        ),
        Preset(
            "ladder-2d",
            "VAE of the ladder",
            "A plain dense VAE with a 2-D latent, trained once for each weight of the KL term.",
            ModelConfig("vae", _LADDER_ENCODER, _LADDER_DECODER),
            _LADDER_TRAINING,
            listed=False,
        ),
        Preset(
            "ladder-2d-ae",
            "AE beside the ladder",
            "The plain autoencoder of the ladder's networks: reconstruction and nothing else.",
            ModelConfig("ae", _LADDER_ENCODER, _LADDER_DECODER),
            _LADDER_TRAINING,
            listed=False,
        ),
        Preset(
            "ladder-2d-kl-only",
            "KL term alone",
            "The ladder's VAE trained on its KL term and nothing else.",
            ModelConfig("vae", _LADDER_ENCODER, _LADDER_DECODER),
            replace(_LADDER_TRAINING, reconstruct=False),
            listed=False,
        ),
        Preset(
            "beta-vae-10d",
            "β-VAE, 10-D latent",
            "A small VAE with ten latent dimensions, for the study of known factors over β.",
            _TCVAE.model,
            replace(_TCVAE.training, beta=1.0, objective=None),
            listed=False,
            build=_TCVAE.build,
        ),
        Preset(
            "vae-dense-2-early",
            "VAE, 2-D latent, after 3 of 5 epochs",
            "vae-dense-2 after three of its epochs, for the lesson on one step of learning.",
            SYSTEMS["vae-dense-2"].model,
            replace(SYSTEMS["vae-dense-2"].training, epochs=3),
            listed=False,
        ),
        *(
            Preset(
                s.name,
                s.title,
                s.summary,
                s.model,
                s.training,
                published_on=None if s.elsewhere else s.dataset,
                build=s.build,
            )
            for s in SYSTEMS.values()
        ),
    )
}


def get_preset(name: str) -> Preset:
    """The preset `name`, or the registered model. Raises ConfigError where there is neither."""
    if name in PRESETS:
        return PRESETS[name]
    if own := registered(name):
        return own.preset
    raise ConfigError(f"There is no preset {name!r}; there are {', '.join(PRESETS)}.")


def is_preset(name: str) -> bool:
    """True for the name of a preset or of a registered model."""
    return name in PRESETS or registered(name) is not None


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
    return RunConfig(dataset, model, replace(training, **replaced), preset.name)


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
