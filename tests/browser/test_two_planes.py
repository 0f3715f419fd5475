"""Two planes under one cursor: what moves together, what is shaded, what Python hears."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from benchmarks.browser import serve
from vae_core.data.datasets import load_dataset
from vae_core.latent.geometry import home_view, knn_distance, nearest
from vae_core.runs.load import load_run

APPS = Path(__file__).parents[1] / "support" / "apps"
CHECKPOINTS = Path(__file__).parents[2] / "checkpoints"
READY = '[data-testid="two-planes"][data-ready="1"]'
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PAPER, INK = 251, 23  # of the light theme


@pytest.fixture(scope="module")
def duo_server(tiny_runs):
    with serve(tiny_runs, APPS / "duo_app.py") as server:
        yield server.address


@pytest.fixture(scope="module")
def runs(tiny_runs):
    return [load_run(f"uci-digits/{name}", tiny_runs) for name in ("plain", "tiny")]


@pytest.fixture(scope="module")
def codes(runs):
    return [run.latents.mu for run in runs]


class Duo:
    """Both planes as a person meets them."""

    def __init__(self, page):
        self.page = page
        self.root = page.get_by_test_id("two-planes")
        self.canvases = [page.get_by_test_id(f"plane-{side}") for side in ("left", "right")]

    def settle(self):
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def z(self, side):
        """Where a cursor is, a frame from now."""
        self.settle()
        name = f"data-z-{('left', 'right')[side]}"
        return np.array([float(v) for v in self.root.get_attribute(name).split(",")])

    def at(self, side, x, y):
        """A place on the page: x and y run from 0 to 1 over a plane."""
        box = self.canvases[side].bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def pixel_of(self, side, z):
        return self.root.evaluate(
            """(root, [side, z]) => {
              const { view, stage: { canvas } } = root.explorer.sides[side];
              const box = canvas.getBoundingClientRect(), [x, y] = view.toPixel(z);
              return [box.left + x, box.top + y];
            }""",
            [side, list(map(float, z))],
        )

    def press(self, side, x, y):
        self.page.mouse.click(*self.at(side, x, y))

    def picture(self, side):
        """What is painted, as 784 levels of red."""
        painted = self.page.get_by_test_id(f"picture-{('left', 'right')[side]}").evaluate(
            "(c) => Array.from(c.getContext('2d').getImageData(0, 0, 28, 28).data)"
            ".filter((_, i) => i % 4 === 0)"
        )
        return np.array(painted)

    def choose(self, what, name):
        self.page.get_by_test_id(what).locator(f'[data-mode="{name}"]').click()

    def wait(self, name, wanted):
        """Until Python has heard of it; returns what it heard."""
        self.page.wait_for_function(
            """([name, wanted]) => {
              const text = document.querySelector("[data-testid=stCode] code");
              const at = text && JSON.parse(text.textContent)[name];
              return at !== null && (wanted === null || JSON.stringify(at) === wanted);
            }""",
            arg=[name, wanted and json.dumps(wanted, separators=(",", ":"))],
        )
        return self.heard()[name]

    def heard(self):
        return json.loads(self.page.get_by_test_id("stCode").locator("code").inner_text())


@pytest.fixture
def open_duo(open_page, duo_server):
    return lambda query="", **context: Duo(open_page(query, duo_server, READY, **context))


@pytest.fixture
def duo(open_duo):
    return open_duo()


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
    at = duo.wait("at", None)
    np.testing.assert_allclose(at[0], duo.z(0), atol=1e-4)
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
        share = float(first.locator(".lse-bar-share").inner_text().removesuffix("%"))
        assert share == pytest.approx(100 * float(shares[best]), abs=0.8)


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


def test_an_end_is_dragged_to_the_nearest_image(duo, codes):
    page = duo.page
    page.mouse.move(*duo.pixel_of(1, codes[1][3]))
    page.mouse.down()
    page.mouse.move(*duo.at(1, 0.3, 0.3), steps=5)
    place = duo.root.evaluate(
        "(root) => root.explorer.sides[1].view.toPoint(0.3 * root.explorer"
        ".sides[1].view.width, 0.3 * root.explorer.sides[1].view.height)"
    )
    page.mouse.up()
    image = int(nearest(codes[1], np.array(place), 1)[0])
    assert duo.wait("ends", [image, 40]) == [image, 40]
    assert duo.heard()["at"] is None  # the cursors stayed
    ends = duo.root.evaluate("(root) => root.explorer.walk.paths()[0].map((z) => [...z])")
    np.testing.assert_allclose([ends[0], ends[-1]], codes[0][[image, 40]], atol=1e-4)


def test_a_way_is_drawn_by_hand(duo, codes):
    page = duo.page
    page.get_by_test_id("draw-path").click()
    page.mouse.move(*duo.at(0, 0.3, 0.6))
    page.mouse.down()
    page.mouse.move(*duo.at(0, 0.5, 0.3), steps=10)
    page.mouse.move(*duo.at(0, 0.7, 0.5), steps=10)
    page.mouse.up()
    assert duo.wait("path", "hand") == "hand"
    assert duo.heard()["at"] is None
    left, right = duo.root.evaluate("(root) => root.explorer.walk.paths()")
    assert len(left) > 8
    wanted = [codes[1][nearest(codes[0], np.array(z), 1)[0]] for z in left]
    distinct = [z for i, z in enumerate(wanted) if i == 0 or (z != wanted[i - 1]).any()]
    np.testing.assert_allclose(right, distinct, atol=1e-4)
    expect(page.get_by_test_id("draw-path")).to_have_attribute("aria-pressed", "false")


def test_a_way_is_drawn_by_keys(duo):
    """Arrows move the cursor, Enter sets a point; Python hears of the corners."""
    page = duo.page
    page.get_by_test_id("draw-path").press("Enter")
    page.get_by_test_id("plane-left").focus()
    for keys in ([], ["Shift+ArrowRight"] * 3, ["Shift+ArrowUp"] * 3):
        for key in keys:
            page.keyboard.press(key)
        page.keyboard.press("Enter")
    assert duo.wait("path", "hand") == "hand"
    duo.page.wait_for_function(
        """() => JSON.parse(
          document.querySelector("[data-testid=stCode] code").textContent).way[1].length === 3"""
    )
    assert duo.heard()["way"][0] == 0
    assert duo.root.evaluate("(root) => root.explorer.walk.paths()[0].length") == 3
    assert duo.root.get_attribute("data-drawing") is not None  # more points may follow
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("draw-path")).to_have_attribute("aria-pressed", "false")


def test_the_walk_moves_both_cursors(duo, codes):
    duo.page.get_by_test_id("walk-slider").press("Home")
    for side in (0, 1):
        np.testing.assert_allclose(duo.z(side), codes[side][3], atol=1e-3)
    assert duo.root.get_attribute("data-t") == "0"
    at = duo.wait("at", None)
    np.testing.assert_allclose(at[1], codes[1][3], atol=1e-3)


def test_python_moves_everything_once(duo, codes):
    duo.press(0, 0.4, 0.4)
    duo.wait("at", None)
    kept = duo.z(0)
    duo.choose("layer", "density")  # a rerun with the same rev changes nothing
    duo.wait("layer", "density")
    np.testing.assert_allclose(duo.z(0), kept)
    duo.page.get_by_role("button", name="elsewhere").click()
    expect(duo.root).to_have_attribute("data-image", "20")
    np.testing.assert_allclose(duo.z(1), codes[1][20], atol=1e-4)
    expect(duo.page.get_by_test_id("end-A")).to_have_attribute("data-index", "11")


def test_the_walk_says_whether_the_cursors_stand_on_it(duo, codes):
    """Moved by Python, by hand or under them: the frame on the strips is theirs or it is grey."""
    way = duo.page.get_by_test_id("walk")
    expect(way).to_have_attribute("data-away", "true")  # Both stand on image 7 at first
    duo.page.get_by_test_id("walk-slider").press("Home")
    expect(way).not_to_have_attribute("data-away", "true")
    duo.wait("at", None)
    duo.page.get_by_role("button", name="elsewhere").click()
    expect(way).to_have_attribute("data-away", "true")
    # As a pair of images is opened: in the middle of the way between them.
    halfway = [((each[11] + each[12]) / 2).tolist() for each in codes]
    duo.root.evaluate(
        """(root, places) => {
          const { sides, walk } = root.explorer;
          sides.forEach((side, i) => { side.z = places[i]; });
          walk.meet();
        }""",
        halfway,
    )
    expect(way).not_to_have_attribute("data-away", "true")
    expect(way).to_have_attribute("data-t", "0.5")


def test_escape_ends_drawing_wherever_the_focus_is(duo):
    button = duo.page.get_by_test_id("draw-path")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.press("Escape")
    expect(button).to_have_attribute("aria-pressed", "false")


def test_originals_are_shown_at_the_ends(duo):
    images = load_dataset("uci-digits").test.images
    painted = (
        duo.page.get_by_test_id("end-A")
        .locator("canvas")
        .evaluate(
            "(c) => Array.from(c.getContext('2d').getImageData(0, 0, 28, 28).data)"
            ".filter((_, i) => i % 4 === 0)"
        )
    )
    wanted = PAPER - (PAPER - INK) * images[3].ravel().astype(float) / 255
    np.testing.assert_allclose(painted, wanted, atol=2)


def test_without_the_weights_python_hears_of_it(open_page, duo_server):
    page = open_page("", duo_server, '[data-testid="stApp"]')
    page.route("**/media/*.bin", lambda route: route.abort())
    page.reload()
    expect(page.get_by_text("could not start here")).to_be_visible(timeout=60_000)
    assert Duo(page).wait("fallback", True) is True


def test_a_phone_has_both_planes_and_the_slider_of_the_walk_in_view(open_duo):
    duo = open_duo(**PHONE)
    boxes = [canvas.bounding_box() for canvas in duo.canvases]
    assert boxes[1]["x"] > boxes[0]["x"] + boxes[0]["width"]
    for box, name in zip(boxes, ("left", "right"), strict=True):
        picture = duo.page.get_by_test_id(f"picture-{name}").bounding_box()
        assert picture["y"] >= box["y"] + box["height"]
        assert box["x"] - 4 <= picture["x"] < box["x"] + box["width"]
    slider = duo.page.get_by_test_id("walk-slider").bounding_box()
    assert slider["y"] + slider["height"] - boxes[0]["y"] < 844 - 60
    scroll = duo.page.evaluate("() => document.documentElement.scrollWidth")
    assert scroll <= 390
    before = duo.z(1)
    duo.page.touchscreen.tap(*duo.at(0, 0.3, 0.4))
    assert (duo.z(1) != before).any()
