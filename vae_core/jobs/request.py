"""A request for a training: a preset or sizes of layers, and the settings that differ from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from vae_core.data.datasets import dataset_info, split_sizes
from vae_core.data.image_shape import IMAGE_SHAPE, ImageShape
from vae_core.errors import ConfigError
from vae_core.models.config import Kind, ModelConfig, RunConfig, TrainingConfig
from vae_core.models.layers import Layer
from vae_core.models.layers.usual import conv_decoder, conv_encoder, dense_decoder, dense_encoder
from vae_core.models.objectives.settings import (
    ELBO,
    ObjectiveConfig,
    changes_of_objective,
    check_batch_sizes,
)
from vae_core.models.objectives.table import OBJECTIVES
from vae_core.models.presets import (
    OVERRIDES,
    Preset,
    config_of,
    get_preset,
    name_of,
)
from vae_core.runs.notes.naming import short_name

OWN = "custom"
# Of one's own networks: units of dense layers, or channels of convolutions, from the image inwards.
USUAL_SIZES = {"dense": "512, 512", "conv": "16, 32"}
_MOST_SIZES = {"dense": 6, "conv": 2}
_MOST_CHANNELS = 512
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_OWN_TRAINING = TrainingConfig(epochs=20, batch_size=256, lr=2e-3, lr_schedule="one-cycle")


@dataclass(frozen=True)
class TrainingRequest:
    """A preset on a dataset, and settings that differ from it; None is the preset's own value.

    preset: a name, or `OWN` with `kind`, `layers` ("dense" or "conv") and `sizes` ("512, 512"),
    None for a VAE of two dense layers a side. The decoder mirrors the encoder.
    objective: "elbo" (`ELBO`), or one by name with its parameters.
    """

    dataset: str = "mnist"
    preset: str = "vae-2d"
    kind: Kind | None = None
    layers: str | None = None
    sizes: str | None = None
    latent_dim: int | None = None
    beta: float | None = None
    epochs: int | None = None
    beta_schedule: str | None = None
    likelihood: str | None = None
    estimator: str | None = None
    batch_size: int | None = None
    lr: float | None = None
    seed: int | None = None
    objective: ObjectiveConfig | str | None = None

    def to_config(self) -> RunConfig:
        """The config to train. Raises ConfigError on an invalid setting."""
        config = config_of(self._base(), self.dataset, **self._overrides())
        training = config.training
        if training.objective:
            sizes = split_sizes(self.dataset)
            n_images = sizes.train + (sizes.val if training.keep == "last" else 0)
            check_batch_sizes(training.objective, n_images, training.batch_size)
        return replace(config, preset=self.preset)

    def value(self, name: str) -> Any:
        """The value of a field: the chosen one, else the preset's own.

        Raises ConfigError where there is no such preset or dataset.
        """
        given = getattr(self, name)
        return self._usual()[name] if given is None else given

    def fixed(self) -> frozenset[str]:
        """Names of the fields that cannot be chosen for this model. Raises ConfigError."""
        model = replace(self, sizes=None)._base().model
        fixed = set()
        if self.is_ae():
            fixed |= {"beta", "beta_schedule", "estimator"}
        if model.betas:
            fixed |= {"beta", "beta_schedule", "likelihood", "estimator", "objective"}
        if model.head == "none":
            fixed.add("latent_dim")
        return frozenset(fixed)

    def is_possible(self) -> bool:
        """True where the preset has a model for the images: a conditional one needs labels."""
        try:
            self._usual()
        except ConfigError:
            return False
        return True

    def is_ae(self) -> bool:
        """True for an autoencoder, which has no KL term. Raises ConfigError."""
        return replace(self, sizes=None)._base().model.kind == "ae"

    def refused_objectives(self) -> dict[str, str]:
        """Why an objective cannot be chosen for this model: a sentence by its name.

        Raises ConfigError where there is no such preset or dataset.
        """
        base, refused = replace(self, sizes=None)._base(), {}
        config_of(base, self.dataset)  # there is such a preset, and such a dataset
        for name, info in OBJECTIVES.items():
            changes: dict[str, Any] = {"objective": name}
            if info.likelihood:
                changes["likelihood"] = info.likelihood
            try:
                config_of(base, self.dataset, **changes)
            except ConfigError as error:
                refused[name] = str(error)
        return refused

    def plain(self) -> TrainingRequest:
        """The same request without fields that are fixed or equal to the preset's own value.

        Raises ConfigError.
        """
        usual, fixed = self._usual(), self.fixed()
        if self.preset != OWN:
            fixed |= {"kind", "layers", "sizes"}
        redundant = [
            name
            for name, own in usual.items()
            if name in fixed or getattr(self, name) in (None, own)
        ]
        own: dict[str, Any] = dict.fromkeys(redundant)
        return replace(self, **own)

    def changed(self, name: str, value: Any) -> TrainingRequest:
        """The request with one field changed.

        A new preset resets all other fields but the seed; new layers reset the sizes; another kind
        has the usual objective; an objective brings the likelihood that it needs, and takes it
        away. Raises ConfigError.
        """
        if name == "preset":
            return TrainingRequest(self.dataset, value, seed=self.seed)
        if name == "layers":
            return replace(self, layers=value, sizes=None).plain()
        if name == "kind":  # An autoencoder has few of a VAE's objectives
            return replace(self.changed("objective", ELBO), kind=value).plain()
        if name == "objective":
            needed, before = _likelihood_for(value), _likelihood_for(self.value(name))
            likelihood = needed or (None if before else self.likelihood)
            return replace(self, objective=value, likelihood=likelihood).plain()
        return replace(self, **{name: value}).plain()

    def to_query(self) -> dict[str, str]:
        """The query parameters of a link: dataset, preset and the fields that differ."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: _text(value) for name, value in values.items() if value is not None}

    def command(self) -> str | None:
        """The command that trains the same; None for layer sizes of one's own."""
        if self.preset == OWN:
            return None
        words = ["python -m vae_core train", self.preset, "--dataset", self.dataset]
        overrides = self._overrides()
        objective = overrides.pop("objective", None)
        for name, value in overrides.items():
            words += [f"--{name.replace('_', '-')}", _text(value)]
        for name, value in changes_of_objective(self._usual()["objective"], objective).items():
            option = "--objective " if name == "objective" else f"--set training.objective.{name}="
            words.append(option + _text(value))
        return " ".join(words)

    def name(self) -> str:
        """A name for its run, different for different configs. Raises ConfigError.

        It is the name that the command line gives; one that is too long ends in a digest.
        """
        name = name_of(self._base(), self.dataset, **self._overrides())
        return short_name(name, self.to_config())

    def _overrides(self) -> dict[str, Any]:
        """The settings that differ from the preset, in the order of the command line's options."""
        plain = self.plain()
        values = {name: getattr(plain, name) for name in OVERRIDES}
        return {name: value for name, value in values.items() if value is not None}

    def _base(self) -> Preset:
        if self.preset != OWN:
            return get_preset(self.preset)
        kind, layers = self.kind or "vae", self.layers or "dense"
        sizes = self.sizes or USUAL_SIZES.get(layers, "")
        return own_preset(kind, layers, sizes, dataset_info(self.dataset).image_shape)

    def _usual(self) -> dict[str, Any]:
        """The preset's own value of every field but dataset and preset."""
        config = config_of(replace(self, sizes=None)._base(), self.dataset)
        layers = self.layers or "dense"
        known = vars(config.training) | {"latent_dim": config.model.latent_dim}
        known["objective"] = known["objective"] or ELBO
        own = {"kind": "vae", "layers": "dense", "sizes": USUAL_SIZES[layers]}
        return own | {name: known[name] for name in OVERRIDES}


