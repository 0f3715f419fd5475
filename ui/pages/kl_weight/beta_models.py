"""The models of a dataset: the beta-conditioned network, and the ladders of one network a beta."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from ui.pages.kl_weight import url
from ui.services.caches import resources
from ui.text.outside import error_sentence
from ui.text.words import _
from vae_core.data.datasets import describe
from vae_core.errors import ConfigError, RunError
from vae_core.evaluation.rate_distortion.bounds import DistortionBounds
from vae_core.files import disk
from vae_core.files.roots import checkpoints_root
from vae_core.models.presets import PRESETS
from vae_core.runs.run import Run
from vae_core.studies.sweep.plan import SWEEPS
from vae_core.studies.sweep.store import Sweep, load_bounds, load_sweep, sweeps_folder

if TYPE_CHECKING:
    from torch import Tensor

USUAL = "vae-2d-any-beta"
# What a link can ask for where there is no network of every beta.
_USUAL_BETAS = (0.01, 100.0)
_STUDIES = {url.BETA_VAE: "shapes-beta-vae", url.BETA_TCVAE: "shapes-beta-tcvae"}
SEPARATE, ONE = SOURCES = ("separate", "one")


@dataclass(frozen=True)
class BetaModels:
    """All models of one dataset.

    dial: the beta-conditioned run, with a 2-D latent space.  flat, deep: the ladders with a 2-D and
    with a larger latent space; their `members` are empty where none is here.
    by_id: every run that can be read.
    studies: the ladders whose members were held against the known factors of the images, by the
    objective they were trained on (`url.OBJECTIVES`).
    """

    dataset: str
    dial: Run | None
    flat: Sweep | None
    deep: Sweep | None
    bounds: DistortionBounds | None
    by_id: dict[str, Run]
    studies: dict[str, Sweep] = field(default_factory=dict)

    @property
    def network(self) -> Run:
        """The run of every beta. Raises RunError where there is none."""
        if self.dial is None:
            raise RunError(f"There is no network of every beta for {self.dataset}.")
        return self.dial

    @property
    def betas(self) -> tuple[float, float]:
        """Lowest and highest beta of the dial; a usual range where there is no network for it."""
        betas = self.dial.config.model.betas if self.dial else None
        return betas or _USUAL_BETAS

    @property
    def problems(self) -> list[str]:
        """A sentence for each damaged member."""
        sweeps = [sweep for sweep in (self.flat, self.deep) if sweep]
        return [error_sentence(error) for sweep in sweeps for error in sweep.problems]


@dataclass(frozen=True)
class Step:
    """One model at one beta.

    beta: None of a plain autoencoder.  at: the beta to ask of a run of every beta, else None.
    rotation: (2, 2) or None, turns its codes onto its neighbours' (see `Member` in
        `studies.sweep.store`).
    """

    label: str
    beta: float | None
    figures: dict
    run: Run
    at: float | None = None
    rotation: np.ndarray | None = None

    @property
    def weights(self) -> str:
        """Hash of the run's weights."""
        return self.run.weights_hash

    def codes(self) -> tuple[np.ndarray, np.ndarray | None]:
        """(mu, logvar) of the test images, (N, D) each, not turned. Raises RunError."""
        if self.at is None:
            return self.run.latents.mu, self.run.latents.logvar
        stored = resources.beta_codes(self.run)
        index = int(np.abs(np.log(stored.betas / self.at)).argmin())
        return stored.mu[index], stored.logvar[index]

    def posterior(self) -> tuple[np.ndarray, np.ndarray]:
        """The same of a VAE. Raises RunError, also where it is a plain autoencoder."""
        mu, logvar = self.codes()
        if logvar is None:
            raise RunError(f"{self.run.id} is a plain autoencoder: it has no q(z|x).")
        return mu, logvar

    def decoder(self) -> Callable[[Tensor], Tensor]:
        """Function from z, (N, D) of its own plane, to logits, (N, C, H, W).

        Imports torch. Raises RunError.
        """
        if self.at is None:
            # Not the shared cache of models: a ladder would push all others out of it.
            return self.run.model().decode
        return partial(resources.any_beta_model(self.run).decode, beta=self.at)

    def turned(self, codes: np.ndarray) -> np.ndarray:
        """Codes, (N, 2), rotated into the plane that is shown."""
        return codes if self.rotation is None else codes @ self.rotation


