"""The training of a model as a configuration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from vae_core.errors import ConfigError
from vae_core.models.checks import check_fields
from vae_core.models.objectives.settings import ObjectiveConfig, objective_config
from vae_core.models.objectives.table import OBJECTIVES

Likelihood = Literal["bce", "mse"]
Estimator = Literal["closed-form", "monte-carlo"]
Binarize = Literal["none", "input", "both", "threshold"]
BetaSchedule = Literal["constant", "warm-up", "cyclical"]
LrSchedule = Literal["constant", "one-cycle"]
Keep = Literal["best", "last"]

MAX_BETA = 1e6
Decay = Annotated[float, Meta(ge=0, le=0.99999)]


@dataclass(frozen=True)
class TrainingConfig:
    """The training of a model.

    epochs: passes over the training split.  batch_size: images a step.
    lr: peak learning rate of AdamW.  lr_schedule: "constant" or "one-cycle" (Smith & Topin 2018).
    adam_beta2: memory of gradient sizes; a shorter one than the usual 0.999 suits one-cycle.
    max_grad_norm: longer gradients are clipped to this norm. It is far above that of a normal step
        (tens of nats), so only rare outliers are clipped. 0 never clips.
    weight_decay: decoupled decay of the encoder's weights.
    beta: final weight of the KL term (beta-VAE, Higgins et al. 2017); an AE has none.
    beta_schedule: how beta rises to it, see `objectives.schedules.beta_at`.
    likelihood: "bce" on logits, or "mse" on the sigmoid of the logits.
    estimator: KL in closed form, or the one-sample Monte-Carlo ELBO.
    binarize: which pixels are Bernoulli samples of the grey levels, drawn afresh at each step:
        "none"; "input" (what the encoder sees: a regulariser, the target stays grey);
        "both" (dynamic binarisation, Salakhutdinov & Murray 2008). "threshold" draws nothing:
        everywhere a pixel counts as 1 above 0.5 and as 0 below.
    augment: strength of the random deformations (`augment.deform`) of a second copy of each batch,
        on which only the encoder is trained: it has to encode handwriting it has not seen, while
        the decoder is trained on the true images only. 0 leaves it out.
    ema: highest decay of the exponential moving average of the weights, which is kept where it does
        better (`training.loop.step.optimizer.average_decay`); 0 averages nothing.
    reconstruct: False leaves the reconstruction out of the objective, so that only beta times the
        KL term is minimised, for comparison.
    objective: what is minimised in place of recon + beta * KL (`objectives.table` has the names; a
        name alone is taken, too). None, or the name "elbo", is that sum, which is left out of the
        plain values.
    keep: "best" trains on 55,000 images and keeps the epoch that does best on the other 5,000;
        "last", the habit of published examples, trains on all 60,000 and keeps the last epoch.
    guided: share of the epochs in which another encoder, of dense layers, takes the place of the
        model's own, which is then made from the decoder they have trained
        (`training.loop.step.guided`). 0, without which nothing is said of it as plain values: no
        other encoder.
    seed: of initialisation, shuffling and every sample.
    """

    epochs: Annotated[int, Meta(ge=1, le=100_000)] = 20
    batch_size: Annotated[int, Meta(ge=1, le=100_000)] = 256
    lr: Annotated[float, Meta(gt=0, le=10)] = 1e-3
    lr_schedule: LrSchedule = "constant"
    adam_beta2: Decay = 0.99
    max_grad_norm: Annotated[float, Meta(ge=0, le=1e9)] = 200.0
    weight_decay: Annotated[float, Meta(ge=0, le=10)] = 0.0
    beta: Annotated[float, Meta(ge=0, le=MAX_BETA)] = 1.0
    beta_schedule: BetaSchedule = "constant"
    likelihood: Likelihood = "bce"
    estimator: Estimator = "closed-form"
    binarize: Binarize = "none"
    augment: Annotated[float, Meta(ge=0, le=10)] = 0.0
    ema: Decay = 0.0
    reconstruct: bool = True
    objective: ObjectiveConfig | None = None
    keep: Keep = "best"
    guided: Annotated[float, Meta(ge=0, le=1)] = 0.0
    seed: Annotated[int, Meta(ge=0, le=2**32 - 1)] = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "objective", objective_config(self.objective))
        check_fields(self)
        if self.objective is None:
            return
        if not self.reconstruct:
            raise ConfigError("An objective by name needs the reconstruction.")
        info = OBJECTIVES.get(self.objective.name)
        if info and info.has_opponent and self.augment:
            raise ConfigError(
                f"The objective {self.objective.name!r} is of true images, and this training takes "
                "deformed copies, too: leave out augment (training.augment=0), or take a preset "
                "without it."
            )
        if info and info.likelihood not in ("", self.likelihood):
            raise ConfigError(
                f"The objective {self.objective.name!r} needs the likelihood {info.likelihood!r}, "
                f"not {self.likelihood!r}."
            )

    @property
    def guided_epochs(self) -> int:
        """After how many epochs the guide is replaced; 0 without one."""
        return round(self.guided * self.epochs)

    @property
    def keeps_last(self) -> bool:
        """True where the weights of the last epoch are kept: as asked for, or since the objective
        has an opponent, under whose loss no epoch is the best."""
        info = OBJECTIVES.get(self.objective.name) if self.objective else None
        return self.keep == "last" or bool(info and info.has_opponent)
