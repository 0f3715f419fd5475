"""The training objective of a run as formulas, and its training settings as a table."""

from __future__ import annotations

import math

import streamlit as st

from ui.pages.gallery.published import source
from ui.text.outside import in_markdown
from ui.text.words import _, all_values
from ui.widgets import terms
from ui.widgets.objective import described, with_parameters
from ui.widgets.table import Row, table
from vae_core.data.datasets import describe
from vae_core.models.config import RunConfig, TrainingConfig
from vae_core.models.objectives.settings import ObjectiveConfig
from vae_core.models.published import System

# Broken into two lines to fit a phone.
_CROSS_ENTROPY = r"-\sum_{i=1}^{%d}\big[x_i\log\hat x_i\\&\qquad+(1-x_i)\log(1-\hat x_i)\big]"
_SQUARED = r"\sum_{i=1}^{%d}(x_i-\hat x_i)^2"
_CLOSED = r"\tfrac12\sum_{j=1}^{%d}\big(\mu_j^2+\sigma_j^2-1-\log\sigma_j^2\big)"
_SAMPLED = r"\big[\log q(z\mid x)-\log p(z)\big]"
_TOTAL_CORRELATION = r"\big[\log q(z)-\sum_{j=1}^{%d}\log q(z_j)\big]"
_TCVAE = "beta-tcvae"


def formula(config: RunConfig) -> list[str]:
    """LaTeX of the loss of one image, and of how its code and picture are computed.

    The loss of an objective by name is only told in words, but for beta-TCVAE's.
    """
    training, model = config.training, config.model
    recon = _SQUARED if training.likelihood == "mse" else _CROSS_ENTROPY
    recon %= math.prod(model.image_shape)
    picture = r"\hat x=\operatorname{sigmoid}\big(g(z)\big)"
    by_name = _by_name(config) is not None
    if model.kind != "vae":
        loss = rf"\begin{{aligned}}\mathcal L(x)=&\;{recon}\end{{aligned}}"
        return [*([] if by_name else [loss]), rf"z=f(x),\qquad {picture}"]
    sampled = training.estimator == "monte-carlo"
    divergence = _SAMPLED if sampled else _CLOSED % model.latent_dim
    beta = "" if training.beta == 1 else rf"{training.beta:g}\cdot"
    if _is_tcvae(config):
        divergence += rf"\\&+{training.beta - 1:g}\cdot{_TOTAL_CORRELATION % model.latent_dim}"
        beta = ""
    code = r"z=\mu(x)+\sigma(x)\odot\varepsilon,\quad\varepsilon\sim\mathcal N(0,I)"
    loss = rf"\begin{{aligned}}\mathcal L(x)=&\;{recon}\\&+{beta}{divergence}\end{{aligned}}"
    coded = rf"\begin{{gathered}}{code}\\{picture}\end{{gathered}}"
    return [coded] if by_name else [loss, coded]


def show_formula(config: RunConfig) -> None:
    """Draw the formulas and a paragraph on them."""
    with st.container(key="lse-objective"):
        for line in formula(config):
            st.latex(line)
        terms.markdown(_in_words(config))


def show_protocol(config: RunConfig, system: System | None) -> None:
    """Draw the training settings as a table."""
    table(_rows(config, system), key="protocol")


def _in_words(config: RunConfig) -> str:
    training = config.training
    if objective := _by_name(config):
        return f"**{in_markdown(with_parameters(objective))}.** {described(objective.name)}"
    parts = [
        _(
            "Summed over the {values}, averaged over the images of a batch; $g$ is the decoder."
        ).format(values=all_values(config.model.image_shape)),
        _("The squared error is in squared pixel units.")
        if training.likelihood == "mse"
        else _("Every term is in nats (1 nat is 1.44 bits)."),
    ]
    if _is_tcvae(config):
        parts.append(
            _(
                "The second term is the KL to the prior; the third, the total correlation, is a "
                "part of it, which so has the weight {beta} in all. It is estimated from the batch."
            ).format(beta=f"{training.beta:g}")
        )
    elif config.model.kind != "vae":
        parts.append(_("There is no KL: nothing says where codes should lie."))
    elif training.estimator == "monte-carlo":
        parts.append(
            _("The KL is estimated at the one sample $z$ that is decoded: right on average, noisy.")
        )
    else:
        parts.append(_("The second term is the KL to the prior, in closed form."))
    return " ".join(parts)


