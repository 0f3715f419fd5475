"""How good decoded samples are, on cards and closely: between anchors, and explained."""

import shutil

from tests.ui.pages.gallery.reading import copied, drawn, open_page
from ui.pages.gallery import sample_quality
from vae_core.runs.load import load_run
from vae_core.runs.store import amend


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
