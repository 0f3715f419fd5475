"""Devices by torch's names for them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import torch

from vae_core.errors import ConfigError

_LOCK = Lock()
_alone = {"inside": 0, "before": 1}  # blocks of `one_thread` that are running, threads before them


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


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch use one thread, in this process, until the last such block has ended.

    For small batches: on a busy machine two threads wait for each other at every layer, and take
    five times as long.
    """
    with _LOCK:
        if not _alone["inside"]:
            _alone["before"] = torch.get_num_threads()
            torch.set_num_threads(1)
        _alone["inside"] += 1
    try:
        yield
    finally:
        with _LOCK:
            _alone["inside"] -= 1
            if not _alone["inside"]:
                torch.set_num_threads(_alone["before"])


@contextmanager
def denormals_flushed() -> Iterator[None]:
    """Take numbers below 1e-38 for 0 within the block, as a training may: Python's own, too.

    The moments of a weight whose gradient has become 0, as of a pixel that is hardly ever lit,
    shrink until they are that small, and stay there; a processor takes many times as long for
    them. After four epochs of MNIST a step of AdamW took four times as long as at first; its
    result is the same to the last bit. Torch's threads begin with the first large product, and do
    as the process does then: a process that trains enters the block before it loads images.
    """
    were_flushed = not math.ulp(0.0) > 0.0
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(were_flushed)


def _holds_values(device: torch.device) -> bool:
    """True where a number can be put on the device and read back."""
    try:
        torch.zeros(1, device=device).item()
    except (RuntimeError, AssertionError, NotImplementedError, ImportError, AttributeError):
        return False
    return True
