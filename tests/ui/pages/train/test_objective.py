"""The objective in the form of Train: its parameters, its link, and what cannot have it."""

import re

import pytest

from tests.support.pages import sentences
from tests.ui.pages.train.conftest import field, open_page, widget
from vae_core.jobs import records
from vae_core.jobs.request import OWN
from vae_core.models.objectives.table import OBJECTIVES


def captions(app):
    """The captions of the page, without the links of terms that are explained."""
    said = " ".join(caption.value for caption in app.caption)
    return re.sub(r"\[([^]]+)\]\(#term[^)]*\)", r"\1", said)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_an_objective_has_its_parameters_ranges_and_source_from_the_table(name):
    info = OBJECTIVES[name]
    app = open_page(dataset="uci-digits", preset=OWN, epochs="2")
    widget(app, "objective").set_value(name).run()
    assert not sentences(app)
    assert app.query_params["objective"] == name
    said = captions(app)
    assert info.summary in said
    assert info.source.rpartition(", ")[2] in said
    for key, parameter in info.parameters.items():
        field_of = widget(app, f"objective {key}")
        low, high = parameter.bounds
        assert (field_of.label, field_of.value) == (parameter.meaning, parameter.default)
        assert (field_of.min, field_of.max) == (low, 50 if key == "samples" else high)
        field_of.set_value(2 if parameter.is_whole else 0.125).run()
        assert not sentences(app)
        assert f"{key}=" in app.query_params["objective"]
        again = open_page(**app.query_params)
        assert widget(again, f"objective {key}").value == (2 if parameter.is_whole else 0.125)
        assert again.session_state["train request"] == app.session_state["train request"]


def test_the_elbo_of_the_form_leaves_the_link_and_the_configuration_as_they_were():
    app = open_page(dataset="uci-digits", preset=OWN, objective="mmd")
    assert field(app, "objective") == "mmd"
    widget(app, "objective").set_value("elbo").run()
    assert "objective" not in app.query_params
    config = app.session_state["train request"].to_config()
    assert "objective" not in config.to_dict()["training"]


def test_what_a_preset_cannot_be_trained_on_is_left_out_and_says_why():
    app = open_page(dataset="uci-digits", preset="vae-2d", epochs="2")
    options = widget(app, "objective").options
    assert OBJECTIVES["adversarial"].title not in options
    assert len(options) == len(OBJECTIVES)
    assert "leave out augment" in captions(app)
    app = open_page(dataset="uci-digits", preset="ae-2d", epochs="2")
    assert len(widget(app, "objective").options) == 2
    assert "has no KL term" in captions(app)
    asked = {"dataset": "uci-digits", "preset": "vae-2d", "objective": "adversarial"}
    assert "leave out augment" in sentences(open_page(**asked))
    assert widget(open_page(dataset="uci-digits", preset="vae-2d-any-beta"), "objective").disabled


def test_a_likelihood_that_an_objective_cannot_have_is_said_in_place_of_the_button():
    app = open_page(dataset="uci-digits", preset=OWN, epochs="2")
    widget(app, "objective").set_value("gaussian").run()
    assert field(app, "likelihood") == "mse"
    widget(app, "likelihood").set_value("bce").run()
    assert "needs the likelihood" in sentences(app)
    assert "train go" not in [b.key for b in app.button]


def test_a_last_batch_too_small_for_an_objective_is_said_in_place_of_the_button():
    app = open_page(dataset="uci-digits", preset=OWN, epochs="2", objective="mmd")
    widget(app, "batch_size").set_value(1).run()
    assert "at least 2 images in a batch" in sentences(app)
    assert "train go" not in [b.key for b in app.button]


def test_a_training_is_asked_for_with_its_objective():
    app = open_page(dataset="uci-digits", preset=OWN, epochs="2", objective="free-bits,nats=2")
    next(b for b in app.button if b.key == "train go").click().run()
    (job,) = records.jobs()
    assert job.config.to_dict()["training"]["objective"] == {"name": "free-bits", "nats": 2.0}
    assert job.id == "uci-digits/own-vae-dense-512-512_epochs-2_objective-free-bits_nats-2"
