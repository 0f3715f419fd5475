"""The controls of a walk: slider, keys, presses; and where something is missing."""

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.interpolation.conftest import codes, pictures, value
from tests.support.apps import walk_page
from ui.components.planes.two_planes.walk_words import walk_words


def heard(page) -> tuple[float, np.ndarray]:
    text = page.evaluate("window.heard")
    return text["t"], np.array(text["zs"])


def test_slider_and_keys_move_both_places(page, runs):
    slider = page.get_by_test_id("walk-slider")
    for key, t in (("Home", 0), ("ArrowRight", 1 / 48), ("PageUp", 5 / 48), ("End", 1)):
        slider.press(key)
        got, zs = heard(page)
        assert got == pytest.approx(t)
        expected = [codes(run, t=np.array([t]))[0] for run in runs]
        np.testing.assert_allclose(zs, expected, rtol=1e-5, atol=1e-6)
    slider.fill("42")  # between two samples
    assert heard(page)[0] == pytest.approx(42 / 192)
    lens = page.get_by_test_id("walk-picture-0").evaluate(
        "(c) => Array.from(c.getContext('2d').getImageData(0, 0, 28, 28).data)"
        ".filter((_, i) => i % 4 === 0)"
    )
    ink = pictures(runs[0], codes(runs[0], t=np.array([42 / 192])))[0]
    np.testing.assert_allclose(lens, 251 - 228 * ink, atol=2)
    assert "VAE: " in slider.get_attribute("aria-valuetext")


def test_the_frame_says_here_only_while_the_cursors_are_on_the_way(page):
    def colour() -> str:
        return page.locator(".lse-way-lens").first.evaluate(
            "(e) => getComputedStyle(e).borderColor"
        )

    accent = "rgb(51, 71, 209)"
    assert colour() == accent  # a place was chosen on the way
    page.evaluate("() => walk.leave()")
    assert colour() != accent
    page.get_by_test_id("walk-slider").press("ArrowLeft")
    assert colour() == accent


def test_a_press_on_a_picture_goes_to_it_and_a_drag_anywhere(page):
    box = page.get_by_test_id("walk-strip-1").bounding_box()
    tile = box["width"] / 13
    page.mouse.click(box["x"] + 9.2 * tile, box["y"] + 20)
    assert heard(page)[0] == pytest.approx(9 / 12)
    band = page.get_by_test_id("walk-reads-0").bounding_box()
    page.mouse.move(band["x"] + 3 * tile, band["y"] + 9)
    page.mouse.down()
    page.mouse.move(band["x"] + 5.3 * tile, band["y"] + 9, steps=4)
    page.mouse.up()
    assert heard(page)[0] == pytest.approx(4.8 / 12, abs=0.005)


@pytest.mark.timed
def test_while_an_end_is_dragged_only_the_strips_follow(page):
    got = page.evaluate(
        """async () => {
          const frame = () => new Promise((done) => requestAnimationFrame(done));
          let reads = 0;
          const { recognise } = walk.samples[0];
          for (const samples of walk.samples) {
            samples.recognise = (picture) => { reads++; return recognise(picture); };
          }
          const before = walk.lanes[0].strip.firstChild.toDataURL();
          let clock = performance.now(); // goes on by each look at it, however slow the machine is
          performance.now = () => (clock += 0.1);
          for (let i = 0; i < 12; i++) {
            walk.setEnds(20 + i, 264);
            walk.work(performance.now() + 40); // time enough for more than the strips
            await frame();
          }
          delete performance.now;
          const stale = walk.node.dataset.stale, meanwhile = reads;
          const changed = walk.lanes[0].strip.firstChild.toDataURL() !== before;
          while (walk.node.dataset.done !== "1") await frame();
          for (const samples of walk.samples) samples.recognise = recognise;
          return { stale, meanwhile, changed, reads };
        }"""
    )
    assert got["stale"] == "true"
    assert got["meanwhile"] == 0
    assert got["changed"]
    assert got["reads"] == 2 * 53  # from A to B, and half a picture's width beyond both


def test_work_stops_at_its_deadline(page):
    """Whatever there is to do, a frame that has no time left gives it none."""
    busy, left = page.evaluate(
        """() => {
          walk.setEnds(5, 6);
          return [walk.work(performance.now() - 1), walk.tilesLeft];
        }"""
    )
    assert busy
    assert left == 26


def test_without_a_recogniser_the_rest_is_there(open_walk):
    page = open_walk(read=False)
    expect(page.get_by_text(walk_words()["no_recogniser"])).to_have_count(2)
    expect(page.get_by_test_id("walk-reads-0")).to_be_hidden()
    assert value(page, "least", 0) == "–"
    assert float(value(page, "change", 0)) > 0


def test_on_a_phone_there_are_seven_pictures_and_nothing_sticks_out(open_walk):
    page = open_walk(**PHONE)
    expect(page.get_by_test_id("walk-strip-0").locator("canvas")).to_have_count(7)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_test_id("walk-beyond").get_by_role("radio", name="50 %").click()
    walk_page.finish(page)
    assert page.evaluate("walk.axis.each") == 16


def test_the_dark_theme_repaints_everything(page):
    paper = page.evaluate(
        """() => {
          const root = document.querySelector(".lse"), picture = walk.lanes[0].strip.firstChild;
          const corner = () => picture.getContext("2d").getImageData(0, 0, 1, 1).data[0];
          const light = corner();
          root.style.setProperty("--st-background-color", "#14181F");
          walk.setTheme(readTheme(root));
          const dark = corner();
          root.style.setProperty("--st-background-color", "#FFFFFF");
          walk.setTheme(readTheme(root));
          return [light, dark, corner()];
        }"""
    )
    assert paper[0] > 240 > 40 > paper[1]
    assert paper[2] == paper[0]
