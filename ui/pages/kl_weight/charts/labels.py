"""Labels around the charts: the key of the marks, names of models, and names of files."""

from __future__ import annotations

from ui.pages.kl_weight.beta_models import BetaModels
from ui.text.words import _
from ui.widgets.html import Markup, html, join
from vae_core.studies.sweep.store import Sweep


def key(*marks: tuple[str, str]) -> Markup:
    """Key of the marks of all charts below. marks: ("ring", "a network for each β"), ..."""
    spans = (html('<span><i class="lse-kl-{}"></i>{}</span>', mark, name) for mark, name in marks)
    return html('<p class="lse-kl-key">{}</p>', join(spans))


def ladder_name(sweep: Sweep | None) -> str:
    """Name of the networks of a ladder; "" where there are none."""
    if not sweep or not sweep.ladder:
        return ""
    members = next(iter(sweep.ladder.values()))
    return _("{n}-D latent, a network for each β").format(n=members[0].config.model.latent_dim)


def file_name(models: BetaModels, name: str) -> str:
    """File name of a CSV, without ".csv"."""
    return f"{models.dataset}-kl-weight-{name}"
