"""The figures of both models in the sidebar, each with what it means."""

from __future__ import annotations

import streamlit as st

from ui.pages.ae_vs_vae.pair import Pair
from ui.text.outside import in_markdown
from ui.text.words import _
from ui.widgets import run_card, terms
from ui.widgets.controls import take_home
from ui.widgets.html import explained, html, join, show_html

# Labels for the figures of `run_card`. The unit stands once, in the label, and not in the cells.
_SHOWN = {
    _("Reconstruction"): _("Reconstruction, nats"),
    _("KL"): _("KL, nats"),
    _("k-NN accuracy"): _("k-NN accuracy"),
    _("KL weight β"): _("KL weight β"),
    _("Parameters"): _("Parameters"),
    _("Epochs"): _("Epochs"),
}


def show(pair: Pair) -> None:
    """Draw a table with a column for each model, and a sentence on what the two have in common."""
    known = [{figure.name: figure for figure in run_card.figures(run)} for run in pair.runs]
    rows, meanings = [], []
    for name, label in _SHOWN.items():
        present = [side[name] for side in known if name in side]
        if not present:
            continue
        values = join(
            html("<td>{}</td>", _bare(side[name].value) if name in side else "–") for side in known
        )
        rows.append(
            html('<tr><th scope="row">{}</th>{}</tr>', explained(label, present[0].meaning), values)
        )
        meanings.append(f"- **{label}**: {present[0].explained}")
    heads = join(html('<th scope="col">{}</th>', name) for name in _columns(pair))
    with st.sidebar:
        st.divider()
        show_html(
            html(
                '<table class="lse-figures lse-gaps-two"><caption>{}</caption>'
                "<thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table>",
                _("These two"),
                heads,
                join(rows),
            )
        )
        with st.popover(_("What do these mean?"), type="tertiary"):
            terms.markdown("\n".join(meanings))
        terms.caption(_in_common(pair))
        for run in pair.runs:
            take_home.show(run, _("Take {name} home").format(name=in_markdown(run.name)))


def _bare(value: str) -> str:
    return value.removesuffix(_("{value} nats").format(value=""))


def _columns(pair: Pair) -> tuple[str, str]:
    return pair.names if pair.mixed else (_("left"), _("right"))


def _in_common(pair: Pair) -> str:
    """A sentence on which of layers, training and seed are the same for both models."""
    a, b = (run.config for run in pair.runs)
    trained = [
        {**vars(c.training), "seed": None, "beta": None, "beta_schedule": None} for c in (a, b)
    ]
    same = {
        _("layers"): (a.model.encoder, a.model.decoder) == (b.model.encoder, b.model.decoder),
        _("training"): trained[0] == trained[1],
        _("seed"): a.training.seed == b.training.seed,
    }
    n = f"{pair.left.metrics['evaluation']['n']:,}"
    sample_note = _("{n} test images, none seen in training.").format(n=n)
    if all(same.values()):
        return _("Same images, layers, training and seed.") + " " + sample_note
    others = ", ".join(name for name, is_same in same.items() if not is_same)
    return _("Same images, but not the same {others}.").format(others=others) + " " + sample_note
