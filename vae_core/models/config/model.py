"""The architecture of a model as a configuration."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from msgspec import Meta

from vae_core.data.image_shape import IMAGE_SHAPE, ImageShape, shape_problem
from vae_core.errors import ConfigError
from vae_core.models.checks import check_fields
from vae_core.models.config.training import MAX_BETA
from vae_core.models.layers import Dense, Layer, Shape, shapes
from vae_core.models.own.modules import OwnModules
from vae_core.models.weights.gates import DEFAULT_BETA

Kind = Literal["ae", "vae", "recogniser"]
Head = Literal["logvar", "log-sigma", "none"]
Init = Literal["pytorch", "glorot"]

MAX_LATENT_DIM = 1024
MAX_LABELS = 256


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
        a gated head, see `weights.gates`); 1 lies between them. None: no gates.
    init: how weights start. "pytorch": as PyTorch's layers do (and `Dense.spread` says); "glorot":
        as Keras's, uniform with variance 2 / (inputs + outputs), biases 0 (Glorot & Bengio 2010).
    image_shape: (channels, height, width) of an image, one grey channel or three of colour; a
        configuration that says nothing of it is of MNIST's, and says nothing as plain values.
    own: the parts that are modules of their own; these have no layers here.
    n_labels: of how many labels the encoder and the decoder are told one, one-hot behind what they
        get (see `weights.labels`). Both begin with a dense layer then. None: of none.
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


def _range_of_betas(betas: Any) -> tuple[float, float]:
    numbers = isinstance(betas, (tuple, list)) and all(
        isinstance(b, (int, float)) and not isinstance(b, bool) for b in betas
    )
    if not numbers or len(betas) != 2 or not 0.0 < betas[0] < betas[1] <= MAX_BETA:
        raise ConfigError(f"betas must be two numbers above 0, the lower first, not {betas!r}.")
    if not betas[0] <= DEFAULT_BETA <= betas[1]:
        raise ConfigError(f"The range of betas must include 1, not {betas!r}.")
    return float(betas[0]), float(betas[1])
