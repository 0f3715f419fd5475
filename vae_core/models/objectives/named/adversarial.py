"""A VAE that learns from a discriminator: what alike means, and what real images look like."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vae_core.models.config import ModelConfig
from vae_core.models.objectives.batch import Batch
from vae_core.models.objectives.terms import kl_divergence

_CHANNELS, _FEATURES = 32, 256


class Discriminator(nn.Module):
    """Tells images, (N, C, H, W) in [0, 1], from drawn ones: (features, logit that it is real).

    features: (N, 256), the layer l at which images are compared; their mean square is 1, so that
    the squared error has a scale. logit: (N,).
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.patches = nn.Sequential(
            nn.Conv2d(config.image_shape[0], _CHANNELS, kernel_size=6, stride=4, padding=1),
            nn.SiLU(),
            nn.Flatten(),
            nn.LazyLinear(_FEATURES),
            nn.LayerNorm(_FEATURES, elementwise_affine=False),
        )
        self.judge = nn.Sequential(nn.SiLU(), nn.Linear(_FEATURES, 1))
        with torch.no_grad():
            self(torch.zeros(1, *config.image_shape))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        features = self.patches(x)
        return features, self.judge(features).squeeze(1)


def adversarial(batch: Batch, *, gamma: float) -> Tensor:
    """beta * KL + gamma * features + generator, (N,), of a VAE-GAN (Larsen et al. 2016, alg. 1).

    features (L_llike): half the squared distance of image and reconstruction in the features of the
    discriminator, -log N(D_l(x); D_l(x_hat), I) up to a constant. generator: -log D of the
    reconstruction and of a decoded draw from N(0, I), each image one of both: the loss that does
    not fade where the discriminator is sure (Goodfellow et al. 2014, sec. 3), in place of -L_GAN.

    Who learns from which: the encoder from beta * KL + features, the decoder from gamma * features
    + generator, the discriminator from L_GAN, `batch.opponent_loss`.
    """
    sample = batch.sample()
    assert sample.logvar is not None and batch.opponent is not None
    n, z = len(batch.x), sample.z
    if z.requires_grad:  # features weigh 1 for the encoder, and gamma for the decoder behind z
        z.register_hook(lambda gradient: gradient / gamma)
    drawn = torch.cat([batch.model.decode(codes) for codes in (z.detach(), batch.noise(z))])
    seen, rebuilt = batch.x, torch.sigmoid(sample.x_logits)
    features, logits = batch.opponent(torch.cat([seen, rebuilt, torch.sigmoid(drawn)]))
    real, fake = logits[:n], logits[2 * n :].view(2, n)
    distance = 0.5 * (features[n : 2 * n] - features[:n].detach()).square().sum(1)
    gan = F.softplus(-real) + F.softplus(fake).sum(0)
    batch.opponent_loss = gan.mean()
    batch.note("features", distance)
    batch.note("adversarial", gan)
    generator = F.softplus(-fake).sum(0)
    return batch.beta * kl_divergence(sample.mu, sample.logvar) + gamma * distance + generator