def _rows(config: RunConfig, system: System | None) -> list[Row]:
    training = config.training
    rows = [
        Row(_("Data set"), (describe(config.dataset).title,)),
        Row(_("Pixels"), (pixels(config),), _("What the encoder sees, and what is rebuilt.")),
        Row(_("Objective"), (_objective(config),), _("Written out beside this table.")),
        Row(_("Optimiser"), (_optimiser(training),), _("Kingma & Ba 2015; β₁ is 0.9.")),
        Row(
            _("Learning rate"),
            (_rate(training),),
            _("How far a step goes; it stays the same throughout, unless a peak is named."),
        ),
        Row(_("Batch"), (_("{n} images").format(n=training.batch_size),), _("Images a step.")),
        Row(_("Epochs"), (f"{training.epochs:,}",), _("Passes over the training images.")),
        Row(
            _("Kept"),
            (_("the last epoch") if training.keeps_last else _("the best epoch"),),
            _("The best is chosen on training images that are held back for it."),
        ),
        Row(
            _("First weights"),
            (_("as Keras draws them") if config.model.init == "glorot" else _("as PyTorch does"),),
            _("Keras: uniform, by Glorot & Bengio 2010, biases 0. PyTorch: uniform, narrower."),
        ),
        Row(
            _("Seed"),
            (str(training.seed),),
            _("Of first weights, shuffling and every sample."),
        ),
    ]
    if system:
        rows.insert(0, Row(_("Document"), (source(system),), _("Where the system stands.")))
    if training.augment:
        rows.append(
            Row(
                _("Deformed copies"),
                (_("strength {x}").format(x=f"{training.augment:g}"),),
                _("The encoder also learns on a bent copy of each batch, the decoder does not."),
            )
        )
    if training.ema:
        rows.append(
            Row(
                _("Averaged weights"),
                (f"{training.ema:g}",),
                _(
                    "A moving average of the weights is kept where it does better on the "
                    "validation images. This is how much of it each step leaves; less at the "
                    "start and in short trainings."
                ),
            )
        )
    return rows


def _objective(config: RunConfig) -> str:
    training = config.training
    if objective := _by_name(config):
        weight = f", β {training.beta:g}" if config.model.kind == "vae" else ""
        return with_parameters(objective) + weight
    recon = _("squared error") if training.likelihood == "mse" else _("cross-entropy")
    if config.model.kind != "vae":
        return recon
    beta = "" if training.beta == 1 else f"{training.beta:g} × "
    if _is_tcvae(config):
        return _("{recon} + KL, its total correlation weighed by {beta}").format(
            recon=recon, beta=f"{training.beta:g}"
        )
    how = _("of one sample") if training.estimator == "monte-carlo" else _("in closed form")
    return f"{recon} + {beta}KL {how}"


def _by_name(config: RunConfig) -> ObjectiveConfig | None:
    """The objective that has no formula here; None for the ELBO and beta-TCVAE's."""
    return None if _is_tcvae(config) else config.training.objective


def _is_tcvae(config: RunConfig) -> bool:
    objective = config.training.objective
    return objective is not None and objective.name == _TCVAE


def pixels(config: RunConfig) -> str:
    """What the encoder sees of the pixels, and what is rebuilt, in words."""
    is_grey = config.model.image_shape[0] == 1
    return {
        "none": _("grey, 0 to 1") if is_grey else _("colour, each part 0 to 1"),
        "input": (
            _("sampled for the encoder, grey to rebuild")
            if is_grey
            else _("sampled for the encoder, colour to rebuild")
        ),
        "both": _("0 or 1, sampled afresh"),
        "threshold": _("0 or 1, cut at 0.5"),
    }[config.training.binarize]


def _rate(training: TrainingConfig) -> str:
    if training.lr_schedule == "constant":
        return f"{training.lr:g}"
    return _("{lr} at its peak").format(lr=f"{training.lr:g}")


def _optimiser(training: TrainingConfig) -> str:
    name = "AdamW" if training.weight_decay else "Adam"
    extras = [f"β₂ {training.adam_beta2:g}"]
    if training.weight_decay:
        extras.append(_("weight decay {x}").format(x=f"{training.weight_decay:g}"))
    if training.max_grad_norm:
        extras.append(_("gradients cut at {x}").format(x=f"{training.max_grad_norm:g}"))
    return f"{name} ({', '.join(extras)})"
