"""The function of a named objective, and how one of one's own gets a name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from vae_core.errors import ConfigError
from vae_core.files.names import can_be_a_name, refuse_name
from vae_core.models.config import ModelConfig
from vae_core.models.objectives.batch import Batch
from vae_core.models.objectives.named.adversarial import Discriminator, adversarial
from vae_core.models.objectives.named.beta_tcvae import beta_tcvae
from vae_core.models.objectives.named.capacity import capacity
from vae_core.models.objectives.named.denoising import denoising
from vae_core.models.objectives.named.free_bits import free_bits
from vae_core.models.objectives.named.gaussian import gaussian
from vae_core.models.objectives.named.iwae import iwae
from vae_core.models.objectives.named.mmd import mmd
from vae_core.models.objectives.settings import ELBO, ObjectiveConfig
from vae_core.models.objectives.table import OBJECTIVES, ObjectiveInfo, Parameter

Function = Callable[..., Tensor]

_BUILT_IN: dict[str, Function] = {
    "adversarial": adversarial,
    "beta-tcvae": beta_tcvae,
    "capacity": capacity,
    "denoising": denoising,
    "free-bits": free_bits,
    "gaussian": gaussian,
    "iwae": iwae,
    "mmd": mmd,
}
_FUNCTIONS = dict(_BUILT_IN)
_OPPONENTS: dict[str, Callable[[ModelConfig], nn.Module]] = {"adversarial": Discriminator}


def register_objective(name: str, function: Function, *, least_images: int = 1) -> None:
    """Give an objective of one's own a name, which `TrainingConfig(objective=name)` then takes.

    function: f(batch, *, parameter=default, ...) -> (N,), what is minimised for each image, in
        nats; see `objectives.named`. Its parameters are numbers with defaults.
    least_images: how many images a batch must have for it.
    A name that was given before is given anew. Raises ConfigError where the name is one of this
    library's, or a parameter has no number for a default.
    """
    if not can_be_a_name(name):
        raise refuse_name(name, "an objective")
    if name in (*_BUILT_IN, ELBO):
        raise ConfigError(f"{name!r} is an objective of this library: choose another name.")
    _, *others = inspect.signature(function).parameters.values()
    parameters = {}
    for one in others:
        if isinstance(one.default, bool) or not isinstance(one.default, int | float):
            raise ConfigError(
                f"The parameter {one.name!r} of {name!r} needs a number for a default."
            )
        parameters[one.name] = Parameter(one.default, float, "")
    summary = (inspect.getdoc(function) or name).partition("\n")[0]
    OBJECTIVES[name] = ObjectiveInfo(
        name, summary, parameters=parameters, for_ae=True, least_images=least_images
    )
    _FUNCTIONS[name] = function


def values_of(objective: ObjectiveConfig, batch: Batch) -> Tensor:
    """What is minimised for each image of a batch, (N,).

    Raises ConfigError where the objective is not registered in this process, or gives no such
    numbers.
    """
    if objective.name not in _FUNCTIONS:
        raise ConfigError(
            f"The objective {objective.name!r} is not registered here: call "
            "vae_core.register_objective first."
        )
    values: Any = _FUNCTIONS[objective.name](batch, **dict(objective.parameters))
    n = len(batch.x)
    if not isinstance(values, torch.Tensor) or values.shape != (n,):
        given = tuple(values.shape) if isinstance(values, torch.Tensor) else type(values).__name__
        raise ConfigError(
            f"The objective {objective.name!r} must give one number for each of {n} images, "
            f"a tensor of shape ({n},), not {given}."
        )
    return values


def opponent_of(objective: ObjectiveConfig | None, model: ModelConfig) -> nn.Module | None:
    """The network that an objective trains against such a model, new; None where it has none."""
    build = _OPPONENTS.get(objective.name) if objective else None
    return build(model) if build else None
