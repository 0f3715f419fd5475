"""The dial of the KL weight as a hand meets it, and its numbers against PyTorch and the run."""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from benchmarks.browser import serve
from vae_core.latent.sampling import prior_samples
from vae_core.runs.beta_codes import codes_by_beta

APP = Path(__file__).parents[1] / "support" / "apps" / "dial_app.py"
READY = '[data-testid="dial"][data-ready="1"]'
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
EXACT = 1 / 255 + 1e-3


@pytest.fixture(scope="module")
def dial_server(conditioned, tmp_path_factory):
    root = tmp_path_factory.mktemp("dial")
    shutil.copytree(conditioned.folder, root / conditioned.id)
    with serve(root, APP) as server:
        yield server.address


@pytest.fixture
def open_dial(open_page, dial_server):
    return lambda query="", **context: Dial(open_page(query, dial_server, READY, **context))


@pytest.fixture
def dial(open_dial):
    return open_dial()


class Dial:
    """The component as a person meets it."""

    def __init__(self, page):
        self.page = page
        self.root = page.get_by_test_id("dial")
        self.slider = page.get_by_test_id("beta-slider")
        self.field = page.get_by_test_id("beta-field")
        self.plane = page.get_by_test_id("dial-plane")

    @property
    def beta(self) -> float:
        """Where the dial stands, a frame from now."""
        self.rest(frames=2)
        return float(self.root.get_attribute("data-beta"))

    @property
    def z(self) -> list[float]:
        self.rest(frames=2)
        return [float(v) for v in self.root.get_attribute("data-z").split(",")]

    def rest(self, frames: int) -> None:
        self.page.evaluate(
            "(n) => new Promise((done) => { const next = () => n-- ? requestAnimationFrame(next)"
            " : done(); next(); })",
            frames,
        )

    def finish(self) -> None:
        """Until all that stands below is decoded."""
        self.page.wait_for_function(
            "() => { const { dial } = document.querySelector('[data-testid=dial]').explorer;"
            " return !dial.raf && !dial.multiples.queue.length; }"
        )

    def type(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def ask(self, expression: str, *values):
        """Evaluate JavaScript over `it`, the component's hook, and `given`."""
        return self.root.evaluate(
            f"(root, given) => {{ const it = root.explorer; return ({expression}); }}", values
        )

    def painted(self, name: str) -> np.ndarray:
        """A picture of 28 x 28 as painted in the light theme: ink 1 on 0."""
        red = self.page.get_by_test_id(name).evaluate(
            "(c) => Array.from(c.getContext('2d').getImageData(0, 0, 28, 28).data)"
            ".filter((_, i) => i % 4 === 0)"
        )
        return (251 - np.array(red)) / (251 - 23)  # paper and ink

    def expect_heard(self, times: int, states: str) -> None:
        expect(self.page.get_by_text(re.compile(rf"^heard {times} .*{states}"))).to_be_visible()


def decoded(run, z, beta: float) -> np.ndarray:
    with torch.no_grad():
        logits = run.model().decode(torch.tensor(np.array([z], np.float32)), beta)
    return torch.sigmoid(logits).flatten().numpy()


# ---- what is seen is what the model says -------------------------------------------------


@pytest.mark.parametrize("beta", [0.01, 0.3, 1.0, 4.0, 20.0])
def test_the_picture_is_the_one_of_pytorch(open_dial, conditioned, beta):
    dial = open_dial(f"?beta={beta}")
    expected = decoded(conditioned, (0.5, -0.25), beta)
    assert np.abs(dial.painted("dial-picture") - expected).max() < EXACT
    rng = np.random.default_rng(0)
    for z in rng.normal(0, 2, (4, 2)):
        got = np.array(dial.ask("Array.from(it.decode(...given))", z.tolist(), beta))
        assert np.abs(got - decoded(conditioned, z, beta)).max() < EXACT


def test_betas_differ(dial, conditioned):
    """Or the test above would see nothing of the gates."""
    weak, strong = (decoded(conditioned, (0.5, -0.25), beta) for beta in (0.01, 20.0))
    assert np.abs(weak - strong).max() > 10 * EXACT
    before = dial.painted("dial-picture")
    dial.type("20")
    assert dial.beta == 20
    assert np.abs(dial.painted("dial-picture") - before).max() > 5 * EXACT


def test_codes_stand_where_they_were_kept_and_evenly_between(dial, conditioned):
    kept = codes_by_beta(conditioned)
    low, high = kept.betas[3], kept.betas[4]
    for beta, mu, sigma in [
        (low, kept.mu[3, 5], np.exp(0.5 * kept.logvar[3, 5])),
        (
            float(np.sqrt(low * high)),
            (kept.mu[3, 5] + kept.mu[4, 5]) / 2,
            np.exp(0.25 * (kept.logvar[3, 5] + kept.logvar[4, 5])),
        ),
    ]:
        got = dial.ask(
            "(({ mu, sigma }) => [...mu, ...sigma])(it.codes.posterior(5, given[0]))", beta
        )
        np.testing.assert_allclose(got[:2], mu, atol=2e-3)
        np.testing.assert_allclose(got[2:], sigma, rtol=2e-3)
        places = dial.ask("Array.from(it.codes.positionsAt(given[0]).slice(10, 12))", beta)
        np.testing.assert_allclose(places, mu, atol=2e-3)


def test_the_sentence_says_what_was_measured(dial, conditioned):
    for point in conditioned.metrics["by_beta"][::6]:
        dial.type(str(point["beta"]))
        assert dial.beta == pytest.approx(point["beta"], rel=0.005)  # three digits
        text = dial.page.get_by_test_id("sentence").inner_text()
        figures = re.search(
            r": ([\d.]+) nats buy the code, (\d+) nats of reconstruction error remain\.", text
        )
        assert float(figures[1]) == pytest.approx(point["kl"], abs=0.08)
        assert float(figures[2]) == pytest.approx(point["recon"], abs=0.6)


def test_the_curve_keeps_to_the_network_of_the_page(dial):
    """A ladder far outside it neither squeezes it nor is drawn over its edge."""
    drawn = dial.ask(
        """((curve) => {
          const far = { beta: 0.01, kl: 400, recon: 900 };
          const draw = (ladder) => {
            const chart = document.createElement("div"), one = Object.create(curve);
            Object.assign(one, { ladder, chart });
            one.resize(380, 196, 1);
            const rings = chart.querySelectorAll(".lse-dial-step-mark");
            return [rings.length, one.at(curve.curve[0])];
          };
          return [draw([]), draw([far]), draw([far, curve.curve[2]])];
        })(it.dial.curve)"""
    )
    assert [count for count, _ in drawn] == [0, 0, 1]
    assert drawn[0][1] == drawn[1][1] == drawn[2][1]


def test_what_stands_below_is_decoded_at_its_own_beta(dial, conditioned):
    dial.finish()
    expect(dial.page.get_by_test_id("step")).to_have_count(5)
    z = prior_samples(10, 2, 1.0, np.random.default_rng(0))
    steps = dial.ask(
        "it.dial.multiples.steps.map(({ beta, pictures }) =>"
        " [beta, Array.from(pictures['draw-9']), Array.from(pictures['image-2'])])"
    )
    assert [beta for beta, *_ in steps] == [0.03, 0.3, 1, 4, 20]
    for beta, draw, _ in steps:
        assert np.abs(np.array(draw) - decoded(conditioned, z[9], beta)).max() < EXACT
    kept = codes_by_beta(conditioned)
    (one,) = np.flatnonzero(kept.betas == 1.0)
    expected = decoded(conditioned, kept.mu[one, 2], 1.0)
    assert np.abs(np.array(steps[2][2]) - expected).max() < 0.02  # mu is kept as float16


# ---- the dial ----------------------------------------------------------------------------


def test_dragging_moves_everything_and_sends_nothing(dial):
    frames = []
    dial.page.on("websocket", lambda socket: socket.on("framesent", lambda _: frames.append(1)))
    dial.page.reload()
    dial.page.wait_for_selector(READY)
    dial.finish()
    seen = {"beta": set(), "picture": set(), "plane": set()}
    box, mouse = dial.slider.bounding_box(), dial.page.mouse
    mouse.move(box["x"] + 0.6 * box["width"], box["y"] + box["height"] / 2)
    mouse.down()
    frames.clear()
    for share in (0.2, 0.4, 0.7, 0.9):
        mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2, steps=4)
        seen["beta"].add(dial.beta)
        seen["picture"].add(dial.painted("dial-picture").tobytes())
        seen["plane"].add(dial.plane.evaluate("(c) => c.toDataURL()"))
    assert {name: len(values) for name, values in seen.items()} == dict.fromkeys(seen, 4)
    dial.page.wait_for_timeout(400)
    assert not frames
    mouse.up()
    dial.expect_heard(1, f"'beta': {dial.beta:g}")


