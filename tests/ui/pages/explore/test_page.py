"""Explore through AppTest: with any run, with damaged ones, without images, and with odd links."""

import json
import shutil
from dataclasses import replace

import pytest

from tests.support.pages import as_mnist, flip, open_page, sentences
from ui.services.caches import resources
from vae_core.training.train import train


def test_explore_opens(spoilable):
    app = open_page()
    assert not sentences(app)
    assert app.query_params["dataset"] == "uci-digits"
    assert app.query_params["run"] == "tiny"
    assert len(app.query_params["z"].split(",")) == 2


def test_a_link_is_obeyed(spoilable):
    app = open_page(dataset="uci-digits", run="tiny", z="0.01,0.02")
    assert app.query_params["z"] == "0.01,0.02"
    assert app.session_state.explore_z == [0.01, 0.02]
    assert not sentences(app)


@pytest.mark.parametrize(
    ("z", "sentence"),
    [("abc", "not two numbers"), ("nan,1", "not two numbers"), ("1e9,0", "lies off the plane")],
)
def test_a_bad_z_is_said_and_the_page_still_opens(spoilable, z, sentence):
    app = open_page(z=z)
    assert sentence in sentences(app)
    assert app.query_params["z"] != z


@pytest.mark.parametrize("dims", [1, 3, 10, 64])
def test_a_run_of_any_dimension_opens(tiny, checkpoints, dims):
    train(
        replace(tiny, model=replace(tiny.model, latent_dim=dims)),
        "other",
        film="none",
        iwae_samples=0,
    )
    app = open_page(run="other")
    assert not sentences(app)
    assert len(app.query_params["z"].split(",")) == dims
    assert "axes" not in app.query_params


def test_the_axes_of_a_link_are_kept_or_said(tiny, checkpoints):
    train(
        replace(tiny, model=replace(tiny.model, latent_dim=5)), "five", film="none", iwae_samples=0
    )
    app = open_page(run="five", axes="4,2")
    assert app.query_params["axes"] == "4,2"
    assert not sentences(app)
    app = open_page(run="five", axes="4,6")
    assert "which this run does not have" in sentences(app)
    assert "axes" not in app.query_params


def test_a_link_followed_while_the_page_is_open_moves_z_the_axes_and_the_run(tiny, checkpoints):
    """As the browser's Back does."""
    train(tiny, "tiny", film="none", iwae_samples=0)
    train(
        replace(tiny, model=replace(tiny.model, latent_dim=5)), "five", film="none", iwae_samples=0
    )
    app = open_page(run="five", z="0.1,0,0,0,0")
    rev, first = app.session_state.explore_rev, dict(app.query_params)
    app.run()
    assert app.session_state.explore_rev == rev
    app.query_params["z"], app.query_params["axes"] = "0,0.2,0,0,0", "4,2"
    app.run()
    assert app.session_state.explore_z == [0, 0.2, 0, 0, 0]
    assert app.session_state.explore_axes == "4,2"
    assert app.session_state.explore_rev == rev + 1
    app.query_params.clear()
    app.query_params.update(first)
    app.run()
    assert app.session_state.explore_z == [0.1, 0, 0, 0, 0]
    assert "axes" not in app.query_params
    app.query_params.clear()
    app.query_params.update({"run": "tiny", "z": "0.3,0.4"})
    app.run()
    assert app.session_state.explore_run == "uci-digits/tiny"
    assert app.session_state.explore_z == [0.3, 0.4]
    assert not sentences(app)
    app.query_params["z"] = "nonsense"
    app.run()
    assert "not two numbers" in sentences(app)
    assert app.query_params["z"] != "nonsense"


def test_the_place_in_the_old_run_is_not_taken_to_the_new_one(tiny, checkpoints):
    train(tiny, "first", film="none", iwae_samples=0)
    train(tiny, "second", film="none", iwae_samples=0)
    app = open_page(run="first", z="0.3,0.4")
    app.sidebar.selectbox[1].select("second").run()
    assert app.query_params["run"] == "second"
    assert app.session_state.explore_z != [0.3, 0.4]


@pytest.mark.parametrize(
    "query", [{"run": "nothing"}, {"dataset": "cifar"}, {"run": "../../etc", "dataset": "<b>"}]
)
def test_a_link_to_a_run_that_is_not_here_says_so(spoilable, query):
    app = open_page(**query)
    assert "which is not here" in sentences(app)
    assert app.query_params["run"] == "tiny"


