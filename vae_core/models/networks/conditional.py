"""A VAE that is told the label of an image, and the plain VAE that it is once one is chosen."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from vae_core.errors import ConfigError
from vae_core.models.config import ModelConfig
from vae_core.models.networks.autoencoders import VAE, EncoderDecoder
from vae_core.models.weights.labels import Labels, check_labels, label_weights, without_labels


class ConditionalVAE(VAE):
    """x, y -> q(z|x, y) -> z; z, y -> x_logits: a VAE that is told the label y (Sohn et al. 2015).

    The label stands one-hot behind the values of x and behind those of z, and the prior is N(0, I)
    whatever the label, so that the objective bounds log p(x|y).
    label: one for all rows, or one for each of the N, (N,), as whole numbers from 0. Raises
    ConfigError where there is none, or no such label.
    """

    def __init__(self, config: ModelConfig) -> None:
        if config.n_labels is None:
            raise ConfigError("A conditional VAE needs a number of labels.")
        super().__init__(config)
        self.n_labels = config.n_labels

    def encode(  # type: ignore[override]
        self, x: Tensor | np.ndarray, label: Labels | None = None
    ) -> tuple[Tensor, Tensor]:
        """(mu, logvar) of q(z|x, y) for each image x and its label, each (N, D)."""
        return self._posterior(self.encoder(self._beside(self._images(x).flatten(1), label)))

    def codes(
        self, x: Tensor | np.ndarray, label: Labels | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """(mu, logvar) of x, each (N, D), as `encode`."""
        return self.encode(x, label)

    def decode(self, z: Tensor | np.ndarray, label: Labels | None = None) -> Tensor:
        """x_logits of each z and its label, (N, C, H, W). Their sigmoid is the image."""
        return self.decoder(self._beside(self._latents(z), label))

    def given(self, label: int | Tensor) -> EncoderDecoder:
        """The model with the labels of N images filled in. It decodes k N codes, too: k for each,
        one round of all images behind the other."""
        return _Given(self, label)

    def forward(  # type: ignore[override]
        self,
        x: Tensor | np.ndarray,
        label: Labels | None = None,
        generator: torch.Generator | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """(x_logits at one sample z ~ q(z|x, y), mu, logvar)."""
        mu, logvar = self.encode(x, label)
        return self.decode(self.reparameterize(mu, logvar, generator), label), mu, logvar

    def _beside(self, rows: Tensor, label: Labels | None) -> Tensor:
        """Rows, (N, K), with the label one-hot behind each, (N, K + n_labels)."""
        y = torch.as_tensor(check_labels(label, self.n_labels, len(rows)), device=rows.device)
        hot = F.one_hot(y.long(), self.n_labels).to(rows.dtype)
        return torch.cat([rows, hot.expand(len(rows), -1)], dim=1)


class _Given:
    """A conditional VAE with labels filled in, as `EncoderDecoder`."""

    def __init__(self, model: ConditionalVAE, label: int | Tensor) -> None:
        self._model, self._label = model, label

    def codes(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        return self._model.codes(x, self._label)

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return self._model.encode(x, self._label)

    def decode(self, z: Tensor) -> Tensor:
        label = self._label
        if isinstance(label, Tensor) and label.ndim and len(label) and len(z) > len(label):
            label = label.repeat(len(z) // len(label))
        return self._model.decode(z, label)


def at_label(model: ConditionalVAE, label: int) -> VAE:
    """The VAE without labels that computes what `model` computes when it is told `label`.

    Raises ConfigError where there is no such label.
    """
    weights = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    plain = VAE(without_labels(model.config))
    state = label_weights(weights, model.config, label)
    plain.load_state_dict({name: torch.from_numpy(w) for name, w in state.items()})
    plain.requires_grad_(next(model.parameters()).requires_grad)
    return plain.train(model.training)
