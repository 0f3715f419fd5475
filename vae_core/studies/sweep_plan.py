"""Sweeps: many models alike but for one setting, and what is kept of each. Reading needs no torch.

    checkpoints/sweeps/
        bounds.json               what the data alone decide (see bounds.py), by dataset
        <sweep>/<member>.json     one member: config, history, figures (see rates.py), rotation

A member of seed 0 is an ordinary run too, `checkpoints/<dataset>/<member>/`; of the others only
the figures are kept. `ablation.py` makes all of it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import numpy as np

from vae_core.errors import ConfigError, RunError
from vae_core.evaluation.bounds import DistortionBounds
from vae_core.models.config import RunConfig
from vae_core.models.presets import PRESETS, default_name, make_config
from vae_core.runs.layout import existing_path, read_roots, write_root
from vae_core.runs.store import Run

FORMAT = 1
FOLDER, BOUNDS = "sweeps", "bounds.json"
BETAS = (0.0, 0.01, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
# What joblib can run one on: processes of this machine, or the workers of a Dask cluster.
BACKENDS = ("loky", "dask")
# The seed whose weights are kept.
KEPT_SEED = 0
# Figures every member has. An AE has no more; a recogniser's are there where there was one.
_FIGURES = ("n", "recon", "objective", "active_units", "knn_accuracy", "pixel_mse")
_VAE_FIGURES = ("beta", "kl", "neg_elbo", "mean_sigma")
HISTORY = ("epoch", "beta", "recon", "kl", "val_recon", "val_kl")


@dataclass(frozen=True)
class SweepPlan:
    """What a sweep is made of: a preset at each beta and seed, and others to stand beside it.

    beside: (preset, overrides) of each of those.
    """

    name: str
    title: str
    dataset: str
    preset: str
    seeds: int
    beside: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """Of all its members."""
        return frozenset(self.members())

    def members(
        self, betas: Sequence[float] | None = None, seeds: int | None = None
    ) -> dict[str, RunConfig]:
        """The configuration of each member by its name; `betas` asks for those and nothing beside.

        Raises ConfigError where a beta or the number of seeds is out of range.
        """
        if seeds is not None and not 1 <= seeds <= 100:
            raise ConfigError(f"The number of seeds must be from 1 to 100, not {seeds}.")
        wanted = [
            (self.preset, {"beta": float(beta), "seed": seed})
            for seed in range(seeds or self.seeds)
            for beta in (BETAS if betas is None else betas)
        ]
        if betas is None:
            wanted += self.beside
        # The configuration first: it refuses what could not be part of a name either.
        configs = [make_config(preset, self.dataset, **given) for preset, given in wanted]
        names = [default_name(preset, self.dataset, **given) for preset, given in wanted]
        return dict(zip(names, configs, strict=True))


SWEEPS: dict[str, SweepPlan] = {
    plan.name: plan
    for plan in (
        SweepPlan(
            "mnist-2d",
            "Two numbers, MNIST",
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
        SweepPlan("mnist-20d", "Twenty numbers, MNIST", "mnist", "vae-dense-20", seeds=1),
    )
}


@dataclass(frozen=True)
class Member:
    """One trained member of a sweep.

    beta: None for a plain autoencoder.  seconds: of its training.
    history: dicts of epoch, beta, recon, kl, val_recon, val_kl (see `training.EpochRecord`).
    figures: what `rates.Rates` says, by name.
    rotation: (D, D); codes @ rotation lie as those of the neighbouring betas do (see alignment.py).
        None where nothing was aligned. To decode a place of the turned plane, step back first:
        z @ rotation.T.
    weights: the hash of the weights that were measured.
    """

    name: str
    sweep: str
    config: RunConfig
    seconds: float
    history: list[dict[str, float]]
    figures: dict[str, Any]
    rotation: np.ndarray | None
    weights: str

    @property
    def run_id(self) -> str:
        """ "<dataset>/<name>"; there is such a run for the seed whose weights are kept."""
        return f"{self.config.dataset}/{self.name}"

    @property
    def seed(self) -> int:
        return self.config.training.seed

    @property
    def beta(self) -> float | None:
        return self.config.training.beta if self.config.model.kind == "vae" else None

    @property
    def keeps_weights(self) -> bool:
        return self.seed == KEPT_SEED


@dataclass(frozen=True)
class Sweep:
    """The sound members of a sweep in order of beta and seed, and an error for each damaged one."""

    plan: SweepPlan
    members: tuple[Member, ...]
    problems: tuple[RunError, ...]

    @property
    def ladder(self) -> dict[float, tuple[Member, ...]]:
        """The members of each beta at constant weight, in order of seed; betas ascending."""
        steps: dict[float, list[Member]] = {}
        for member in self.members:
            if is_step(member.config, self.plan):
                steps.setdefault(float(member.beta), []).append(member)
        return {beta: tuple(members) for beta, members in sorted(steps.items())}

    @property
    def seconds(self) -> float:
        """Of the training of all members, one after another."""
        return sum(member.seconds for member in self.members)

    def find(self, name: str) -> Member | None:
        """The member of this name, if it is there and sound."""
        return next((member for member in self.members if member.name == name), None)


def get_sweep(name: str) -> SweepPlan:
    """Raises ConfigError where there is no such sweep."""
    if name not in SWEEPS:
        raise ConfigError(f"There is no sweep {name!r}; there are {', '.join(SWEEPS)}.")
    return SWEEPS[name]


def is_step(config: RunConfig, plan: SweepPlan) -> bool:
    """Whether it is one of the sweep's betas, at constant weight, and not something beside them."""
    return config.preset == plan.preset and config.training.beta_schedule == "constant"


