"""Estimates before a training: the size of its model and the time it takes on this machine."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import torch

from vae_core.data.datasets import Dataset, Split, split_sizes
from vae_core.data.image_shape import ImageShape, array_shape
from vae_core.models.config import ModelConfig, RunConfig
from vae_core.models.layers import Layer, Residual, Shape, shapes
from vae_core.models.networks.autoencoders import Autoencoder, build_model
from vae_core.models.networks.device import denormals_flushed
from vae_core.training.estimate_process import Pace
from vae_core.training.loop.step.losses import mean_losses
from vae_core.training.loop.trainer import Trainer

_WARM_STEPS, _LEAST_STEPS, _SECONDS = 2, 5, 0.3
_STAND_INS, _MEASURED = 4, 500
# Bytes of activations in a measured step: a larger batch is measured with fewer images.
_MOST_BYTES = 128_000_000
_FLOAT = 4
# Kept of each number that a layer gives: before its activation, after it, and its gradient.
_KEPT = 3


def parameters(model: ModelConfig) -> int:
    """Number of trainable parameters. No memory is taken for them."""
    return sum(p.numel() for p in _unbuilt(model).parameters() if p.requires_grad)


def blank_weights(model: ModelConfig) -> dict[str, np.ndarray]:
    """Zeros by the names and in the shapes of `Run.weights`, for counting. They take no memory."""
    zero = np.float16(0)
    return {
        name: np.broadcast_to(zero, tuple(p.shape))
        for name, p in _unbuilt(model).named_parameters()
    }


def activation_bytes(model: ModelConfig) -> int:
    """Bytes that one image takes in a training step, about: what the layers of encoder and decoder
    give, before and after their activations, with gradients. No memory is taken for it."""
    given = _values(model.encoder, model.encoder_input)
    given += _values(model.decoder, model.decoder_input)
    return _KEPT * _FLOAT * given


def _values(layers: tuple[Layer, ...], start: Shape) -> int:
    """Numbers that layers give for one image, those in residual blocks, too."""
    given = shapes(layers, start)
    inside = sum(
        _values(layer.layers, shape)
        for layer, shape in zip(layers, given, strict=True)
        if isinstance(layer, Residual)
    )
    return sum(map(math.prod, given)) + inside


@denormals_flushed()
def pace(config: RunConfig, device: str = "auto") -> Pace:
    """Speed at which this machine trains a configuration now, from real steps on random images.

    Takes about 0.4 s; more where five steps do. The dataset need not be here. The quicker steps
    count: the others were slowed down by something else that the machine did for a moment, like
    serving a page. A batch whose activations take more than 128 MB is measured with fewer images,
    and its time scaled up. Films, states on disk and live views add about 5 %; the evaluation
    afterwards comes on top.
    """
    wanted = config.training.batch_size
    fitting = max(1, _MOST_BYTES // activation_bytes(config.model))
    measured = min(wanted, fitting)
    config = replace(config, training=replace(config.training, batch_size=measured))
    training = config.training
    sizes = split_sizes(config.dataset)
    last = training.keep == "last"
    n, validated = (sizes.train + sizes.val, sizes.test) if last else (sizes.train, sizes.val)
    here = min(n, _STAND_INS * training.batch_size)
    shape = config.model.image_shape
    split = _stand_in(here, shape)
    empty = Split(split.images[:0], split.labels[:0])
    stand_in = SimpleNamespace(train=split, val=empty if last else split, test=split)
    # No epoch may end: that would measure all of a split that is not there.
    config = replace(config, training=replace(training, epochs=100_000))
    trainer = Trainer(config, cast(Dataset, stand_in), device)
    step = _usual_step(trainer)
    if training.guided:
        trainer.replace_guide()
        step = training.guided * step + (1 - training.guided) * _usual_step(trainer)
    x = _stand_in(min(_MEASURED, fitting), shape).x()
    validations = [
        _seconds(lambda: mean_losses(trainer.kept, x, training, training.seed)) for _ in range(2)
    ]
    # A moving average is measured beside the weights themselves.
    validation = (2 if training.ema else 1) * min(validations) * validated / len(x)
    return Pace(step * wanted / measured, validation, math.ceil(n / wanted))


def _usual_step(trainer: Trainer) -> float:
    """Seconds of a step, from some that are done."""
    for _ in range(_WARM_STEPS):
        _step(trainer)
    steps: list[float] = []
    while len(steps) < _LEAST_STEPS or sum(steps) < _SECONDS:
        steps.append(_seconds(lambda: _step(trainer)))
    return sorted(steps)[len(steps) // 4]


def _seconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def _unbuilt(model: ModelConfig) -> Autoencoder:
    with torch.device("meta"):
        return build_model(model)


def _step(trainer: Trainer) -> None:
    loss = trainer.train_batch()
    loss.item()  # An accelerator is waited for


def _stand_in(n: int, shape: ImageShape) -> Split:
    """Images with about as much ink as digits have."""
    ink = np.random.default_rng(0).random((n, *array_shape(shape))) < 0.13
    return Split(ink.astype(np.uint8) * 255, np.zeros(n, np.uint8))
