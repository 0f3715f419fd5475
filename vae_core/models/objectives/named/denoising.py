"""Denoising: the input of the encoder has noise that the decoder is not to draw."""

from __future__ import annotations

from torch import Tensor

from vae_core.models.objectives.batch import Batch


def denoising(batch: Batch, *, noise: float) -> Tensor:
    """recon + beta * KL, (N,), of codes of the images plus Gaussian noise, clipped to [0, 1].

    Vincent et al. 2008 for autoencoders. For a VAE (Im et al. 2017) the KL is of each noisy image,
    not of their mixture, so this is a bound on theirs.
    """
    noisy = (batch.x_in + noise * batch.noise(batch.x_in)).clamp(0.0, 1.0)
    sample = batch.sample(noisy)
    return sample.recon + batch.beta * sample.kl
