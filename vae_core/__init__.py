"""Train, keep and measure autoencoders and variational autoencoders of small images.

    import vae_core as vc

    run = vc.train(vc.make_config("vae-2d", "uci-digits"))
    model = run.model()
    mu, logvar = model.encode(vc.load_dataset("uci-digits").test.x())
    images = model.decode(mu).sigmoid().numpy()
    print(run.metrics["evaluation"]["neg_elbo"])

Names that need torch are imported when they are first used, so that reading runs stays quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from vae_core.data.datasets import DATASETS, Dataset, load_dataset, register_dataset
from vae_core.errors import (
    ConfigError,
    DataError,
    ImageError,
    RunError,
    TrainingError,
    VaeCoreError,
)
from vae_core.evaluation.factors.disentanglement import disentanglement
from vae_core.evaluation.samples.quality import sample_quality
from vae_core.images.prepare import prepare_image
from vae_core.models.config import ModelConfig, RunConfig, TrainingConfig
from vae_core.models.layers import (
    Activate,
    Affine,
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Dropout,
    Layer,
    LayerNorm,
    MaxPool,
    Reshape,
    Residual,
    Softmax,
)
from vae_core.models.objectives.settings import ObjectiveConfig
from vae_core.models.presets import PRESETS, make_config
from vae_core.models.published import SYSTEMS
from vae_core.runs.load import list_runs, load_run
from vae_core.runs.run import Run
from vae_core.studies.comparison import compare
from vae_core.version import __version__

__all__ = [
    "DATASETS",
    "PRESETS",
    "SYSTEMS",
    "VAE",
    "Activate",
    "Affine",
    "AnyBetaVAE",
    "Autoencoder",
    "BatchNorm",
    "ConditionalVAE",
    "ConfigError",
    "Conv",
    "ConvTranspose",
    "DataError",
    "Dataset",
    "Dense",
    "Dropout",
    "Flow",
    "ImageError",
    "Layer",
    "LayerNorm",
    "MaxPool",
    "ModelConfig",
    "ObjectiveConfig",
    "Reshape",
    "Residual",
    "Run",
    "RunConfig",
    "RunError",
    "Softmax",
    "TrainingConfig",
    "TrainingError",
    "VaeCoreError",
    "__version__",
    "build_model",
    "compare",
    "disentanglement",
    "evaluate",
    "exact_posterior",
    "fit",
    "fit_flow",
    "fold",
    "list_runs",
    "load_dataset",
    "load_run",
    "make_config",
    "prepare_image",
    "register",
    "register_dataset",
    "register_objective",
    "reproduce",
    "sample_quality",
    "train",
]

if TYPE_CHECKING:
    from vae_core.evaluation.metrics import evaluate
    from vae_core.evaluation.plane.posterior import exact_posterior
    from vae_core.models.flow.fit import fit_flow
    from vae_core.models.flow.flow import Flow
    from vae_core.models.networks.autoencoders import (
        VAE,
        AnyBetaVAE,
        Autoencoder,
        build_model,
        fold,
    )
    from vae_core.models.networks.conditional import ConditionalVAE
    from vae_core.models.objectives.registry import register_objective
    from vae_core.models.own.register import register
    from vae_core.studies.reproduction import reproduce
    from vae_core.training.fit import fit
    from vae_core.training.train import train
else:
    # The same names, each imported when it is first used.
    _NEED_TORCH = {
        "AnyBetaVAE": "vae_core.models.networks.autoencoders",
        "Autoencoder": "vae_core.models.networks.autoencoders",
        "ConditionalVAE": "vae_core.models.networks.conditional",
        "Flow": "vae_core.models.flow.flow",
        "VAE": "vae_core.models.networks.autoencoders",
        "build_model": "vae_core.models.networks.autoencoders",
        "evaluate": "vae_core.evaluation.metrics",
        "exact_posterior": "vae_core.evaluation.plane.posterior",
        "fit": "vae_core.training.fit",
        "fit_flow": "vae_core.models.flow.fit",
        "fold": "vae_core.models.networks.autoencoders",
        "register": "vae_core.models.own.register",
        "register_objective": "vae_core.models.objectives.registry",
        "reproduce": "vae_core.studies.reproduction",
        "train": "vae_core.training.train",
    }

    def __getattr__(name):
        if name in _NEED_TORCH:
            return getattr(import_module(_NEED_TORCH[name]), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
