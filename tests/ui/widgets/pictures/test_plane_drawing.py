"""A latent plane as SVG and PNG: every code, its hue, numbers on the axes, marks and ways."""

import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from ui.styles.palette import light
from ui.widgets.pictures import strokes
from ui.widgets.pictures.plane_drawing import PlaneDrawing
from ui.widgets.pictures.run_drawing import run_drawing, way_rows
from vae_core.runs.conditions.at_beta import run_at_beta

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def drawing():
    codes = np.random.default_rng(0).normal(size=(2_500, 2)).astype(np.float32)
    label = (codes[:, 0] > 0).astype(np.uint8)
    return PlaneDrawing(
        "A <plane>", "z1", "z2", codes, label, ("left", "Größer & 右"),
        marks=[("z", np.array([9.0, 0.0]))], ways=[("way", np.array([[0.0, 0.0], [9.0, 0.0]]))],
    )  # fmt: skip


def dots(root, colour):
    hue = "#" + "".join(f"{part:02x}" for part in colour)
    paths = [path for path in root.iter(f"{SVG}path") if path.get("stroke") == hue]
    return sum(path.get("d").count("M") for path in paths)


def test_the_svg_has_a_dot_for_each_code_in_its_hue(drawing):
    root = ElementTree.fromstring(strokes.svg(drawing))
    for label in (0, 1):
        # and one in the legend
        assert dots(root, light().hue(label)) == int((drawing.label == label).sum()) + 1
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {"A <plane>", "z1", "z2", "left", "Größer & 右", "z", "way"} <= set(texts)
    assert "−5" in texts and "5" in texts


def test_a_dot_is_where_the_axes_say(drawing):
    """The mark lies at 9 across, where the numbers on the axis put it."""
    root = ElementTree.fromstring(strokes.svg(drawing))
    numbers = {
        float(t.text.replace("−", "-")): float(t.get("x"))
        for t in root.iter(f"{SVG}text")
        if t.get("text-anchor") == "middle" and re.fullmatch(r"−?[\d.]+", t.text)
    }
    (low, at_low), (high, at_high) = min(numbers.items()), max(numbers.items())
    ink = "#" + "".join(f"{part:02x}" for part in light().ink)
    (mark,) = [p for p in root.iter(f"{SVG}path") if p.get("stroke") == ink]
    x = float(re.match(r"M([\d.]+)", mark.get("d"))[1])
    expected = at_low + (9 - low) / (high - low) * (at_high - at_low)
    assert x == pytest.approx(expected, abs=0.5)


def test_the_png_is_the_same_picture(drawing):
    image = Image.open(io.BytesIO(strokes.png(drawing)))
    assert image.size == (1920, 1600)
    seen = {colour for _, colour in image.convert("RGB").getcolors(1 << 20)}
    assert {light().paper, light().hue(0), light().hue(1), light().ink} <= seen


def test_a_plane_where_all_codes_are_one_is_drawn():
    codes = np.zeros((5, 2), np.float32)
    drawing = PlaneDrawing("t", "z1", "z2", codes, np.zeros(5, np.uint8))
    assert strokes.svg(drawing).count(b"h0") == 5
    assert strokes.png(drawing).startswith(b"\x89PNG")


def test_a_run_at_a_beta_is_drawn_with_its_codes_there(conditioned):
    at = run_at_beta(conditioned, 4.0)
    drawing = run_drawing(at, marks=[("z", np.array([1.0, 2.0]))])
    np.testing.assert_array_equal(drawing.codes, at.latents.mu)
    assert drawing.marks[0][1].tolist() == [1.0, 2.0]


def test_the_codes_of_a_way_are_rows():
    way = np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])
    assert way_rows([("straight", way)], np.array([0.0, 1.0]))[1] == {
        "way": "straight", "t": 1.0, "z1": 3.0, "z2": 4.0, "z3": 5.0,
    }  # fmt: skip
