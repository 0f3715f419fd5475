"""The configurations of a model and of its training: everything that identifies a run.

A configuration turns into JSON with `to_dict` and back with `from_dict`; unknown keys, unknown
values and numbers out of range raise `ConfigError` with a sentence that names the field.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal

from msgspec import Meta

from vae_core.data.image_shape import IMAGE_SHAPE, ImageShape, shape_problem
from vae_core.errors import ConfigError
from vae_core.models.checks import check_fields, from_plain, named_fields
from vae_core.models.gates import DEFAULT_BETA
from vae_core.models.layers import Dense, Layer, Shape, layer_from_dict, layer_to_dict, shapes
from vae_core.models.objectives.settings import ObjectiveConfig, objective_config
from vae_core.models.objectives.table import OBJECTIVES
from vae_core.models.own.modules import OwnModules

Kind = Literal["ae", "vae", "recogniser"]
Head = Literal["logvar", "log-sigma", "none"]
Likelihood = Literal["bce", "mse"]
Estimator = Literal["closed-form", "monte-carlo"]
Binarize = Literal["none", "input", "both", "threshold"]
BetaSchedule = Literal["constant", "warm-up", "cyclical"]
Init = Literal["pytorch", "glorot"]
LrSchedule = Literal["constant", "one-cycle"]
Keep = Literal["best", "last"]

MAX_LATENT_DIM = 1024
MAX_BETA = 1e6
MAX_LABELS = 256
Decay = Annotated[float, Meta(ge=0, le=0.99999)]


@dataclass(frozen=True)
class ModelConfig:
    """The architecture of a model.

    kind: "ae" (plain autoencoder), "vae" (Gaussian posterior, standard normal prior), or
        "recogniser" (a classifier: its code are features, its decoder ends in class logits).
    latent_dim: D, the number of latent dimensions.
    encoder: layers from `image_shape` to any shape; a dense head to z (AE) or to mu and logvar
        (VAE) is added behind them.
    decoder: layers from (D,) to logits of shape `image_shape`, complete.
    head: what the encoder ends in. "logvar" is that dense head; "log-sigma" the same, its second
        half read as log sigma, so that logvar is twice it; "none" adds nothing: the last values
        of an AE's encoder, flattened, are its z.
    betas: the lowest and the highest weight of the KL term of one VAE with gated layers (and then
        a gated head, see `gates.py`); 1 lies between them. None: no gates.
    init: how weights start. "pytorch": as PyTorch's layers do (and `Dense.spread` says); "glorot":
        as Keras's, uniform with variance 2 / (inputs + outputs), biases 0 (Glorot & Bengio 2010).
    image_shape: (channels, height, width) of an image, one grey channel or three of colour; a
        configuration that says nothing of it is of MNIST's, and says nothing as plain values.
    own: the parts that are modules of their own; these have no layers here.
    n_labels: of how many labels the encoder and the decoder are told one, one-hot behind what they
        get (see `labels.py`). Both begin with a dense layer then. None: of none.
    Raises ConfigError where a layer does not fit the shape before it.
    """

    kind: Kind
    encoder: tuple[Layer, ...]
    decoder: tuple[Layer, ...]
    latent_dim: Annotated[int, Meta(ge=1, le=MAX_LATENT_DIM)] = 2
    head: Head = "logvar"
    init: Init = "pytorch"
    betas: tuple[float, float] | None = None
    image_shape: ImageShape = IMAGE_SHAPE
    own: OwnModules | None = None
    n_labels: Annotated[int, Meta(ge=2, le=MAX_LABELS)] | None = None

    def __post_init__(self) -> None:
        if self.betas is not None:
            object.__setattr__(self, "betas", _range_of_betas(self.betas))
        if not isinstance(self.own, OwnModules | None):
            raise ConfigError(f"own must name modules, not {self.own!r}.")
        check_fields(self)
        if problem := shape_problem(self.image_shape):
            raise ConfigError(problem)
        if self.n_labels is not None:
            self._check_conditional()
        code_shape = [self.encoder_input, *shapes(self.encoder, self.encoder_input)][-1]
        if self.head == "log-sigma" and self.kind != "vae":
            raise ConfigError("Only a VAE's encoder can end in log sigma.")
        if self.head == "none" and self.kind == "vae":
            raise ConfigError("A VAE's encoder needs a head that gives mu and logvar.")
        own = self.own.parts if self.own else ()
        if any(getattr(self, part) for part in own):
            raise ConfigError("A part that is a module of its own has no layers.")
        is_own = "encoder" in own
        if self.head == "none" and not is_own and math.prod(code_shape) != self.latent_dim:
            raise ConfigError(
                f"Without a head the encoder's {math.prod(code_shape)} values are the code, so "
                f"latent_dim must be {math.prod(code_shape)}, not {self.latent_dim}."
            )
        start = self.decoder_input
        end = [start, *shapes(self.decoder, start)][-1]
        if self.kind != "recogniser" and "decoder" not in own and end != self.image_shape:
            raise ConfigError(
                f"The decoder ends in shape {end}, but an image is {self.image_shape}."
            )
        if self.kind == "recogniser" and len(end) != 1:
            raise ConfigError(f"A recogniser ends in one logit a class, not in shape {end}.")
        gated = any(getattr(layer, "gated", False) for layer in (*self.encoder, *self.decoder))
        if gated != (self.betas is not None):
            raise ConfigError("Gated layers need a range of betas, and a range gated layers.")
        if gated and self.kind != "vae":
            raise ConfigError("Only a VAE has a KL term, and so a range of betas.")

    @property
    def encoder_input(self) -> Shape:
        """What an encoder's first layer gets: an image, or all its values with a label behind."""
        if self.n_labels is None:
            return self.image_shape
        return (math.prod(self.image_shape) + self.n_labels,)

    @property
    def decoder_input(self) -> Shape:
        """What a decoder's first layer gets: z, (D,), or z with a label behind."""
        return (self.latent_dim + (self.n_labels or 0),)

    def _check_conditional(self) -> None:
        """Raise ConfigError unless this can be a model that is told labels."""
        if self.kind != "vae" or self.betas is not None or self.own is not None:
            raise ConfigError(
                "Only a VAE of one beta, described in layers, can be told the label of an image."
            )
        if not all(part and isinstance(part[0], Dense) for part in (self.encoder, self.decoder)):
            raise ConfigError(
                "Where an encoder and a decoder are told a label, each begins with a dense layer."
            )


