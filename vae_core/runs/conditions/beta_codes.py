"""The codes of the test set at a row of betas, of a run whose model serves every beta.

Computed once, written beside the run as betas.npz, read without torch, and sent to the browser,
which interpolates between them in log beta.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vae_core.errors import RunError
from vae_core.latent.geometry import Latents
from vae_core.models.weights.gates import DEFAULT_BETA
from vae_core.runs.run import Run, damaged

if TYPE_CHECKING:
    from torch import Tensor

    from vae_core.models.networks.autoencoders import AnyBetaVAE

FILE = "betas.npz"
_STEPS_PER_DECADE = 4


@dataclass(frozen=True)
class BetaCodes:
    """betas: float64, (B,), rising; the first and the last are the ends of the model's range.
    mu, logvar: float32, (B, N, D), of the test images in their order, whose labels are
    `run.latents.label`."""

    betas: np.ndarray
    mu: np.ndarray
    logvar: np.ndarray


def row_of_betas(low: float, high: float) -> tuple[float, ...]:
    """Betas from low to high, both included: the powers of 10^(1/4) between them, 1 among them.

    A power that lies nearer to an end than half a step is left out.
    """
    margin = 0.5 / _STEPS_PER_DECADE
    first = math.ceil((math.log10(low) + margin) * _STEPS_PER_DECADE)
    last = math.floor((math.log10(high) - margin) * _STEPS_PER_DECADE)
    inner = (float(f"{10 ** (k / _STEPS_PER_DECADE):.4g}") for k in range(first, last + 1))
    return (low, *inner, high)


def encode_betas(model: AnyBetaVAE, x: Tensor) -> BetaCodes:
    """The codes of images x, (N, C, H, W), at `row_of_betas` of the model's range."""
    import torch

    assert model.config.betas is not None
    betas = row_of_betas(*model.config.betas)
    with torch.no_grad():
        codes = [model.encode(x, beta) for beta in betas]
    mu, logvar = (torch.stack(part).numpy() for part in zip(*codes, strict=True))
    return BetaCodes(np.array(betas), mu, logvar)


def beta_codes_bytes(codes: BetaCodes) -> bytes:
    """Content of betas.npz: betas as they are, mu and logvar as float16."""
    buffer = io.BytesIO()
    mu, logvar = codes.mu.astype(np.float16), codes.logvar.astype(np.float16)
    np.savez_compressed(buffer, betas=codes.betas, mu=mu, logvar=logvar)
    return buffer.getvalue()


def codes_by_beta(run: Run) -> BetaCodes:
    """The kept codes of a run of every beta. Raises RunError where there are none, or damaged."""
    content = run.attached(FILE)
    if content is None:
        raise RunError(f"The run {run.id} keeps no codes by beta; train it again.")
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            codes = BetaCodes(
                arrays["betas"].astype(np.float64),
                arrays["mu"].astype(np.float32),
                arrays["logvar"].astype(np.float32),
            )
    except Exception as error:  # numpy and zipfile raise a dozen kinds on foreign bytes
        raise damaged(run.id, f"{FILE} cannot be read ({error})") from error
    shape = (codes.betas.size, *run.latents.mu.shape)
    if codes.betas.ndim != 1 or codes.mu.shape != shape or codes.logvar.shape != shape:
        raise damaged(run.id, f"{FILE} has shapes that do not fit the run")
    finite = all(np.isfinite(part).all() for part in (codes.betas, codes.mu, codes.logvar))
    rising = codes.betas.size > 1 and (np.diff(codes.betas) > 0).all()
    ends = codes.betas[[0, -1]] if rising else 0
    if not finite or not rising or not np.allclose(ends, run.config.model.betas or 0):
        raise damaged(run.id, f"{FILE} holds values that cannot be")
    return codes


def codes_at(run: Run, beta: float) -> Latents:
    """The codes of a run of every beta at one beta, between two kept ones interpolated in log beta.

    mu and logvar are, as in the browser. At 1 they are the run's own. Raises RunError as
    `codes_by_beta` does.
    """
    if beta == DEFAULT_BETA:
        return run.latents
    codes = codes_by_beta(run)
    logs = np.log(codes.betas)
    low = int(np.clip(np.searchsorted(logs, math.log(beta)) - 1, 0, len(logs) - 2))
    share = np.clip((math.log(beta) - logs[low]) / (logs[low + 1] - logs[low]), 0.0, 1.0)
    mu, logvar = (
        ((1 - share) * part[low] + share * part[low + 1]).astype(np.float32)
        for part in (codes.mu, codes.logvar)
    )
    return Latents(mu, logvar, run.latents.label)


def export_codes_by_beta(run: Run) -> bytes:
    """For JavaScript: mu, (B, N, D), then sigma (not its logarithm), (B, N, D), as little-endian
    float16, then the label of every test image as a byte, (N,). B and the betas themselves are in
    `codes_by_beta(run).betas`. Raises RunError as `codes_by_beta` does."""
    codes = codes_by_beta(run)
    sigma = np.exp(0.5 * codes.logvar)
    parts = (codes.mu.astype("<f2"), sigma.astype("<f2"), run.latents.label.astype(np.uint8))
    return b"".join(part.tobytes() for part in parts)
