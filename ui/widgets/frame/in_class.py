"""What pages hand to the class that a visitor is in: scores of the hole hunt and trainings.

Nothing is drawn, and nothing sent, for whoever is in no class.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.services.classroom.classroom import Classroom
from ui.services.classroom.made import scores, trainings
from ui.services.classroom.made.scores import Score
from ui.services.classroom.made.trainings import Training
from ui.services.classroom.people import seat
from ui.services.classroom.people.members import Student
from ui.services.errors import show_error
from ui.text.words import _
from ui.widgets import terms
from vae_core.errors import VaeCoreError
from vae_core.runs.run import Run

_LONGEST = 100  # letters of the name of a game


def report_hunt(seed: int, runs: tuple[Run, Run], right: int, asked: int) -> None:
    """Put the score of a hole hunt that is over on the scoreboard of the class, and say so."""
    game = f"{seed} {runs[0].id} {runs[1].id}"[:_LONGEST]
    _hand_in(
        lambda room, student: scores.report(room, student, game, Score(right, asked)),
        _("Your score is on the scoreboard of your class."),
    )


def share_training(run: Run) -> None:
    """Put a training of this visitor's on the class's plane of rate and distortion, and say so.

    An autoencoder has no rate, so there is no place for it.
    """
    model, measured = run.config.model, run.metrics["evaluation"]
    if model.kind != "vae" or model.betas or measured.get("kl") is None:
        return
    training = Training(
        run.id, run.config.training.beta, model.latent_dim, measured["kl"], measured["recon"]
    )
    _hand_in(
        lambda room, student: trainings.share(room, student, training),
        _("This training is a point on your class’s plane of rate and distortion."),
    )


def _hand_in(hand_in: Callable[[Classroom, Student], None], done: str) -> None:
    try:
        current = seat.seat() or seat.come_back()
        if current is None or current.student is None:
            return
        hand_in(current.room, current.student)
    except VaeCoreError as error:
        show_error(error, st.info)
        return
    terms.caption(f":material/groups: {done}")
