"""The live view of a training in a real browser, fed by files as a worker writes them."""

import shutil
from dataclasses import replace
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from benchmarks.browser import serve
from tests.browser.conftest import PHONE, becomes_other, reads, steady
from tests.support.apps.live_app import PER_EPOCH, RUN, STEPS, Training, write_app
from vae_core.jobs import records
from vae_core.models.presets import make_config

READY = '[data-testid="live"][data-ready="1"]'
_X = "document.querySelector('[data-testid=live]').explorer.cloud.points.codes.xy[0]"
# Where the image 0 is drawn across the plane, in each frame from now on.
_RECORD = f"""
() => {{
  window.places = [];
  const look = () => {{
    places.push({_X});
    requestAnimationFrame(look);
  }};
  look();
}}"""

_ENDS_ON_SCREEN = """
() => document.querySelector("[data-testid=live]").getBoundingClientRect().bottom <= innerHeight"""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("live-runs")


@pytest.fixture(scope="module")
def live_server(root, tmp_path_factory):
    with serve(root, write_app(tmp_path_factory.mktemp("live"))) as server:
        yield server.address


@pytest.fixture
def training(tiny, root):
    shutil.rmtree(root / "uci-digits", ignore_errors=True)
    return Training(tiny, root)


@pytest.fixture
def open_live(open_page, live_server):
    def open_(wait: str = READY, **context):
        return open_page("", live_server, wait, **context)

    return open_


def live(page):
    return page.get_by_test_id("live")


def at_rest(page) -> dict:
    """Where the live view stands, once all that comes above it has come."""
    expect(page.get_by_role("slider")).to_be_visible()
    return steady(page, live(page).bounding_box)


def drawn(page) -> float:
    return live(page).evaluate("(root) => root.explorer.cloud.points.codes.xy[0]")


def dark(page, name: str) -> float:
    """Mean darkness of a picture, 0 to 1."""
    return page.get_by_test_id(name).evaluate(
        """(canvas) => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let sum = 0;
          for (let i = 0; i < data.length; i += 4) sum += 1 - data[i] / 255;
          return sum / (data.length / 4);
        }"""
    )


def colour(page, name: str) -> list[int]:
    """Red, green and blue in the middle of a picture, 0 to 255."""
    return page.get_by_test_id(name).evaluate(
        """(canvas) => {
          const [x, y] = [canvas.width / 2, canvas.height / 2].map(Math.floor);
          return [...canvas.getContext("2d").getImageData(x, y, 1, 1).data].slice(0, 3);
        }"""
    )


def test_dots_progress_and_pictures_follow_the_training(training, open_live):
    training.at(9)
    page = open_live()
    expect(live(page)).to_have_attribute("data-step", "9")
    reads(page, lambda: dark(page, "live-picture") < 0.5, True)  # painted, a frame after it came
    before, ink = drawn(page), dark(page, "live-picture")
    assert before == pytest.approx(training.look(9).codes[0, 0], abs=1e-3)
    expect(page.get_by_test_id("live-progress")).to_contain_text(
        "epoch 1.0 of 10 · step 9 of 90 · 27 s left"
    )
    training.at(81)
    expect(live(page)).to_have_attribute("data-step", "81")
    expect(live(page)).to_have_attribute("data-gliding", "false")
    last = pytest.approx(training.look(81).codes[0, 0], abs=1e-3)
    reads(page, lambda: drawn(page), last)
    reads(page, lambda: dark(page, "live-picture") > ink + 0.5, True)
    assert dark(page, "live-rebuilt") == pytest.approx(dark(page, "live-picture"), abs=0.1)
    expect(page.get_by_test_id("live-progress")).to_contain_text("epoch 9.0 of 10")
    bar = page.get_by_role("progressbar")
    assert float(bar.get_attribute("aria-valuenow")) == 90
    for name, label in (
        ("loss", "Loss: 127.1 nats in training. validation: 210.0 nats after epoch 9."),
        ("recon", "Reconstruction: 119.0 nats in training. validation: 201.0 nats after epoch 9."),
        ("kl", "KL: 8.1 nats in training. validation: 9.0 nats after epoch 9."),
    ):
        expect(page.get_by_test_id(f"live-plot-{name}")).to_have_attribute("aria-label", label)
        assert page.get_by_test_id(f"live-plot-{name}").locator("circle").count() == 9


