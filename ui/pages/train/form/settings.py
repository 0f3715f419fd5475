"""The settings of a training: the common ones, the visitor's own layer sizes, and more."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ui.pages.train.form.fields import choice, count, real, sizes_field, threads_field
from ui.pages.train.form.objective import objective_fields
from ui.pages.train.url import (
    ESTIMATORS,
    KINDS,
    LAYERS,
    LIKELIHOODS,
    MAX_LR,
    MAX_SEED,
    MIN_LR,
    OWN_IMAGES,
    PRESET_NAMES,
    SCHEDULES,
    Caps,
)
from ui.text.words import _
from ui.widgets import terms
from vae_core.data.datasets import DATASETS, describe, is_downloaded
from vae_core.jobs.request import OWN, TrainingRequest
from vae_core.models.config import MAX_BETA
from vae_core.models.presets import PRESETS


def show_settings(request: TrainingRequest, caps: Caps) -> None:
    """Draw all fields but the title, each with its meaning in a tooltip."""
    choice("dataset", _("Data set"), tuple(DATASETS), _dataset, request, _("The images it learns."))
    st.page_link(
        "pages/4_Train.py",
        label=_("Your own images"),
        icon=":material/add_photo_alternate:",
        query_params={"view": OWN_IMAGES},
    )
    presets = PRESET_NAMES if request.preset in PRESET_NAMES else (*PRESET_NAMES, request.preset)
    choice(
        "preset",
        _("Start from"),
        presets,
        _preset,
        request,
        _(
            "A network and the way it is trained. Choosing another one begins with its own "
            "numbers; “my own sizes” lets you say how large the layers are."
        ),
    )
    if request.preset == OWN:
        _own(request)
    else:
        terms.caption(PRESETS[request.preset].summary)
    left, middle, right = st.columns(3)
    with left:
        count(
            "latent_dim",
            _("Latent dimensions"),
            (1, caps.latent_dim),
            request,
            _(
                "The size of a code: how many numbers the network may keep of an image. With two, "
                "the plane you see is all there is; with more, rebuilt images are sharper."
            ),
        )
    with middle:
        real(
            "beta",
            _("Weight β"),
            (0.0, MAX_BETA, 0.5),
            request,
            _(
                "Of the KL term: how much it matters that codes fill the plane like a normal "
                "distribution. 1 is a VAE; larger values trade sharp images for order. An "
                "autoencoder has none."
            ),
        )
    with right:
        count("epochs", _("Epochs"), (1, caps.epochs), request, _epochs_help(request, caps))
    with st.expander(_("More settings"), expanded=st.session_state["train more"]):
        _more(request, caps)


def _own(request: TrainingRequest) -> None:
    left, middle, right = st.columns(3)
    with left:
        choice(
            "kind",
            _("Kind"),
            KINDS,
            {"vae": _("VAE"), "ae": _("Autoencoder")}.__getitem__,
            request,
            _("A VAE puts each image at a cloud of codes, an autoencoder at a single one."),
        )
    with middle:
        choice(
            "layers",
            _("Layers"),
            LAYERS,
            {"dense": _("dense"), "conv": _("convolutions")}.__getitem__,
            request,
            _(
                "Dense layers connect every number with every other; convolutions look at small "
                "neighbourhoods, and halve the side of the image each."
            ),
        )
    with right:
        sizes_field(request)


def _more(request: TrainingRequest, caps: Caps) -> None:
    left, right = st.columns(2)
    with left:
        choice(
            "beta_schedule",
            _("How β gets there"),
            SCHEDULES,
            {
                "constant": _("constant from the start"),
                "warm-up": _("rises from 0"),
                "cyclical": _("rises four times"),
            }.__getitem__,
            request,
            _("A β that rises lets the network learn to rebuild before its codes are ordered."),
        )
        choice(
            "likelihood",
            _("Likelihood"),
            LIKELIHOODS,
            {"bce": _("cross-entropy"), "mse": _("squared error")}.__getitem__,
            request,
            _(
                "What a wrong pixel costs: by cross-entropy, as the chance of ink or no ink, in "
                "nats; or by the square of the difference, as if pixels had Gaussian noise."
            ),
        )
        choice(
            "estimator",
            _("KL term"),
            ESTIMATORS,
            {"closed-form": _("exact"), "monte-carlo": _("by one sample")}.__getitem__,
            request,
            _("Worked out by its formula, or estimated from the code that was drawn: noisier."),
        )
    with right:
        count(
            "batch_size",
            _("Images in a batch"),
            (1, caps.batch_size),
            request,
            _("The weights change once after each batch. Small ones are slower but less even."),
        )
        real(
            "lr",
            _("Learning rate"),
            (MIN_LR, MAX_LR, 0.0005),
            request,
            _("How far the weights move at a step. Too far, and it never settles."),
        )
        count(
            "seed",
            _("Seed"),
            (0, MAX_SEED),
            request,
            _(
                "The same seed gives the same training again; another one shows what is chance: "
                "the plane comes out turned and mirrored."
            ),
        )
        threads_field()
    objective_fields(request, caps)


def _epochs_help(request: TrainingRequest, caps: Caps) -> str:
    text = _("How often it sees every training image. More is better, at first.")
    usual = replace(request, epochs=None).value("epochs")
    if usual > caps.epochs:
        text += " " + _("Usually {n} here; at most {most} on this machine.").format(
            n=f"{usual:,}", most=f"{caps.epochs:,}"
        )
    return text


def _dataset(name: str) -> str:
    title = describe(name).title
    return title if is_downloaded(name) else _("{title} (not on this machine)").format(title=title)


def _preset(name: str) -> str:
    return _("my own sizes") if name == OWN else PRESETS[name].title
