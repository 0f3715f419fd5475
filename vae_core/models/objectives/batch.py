"""What a named objective is given: a batch of images, and the model to run them through."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from vae_core.models.objectives import terms

if TYPE_CHECKING:
    from vae_core.models.networks.autoencoders import EncoderDecoder


@dataclass(frozen=True)
class Sample:
    """One pass of a batch through the model, with one code drawn for each of N images.

    mu, logvar: (N, D), of q(z|x); an AE's z is mu, and it has no logvar. z: the codes, (N, D).
    x_logits: (N, C, H, W). recon, kl: of each image, (N,); an AE's kl is 0.
    """

    mu: Tensor
    logvar: Tensor | None
    z: Tensor
    x_logits: Tensor
    recon: Tensor
    kl: Tensor


def draw_sample(
    model: EncoderDecoder,
    x_in: Tensor,
    x: Tensor,
    likelihood: str,
    estimator: str,
    generator: torch.Generator,
    **at: float | Tensor,
) -> Sample:
    """Encode `x_in`, draw a code for each image, decode, and compare with `x`; see `Batch`.

    at: `beta`, for a model of every beta.
    """
    mu, logvar = model.codes(x_in, **at)
    z = mu if logvar is None else terms.reparameterize(mu, logvar, generator)
    x_logits = model.decode(z, **at)
    recon = terms.recon(x_logits, x, likelihood)
    if logvar is None:
        kl = torch.zeros_like(recon)
    elif estimator == "monte-carlo":
        kl = terms.kl_monte_carlo(z, mu, logvar)
    else:
        kl = terms.kl_divergence(mu, logvar)
    return Sample(mu, logvar, z, x_logits, recon, kl)


@dataclass
class Batch:
    """A batch of N images in a training, for an objective to be computed of.

    x_in: what the encoder sees, x: what is to be drawn, each (N, C, H, W) in [0, 1].
    beta: weight of the KL term at this step. progress: of the training, from 0 to 1.
    likelihood: "bce" or "mse". estimator: of the KL. n_images: how many are trained on.
    opponent: the network that is trained against the model, for an objective that has one; it sets
        `opponent_loss`, (), which that network minimises.
    first: the first sample that was drawn; the curves of a training show its recon and kl.
    noted: terms of the objective's own that the curves show too, (N,) each, see `note`.
    """

    model: EncoderDecoder
    x_in: Tensor
    x: Tensor
    beta: float
    progress: float
    likelihood: str
    estimator: str
    n_images: int
    generator: torch.Generator
    opponent: nn.Module | None = None
    opponent_loss: Tensor | None = field(default=None, init=False)
    noted: dict[str, Tensor] = field(default_factory=dict, init=False)
    first: Sample | None = field(default=None, init=False)

    def sample(self, x_in: Tensor | None = None) -> Sample:
        """Encode, draw a code for each image, decode. x_in: to be encoded in place of the batch's.

        Differentiable in the weights. Calls draw on from the batch's generator.
        """
        seen = self.x_in if x_in is None else x_in
        drawn = draw_sample(
            self.model, seen, self.x, self.likelihood, self.estimator, self.generator
        )
        self.first = self.first or drawn
        return drawn

    def note(self, name: str, values: Tensor) -> None:
        """Have the curves show a term, (N,), under a name that `objectives.table` lists."""
        self.noted[name] = values.detach()

    def noise(self, like: Tensor) -> Tensor:
        """Numbers from N(0, 1) in the shape of a tensor and on its device, from the generator."""
        device = self.generator.device
        return torch.empty(like.shape, device=device).normal_(generator=self.generator).to(like)
