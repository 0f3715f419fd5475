"""The configurations of a model and of its training: everything that identifies a run.

A configuration turns into JSON with `to_dict` and back with `from_dict`; unknown keys, unknown
values and numbers out of range raise `ConfigError` with a sentence that names the field.
"""

from vae_core.models.config.model import MAX_LABELS, MAX_LATENT_DIM, Head, Init, Kind, ModelConfig
from vae_core.models.config.run import RunConfig
from vae_core.models.config.training import (
    MAX_BETA,
    BetaSchedule,
    Binarize,
    Estimator,
    Keep,
    Likelihood,
    LrSchedule,
    TrainingConfig,
)

__all__ = [
    "MAX_BETA",
    "MAX_LABELS",
    "MAX_LATENT_DIM",
    "BetaSchedule",
    "Binarize",
    "Estimator",
    "Head",
    "Init",
    "Keep",
    "Kind",
    "Likelihood",
    "LrSchedule",
    "ModelConfig",
    "RunConfig",
    "TrainingConfig",
]
