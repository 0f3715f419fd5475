"""How often random codes miss in the toy: what `benchmarks/toy_seeds.js` measured over seeds."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from statistics import median

import msgspec

from ui.text.words import _
from ui.widgets.table import Row

FILE = Path(__file__).parents[1] / "content" / "toy_seeds.json"
_JAVASCRIPT = Path(__file__).parents[3] / "components" / "toy" / "js"
_SOURCES = (
    *(f"learning/{name}.js" for name in ("adam", "autoencoder", "judge", "layers", "random")),
    *(f"points/{name}.js" for name in ("shapes", "target")),
)
# One of two is better where it is so in this share of the pairs at least.
_CLEARLY = 2 / 3


class Shares(msgspec.Struct, frozen=True):
    """ae, vae: the share of random codes that miss, one value a seed, in the same order."""

    shape: str
    count: int
    ae: list[float]
    vae: list[float]

    @property
    def vae_wins(self) -> int:
        """In how many seeds fewer codes of the VAE missed."""
        return sum(vae < ae for ae, vae in zip(self.ae, self.vae, strict=True))


class Still(msgspec.Struct, frozen=True):
    """One picture of the toy: points and both learned curves, (x, y) each."""

    curve: list[tuple[float, float]]
    points: list[tuple[float, float]]
    ae: list[tuple[float, float]]
    vae: list[tuple[float, float]]


class SeedStudy(msgspec.Struct, frozen=True):
    """steps: of each training. sources: hash of the JavaScript that was measured."""

    format: int
    steps: int
    seeds: int
    sources: str
    results: list[Shares]
    still: Still


@cache
def seed_study() -> SeedStudy:
    """The file. Raises msgspec.MsgspecError and OSError."""
    return msgspec.json.decode(FILE.read_bytes(), type=SeedStudy)


def sources_hash() -> str:
    """SHA-256 of the JavaScript that the study depends on, as it is now."""
    found = hashlib.sha256()
    for name in _SOURCES:
        found.update((_JAVASCRIPT / name).read_bytes())
    return found.hexdigest()


def truth(results: list[Shares]) -> int:
    """Whose random codes miss less often: 1 the autoencoder's, 2 the VAE's, 3 neither's."""
    n_pairs = sum(len(shares.ae) for shares in results)
    share = sum(shares.vae_wins for shares in results) / n_pairs
    ae_wins = sum(
        ae < vae for shares in results for ae, vae in zip(shares.ae, shares.vae, strict=True)
    )
    return 2 if share >= _CLEARLY else 1 if ae_wins / n_pairs >= _CLEARLY else 3


def rows(results: list[Shares]) -> list[Row]:
    """A row of the table for each number of points."""
    meaning = _(
        "Share of random codes that miss: the middle one of all seeds, and from the least to the "
        "most. Last: in how many seeds fewer of the VAE’s codes missed."
    )
    return [
        Row(
            _("{n} points").format(n=shares.count),
            (
                _spread(shares.ae),
                _spread(shares.vae),
                _("{k} of {n} seeds").format(k=shares.vae_wins, n=len(shares.ae)),
            ),
            meaning,
        )
        for shares in results
    ]


def _spread(values: list[float]) -> str:
    low, middle, high = (round(100 * f(values)) for f in (min, median, max))
    return f"{middle} % ({low} to {high})"
