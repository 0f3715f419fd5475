"""The state of a training between two steps, as tensors and plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import Tensor


@dataclass(frozen=True)
class State:
    """Everything that the rest of a training depends on. tensors: on the CPU. values: for JSON."""

    tensors: dict[str, Tensor]
    values: dict[str, Any]


def with_prefix(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors as "<prefix>.<name>"."""
    return {f"{prefix}.{name}": tensor for name, tensor in tensors.items()}


def without_prefix(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors whose name begins with "<prefix>.", under the rest of it."""
    start = f"{prefix}."
    return {name[len(start) :]: t for name, t in tensors.items() if name.startswith(start)}


def cloned(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Copies of the tensors, without gradients."""
    return {name: tensor.detach().clone() for name, tensor in tensors.items()}
