"""Devices by name, and sentences for those that cannot be used."""

import subprocess
import sys

import pytest
import torch

from vae_core.errors import ConfigError
from vae_core.models.networks.device import pick_device

_TINY_TIMES_ONE = """
import math
import torch
from vae_core.models.networks.device import denormals_flushed
def left():
    n = 1_000_000  # enough for both threads
    return int((torch.full((n,), 1e-39) * torch.ones(n)).count_nonzero())
torch.set_num_threads(2)
with denormals_flushed():
    print(left())
    with denormals_flushed():
        pass
    print(left())
print(math.ulp(0.0) > 0)
"""


@pytest.mark.parametrize("name", ["tpu", "", "cuda:x", "cpu:-1"])
def test_an_unknown_device_raises(name):
    with pytest.raises(ConfigError) as error:
        pick_device(name)
    assert str(error.value) == (
        f"There is no device {name!r}; use auto, cpu, cuda, mps or another that torch knows, with "
        "a number for one of several, like cuda:1."
    )


@pytest.mark.parametrize("name", ["cuda", "cuda:1", "mps", "meta", "xpu"])
def test_a_device_that_is_not_here_raises(monkeypatch, name):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with pytest.raises(ConfigError) as error:
        pick_device(name)
    assert str(error.value) == f"The device {name!r} is not available on this machine; try 'cpu'."
    assert pick_device("auto").type == "cpu"


def test_any_name_of_torch_is_accepted():
    assert pick_device("cpu") == torch.device("cpu")
    assert pick_device("cpu:0") == torch.device("cpu", 0)


def test_auto_prefers_an_accelerator(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert pick_device("auto").type == "cuda"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert pick_device("auto").type == "mps"


def test_numbers_too_small_to_be_normal_are_0_in_every_thread_within_the_block():
    """In a process of its own: it is a state of the processor."""
    code = [sys.executable, "-c", _TINY_TIMES_ONE]
    printed = subprocess.run(code, capture_output=True, encoding="utf-8", check=True, timeout=120)
    assert printed.stdout.split() == ["0", "0", "True"]
