"""Two planes under one cursor: what moves together, what is shaded, what Python hears."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from tests.browser.ae_vs_vae.conftest import INK, PAPER, READY
from tests.browser.conftest import reads
from vae_core.latent.geometry import home_view, knn_distance, nearest
from vae_core.runs.load import load_run

CHECKPOINTS = Path(__file__).parents[3] / "checkpoints"


def pictures(run, z):
    with torch.no_grad():
        return run.model().decode(torch.tensor(np.array([z]), dtype=torch.float32)).sigmoid()


def test_both_pictures_are_those_of_the_models(duo, runs, codes):
    for side, run in enumerate(runs):
        np.testing.assert_allclose(duo.z(side), codes[side][7], atol=1e-4)
        ink = pictures(run, codes[side][7]).flatten().numpy()
        np.testing.assert_allclose(duo.picture(side), PAPER - (PAPER - INK) * ink, atol=2)
        word = run.metrics["support"]
        distance = knn_distance(codes[side], codes[side][7:8], word["k"])[0]
        level = "hole" if distance > word["hole"] else "thin" if distance > word["thin"] else "many"
        name = ("left", "right")[side]
        shown = duo.page.get_by_test_id(f"support-{name}")
        words = {"hole": "Hole", "thin": "Few codes near", "many": "Many codes near"}
        expect(shown).to_have_text(words[level])
    assert duo.root.get_attribute("data-image") == "7"


def test_a_drag_moves_both_at_every_frame_and_speaks_on_release_only(duo, codes):
    frames, page = [], duo.page
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: frames.append(1)))
    page.reload()
    page.wait_for_selector(READY)
    page.wait_for_timeout(800)
    before = duo.picture(0), duo.picture(1)
    frames.clear()
    page.mouse.move(*duo.at(0, 0.3, 0.35))
    page.mouse.down()
    page.mouse.move(*duo.at(0, 0.62, 0.6), steps=8)
    left, right = duo.z(0), duo.z(1)
    image = int(duo.root.get_attribute("data-image"))
    assert image == nearest(codes[0], left, 1)[0]
    np.testing.assert_allclose(right, codes[1][image], atol=1e-4)
    assert (duo.picture(0) != before[0]).any() and (duo.picture(1) != before[1]).any()
    assert not frames
    page.mouse.up()
    at = duo.wait("at", None)
    assert frames
    np.testing.assert_allclose(at[0], left, atol=1e-4)
    np.testing.assert_allclose(at[1], right, atol=1e-4)
    assert at[2] == image


def test_a_drag_on_the_right_leads_the_left(duo, codes):
    duo.press(1, 0.45, 0.4)
    image = nearest(codes[1], duo.z(1), 1)[0]
    np.testing.assert_allclose(duo.z(0), codes[0][image], atol=1e-4)


def test_the_same_sigma_and_the_same_z(duo, codes):
    means, stds = [each.mean(0) for each in codes], [each.std(0) for each in codes]
    duo.choose("link", "standard")
    duo.press(0, 0.7, 0.3)
    left = duo.z(0)
    wanted = means[1] + stds[1] * (left - means[0]) / stds[0]
    np.testing.assert_allclose(duo.z(1), wanted, rtol=1e-3, atol=1e-3)
    assert duo.root.get_attribute("data-image") == ""
    duo.choose("link", "same-z")
    np.testing.assert_allclose(duo.z(1), left, atol=1e-4)
    duo.press(1, 0.3, 0.6)
    np.testing.assert_allclose(duo.z(0), duo.z(1), atol=1e-4)
    assert duo.wait("link", "same-z") == "same-z"


def test_a_place_far_outside_a_plane_is_pointed_at(duo, runs):
    duo.choose("link", "same-z")
    near = duo.canvases[1].evaluate("(c) => c.toDataURL()")
    duo.root.evaluate("(root) => root.explorer.moveTo(0, [900, 700])")
    np.testing.assert_allclose(duo.z(1), [900, 700])
    ink = pictures(runs[1], [900, 700]).flatten().numpy()
    np.testing.assert_allclose(duo.picture(1), PAPER - (PAPER - INK) * ink, atol=2)
    assert duo.canvases[1].evaluate("(c) => c.toDataURL()") != near
    widths = duo.root.evaluate("(root) => [root.scrollWidth, root.clientWidth]")
    assert widths[0] <= widths[1]


def test_the_legend_leaves_only_its_class_to_be_found(duo, runs):
    duo.page.get_by_test_id("legend").get_by_role("button", name="3").click()
    for x in (0.2, 0.5, 0.8):
        duo.press(0, x, 0.5)
        duo.settle()
        assert runs[0].latents.label[int(duo.root.get_attribute("data-image"))] == 3


def test_by_keyboard(duo, codes):
    before = duo.z(0)
    duo.canvases[0].focus()
    duo.page.keyboard.press("ArrowRight")
    duo.page.keyboard.press("Shift+ArrowUp")
    step = duo.root.evaluate("(root) => root.explorer.sides[0].step")
    np.testing.assert_allclose(duo.z(0), before + np.array([step, 5 * step]), atol=1e-4)
    duo.wait("at", None)
    # Of two keys far apart Python hears one by one.
    reads(duo.page, lambda: np.allclose(duo.heard()["at"][0], duo.z(0), atol=1e-4), True)
    nearby = int(nearest(codes[0], duo.z(0), 1)[0])
    duo.page.keyboard.press("b")
    assert duo.wait("ends", [3, nearby]) == [3, nearby]
    duo.page.keyboard.press("0")
    np.testing.assert_allclose(duo.z(0), 0, atol=1e-6)
    # One tab stop for each choice; arrows choose.
    duo.page.get_by_test_id("link").locator('[aria-checked="true"]').focus()
    duo.page.keyboard.press("ArrowRight")
    expect(duo.root).to_have_attribute("data-link", "standard")


def test_what_a_recogniser_reads(duo, runs, codes):
    recogniser = load_run("uci-digits/recogniser", CHECKPOINTS).model()
    duo.press(0, 0.4, 0.6)
    for side, name in enumerate(("left", "right")):
        with torch.no_grad():
            shares = recogniser(pictures(runs[side], duo.z(side)))[0].softmax(0)
        best = int(shares.argmax())
        first = duo.page.get_by_test_id(f"reads-{name}").locator("li").first
        expect(first.locator(".lse-bar-name")).to_have_text(str(best))
        share, expected = first.locator(".lse-bar-share"), 100 * float(shares[best])

        def is_read(share=share, expected=expected):  # readings may come some frames late
            said = float(share.inner_text().removesuffix("%"))
            return said == pytest.approx(expected, abs=0.8)

        reads(duo.page, is_read, True)


@pytest.mark.timed
def test_layers_are_switched_at_once_and_say_what_is_under_the_cursor(duo, codes, runs):
    duo.page.wait_for_function(
        "(root) => root.explorer.sides.every(({ shade }) => shade.maps)",
        arg=duo.root.element_handle(),
    )
    for side, run in enumerate(runs):
        view = home_view(codes[side], has_prior=run.config.model.kind == "vae")
        across = ((duo.z(side)[0] - view.center[0]) / view.half + 1) / 2 * 100 - 0.5
        share = np.clip(across / 99, 0, 1)
        name = f"layer-value-{('left', 'right')[side]}"
        for layer, value in (("certainty", share), ("round-trip", share + 1)):
            duo.choose("layer", layer)
            duo.settle()
            shown = float(duo.page.get_by_test_id(name).inner_text())
            assert shown == pytest.approx(value, abs=0.012), layer
        duo.choose("layer", "density")
        shown = float(duo.page.get_by_test_id(name).inner_text())
        # Three decades below the highest, 100, are kept.
        assert shown == pytest.approx(max(10 ** (4 * share - 2), 0.1), rel=0.06)
    took = duo.root.evaluate(
        """(root) => ["holes", "density", "change"].map((layer) => {
          const start = performance.now();
          root.explorer.setLayer(layer); root.explorer.frame();
          return performance.now() - start;
        })"""
    )
    assert max(took) < 200
    assert duo.wait("layer", "change") == "change"


def test_holes_are_hatched_where_no_code_is_near(duo, codes, runs):
    duo.page.wait_for_function(
        "(root) => root.explorer.sides.every(({ shade }) => shade.isReady('holes'))",
        arg=duo.root.element_handle(),
    )
    duo.choose("layer", "holes")
    duo.settle()
    for side, run in enumerate(runs):
        rule = run.metrics["support"]
        # Opacity of the shading on a raster of the plane, and the places it is of.
        drawn = duo.root.evaluate(
            """(root, side) => {
              const { view, plane: { layers, ratio } } = root.explorer.sides[side], out = [];
              for (let i = 1; i < 48; i++) for (let j = 1; j < 48; j++) {
                const x = i / 48 * view.width, y = j / 48 * view.height;
                const at = [x, y].map((v) => Math.round(v * ratio));
                out.push([...view.toPoint(x, y), layers.tiles.getImageData(...at, 1, 1).data[3]]);
              }
              return out;
            }""",
            side,
        )
        places = np.array(drawn)
        distance = knn_distance(codes[side], places[:, :2], rule["k"])
        is_hatched = places[:, 2] > 0
        far, near = distance > 1.1 * rule["hole"], distance < 0.9 * rule["hole"]
        assert far.sum() > 30 and near.sum() > 30
        assert is_hatched[far].all() and not is_hatched[near].any()


def test_without_maps_and_recogniser_it_says_what_makes_them(open_duo):
    duo = open_duo("?maps=0&recogniser=0")
    duo.choose("layer", "certainty")
    expect(duo.root.locator(".lse-two-missing").first).to_contain_text(
        "python -m vae_core recogniser uci-digits"
    )
    missing = duo.page.get_by_test_id("layer").locator("[data-missing]")
    expect(missing).to_have_text("Certainty")
    duo.choose("layer", "density")
    expect(duo.root.locator(".lse-two-missing").first).to_contain_text("not measured")
    duo.choose("layer", "holes")
    expect(duo.page.get_by_test_id("layer-value-left")).to_have_text(re.compile(r"^\d+(\.\d+)?$"))
