"""Data sets and runs of images that are not 28 x 28 and grey, for tests: tiny ones, trained once.

`toys`: colour, 10 x 8, twelve classes.  `plain`: grey, 8 x 12, without labels.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from vae_core.data.dataset import Dataset
from vae_core.data.datasets import register_dataset
from vae_core.models.config import ModelConfig, RunConfig, TrainingConfig
from vae_core.models.layers import Dense, Reshape
from vae_core.runs.run import Run
from vae_core.training.train import train

SHAPES = {"toys": (3, 10, 8), "plain": (1, 8, 12)}
_IMAGES, _CLASSES = 260, 12


def register() -> None:
    """Make both data sets known to this process."""
    for name, (channels, height, width) in SHAPES.items():
        rng = np.random.default_rng(0)
        size = (_IMAGES, height, width, *([3] if channels == 3 else []))
        x, y = rng.integers(0, 60, size, dtype=np.uint8), np.arange(_IMAGES) % _CLASSES
        for image, label in zip(x, y, strict=True):
            image[:, label % width] += np.uint8(150)  # a bar, at a place of its class
        register_dataset(Dataset.from_arrays(x, y if channels == 3 else None, name=name))


def trained(root: Path) -> dict[str, Run]:
    """Of each data set a VAE, an AE and a VAE of four numbers, by id, below `root`."""
    register()
    runs = {}
    for dataset, shape in SHAPES.items():
        layers = (Dense(int(np.prod(shape)), "none"), Reshape(shape))
        model = ModelConfig("vae", (Dense(8),), (Dense(8), *layers), image_shape=shape)
        config = RunConfig(dataset, model, TrainingConfig(epochs=2, batch_size=64, lr=5e-3), "tiny")
        for name, other in {
            "vae": model,
            "ae": replace(model, kind="ae"),
            "four": replace(model, latent_dim=4),
        }.items():
            run = train(replace(config, model=other), name, root=root, film="epochs")
            runs[run.id] = run
    return runs
