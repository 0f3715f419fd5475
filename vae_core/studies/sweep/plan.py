"""What a sweep is made of: many models alike but for one setting, and the sweeps there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from vae_core.errors import ConfigError
from vae_core.models.config import RunConfig
from vae_core.models.presets import PRESETS, default_name, make_config
from vae_core.runs.run import Run

BETAS = (0.0, 0.01, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
_BETAS_OF_FACTORS = (1.0, 4.0, 8.0, 16.0)
# What joblib can run a sweep on: processes of this machine, or the workers of a Dask cluster.
BACKENDS = ("loky", "dask")
# The seed whose weights are kept.
KEPT_SEED = 0


@dataclass(frozen=True)
class SweepPlan:
    """A preset at each beta and seed, and other models to compare them with.

    beside: (preset, overrides) of each of those other models.
    betas: the weights of the KL term, where they are not those of `BETAS`.
    """

    name: str
    title: str
    dataset: str
    preset: str
    seeds: int
    beside: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    betas: tuple[float, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all its members."""
        return frozenset(self.members())

    def members(
        self, betas: Sequence[float] | None = None, seeds: int | None = None
    ) -> dict[str, RunConfig]:
        """The configuration of each member by its name.

        With `betas` there are only members of those betas, and none of `beside`.

        Raises ConfigError where a beta or the number of seeds is out of range.
        """
        if seeds is not None and not 1 <= seeds <= 100:
            raise ConfigError(f"The number of seeds must be from 1 to 100, not {seeds}.")
        wanted: list[tuple[str, Mapping[str, Any]]] = [
            (self.preset, {"beta": float(beta), "seed": seed})
            for seed in range(seeds or self.seeds)
            for beta in ((self.betas or BETAS) if betas is None else betas)
        ]
        if betas is None:
            wanted += self.beside
        # The configuration first: it refuses values that could not be part of a name either.
        configs = [make_config(preset, self.dataset, **overrides) for preset, overrides in wanted]
        names = [default_name(preset, self.dataset, **overrides) for preset, overrides in wanted]
        return dict(zip(names, configs, strict=True))


SWEEPS: dict[str, SweepPlan] = {
    plan.name: plan
    for plan in (
        SweepPlan(
            "mnist-2d",
            "2-D latent, MNIST",
            "mnist",
            "ladder-2d",
            seeds=3,
            beside=(
                ("ladder-2d-ae", {}),
                ("ladder-2d-kl-only", {}),
                ("ladder-2d", {"beta_schedule": "warm-up"}),
                ("ladder-2d", {"beta_schedule": "cyclical"}),
            ),
        ),
        SweepPlan("mnist-20d", "20-D latent, MNIST", "mnist", "vae-dense-20", seeds=1),
        SweepPlan(
            "shapes-beta-vae",
            "β-VAE, shapes",
            "shapes",
            "beta-vae-10d",
            seeds=2,
            betas=_BETAS_OF_FACTORS,
        ),
        SweepPlan(
            "shapes-beta-tcvae",
            "β-TCVAE, shapes",
            "shapes",
            "beta-tcvae-10d",
            seeds=2,
            betas=_BETAS_OF_FACTORS,
        ),
    )
}


def get_sweep(name: str) -> SweepPlan:
    """The plan of a sweep by its name. Raises ConfigError where there is no such sweep."""
    if name not in SWEEPS:
        raise ConfigError(f"There is no sweep {name!r}; there are {', '.join(SWEEPS)}.")
    return SWEEPS[name]


def is_ladder_step(config: RunConfig, plan: SweepPlan) -> bool:
    """True for a member of the ladder: the sweep's preset at a constant beta."""
    return config.preset == plan.preset and config.training.beta_schedule == "constant"


def is_unlisted(run: Run) -> bool:
    """True for a run that lists of models to choose from leave out: members of a sweep, and models
    of a preset that is made for one lesson."""
    preset = PRESETS.get(run.config.preset)
    if preset is None or not preset.listed:
        return preset is not None
    swept = (plan for plan in SWEEPS.values() if plan.dataset == run.dataset)
    return run.name != preset.name and any(run.name in plan.names for plan in swept)
