"""Findings on a pair of models in three short steps.

Each sentence is chosen by the measured figures, so that it is true of any two models.
"""

from __future__ import annotations

from dataclasses import dataclass

from ui.pages.ae_vs_vae.figures.values import (
    compare,
    favours,
    written,
)
from ui.pages.ae_vs_vae.pair import Pair
from ui.text.words import _
from vae_core.runs.run import Run

HOLDS, IN_PART, FAILS, OPEN = "holds", "part", "fails", "open"


@dataclass(frozen=True)
class Step:
    """A sentence out of textbooks, what was measured here, and what to make of it.

    verdict: one of the four above; None of two models of one kind, which the textbook does not
    speak of. figures: names in `MEASURES`.
    """

    title: str
    claim: str
    sentences: list[str]
    figures: tuple[str, ...]
    verdict: str | None


def steps(pair: Pair) -> list[Step]:
    """The three findings on a pair whose figures were measured."""
    return [_from_the_prior(pair), _in_between(pair), _where_codes_are(pair)]


def verdict(pair: Pair, keys: tuple[str, ...]) -> str | None:
    """Whether figures favour the VAE, as the textbook says: all of them, some of them, none of them
    but the AE, or neither model."""
    if not pair.mixed:
        return None
    ae, vae = _ae_and_vae(pair)
    votes = [vote for key in keys if (vote := favours(vae, ae, key)) is not None]
    if any(vote > 0 for vote in votes):
        return HOLDS if all(vote > 0 for vote in votes) else IN_PART
    return FAILS if any(vote < 0 for vote in votes) else OPEN


def _from_the_prior(pair: Pair) -> Step:
    a, b = pair.names
    sentences = [
        _(
            "Draws from N(0, I) lie about {away} from 0. The codes of the {a} reach {x}, those of "
            "the {b} {y}; so the draws meet {m} classes with the {a}, {n} with the {b}."
        ).format(
            away=_away(pair.dim),
            a=a,
            b=b,
            x=_of(pair, 0, "reach"),
            y=_of(pair, 1, "reach"),
            m=_of(pair, 0, "classes_prior"),
            n=_of(pair, 1, "classes_prior"),
        ),
        _versus(
            pair,
            "recognised_share_prior",
            _("More of them are recognised with the {more}, {x} against {y}"),
            _("About as many are recognised with both, {x} and {y}"),
        )
        + (
            _(": that alone says little where it is always the same few.")
            if _opposed(pair, "recognised_share_prior", "classes_prior")
            else "."
        ),
    ]
    return Step(
        _("Drawing from N(0, I)"),
        _("Random codes from N(0, I) make images with a VAE, not with an AE."),
        sentences,
        ("reach", "classes_prior", "recognised_share_prior", "frechet_prior", "mmd_prior"),
        verdict(pair, ("classes_prior", "frechet_prior")),
    )


def _in_between(pair: Pair) -> Step:
    sentences = [
        _versus(
            pair,
            "recognised_share_box",
            _("Of the box around all codes more decodes to something recognised with the {more}:")
            + _(" {x} against {y}."),
            _("Of the box around all codes as much decodes to something recognised with both:")
            + _(" {x} and {y}."),
        )
    ]
    if pair.dim == 2:
        area = _versus(
            pair,
            "empty_share",
            _("The {more} leaves more of the area among its codes empty: {x} against {y}."),
            _("Both leave about as much of the area among their codes empty: {x} and {y}."),
        )
        sentences = [area, _("But is there garbage?"), *sentences]
    return Step(
        _("Between the codes"),
        _("An AE leaves holes between its codes, and garbage in them; a VAE fills them."),
        sentences,
        ("empty_share", "recognised_share_box", "holes_fitted_gaussian", "knn_accuracy"),
        verdict(pair, ("empty_share", "recognised_share_box")),
    )