def test_the_cursor_drags_at_any_beta(dial):
    dial.type("8")
    dial.expect_heard(1, "'beta': 8")
    box, mouse = dial.plane.bounding_box(), dial.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.3 * box["height"], steps=5)
    assert dial.z == pytest.approx([3.0, 2.0], abs=0.05)
    mouse.up()
    dial.expect_heard(2, r"'z': \[2\.9|'z': \[3")
    expect(dial.page.get_by_test_id("dial-place")).to_contain_text("β 8.0")
    assert dial.beta == 8


@pytest.mark.timed
def test_keyboard_alone(dial):
    dial.slider.focus()
    for key, low, high in [
        ("ArrowRight", 1.05, 1.07),
        ("ArrowLeft", 0.99, 1.01),
        ("Shift+ArrowRight", 1.3, 1.4),
        ("PageUp", 13, 14),
        ("PageDown", 1.3, 1.4),
        ("Home", 0.01, 0.01),
        ("ArrowLeft", 0.01, 0.01),
        ("End", 20, 20),
    ]:
        dial.page.keyboard.press(key)
        assert low <= dial.beta <= high, key
    dial.expect_heard(1, "'beta': 20")  # keys pressed in a row are told once
    expect(dial.slider).to_have_attribute("aria-valuetext", "β 20")
    dial.plane.focus()
    dial.page.keyboard.press("ArrowUp")
    dial.page.keyboard.press("Shift+ArrowRight")
    assert dial.z == pytest.approx([0.75, -0.2])
    dial.page.keyboard.press("0")
    dial.page.wait_for_timeout(300)
    assert dial.z == [0, 0]
    for _ in range(25):
        dial.page.keyboard.press("Shift+ArrowRight")
    assert dial.z == pytest.approx([5, 0])  # the edge


