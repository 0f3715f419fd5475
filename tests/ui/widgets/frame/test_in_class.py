"""What pages hand to a class."""

import pytest

from tests.support.runs.fits import with_training
from ui.services.classroom import classroom
from ui.services.classroom.made import scores, trainings
from ui.services.classroom.people import members
from ui.services.classroom.people.seat import Seat
from ui.services.classroom.stores.sqlite_store import SqliteStore
from ui.widgets.frame import in_class
from vae_core.training.train import train


@pytest.fixture
def room(tmp_path):
    return classroom.start(SqliteStore(tmp_path / "classes.db"))[0]


@pytest.fixture
def sit(monkeypatch):
    def sit(current):
        monkeypatch.setattr(in_class.seat, "seat", lambda: current)
        monkeypatch.setattr(in_class.seat, "come_back", lambda: None)

    return sit


@pytest.fixture
def said(monkeypatch):
    """What was said on the page."""
    texts = []
    monkeypatch.setattr(in_class.terms, "caption", texts.append)
    monkeypatch.setattr(in_class, "show_error", lambda error, show: texts.append(str(error)))
    return texts


def test_a_training_is_a_point_with_the_figures_of_its_run(room, sit, said, trained):
    ada = members.join(room, "key of Ada").student
    sit(Seat(room, ada))
    for _again in range(2):
        in_class.share_training(trained)
    (shared,) = trainings.trainings(room)
    measured = trained.metrics["evaluation"]
    assert shared.student == ada.id and shared.training.run == trained.id
    assert shared.training.beta == trained.config.training.beta
    assert shared.training.latent_dim == trained.config.model.latent_dim
    assert (shared.training.rate, shared.training.distortion) == (measured["kl"], measured["recon"])
    assert "rate and distortion" in said[-1]
    room.end()
    in_class.share_training(trained)
    assert "has ended" in said[-1]


def test_an_autoencoder_has_no_rate_and_is_not_shared(room, sit, said, tiny_ae, tmp_path):
    once = with_training(tiny_ae, epochs=1)
    run = train(once, "plain", root=tmp_path, film="none", iwae_samples=0)
    sit(Seat(room, members.join(room, "key of Ada").student))
    in_class.share_training(run)
    assert (trainings.trainings(room), said) == ([], [])


@pytest.mark.parametrize("is_teacher", [True, False])
def test_whoever_is_no_student_of_a_class_hands_in_nothing(room, sit, said, trained, is_teacher):
    sit(Seat(room, secret="s") if is_teacher else None)
    in_class.share_training(trained)
    in_class.report_hunt(4711, (trained, trained), 8, 10)
    assert (trainings.trainings(room), scores.scores(room), said) == ([], [], [])