@pytest.mark.timed
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_of_a_training_in_colour_are_drawn_in_their_colours(
    root, open_page, live_server, scheme
):
    """In both themes alike: only grey is ink in the colours of the theme."""
    config = make_config("vae-2d", "shapes")
    training = Training(config, root, "shapes/coloured", colour=(1.0, 0.5, 0.0))
    training.at(STEPS)
    page = open_page("?job=shapes/coloured", live_server, READY, color_scheme=scheme)
    expect(live(page)).to_have_attribute("data-step", str(STEPS))
    becomes_other(page, lambda: colour(page, "live-picture"), [0, 0, 0])  # painted
    red, green, blue = colour(page, "live-picture")
    assert red > 235 and 100 < green < 155 and blue < 30
    dots = (
        live(page)
        .locator(".lse-live-legend .lse-dot")
        .evaluate_all("(dots) => dots.map((dot) => getComputedStyle(dot).backgroundColor)")
    )
    assert len(set(dots)) == 4 and "rgba(0, 0, 0, 0)" not in dots
    picture = page.get_by_test_id("live-picture").bounding_box()
    assert picture["width"] == picture["height"]


@pytest.mark.timed
def test_each_dot_glides_from_one_look_to_the_next(training, open_live):
    training.at(9)
    page = open_live()
    start = drawn(page)
    page.evaluate(_RECORD)
    training.at(81)
    page.wait_for_function(f"(x) => {_X} !== x", arg=start)
    expect(live(page)).to_have_attribute("data-gliding", "false")
    places = page.evaluate(f"[...places, {_X}]")
    end = training.look(81).codes[0, 0]
    assert places[-1] == pytest.approx(end, abs=1e-3)
    assert all(b >= a for a, b in pairwise(places))
    between = {round(x, 4) for x in places if start + 0.05 < x < end - 0.05}
    assert len(between) > 10


def test_it_leaps_where_motion_is_unwelcome(training, open_live):
    training.at(9)
    page = open_live(reduced_motion="reduce")
    start = drawn(page)
    training.at(81)
    page.wait_for_function(f"(x) => {_X} !== x", arg=start)
    assert drawn(page) == pytest.approx(training.look(81).codes[0, 0], abs=1e-3)


def test_before_the_first_look_everything_has_its_place(training, open_live):
    page = open_live('[data-testid="live"]')
    expect(page.get_by_test_id("live-progress")).to_contain_text("step 0 of 90")
    at_rest(page)
    box = page.get_by_test_id("live-plane").bounding_box()
    training.at(9)
    page.wait_for_selector(READY)
    assert page.get_by_test_id("live-plane").bounding_box() == box


# A line above it wraps, on a machine whose scrollbars take no width from the page.
_ONE_LINE_MORE = """
() => {
  const block = document.querySelector("[data-testid=stMainBlockContainer]");
  block.closest("[data-testid=stMain]").style.scrollbarWidth = "none";
  block.prepend(Object.assign(document.createElement("p"), { style: "height: 4rem" }));
}"""


def test_it_gives_room_to_what_comes_above_it_later(training, open_live):
    training.at(45)
    page = open_live(viewport={"width": 1160, "height": 800})
    page.wait_for_function(_ENDS_ON_SCREEN)
    page.evaluate(_ONE_LINE_MORE)
    page.wait_for_function(_ENDS_ON_SCREEN)


