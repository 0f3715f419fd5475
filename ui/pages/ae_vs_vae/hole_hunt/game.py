"""Where a game stands, as the session keeps it: a rerun of anything else changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from vae_core.evaluation.hole_hunt import HuntPoint, Survey, draw_points
from vae_core.runs.run import Run


@dataclass
class Game:
    """answers: one for each place so far, True for something, False for garbage.

    revealed: whether what lies at the place that was last guessed is being shown.
    """

    seed: int
    places: tuple[HuntPoint, ...]
    answers: list[bool] = field(default_factory=list)
    revealed: bool = False

    @property
    def over(self) -> bool:
        """Whether every place has been guessed and seen."""
        return len(self.answers) == len(self.places) and not self.revealed

    @property
    def round(self) -> int:
        """Which place is on, from 0."""
        return len(self.answers) - self.revealed

    @property
    def place(self) -> HuntPoint:
        """The one that is on; the game is not over."""
        return self.places[self.round]

    def answer(self, round_: int, something: bool) -> None:
        """Guess. Only the first guess at a place counts, however often a button was pressed."""
        if round_ == self.round and not self.revealed:
            self.answers.append(something)
            self.revealed = True

    def go_on(self, round_: int) -> None:
        """To the next place, or the end."""
        if round_ == self.round:
            self.revealed = False


def game(runs: tuple[Run, Run], surveys: tuple[Survey, Survey], seed: int) -> Game:
    """The game of this seed on these two runs: the one begun in this session, or a new one."""
    key = f"hunt in {' and '.join(run.id for run in runs)}"
    played = st.session_state.get(key)
    wanted = draw_points(seed, *surveys)
    # A run trained anew under its old name has other places.
    if played is None or played.places != wanted:
        played = st.session_state[key] = Game(seed, wanted)
    return played