def test_a_link_without_a_run_asks_for_none(spoilable):
    as_mnist(spoilable, spoilable.parents[1] / "mnist" / "vae-2d")
    app = open_page(dataset="uci-digits")
    assert not sentences(app)
    assert (app.query_params["dataset"], app.query_params["run"]) == ("uci-digits", "tiny")


def test_a_damaged_run_is_named_and_the_rest_is_shown(spoilable):
    shutil.copytree(spoilable, spoilable.parent / "broken")
    (spoilable.parent / "broken" / "config.json").write_text("{}", encoding="utf-8")
    app = open_page()
    assert "uci-digits/broken is damaged" in sentences(app)
    assert app.query_params["run"] == "tiny"


def test_bad_weights_are_said_when_the_run_is_opened(spoilable):
    flip(spoilable / "weights.safetensors")
    assert "is not the file that was written" in sentences(open_page())


def test_a_new_run_is_seen_at_the_next_rerun(spoilable):
    app = open_page()
    shutil.copytree(spoilable, spoilable.parent / "later")
    app.run()
    names = app.sidebar.selectbox[1].options
    assert any("later" in name for name in names)


def test_a_member_of_a_ladder_is_offered_only_while_a_link_has_chosen_it(spoilable):
    rung = shutil.copytree(spoilable, spoilable.parent / "rung")
    config = json.loads((rung / "config.json").read_text(encoding="utf-8"))
    (rung / "config.json").write_text(
        json.dumps({**config, "preset": "ladder-2d"}), encoding="utf-8"
    )
    assert len(open_page().sidebar.selectbox[1].options) == 1
    app = open_page(dataset="uci-digits", run="rung")
    assert (app.query_params["run"], sentences(app)) == ("rung", "")
    assert len(app.sidebar.selectbox[1].options) == 2
    assert open_page(run="rung").query_params["run"] == "rung"
    app.sidebar.selectbox[1].select("tiny").run()
    assert not app.exception
    assert app.query_params["run"] == "tiny"


def test_missing_originals_are_offered(spoilable, monkeypatch, tmp_path, mirror):
    """A run on MNIST without the images: every page that lacks them says so in one line, a failed
    download is a sentence, and one that succeeds ends the offer."""
    as_mnist(spoilable, spoilable.parent.parent / "mnist" / "tiny")
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path / "nowhere"))
    app = open_page(dataset="mnist", run="tiny")
    mirror.status = 403
    _offer(app).click().run()
    assert not app.exception
    for part in ("403", "still works: the shipped models"):
        assert part in sentences(app)
    mirror.status = 200
    _offer(app).click().run()
    assert not app.exception
    assert not sentences(app)
    assert not [b for b in app.button if "original images" in b.label]
    (tmp_path / "nowhere" / "MNIST" / "raw" / "t10k-images-idx3-ubyte").write_bytes(b"cut short")
    resources._test_images.clear()
    app.run()
    assert "is damaged or not the published file" in sentences(app)
    assert "drawn from codes is here all the same" in sentences(app)
    assert _offer(app).label == "Show the original images too: 2 MB"
    _offer(app).click().run()
    assert not sentences(app)


def test_damaged_originals_are_said_and_the_plane_still_works(spoilable, monkeypatch, tmp_path):
    run = spoilable.parent.parent / "fashion-mnist" / "tiny"
    shutil.copytree(spoilable, run)
    config = run / "config.json"
    config.write_text(
        config.read_text(encoding="utf-8").replace('"uci-digits"', '"fashion-mnist"'),
        encoding="utf-8",
    )
    raw = tmp_path / "data" / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    for part in ("train", "t10k"):
        for kind in ("images-idx3", "labels-idx1"):
            (raw / f"{part}-{kind}-ubyte").write_bytes(b"cut short")
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path / "data"))
    app = open_page(dataset="fashion-mnist", run="tiny")
    assert "is damaged or not the published file" in sentences(app)
    assert app.query_params["run"] == "tiny"


def _offer(app):
    """The button that fetches the original images."""
    return next(b for b in app.button if b.label.startswith("Show the original images too"))
