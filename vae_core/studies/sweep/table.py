"""The figures of a sweep as a table in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, stdev

from vae_core.studies.sweep.plan import is_ladder_step
from vae_core.studies.sweep.store import Member, Sweep

_TITLES = (
    "β",
    "seeds",
    "D",
    "R",
    "D + βR",
    "active units",
    "mean σ",
    "k-NN, %",
    "Fréchet",
    "recognised, %",
)


def sweep_table(sweep: Sweep) -> str:
    """A Markdown table with a row for each beta: mean ± standard deviation over its seeds."""
    lines = [f"| {' | '.join(_TITLES)} |", "|---" * len(_TITLES) + "|"]
    rows: list[tuple[str, Sequence[Member]]] = [
        (f"{beta:g}", members) for beta, members in sweep.ladder.items()
    ]
    rows += [
        (f"`{member.name}`", (member,))
        for member in sweep.members
        if not is_ladder_step(member.config, sweep.plan)
    ]
    for label, members in rows:
        cells = [
            _spread(members, "recon", 2),
            _spread(members, "kl", 2),
            _spread(members, "objective", 2),
            _range([member.figures["active_units"] for member in members]),
            _spread(members, "mean_sigma", 4),
            _spread(members, "knn_accuracy", 1, 100),
            _spread(members, "frechet_prior", 0),
            _spread(members, "recognised_share_prior", 1, 100),
        ]
        lines.append(f"| {label} | {len(members)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _spread(members: Sequence[Member], figure: str, decimals: int, scale: float = 1.0) -> str:
    """ "mean ± standard deviation" of a figure, or "–" where a member lacks it."""
    values = [m.figures[figure] for m in members]
    if any(value is None for value in values):
        return "–"
    values = [scale * value for value in values]
    text = f"{fmean(values):.{decimals}f}"
    return text if len(values) == 1 else f"{text} ± {stdev(values):.{decimals}f}"


def _range(counts: Sequence[int]) -> str:
    """ "low to high", or one number where all are the same."""
    low, high = min(counts), max(counts)
    return str(low) if low == high else f"{low} to {high}"