@dataclass(frozen=True)
class TrainingConfig:
    """The training of a model.

    epochs: passes over the training split.  batch_size: images a step.
    lr: peak learning rate of AdamW.  lr_schedule: "constant" or "one-cycle" (Smith & Topin 2018).
    adam_beta2: memory of gradient sizes; a shorter one than the usual 0.999 suits one-cycle.
    max_grad_norm: longer gradients are clipped to this norm. It is far above that of a normal step
        (tens of nats), so only rare outliers are clipped. 0 never clips.
    weight_decay: decoupled decay of the encoder's weights.
    beta: final weight of the KL term (beta-VAE, Higgins et al. 2017); an AE has none.
    beta_schedule: how beta rises to it, see `objectives.schedules.beta_at`.
    likelihood: "bce" on logits, or "mse" on the sigmoid of the logits.
    estimator: KL in closed form, or the one-sample Monte-Carlo ELBO.
    binarize: which pixels are Bernoulli samples of the grey levels, drawn afresh at each step:
        "none"; "input" (what the encoder sees: a regulariser, the target stays grey);
        "both" (dynamic binarisation, Salakhutdinov & Murray 2008). "threshold" draws nothing:
        everywhere a pixel counts as 1 above 0.5 and as 0 below.
    augment: strength of the random deformations (`augment.deform`) of a second copy of each batch,
        on which only the encoder is trained: it has to encode handwriting it has not seen, while
        the decoder is trained on the true images only. 0 leaves it out.
    ema: highest decay of the exponential moving average of the weights, which is kept where it does
        better (`training.loop.optimizer.average_decay`); 0 averages nothing.
    reconstruct: False leaves the reconstruction out of the objective, so that only beta times the
        KL term is minimised, for comparison.
    objective: what is minimised in place of recon + beta * KL (`objectives.table` has the names; a
        name alone is taken, too). None, or the name "elbo", is that sum, which is left out of the
        plain values.
    keep: "best" trains on 55,000 images and keeps the epoch that does best on the other 5,000;
        "last", the habit of published examples, trains on all 60,000 and keeps the last epoch.
    seed: of initialisation, shuffling and every sample.
    """

    epochs: Annotated[int, Meta(ge=1, le=100_000)] = 20
    batch_size: Annotated[int, Meta(ge=1, le=100_000)] = 256
    lr: Annotated[float, Meta(gt=0, le=10)] = 1e-3
    lr_schedule: LrSchedule = "constant"
    adam_beta2: Decay = 0.99
    max_grad_norm: Annotated[float, Meta(ge=0, le=1e9)] = 200.0
    weight_decay: Annotated[float, Meta(ge=0, le=10)] = 0.0
    beta: Annotated[float, Meta(ge=0, le=MAX_BETA)] = 1.0
    beta_schedule: BetaSchedule = "constant"
    likelihood: Likelihood = "bce"
    estimator: Estimator = "closed-form"
    binarize: Binarize = "none"
    augment: Annotated[float, Meta(ge=0, le=10)] = 0.0
    ema: Decay = 0.0
    reconstruct: bool = True
    objective: ObjectiveConfig | None = None
    keep: Keep = "best"
    seed: Annotated[int, Meta(ge=0, le=2**32 - 1)] = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "objective", objective_config(self.objective))
        check_fields(self)
        if self.objective is None:
            return
        if not self.reconstruct:
            raise ConfigError("An objective by name needs the reconstruction.")
        info = OBJECTIVES.get(self.objective.name)
        if info and info.has_opponent and self.augment:
            raise ConfigError(
                f"The objective {self.objective.name!r} is of true images, and this training takes "
                "deformed copies, too: leave out augment (training.augment=0), or take a preset "
                "without it."
            )
        if info and info.likelihood not in ("", self.likelihood):
            raise ConfigError(
                f"The objective {self.objective.name!r} needs the likelihood {info.likelihood!r}, "
                f"not {self.likelihood!r}."
            )

    @property
    def keeps_last(self) -> bool:
        """True where the weights of the last epoch are kept: as asked for, or since the objective
        has an opponent, under whose loss no epoch is the best."""
        info = OBJECTIVES.get(self.objective.name) if self.objective else None
        return self.keep == "last" or bool(info and info.has_opponent)


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


def _range_of_betas(betas: Any) -> tuple[float, float]:
    numbers = isinstance(betas, (tuple, list)) and all(
        isinstance(b, (int, float)) and not isinstance(b, bool) for b in betas
    )
    if not numbers or len(betas) != 2 or not 0.0 < betas[0] < betas[1] <= MAX_BETA:
        raise ConfigError(f"betas must be two numbers above 0, the lower first, not {betas!r}.")
    if not betas[0] <= DEFAULT_BETA <= betas[1]:
        raise ConfigError(f"The range of betas must include 1, not {betas!r}.")
    return float(betas[0]), float(betas[1])
