"""The models: an autoencoder, a variational autoencoder, one of every beta, and a classifier.

The one that is told labels is in `conditional.py`. What they are trained on is in `objectives` and
`vae_core.training`.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import ClassVar, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from vae_core.errors import ConfigError
from vae_core.models.config import ModelConfig
from vae_core.models.layers import ungated
from vae_core.models.networks.build import GatedLinear, Sequential, build, glorot
from vae_core.models.objectives import terms
from vae_core.models.own.modules import own_networks
from vae_core.models.weights.gates import DEFAULT_BETA, check_beta, fold_weights


class EncoderDecoder(Protocol):
    """What is asked of a model to measure it, and to train it.

    codes: (N, C, H, W) -> (mu, logvar), each (N, D); logvar is None for an autoencoder.
    decode: (N, D) -> x_logits, (N, C, H, W).
    """

    def codes(self, x: Tensor, /) -> tuple[Tensor, Tensor | None]: ...

    def decode(self, z: Tensor, /) -> Tensor: ...


class Labelled(EncoderDecoder, Protocol):
    """A model that can be told labels, whether or not it makes use of them.

    given: the same model for images of one label, or of N labels, (N,).
    """

    def given(self, label: int | Tensor, /) -> EncoderDecoder: ...


class Autoencoder(nn.Module):
    """x -> z -> x_logits, trained on reconstruction alone (Hinton & Salakhutdinov 2006).

    Every method that takes images takes a tensor or a numpy array of floats in [0, 1],
    (N, C, H, W) of `config.image_shape`, grey ones also (N, H, W), and one that takes codes a
    tensor or an array, (N, D). An array goes to the model's own device. Raises ConfigError where
    the shape or the values are others.
    """

    _values_per_dim: ClassVar[int] = 1
    _linear: ClassVar[type[nn.Linear]] = nn.Linear
    _sequential: ClassVar[type[nn.Sequential]] = nn.Sequential

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        own = own_networks(config.own)
        self.encoder = own.get("encoder") or self._built_encoder()
        self.decoder = own.get("decoder") or self._sequential(
            *build(config.decoder, config.decoder_input)[0]
        )
        if config.init == "glorot":
            self.apply(glorot)

    def _built_encoder(self) -> nn.Module:
        """The encoder as its layers describe it, with its head."""
        config = self.config
        trunk, shape = build(config.encoder, config.encoder_input)
        flatten = [nn.Flatten()] if len(shape) > 1 else []
        values = config.latent_dim * self._values_per_dim
        head = [] if config.head == "none" else [self._linear(math.prod(shape), values)]
        return self._sequential(*trunk, *flatten, *head)

    @property
    def latent_dim(self) -> int:
        """D, the number of latent dimensions."""
        return self.config.latent_dim

    def encode(self, x: Tensor | np.ndarray) -> Tensor:
        """The code z of each image x, (N, D)."""
        return self.encoder(self._images(x))

    def codes(self, x: Tensor | np.ndarray) -> tuple[Tensor, Tensor | None]:
        """(mu, logvar) of x, each (N, D). An autoencoder's code is its mu; its logvar is None."""
        return self.encode(x), None

    def decode(self, z: Tensor | np.ndarray) -> Tensor:
        """x_logits of each z, (N, C, H, W). Their sigmoid is the image."""
        return self.decoder(self._latents(z))

    def given(self, label: int | Tensor) -> EncoderDecoder:
        """The model as it is for images of these labels: itself, since it is told none."""
        return self

    def forward(self, x: Tensor | np.ndarray) -> Tensor:
        """x_logits of the reconstruction, (N, C, H, W)."""
        return self.decode(self.encode(x))

    def _images(self, x: Tensor | np.ndarray) -> Tensor:
        """x as a tensor of floats, (N, C, H, W)."""
        if not isinstance(x, Tensor):
            x = self._tensor("Images", x)
            if x.numel() and not (x.min() >= 0.0 and x.max() <= 1.0):
                raise ConfigError(
                    "Images are numbers from 0 to 1: divide pixels of 0 to 255 by 255."
                )
        channels, height, width = self.config.image_shape
        is_grey = channels == 1
        if is_grey and x.shape[1:] == (height, width):
            x = x.unsqueeze(1)
        if x.shape[1:] != (channels, height, width):
            also = f" or (N, {height}, {width})" if is_grey else ""
            raise ConfigError(
                f"Images must be of shape (N, {channels}, {height}, {width}){also}, not "
                f"{tuple(x.shape)}."
            )
        return x

    def _latents(self, z: Tensor | np.ndarray) -> Tensor:
        """z as a tensor of floats, (N, D)."""
        if not isinstance(z, Tensor):
            z = self._tensor("Codes", z)
        if z.shape[1:] != (self.latent_dim,):
            raise ConfigError(
                f"Codes must be of shape (N, {self.latent_dim}), not {tuple(z.shape)}."
            )
        return z

    def _tensor(self, what: str, values: np.ndarray) -> Tensor:
        """An array as a tensor of the type and on the device of the weights."""
        values = np.asarray(values)
        if values.dtype.kind != "f":
            raise ConfigError(f"{what} must be floating-point numbers, not {values.dtype}.")
        weight = next(self.parameters())
        return torch.tensor(values, dtype=weight.dtype, device=weight.device)


