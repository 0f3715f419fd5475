"""A run of images in colour, 32 x 32, on Explore and Reconstruct: the shipped `shapes/vae-2d`."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from benchmarks.browser import serve
from tests.browser.conftest import settle

RUN = "?dataset=shapes&run=vae-2d"
# The colours that putImageData was given for the decoded picture, since nothing may be read back.
_WATCH = """() => {
  const put = CanvasRenderingContext2D.prototype.putImageData;
  window.painted = {};
  CanvasRenderingContext2D.prototype.putImageData = function (image, ...rest) {
    const name = this.canvas.dataset.testid;
    if (name) window.painted[name] = [image.width, image.height, ...image.data.slice(0, 12)];
    return put.call(this, image, ...rest);
  };
}"""


@pytest.fixture(scope="module")
def shapes_server():
    with serve() as server:
        yield server.address


@pytest.mark.slow
def test_colours_are_drawn_as_they_are_and_in_their_proportions(open_page, shapes_server):
    ready = '[data-testid="latent-explorer"][data-ready="1"]'
    page = open_page(RUN, shapes_server, ready)
    page.evaluate(_WATCH)
    plane = page.get_by_test_id("latent-explorer").locator(".lse-plane")
    box = plane.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 30, box["y"] + box["height"] / 2 + 10, steps=4)
    page.mouse.up()
    settle(page)
    drawn = page.evaluate(
        """() => {
          const live = document.querySelector("[data-testid=latent-explorer]").explorer,
            pixels = live.decode(live.cursor.z), n = pixels.length / 3,
            byte = (channel, i) => Math.round(pixels[channel * n + i] * 255);
          const rgba = [0, 1, 2].flatMap((i) => [byte(0, i), byte(1, i), byte(2, i), 255]);
          return [pixels.length, rgba, window.painted["decoded-image"]];
        }"""
    )
    size, expected, (width, height, *painted) = drawn
    assert (size, width, height) == (3 * 32 * 32, 32, 32)
    assert all(abs(a - b) <= 1 for a, b in zip(painted, expected, strict=True))
    picture = page.get_by_test_id("decoded-image").bounding_box()
    assert picture["width"] == picture["height"] and picture["width"] % 32 == 0
    with page.expect_download() as download:
        page.get_by_test_id("download-picture").click()
    kept = Image.open(io.BytesIO(download.value.path().read_bytes()))
    assert kept.mode == "RGB" and kept.size == (288, 288)
    page.goto(f"{shapes_server}/AE_vs_VAE?dataset=shapes")
    expect(page.get_by_test_id("walk")).to_have_attribute("data-done", "1")
    # No recogniser can be trained for these: nothing is said of one.
    expect(page.get_by_test_id("walk-holes-1")).to_be_visible()
    for absent in ("Reads as", "Least certain", "What a recogniser reads", "No recogniser here."):
        expect(page.get_by_text(absent)).to_have_count(0)
    expect(page.locator(".lse-way-unread:visible, .lse-way-reads:visible")).to_have_count(0)
    page.goto(f"{shapes_server}/Reconstruct{RUN}&way=test")
    expect(page.get_by_test_id("given")).to_be_visible()
    expect(page.get_by_test_id("pad")).to_have_count(0)
