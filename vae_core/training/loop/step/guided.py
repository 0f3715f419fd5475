"""Training with a guide: an encoder that trains the decoder, and is replaced by one made from it.

An encoder of dense layers takes some images for what they are not: their codes lie where the
decoder draws another digit, and no small step leads from there to the right place. The decoder
itself knows better. With K codes z_k and x_k = decode(z_k),

    log p(x | z_k) = x . logits(z_k) - sum softplus(logits(z_k))

is linear in x, so that a dense layer gives it for all K at once, and a softmax makes of it the
responsibility of each code for x, as in the generative topographic mapping (Bishop, Svensen &
Williams, Neural Computation 10, 1998). Behind it the head of the encoder reads mu as the mean of
the codes. All of it is made of the decoder's weights, and then trained like any encoder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import torch
from torch import Tensor, nn

from vae_core.data.binarize import encoder_input
from vae_core.models.config import RunConfig
from vae_core.models.layers.usual import dense_encoder
from vae_core.models.networks.autoencoders import Autoencoder, build_model

_GUIDE = dense_encoder(1024, 512)
_ROWS = 5_000


class GuidedEncoder(nn.Module):
    """Two encoders, of which the guide encodes as long as `is_guided`."""

    final: nn.Module
    guide: nn.Module

    def __init__(self, final: nn.Module, guide: nn.Module) -> None:
        super().__init__()
        self.final, self.guide, self.is_guided = final, guide, True

    def forward(self, x: Tensor) -> Tensor:
        """What the encoder that encodes makes of x."""
        encoder = self.guide if self.is_guided else self.final
        return cast(Tensor, encoder(x))


def build_guided(config: RunConfig) -> Autoencoder:
    """The model of a configuration, with a guide beside its encoder where its training has one."""
    model = build_model(config.model)
    if config.training.guided:
        guide = build_model(replace(config.model, encoder=_GUIDE)).encoder
        model.encoder = GuidedEncoder(model.encoder, guide)
    return model


@torch.no_grad()
def replace_guide(models: Sequence[Autoencoder], images: Tensor, config: RunConfig) -> None:
    """Let go of the guide in each model: its encoder is made from its decoder, at the same codes.

    models: the trained one, and the average of its weights. images: (N, C, H, W), those of the
    training, which the guide of the last model gives codes.
    """
    units = config.model.encoder[-2].units  # type: ignore[union-attr]
    mu, logvar = _codes(models[-1], images, config)
    centers = _centers(mu, units, config.training.seed)
    for model in models:
        encoder = cast(GuidedEncoder, model.encoder)
        _fill(encoder.final, model, centers, logvar)
        encoder.is_guided = False


def set_guided(models: Sequence[Autoencoder], is_guided: bool) -> None:
    """Say of models with a guide whether it encodes."""
    for model in models:
        if isinstance(model.encoder, GuidedEncoder):
            model.encoder.is_guided = is_guided


def without_guide(model: Autoencoder) -> Autoencoder:
    """The model itself with its own encoder alone."""
    if isinstance(model.encoder, GuidedEncoder):
        model.encoder = model.encoder.final
    return model


def _codes(model: Autoencoder, images: Tensor, config: RunConfig) -> tuple[Tensor, Tensor | None]:
    """mu of each image, (N, D), and the mean logvar of all, (D,); None for an autoencoder."""
    device = next(model.parameters()).device
    parts = [
        model.codes(encoder_input(some, config.training.binarize).to(device))
        for some in images.split(_ROWS)
    ]
    mu = torch.cat([mu for mu, _ in parts])
    logvars = [logvar for _, logvar in parts if logvar is not None]
    return mu, torch.cat(logvars).mean(0) if logvars else None


def _centers(mu: Tensor, n: int, seed: int) -> Tensor:
    """n places among the codes, (n, D), as dense as those are: the means of k-means."""
    from sklearn.cluster import MiniBatchKMeans

    codes = mu.cpu().numpy()
    means = MiniBatchKMeans(
        min(n, len(codes)), init="random", n_init=1, batch_size=8192, max_iter=30, random_state=seed
    ).fit(codes)
    found = torch.from_numpy(means.cluster_centers_).to(mu)
    return found[torch.arange(n) % len(found)]  # fewer codes than units: some twice


def _fill(encoder: nn.Module, model: Autoencoder, centers: Tensor, logvar: Tensor | None) -> None:
    """Give an encoder its weights; see the top of this file."""
    last = _linear(model.decoder)[-1]
    seen: list[Tensor] = []
    hook = last.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    logits = torch.cat([model.decode(some).flatten(1) for some in centers.split(_ROWS)])
    hook.remove()
    to_features, to_codes, head = _linear(encoder)
    to_features.weight.copy_(last.weight.T)
    to_features.bias.zero_()
    to_codes.weight.copy_(torch.cat(seen))
    to_codes.bias.copy_(-nn.functional.softplus(logits).sum(1))
    head.weight[: centers.shape[1]] = centers.T
    if logvar is not None:
        head.weight[centers.shape[1] :] = logvar.unsqueeze(1)
    head.bias.zero_()


def _linear(network: nn.Module) -> list[nn.Linear]:
    """The dense layers of a network without branches, in their order."""
    return [layer for layer in network.children() if isinstance(layer, nn.Linear)]
