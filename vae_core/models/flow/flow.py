"""The flow: N(0, I) bent by couplings into the density of codes, with its exact log-density."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from vae_core.errors import ConfigError
from vae_core.models.objectives.terms import log_prior

MOST_DIMENSIONS = 64
COUPLINGS, HIDDEN = 8, 128
_STEEPEST = 2.0  # a coupling stretches by at most e^2


class Flow(nn.Module):
    """A density over codes of D numbers, 1 to 64, that can be drawn from and computed exactly.

    An invertible map between codes z and noise u ~ N(0, I): z is centred and whitened, then goes
    through affine couplings (Dinh et al. 2017, "Density estimation using Real NVP", arXiv
    1605.08803, eq. 4 and 5). In each, half of the numbers stay, and say how the others are scaled
    and moved. The log-density is that of u plus the log of how much the map stretches (eq. 3).
    In one dimension nothing can say anything of another number: there it is a Gaussian.

    seed: of the halves and of the first weights. Until it is fitted (`fit_flow`) it is N(0, I).

    A VampPrior (Tomczak & Welling 2018), the other way to learn a prior, is a mixture of q(z|x) of
    invented images: it needs the encoder at every step, and there is none for a plain autoencoder.
    """

    mean: Tensor
    root: Tensor
    order: Tensor

    def __init__(self, dim: int, seed: int = 0) -> None:
        super().__init__()
        if not 1 <= dim <= MOST_DIMENSIONS:
            raise ConfigError(f"A flow is of 1 to {MOST_DIMENSIONS} dimensions, not {dim}.")
        self.dim, self.n_given = dim, dim // 2
        generator = torch.Generator().manual_seed(seed)
        orders: list[Tensor] = []
        for _pair in range(COUPLINGS // 2):
            one = torch.randperm(dim, generator=generator)
            orders += [one, one.flip(0)]
        self.register_buffer("mean", torch.zeros(dim))
        self.register_buffer("root", torch.eye(dim))
        self.register_buffer("order", torch.stack(orders))
        bent = dim - self.n_given
        self.conditioners = nn.ModuleList(
            _Conditioner(self.n_given, bent, generator) for _coupling in range(COUPLINGS)
        )

    def log_prob(self, z: Tensor | np.ndarray) -> Tensor:
        """log p(z) of codes, (N, D): (N,), in nats. Raises ConfigError on another shape."""
        z = torch.as_tensor(z, dtype=self.mean.dtype)
        if z.ndim != 2 or z.shape[1] != self.dim:
            raise ConfigError(f"The codes must be (N, {self.dim}), not {tuple(z.shape)}.")
        u, log_stretch = self.to_noise(z)
        return log_prior(u) + log_stretch

    def to_noise(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """(u, log |du/dz|) of codes, (N, D): (N, D) and (N,)."""
        u = torch.linalg.solve_triangular(self.root, (z - self.mean).T, upper=False).T
        log_stretch = -self.root.diagonal().log().sum().expand(len(z))
        for order, conditioner in zip(self.order, self.conditioners, strict=True):
            given, bent = u[:, order].split((self.n_given, self.dim - self.n_given), 1)
            log_scale, move = conditioner(given)
            u = torch.cat([given, (bent - move) * torch.exp(-log_scale)], 1)[:, order.argsort()]
            log_stretch = log_stretch - log_scale.sum(1)
        return u, log_stretch

    def from_noise(self, u: Tensor) -> Tensor:
        """The codes of u, (N, D): the inverse of `to_noise`."""
        couplings = list(zip(self.order, self.conditioners, strict=True))
        for order, conditioner in reversed(couplings):
            given, bent = u[:, order].split((self.n_given, self.dim - self.n_given), 1)
            log_scale, move = conditioner(given)
            u = torch.cat([given, bent * torch.exp(log_scale) + move], 1)[:, order.argsort()]
        return u @ self.root.T + self.mean

    @torch.no_grad()
    def sample(self, n: int, temperature: float, rng: np.random.Generator) -> np.ndarray:
        """n draws, float32, (n, D). temperature scales u: below 1 draws get more typical.

        The same generator state gives the same u at every temperature.
        """
        u = temperature * rng.standard_normal((n, self.dim))
        return self.from_noise(torch.from_numpy(u.astype(np.float32))).numpy()


class _Conditioner(nn.Module):
    """From the numbers that stay, (N, A), to (log scale, move) of the others, (N, B) each.

    The last layer begins at 0, so that every coupling begins as the identity.
    """

    def __init__(self, n_given: int, n_bent: int, generator: torch.Generator) -> None:
        super().__init__()
        sizes = (n_given, HIDDEN, HIDDEN, 2 * n_bent)
        shapes = list(zip(sizes[1:], sizes[:-1], strict=True))
        self.weights = nn.ParameterList(torch.zeros(shape) for shape in shapes)
        self.biases = nn.ParameterList(torch.zeros(shape[0]) for shape in shapes)
        for weight in list(self.weights)[:-1]:
            if weight.numel():
                nn.init.kaiming_normal_(weight, nonlinearity="relu", generator=generator)

    def forward(self, given: Tensor) -> tuple[Tensor, Tensor]:
        x = given
        for index, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            x = functional.linear(functional.relu(x) if index else x, weight, bias)
        log_scale, move = x.chunk(2, 1)
        return _STEEPEST * torch.tanh(log_scale / _STEEPEST), move
