"""The state of a game, kept in the session so that reruns do not change it."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from vae_core.evaluation.plane.hole_hunt import HuntPoint, Survey, draw_points
from vae_core.runs.run import Run


@dataclass
class Game:
    """A game in progress: its points, and the guesses so far.

    answers: one for each point guessed, True for something, False for garbage.
    revealed: whether the decoded picture at the last guessed point is being shown.
    """

    seed: int
    points: tuple[HuntPoint, ...]
    answers: list[bool] = field(default_factory=list)
    revealed: bool = False

    @property
    def over(self) -> bool:
        """Whether every point has been guessed and its picture seen."""
        return len(self.answers) == len(self.points) and not self.revealed

    @property
    def round(self) -> int:
        """Index of the point being guessed, from 0."""
        return len(self.answers) - self.revealed

    @property
    def point(self) -> HuntPoint:
        """The point being guessed. Only while the game is not over."""
        return self.points[self.round]

    def answer(self, round_: int, something: bool) -> None:
        """Record a guess. Only the first one at each point counts."""
        if round_ == self.round and not self.revealed:
            self.answers.append(something)
            self.revealed = True

    def go_on(self, round_: int) -> None:
        """Go on to the next point, or to the end of the game."""
        if round_ == self.round:
            self.revealed = False


def game(runs: tuple[Run, Run], surveys: tuple[Survey, Survey], seed: int) -> Game:
    """The session's game with this seed on these two runs; a new one where there is none."""
    key = f"hunt in {' and '.join(run.id for run in runs)}"
    played = st.session_state.get(key)
    points = draw_points(seed, *surveys)
    # A run that was trained again under its old name has other points.
    if played is None or played.points != points:
        played = st.session_state[key] = Game(seed, points)
    return played
