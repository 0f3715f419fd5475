"""The models: an autoencoder, a variational autoencoder, one of every beta, and a recogniser.

They know no loss.
"""

from __future__ import annotations

import math
from dataclasses import replace

import torch
from torch import Tensor, nn

from vae_core.errors import ConfigError
from vae_core.models import objectives
from vae_core.models.config import ModelConfig
from vae_core.models.gates import USUAL_BETA, check_beta, fold_weights
from vae_core.models.layers import IMAGE_SHAPE, Shape, ungated
from vae_core.models.networks import GatedLinear, Sequential, build, glorot


class Autoencoder(nn.Module):
    """x -> z -> x_logits, trained on reconstruction alone (Hinton & Salakhutdinov 2006)."""

    _numbers_per_dim = 1
    _linear, _chain = nn.Linear, nn.Sequential

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        trunk, shape = build(config.encoder, IMAGE_SHAPE)
        flatten = [nn.Flatten()] if len(shape) > 1 else []
        numbers = config.latent_dim * self._numbers_per_dim
        head = [] if config.head == "none" else [self._linear(_size(shape), numbers)]
        self.encoder = self._chain(*trunk, *flatten, *head)
        self.decoder = self._chain(*build(config.decoder, (config.latent_dim,))[0])
        if config.init == "glorot":
            self.apply(glorot)

    @property
    def latent_dim(self) -> int:
        """D."""
        return self.config.latent_dim

    def encode(self, x: Tensor) -> Tensor:
        """x: (N, 1, 28, 28) in [0, 1]. Returns z, (N, D)."""
        return self.encoder(x)

    def codes(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        """(mu, logvar) of x, each (N, D); an autoencoder's code is its mu and has no logvar."""
        return self.encode(x), None

    def decode(self, z: Tensor) -> Tensor:
        """z: (N, D). Returns x_logits, (N, 1, 28, 28); the sigmoid of them is the picture."""
        return self.decoder(z)

    def forward(self, x: Tensor) -> Tensor:
        """x_logits of the reconstruction, (N, 1, 28, 28)."""
        return self.decode(self.encode(x))


class VAE(Autoencoder):
    """x -> q(z|x) = N(mu, diag(exp(logvar))) -> z -> x_logits (Kingma & Welling 2014)."""

    _numbers_per_dim = 2

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """x: (N, 1, 28, 28) in [0, 1]. Returns (mu, logvar), each (N, D)."""
        return self._moments(self.encoder(x))

    def _moments(self, numbers: Tensor) -> tuple[Tensor, Tensor]:
        """(mu, logvar) out of what the encoder ends in."""
        mu, scale = numbers.chunk(2, dim=1)
        return mu, 2.0 * scale if self.config.head == "log-sigma" else scale

    def codes(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        """(mu, logvar) of x, each (N, D)."""
        return self.encode(x)

    @staticmethod
    def reparameterize(
        mu: Tensor, logvar: Tensor, generator: torch.Generator | None = None
    ) -> Tensor:
        """See `objectives.reparameterize`. Always samples: a caller who wants mu uses mu."""
        return objectives.reparameterize(mu, logvar, generator)

    def forward(
        self, x: Tensor, generator: torch.Generator | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """(x_logits at one sample z ~ q(z|x), mu, logvar)."""
        mu, logvar = self.encode(x)
        return self.decode(self.reparameterize(mu, logvar, generator)), mu, logvar


class AnyBetaVAE(VAE):
    """A VAE of every beta from config.betas[0] to config.betas[1]: its layers have gates.

    beta: a number, or one for each of the N rows, (N,). Left out it is 1, and the model a VAE like
    any other. Raises ConfigError where it is no number or out of the range.
    """

    _linear, _chain = GatedLinear, Sequential

    def encode(self, x: Tensor, beta: float | Tensor = USUAL_BETA) -> tuple[Tensor, Tensor]:
        """x: (N, 1, 28, 28) in [0, 1]. Returns (mu, logvar), each (N, D)."""
        return self._moments(self.encoder(x, self._log_beta(beta, x)))

    def codes(self, x: Tensor, beta: float | Tensor = USUAL_BETA) -> tuple[Tensor, Tensor | None]:
        """(mu, logvar) of x, each (N, D)."""
        return self.encode(x, beta)

    def decode(self, z: Tensor, beta: float | Tensor = USUAL_BETA) -> Tensor:
        """z: (N, D). Returns x_logits, (N, 1, 28, 28); the sigmoid of them is the picture."""
        return self.decoder(z, self._log_beta(beta, z))

    def _log_beta(self, beta: float | Tensor, rows: Tensor) -> Tensor:
        """(1, 1), or (N, 1) where every row has its own."""
        if not isinstance(beta, Tensor):
            beta = check_beta(beta, self.config.betas)
            return torch.full((1, 1), math.log(beta), dtype=rows.dtype, device=rows.device)
        if beta.shape not in ((), (len(rows),)):
            raise ConfigError(
                f"beta must be one number, or one for each of {len(rows)} rows, not of shape "
                f"{tuple(beta.shape)}."
            )
        for end in beta.aminmax():
            check_beta(end.item(), self.config.betas)
        return beta.to(rows).log().view(-1, 1)


class Recogniser(Autoencoder):
    """x -> features -> logits of the classes: a classifier in the parts of an autoencoder.

    `encode` gives the features, (N, F); `decode`, and the model itself, logits, (N, classes).
    """


def build_model(config: ModelConfig) -> Autoencoder:
    """The model `config` describes, freshly initialised from torch's global random state."""
    if config.betas:
        return AnyBetaVAE(config)
    return {"ae": Autoencoder, "vae": VAE, "recogniser": Recogniser}[config.kind](config)


def fold(model: AnyBetaVAE, beta: float) -> VAE:
    """The ordinary VAE that `model` is at `beta`: without gates, with rows multiplied by them.

    Raises ConfigError where beta is no number or out of the model's range.
    """
    beta = check_beta(beta, model.config.betas)
    config = model.config
    encoder, decoder = ungated(config.encoder), ungated(config.decoder)
    folded = VAE(replace(config, encoder=encoder, decoder=decoder, betas=None))
    weights = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    state = {name: torch.from_numpy(w) for name, w in fold_weights(weights, beta).items()}
    folded.load_state_dict(state)
    return folded.train(model.training)


def parameter_count(module: nn.Module) -> int:
    """How many trainable numbers a network holds."""
    return sum(p.numel() for p in module.parameters())


def _size(shape: Shape) -> int:
    return int(torch.Size(shape).numel())
