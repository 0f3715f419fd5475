"""Where random codes come from: N(0, I), a Gaussian or a mixture fitted to the codes, a flow."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.pages.latent_tools.url import SOURCES, sources_for
from ui.services.caches import flows
from ui.services.errors import show_error
from ui.text.outside import code, in_markdown
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.table import Row, table
from vae_core.errors import ConfigError, VaeCoreError
from vae_core.evaluation.samples.quality import NOT_COMPARABLE
from vae_core.latent.sampling import fitted_samples, mixture_samples, prior_samples
from vae_core.runs.run import Run

_DINH = "[Dinh et al. 2017](https://arxiv.org/abs/1605.08803)"


def choose(run: Run, n: int, seed: int) -> str:
    """The source that is chosen for n draws; where none can be had of it, a sentence, and N(0, I).

    Where the flow is not fitted yet, a button fits it.
    """
    options = sources_for(run)
    if st.session_state.source not in options:
        st.session_state.source = SOURCES[0]
    st.segmented_control(
        _("Draw codes from"),
        options,
        required=True,
        key="source",
        format_func=_names().__getitem__,
        persist_state="session",
    )
    source = st.session_state.source
    if source == "mixture" and (problem := _no_mixture(run, n, seed)):
        show_error(problem, st.info)
        return SOURCES[0]
    if source == "flow" and not _has_flow(run):
        return SOURCES[0]
    return source


def draws(run: Run, source: str, n: int, temperature: float, seed: int) -> np.ndarray:
    """n random codes of a source, (n, D), float32."""
    rng = np.random.default_rng(seed)
    if source == "fitted":
        return fitted_samples(run.latents.mu, n, temperature, rng)
    if source == "mixture":
        latents_hash = run.metrics["files"]["latents.npz"]["sha256"]
        middle, z = _mixture(run.id, latents_hash, n, seed, run)
        return middle + np.float32(temperature) * (z - middle)
    flow = flows.known_flow(run) if source == "flow" else None
    if flow is not None:
        return flow.sample(n, temperature, rng)
    return prior_samples(n, run.config.model.latent_dim, temperature, rng)


def meaning(run: Run, source: str) -> str:
    """A sentence on the distribution the samples are drawn from."""
    dim = run.config.model.latent_dim
    if source == "fitted":
        return _(
            "Each picture is decoded from a draw out of the Gaussian with the mean and the "
            "covariance of this autoencoder’s test codes. It stands in for the prior that an "
            "autoencoder does not have, but training never made the codes follow it."
        )
    if source == "mixture":
        return _(
            "Each picture is decoded from a draw out of a mixture of ten Gaussians, fitted to the "
            "test codes after the training."
        )
    if source == "flow":
        return _(
            "A **normalising flow** is an invertible network that bends N(0, I) into the shape of "
            "the codes of the training images, fitted to them after the training ({source})."
        ).format(source=_DINH)
    if run.told is not None:
        return _(
            "Each picture is decoded from a random {dim}-D code out of N(0, I), widened by the "
            "temperature, and the label **{label}**: the prior is the same whatever the label."
        ).format(dim=dim, label=in_markdown(run.dataset_info.classes[run.told]))
    if run.config.model.kind == "vae":
        return _(
            "Each picture is decoded from a random {dim}-D code out of a normal "
            "distribution around 0 with the temperature as its standard deviation. At 1 that is "
            "the prior N(0, I), which training pulled this model’s codes towards."
        ).format(dim=dim)
    return _(
        "Nothing ever asked this autoencoder’s codes to follow N(0, I). What these draws show is "
        "what happens to lie around 0: a small piece of where the codes are, or a place without "
        "any."
    )


def scores(run: Run) -> None:
    """Draw the scores of pictures of every source, as they were measured at temperature 1."""
    quality = run.metrics.get("quality") or {}
    known = [(name, quality[name]) for name in sources_for(run) if quality.get(name)]
    if len(known) < 2:
        return
    table(
        [Row(_names()[name], _cells(score), _meanings()[name]) for name, score in known],
        (_("Fréchet ↓"), _("Precision ↑"), _("Recall ↑")),
        key="scores of sources",
    )
    terms.caption(
        _(
            "{n} pictures of each source at temperature 1 against the test images, in a "
            "recogniser’s features: Fréchet distance (0 is the same), the share of "
            "pictures that are like some image, the share of images that are like some picture."
        ).format(n=f"{quality['n']:,}")
        + f" {_(NOT_COMPARABLE)}"
    )
    learned, own = run.metrics.get("flow") or {}, run.metrics["evaluation"].get("neg_elbo")
    if learned.get("neg_elbo") is not None and own is not None:
        terms.caption(
            _(
                "−ELBO of the test images: {own} nats an image with N(0, I) as the prior, {flow} "
                "with the flow in its place. Lower is better."
            ).format(own=f"{own:.1f}", flow=f"{learned['neg_elbo']:.1f}")
        )


def _has_flow(run: Run) -> bool:
    """True where the flow of a run is there; else a button fits one, and a sentence says what is
    drawn meanwhile."""
    if flows.known_flow(run) is not None:
        return True
    if not flows.can_fit(run):
        st.info(
            _(
                "No flow has been fitted to this model’s codes, and without its training images "
                "none can be. What is drawn is N(0, I)."
            )
        )
        return False
    if not st.button(_("Fit a flow to the codes"), icon=":material/play_arrow:", key="fit flow"):
        terms.caption(
            _(
                "No flow has been fitted to this model’s codes yet; it takes half a minute on a "
                "free core. Until then N(0, I) is drawn. {command} keeps it for everyone."
            ).format(command=code(f"python -m vae_core flow {run.id}"))
        )
        return False
    text = _("Fitting the flow…")
    bar = st.progress(0.0, text)
    try:
        flows.fit(run, lambda share: bar.progress(share, text))
    except VaeCoreError as error:
        show_error(error)
        return False
    finally:
        bar.empty()
    return True


def _no_mixture(run: Run, n: int, seed: int) -> ConfigError | None:
    """The sentence of a mixture that cannot be fitted; None where it can."""
    try:
        with st.spinner(_("Fitting the mixture…")):
            draws(run, "mixture", n, 1.0, seed)
    except ConfigError as error:
        return error
    return None


def _names() -> dict[str, str]:
    return {
        "prior": _("N(0, I)"),
        "fitted": _("A Gaussian fitted to its codes"),
        "mixture": _("Mixture of 10"),
        "flow": _("Flow"),
    }


def _meanings() -> dict[str, str]:
    return {
        "prior": _("Random codes from N(0, I)."),
        "fitted": _("With the mean and covariance of the test codes."),
        "mixture": _("Ten Gaussians fitted to the test codes."),
        "flow": _("A normalising flow fitted to the codes of the training images."),
    }


def _cells(score: dict[str, float]) -> tuple[str, str, str]:
    shares = (score.get("precision"), score.get("recall"))
    precision, recall = ("–" if value is None else f"{value:.2f}" for value in shares)
    return f"{score['frechet']:,.1f}", precision, recall


@st.cache_data(show_spinner=False, max_entries=200)
def _mixture(
    run_id: str, latents_hash: str, n: int, seed: int, _run: Run
) -> tuple[np.ndarray, np.ndarray]:
    """The same n draws of the mixture at temperature 0 and at 1, (n, D) each."""
    codes = _run.latents.draw(np.random.default_rng(0))
    middle, z = (mixture_samples(codes, n, t, np.random.default_rng(seed)) for t in (0.0, 1.0))
    return middle, z
