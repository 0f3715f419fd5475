"""The Gallery through AppTest: every state of runs and links, and what the cards say."""

import io
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from tests.support import pages
from tests.support.pages import ROOT, as_mnist, flip, plain, sentences, train_every_size
from ui.pages.gallery import cards, published, sample_quality, training_objective
from ui.text.words import prose
from ui.widgets.pictures.plane_image import thumbnail_png
from vae_core.models.layers import Dense
from vae_core.models.objectives.table import OBJECTIVES
from vae_core.models.presets import make_config
from vae_core.models.published import SYSTEMS
from vae_core.runs.load import load_run
from vae_core.runs.run import Run
from vae_core.runs.store import amend
from vae_core.training.train import train


@pytest.fixture(scope="module")
def every_kind(tiny, tiny_ae, tmp_path_factory) -> Path:
    """VAEs of 1, 2 and 64 numbers, AEs of 2 and 10, and a system on another dataset."""
    root = tmp_path_factory.mktemp("gallery")
    train_every_size(tiny, tiny_ae, root)
    train(make_config("vae-dense-10", "uci-digits", epochs=1), "vae-dense-10", root=root)
    return root


@pytest.fixture
def runs(every_kind, monkeypatch):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(every_kind))
    return every_kind


def open_page(**query: str) -> AppTest:
    return pages.open_page("pages/5_Gallery.py", **query)


def drawn(app: AppTest) -> str:
    """All HTML, text and captions."""
    return plain(
        " ".join(e.value for kind in (app.get("html"), app.markdown, app.caption) for e in kind)
    )


def paired(app: AppTest) -> list[str]:
    """The rows of pictures of two side by side, all in one box that scrolls."""
    boxes = [e.value for e in app.get("html") if e.value.startswith('<div class="lse-scroll lse-p')]
    assert len(boxes) <= 1
    return boxes[0].split('<div class="lse-pair">')[1:] if boxes else []


def headings(app: AppTest) -> list[str]:
    return [e.value for e in app.subheader]


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


def test_quality_stands_between_its_anchors(runs, recogniser, checkpoints):
    copied(runs, checkpoints, "tiny")
    shutil.copytree(recogniser.folder, checkpoints / "uci-digits" / "recogniser")
    quality = {
        "prior": {"frechet": 123.4, "inception": 5.67},
        "fitted": None,
        "n": 1000,
        "seed": 0,
        "recogniser": recogniser.weights_hash,
    }
    amend(load_run("uci-digits/tiny"), {"quality": quality})
    page = drawn(open_page(run="uci-digits/tiny"))
    best = recogniser.metrics["anchors"]["train"]["frechet"]
    assert page.index(f"<td>{best:.1f}</td>") < page.index("<td>123.4</td>") < page.index("Noise")
    assert "not comparable with figures from an Inception network" in page
    amend(load_run("uci-digits/tiny"), {"quality": {**quality, "recogniser": "another"}})
    page = drawn(open_page(run="uci-digits/tiny"))
    assert "123.4" in page and f"<td>{best:.1f}</td>" not in page
    assert "recogniser that measured this is not here" in page


@pytest.fixture
def measured(runs, recogniser, checkpoints):
    """Gives runs figures of sample quality, and the recogniser they were taken with."""
    shutil.copytree(recogniser.folder, checkpoints / "uci-digits" / "recogniser")

    def measure(name: str, prior: float, fitted: float | None = None) -> Run:
        copied(runs, checkpoints, name)
        scores = [f and {"frechet": f, "inception": 2.0} for f in (prior, fitted)]
        quality = dict(zip(("prior", "fitted"), scores, strict=True)) | {"n": 1000, "seed": 0}
        quality["recogniser"] = recogniser.weights_hash
        return amend(load_run(f"uci-digits/{name}"), {"quality": quality})

    return measure


def test_what_is_farther_than_noise_is_explained(measured):
    assert "Farther than noise" in drawn(open_page(run=measured("plain", 9e6, 5.0).id))
    assert "Farther than noise" not in drawn(open_page(run=measured("tiny", 5.0).id))