class VAE(Autoencoder):
    """x -> q(z|x) = N(mu, diag(exp(logvar))) -> z -> x_logits (Kingma & Welling 2014)."""

    _values_per_dim = 2

    # A posterior instead of a point: what tells the two models apart.
    def encode(self, x: Tensor | np.ndarray) -> tuple[Tensor, Tensor]:  # type: ignore[override]
        """(mu, logvar) of q(z|x) for each image x, each (N, D)."""
        return self._posterior(self.encoder(self._images(x)))

    def _posterior(self, values: Tensor | tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        """(mu, logvar), each (N, D), out of the encoder's output: both side by side, (N, 2 D), or,
        of a module of one's own, the two of them."""
        mu, scale = values.chunk(2, dim=1) if isinstance(values, Tensor) else values
        return mu, 2.0 * scale if self.config.head == "log-sigma" else scale

    def codes(self, x: Tensor | np.ndarray) -> tuple[Tensor, Tensor | None]:
        """(mu, logvar) of x, each (N, D), as `encode`."""
        return self.encode(x)

    @staticmethod
    def reparameterize(
        mu: Tensor, logvar: Tensor, generator: torch.Generator | None = None
    ) -> Tensor:
        """A sample z ~ N(mu, exp(logvar)), (N, D), in training and out of it.

        See `terms.reparameterize`.
        """
        return terms.reparameterize(mu, logvar, generator)

    def forward(  # type: ignore[override]
        self, x: Tensor | np.ndarray, generator: torch.Generator | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """(x_logits at one sample z ~ q(z|x), mu, logvar)."""
        mu, logvar = self.encode(x)
        return self.decode(self.reparameterize(mu, logvar, generator)), mu, logvar


class AnyBetaVAE(VAE):
    """A VAE of every beta from config.betas[0] to config.betas[1]: its layers have gates.

    beta: a number, or one for each of the N rows, (N,). Left out it is 1, and the model a VAE like
    any other. Raises ConfigError where it is no number or out of the range.
    """

    _linear, _sequential = GatedLinear, Sequential

    def __init__(self, config: ModelConfig) -> None:
        if config.betas is None:
            raise ConfigError("A VAE of every beta needs a range of betas.")
        super().__init__(config)
        self.betas = config.betas

    def encode(  # type: ignore[override]
        self, x: Tensor | np.ndarray, beta: float | Tensor = DEFAULT_BETA
    ) -> tuple[Tensor, Tensor]:
        """(mu, logvar) of q(z|x) at `beta` for each image x, each (N, D)."""
        x = self._images(x)
        return self._posterior(self.encoder(x, self._log_beta(beta, x)))

    def codes(
        self, x: Tensor | np.ndarray, beta: float | Tensor = DEFAULT_BETA
    ) -> tuple[Tensor, Tensor | None]:
        """(mu, logvar) of x, each (N, D), as `encode`."""
        return self.encode(x, beta)

    def decode(self, z: Tensor | np.ndarray, beta: float | Tensor = DEFAULT_BETA) -> Tensor:
        """x_logits of each z at `beta`, (N, C, H, W). Their sigmoid is the image."""
        z = self._latents(z)
        return self.decoder(z, self._log_beta(beta, z))

    def _log_beta(self, beta: float | Tensor, rows: Tensor) -> Tensor:
        """log beta, (1, 1), or (N, 1) where every row has its own."""
        if not isinstance(beta, Tensor):
            beta = check_beta(beta, self.betas)
            return torch.full((1, 1), math.log(beta), dtype=rows.dtype, device=rows.device)
        if beta.shape not in ((), (len(rows),)):
            raise ConfigError(
                f"beta must be one number, or one for each of {len(rows)} rows, not of shape "
                f"{tuple(beta.shape)}."
            )
        for end in beta.aminmax():
            check_beta(end.item(), self.betas)
        return beta.to(rows).log().view(-1, 1)


class Recogniser(Autoencoder):
    """x -> features -> logits of the classes: a classifier in the parts of an autoencoder.

    `encode` gives the features, (N, F); `decode`, and the model itself, logits, (N, classes).
    """


def build_model(config: ModelConfig) -> Autoencoder:
    """A new model as `config` describes it, initialised from torch's global random state."""
    if config.betas:
        return AnyBetaVAE(config)
    if config.n_labels:
        from vae_core.models.networks.conditional import (
            ConditionalVAE,  # It is built of what is here
        )

        return ConditionalVAE(config)
    return {"ae": Autoencoder, "vae": VAE, "recogniser": Recogniser}[config.kind](config)


def fold(model: AnyBetaVAE, beta: float) -> VAE:
    """The VAE without gates that computes what `model` computes at `beta`.

    Each row of its weights is multiplied by the row's gate. Raises ConfigError where beta is no
    number or out of the model's range.
    """
    beta = check_beta(beta, model.betas)
    config = model.config
    encoder, decoder = ungated(config.encoder), ungated(config.decoder)
    folded = VAE(replace(config, encoder=encoder, decoder=decoder, betas=None))
    weights = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    state = {name: torch.from_numpy(w) for name, w in fold_weights(weights, beta).items()}
    folded.load_state_dict(state)
    folded.requires_grad_(next(model.parameters()).requires_grad)
    return folded.train(model.training)


def parameter_count(module: nn.Module) -> int:
    """The number of weights and biases of a network."""
    return sum(p.numel() for p in module.parameters())
