"""A square grid on the plane that holds the mass of a density known by its logarithm.

The density is p(x, z) of one image over a latent plane, in some places hundreds of nats higher than
in others, and often only a few hundredths wide. The search climbs to its peaks, finds how far the
mass around each reaches, and lays one grid around all of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

LogDensity = Callable[[np.ndarray], np.ndarray]  # of places, (N, 2), in nats: (N,)

NEGLIGIBLE = 1e-3  # share of the mass
_SIDES = (61, 91, 121)  # cells a side of the grid that is returned
# Nats between the sum over every cell and the one over every second. Of a Gaussian whose coarser
# sum is off by 0.3 nats the finer one is off by 0.001: the error falls with the fourth power.
_EXACT = 0.3
_WIDEST_CELL = 0.95  # standard deviations of the narrowest cut
# The look over the plane: from -reach to reach in both directions, and the places climbed from.
_REACH, _LOOK_SIDE, _CLIMBS = 4.0, 33, 6
_CLIMB_STEPS = 12
_DEEP = 12.0  # nats below the highest peak, from where a peak counts for nothing
_ROUGH_SIDE, _FINER_SIDE, _ROUGH_TRIES = 25, 41, 8
_MASS_SIGMAS, _GUESS_SIGMAS = 6.0, 4.0


@dataclass(frozen=True)
class Grid:
    """n x n places of a square, and the log density at each.

    z: (n, n, 2), n odd; z1 rises along the second axis, z2 along the first. log_density: (n, n).
    """

    z: np.ndarray
    log_density: np.ndarray

    @classmethod
    def lay(cls, log_density: LogDensity, centre: np.ndarray, half: float, side: int) -> Self:
        """The grid of `side` places across, from centre - half to centre + half."""
        along = np.linspace(-half, half, side)
        z = np.stack(np.meshgrid(centre[0] + along, centre[1] + along), -1)
        return cls(z, log_density(z.reshape(-1, 2)).reshape(side, side))

    @property
    def step(self) -> float:
        """The distance of two neighbours."""
        return float(self.z[0, 1, 0] - self.z[0, 0, 0])

    @property
    def log_mass(self) -> float:
        """The log of the sum over all cells."""
        return log_sum(self.log_density) + 2 * math.log(self.step)

    @property
    def weights(self) -> np.ndarray:
        """The share of the mass in each cell, (n, n); their sum is 1."""
        return np.exp(self.log_density - log_sum(self.log_density))

    @property
    def rim_share(self) -> float:
        """The share of the mass in the outermost cells."""
        return 1.0 - float(self.weights[1:-1, 1:-1].sum())

    @property
    def peak(self) -> np.ndarray:
        """The highest place, (2,)."""
        return self.z.reshape(-1, 2)[self.log_density.argmax()]

    def is_fine(self) -> bool:
        """True where every second cell gives the same sum, whichever of the four it starts with.

        The sum over a smooth density converges faster than any power of the step: where twice the
        step does, the step itself is exact to many digits.
        """
        whole = log_sum(self.log_density)
        return all(
            abs(log_sum(self.log_density[i::2, j::2]) + 2 * math.log(2) - whole) < _EXACT
            for i in (0, 1)
            for j in (0, 1)
        )

    def holds(self, place: np.ndarray) -> bool:
        """Whether a place lies within the grid."""
        return bool((place >= self.z[0, 0]).all() and (place <= self.z[-1, -1]).all())


@dataclass(frozen=True)
class Part:
    """The mass around one peak. sigma: its widths. narrow: the least width of a cut through it."""

    peak: np.ndarray
    log_mass: float
    mean: np.ndarray
    sigma: np.ndarray
    narrow: float

    def holds(self, place: np.ndarray) -> bool:
        """Whether a place lies where this part's mass is."""
        return bool((abs(place - self.mean) <= _MASS_SIGMAS * self.sigma).all())


def find_grid(
    log_density: LogDensity, mu: np.ndarray, sigma: np.ndarray
) -> tuple[Grid, float, np.ndarray | None]:
    """(grid, estimated share of the mass outside it, the highest place there or None).

    mu, sigma: of a Gaussian guess, (2,) each. The search starts from it, and the grid holds it too
    unless its cells would be too large for the mass then.
    """
    parts: list[Part] = []
    peaks = _peaks(log_density, mu, sigma)
    for place, height in peaks:
        if height > peaks[0][1] - _DEEP and not any(part.holds(place) for part in parts):
            parts.append(_part(log_density, place, 6 * float(max(sigma))))
    parts.sort(key=lambda part: -part.log_mass)
    total = log_sum(np.array([part.log_mass for part in parts]))
    weighty = [part for part in parts if math.exp(part.log_mass - total) > NEGLIGIBLE]
    grid = _around(log_density, weighty, mu, sigma)
    if len(weighty) > 1 and not grid.is_fine():
        grid = _around(log_density, weighty[:1], mu, sigma)
    away = [part for part in weighty if not grid.holds(part.mean)]
    outside = grid.rim_share + sum(math.exp(part.log_mass - total) for part in away)
    return grid, min(1.0, outside), away[0].peak if away else None


