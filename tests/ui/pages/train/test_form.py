"""The form of Train and its link."""

import numpy as np
import pytest

from tests.support.pages import sentences
from tests.support.runs.fits import with_training
from tests.ui.pages.train.conftest import SMALL, field, look_as, open_page, widget
from ui.pages.train import url
from ui.pages.train.form import cost, start, state
from vae_core.data import datasets
from vae_core.jobs import records
from vae_core.jobs.limits import Limits, TrainingLimits
from vae_core.jobs.records import Job
from vae_core.jobs.request import OWN, TrainingRequest

# Every field away from its preset, as a link says it.
FIELDS = {
    "dataset": "uci-digits", "preset": OWN, "kind": "vae", "layers": "conv", "sizes": "4,8",
    "latent_dim": "5", "beta": "2.5", "epochs": "7", "beta_schedule": "warm-up",
    "likelihood": "mse", "estimator": "monte-carlo", "batch_size": "32", "lr": "0.0001",
    "seed": "9", "objective": "capacity,nats=30", "title": "Ours & <b>theirs",
}  # fmt: skip


def test_the_form_opens_with_the_first_preset():
    app = open_page()
    assert not sentences(app)
    assert app.query_params["preset"] == "vae-2d"
    assert field(app, "latent_dim") == 2
    assert [m.label for m in app.metric] == ["Parameters", "Time on this machine"]
    assert "python -m vae_core train vae-2d" in app.code[0].value
    assert app.code[0].proto.wrap_lines, "it is not cut at the edge"


@pytest.mark.parametrize(
    ("here", "dataset", "epochs"), [(True, "mnist", 8), (False, "uci-digits", 200)]
)
def test_the_form_opens_with_something_new_of_about_two_minutes(monkeypatch, here, dataset, epochs):
    """On the images that are here, with the first seed that nobody trained or asked for."""
    for module in (state, start):
        monkeypatch.setattr(module, "is_downloaded", lambda name: here or name == "uci-digits")
    app = open_page()
    assert not sentences(app)
    wanted = {"dataset": dataset, "preset": "vae-2d", "epochs": str(epochs)}
    assert dict(app.query_params) == wanted
    config = TrainingRequest(dataset, epochs=epochs).to_config()
    records.write_job(Job(f"{dataset}/asked", config, "2026-01-02T03:04:05"))
    assert dict(open_page().query_params) == wanted | {"seed": "1"}
    other = with_training(config, epochs=3)
    records.write_job(Job(f"{dataset}/asked", other, "2026-01-02T03:04:05"))
    assert dict(open_page(view="new").query_params) == wanted
    assert dict(open_page(epochs="3").query_params)["epochs"] == "3"


def test_other_images_open_with_their_own_two_minutes(monkeypatch):
    for module in (state, start):
        monkeypatch.setattr(module, "is_downloaded", lambda name: True)
    app = open_page()
    widget(app, "dataset").set_value("uci-digits").run()
    assert (field(app, "epochs"), field(app, "dataset")) == (200, "uci-digits")
    widget(app, "epochs").set_value(9).run()
    widget(app, "dataset").set_value("mnist").run()
    assert (field(app, "epochs"), field(app, "dataset")) == (9, "mnist")


def test_the_network_is_drawn_from_the_kind_of_its_images():
    for dataset, kind in (("shapes", ">colours<"), ("uci-digits", ">0 or 1<")):
        config = TrainingRequest(dataset).to_config()
        drawing = cost.network_drawing(cost.config_key(config), config)
        assert kind in drawing and "grey levels" not in drawing


def test_every_field_comes_out_of_a_link_and_goes_into_it():
    app = open_page(**FIELDS)
    assert not sentences(app)
    assert field(app, "beta") == 2.5
    assert field(app, "layers") == "conv"
    assert field(app, "sizes") == "4,8"
    assert field(app, "title") == FIELDS["title"]
    said = {name: value for name, value in FIELDS.items() if name != "kind"}  # The usual one
    assert dict(app.query_params) == said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dataset", "uci-digits"), ("kind", "ae"), ("layers", "conv"), ("sizes", "8, 8"),
        ("latent_dim", 6), ("beta", 3.0), ("epochs", 11), ("beta_schedule", "cyclical"),
        ("likelihood", "mse"), ("estimator", "monte-carlo"), ("batch_size", 17), ("lr", 0.01),
        ("seed", 123), ("objective", "beta-tcvae"),
    ],
)  # fmt: skip
def test_what_is_chosen_is_in_the_link_and_opens_again(name, value):
    app = open_page(dataset="mnist", preset=OWN)
    widget(app, name).set_value(value).run()
    assert not app.exception
    again = open_page(**app.query_params)
    assert field(again, name) == value
    assert again.session_state["train request"] == app.session_state["train request"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dataset", "cifar"), ("preset", "<b>"), ("latent_dim", "0"), ("latent_dim", "129"),
        ("beta", "nan"), ("beta", "-1"), ("epochs", "201"), ("epochs", "1e3"),
        ("beta_schedule", "x"), ("likelihood", "x"), ("estimator", "x"), ("batch_size", "٣"),
        ("lr", "0"), ("lr", "inf"), ("seed", "-1"), ("seed", "9" * 11), ("title", "x" * 61),
        ("sizes", "../../etc"), ("sizes", "0"), ("kind", "recogniser"), ("layers", "x"),
        ("objective", "x"), ("objective", "<b>"), ("objective", "capacity,nats=-1"),
        ("objective", "capacity,nats=nan"), ("objective", "capacity,rise=2"),
        ("objective", "free-bits,bits=1"), ("objective", "iwae,samples=51"),
    ],
)  # fmt: skip
def test_what_a_link_cannot_have_is_said_and_the_usual_is_shown(name, text):
    base = {"dataset": "uci-digits", "preset": OWN}
    app = open_page(**base | {name: text})
    assert "usual" in sentences(app)
    assert app.query_params.get(name) != text
    if name != "dataset":  # Another dataset has other epochs
        assert widget(app, "epochs").value == 200  # 400 without the limit


