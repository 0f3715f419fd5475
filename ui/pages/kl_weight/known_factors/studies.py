"""The models that were held against known factors, and what each of their dimensions tells."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

import numpy as np

from ui.components.planes.traversals import Told
from ui.pages.kl_weight import url
from ui.pages.kl_weight.beta_models import BetaModels
from ui.text.words import _
from vae_core.runs.run import Run
from vae_core.studies.sweep.store import Member

# Of a factor's entropy: a dimension that tells less counts as telling nothing.
NOTHING = 0.03


@dataclass(frozen=True)
class Measured:
    """A member whose weights are here, with what its dimensions tell of the factors."""

    member: Member
    run: Run

    @cached_property
    def figures(self) -> dict:
        """The figures of `Disentanglement`."""
        assert self.member.known_factors is not None  # such members only are taken
        return self.member.known_factors

    @cached_property
    def shares(self) -> np.ndarray:
        """I(z_j; v_k) as a share of the factor's entropy, (D, K), at least 0."""
        shares = np.array(self.figures["information"]) / np.array(self.figures["entropy"])
        return np.clip(shares, 0.0, 1.0)

    @cached_property
    def order(self) -> list[int]:
        """The dimensions, the one that tells most of any factor first."""
        return [int(j) for j in np.argsort(-self.shares.max(1), kind="stable")]

    def told(self) -> list[Told]:
        """The dimensions in that order, each with the factor that it tells most of."""
        kl = self.member.figures["kl_per_dim"]
        names = factor_names()
        told = []
        for j in self.order:
            k = int(self.shares[j].argmax())
            share = float(self.shares[j, k])
            factor = names[self.figures["factors"][k]] if share >= NOTHING else ""
            told.append(Told(j, round(float(kl[j]), 4), factor, round(share, 4)))
        return told


def factor_names() -> dict[str, str]:
    """The known factors of `shapes`, as the page calls them."""
    return {
        "shape": _("shape"),
        "hue": _("hue"),
        "size": _("size"),
        "x": _("place across"),
        "y": _("place down"),
        "rotation": _("rotation"),
    }


def objective_names() -> dict[str, str]:
    """What the page calls the two objectives."""
    return {url.BETA_VAE: _("β-VAE"), url.BETA_TCVAE: _("β-TCVAE")}


def ladder(models: BetaModels, objective: str) -> dict[float, tuple[Member, ...]]:
    """The measured members of an objective by rising beta; at beta 1 both are the plain VAE."""
    steps = dict(models.studies[objective].ladder)
    if 1.0 not in steps and url.BETA_VAE in models.studies:
        plain = models.studies[url.BETA_VAE].ladder.get(1.0)
        steps |= {1.0: plain} if plain else {}
    measured = {
        beta: tuple(member for member in members if member.known_factors)
        for beta, members in sorted(steps.items())
    }
    return {beta: members for beta, members in measured.items() if members}


def shown(models: BetaModels, objective: str) -> dict[float, Measured]:
    """The members of an objective whose weights are here, by rising beta."""
    return {
        beta: Measured(member, models.by_id[member.run_id])
        for beta, members in ladder(models, objective).items()
        for member in members
        if member.keeps_weights and member.run_id in models.by_id
    }


def nearest(betas: Mapping[float, object], beta: float) -> float:
    """The one of `betas` nearest to `beta` by ratio."""
    return min(betas, key=lambda known: abs(math.log(known) - math.log(max(beta, 1e-9))))


def usual(models: BetaModels) -> tuple[str, float] | None:
    """(section, beta) that the page opens on where these models are all there is: the weight of the
    highest mean MIG; None elsewhere."""
    objective = next((name for name in reversed(url.OBJECTIVES) if name in models.studies), None)
    if models.dial or objective is None or not shown(models, objective):
        return None
    mig = {
        beta: fmean(member.known_factors["mig"] for member in members if member.known_factors)
        for beta, members in ladder(models, objective).items()
        if beta in shown(models, objective)
    }
    return url.FACTORS, max(mig, key=mig.__getitem__)


def n_images(models: BetaModels) -> int:
    """The number of test images of these models; 0 where there are none."""
    members = [member for sweep in models.studies.values() for member in sweep.members]
    return int(members[0].figures["n"]) if members else 0
