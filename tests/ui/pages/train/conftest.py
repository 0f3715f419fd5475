"""The page Train, alone with an empty queue."""

import pytest

from tests.support import pages
from ui.pages.train.form import cost
from ui.services import visitor as visitors
from vae_core.jobs.request import OWN

SMALL = {"dataset": "uci-digits", "preset": OWN, "sizes": "8", "epochs": "2"}


@pytest.fixture(autouse=True)
def alone(checkpoints, unattended, monkeypatch):
    """Nothing is trained, nothing measured, and who looks is a visitor."""
    monkeypatch.setattr(cost, "seconds_per_epoch", lambda key, busy, config: 10.0)
    look_as(monkeypatch, "ann")


def look_as(monkeypatch, name, *, is_operator=False):
    monkeypatch.setattr(visitors, "_id", lambda: name)
    monkeypatch.setattr(visitors, "_is_operator", lambda: is_operator)


def open_page(**query):
    return pages.open_page("pages/4_Train.py", **query)


def field(app, name):
    return app.session_state[f"train form {name}"]


def widget(app, name):
    kinds = (app.selectbox, app.number_input, app.text_input)
    return next(w for kind in kinds for w in kind if w.key == f"train form {name}")
