"""What is kept of a sweep, and how it is read. Reading needs no torch.

    checkpoints/sweeps/
        bounds.json               two bounds on the distortion, by dataset
        <sweep>/<member>.json     one member: config, history, figures, rotation

A member of seed 0 is an ordinary run too, `checkpoints/<dataset>/<member>/`; of the others only
the figures are kept. `runner.py` writes all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta, Struct

from vae_core.errors import ConfigError, RunError
from vae_core.evaluation.rate_distortion.bounds import DistortionBounds
from vae_core.files import disk
from vae_core.models.checks import check_type
from vae_core.models.config import RunConfig
from vae_core.runs.layout import existing_path, read_roots, write_root
from vae_core.runs.metrics.check import check_factors
from vae_core.runs.metrics.figures import (
    Curves,
    Distortion,
    Factors,
    Figure,
    RateDistortion,
    Seconds,
)
from vae_core.studies.sweep.plan import KEPT_SEED, SweepPlan, get_sweep, is_ladder_step

FORMAT = 1
FOLDER, BOUNDS = "sweeps", "bounds.json"
HISTORY = ("epoch", "beta", "recon", "kl", "val_recon", "val_kl")


Row = Annotated[list[Figure], Meta(min_length=1)]


class _MemberFile(Struct):
    format: Literal[1]
    run: str
    config: dict[str, Any]
    seconds: Seconds
    history: Annotated[list[Curves], Meta(min_length=1)]
    figures: Distortion
    rotation: list[Row] | None
    weights_sha256: str
    factors: Factors | None = None


class _VAEMemberFile(_MemberFile):
    figures: RateDistortion


@dataclass(frozen=True)
class Member:
    """One trained member of a sweep.

    beta: None for a plain autoencoder.  seconds: of its training.
    history: dicts of epoch, beta, recon, kl, val_recon, val_kl (see `EpochRecord` in
        `training.loop.result`).
    figures: those of `rate_distortion.RateDistortion`, by name.
    rotation: (D, D); codes @ rotation are aligned to those of the neighbouring betas
        (`latent/alignment.py`). None where nothing was aligned. To decode a point of the aligned
        plane, turn it back first: z @ rotation.T.
    weights: the hash of the weights that were measured.
    known_factors: the figures of `Disentanglement`, by name; None where the dataset has no known
        factors, or the member no posterior.
    """

    name: str
    sweep: str
    config: RunConfig
    seconds: float
    history: list[dict[str, float]]
    figures: dict[str, Any]
    rotation: np.ndarray | None
    weights: str
    known_factors: dict[str, Any] | None

    @property
    def run_id(self) -> str:
        """ "<dataset>/<name>"; there is such a run for the seed whose weights are kept."""
        return f"{self.config.dataset}/{self.name}"

    @property
    def seed(self) -> int:
        """The seed of its training."""
        return self.config.training.seed

    @property
    def beta(self) -> float | None:
        """The weight of its KL term; None for a plain autoencoder."""
        return self.config.training.beta if self.config.model.kind == "vae" else None

    @property
    def keeps_weights(self) -> bool:
        """True for the seed whose runs are kept whole."""
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
            if member.beta is not None and is_ladder_step(member.config, self.plan):
                steps.setdefault(member.beta, []).append(member)
        return {beta: tuple(members) for beta, members in sorted(steps.items())}

    @property
    def seconds(self) -> float:
        """Training time of all members, one after another."""
        return sum(member.seconds for member in self.members)

    def find(self, name: str) -> Member | None:
        """The member of this name; None where it is missing or damaged."""
        return next((member for member in self.members if member.name == name), None)


def member_file(sweep: str, name: str, root: Path | str | None = None) -> Path:
    """Path that the figures of a member are written to."""
    return sweeps_folder(root) / sweep / f"{name}.json"


def sweeps_folder(root: Path | str | None = None) -> Path:
    """Folder that sweeps are written to: `sweeps` beside the runs."""
    return write_root(root) / FOLDER


def load_sweep(name: str, root: Path | str | None = None) -> Sweep:
    """All members of a sweep that are there. Raises ConfigError where there is no such sweep."""
    plan = get_sweep(name)
    members: list[Member] = []
    problems: list[RunError] = []
    for stem in _names_of_members(name, root, problems):
        try:
            members.append(load_member(name, stem, root))
        except RunError as error:
            problems.append(error)
    members.sort(key=lambda m: (m.beta is None, m.beta or 0.0, m.seed, m.name))
    return Sweep(plan, tuple(members), tuple(problems))


def load_member(sweep: str, name: str, root: Path | str | None = None) -> Member:
    """The kept figures of one member. Raises RunError where it is missing or damaged."""
    path = existing_path(Path(FOLDER, sweep, f"{name}.json"), root)
    try:
        values = disk.read_json(path)
        check_type(values, _MemberFile)
        member = Member(
            name=name,
            sweep=sweep,
            config=RunConfig.from_dict(values["config"]),
            seconds=values["seconds"],
            history=values["history"],
            figures=values["figures"],
            rotation=None if values["rotation"] is None else _square(values["rotation"]),
            weights=values["weights_sha256"],
            known_factors=values.get("factors"),
        )
        _check(member, values)
    except (OSError, ValueError) as error:
        why = str(error) if isinstance(error, ConfigError) else "it cannot be read"
        raise RunError(
            f"The member {name} of the sweep {sweep} is damaged: {why.rstrip('.')}. "
            f"Run 'python -m vae_core sweep {sweep}' to make it again."
        ) from error
    return member


def load_bounds(dataset: str, root: Path | str | None = None) -> DistortionBounds | None:
    """The kept bounds of a dataset; None where they are missing or damaged."""
    try:
        values = disk.read_json(existing_path(Path(FOLDER, BOUNDS), root))
        check_type(values, dict[str, dict[str, Figure]])
        return DistortionBounds(**values[dataset])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _names_of_members(sweep: str, root: Path | str | None, problems: list[RunError]) -> list[str]:
    """Names of the files of a sweep; adds to `problems` the folders that cannot be read."""
    found = set()
    for folder in read_roots(root):
        try:
            files = map(Path, disk.names(folder / FOLDER / sweep))
            found |= {file.stem for file in files if file.suffix == ".json"}
        except RunError as error:
            problems.append(error)
    return sorted(found)


def _check(member: Member, values: dict[str, Any]) -> None:
    """Raise ConfigError where a member contradicts itself or lacks figures of its kind."""
    if values["run"] != member.run_id:
        raise ConfigError("it belongs to another run")
    dim = member.config.model.latent_dim
    if member.config.model.kind == "vae":
        check_type(values, _VAEMemberFile)
        if member.figures["beta"] != member.beta:
            raise ConfigError("its figures are of another beta")
        if len(member.figures["kl_per_dim"]) != dim:
            raise ConfigError(f"figures.kl_per_dim does not fit {dim} latent dimensions")
        check_factors(member.known_factors, dim)
    if member.rotation is not None and member.rotation.shape != (dim, dim):
        raise ConfigError(f"its rotation does not fit {dim} latent dimensions")


def _square(rows: list[list[float]]) -> np.ndarray:
    """Rows of equal length as an array. Raises ConfigError where they are not."""
    if len({len(row) for row in rows}) != 1:
        raise ConfigError("the rows of its rotation are not of one length")
    return np.array(rows, float)
