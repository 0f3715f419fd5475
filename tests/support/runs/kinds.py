"""The kinds of runs that exports are tried with, see `of_kind` of tests/conftest.py."""

from dataclasses import replace

import pytest
import torch

from vae_core.models.config import ModelConfig
from vae_core.models.layers import (
    Activate,
    Affine,
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Dropout,
    LayerNorm,
    MaxPool,
    Reshape,
    Residual,
    Softmax,
)
from vae_core.models.networks.autoencoders import build_model
from vae_core.models.weights.tensors import STATISTICS
from vae_core.runs.store import save_run
from vae_core.training.measure import round_to_float16

KINDS = ["vae", "conv-ae", "normalised", "log-sigma, cut", "every-beta", "recogniser"]
each_kind = pytest.mark.parametrize("kind", KINDS)

CONV = ModelConfig(
    "ae",
    (
        *(Affine(2.0, -1.0), Conv(4, stride=2, extra_padding=1), MaxPool()),
        *(Reshape((28, 7)), Dense(6)),
    ),
    (
        Dense(98, "tanh", spread=2.0),
        Reshape((2, 7, 7)),
        ConvTranspose(4, 4, stride=2, padding=1, activation="silu"),
        ConvTranspose(1, 3, stride=2, activation="none", extra_padding=1),
        Affine(2.0),
    ),
    latent_dim=3,
    init="glorot",
)

# Normalised in every way, with blocks that are added to their input.
NORMALISED = ModelConfig(
    "vae",
    (
        *(Conv(4, 4, stride=4, activation="none"), BatchNorm(eps=1e-3), Activate("relu")),
        Residual((LayerNorm(), Conv(4, padding=1, activation="gelu"), Residual((BatchNorm(),)))),
        *(Dense(12, "none"), BatchNorm(), Activate("gelu"), Dropout(0.2), Softmax()),
    ),
    (
        Dense(49, "gelu"),
        Residual((LayerNorm(), Dense(20, "gelu"), Dense(49, "none"))),
        *(Dropout(), Dense(784, "none"), Reshape((1, 28, 28))),
    ),
)


def untrained(run_id, config, like, root):
    """A run with random weights, and codes that fit their number."""
    torch.manual_seed(1)
    model = build_model(config.model)
    codes, metrics = like.latents, like.metrics
    if config.model.kind == "ae":
        mu = torch.randn(len(codes.label), config.model.latent_dim).numpy()
        codes = replace(codes, mu=mu, logvar=None)
        measured = {k: v for k, v in metrics["evaluation"].items() if "kl" not in k}
        metrics = metrics | {"evaluation": measured | {"neg_elbo": None, "kl": None}}
    for name, tensor in model.state_dict().items():
        if name.endswith(STATISTICS):  # as if something had been measured
            tensor.copy_(torch.rand(tensor.shape) + 0.1)
    model.eval()
    return save_run(run_id, config, round_to_float16(model), metrics, codes, root)
