"""The walk between two images on both planes: its pictures, bands and figures."""

import re

import numpy as np
import pytest

from tests.browser.interpolation.conftest import ENDS, SIDES, codes, pictures, samples, value
from tests.support.apps import walk_page
from ui.components.planes.two_planes.walk_words import walk_words
from vae_core.evaluation.samples.classify import classify


def _luminance(colour: str) -> float:
    """WCAG 2's relative luminance of #RRGGBB."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("side", SIDES)
def test_the_samples_are_the_models_pictures_on_the_straight_way(still, runs, side):
    expected = pictures(runs[side], codes(runs[side]))
    got = samples(still, side, range(49))
    assert np.abs(got - expected).max() < 1 / 255 + 1e-3


@pytest.mark.parametrize("side", SIDES)
def test_the_strip_shows_thirteen_of_them_from_a_to_b(still, runs, side):
    painted = still.get_by_test_id(f"walk-strip-{side}").evaluate(
        "(strip) => [...strip.children].map((c) => Array.from("
        "c.getContext('2d').getImageData(0, 0, 28, 28).data).filter((_, i) => i % 4 === 0))"
    )
    expected = pictures(runs[side], codes(runs[side], t=np.arange(13) / 12))
    # From the light theme's paper, 251, to its ink, 23.
    np.testing.assert_allclose(painted, 251 - 228 * expected, atol=2)


@pytest.mark.parametrize("side", SIDES)
def test_the_figures_are_those_that_python_computes(still, runs, recogniser, side):
    run, z = runs[side], codes(runs[side])
    drawn = pictures(run, z)
    certainty = classify(recogniser, drawn.reshape(-1, 1, 28, 28)).probabilities.max(1)
    length = np.linalg.norm(np.diff(run.latents.mu[list(ENDS)], axis=0))
    change = np.linalg.norm(np.diff(drawn, axis=0), axis=1).sum()
    holes = run.support.words(run.latents.mu, z).count("hole") / len(z)
    assert float(value(still, "length", side)) == pytest.approx(length, abs=0.051)
    assert float(value(still, "change", side)) == pytest.approx(change, abs=0.06)
    assert value(still, "holes", side) == f"{100 * holes:.0f} %"
    assert float(value(still, "least", side).split()[0]) == pytest.approx(
        100 * certainty.min(), abs=0.6
    )


def test_only_one_of_the_two_ways_crosses_holes(still):
    """What the tests of the line below rely on."""
    assert int(value(still, "holes", 0).split()[0]) > 20
    assert value(still, "holes", 1) == "0 %"


@pytest.mark.parametrize("side", SIDES)
def test_the_line_stands_where_there_are_holes_and_nowhere_else(still, runs, side):
    run = runs[side]
    holes = np.array(run.support.words(run.latents.mu, codes(run))) == "hole"
    got = still.evaluate(
        """(side) => {
          const lane = walk.lanes[side], canvas = lane.near, row = canvas.height - 2;
          const data = canvas.getContext("2d").getImageData(0, row, canvas.width, 1).data;
          return Array.from({ length: 49 }, (_, k) => data[4 * Math.round(lane.axis.x(k)) + 3] > 0);
        }""",
        side,
    )
    assert got == holes.tolist()


@pytest.mark.parametrize("side", SIDES)
def test_the_ribbon_gives_each_class_its_probability(still, runs, recogniser, side):
    drawn = pictures(runs[side], codes(runs[side])).reshape(-1, 1, 28, 28)
    expected = classify(recogniser, drawn).probabilities
    got = still.evaluate(
        """(side) => Array.from({ length: 49 }, (_, k) =>
          Array.from({ length: 10 }, (_, label) => walk.samples[side].probability(k, label)))""",
        side,
    )
    np.testing.assert_allclose(got, expected, atol=2e-3)
    # At a sure place the whole column is of the class's colour.
    sure = int(np.argmax(expected.max(1)))
    colour = walk_page.HUES["light"].split(",")[expected[sure].argmax()]
    column = still.evaluate(
        """([side, k]) => {
          const lane = walk.lanes[side], { height } = lane.reads;
          const context = lane.reads.getContext("2d"), x = Math.round(lane.axis.x(k)) - 1;
          return Array.from({ length: height - 4 }, (_, y) =>
            Array.from(context.getImageData(x, y + 2, 1, 1).data.slice(0, 3)));
        }""",
        [side, sure],
    )
    rgb = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    same = (np.abs(np.array(column) - rgb).max(1) <= 2).mean()
    assert same > 0.9 if expected[sure].max() > 0.99 else same > 0.5


def test_every_name_on_a_ribbon_can_be_read(still):
    for hues in walk_page.HUES.values():
        for hue in hues.split(","):
            ink = still.evaluate("(hue) => inkOn(hue)", hue)
            light, dark = sorted((_luminance(hue), _luminance(ink)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_bands_are_told_in_words(still):
    text = still.get_by_test_id("walk-reads-0").get_attribute("aria-label")
    assert re.match(r"AE: read along the way as \d(, \d)*\.$", text)
    assert value(still, "holes", 0) in still.get_by_test_id("walk-near-0").get_attribute(
        "aria-label"
    )
    assert "undefined" not in still.get_by_test_id("walk").inner_html()


def test_each_figure_explains_itself(still):
    for name in ("length", "change", "holes", "least"):
        still.get_by_role("button", name=walk_words()[name], exact=True).first.focus()
        text = still.get_by_role("tooltip").inner_text()
        assert text == walk_words()[f"{name}_help"].replace("{n}", "49")
