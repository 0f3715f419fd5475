"""Labels that a model is told: which there are, and what a model becomes once one is chosen.

A conditional VAE has the label y, one-hot, behind the values of x and behind those of z (Sohn et
al. 2015). Its first dense layers compute W [v, onehot(y)] + b = W_v v + (b + W_y[:, y]): at one
label it is an ordinary VAE with other first biases. No torch here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from vae_core.errors import ConfigError
from vae_core.models.config import ModelConfig

# The first dense layers, by name: where the label stands behind the values.
ENCODER_FIRST, DECODER_FIRST = "encoder.0", "decoder.0"
# One label, or one for each row: a whole number, an array or a tensor.
Labels = Any


def check_labels(label: Labels | None, n_labels: int, rows: int) -> Labels:
    """`label` itself: one, or one for each of `rows` rows, (rows,). Raises ConfigError unless each
    is a whole number from 0 to n_labels - 1."""
    if label is None:
        raise ConfigError(
            f"This model is conditional: say which label, a whole number from 0 to {n_labels - 1}."
        )
    values = np.asarray(label.detach().cpu() if hasattr(label, "detach") else label)
    if values.dtype.kind not in "iu":
        raise ConfigError(f"A label is a whole number from 0 to {n_labels - 1}, not {label!r}.")
    if values.shape not in ((), (1,), (rows,)):
        raise ConfigError(
            f"There must be one label, or one for each of {rows} rows, not an array of shape "
            f"{values.shape}."
        )
    if values.size and not 0 <= values.min() <= values.max() < n_labels:
        wrong = values.min() if values.min() < 0 else values.max()
        raise ConfigError(f"A label is a whole number from 0 to {n_labels - 1}, not {wrong}.")
    return values if values.ndim else values.reshape(1)


def without_labels(config: ModelConfig) -> ModelConfig:
    """The configuration of a conditional model once a label is chosen: one that is told none."""
    return replace(config, n_labels=None)


def label_weights(
    weights: Mapping[str, np.ndarray], config: ModelConfig, label: int
) -> dict[str, np.ndarray]:
    """The weights, by name, of the VAE that a conditional model is at one label.

    Their first biases are float32, the others stay as they are. Raises ConfigError where there is
    no such label.
    """
    assert config.n_labels is not None
    check_labels(label, config.n_labels, 1)
    chosen = {}
    for name, tensor in weights.items():
        part, number, kind = name.split(".", 2)
        if part == "encoder":
            # The image is flattened by a layer of its own, where no label stands behind it.
            number = str(int(number) + 1)
        chosen[f"{part}.{number}.{kind}"] = tensor
    for first, whole in (("encoder.1", ENCODER_FIRST), ("decoder.0", DECODER_FIRST)):
        chosen[f"{first}.weight"] = value_columns(weights, whole, config.n_labels)
        chosen[f"{first}.bias"] = label_biases(weights, whole, config.n_labels)[label]
    return chosen


def value_columns(weights: Mapping[str, np.ndarray], layer: str, n_labels: int) -> np.ndarray:
    """W_v: the columns of a first layer's weight that stand before those of the labels."""
    return np.ascontiguousarray(weights[f"{layer}.weight"][:, :-n_labels])


def label_biases(weights: Mapping[str, np.ndarray], layer: str, n_labels: int) -> np.ndarray:
    """b + W_y[:, y] of a first layer for each label y, float32, (n_labels, units)."""
    columns = weights[f"{layer}.weight"][:, -n_labels:].T
    return columns.astype(np.float32) + weights[f"{layer}.bias"].astype(np.float32)