def log_sum(logs: np.ndarray) -> float:
    """log sum exp of all elements."""
    highest = float(logs.max())
    return highest + math.log(float(np.exp(logs - highest).sum()))


def _around(
    log_density: LogDensity, parts: Sequence[Part], mu: np.ndarray, sigma: np.ndarray
) -> Grid:
    """The grid around the parts and the guess, or around the parts alone."""
    narrow = min(part.narrow for part in parts)
    low = np.min([part.mean - _MASS_SIGMAS * part.sigma for part in parts], axis=0)
    high = np.max([part.mean + _MASS_SIGMAS * part.sigma for part in parts], axis=0)
    both = np.minimum(low, mu - _GUESS_SIGMAS * sigma), np.maximum(high, mu + _GUESS_SIGMAS * sigma)
    for (start, end), width in ((both, min(narrow, *sigma)), ((low, high), narrow)):
        half = float(max(end - start)) / 2
        needed = 2 * half / (_WIDEST_CELL * width)
        for side in _SIDES:
            if side >= needed or side == _SIDES[-1] >= 0.7 * needed:
                grid = Grid.lay(log_density, (start + end) / 2, half, side)
                if grid.is_fine():
                    return grid
    return Grid.lay(log_density, (low + high) / 2, float(max(high - low)) / 2, _SIDES[-1])


def _part(log_density: LogDensity, peak: np.ndarray, half: float) -> Part:
    """The mass around a peak: a grid is widened while mass lies at its rim, else refined.

    Where the cells are too large at one width and mass lies at the rim of a smaller one, there are
    more cells.
    """
    centre, side, too_coarse = peak, _ROUGH_SIDE, math.inf
    for _ in range(_ROUGH_TRIES):
        grid = Grid.lay(log_density, centre, half, side)
        if not grid.is_fine():
            too_coarse = min(too_coarse, half)
            centre, half = grid.peak, half / 2.2
        elif grid.rim_share > NEGLIGIBLE / 10:
            centre, half = _mean(grid), 1.7 * half
            if half >= too_coarse and side == _ROUGH_SIDE:
                side, too_coarse = _FINER_SIDE, math.inf
        else:
            break
    mean = _mean(grid)
    away = (grid.z - mean).reshape(-1, 2)
    covariance = (away * grid.weights.reshape(-1, 1)).T @ away + 1e-12 * np.eye(2)
    narrow = float(np.diag(np.linalg.inv(covariance)).max()) ** -0.5
    return Part(grid.peak, grid.log_mass, mean, np.sqrt(np.diag(covariance)), narrow)


def _mean(grid: Grid) -> np.ndarray:
    return (grid.z * grid.weights[..., None]).sum((0, 1))


def _peaks(
    log_density: LogDensity, mu: np.ndarray, sigma: np.ndarray
) -> list[tuple[np.ndarray, float]]:
    """The peaks that were climbed from the guess and from a look over the plane, highest first."""
    look = Grid.lay(log_density, np.zeros(2), _REACH, _LOOK_SIDE)
    padded = np.pad(look.log_density, 1, constant_values=-np.inf)
    around = np.lib.stride_tricks.sliding_window_view(padded, (3, 3)).max((2, 3))
    tops = look.z[look.log_density == around]
    heights = look.log_density[look.log_density == around]
    starts = np.vstack([mu, tops[np.argsort(-heights)[:_CLIMBS]]])
    steps = np.array([float(max(sigma))] + [look.step / 2] * (len(starts) - 1))
    nearby = np.stack(np.meshgrid([-1.0, 0, 1], [-1.0, 0, 1]), -1).reshape(-1, 2)
    height = np.full(len(starts), -np.inf)
    for _ in range(_CLIMB_STEPS):
        places = starts[:, None] + steps[:, None, None] * nearby
        values = log_density(places.reshape(-1, 2)).reshape(len(starts), -1)
        best = values.argmax(1)
        # A step that leads nowhere is halved.
        steps = np.where(best == len(nearby) // 2, steps / 2, steps)
        starts, height = places[np.arange(len(starts)), best], values.max(1)
    order = np.argsort(-height)
    return [(starts[i], float(height[i])) for i in order]
