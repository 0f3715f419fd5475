"""The film player as a person uses it: it plays, steps and scrubs in the browser alone."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from benchmarks.browser import serve
from tests.browser.conftest import PHONE, becomes_other, reads

READY = '[data-testid="film-player"][data-ready="1"]'
FRAMES = 12
_APP = """
import numpy as np
import streamlit as st
from ui.components.training.film_player import film_downloads, film_player
from vae_core.data.datasets import DATASETS
from vae_core.runs.recording.film import Film, webp
from vae_core.runs.load import load_run

def film():
    rng = np.random.default_rng(0)
    part = np.linspace(0, 1, 12)
    tiles = rng.random((9, 28, 28))
    steps = np.array([0, *range(75, 75 * 11, 75), 9380], np.int32)
    return Film(
        steps, (steps / 938).astype(np.float32), np.linspace(500, 150, 12, dtype=np.float32),
        tuple(webp(np.full((9, 28, 28), p) * tiles, 3, 3) for p in part), 3, 3, "manifold",
        (part[:, None, None] * rng.normal(0, 1, (80, 2))).astype(np.float32),
        (np.arange(80) % 10).astype(np.uint8), "latent",
    )

st.set_page_config(layout="wide")
st.session_state.runs = st.session_state.get("runs", 0) + 1
st.caption(f"script runs: {st.session_state.runs}")
film_player(film(), DATASETS["mnist"].classes, (1, 28, 28), key="film", has_prior=True)
film_downloads(film(), load_run("uci-digits/vae-2d", "{checkpoints}"), has_prior=True)
"""


@pytest.fixture(scope="module")
def film_server(tmp_path_factory):
    script = tmp_path_factory.mktemp("film") / "film_app.py"
    checkpoints = Path(__file__).parents[3] / "checkpoints"
    text = _APP.replace("{checkpoints}", str(checkpoints))
    script.write_text(text, encoding="utf-8")
    with serve(script=script) as server:
        yield server.address


@pytest.fixture
def open_film(open_page, film_server):
    """Opens the film; unless asked otherwise where motion is unwelcome, so that it stands still."""

    def open_(wait: str = READY, **context):
        context.setdefault("reduced_motion", "reduce")
        return open_page("", film_server, wait, **context)

    return open_


def player(page):
    return page.get_by_test_id("film-player")


def scrubber(page):
    return page.get_by_test_id("film-scrubber")


def painted(page, name: str) -> list[int]:
    """The red of the canvas on a coarse grid."""
    return page.get_by_test_id(name).evaluate(
        """(canvas) => {
          const { width, height } = canvas, out = [];
          const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
          for (let y = 4; y < height; y += 9)
            for (let x = 4; x < width; x += 9) out.push(data[4 * (y * width + x)]);
          return out;
        }"""
    )


# The frames that the player shows from now on: it stays at none of them while it plays.
_NOTE_FRAMES = """(player) => {
  window.shown = [];
  new MutationObserver(() => window.shown.push(player.dataset.frame)).observe(
    player, { attributeFilter: ["data-frame"] });
}"""


def mean(values) -> float:
    return sum(values) / len(values)


@pytest.mark.timed
def test_a_film_begins_by_itself_once_and_stops_at_its_end(open_film):
    page = open_film(reduced_motion="no-preference")
    expect(player(page)).to_have_attribute("data-playing", "true")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(player(page)).to_have_attribute("data-frame", str(FRAMES - 1))
    expect(player(page)).to_have_attribute("data-playing", "false")
    player(page).evaluate(_NOTE_FRAMES)
    page.get_by_role("button", name="Play", exact=True).click()  # from the beginning again
    page.wait_for_function("window.shown.includes('1')")


def test_nothing_moves_by_itself_where_motion_is_unwelcome(open_film):
    page = open_film()
    page.wait_for_timeout(700)
    expect(player(page)).to_have_attribute("data-frame", str(FRAMES - 1))
    assert player(page).get_attribute("data-playing") != "true"


@pytest.mark.timed
def test_playing_and_scrubbing_say_nothing_to_the_server(open_film):
    page = open_film()
    frames = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: frames.append(1)))
    page.reload()
    page.wait_for_selector(READY)
    page.wait_for_timeout(500)
    frames.clear()
    for frame in (0, 7, 3):
        scrubber(page).fill(str(frame))
        expect(player(page)).to_have_attribute("data-frame", str(frame))
    page.get_by_test_id("film-play").click()
    page.wait_for_function(
        "(player) => Number(player.dataset.frame) > 3", arg=player(page).element_handle()
    )
    page.get_by_test_id("film-play").click()
    expect(player(page)).to_have_attribute("data-playing", "false")
    assert int(player(page).get_attribute("data-frame")) > 3
    page.get_by_test_id("film-play").click()  # and on to its end
    expect(player(page)).to_have_attribute("data-frame", str(FRAMES - 1))
    assert not frames
    expect(page.get_by_text("script runs: 1")).to_be_visible()


def test_each_moment_has_its_picture_cloud_and_figures(open_film):
    page = open_film()
    last = painted(page, "film-picture"), painted(page, "film-cloud")
    scrubber(page).fill("0")
    expect(page.get_by_test_id("film-moment")).to_contain_text("step 0")
    paper = mean(last[0]) + 30  # before ink came
    reads(page, lambda: mean(painted(page, "film-picture")) > paper, True)
    becomes_other(page, lambda: painted(page, "film-cloud"), last[1])
    scrubber(page).fill("4")
    moment = page.get_by_test_id("film-moment")
    for words in ("step 300", "epoch 0.32", "loss 372.7 nats", "frame 5 of 12"):
        expect(moment).to_contain_text(words)
    expect(scrubber(page)).to_have_attribute(
        "aria-valuetext", "step 300, epoch 0.32, loss 372.7 nats"
    )


@pytest.mark.timed
def test_the_cloud_flows_between_frames_unless_motion_is_unwelcome(open_film):
    def clouds(page):
        scrubber(page).fill("4")
        expect(player(page)).to_have_attribute("data-frame", "4")
        return page.evaluate(
            """async () => {
              const player = document.querySelector("[data-testid=film-player]");
              const canvas = player.querySelector("[data-testid=film-cloud]"), seen = new Set();
              document.querySelector("input[value='0.5']").click();
              player.querySelector("[data-testid=film-play]").click();
              // Two frames of the film, which waits for a browser that draws seldom.
              while (player.dataset.frame !== "6") {
                await new Promise(requestAnimationFrame);
                seen.add(canvas.toDataURL());
              }
              return seen.size;
            }"""
        )

    assert clouds(open_film()) <= 4
    assert clouds(open_film(reduced_motion="no-preference")) > 6


def test_keys_alone_do_it(open_film):
    page = open_film()
    scrubber(page).focus()
    for key, frame in (("Home", 0), ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1)):
        page.keyboard.press(key)
        expect(player(page)).to_have_attribute("data-frame", str(frame))
    page.keyboard.press("Space")
    expect(player(page)).to_have_attribute("data-playing", "true")
    page.keyboard.press("Space")
    expect(player(page)).to_have_attribute("data-playing", "false")
    page.keyboard.press("End")
    expect(player(page)).to_have_attribute("data-frame", str(FRAMES - 1))
    page.get_by_test_id("film-previous").focus()
    page.keyboard.press("Space")  # presses the button, and only that
    expect(player(page)).to_have_attribute("data-frame", str(FRAMES - 2))
    assert player(page).get_attribute("data-playing") == "false"
    page.get_by_role("radio", name="1×").focus()
    page.keyboard.press("ArrowRight")  # speed, not time
    expect(page.get_by_role("radio", name="2×")).to_be_checked()
    expect(player(page)).to_have_attribute("data-frame", str(FRAMES - 2))


def test_the_curve_leads_to_its_moments(open_film):
    page = open_film()
    box = page.get_by_test_id("film-curve").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 5 / 11, box["y"] + 20)
    expect(player(page)).to_have_attribute("data-frame", "5")
    dot = page.locator(".lse-film-dot").bounding_box()
    assert dot["x"] + dot["width"] / 2 == pytest.approx(box["x"] + box["width"] * 5 / 11, abs=2)


def test_the_figures_explain_themselves(open_film):
    page = open_film()
    page.get_by_role("button", name=re.compile("^loss")).focus()
    expect(page.get_by_role("tooltip")).to_contain_text("Reconstruction + KL")


def test_dark_is_light_on_dark(open_film):
    def early(scheme, is_early):
        page = open_film(color_scheme=scheme)
        scrubber(page).fill("3")  # little ink yet
        expect(player(page)).to_have_attribute("data-frame", "3")
        # Until that one is decoded, a later one stands there.
        reads(page, lambda: is_early(mean(painted(page, "film-picture"))), True)
        return painted(page, "film-picture")

    light = early("light", lambda level: level > 180)
    dark = early("dark", lambda level: level < 75)
    assert mean(light) > 180 and mean(dark) < 75
    assert all(abs(a + b - 0xFB - 0x0E) < 24 for a, b in zip(light, dark, strict=True))


def test_a_phone_stacks_it_within_its_width(open_film):
    page = open_film(**PHONE)
    boxes = [page.get_by_test_id(f"film-{name}").bounding_box() for name in ("picture", "cloud")]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
    for name in ("picture", "cloud", "curve", "scrubber", "play", "next"):
        box = page.get_by_test_id(f"film-{name}").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390, name
    for name in ("play", "next", "scrubber"):
        assert page.get_by_test_id(f"film-{name}").bounding_box()["height"] >= 44, name
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_test_id("film-previous").tap()
    expect(player(page)).to_have_attribute("data-frame", str(FRAMES - 2))


def blocked(route):
    route.abort()


def spoilt(route):
    """Codes as they were, pictures wiped out."""
    content = route.fetch(headers=route.request.headers | {"accept-encoding": "identity"}).body()
    route.fulfill(body=content[:4000] + bytes(len(content) - 4000))


@pytest.mark.parametrize(
    ("files", "fate"),
    [("**/media/*.bin", blocked), ("**/media/*", blocked), ("**/media/*.bin", spoilt)],
)
def test_lost_files_fall_back_to_single_frames(open_film, files, fate):
    page = open_film(wait='[data-testid="stApp"]')
    page.route(files, fate)
    page.reload()
    slider = page.get_by_test_id("stSlider").get_by_role("slider")
    slider.wait_for()
    slider.press("ArrowLeft")
    page.wait_for_timeout(3000)  # long enough for the player to come back and fail again
    expect(slider).to_have_value(str(FRAMES - 1))
    expect(page.get_by_text("could not start here")).to_have_count(1)


@pytest.mark.parametrize("kind", ["GIF", "WebP"])
def test_the_film_can_be_taken_away(open_film, kind):
    page = open_film()
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Film as {kind}").click()
    assert download.value.suggested_filename == f"uci-digits-vae-2d-film.{kind.lower()}"
    content = Path(download.value.path()).read_bytes()
    with Image.open(io.BytesIO(content)) as film:
        assert (film.format, film.n_frames) == (kind.upper(), FRAMES)