def test_cards_carry_the_quality_of_samples_beside_noise(measured, recogniser):
    assert sample_quality.headline(recogniser) == ("", "")
    noise = f"{recogniser.metrics['anchors']['noise']['frechet']:,.0f}"
    line, meaning = sample_quality.headline(measured("plain", 900.0, 77.7))
    assert line == f"Samples: Fréchet 77.7 (noise\N{NO-BREAK SPACE}{noise})"
    assert "900.0 with codes from N(0, I)" in meaning and "not comparable" in meaning
    measured("tiny", 123.4)
    page = drawn(open_page())
    assert "Fréchet 77.7" in page and "Fréchet 123.4" in page


def test_two_are_compared_by_all_their_distances_and_the_anchors(measured):
    a, b = measured("plain", 9e6, 77.7), measured("tiny", 123.4)
    page = drawn(open_page(a=a.id, b=b.id))
    assert "<td>9,000,000.0</td><td>123.4</td>" in page and "<td>77.7</td><td>–</td>" in page
    assert "Training images: " in page and "Farther than noise" in page
    assert "not comparable with figures from an Inception network" in page


def test_two_side_by_side_on_the_same_images(runs):
    app = open_page(a="uci-digits/tiny", b="uci-digits/plain-ten")
    page = drawn(app)
    rows = paired(app)
    assert [row.count('class="lse-ink"') for row in rows] == [12, 12, 12]
    assert [row.count("</span><span>") for row in rows] == [0, 12, 12]
    assert "Fréchet distance" in prose("how/gallery") and "Squared error" in page
    app.selectbox(key="gallery_b").set_value("uci-digits/many").run()
    assert not app.exception
    assert app.query_params["b"] in ("uci-digits/many", ["uci-digits/many"])


def test_runs_of_two_datasets_are_not_compared(runs, checkpoints):
    copied(runs, checkpoints, "tiny")
    as_mnist(runs / "uci-digits" / "plain", checkpoints / "mnist" / "plain")
    app = open_page(a="uci-digits/tiny", b="mnist/plain")
    assert "learned different data sets, UCI digits and MNIST" in sentences(app)
    assert not paired(app)
    page = next(e.value for e in app.get("html") if "lse-table" in e.value)
    assert all(name in page for name in ("Latent dimensions", "Encoder", "Parameters", "Epochs"))
    assert not any(name in page for name in ("Reconstruction", "k-NN accuracy", "Fréchet"))


def test_one_run_is_too_few_to_compare(runs, checkpoints):
    copied(runs, checkpoints, "tiny")
    assert "Two models are needed" in sentences(open_page(a="", b=""))


def test_without_the_originals_only_what_comes_back_is_shown(runs, checkpoints, monkeypatch):
    monkeypatch.setenv("VAE_DATA_DIR", str(checkpoints / "nowhere"))
    as_mnist(runs / "uci-digits" / "tiny", checkpoints / "mnist" / "tiny")
    as_mnist(runs / "uci-digits" / "plain", checkpoints / "mnist" / "plain")
    page = drawn(open_page(run="mnist/tiny"))
    assert "Only what comes back" in page
    assert "Test images, decoded back" in page
    app = open_page(a="mnist/tiny", b="mnist/plain")
    assert len(paired(app)) == 2


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


def copied(root: Path, checkpoints: Path, name: str) -> Path:
    folder = checkpoints / "uci-digits" / name
    shutil.copytree(root / "uci-digits" / name, folder)
    return folder


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
    named = replace(config, training=replace(config.training, objective=name))
    words, row = training_objective._in_words(named), training_objective._objective(named)
    if name == "beta-tcvae":
        assert "total correlation" in words and plain[0] not in training_objective.formula(named)
        return
    assert training_objective.formula(named) == plain[1:], "only how the picture comes about"
    assert replace(named.training, keep="best").keeps_last == info.has_opponent
    assert info.title in words and info.summary in words and info.title in row
    assert f"](https://{info.source.rpartition(', ')[2]})" in words
    assert all(key in row for key in info.parameters) and "β 3" in row
