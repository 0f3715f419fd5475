"""The figures of a run beside the published ones: a badge, one line, and the table."""

from __future__ import annotations

from ui.text.numbers import number
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import Markup, html
from ui.widgets.table import Row, table
from vae_core.models.published import PRINTED_STEPS, SYSTEMS, PublishedFigure, System
from vae_core.runs.run import Run
from vae_core.studies.comparison import Comparison, compare, departures

_STEPS = ", ".join(map(str, PRINTED_STEPS))
# The figure a card has room for: the first of these that was published.
_FIRST = ("test_neg_elbo", "last_epoch_recon", "last_epoch_loss_per_pixel")
_AGREES, _DIFFERS, _NONE, _OTHERWISE = "agrees", "differs", "none", "otherwise"
_ELSEWHERE = "elsewhere"


def mark(run: Run) -> Markup:
    """A badge, shape and word: whether a run of a system agrees with the published figures."""
    if departures(run.config):
        return _badge(_OTHERWISE)
    if not (compared := compare(run)):
        return _badge(_ELSEWHERE if SYSTEMS[run.config.preset].elsewhere else _NONE)
    return _badge(_AGREES if all(c.agrees for c in compared) else _DIFFERS)


def headline(compared: tuple[Comparison, ...]) -> tuple[str, str]:
    """(the most telling figure in one line, its meaning); empty if nothing is compared."""
    by_name = {c.figure.quantity: c for c in compared}
    first = next((by_name[name] for name in _FIRST if name in by_name), None)
    if first is None:
        return "", ""
    line = _("{name}: {obtained}, published {published} {unit}").format(
        name=_short(first.figure),
        obtained=_figure_value(first.obtained, first.figure),
        published=_range(first.figure),
        unit=first.figure.unit,
    )
    return line, _meaning(first.figure)


def show(run: Run) -> None:
    """Draw the table of all published figures, and why some differ. run: without departures."""
    compared = compare(run)
    if not compared:
        terms.markdown(
            SYSTEMS[run.config.preset].elsewhere
            or _("The document prints no figure that this run could be held against.")
        )
        return
    table(
        [
            Row(
                f"{_long(c.figure)}, {c.figure.unit}",
                (_range(c.figure), _figure_value(c.obtained, c.figure), _deviation(c)),
                _meaning(c.figure),
                # Not a column: on a phone it would be the one out of sight.
                html("<br>{}", _badge(_AGREES if c.agrees else _DIFFERS)),
            )
            for c in compared
        ],
        (_("Published"), _("Obtained"), _("Off by")),
        key="published",
    )
    if printed := [_printed(c) for c in compared if c.values]:
        terms.caption("  \n".join(printed))
    if different := [c for c in compared if not c.agrees]:
        terms.markdown(_why(different))


def source(system: System) -> Markup:
    """Where a system was published, as a link if its address is known, and who wrote it."""
    name = html("{}", system.document)
    if system.address:
        name = html(
            '<a href="{}" target="_blank" rel="noopener">{}</a>', system.address, system.document
        )
    return html("{}<br>{}", name, system.author)


def _why(different: list[Comparison]) -> str:
    sentences = []
    for c in different:
        name = _long(c.figure)
        if c.obtained is None:
            sentences.append(_("“{name}” was not kept by this run.").format(name=name))
            continue
        sentences.append(
            _(
                "**Why “{name}” differs.** It lies {off} off what was published; another seed "
                "or framework usually leads no farther than {tolerance}."
            ).format(name=name, off=_deviation(c), tolerance=_tolerance(c.figure))
            + (f" {c.figure.known}" if c.figure.known else "")
        )
    return "\n\n".join(sentences)


def _badge(kind: str) -> Markup:
    shape, word = {
        _AGREES: ("✓", _("agrees")),
        _DIFFERS: ("≠", _("differs")),
        _NONE: ("○", _("no figure published")),
        _ELSEWHERE: ("○", _("published on other images")),
        _OTHERWISE: ("○", _("trained otherwise")),
    }[kind]
    return html('<span class="lse-mark lse-mark-{}"><b>{}</b> {}</span>', kind, shape, word)


def _short(figure: PublishedFigure) -> str:
    return {
        "first_loss_per_pixel": _("First loss"),
        "last_epoch_loss_per_pixel": _("Last epoch’s loss"),
        "last_epoch_recon": _("Reconstruction"),
        "last_epoch_kl": _("KL"),
        "test_neg_elbo": _("Test −ELBO"),
    }[figure.quantity]


def _long(figure: PublishedFigure) -> str:
    return {
        "first_loss_per_pixel": _("Loss of the first batch of all"),
        "last_epoch_loss_per_pixel": _("Loss in the last epoch"),
        "last_epoch_recon": _("Reconstruction in the last epoch"),
        "last_epoch_kl": _("KL in the last epoch"),
        "test_neg_elbo": _("Test −ELBO"),
    }[figure.quantity]


def _meaning(figure: PublishedFigure) -> str:
    batches = _("Mean over the training batches {steps} of the last epoch, as they went by.")
    return (
        {
            "first_loss_per_pixel": _(
                "Cross-entropy of a pixel before anything is learned; guessing 0.5 costs "
                "ln 2 = 0.6931."
            ),
            "last_epoch_loss_per_pixel": _("Cross-entropy of a pixel.") + " " + batches,
            "last_epoch_recon": _("Cross-entropy of an image.") + " " + batches,
            "last_epoch_kl": _("KL of an image’s code to the prior.") + " " + batches,
            "test_neg_elbo": _("Reconstruction + KL per test image. Lower is better."),
        }[figure.quantity].format(steps=_STEPS)
        + " "
        + _("It agrees within {tolerance} of what was published.").format(
            tolerance=_tolerance(figure)
        )
    )


def _figure_value(value: float | None, figure: PublishedFigure) -> str:
    return "–" if value is None else f"{value:.{_decimals(figure)}f}"


def _range(figure: PublishedFigure) -> str:
    low, high = (_figure_value(value, figure) for value in (figure.low, figure.high))
    return low if low == high else f"{low} – {high}"


def _decimals(figure: PublishedFigure) -> int:
    return 4 if figure.unit == "nats/pixel" else 2


def _tolerance(figure: PublishedFigure) -> str:
    return f"{100 * figure.tolerance:g} %"


def _deviation(c: Comparison) -> str:
    if c.deviation is None:
        return "–"
    if c.deviation == 0:
        return "0"
    return number(100 * c.deviation, "+.1f") + "\N{NO-BREAK SPACE}%"


def _printed(c: Comparison) -> str:
    """The single values behind a mean, as the document prints them."""
    published, obtained = (
        " · ".join(_figure_value(value, c.figure) for value in values)
        for values in (c.figure.values, c.values)
    )
    sentence = _("{name}, batches {steps}: obtained {obtained}").format(
        name=_short(c.figure), steps=_STEPS, obtained=obtained
    )
    return sentence + (_("; published {values}").format(values=published) if published else "")