def test_another_preset_begins_anew():
    app = open_page(dataset="uci-digits", preset="vae-2d", beta="4", epochs="7", seed="3")
    widget(app, "preset").set_value("ae-2d").run()
    assert dict(app.query_params) == {
        "dataset": "uci-digits", "preset": "ae-2d", "seed": "3", "epochs": "200"
    }  # fmt: skip
    assert widget(app, "beta").disabled
    assert not widget(app, "latent_dim").disabled


def test_sizes_that_are_none_give_a_sentence_in_place_of_the_button():
    app = open_page(dataset="uci-digits", preset=OWN)
    widget(app, "sizes").set_value("many").run()
    assert "Sizes are 1 to 6 whole numbers" in sentences(app)
    assert "train go" not in [b.key for b in app.button]
    widget(app, "sizes").set_value("64").run()
    assert not sentences(app)


def test_a_network_too_large_is_said_and_cannot_be_trained(monkeypatch):
    app = open_page(dataset="uci-digits", preset=OWN, sizes="4000,4000")
    assert "are too many here: at most 6,000,000" in sentences(app)
    assert next(b for b in app.button if b.key == "train go").disabled
    look_as(monkeypatch, "ann", is_operator=True)
    app = open_page(dataset="uci-digits", preset=OWN, sizes="4000,4000", epochs="5000")
    assert not sentences(app)
    assert field(app, "epochs") == 5000
    assert not next(b for b in app.button if b.key == "train go").disabled


def test_what_a_preset_asks_for_keeps_to_the_limits():
    caps = url.caps_of(Limits(training=TrainingLimits(epochs=3, latent_dim=8)), False)
    request = url.within(TrainingRequest("mnist", "vae-dense-20"), caps)
    assert (request.value("epochs"), request.value("latent_dim")) == (3, 8)
    assert url.within(TrainingRequest("mnist", "ae-conv"), caps).value("latent_dim") == 32


def test_a_ladders_member_opens_by_its_link():
    assert field(open_page(dataset="uci-digits", preset="ladder-2d"), "preset") == "ladder-2d"


def test_images_that_are_not_here_are_offered(monkeypatch, tmp_path, mirror):
    mirror.status = 403
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path / "nowhere"))
    app = open_page(dataset="mnist", preset="vae-2d")
    assert "not on this machine" in sentences(app)
    assert next(b for b in app.button if b.key == "train go").disabled
    next(b for b in app.button if b.key == "train download").click().run()
    assert "403" in sentences(app)


def test_limits_that_cannot_be_read_are_a_sentence(monkeypatch, tmp_path):
    (tmp_path / "limits.toml").write_text("[training]\nepochs = 'many'", encoding="utf-8")
    monkeypatch.setenv("VAE_LIMITS", str(tmp_path / "limits.toml"))
    assert "must be a whole number" in sentences(open_page())


def test_limits_that_go_bad_while_the_page_is_open_are_a_sentence(monkeypatch, tmp_path):
    app = open_page(**SMALL)
    (tmp_path / "limits.toml").write_text("[training]\nepochs = 'many'", encoding="utf-8")
    monkeypatch.setenv("VAE_LIMITS", str(tmp_path / "limits.toml"))
    widget(app, "beta").set_value(2.0).run()
    assert not app.exception
    assert "must be a whole number" in sentences(app)


@pytest.mark.slow
def test_a_training_that_would_diverge_can_still_be_timed(tiny, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(cost, "_MOST_SECONDS", 120)  # this machine may be busy with other tests
    wild = with_training(tiny, lr=10.0, beta=1e6, epochs=9)
    like = cost.as_fast(wild)
    assert like == cost.as_fast(tiny)
    assert 0 < cost.seconds_per_epoch(cost.config_key(like), False, like) < 5


@pytest.fixture
def bare(monkeypatch):
    """A dataset without labels."""
    monkeypatch.setattr(datasets, "_registered", {})
    images = np.random.default_rng(0).integers(0, 256, (60, 8, 8), dtype=np.uint8)
    datasets.register_dataset(datasets.Dataset.from_arrays(images, name="bare"))


@pytest.mark.usefixtures("bare")
def test_labels_asked_of_images_without_are_a_sentence_and_the_form_stays():
    for link, name, value in (
        ({"dataset": "bare", "preset": "vae-2d"}, "preset", "cvae-label-2d"),
        ({"dataset": "uci-digits", "preset": "cvae-label-2d"}, "dataset", "bare"),
    ):
        app = open_page(**link, epochs="2")
        assert not sentences(app)
        widget(app, name).set_value(value).run()
        assert not app.exception
        assert "has no labels" in sentences(app)
        assert field(app, name) == link[name], "what was there stays"
        widget(app, "epochs").set_value(3).run()
        assert not sentences(app), "it is said once"
    app = open_page(dataset="bare", preset="cvae-label-2d")
    assert "has no labels" in sentences(app)
    assert field(app, "preset") == "vae-2d"
