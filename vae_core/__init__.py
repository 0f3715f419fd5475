"""Train, keep and measure autoencoders and variational autoencoders of 28x28 images.

    import vae_core as vc

    run = vc.train(vc.make_config("vae-2d", "uci-digits"))
    model = run.model()
    mu, logvar = model.encode(vc.load_dataset("uci-digits").test.x())
    pictures = model.decode(mu).sigmoid()
    print(run.metrics["evaluation"]["neg_elbo"])

Names that need torch are imported when they are first used, so that reading runs stays quick.
"""

from importlib import import_module
from typing import Any

from vae_core.comparison import compare
from vae_core.config import ModelConfig, RunConfig, TrainingConfig
from vae_core.data import DATASETS, load_dataset
from vae_core.errors import (
    ConfigError,
    DataError,
    ImageError,
    RunError,
    TrainingError,
    VaeCoreError,
)
from vae_core.images import prepare_image
from vae_core.presets import PRESETS, make_config
from vae_core.quality import sample_quality
from vae_core.runs import Run, list_runs, load_run
from vae_core.systems import SYSTEMS

_NEED_TORCH = {
    "train": "vae_core.train_or_reuse",
    "fit": "vae_core.training",
    "reproduce": "vae_core.reproduction",
    "evaluate": "vae_core.evaluation",
    "Autoencoder": "vae_core.models",
    "VAE": "vae_core.models",
}

__all__ = [
    "DATASETS",
    "PRESETS",
    "SYSTEMS",
    "VAE",
    "Autoencoder",
    "ConfigError",
    "DataError",
    "ImageError",
    "ModelConfig",
    "Run",
    "RunConfig",
    "RunError",
    "TrainingConfig",
    "TrainingError",
    "VaeCoreError",
    "compare",
    "evaluate",
    "fit",
    "list_runs",
    "load_dataset",
    "load_run",
    "make_config",
    "prepare_image",
    "reproduce",
    "sample_quality",
    "train",
]


def __getattr__(name: str) -> Any:
    if name in _NEED_TORCH:
        return getattr(import_module(_NEED_TORCH[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
