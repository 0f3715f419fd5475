"""The gradient of the loss of one image through its random code: two estimators, many throws.

Reparameterised: z = mu + sigma * eps, and the gradient goes through z (Kingma & Welling 2014,
sec. 2.4). Score function: z is drawn from q, and the gradient is the error times the gradient of
log q(z|x) (Williams 1992), with or without the mean error subtracted from it as a baseline. All
three have the same mean; the KL term is in closed form and needs no draw in any of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from vae_core.data.image_shape import as_pictures
from vae_core.models.networks.autoencoders import VAE
from vae_core.models.objectives import terms


@dataclass(frozen=True)
class Throws:
    """N throws of eps for one image, at beta = 1; losses in nats, gradients in nats per unit.

    mu, logvar: (D,). eps, z: (N, D).
    pictures: (N, H, W), or (N, H, W, 3) in colour, decoded from z.
    recon: (N,), binary cross-entropy of each picture. kl: that of the image's posterior.
    at_z: (N, D), gradient of recon at z.
    at_mu, at_logvar: (N, D), gradient of recon + KL by reparameterisation.
    kl_at_mu, kl_at_logvar: (D,), the part of it that comes from the KL term.
    score, score_baseline: (N, D), gradient of recon + KL for mu by the score function, bare and
        with the mean recon of the other throws subtracted from the error.
    """

    mu: np.ndarray
    logvar: np.ndarray
    eps: np.ndarray
    z: np.ndarray
    pictures: np.ndarray
    recon: np.ndarray
    kl: float
    at_z: np.ndarray
    at_mu: np.ndarray
    at_logvar: np.ndarray
    kl_at_mu: np.ndarray
    kl_at_logvar: np.ndarray
    score: np.ndarray
    score_baseline: np.ndarray


@dataclass(frozen=True)
class Descent:
    """S steps of gradient descent on the mu of one image; decoder and logvar stay as they are.

    mu: (S + 1, D), each place. gradient: (S + 1, D), of the loss there, the mean over the throws.
    recon: (S + 1,), mean over the throws, and kl: (S + 1,), in nats.
    pictures: (S + 1, H, W), or (S + 1, H, W, 3) in colour, decoded from mu.
    """

    mu: np.ndarray
    gradient: np.ndarray
    recon: np.ndarray
    kl: np.ndarray
    pictures: np.ndarray


def throws_of_image(
    model: VAE,
    x: Tensor | np.ndarray,
    n: int = 200,
    seed: int = 0,
    posterior: tuple[Tensor, Tensor] | None = None,
) -> Throws:
    """`Throws` of an image, (C, H, W) in [0, 1], by a model on the CPU in eval mode.

    posterior: mu and logvar, (D,) each, to take instead of what the encoder says of the image.
    Raises ValueError where n is below 2: a baseline needs another throw.
    """
    if n < 2:
        raise ValueError(f"n must be at least 2, not {n}.")
    x = torch.as_tensor(x)
    with torch.no_grad():
        mu_1, logvar_1 = (v[None] for v in posterior) if posterior else model.encode(x[None])
    generator = torch.Generator().manual_seed(seed)
    eps = torch.randn(n, mu_1.shape[1], generator=generator)
    # A row a throw: the gradient of the sum is then the gradient of each.
    mu = mu_1.repeat(n, 1).requires_grad_()
    logvar = logvar_1.repeat(n, 1).requires_grad_()
    z = mu + torch.exp(0.5 * logvar) * eps
    logits = model.decode(z)
    recon = terms.recon_bce(logits, x.expand(n, *x.shape))
    kl = terms.kl_divergence(mu, logvar)
    at_z, mu_recon, logvar_recon = torch.autograd.grad(recon.sum(), (z, mu, logvar))
    kl_at_mu, kl_at_logvar = torch.autograd.grad(kl.sum(), (mu, logvar))
    log_q = terms.log_normal(z.detach(), mu, logvar)
    (score,) = torch.autograd.grad(log_q.sum(), mu)
    error = recon.detach()[:, None]
    others = (error.sum() - error) / (n - 1)
    return Throws(
        mu=mu_1[0].numpy(),
        logvar=logvar_1[0].numpy(),
        eps=eps.numpy(),
        z=z.detach().numpy(),
        pictures=as_pictures(logits.detach().sigmoid().numpy()),
        recon=recon.detach().numpy(),
        kl=float(kl[0].detach()),
        at_z=at_z.numpy(),
        at_mu=(mu_recon + kl_at_mu).numpy(),
        at_logvar=(logvar_recon + kl_at_logvar).numpy(),
        kl_at_mu=kl_at_mu[0].numpy(),
        kl_at_logvar=kl_at_logvar[0].numpy(),
        score=(error * score + kl_at_mu).numpy(),
        score_baseline=((error - others) * score + kl_at_mu).numpy(),
    )


def descend_on_mu(
    model: VAE,
    x: Tensor | np.ndarray,
    posterior: tuple[Tensor, Tensor],
    steps: int,
    rate: float,
    n: int = 200,
    seed: int = 0,
) -> Descent:
    """`Descent` of an image, (C, H, W), from `posterior`: mu and logvar, (D,) each.

    A step is `rate` times the mean gradient over n throws, the same throws at each step.
    """
    mu, logvar = posterior
    places, seen = [], []
    for _ in range(steps + 1):
        throws = throws_of_image(model, x, n, seed, (mu, logvar))
        places.append(mu)
        seen.append(throws)
        mu = mu - rate * torch.from_numpy(throws.at_mu.mean(0))
    at = torch.stack(places)
    with torch.no_grad():
        pictures = as_pictures(model.decode(at).sigmoid().numpy())
    return Descent(
        mu=at.numpy(),
        gradient=np.stack([throws.at_mu.mean(0) for throws in seen]),
        recon=np.array([throws.recon.mean() for throws in seen]),
        kl=np.array([throws.kl for throws in seen]),
        pictures=pictures,
    )
