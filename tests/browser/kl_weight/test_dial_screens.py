"""The dial in both themes, on a phone, and where something is missing."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.kl_weight.conftest import decoded
from vae_core.runs.conditions.beta_codes import codes_by_beta


def test_one_image_shows_its_ellipse_and_what_comes_back(dial, conditioned):
    dial.finish()
    without = dial.plane.evaluate("(c) => c.toDataURL()")
    dial.page.get_by_test_id("posterior-switch").click()
    dial.expect_heard(1, "'image': 0")
    dial.page.get_by_test_id("image").nth(3).click()
    dial.expect_heard(2, "'image': 5")
    dial.rest(frames=3)
    assert dial.plane.evaluate("(c) => c.toDataURL()") != without
    kept = codes_by_beta(conditioned)
    for beta in (1.0, 20.0):
        dial.type(f"{beta:g}")
        dial.rest(frames=2)
        (at,) = np.flatnonzero(kept.betas == beta)
        mu, sigma = kept.mu[at, 5], np.exp(0.5 * kept.logvar[at, 5])
        expected = decoded(conditioned, mu, beta)
        assert np.abs(dial.painted("back") - expected).max() < 0.02
        kl = float((0.5 * (mu**2 + sigma**2 - 1) - np.log(sigma)).sum())
        expect(dial.page.get_by_test_id("image-kl")).to_have_text(f"{kl:.1f} nats")
        got = [float(v) for v in dial.page.get_by_test_id("sigma").inner_text().split(" · ")]
        np.testing.assert_allclose(got, sigma, atol=0.006)
    dial.page.get_by_test_id("posterior-switch").click()
    expect(dial.page.get_by_text(re.compile("'image': -1"))).to_be_visible()


def test_a_link_may_choose_the_image(open_dial):
    dial = open_dial("?image=2&beta=4")
    chosen = dial.root.locator('[data-testid="image"][aria-pressed="true"]')
    expect(chosen).to_have_attribute("data-index", "2")
    expect(dial.page.get_by_test_id("posterior-switch")).to_have_attribute("aria-checked", "true")
    assert dial.beta == 4


def test_without_the_images_they_are_decoded_only(open_dial):
    dial = open_dial("?bare=1&image=2")
    dial.finish()
    expect(dial.page.get_by_text("Decoded back from the codes of test images")).to_be_visible()
    assert dial.painted("back").max() > 0.5
    thumbs = dial.page.get_by_test_id("image").locator("canvas")
    expect(thumbs).to_have_count(5)
    assert (
        thumbs.first.evaluate(
            "(c) => new Set(c.getContext('2d').getImageData(0, 0, 28, 28).data).size"
        )
        > 20
    )


@pytest.mark.parametrize(("scheme", "paper"), [("light", 251), ("dark", 14)])
def test_both_themes(open_dial, scheme, paper):
    dial = open_dial("?image=2", color_scheme=scheme)
    dial.finish()
    expect(dial.root).to_have_attribute("data-theme", scheme)
    corner = "(c) => c.getContext('2d').getImageData(2, 2, 1, 1).data[0]"
    assert dial.page.get_by_test_id("dial-picture").evaluate(corner) == pytest.approx(paper, abs=4)
    planes = [dial.plane, dial.root.locator(".lse-dial-small-plane").first]
    for plane in planes:
        red = plane.evaluate("(c) => c.getContext('2d').getImageData(4, 4, 1, 1).data[0]")
        assert (red > 200) == (scheme == "light")


def test_dots_are_painted_where_codes_are_in_the_colours_of_their_classes(dial):
    """Each pixel under a code is painted; one that stands alone is 62 % its class, 38 % ground."""
    dots, colours = dial.ask(
        """(() => {
          const { dial, codes, view } = it, { pixels, image, rim, ground } = dial.live.cloud;
          const at = (i) => view.toPixel([codes.xy[2 * i], codes.xy[2 * i + 1]]);
          const all = Array.from({ length: codes.n }, (_, i) => at(i));
          const inside = ([x, y]) => x > 2 && y > 2 && x < view.width - 2 && y < view.height - 2;
          const split = (v) => [v & 255, (v >> 8) & 255, (v >> 16) & 255];
          const where = ([x, y]) => (Math.floor(y) + rim) * image.width + Math.floor(x) + rim;
          const dots = all.map((place, i) => {
            if (!inside(place)) return null;
            const far = (other) => Math.hypot(other[0] - place[0], other[1] - place[1]) > 6;
            const alone = all.every((other, j) => j === i || far(other)), pixel = where(place);
            return [codes.labels[i], alone, split(pixels[pixel]), split(ground[pixel])];
          });
          return [dots.filter(Boolean), dial.theme.classes];
        })()"""
    )
    assert len(dots) > 300
    assert all(painted != below for _, _, painted, below in dots)
    alone = [dot for dot in dots if dot[1]]
    assert len(alone) > 20
    for label, _, painted, below in alone:
        hue = [int(colours[label].strip()[k : k + 2], 16) for k in (1, 3, 5)]
        expected = 0.62 * np.array(hue) + 0.38 * np.array(below)
        np.testing.assert_allclose(painted, expected, atol=4)


def test_a_phone_shows_dial_plane_and_picture_on_one_screen(open_dial):
    dial = open_dial(**PHONE)
    dial.finish()
    main = dial.page.locator('[data-testid="stMain"]')
    assert main.evaluate("(e) => e.scrollWidth <= e.clientWidth")
    top = dial.field.bounding_box()["y"]
    picture = dial.page.get_by_test_id("dial-picture").bounding_box()
    assert picture["y"] + picture["height"] - top < 844 - 136  # the page's header and title
    steps = dial.page.get_by_test_id("multiples")
    assert steps.evaluate("(e) => e.scrollWidth > e.clientWidth + 500")
    dial.page.get_by_test_id("step").last.scroll_into_view_if_needed()
    dial.page.get_by_test_id("step").last.tap()
    expect(dial.root).to_have_attribute("data-beta", "20")


def test_without_the_weights_the_page_is_told(open_page, dial_server, chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.route("**/media/*.bin", lambda route: route.abort())
    page.goto(dial_server)
    expect(page.get_by_text("could not start here")).to_be_visible()
    expect(page.get_by_text("fallback True")).to_be_visible()
    context.close()