def load_beta_models(dataset: str) -> BetaModels:
    """The models of a dataset, read once, and again when a file is added or removed."""
    runs, _problems = resources.runs(also=_members_of(dataset))
    by_id = {run.id: run for run in runs}
    own = [run for run in runs if run.dataset == dataset and _is_dial(run)]
    dial = next((run for run in own if run.name == USUAL), own[0] if own else None)
    sweeps = _sweeps(dataset)
    flat = next((sweep for sweep in sweeps if _dim(sweep) == 2), None)
    deep = next((sweep for sweep in sweeps if _dim(sweep) != 2), None)
    studies = {
        objective: sweep
        for objective, name in _STUDIES.items()
        for sweep in sweeps
        if sweep.plan.name == name and any(member.known_factors for member in sweep.members)
    }
    return BetaModels(dataset, dial, flat, deep, load_bounds(dataset), by_id, studies)


def is_trainable(dataset: str) -> bool:
    """Whether the preset of every beta can be trained on images of a data set."""
    try:
        PRESETS[USUAL].model_for(describe(dataset).image_shape)
    except ConfigError:
        return False
    return True


def sources(models: BetaModels) -> list[str]:
    """Those of `SOURCES` that have models here."""
    steps = {SEPARATE: ladder_steps(models, models.flat), ONE: dial_steps(models)}
    return [source for source in SOURCES if steps[source]]


def source_names() -> dict[str, str]:
    """The name of each of `SOURCES` on the page."""
    return {SEPARATE: _("A network for each β"), ONE: _("The dial’s network")}


def steps_of(models: BetaModels, source: str) -> list[Step]:
    """The models of a source by rising beta."""
    return ladder_steps(models, models.flat) if source == SEPARATE else dial_steps(models)


def ladder_steps(models: BetaModels, sweep: Sweep | None) -> list[Step]:
    """The members of a ladder whose weights are here, by rising beta."""
    members = [m for some in sweep.ladder.values() for m in some] if sweep else []
    return [
        _member_step(models, m) for m in members if m.keeps_weights and m.run_id in models.by_id
    ]


def dial_steps(models: BetaModels) -> list[Step]:
    """The beta-conditioned network at every second of its stored betas."""
    run = models.dial
    if run is None or "betas.npz" not in run.metrics["files"]:
        return []
    measured = {round(point["beta"], 9): point for point in run.metrics.get("by_beta", ())}
    # Every second one: the stored betas lie a quarter of a power of ten apart.
    try:
        betas = [float(beta) for beta in resources.beta_codes(run).betas]
    except RunError:
        return []  # The dial shows this error itself.
    chosen = sorted({*betas[::2], betas[-1]})
    return [
        Step(_beta_label(beta), beta, measured.get(round(beta, 9), {}), run, at=beta)
        for beta in chosen
    ]


def beside(models: BetaModels) -> dict[str, Step]:
    """The plain autoencoder, "ae", and the VAE of the KL term alone, "kl", of the flat ladder."""
    names = {"ae": _("Plain AE"), "kl": _("KL alone")}
    steps = {}
    for member in models.flat.members if models.flat else ():
        kind = _beside_kind(member.config)
        if kind and member.run_id in models.by_id:
            steps[kind] = _member_step(models, member, names[kind])
    return dict(sorted(steps.items()))


def sweep_command(sweep: str) -> str:
    """The command that trains a ladder."""
    return f"python -m vae_core sweep {sweep}"


def _beside_kind(config) -> str | None:
    if config.model.kind == "ae":
        return "ae"
    return None if config.training.reconstruct else "kl"


def _member_step(models: BetaModels, member, label: str = "") -> Step:
    return Step(
        label or _beta_label(member.beta),
        member.beta,
        member.figures,
        models.by_id[member.run_id],
        rotation=member.rotation,
    )


def _beta_label(beta: float) -> str:
    return f"β {beta:.2g}"


def _is_dial(run: Run) -> bool:
    return run.config.model.betas is not None and run.config.model.latent_dim == 2


def _dim(sweep: Sweep) -> int:
    return PRESETS[sweep.plan.preset].model.latent_dim


def _members_of(dataset: str) -> set[str]:
    """Ids of all members of the dataset's sweeps, which lists of runs leave out."""
    own = (plan for plan in SWEEPS.values() if plan.dataset == dataset)
    return {f"{dataset}/{name}" for plan in own for name in plan.names}


def _sweeps(dataset: str) -> list[Sweep]:
    names = [plan.name for plan in SWEEPS.values() if plan.dataset == dataset]
    root = checkpoints_root()
    return [_sweep(name, str(root), disk.stamp(sweeps_folder(root) / name)) for name in names]


@st.cache_resource(show_spinner=False, max_entries=8)
def _sweep(name: str, root: str, stamp: tuple) -> Sweep:
    return load_sweep(name, root)
