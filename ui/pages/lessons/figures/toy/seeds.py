"""How often random codes miss in the toy, over seeds, by `benchmarks/live/toy_seeds.js`."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from statistics import median

import msgspec

from ui.text.words import _
from ui.widgets.table import Row
from vae_core.files.typed import from_json

FILE = Path(__file__).parents[2] / "content" / "measured" / "toy_seeds.json"
_JAVASCRIPT = Path(__file__).parents[4] / "components" / "lessons" / "toy" / "js"
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
    def wins(self) -> tuple[int, int]:
        """In how many seeds fewer codes missed: the autoencoder's, the VAE's. Others are ties."""
        pairs = list(zip(self.ae, self.vae, strict=True))
        return sum(ae < vae for ae, vae in pairs), sum(vae < ae for ae, vae in pairs)


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
    return from_json(FILE.read_bytes(), SeedStudy)


def sources_hash() -> str:
    """SHA-256 of the JavaScript that the study depends on, as it is now."""
    found = hashlib.sha256()
    for name in _SOURCES:
        found.update((_JAVASCRIPT / name).read_bytes())
    return found.hexdigest()


def truth(results: list[Shares]) -> int:
    """Whose random codes miss less often: 1 the autoencoder's, 2 the VAE's, 3 neither's."""
    least = _CLEARLY * sum(len(shares.ae) for shares in results)
    ae, vae = (sum(shares.wins[i] for shares in results) for i in (0, 1))
    return 1 if ae >= least else 2 if vae >= least else 3


def rows(results: list[Shares]) -> list[Row]:
    """A row of the table for each shape and number of points."""
    names = {"spiral": _("Spiral"), "moons": _("Half-moons"), "letter_s": _("Letter S")}
    return [
        Row(
            _("{shape}, {n} points").format(shape=names[shares.shape], n=shares.count),
            (
                _spread(shares.ae),
                _spread(shares.vae),
                *(str(count) for count in (*shares.wins, len(shares.ae) - sum(shares.wins))),
            ),
        )
        for shares in results
    ]


def _spread(values: list[float]) -> str:
    low, middle, high = (round(100 * f(values)) for f in (min, median, max))
    return f"{middle} % ({low} to {high})"
