"""The ways that a walk can take: straight, along the data, by hand, beyond its ends."""

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.interpolation.conftest import ENDS, SIDES, codes, pictures, samples, value
from tests.support.apps import walk_page
from ui.components.planes.two_planes.walk_words import walk_words


def _at(page, points, ts):
    return np.array(
        page.evaluate(
            """([points, ts]) => {
              const way = new WalkPath(points);
              return ts.map((t) => way.at(t));
            }""",
            [points, ts],
        )
    )


def test_a_polyline_is_walked_at_an_even_pace(still):
    rng = np.random.default_rng(0)
    points = np.cumsum(rng.normal(0, 1, (12, 2)), axis=0)
    points = np.insert(points, 5, points[5], axis=0)  # the pointer rested here
    upto = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    t = np.linspace(0, 1, 41)
    expected = [np.interp(t * upto[-1], upto, points[:, axis]) for axis in (0, 1)]
    np.testing.assert_allclose(_at(still, points.tolist(), t.tolist()).T, expected, atol=1e-9)


def test_beyond_its_ends_a_way_goes_straight_on(still):
    got = _at(still, [[0, 0], [3, 0], [3, 1]], [-0.5, 1.25])
    np.testing.assert_allclose(got, [[-2, 0], [3, 2]], atol=1e-9)


def test_a_way_from_a_place_to_itself_stays_there(still):
    got = _at(still, [[2, 3], [2, 3]], [-0.5, 0, 0.3, 1, 1.5])
    np.testing.assert_array_equal(got, [[2, 3]] * 5)


def test_on_the_data_it_leads_through_the_codes_given(page, runs):
    ways = [[ENDS[0], 3, 17, ENDS[1]], [ENDS[0], 8, ENDS[1]]]
    page.get_by_role("radio", name=walk_words()["kind_data"]).click()
    assert page.evaluate("window.kind") == "data"
    expect(page.get_by_text(walk_words()["no_data"])).to_be_visible()
    page.evaluate("(ways) => walk.setOnData(ways)", ways)
    expect(page.get_by_text(walk_words()["no_data"])).to_be_hidden()
    for side, way in enumerate(ways):
        expected = runs[side].latents.mu[way]
        np.testing.assert_allclose(page.evaluate("walk.paths()")[side], expected, rtol=1e-6)
    walk_page.finish(page)
    length = np.linalg.norm(np.diff(runs[0].latents.mu[ways[0]], axis=0), axis=1).sum()
    assert float(value(page, "length", 0)) == pytest.approx(length, abs=0.051)
    # A list for other ends than these is not followed.
    page.evaluate("() => walk.setEnds(1, 2)")
    assert page.evaluate("walk.paths()[0].length") == 2


def test_by_hand_it_follows_what_was_drawn(page):
    expect(page.locator(".lse-way-pin").first).to_be_visible()
    page.evaluate("() => { walk.setHand(0, [[0, 0], [9, 0], [9, 3]]); }")
    page.evaluate("() => { walk.setHand(1, [[0, 1], [0, 2]]); }")
    walk_page.finish(page)
    kind = page.get_by_test_id("walk-kind").get_by_role("radio", checked=True)
    expect(kind).to_have_text(walk_words()["kind_hand"])
    assert page.evaluate("walk.paths()") == [[[0, 0], [9, 0], [9, 3]], [[0, 1], [0, 2]]]
    assert [value(page, "length", side) for side in SIDES] == ["12.0", "1.0"]
    expect(page.locator(".lse-way-pin").first).to_be_hidden()  # it does not begin at A
    page.evaluate("() => { walk.setHand(0, [[0, 0], [5, 0]]); }")  # straight, but drawn
    expect(page.get_by_text(walk_words()["no_hand"])).to_be_hidden()
    page.evaluate("() => { walk.setHand(0, []); walk.setHand(1, []); }")
    expect(page.get_by_text(walk_words()["no_hand"])).to_be_visible()
    expect(page.locator(".lse-way-pin").first).to_be_visible()


def test_beyond_a_and_b_more_is_shown_and_no_figure_changes(page, runs):
    before = [value(page, name, 0) for name in ("length", "change", "holes", "least")]
    page.get_by_test_id("walk-beyond").get_by_role("radio", name="50 %").click()
    walk_page.finish(page)
    assert [value(page, name, 0) for name in ("length", "change", "holes", "least")] == before
    expected = codes(runs[0], t=np.array([-0.5, 1.5]))
    np.testing.assert_allclose(
        [page.evaluate("walk.paths()[0]")[i] for i in (0, -1)], expected, rtol=1e-5
    )
    np.testing.assert_allclose(
        samples(page, 0, [-24, 72]), pictures(runs[0], expected), atol=1 / 255 + 1e-3
    )
    page.get_by_test_id("walk-slider").press("Home")
    expect(page.get_by_test_id("walk")).to_have_attribute("data-t", "-0.5")
    # Back to where it may be when the way ends at A and B again.
    page.get_by_test_id("walk-beyond").get_by_role("radio", name="0 %", exact=True).click()
    expect(page.get_by_test_id("walk")).to_have_attribute("data-t", "0")
