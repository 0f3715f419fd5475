"""The way between two images on two planes: its ends, ways drawn by hand, the walk along it."""

import numpy as np
from playwright.sync_api import expect

from tests.browser.ae_vs_vae.conftest import INK, PAPER, Duo
from tests.browser.conftest import PHONE
from vae_core.data.datasets import load_dataset
from vae_core.latent.geometry import nearest


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
          document.querySelector("[data-testid=stCode] code").textContent).way?.[1].length === 3"""
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
    page = open_page("", duo_server, '[data-testid="stApp"]', blocked="**/media/*.bin")
    expect(page.get_by_text("could not start here")).to_be_visible()
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
