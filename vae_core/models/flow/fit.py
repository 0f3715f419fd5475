"""Fitting a flow to codes by maximum likelihood."""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from vae_core.errors import ConfigError
from vae_core.models.flow.flow import MOST_DIMENSIONS, Flow
from vae_core.models.networks.device import one_thread

STEPS = 1_500
_BATCH, _LR, _LARGEST_GRADIENT = 512, 2e-3, 5.0
_FEWEST = 20
_HELD_OUT, _MOST_HELD_OUT = 0.1, 2_000
_STEPS_BETWEEN_LOOKS = 100
_SMALLEST_SHARE = 1e-9  # of the variance along the widest direction, for a density to exist


def fit_flow(
    mu: np.ndarray,
    logvar: np.ndarray | None = None,
    *,
    seed: int = 0,
    on_progress: Callable[[float], object] | None = None,
) -> Flow:
    """A flow fitted to the aggregate posterior: the codes of N images, by maximum likelihood.

    mu, logvar: of q(z|x), (N, D) each. Every step takes new samples z ~ q(z|x); without logvar mu
        itself, as for a plain autoencoder.
    on_progress: called now and then with the share that is done, 0 to 1.

    1,500 steps of Adam, 20 to 30 s on one core whatever N is. A tenth of the codes is held out, and
    the weights that suit those best are kept, as float16 numbers: what is measured is what a file
    holds. On the CPU of one kind the same seed gives the same flow. Raises ConfigError where there
    are under 20 codes or over 64 dimensions, a number is none, or the codes do not fill their
    dimensions.
    """
    _check(mu, logvar)
    generator = torch.Generator().manual_seed(seed)
    means = torch.from_numpy(np.ascontiguousarray(mu, dtype=np.float32))
    sigmas = None
    if logvar is not None:
        sigmas = torch.exp(0.5 * torch.from_numpy(np.ascontiguousarray(logvar, dtype=np.float32)))

    def draw(index: Tensor) -> Tensor:
        z = means[index]
        if sigmas is None:
            return z
        return z + sigmas[index] * torch.randn(z.shape, generator=generator)

    order = torch.randperm(len(mu), generator=generator)
    n_held = min(_MOST_HELD_OUT, max(1, round(_HELD_OUT * len(mu))))
    held, learned = draw(order[:n_held]), order[n_held:]
    flow = Flow(mu.shape[1], seed)
    flow.mean, flow.root = _gaussian(draw(learned))
    with one_thread():
        return _fitted(flow, draw, learned, held, generator, on_progress or (lambda _share: None))


@torch.enable_grad()
def _fitted(
    flow: Flow,
    draw: Callable[[Tensor], Tensor],
    learned: Tensor,
    held: Tensor,
    generator: torch.Generator,
    on_progress: Callable[[float], object],
) -> Flow:
    """The flow after its training, with the best weights it had, rounded, in evaluation mode."""
    optimizer = torch.optim.Adam(flow.parameters(), lr=_LR)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    best, kept = _look(flow, held), copy.deepcopy(flow.state_dict())
    for step in range(1, STEPS + 1):
        pick = torch.randint(len(learned), (_BATCH,), generator=generator)
        loss = -flow.log_prob(draw(learned[pick])).mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(flow.parameters(), _LARGEST_GRADIENT)
        optimizer.step()
        schedule.step()
        if step % _STEPS_BETWEEN_LOOKS == 0:
            on_progress(step / STEPS)
            now = _look(flow, held)
            if now > best:
                best, kept = now, copy.deepcopy(flow.state_dict())
    flow.load_state_dict(kept)
    with torch.no_grad():
        for values in (*flow.parameters(), flow.mean, flow.root):
            values.copy_(values.half().float())
    return flow.eval().requires_grad_(False)


@torch.no_grad()
def _look(flow: Flow, held: Tensor) -> float:
    """The mean log-density of codes that are held out, in nats."""
    return float(flow.log_prob(held).mean())


def _gaussian(z: Tensor) -> tuple[Tensor, Tensor]:
    """The mean, (D,), and the lower root of the covariance, (D, D), of codes, (N, D)."""
    double = z.double().numpy()
    covariance = np.atleast_2d(np.cov(double, rowvar=False))
    variances = np.linalg.eigvalsh(covariance)
    if variances[0] <= _SMALLEST_SHARE * variances[-1]:
        raise ConfigError(
            "The codes do not fill their dimensions: along some direction they do not vary, and a "
            "flow has no density there."
        )
    root = torch.from_numpy(np.linalg.cholesky(covariance))
    return torch.from_numpy(double.mean(0)).float(), root.float()


def _check(mu: np.ndarray, logvar: np.ndarray | None) -> None:
    if mu.ndim != 2 or not 1 <= mu.shape[1] <= MOST_DIMENSIONS:
        raise ConfigError(
            f"A flow is fitted to codes (N, D) of 1 to {MOST_DIMENSIONS} dimensions, not to an "
            f"array {mu.shape}."
        )
    if len(mu) < _FEWEST:
        raise ConfigError(f"A flow needs at least {_FEWEST} codes, not {len(mu)}.")
    if logvar is not None and logvar.shape != mu.shape:
        raise ConfigError(f"logvar must have the shape of mu: {logvar.shape} and {mu.shape}.")
    if not all(np.isfinite(codes).all() for codes in (mu, logvar) if codes is not None):
        raise ConfigError("The codes must be numbers, without NaN or infinity.")
    if logvar is None and not (mu.std(0) > 0).all():
        still = int(np.argmin(mu.std(0))) + 1
        raise ConfigError(f"z{still} is the same in all codes: a flow has no density there.")
