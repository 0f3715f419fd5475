"""The walk between two images on both planes: its pictures, bands, figures and controls."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.support.apps import walk_page
from ui.components.two_planes.walk_words import walk_words
from vae_core.evaluation.classify import classify, decode_mean
from vae_core.latent.sampling import interpolate
from vae_core.runs.load import load_run
from vae_core.training.train_recogniser import load_recogniser

ENDS = (79, 157)  # half-way between them lies a hole of the autoencoder's plane
STEPS = np.arange(49) / 48
SIDES = (0, 1)
RUNS = ("uci-digits/ae-2d", "uci-digits/vae-2d")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def runs():
    return [load_run(name) for name in RUNS]


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return walk_page.script(tmp_path_factory.mktemp("walk") / "bundle")


@pytest.fixture(scope="module")
def recogniser():
    return load_recogniser("uci-digits").model()


@pytest.fixture(scope="module")
def open_walk(chromium, runs, source):
    contexts, errors = [], []

    def open_(ends=ENDS, theme="light", read=True, **context):
        context.setdefault("viewport", {"width": 1128, "height": 700})
        contexts.append(chromium.new_context(**context))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        walk_page.mount(page, source, walk_page.scene(*runs, ends, read=read), theme)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture(scope="module")
def still(open_walk):
    """A walk that tests look at and leave as it is."""
    return open_walk()


@pytest.fixture
def page(still):
    """The same walk for tests that do something; afterwards it is as it was."""
    yield still
    still.evaluate("() => { walk.setPath('straight'); walk.goBeyond(0); walk.setEnds(79, 157); }")
    still.evaluate("() => { walk.go(24, true); window.kind = undefined; }")
    walk_page.finish(still)


def codes(run, ends=ENDS, t=STEPS) -> np.ndarray:
    a, b = run.latents.mu[list(ends)]
    return interpolate(a, b, t)


def pictures(run, z) -> np.ndarray:
    return decode_mean(run.model(), z).reshape(len(z), -1)


def samples(page, side: int, ks) -> np.ndarray:
    return np.array(
        page.evaluate(
            "([side, ks]) => ks.map((k) => Array.from(walk.samples[side].picture(k)))",
            [side, [int(k) for k in ks]],
        )
    )


def value(page, name: str, side: int) -> str:
    return page.get_by_test_id(f"walk-{name}-{side}").inner_text()


# ---- what is shown -----------------------------------------------------------------------


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


def _luminance(colour: str) -> float:
    """WCAG 2's relative luminance of #RRGGBB."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


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


# ---- ways --------------------------------------------------------------------------------


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


# ---- the hand ----------------------------------------------------------------------------


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
          for (let i = 0; i < 12; i++) {
            walk.setEnds(20 + i, 264);
            walk.work(performance.now() + 40); // time enough for more than the strips
            await frame();
          }
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
