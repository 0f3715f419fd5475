"""The objectives by name, with their parameters and sources, without torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, get_args

from msgspec import Meta

from vae_core.errors import ConfigError
from vae_core.models.checks import check_type

_MOST, _ABOVE_ZERO = 1e6, 1e-6


@dataclass(frozen=True)
class Parameter:
    """One number of an objective. kind: what it may be. meaning: one sentence, with its unit."""

    default: float
    kind: Any
    meaning: str

    @property
    def is_whole(self) -> bool:
        """True for a whole number."""
        return self.kind is int or get_args(self.kind)[:1] == (int,)

    @property
    def bounds(self) -> tuple[float, float]:
        """(the lowest, the highest value); where the lowest must be above 0, a millionth."""
        (meta,) = get_args(self.kind)[1:] or (Meta(ge=-_MOST, le=_MOST),)
        low = meta.ge if meta.ge is not None else _ABOVE_ZERO
        return low, meta.le


@dataclass(frozen=True)
class Term:
    """A term of an objective as its curve shows it. title: short. meaning: one sentence."""

    title: str
    meaning: str


@dataclass(frozen=True)
class ObjectiveInfo:
    """What is known of an objective without torch.

    title: a short name to show. summary: one sentence. source: authors and year, and an address;
    "" for one of one's own. parameters: by name. for_ae: whether an autoencoder, which has no KL
    term, can be trained on it. least_images: how many a batch needs. likelihood: the one that it
    needs, "" for any. terms: what the curves of a training show of it beside reconstruction and KL.
    has_opponent: whether a second network is trained against the model; its loss has no lowest
    epoch, so the last weights are kept.
    """

    title: str
    summary: str
    source: str = ""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    for_ae: bool = False
    least_images: int = 1
    likelihood: str = ""
    terms: Mapping[str, Term] = field(default_factory=dict)
    has_opponent: bool = False

    def checked(self, name: str, given: Mapping[str, Any]) -> dict[str, float]:
        """Every parameter, with its default where it is not given. Raises ConfigError."""
        if unknown := sorted(set(given) - set(self.parameters)):
            known = ", ".join(self.parameters) or "none"
            raise ConfigError(
                f"The objective {name!r} has no parameter {unknown[0]!r}; it has {known}."
            )
        values = {}
        for key, parameter in self.parameters.items():
            value = given.get(key, parameter.default)
            check_type(value, parameter.kind, f"objective.{key}")
            values[key] = value
        return values


Positive = Annotated[float, Meta(gt=0, le=_MOST)]
Weight = Annotated[float, Meta(ge=0, le=_MOST)]

OBJECTIVES: dict[str, ObjectiveInfo] = {
    "free-bits": ObjectiveInfo(
        "Free bits",
        "Each latent dimension may carry some KL for free, so that none is given up early.",
        "Kingma et al. 2016, arxiv.org/abs/1606.04934",
        {"nats": Parameter(0.5, Weight, "KL of a latent dimension that costs nothing, in nats")},
    ),
    "capacity": ObjectiveInfo(
        "Capacity annealing",
        "The KL is held at a capacity that rises through the training.",
        "Burgess et al. 2018, arxiv.org/abs/1804.03599",
        {
            "nats": Parameter(25.0, Weight, "Capacity at the end of the rise, in nats"),
            "rise": Parameter(
                0.5, Annotated[float, Meta(gt=0, le=1)], "Share of the training until it is reached"
            ),
        },
    ),
    "denoising": ObjectiveInfo(
        "Denoising input",
        "The encoder sees images with noise, and the decoder has to draw them without.",
        "Vincent et al. 2008; for VAEs Im et al. 2017, arxiv.org/abs/1511.06406",
        {"noise": Parameter(0.25, Weight, "Standard deviation of the noise on each pixel")},
        for_ae=True,
    ),
    "gaussian": ObjectiveInfo(
        "Gaussian likelihood, learned variance",
        "Pixels are Gaussian, with one variance for all that is always the best one: beta need not "
        "be guessed under squared error.",
        "Rybkin et al. 2021, arxiv.org/abs/2006.13202",
        likelihood="mse",
    ),
    "iwae": ObjectiveInfo(
        "Importance weighted",
        "Several codes are drawn for each image, and the tighter bound of all is maximised.",
        "Burda et al. 2016, arxiv.org/abs/1509.00519",
        {
            "samples": Parameter(
                5, Annotated[int, Meta(ge=1, le=1000)], "Codes drawn for each image"
            )
        },
    ),
    "mmd": ObjectiveInfo(
        "MMD in place of the KL",
        "The codes of a batch together are to look like draws from N(0, I); a single code is free.",
        "Zhao et al. 2019 (InfoVAE), arxiv.org/abs/1706.02262",
        {"weight": Parameter(500.0, Weight, "Weight of the MMD, in nats")},
        least_images=2,
    ),
    "beta-tcvae": ObjectiveInfo(
        "β-TCVAE",
        "Of the KL only the total correlation has the weight β: dimensions are not to depend on "
        "one another, while each may still tell of the image.",
        "Chen et al. 2018, arxiv.org/abs/1802.04942",
        least_images=2,
    ),
    "adversarial": ObjectiveInfo(
        "Adversarial (VAE-GAN)",
        "A discriminator learns to tell images from drawn ones; the decoder learns to pass for "
        "real, and images are compared in the discriminator's features.",
        "Larsen et al. 2016, arxiv.org/abs/1512.09300",
        {
            "gamma": Parameter(
                0.1, Positive, "Weight of the features against passing for real, for the decoder"
            )
        },
        terms={
            "features": Term(
                "Features",
                "Half the squared distance of image and reconstruction in the discriminator's "
                "features, L_llike; encoder and decoder lower it.",
            ),
            "adversarial": Term(
                "Adversarial",
                "L_GAN: what the discriminator lowers and the decoder raises; 3 log 2 = 2.08 is a "
                "discriminator that cannot tell.",
            ),
        },
        has_opponent=True,
    ),
}
