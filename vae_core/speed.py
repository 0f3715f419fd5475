"""How large a model is and how long its training takes here, before it is trained."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from types import SimpleNamespace

import numpy as np
import torch

from vae_core.config import ModelConfig, RunConfig
from vae_core.data import Split, split_sizes
from vae_core.fitting import Fitting
from vae_core.losses import mean_losses
from vae_core.models import build_model

_WARM_STEPS, _LEAST_STEPS, _SECONDS = 2, 3, 0.3
_STAND_INS, _MEASURED = 4, 500


@dataclass(frozen=True)
class Pace:
    """Seconds of one step, and of the look at other images that ends an epoch."""

    step: float
    look: float
    steps_per_epoch: int

    @property
    def epoch(self) -> float:
        """Seconds of an epoch."""
        return self.steps_per_epoch * self.step + self.look


def parameters(model: ModelConfig) -> int:
    """Trainable numbers in encoder and decoder. Nothing is allocated for them."""
    with torch.device("meta"):
        return sum(p.numel() for p in build_model(model).parameters() if p.requires_grad)


def pace(config: RunConfig, device: str = "auto") -> Pace:
    """How fast this machine trains a configuration now, from real steps on made-up images.

    Takes about 0.4 s; more where three steps do. The dataset need not be here. What else the
    machine is doing counts in: a training beside it makes this one slower, too. Films, states on
    disk and live views add about 5 %; the measuring afterwards comes on top.
    """
    training = config.training
    sizes = split_sizes(config.dataset)
    last = training.keep == "last"
    n, watched = (sizes.train + sizes.val, sizes.test) if last else (sizes.train, sizes.val)
    here = min(n, _STAND_INS * training.batch_size)
    split = _stand_in(here)
    empty = Split(split.images[:0], split.labels[:0])
    images = SimpleNamespace(train=split, val=empty if last else split, test=split)
    # No epoch may end: that would measure all of a split that is not there.
    config = replace(config, training=replace(training, epochs=100_000))
    fitting = Fitting(config, images, device)
    for _ in range(_WARM_STEPS):
        _step(fitting)
    began, steps = time.perf_counter(), 0
    while steps < _LEAST_STEPS or time.perf_counter() - began < _SECONDS:
        _step(fitting)
        steps += 1
    step = (time.perf_counter() - began) / steps
    x = _stand_in(_MEASURED).x()
    began = time.perf_counter()
    mean_losses(fitting.kept, x, training, training.seed)
    look = (time.perf_counter() - began) * watched / len(x)
    return Pace(step, look, math.ceil(n / training.batch_size))


def _step(fitting: Fitting) -> None:
    loss = fitting.learn()
    loss.item()  # An accelerator is waited for


def _stand_in(n: int) -> Split:
    """Images with about as much ink as digits have."""
    ink = np.random.default_rng(0).random((n, 28, 28)) < 0.13
    return Split(ink.astype(np.uint8) * 255, np.zeros(n, np.uint8))
