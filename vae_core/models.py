"""The models: an autoencoder, a variational autoencoder, and a recogniser. They know no loss."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from vae_core import objectives
from vae_core.config import ModelConfig
from vae_core.layers import IMAGE_SHAPE, Shape
from vae_core.networks import build, glorot


class Autoencoder(nn.Module):
    """x -> z -> x_logits, trained on reconstruction alone (Hinton & Salakhutdinov 2006)."""

    _numbers_per_dim = 1

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        trunk, shape = build(config.encoder, IMAGE_SHAPE)
        flatten = [nn.Flatten()] if len(shape) > 1 else []
        numbers = config.latent_dim * self._numbers_per_dim
        head = [] if config.head == "none" else [nn.Linear(_size(shape), numbers)]
        self.encoder = nn.Sequential(*trunk, *flatten, *head)
        self.decoder, _ = build(config.decoder, (config.latent_dim,))
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
        mu, scale = self.encoder(x).chunk(2, dim=1)
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


class Recogniser(Autoencoder):
    """x -> features -> logits of the classes: a classifier in the parts of an autoencoder.

    `encode` gives the features, (N, F); `decode`, and the model itself, logits, (N, classes).
    """


def build_model(config: ModelConfig) -> Autoencoder:
    """The model `config` describes, freshly initialised from torch's global random state."""
    return {"ae": Autoencoder, "vae": VAE, "recogniser": Recogniser}[config.kind](config)


def parameter_count(module: nn.Module) -> int:
    """How many trainable numbers a network holds."""
    return sum(p.numel() for p in module.parameters())


def _size(shape: Shape) -> int:
    return int(torch.Size(shape).numel())
