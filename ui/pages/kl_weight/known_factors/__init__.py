"""The section Known factors: does a latent dimension stand for one thing in the images?"""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.components.planes.dial.run_dial import NO_IMAGE
from ui.components.planes.traversals import traversals
from ui.pages.kl_weight import state, url
from ui.pages.kl_weight.beta_models import BetaModels, Step, sweep_command
from ui.pages.kl_weight.known_factors import findings, matrix, over_weights, studies
from ui.pages.kl_weight.known_factors.studies import Measured
from ui.pages.kl_weight.sections import picture_rows
from ui.services.caches import resources
from ui.services.fragments import run_again
from ui.text.words import _
from ui.widgets import terms
from vae_core.data.built_in import shapes

_FIRST_IMAGE = 12
_REACH, _STILLS = 3.0, 7  # of the rows where the live ones could not start


def show(models: BetaModels) -> None:
    """Draw the question, the choice of a model, its traversals, its matrix and MIG over β."""
    if not models.studies:
        _untrained() if models.dataset == shapes.NAME else _elsewhere()
        return
    terms.markdown(
        _(
            "**Does one number mean one thing?** Every image of Shapes is made of six "
            "known factors, and no training here saw them. Move a slider: a model that has "
            "disentangled them changes one thing only."
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        objective = _choose_objective(models)
        members = studies.shown(models, objective)
        shown = members[_choose_beta(members)] if members else None
        image = _choose_image(models)
    if shown:
        _model(shown, image, objective)
    over_weights.show(models)


def _untrained() -> None:
    """Say that the models of the study are not here, and how to train them."""
    st.info(
        _("No model was held against the known factors yet. This trains them:")
        + f"\n\n`{sweep_command('shapes-beta-vae')}`"
        + f"\n\n`{sweep_command('shapes-beta-tcvae')}`"
    )


def _elsewhere() -> None:
    """Say why there is nothing, and where there is."""
    terms.markdown(
        _(
            "Nobody noted what the images of this data set were made of, so nothing can be held "
            "against **known factors**. Shapes was drawn for that."
        )
    )
    st.page_link(
        "pages/2_KL_weight.py",
        label=_("Known factors of Shapes"),
        icon=":material/category:",
        query_params={"dataset": shapes.NAME, "section": url.FACTORS},
    )


def _choose_objective(models: BetaModels) -> str:
    session, names = st.session_state, studies.objective_names()
    if session.get("kl_objective") not in models.studies:
        session.kl_objective = next(iter(models.studies))
    chosen = st.segmented_control(
        _("Trained as"),
        list(models.studies),
        required=True,
        key="kl_objective",
        format_func=names.__getitem__,
        help=_(
            "β-VAE weighs the whole KL term by β. β-TCVAE weighs only its total correlation by β, "
            "the part that says how far the dimensions depend on one another."
        ),
        persist_state="session",
    )
    return chosen or session.kl_objective


def _choose_beta(members: dict[float, Measured]) -> float:
    session = st.session_state
    session.kl_factors_beta = studies.nearest(members, session.kl_beta)

    def take() -> None:
        if session.kl_factors_beta is not None:
            session.kl_beta = session.kl_factors_beta

    st.segmented_control(
        _("β"),
        list(members),
        required=True,
        key="kl_factors_beta",
        format_func=lambda beta: f"{beta:g}",
        on_change=take,
        help=_("The weight of the KL term, or of its total correlation; 1 is the plain VAE."),
    )
    return studies.nearest(members, session.kl_beta)


def _model(shown: Measured, image: int, objective: str) -> None:
    """Draw one model: its figures, what its dimensions draw, and the matrix."""
    name = studies.objective_names()[objective]
    terms.markdown(findings.headline(shown, name))
    z = shown.run.latents.mu[image].astype(float)
    session = st.session_state
    if session.get("kl_traversals_native") == shown.run.id:
        _stills(shown, z)
    elif not traversals(
        shown.run.id,
        shown.run.config.model.image_shape,
        resources.network(shown.run),
        shown.told(),
        z.tolist(),
        image,
        key="kl traversals",
    ):
        session.kl_traversals_native = shown.run.id
        run_again()
    matrix.show(shown, image)
    for sentence in findings.sentences(shown):
        terms.markdown(f"- {sentence}")


def _choose_image(models: BetaModels) -> int:
    """Draw the choice of the test image at whose code the sliders start. Returns its number."""
    session, n = st.session_state, studies.n_images(models)
    if session.get("kl_image", NO_IMAGE) == NO_IMAGE:
        session.kl_image = _FIRST_IMAGE
    session.kl_factors_image = session.kl_image

    def take() -> None:
        state.choose_image(models, session.kl_factors_image)

    def another() -> None:
        state.choose_image(models, int(np.random.default_rng().integers(n)))

    st.number_input(
        _("Start at test image"),
        0,
        n - 1,
        key="kl_factors_image",
        on_change=take,
        width=200,
        help=_("Its number in the test set, from 0. The sliders start at its code."),
    )
    st.button(
        "",
        icon=":material/shuffle:",
        key="kl another image",
        on_click=another,
        help=_("Another image"),
    )
    return int(session.kl_image)


def _stills(shown: Measured, z: np.ndarray) -> None:
    """Draw the rows decoded on the server, where the browser could not."""
    step = Step("", shown.member.beta, shown.member.figures, shown.run)
    lines = []
    for dim in shown.told():
        row = np.tile(z, (_STILLS, 1))
        row[:, dim.index] = np.linspace(-_REACH, _REACH, _STILLS)
        lines.append(
            picture_rows.Line(
                f"z{dim.index + 1}",
                f"{dim.factor} {100 * dim.share:.0f} %" if dim.factor else "",
                (picture_rows.decode(step, row),),
            )
        )
    picture_rows.draw(lines, [_("z from −3 to 3, all others held")])