def is_member(run: Run) -> bool:
    """Whether a run is one of many alike, which lists of models for choosing leave out."""
    preset = PRESETS.get(run.config.preset)
    if preset is None or not preset.listed:
        return preset is not None
    swept = (plan for plan in SWEEPS.values() if plan.dataset == run.dataset)
    return run.name != preset.name and any(run.name in plan.names for plan in swept)


def member_file(sweep: str, name: str, root: Path | str | None = None) -> Path:
    """Where the figures of a member lie or would lie."""
    return sweeps_folder(root) / sweep / f"{name}.json"


def sweeps_folder(root: Path | str | None = None) -> Path:
    """Folder that sweeps are written to: `sweeps` beside the runs."""
    return write_root(root) / FOLDER


def load_sweep(name: str, root: Path | str | None = None) -> Sweep:
    """What there is of a sweep. Raises ConfigError where there is no such sweep."""
    plan, members, problems = get_sweep(name), [], []
    folders = [folder / FOLDER / name for folder in read_roots(root)]
    for stem in sorted({p.stem for folder in folders for p in folder.glob("[!.]*.json")}):
        try:
            members.append(load_member(name, stem, root))
        except RunError as error:
            problems.append(error)
    members.sort(key=lambda m: (m.beta is None, m.beta, m.seed, m.name))
    return Sweep(plan, tuple(members), tuple(problems))


def load_member(sweep: str, name: str, root: Path | str | None = None) -> Member:
    """One member. Raises RunError where it is missing or damaged."""
    path = existing_path(Path(FOLDER, sweep, f"{name}.json"), root)
    try:
        values = json.loads(path.read_bytes(), parse_constant=_no_number)
        if values["format"] != FORMAT:
            raise _UnsoundError(f"it is not of format {FORMAT}")
        member = Member(
            name=name,
            sweep=sweep,
            config=RunConfig.from_dict(values["config"]),
            seconds=values["seconds"],
            history=values["history"],
            figures=values["figures"],
            rotation=None if values["rotation"] is None else np.array(values["rotation"], float),
            weights=values["weights_sha256"],
        )
        _check(member, values["run"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError, ConfigError) as error:
        why = error if isinstance(error, (_UnsoundError, ConfigError)) else "it cannot be read"
        raise RunError(
            f"The member {name} of the sweep {sweep} is damaged: {why}. "
            f"Run 'python -m vae_core sweep {sweep}' to make it again."
        ) from error
    return member


def load_bounds(dataset: str, root: Path | str | None = None) -> DistortionBounds | None:
    """The bounds of a dataset as they were kept; None where they were not, or are damaged."""
    try:
        values = json.loads(existing_path(Path(FOLDER, BOUNDS), root).read_bytes())[dataset]
        return DistortionBounds(float(values["floor"]), float(values["collapsed"]))
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None


def table(sweep: Sweep) -> str:
    """The figures of every beta as a table in Markdown: mean ± standard deviation over seeds."""
    titles = ("β", "seeds", "D", "R", "D + βR", "active units", "mean σ", "k-NN, %", "Fréchet")
    titles += ("recognised, %",)
    lines = [f"| {' | '.join(titles)} |", "|---" * len(titles) + "|"]
    rows = [(f"{beta:g}", members) for beta, members in sweep.ladder.items()]
    rows += [
        (f"`{member.name}`", (member,))
        for member in sweep.members
        if not is_step(member.config, sweep.plan)
    ]
    for label, members in rows:
        cells = [
            _spread(members, "recon", 2),
            _spread(members, "kl", 2),
            _spread(members, "objective", 2),
            _range([member.figures["active_units"] for member in members]),
            _spread(members, "mean_sigma", 4),
            _spread(members, "knn_accuracy", 1, 100),
            _spread(members, "frechet_prior", 0),
            _spread(members, "recognised_share_prior", 1, 100),
        ]
        lines.append(f"| {label} | {len(members)} | {' | '.join(cells)} |")
    return "\n".join(lines)


class _UnsoundError(ValueError):
    """A member file that can be read and says something that cannot be."""


def _check(member: Member, run_id: Any) -> None:
    """Raises _UnsoundError, or a TypeError or LookupError where a part is of another kind."""
    if run_id != member.run_id:
        raise _UnsoundError("it belongs to another run")
    is_vae = member.config.model.kind == "vae"
    for name in _FIGURES + (_VAE_FIGURES if is_vae else ()):
        if not _is_number(member.figures[name]):
            raise _UnsoundError(f"its figure {name!r} is no number")
    if is_vae and member.figures["beta"] != member.beta:
        raise _UnsoundError("its figures are of another beta")
    if not member.history or not all(
        _is_number(record[name]) for record in member.history for name in HISTORY
    ):
        raise _UnsoundError("its history is not whole")
    if not _is_number(member.seconds):
        raise _UnsoundError("its seconds are no number")
    dim = member.config.model.latent_dim
    if member.rotation is not None and member.rotation.shape != (dim, dim):
        raise _UnsoundError(f"its rotation does not fit {dim} latent dimensions")


def _is_number(value: Any) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and math.isfinite(value)


def _no_number(constant: str) -> None:
    raise _UnsoundError(f"it holds {constant}")


def _spread(members: Iterable[Member], figure: str, decimals: int, scale: float = 1.0) -> str:
    values = [m.figures[figure] for m in members]
    if any(value is None for value in values):
        return "–"
    values = [scale * value for value in values]
    text = f"{fmean(values):.{decimals}f}"
    return text if len(values) == 1 else f"{text} ± {stdev(values):.{decimals}f}"


def _range(counts: Sequence[int]) -> str:
    low, high = min(counts), max(counts)
    return str(low) if low == high else f"{low} to {high}"
