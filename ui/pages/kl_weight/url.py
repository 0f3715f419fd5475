"""The page in the address bar: `?dataset=mnist&beta=0.5&z=0.3,-1&image=61&section=planes`, and for
the section Curves `&chart=mean-sigma`, for Known factors `&objective=beta-tcvae`."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ui.services.address import url_state
from ui.services.address.plane_url import z_parameter
from ui.services.address.url_state import Parameter, ReplacedError
from ui.text.words import _
from vae_core.data.datasets import DATASETS
from vae_core.latent.geometry import View

ADDRESS = "kl_weight"
# The first is the default: it needs neither Plotly, which keeps a browser busy for a second, nor
# torch, so that the dial is live sooner.
PLANES, PICTURES, CURVES, CLOSE_UP, SCHEDULES, FACTORS = SECTIONS = (
    "planes",
    "pictures",
    "curves",
    "close-up",
    "schedules",
    "factors",
)
# Of the section Known factors: the two objectives that are compared there.
BETA_VAE, BETA_TCVAE = OBJECTIVES = ("beta-vae", "beta-tcvae")
# Of the section Curves; the first is the default.
CHARTS = (
    "rate",
    "plane",
    "ladder",
    "kl",
    "kl-deep",
    "active-units",
    "mean-sigma",
    "knn-accuracy",
    "frechet-prior",
    "recognised-share-prior",
    "trainings",
)
DEFAULT_BETA = 1.0


def asked() -> dict[str, str]:
    """The query of a link that is new to the page, see `url_state.asked`."""
    return url_state.asked(ADDRESS)


def write(params: Mapping[str, str]) -> None:
    """Write the parameters to the address bar."""
    url_state.write(ADDRESS, params)


def dataset_parameter() -> Parameter[str]:
    """How the data set is read from a link."""
    return url_state.choice(
        DATASETS, _("The link asks for the data set “{text}”, which is none of {allowed}.")
    )


def parameters(betas: tuple[float, float], view: View, n: int) -> dict[str, Parameter]:
    """The parameters that a link can have.

    betas: the range of the dial.  view: of its plane.  n: how many test images there are.
    """
    return {
        "beta": beta_parameter(betas),
        "z": z_parameter(view),
        "image": url_state.image_index(n, _("None is shown.")),
        "section": url_state.choice(
            SECTIONS,
            _(
                "The link asks for the section “{text}”, which is none of {allowed}. "
                "The first is shown."
            ),
        ),
        "objective": url_state.choice(
            OBJECTIVES,
            _("The link asks for the objective “{text}”, which is none of {allowed}."),
        ),
        "chart": url_state.choice(
            CHARTS,
            _(
                "The link asks for the chart “{text}”, which is none of {allowed}. "
                "The first is shown."
            ),
        ),
    }


def beta_parameter(betas: tuple[float, float]) -> Parameter[float]:
    """How beta is read from a link; one out of range gives the nearest end."""
    low, high = betas
    ends = {"low": f"{low:g}", "high": f"{high:g}"}

    def parse(text: str) -> float:
        beta = float(text)
        if not math.isfinite(beta):
            raise ValueError(text)
        if low <= beta <= high:
            return beta
        nearest = min(max(beta, low), high)
        sentence = _(
            "The link asks for β = {beta}, and this network was trained for β from {low} to "
            "{high}. The nearest, {nearest}, is shown."
        )
        raise ReplacedError(
            nearest, sentence.format(beta=f"{beta:g}", nearest=f"{nearest:g}", **ends)
        )

    return Parameter(
        parse,
        _("a number from {low} to {high}").format(**ends),
        _("The link asks for β = “{text}”, which is not {allowed}. The usual one is shown."),
    )
