"""The headline of a training: title, state in a word, and settings in one line."""

from __future__ import annotations

from ui.pages.train.queue_list import job_title
from ui.text.words import _, dataset_title, latent
from ui.widgets.html import html, show_html
from ui.widgets.network.stages import network_line
from vae_core.jobs.records import Job, Status, Wish
from vae_core.models.config import RunConfig


def show_headline(job: Job, status: Status, wish: Wish) -> None:
    """Draw title, state and settings of a training."""
    show_html(
        html(
            '<h2 class="lse-watch-title">{}<span class="lse-watch-state" data-state="{}">{}</span>'
            '</h2><p class="lse-watch-facts">{}</p>',
            job_title(job),
            status.state,
            _state_word(status, wish),
            facts(job.config),
        )
    )


def _state_word(status: Status, wish: Wish) -> str:
    """The state in a word; one that was asked for and has not begun ends in -ing."""
    if status.state == "training" and wish.want in ("stop", "discard"):
        return _("stopping")
    if status.state == "training" and wish.want == "pause":
        return _("pausing")
    return {
        "waiting": _("waiting"),
        "training": _("training"),
        "measuring": _("measuring"),
        "paused": _("paused"),
        "aside": _("put aside"),
        "lost": _("interrupted"),
        "done": _("done"),
        "stopped": _("stopped"),
        "discarded": _("discarded"),
        "failed": _("failed"),
    }[status.state]


def facts(config: RunConfig, *, has_beta: bool = True) -> str:
    """The settings in one line: data set, kind, layers, latent dimension and β.

    has_beta: False for a run that was not trained here.
    """
    training, model = config.training, config.model
    parts = [dataset_title(config.dataset), model.kind.upper(), network_line(model)]
    parts.append(latent(model.latent_dim))
    if model.betas:
        low, high = model.betas
        parts.append(_("every β from {low} to {high}").format(low=f"{low:g}", high=f"{high:g}"))
    elif model.kind == "vae" and has_beta:
        parts.append(_("β {beta}").format(beta=f"{training.beta:g}"))
    return " · ".join(parts)