@pytest.mark.parametrize("size", [(1440, 900), (1920, 1080), (1160, 800)])
@pytest.mark.parametrize("dataset", ["uci-digits", "fashion-mnist"])
def test_all_of_it_is_seen_at_once(tiny, root, open_page, live_server, size, dataset):
    shutil.rmtree(root / dataset, ignore_errors=True)
    run = f"{dataset}/tiny"
    Training(replace(tiny, dataset=dataset), root, run).at(45)
    width, height = size
    viewport = {"width": width, "height": height}
    page = open_page(f"?job={run}", live_server, READY, viewport=viewport)
    page.wait_for_function(_ENDS_ON_SCREEN)
    box = at_rest(page)
    assert box["y"] + box["height"] <= height
    assert page.get_by_test_id("live-plane").bounding_box()["width"] >= 300
    for name in ("live-plot-kl", "live-picture", "live-rebuilt"):
        inner = page.get_by_test_id(name).bounding_box()
        assert inner["x"] + inner["width"] <= box["x"] + box["width"] + 1, name
        assert inner["y"] + inner["height"] <= box["y"] + box["height"] + 1, name
    if live(page).get_attribute("data-columns") == "3":  # the strips leave the curves their room
        strip = page.get_by_test_id("live-rebuilt").bounding_box()
        assert (
            strip["x"] + strip["width"] <= page.get_by_test_id("live-plot-kl").bounding_box()["x"]
        )


def test_a_phone_has_one_column(training, open_live):
    training.at(45)
    page = open_live(**PHONE)
    at_rest(page)
    names = ("live-progress", "live-plane", "live-picture", "live-originals", "live-rebuilt",
             "live-plot-loss", "live-plot-recon", "live-plot-kl")  # fmt: skip
    boxes = [page.get_by_test_id(name).bounding_box() for name in names]
    assert all(a["y"] + a["height"] <= b["y"] + 1 for a, b in pairwise(boxes))
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)


def test_another_state_is_seen_without_a_click_and_the_keyboard_can_change_it(training, open_live):
    training.at(45)
    page = open_live()
    page.get_by_role("button", name="Pause").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    assert records.wish(RUN, training.root).want == "pause"
    training.tell(state="paused")
    expect(page.locator(".lse-watch-state")).to_have_text("paused")
    expect(page.get_by_test_id("live-spoken")).to_contain_text("Paused")
    slider = page.get_by_role("slider")
    slider.focus()
    for pace in (100.0, 30.0):
        page.keyboard.press("ArrowRight")
        reads(page, lambda: records.wish(RUN, training.root).pace, pace)
    expect(slider).to_be_focused()


def test_what_came_of_it_follows_its_end(training, open_live, trained):
    training.at(STEPS - PER_EPOCH)
    page = open_live()
    shutil.copytree(trained.folder, training.root / "uci-digits" / "tiny")
    training.tell(state="done", step=STEPS, run=RUN, seconds=30.0, epoch=10)
    expect(page.get_by_text("Trained to its end: 10 epochs in 30 s.")).to_be_visible()
    expect(page.get_by_test_id("film-player")).to_be_visible()
    expect(page.get_by_role("link", name="Open in Explore")).to_be_visible()
    expect(live(page)).to_have_count(0)


def test_where_it_cannot_start_figures_and_pictures_are_native(training, open_live, open_page):
    training.at(45)
    page = open_live("[data-testid=stApp]", blocked="**/media/*.js*")
    expect(page.get_by_text("The live view could not start here")).to_be_visible()
    expect(page.get_by_text("epoch 5.0 of 10 · step 45 of 90")).to_be_visible()
    expect(page.get_by_test_id("stImage")).to_have_count(3)
    training.at(54)
    expect(page.get_by_text("epoch 6.0 of 10")).to_be_visible()
    expect(page.locator('[data-testid^="stBidiComponent"]')).to_have_count(0)  # not tried again
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    expect(page.get_by_text("The live view could not start here")).to_be_visible()
