"""Which objective a training minimises, with its parameters: as settings, without torch.

The functions are in `objectives.named`; what is here is read wherever a configuration is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from vae_core.errors import ConfigError
from vae_core.files.names import can_be_a_name, refuse_name
from vae_core.models.objectives.table import OBJECTIVES, Term

ELBO = "elbo"  # The name of recon + beta * KL, where no name at all would leave things as they are


@dataclass(frozen=True)
class ObjectiveConfig:
    """The name of an objective and its parameters, each a number.

    A parameter that is left out has its default. A name that is not in `OBJECTIVES` belongs to an
    objective that another process registered: its run can be read, but not trained here.
    Raises ConfigError on an unknown parameter and on one out of its range.
    """

    name: str
    parameters: tuple[tuple[str, float], ...] = field(default=())

    def __post_init__(self) -> None:
        if self.name == ELBO:
            raise ConfigError("The ELBO has no parameters of its own: beta is its weight.")
        if not can_be_a_name(self.name):
            raise refuse_name(self.name, "an objective")
        given = dict(self.parameters)
        if self.name in OBJECTIVES:
            given = OBJECTIVES[self.name].checked(self.name, given)
        object.__setattr__(self, "parameters", tuple(sorted(given.items())))

    def to_dict(self) -> dict[str, Any]:
        """{"name": ..., and each parameter}, ready for JSON."""
        return {"name": self.name, **dict(self.parameters)}

    def changed(self) -> dict[str, float]:
        """The parameters that differ from their defaults."""
        usual = dict(ObjectiveConfig(self.name).parameters)
        return {key: value for key, value in self.parameters if value != usual.get(key)}


# A name, which may be "elbo", or one with parameters.
Objective: TypeAlias = str | Mapping[str, Any] | ObjectiveConfig


def objective_config(value: Any) -> ObjectiveConfig | None:
    """The objective that a setting names: its name alone, its plain values, or None for the ELBO.

    "elbo" is a name of the ELBO, too. Raises ConfigError where it is none of these.
    """
    if value is None or isinstance(value, ObjectiveConfig):
        return value
    if value in (ELBO, {"name": ELBO}):
        return None
    if isinstance(value, str):
        return ObjectiveConfig(value)
    if not isinstance(value, Mapping) or not isinstance(value.get("name"), str):
        raise ConfigError(
            f"objective must be a name or an object with a name, not {value!r:.80}; there are "
            f"{', '.join(OBJECTIVES)}."
        )
    parameters = {str(key): number for key, number in value.items() if key != "name"}
    if bad := [k for k, n in parameters.items() if isinstance(n, bool) or not _is_number(n)]:
        raise ConfigError(f"objective.{bad[0]} must be a number, not {parameters[bad[0]]!r:.80}.")
    return ObjectiveConfig(value["name"], tuple(parameters.items()))


def changes_of_objective(usual: Objective, chosen: Objective | None) -> dict[str, Any]:
    """What to name of an objective chosen in place of a preset's usual one: {"objective": its name}
    where it is another, and the parameters that differ. Nothing where None is chosen."""
    if chosen is None:
        return {}
    before, after = objective_config(usual), objective_config(chosen)
    if after is None:
        return {"objective": ELBO} if before else {}
    if before and before.name == after.name:
        kept = dict(before.parameters)
        return {key: value for key, value in after.parameters if value != kept.get(key)}
    return {"objective": after.name, **after.changed()}


def terms_of(objective: ObjectiveConfig | None) -> Mapping[str, Term]:
    """The terms that an objective has noted beside reconstruction and KL, by name."""
    info = OBJECTIVES.get(objective.name) if objective else None
    return info.terms if info else {}


def check_batch_sizes(objective: ObjectiveConfig, n_images: int, batch_size: int) -> None:
    """Raise ConfigError where a batch of a training would be too small for its objective."""
    info = OBJECTIVES.get(objective.name)
    least = info.least_images if info else 1
    smallest = min(batch_size, n_images % batch_size or batch_size, n_images)
    if smallest < least:
        batches = math.ceil(n_images / batch_size)
        raise ConfigError(
            f"The objective {objective.name!r} needs at least {least} images in a batch; of "
            f"{n_images:,} images in {batches:,} batches of {batch_size:,} one has {smallest}. "
            "Choose another batch size."
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)
