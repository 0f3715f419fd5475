"""The Gallery through AppTest: every state of runs and links, and what the cards say."""

import io
import json
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from tests.support.pages import ROOT, flip, sentences
from tests.support.runs.fits import with_training
from tests.ui.pages.gallery.reading import copied, drawn, headings, open_page
from ui.pages.gallery import cards, published, training_objective
from ui.widgets.pictures.plane_image import thumbnail_png
from vae_core.models.layers import Dense
from vae_core.models.objectives.table import OBJECTIVES
from vae_core.models.presets import make_config
from vae_core.models.published import SYSTEMS
from vae_core.runs.load import load_run
from vae_core.training.train import train


def test_a_card_for_each_system_stands_there_without_any_run(checkpoints):
    app = open_page()
    page = drawn(app)
    assert page.count('class="lse-card lse-absent"') == len(SYSTEMS) == 11
    assert f"0 of {len(SYSTEMS)} published systems" in page
    for system in SYSTEMS.values():
        assert system.author in page
        assert not system.address or f'href="{system.address}"' in page
        assert f"python -m vae_core train {system.name} --dataset {system.dataset}" in page
    assert not app.subheader


def test_a_system_without_a_run_shows_its_network_and_recipe(checkpoints):
    app = open_page(system="cvae-2")
    assert "not trained on this machine yet" in sentences(app)
    page = drawn(app)
    assert 'class="lse-network"' in page and "64 × 6 × 6" in page
    assert "lse-count" not in page.split("</svg>")[0].split("lse-network")[1]
    assert "0 or 1, cut at 0.5" in page and "grey levels" not in page
    assert ">0 or 1</text>" in page
    assert headings(app) == ["The network", "What is minimised", "How it was trained"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"system": "nothing"}, "which is not in the gallery"),
        ({"system": "<b>"}, "which is not in the gallery"),
        ({"run": "mnist/none"}, "which is not here"),
        ({"a": "mnist/none", "b": ""}, "which is not here"),
    ],
)
def test_a_bad_link_is_said_and_the_page_still_opens(runs, query, sentence):
    app = open_page(**query)
    assert sentence in sentences(app)
    assert next(iter(query.values())) not in app.query_params.values()


@pytest.mark.parametrize("name", ["tiny", "one", "many", "plain", "plain-ten", "vae-dense-10"])
def test_any_run_of_any_dimension_opens_closely(runs, name):
    app = open_page(run=f"uci-digits/{name}")
    run = load_run(f"uci-digits/{name}", runs)
    page = drawn(app)
    assert not app.error
    assert ("Manifold" in page) == (run.config.model.latent_dim <= 2)
    assert "Samples from N(0, I)" in page and "Test images, there and back" in page
    assert ("fitted Gaussian" in page) == (run.config.model.kind == "ae")
    assert ("Nothing ever asked" in page) == (run.config.model.kind == "ae")
    assert f"{run.metrics['parameters']['encoder']:,} parameters" in page
    charts = app.get("plotly_chart")
    assert len(charts) == (3 if run.config.model.kind == "vae" else 1)
    assert "Not measured for this run yet" in page


def test_a_system_elsewhere_is_shown_with_its_departures_and_no_comparison(runs):
    app = open_page(run="uci-digits/vae-dense-10")
    assert "trained on uci-digits, published on fashion-mnist" in sentences(app)
    assert "Obtained and published" not in headings(app)
    assert "trained otherwise" in drawn(open_page())


def test_another_dozen_shows_other_images(runs):
    app = open_page(run="uci-digits/tiny")

    def pictures() -> str:
        return next(e.value for e in app.get("html") if "there and back" in e.value)

    before = pictures()
    next(b for b in app.button if "Another dozen" in b.label).click().run()
    assert pictures() != before
    assert app.query_params["run"] in ("uci-digits/tiny", ["uci-digits/tiny"])


def test_the_film_is_one_choice_away_or_said_to_be_missing(runs):
    app = open_page(run="uci-digits/tiny")
    app.session_state.gallery_training = "film"
    app.run()
    assert not app.exception
    labels = [b.label for b in app.get("download_button") if b.label.startswith("Film")]
    assert labels == ["Film as GIF", "Film as WebP"]
    assert not app.get("plotly_chart")


def test_a_run_without_a_film_says_so(tiny, checkpoints):
    train(tiny, "silent", film="none")
    app = open_page(run="uci-digits/silent")
    app.session_state.gallery_training = "film"
    app.run()
    assert "No film was taken of this training" in drawn(app)


def test_a_damaged_film_is_a_sentence(runs, checkpoints):
    folder = copied(runs, checkpoints, "tiny")
    flip(folder / "film.npz")
    app = open_page(run="uci-digits/tiny")
    assert not sentences(app)
    app.session_state.gallery_training = "film"
    app.run()
    assert "film.npz is not the file that was written" in sentences(app)