def test_beta_can_be_typed(dial):
    dial.type("0,35")
    assert dial.beta == 0.35
    expect(dial.field).to_have_value("0.35")
    dial.expect_heard(1, "'beta': 0.35")
    for text, sentence in [
        ("", "β is a number from 0.01 to 20"),
        ("lots", "β is a number"),
        ("NaN", "β is a number"),
        ("-1", "not for -1"),
        ("0", "not for 0"),
        ("21", "trained for β from 0.01 to 20, not for 21"),
    ]:
        dial.type(text)
        expect(dial.root.locator(".lse-problem")).to_contain_text(sentence)
        expect(dial.field).to_have_attribute("aria-invalid", "true")
        assert dial.beta == 0.35
    dial.field.press("Escape")
    expect(dial.field).to_have_value("0.35")
    expect(dial.root.locator(".lse-problem")).to_have_text("")
    dial.type("2")
    assert dial.beta == 2


def test_a_step_turns_the_dial_there(dial):
    near = dial.root.locator('[data-testid="step"][data-near="true"]')
    expect(near).to_have_attribute("data-beta", "1")
    dial.type("1.5")
    expect(near).to_have_count(0)
    dial.page.get_by_test_id("step").nth(3).click()
    expect(dial.root).to_have_attribute("data-beta", "4")
    expect(near).to_have_attribute("data-beta", "4")
    dial.expect_heard(2, "'beta': 4")


def test_it_turns_at_once_for_who_asked_for_less_motion(open_dial):
    dial = open_dial(reduced_motion="reduce")
    dial.root.evaluate(
        "(root) => { window.betas = []; new MutationObserver(() => betas.push(root.dataset.beta))"
        ".observe(root, { attributeFilter: ['data-beta'] }); }"
    )
    dial.page.get_by_test_id("step").nth(0).click()
    expect(dial.root).to_have_attribute("data-beta", "0.03")
    assert dial.page.evaluate("betas") == ["0.03"]


def test_python_moves_it_only_with_a_new_revision(dial):
    dial.page.get_by_role("button", name="to 5").click()
    expect(dial.root).to_have_attribute("data-beta", "5")
    dial.type("0.5")
    dial.expect_heard(1, "'beta': 0.5")  # the page ran again, and still says 5
    assert dial.beta == 0.5


def test_it_comes_back_as_the_page_says(dial):
    dial.page.get_by_text("elsewhere").click()
    expect(dial.page.get_by_text("Nothing here.")).to_be_visible()
    expect(dial.root).to_have_count(0)
    dial.page.get_by_text("elsewhere").click()
    dial.page.wait_for_selector(READY)
    assert dial.beta == 1


# ---- one test image ----------------------------------------------------------------------


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


# ---- where it runs -----------------------------------------------------------------------


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
    expect(page.get_by_text("could not start here")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("fallback True")).to_be_visible()
    context.close()
