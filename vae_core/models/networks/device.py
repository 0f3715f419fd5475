"""Devices by torch's names for them."""

from __future__ import annotations

import torch

from vae_core.errors import ConfigError


def pick_device(name: str) -> torch.device:
    """Device for a torch device string such as "cpu", "cuda" or "cuda:1".

    "auto" is CUDA or MPS where there is one, else the CPU. Raises ConfigError on one that this
    machine cannot use.
    """
    has_cuda, has_mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    if name == "auto":
        return torch.device("cuda" if has_cuda else "mps" if has_mps else "cpu")
    try:
        device = torch.device(name)
    except (RuntimeError, TypeError) as error:
        raise ConfigError(
            f"There is no device {name!r}; use auto, cpu, cuda, mps or another that torch knows, "
            "with a number for one of several, like cuda:1."
        ) from error
    absent = {"cuda": not has_cuda, "mps": not has_mps, "meta": True}
    if absent.get(device.type, False) or not _holds_values(device):
        raise ConfigError(f"The device {name!r} is not available on this machine; try 'cpu'.")
    return device


def _holds_values(device: torch.device) -> bool:
    """True where a number can be put on the device and read back."""
    try:
        torch.zeros(1, device=device).item()
    except (RuntimeError, AssertionError, NotImplementedError, ImportError, AttributeError):
        return False
    return True