def own_preset(kind: Kind, layers: str, sizes: str, shape: ImageShape = IMAGE_SHAPE) -> Preset:
    """A preset with layers of these sizes for images of a shape, trained like the plainest presets.

    Raises ConfigError on invalid layers or sizes.
    """
    numbers = parse_sizes(sizes, layers)
    inwards, outwards = _BUILDERS[layers]
    encoder, decoder = inwards(*numbers, shape=shape), outwards(*reversed(numbers), shape=shape)
    model = ModelConfig(kind, encoder, decoder, image_shape=shape)
    name = "-".join(["own", kind, layers, *map(str, numbers)])
    return Preset(name, name, "Sizes of one's own.", model, _OWN_TRAINING)


def parse_sizes(text: str, layers: str) -> tuple[int, ...]:
    """(512, 256) from "512, 256". Raises ConfigError with the allowed sizes."""
    if layers not in _BUILDERS:
        raise ConfigError(f"Layers are one of {', '.join(_BUILDERS)}, not {layers!r}.")
    parts = [part for part in text.replace(",", " ").split() if part]
    largest = _MOST_CHANNELS if layers == "conv" else 16_384
    if all(part.isascii() and part.isdigit() and len(part) < 6 for part in parts):
        sizes = tuple(map(int, parts))
        if 1 <= len(sizes) <= _MOST_SIZES[layers] and all(1 <= n <= largest for n in sizes):
            return sizes
    raise ConfigError(
        f"Sizes are 1 to {_MOST_SIZES[layers]} whole numbers from 1 to {largest:,}, like "
        f"“{USUAL_SIZES[layers]}”, not “{text[:40]}”."
    )


_Builder = Callable[..., tuple[Layer, ...]]
_BUILDERS: Mapping[str, tuple[_Builder, _Builder]] = {
    "dense": (dense_encoder, dense_decoder),
    "conv": (conv_encoder, conv_decoder),
}


def objective_of_text(text: str) -> ObjectiveConfig | str:
    """The objective of a link: "elbo", "free-bits", or "capacity,nats=30,rise=0.4".

    Raises ConfigError where it is none, and where a parameter is out of its range.
    """
    name, *assignments = text.split(",")
    if name == ELBO and not assignments:
        return ELBO
    if name not in OBJECTIVES:
        raise ConfigError(f"There is no objective {name!r}; there are {', '.join(OBJECTIVES)}.")
    parameters = {}
    for assignment in assignments:
        key, _equals, number = assignment.partition("=")
        try:
            parameters[key] = int(number) if _WHOLE.fullmatch(number) else float(number)
        except ValueError:
            raise ConfigError(f"objective.{key} must be a number, not {number!r:.80}.") from None
    return ObjectiveConfig(name, tuple(parameters.items()))


def _likelihood_for(objective: ObjectiveConfig | str) -> str:
    """The likelihood that an objective needs; "" for any."""
    name = objective.name if isinstance(objective, ObjectiveConfig) else objective
    return OBJECTIVES[name].likelihood if name in OBJECTIVES else ""


def _text(value: float | str | ObjectiveConfig) -> str:
    """A value as short text that reads back as the same value."""
    if isinstance(value, ObjectiveConfig):
        return ",".join([value.name, *(f"{k}={_text(v)}" for k, v in value.changed().items())])
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
