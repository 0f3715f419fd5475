"""What stands around the charts: whose marks they are, and what their files are called."""

from __future__ import annotations

from ui.pages.kl_weight.beta_models import BetaModels
from ui.text.words import _
from ui.widgets.html import Markup, html, join
from vae_core.studies.sweep_store import Sweep


def key(*marks: tuple[str, str]) -> Markup:
    """Which mark means what, once for all charts below: ("ring", "a network for each β"), ..."""
    spans = (html('<span><i class="lse-kl-{}"></i>{}</span>', mark, name) for mark, name in marks)
    return html('<p class="lse-kl-key">{}</p>', join(spans))


def ladder_name(sweep: Sweep | None) -> str:
    """Who the networks of a ladder are; empty where there are none."""
    if not sweep or not sweep.ladder:
        return ""
    members = next(iter(sweep.ladder.values()))
    return _("{n}-D latent, a network for each β").format(n=members[0].config.model.latent_dim)


def file_name(models: BetaModels, what: str) -> str:
    """Of the CSV, without ".csv"."""
    return f"{models.dataset}-kl-weight-{what}"
