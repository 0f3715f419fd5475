"""What Reconstruct says of images: the hardest, missing figures, the verdict, the posterior."""

import csv
import io
import itertools

import numpy as np
import pytest

from tests.support.pages import as_mnist, button, flip, page_html, plain, sentences
from tests.ui.pages.reconstruct.conftest import open_page, png, three, titles, upload
from ui.pages.reconstruct import elbo
from ui.pages.reconstruct.image_input.input_image import Given
from ui.pages.reconstruct.many_images import csv_rows
from ui.services.caches import resources
from vae_core.files.csv_table import as_csv
from vae_core.runs.load import load_run
from vae_core.runs.store import amend


def test_hardest_easiest_random_and_by_class(sized):
    app = open_page(dataset="uci-digits", run="tiny", way="test")
    usual = load_run("uci-digits/tiny", sized).metrics["typical"]
    button(app, "Hardest").click().run()
    assert app.query_params["image"] == str(usual["hardest"][0])
    button(app, "Hardest").click().run()
    assert app.query_params["image"] == str(usual["hardest"][1])
    button(app, "Easiest").click().run()
    assert app.query_params["image"] == str(usual["easiest"][0])
    before = app.query_params["image"]
    button(app, "Random").click().run()
    assert app.query_params["image"] != before
    chosen = next(box for box in app.selectbox if box.label == "Class")
    chosen.set_value(7).run()
    labels = load_run("uci-digits/tiny", sized).latents.label
    assert labels[int(app.query_params["image"])] == 7


def test_a_run_that_was_not_measured_says_how(spoilable):
    amend(load_run("uci-digits/tiny"), {"typical": None})
    app = open_page(dataset="uci-digits", run="tiny", way="test")
    assert button(app, "Hardest").disabled
    assert "evaluate uci-digits/tiny --keep" in plain(" ".join(c.value for c in app.caption))


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"image": "500"}, "images 0 to 499"),
        ({"way": "<b>"}, "none of draw"),
        ({"image": "-1"}, "0"),
    ],
)
def test_a_bad_link_is_said(sized, bad, said):
    app = open_page(dataset="uci-digits", run="tiny", **bad)
    assert said in sentences(app)


def test_without_the_original_images(spoilable, monkeypatch, tmp_path):
    as_mnist(spoilable, spoilable.parent.parent / "mnist" / "tiny")
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path / "nowhere"))
    app = open_page(dataset="mnist", run="tiny", way="test")
    assert "not on this machine" in sentences(app)
    app = open_page(dataset="mnist", run="tiny", way="upload")
    upload(app, ("three.png", png(three()), "image/png"))
    assert "Nearest test codes, decoded" in titles(app)
    # No recogniser here either: nothing is read off the pictures.
    assert "reads as" not in page_html(app)


def test_a_damaged_sister_is_said_and_the_others_are_shown(spoilable):
    import shutil

    sister = spoilable.parent / "sister"
    shutil.copytree(spoilable, sister)
    flip(sister / "weights.safetensors")
    app = open_page(dataset="uci-digits", run="tiny", way="test")
    assert "uci-digits/sister is damaged" in sentences(app)
    assert "The ELBO of this image" in titles(app)


def test_the_csv_holds_every_number(trained, digits):
    x = digits.test.images[:2] / np.float32(255)
    given = [Given("=1+1.png", x[0]), Given("b.png", x[1])]
    seen = resources.inspect_images(trained, x)
    rows = list(csv.DictReader(io.StringIO(as_csv(csv_rows(trained, given, seen, None)).decode())))
    assert [row["name"] for row in rows] == ["'=1+1.png", "b.png"]
    assert float(rows[1]["mu_2"]) == pytest.approx(seen.mu[1, 1], rel=1e-5)
    assert float(rows[0]["sigma_1"]) == pytest.approx(np.exp(seen.logvar[0, 0] / 2), rel=1e-5)
    assert float(rows[0]["neg_elbo_nats"]) == pytest.approx(seen.neg_elbo[0], rel=1e-5)


@pytest.mark.parametrize(
    ("error", "out", "grade"),
    [
        (50, 50, "supported"),
        (95, 10, "thin"),
        (10, 95, "thin"),
        (99.5, 0, "hole"),
        (0, 100, "hole"),
    ],
)
def test_the_verdict(error, out, grade):
    assert elbo.verdict(error, out, "supported")[0] == grade


@pytest.mark.parametrize("near", ["supported", "thin", "hole"])
def test_the_verdict_is_never_better_than_what_the_plane_says(near):
    order = ["supported", "thin", "hole"]
    for error, out in itertools.product((0, 50, 95, 99.5), repeat=2):
        grade = elbo.verdict(error, out, near)[0]
        assert order.index(grade) >= order.index(near)


def test_the_true_posterior_is_summed_up_only_once_it_is_asked_for(monkeypatch):
    from ui.components.lessons.bound import image_scene

    asked, original = [], image_scene.exact_posterior
    monkeypatch.setattr(
        image_scene, "exact_posterior", lambda *given: asked.append(given) or original(*given)
    )
    app = open_page(dataset="uci-digits", run="vae-2d", way="test", image="5")
    assert "How far off is the ELBO?" in titles(app)
    assert not asked
    next(toggle for toggle in app.toggle if toggle.key == "reconstruct_bound_open").set_value(True)
    app.run()
    assert not app.exception
    assert len(asked) == 1
    other = open_page(dataset="uci-digits", run="ae-2d", way="test", image="5")
    assert "How far off is the ELBO?" not in titles(other)