def test_damaged_weights_leave_what_can_be_read(runs, checkpoints):
    flip(copied(runs, checkpoints, "tiny") / "weights.safetensors")
    app = open_page(run="uci-digits/tiny")
    assert "weights.safetensors is not the file that was written" in sentences(app)
    assert "How it was trained" in headings(app)
    assert len(app.get("plotly_chart")) == 3


def test_a_card_whose_film_is_damaged_has_no_picture(runs, checkpoints):
    folder = copied(runs, checkpoints, "tiny")
    assert "data:image/webp" in cards._picture(load_run("uci-digits/tiny"), "Tiny")
    flip(folder / "film.npz")
    assert "No film of its training." in cards._picture(load_run("uci-digits/tiny"), "Tiny")


def test_a_damaged_run_is_named_and_the_cards_still_stand(runs, checkpoints):
    (copied(runs, checkpoints, "tiny") / "config.json").write_text("{}", encoding="utf-8")
    app = open_page()
    assert "uci-digits/tiny is damaged" in sentences(app)
    assert drawn(app).count('class="lse-card lse-absent"') == len(SYSTEMS)


def test_the_cards_need_neither_torch_nor_plotly():
    program = """
import sys
import ui.pages.gallery
assert not {"torch", "sklearn", "scipy", "ui.widgets.charts.training_curves"} & set(sys.modules)
"""
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, check=False, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


def test_a_link_that_says_enough_is_left_as_it_is(runs):
    """Each writing of the address is an entry in the browser's history."""
    app = open_page(a="", b="")
    assert app.query_params == {"a": "", "b": ""} or app.query_params == {"a": [""], "b": [""]}
    first, second = (app.selectbox(key=f"gallery_{letter}").value for letter in "ab")
    assert first != second
    app.selectbox(key="gallery_b").set_value("uci-digits/tiny").run()
    assert app.selectbox(key="gallery_b").value == "uci-digits/tiny"
    assert app.query_params["b"] in ("uci-digits/tiny", ["uci-digits/tiny"])
    app.query_params["a"] = app.query_params["b"] = ""  # as the browser's Back does
    app.run()
    assert app.selectbox(key="gallery_b").value == second


def test_a_layer_that_does_not_fit_its_weights_is_a_sentence(runs, checkpoints):
    folder = copied(runs, checkpoints, "tiny")
    run = load_run("uci-digits/tiny")
    deeper = replace(run.config.model, encoder=(Dense(16), Dense(16)))
    values = {"format": 1, **replace(run.config, model=deeper).to_dict()}
    (folder / "config.json").write_text(json.dumps(values), encoding="utf-8")
    assert "do not fit" in sentences(open_page(run="uci-digits/tiny"))


@pytest.mark.parametrize("name", ["tiny", "one", "many", "plain-ten"])
def test_a_cloud_shows_codes_of_any_dimension(runs, name):
    image = Image.open(io.BytesIO(thumbnail_png(load_run(f"uci-digits/{name}")))).convert("RGBA")
    inked = np.asarray(image)[..., 3] > 0
    assert image.size == (320, 320)
    assert 9 <= inked.sum() < 0.3 * inked.size


def test_a_system_published_on_other_images_says_so_and_its_formula_weighs_what_it_weighs():
    config = make_config("beta-tcvae-10d", "shapes")
    assert "published on other images" in published.mark(SimpleNamespace(config=config))
    loss = training_objective.formula(config)[0]
    assert r"&+7\cdot\big[\log q(z)-\sum_{j=1}^{10}\log q(z_j)\big]" in loss
    assert r"+8\cdot" not in loss
    row = training_objective._rows(config, SYSTEMS["beta-tcvae-10d"])[0]
    assert 'href="https://arxiv.org/abs/1802.04942"' in row.values[0]


@pytest.mark.parametrize("name", ["vae-gan-20", "cvae-label-2d"])
def test_a_younger_system_has_a_page_with_its_source_before_its_run_is_here(checkpoints, name):
    system = SYSTEMS[name]
    app = open_page(system=name)
    assert "not trained on this machine yet" in sentences(app)
    page = drawn(app)
    assert f'href="{system.address}"' in page and system.author in page


@pytest.mark.parametrize("name", OBJECTIVES)
def test_an_objective_by_name_is_told_as_it_is_and_not_by_the_formula_of_the_elbo(name):
    info = OBJECTIVES[name]
    config = make_config("vae-dense-20", "mnist", beta=3.0, likelihood=info.likelihood or None)
    plain = training_objective.formula(config)
    named = with_training(config, objective=name)
    words, row = training_objective._in_words(named), training_objective._objective(named)
    if name == "beta-tcvae":
        assert "total correlation" in words and plain[0] not in training_objective.formula(named)
        return
    assert training_objective.formula(named) == plain[1:], "only how the picture comes about"
    assert replace(named.training, keep="best").keeps_last == info.has_opponent
    assert info.title in words and info.summary in words and info.title in row
    assert f"](https://{info.source.rpartition(', ')[2]})" in words
    assert all(key in row for key in info.parameters) and "β 3" in row
