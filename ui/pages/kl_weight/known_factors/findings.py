"""What the figures of a model say, in sentences: what is disentangled, and what is not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ui.pages.kl_weight.known_factors.studies import Measured, factor_names
from ui.text.words import _

# Of a factor's entropy. Above the first a factor has a dimension of its own, below the second none.
_OWN, _SPREAD = 0.4, 0.1
# Of what a forest explains of a factor: below, the codes hardly hold it.
_GUESSED = 0.5


def headline(shown: Measured, name: str) -> str:
    """The figures of a model in one line."""
    figures = shown.figures
    return _(
        "{name}, β {beta}, seed {seed}: **MIG {mig}**, disentanglement {disentanglement}, "
        "completeness {completeness} (DCI); KL {kl} nats, reconstruction {recon} nats."
    ).format(
        name=name,
        beta=f"{shown.member.beta:g}",
        seed=shown.member.seed,
        mig=f"{figures['mig']:.2f}",
        disentanglement=f"{figures['disentanglement']:.2f}",
        completeness=f"{figures['completeness']:.2f}",
        kl=f"{shown.member.figures['kl']:.1f}",
        recon=f"{shown.member.figures['recon']:.0f}",
    )


def sentences(shown: Measured) -> list[str]:
    """What has a dimension of its own, what is spread over several, and what is hardly told."""
    figures, names = shown.figures, factor_names()
    own, spread, lost = [], [], []
    for k, factor in enumerate(figures["factors"]):
        first, second = (int(j) for j in np.argsort(-shown.shares[:, k])[:2])
        if figures["informativeness"][k] < _GUESSED:
            lost.append(names[factor])
        elif figures["gaps"][k] >= _OWN:
            own.append(f"{names[factor]} (z{first + 1})")
        elif figures["gaps"][k] < _SPREAD:
            spread.append(f"{names[factor]} (z{first + 1}, z{second + 1})")
    said = [
        (own, _("A dimension of its own: {names}.")),
        (spread, _("In several dimensions at once, not disentangled: {names}.")),
        (lost, _("Hardly in the codes at all: {names}.")),
    ]
    if not own:
        said.insert(0, (["-"], _("No factor has a dimension of its own here.")))
    return [sentence.format(names=_listed(found)) for found, sentence in said if found]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
