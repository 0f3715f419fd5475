"""The models that AE vs VAE offers, and what it says where one is missing or damaged."""

import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from tests.support.pages import ROOT, as_mnist, button, flip, sentences
from tests.ui.pages.ae_vs_vae.conftest import PAGE, open_page, prose
from ui.pages.ae_vs_vae import url
from vae_core.models.presets import make_config
from vae_core.training.train import train


def test_only_models_that_fit_are_offered_and_the_left_one_leads(here):
    app = open_page(dataset="uci-digits")
    dataset, left, right = app.sidebar.selectbox
    assert dataset.options == ["UCI digits"]
    assert len(left.options) == 4 and len(right.options) == 1
    left.select("tiny").run()
    assert (app.query_params["left"], app.query_params["right"]) == ("tiny", "plain")
    app.sidebar.selectbox[1].select("ten").run()
    assert (app.query_params["left"], app.query_params["right"]) == ("ten", "plain-ten")
    assert "Another pair" not in sentences(app)


@pytest.mark.slow
def test_runs_of_a_ladder_are_not_offered_but_a_link_may_name_them(copied, tiny):
    config = replace(make_config("ladder-2d", "uci-digits", epochs=1), model=tiny.model)
    train(config, "rung", film="none", iwae_samples=0)
    app = open_page(dataset="uci-digits")
    assert not any("rung" in option for option in app.sidebar.selectbox[1].options)
    app = open_page(dataset="uci-digits", left="plain", right="rung")
    assert app.query_params["right"] == "rung"
    assert "python -m vae_core gaps uci-digits/rung" in sentences(app)


def test_more_than_two_numbers_have_no_plane_but_a_walk_and_figures(here):
    app = open_page(dataset="uci-digits", left="plain-ten", right="ten", ends="1,2")
    assert "no plane shows all of such a code" in prose(app)
    walk = next(e.value for e in app.get("html") if "lse-gaps-walk" in e.value)
    assert walk.count("<figure") == 2 * 13
    assert "z" not in app.query_params and app.query_params["ends"] == "1,2"
    assert "python -m vae_core gaps uci-digits/plain-ten" in sentences(app)
    button(app, "Random pair").click().run()
    assert app.query_params["ends"] != "1,2"
    app = open_page(dataset="uci-digits", left="plain-ten", right="ten", view="hunt")
    assert "a 2-D latent space each" in sentences(app)


def test_the_first_view_imports_nothing_heavy(pairs, tmp_path):
    for name in ("plain", "tiny"):
        # As mnist, whose images are not here: those of uci-digits come with scikit-learn.
        as_mnist(pairs / "uci-digits" / name, tmp_path / "mnist" / name)
    program = f"""
import os, sys
os.environ["VAE_CHECKPOINTS_DIR"] = {str(tmp_path)!r}
os.environ["VAE_DATA_DIR"] = {str(tmp_path / "nowhere")!r}
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=120).switch_page({PAGE!r}).run()
assert not app.exception and app.query_params["left"] == "plain"
heavy = {{"torch", "sklearn", "scipy"}} & set(sys.modules)
assert not heavy, heavy
"""
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, check=False, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


def test_maps_that_were_not_kept_are_made_after_the_first_view(checkpoints, tiny, tiny_ae):
    train(tiny_ae, "plain", film="none", iwae_samples=0)
    train(tiny, "tiny", film="none", iwae_samples=0)
    app = open_page()
    assert len(app.session_state.gaps_measured) == 2
    assert "python -m vae_core gaps" in sentences(app)


def test_damaged_weights_are_a_sentence_and_another_pair_is_shown(copied):
    flip(copied / "plain" / "weights.safetensors")
    app = open_page(dataset="uci-digits", left="plain", right="tiny")
    assert "is not the file that was written" in sentences(app)
    assert (app.query_params["left"], app.query_params["right"]) == ("plain-ten", "ten")


def test_without_two_models_the_page_says_how_to_make_them(spoilable):
    said = sentences(open_page())
    assert "python -m vae_core train ae-2d" in said


def test_without_a_recogniser_every_section_still_opens(copied):
    shutil.rmtree(copied / "recogniser")
    for view in url.VIEWS:
        app = open_page(dataset="uci-digits", view=view)
        assert app.query_params.get("view", "says") == view
    assert "python -m vae_core recogniser uci-digits" in sentences(app) + prose(app)