def _where_codes_are(pair: Pair) -> Step:
    sentences = [
        _versus(
            pair,
            "recognised_share_fitted_gaussian",
            _(
                "Drawn from a Gaussian fitted to its own codes, more is recognised with the "
                "{more}: {x} against {y}."
            ),
            _(
                "Drawn from a Gaussian fitted to its own codes, about as much is recognised with "
                "either: {x} and {y}."
            ),
        ),
        _from_a_mixture(pair),
        _versus(
            pair,
            "recon_mu",
            _("And the {less} rebuilds test images better: {y} against {x} nats (decoding μ)."),
            _("And test images come back as well from both: {x} and {y} nats (decoding μ)."),
        ),
    ]
    return Step(
        _("Drawing where the codes are"),
        _("A plain AE cannot invent images at all."),
        sentences,
        (
            "recognised_share_fitted_gaussian",
            "frechet_fitted_gaussian",
            "frechet_mixture",
            "recon_mu",
        ),
        _invents(pair),
    )


def _from_a_mixture(pair: Pair) -> str:
    """What an AE's pictures are worth once it is known where to draw its codes: beside a VAE's as
    they are usually drawn. Of two models of one kind, both from a mixture."""
    if not pair.mixed:
        return _versus(
            pair,
            "frechet_mixture",
            _(
                "From a mixture of ten, pictures of the {less} lie nearer to the test images: a "
                "Fréchet distance of {y} against {x}."
            ),
            _("From a mixture of ten, both lie as near to the test images: {x} and {y}."),
        )
    ae, vae = _ae_and_vae(pair)
    words = {
        -1: _("From a mixture of ten, the AE’s pictures lie nearer to the test images than"),
        0: _("From a mixture of ten, the AE’s pictures lie as near to the test images as"),
        1: _("Even from a mixture of ten, the AE’s pictures lie farther from the test images than"),
    }
    sign = compare(ae, vae, "frechet_mixture", "frechet_prior")
    if sign is None:
        return ""
    return (
        words[sign]
        + " "
        + _(
            "the VAE’s from N(0, I), a Fréchet distance of {x} against {y} ({z} from a mixture of "
            "its own)."
        ).format(
            x=written(ae, "frechet_mixture"),
            y=written(vae, "frechet_prior"),
            z=written(vae, "frechet_mixture"),
        )
    )


def _invents(pair: Pair) -> str | None:
    """Whether it is true that an AE cannot invent: not where its pictures, drawn where its codes
    are, are as near to the test images, and as clear, as a VAE's from N(0, I)."""
    if not pair.mixed:
        return None
    ae, vae = _ae_and_vae(pair)
    nearer = compare(ae, vae, "frechet_mixture", "frechet_prior")
    clearer = compare(ae, vae, "recognised_share_mixture", "recognised_share_prior")
    if nearer is None or clearer is None:
        return None
    as_good = [nearer <= 0, clearer >= 0]
    return FAILS if all(as_good) else (IN_PART if any(as_good) else HOLDS)


def _ae_and_vae(pair: Pair) -> tuple[Run, Run]:
    ae, vae = sorted(pair.runs, key=lambda run: run.config.model.kind)
    return ae, vae


def _opposed(pair: Pair, *keys: str) -> bool:
    """Whether two figures clearly favour different models."""
    a, b = (favours(*pair.runs, key) or 0 for key in keys)
    return a * b < 0


def _versus(pair: Pair, key: str, clear: str, tie: str) -> str:
    """`clear` filled with {more} and {less}, the higher figure as {x}; `tie` where they tie."""
    sign = compare(*pair.runs, key)
    if sign is None:
        return ""
    shown = [_of(pair, side, key) for side in (0, 1)]
    if sign == 0:
        return tie.format(x=shown[0], y=shown[1])
    high, low = (0, 1) if sign > 0 else (1, 0)
    return clear.format(more=pair.names[high], less=pair.names[low], x=shown[high], y=shown[low])


def _of(pair: Pair, side: int, key: str) -> str:
    return written(pair.runs[side], key)


def _away(dim: int) -> str:
    """The mean distance of N(0, I) from 0 (mean of the chi distribution)."""
    from math import exp, lgamma, sqrt

    return f"{sqrt(2) * exp(lgamma((dim + 1) / 2) - lgamma(dim / 2)):.1f}"
