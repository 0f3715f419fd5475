"""The app in Firefox as it is and protecting against fingerprinting, and in WebKitGTK.

Chromium has all other tests. One session an engine: a deep link, a drag, every page, a drawing,
weights that cannot be fetched.
"""

import itertools
import json

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from tests.browser.other_engines.engine import Engine, NotInstalledError
from tests.browser.other_engines.firefox import Firefox
from tests.browser.other_engines.webkit import WebKit
from vae_core.images.prepare import prepare_ink
from vae_core.runs.load import load_run

# Selenium warns of its own ways.
pytestmark = pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning")
READY = '[data-ready="1"]'
LINK = '[data-testid="stPageLink-NavLink"]'
# What lives on each page, by the end of its address, and the planes that are drawn there.
PAGES = {
    "AE_vs_VAE": ("two-planes", ["plane-left", "plane-right"]),
    "KL_weight": ("dial", ["dial-plane"]),
    "Reconstruct": ("reconstruction", ["landing"]),
    "Train": (None, []),
    "Gallery": (None, []),
    "Latent_tools": (None, []),
    "": ("latent-explorer", ["latent-plane"]),
}
FIVE = [(0.7, 0.2), (0.35, 0.2), (0.32, 0.48), (0.6, 0.47), (0.68, 0.65), (0.55, 0.8), (0.3, 0.78)]
QUIET = "document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')"


def between(places, steps=12):
    """More places on the straight lines between places."""
    ways = itertools.pairwise(places)
    t = np.arange(1, steps + 1)[:, None] / steps
    parts = [(1 - t) * np.array(start) + t * np.array(end) for start, end in ways]
    return [places[0], *map(tuple, np.concatenate(parts).tolist())]


@pytest.fixture(
    scope="module",
    params=["firefox", "firefox-resists-fingerprinting", "webkit"],
)
def session(request, shipped):
    """A browser that has opened a deep link into Explore, the first request that it makes."""
    try:
        match request.param:
            case "webkit":
                engine: Engine = WebKit()
            case name:
                engine = Firefox({"privacy.resistFingerprinting": name != "firefox"})
    except NotInstalledError as missing:
        pytest.skip(str(missing))
    try:
        engine.open(f"{shipped}/?dataset=mnist&run=vae-2d&z=-1.2,0.5")
        yield engine
    finally:
        engine.close()


@pytest.fixture
def engine(session):
    yield session
    assert session.errors() == []


def expect_page_colours(picture: np.ndarray):
    """Nothing but light paper behind what is drawn: noise would be of every colour."""
    colours, counts = np.unique(picture.reshape(-1, 3), axis=0, return_counts=True)
    assert counts.max() > 0.25 * counts.sum()
    assert colours[counts.argmax()].min() > 240


def expect_grey(picture: np.ndarray):
    """Ink on paper, apart from a frame in the accent."""
    inner = picture[3:-3, 3:-3]
    assert np.percentile(inner.max(2).astype(int) - inner.min(2), 99) < 30
    assert inner.max() > 240
    assert inner.min() < 160


def expect_ink(picture: np.ndarray, ink: np.ndarray):
    """Where `ink` is, (28, 28) from 0 to 1, the picture is dark, and light elsewhere."""
    expect_grey(picture)
    small = Image.fromarray(picture).convert("L").resize((28, 28), Image.Resampling.BOX)
    assert np.abs((251 - np.asarray(small, float)) / 228 - ink).mean() < 0.06


def expect_calm(engine: Engine):
    """The page has run to its end, without an exception."""
    engine.wait(f"!!{QUIET} && !!document.querySelector('h1')")
    assert engine.evaluate("document.querySelectorAll('[data-testid=stException]').length") == 0


def z_of(engine: Engine, name: str) -> list[float]:
    return [float(v) for v in engine.attribute(name, "data-z").split(",")]


def test_a_link_opens_its_place_and_a_drag_leaves_it(engine):
    engine.show("latent-explorer", READY)
    assert z_of(engine, "latent-explorer") == [-1.2, 0.5]
    engine.show("latent-plane")
    engine.drag_on("latent-plane", between([(0.4, 0.6), (0.6, 0.4), (0.7, 0.3)]))
    engine.wait("!new URLSearchParams(location.search).get('z').startsWith('-1.2')")
    engine.wait(  # the link and the page say the same, a frame or two later
        """((link, page) => link.every((v, k) => Math.abs(v - page[k]) < 0.02))(
          new URLSearchParams(location.search).get("z").split(",").map(Number),
          document.querySelector("[data-testid=latent-explorer]").dataset.z.split(",").map(Number),
        )"""
    )
    z = z_of(engine, "latent-explorer")
    assert z[0] > 0 and z[1] > 0
    with torch.no_grad():
        expected = load_run("mnist/vae-2d").model().decode(torch.tensor([z])).sigmoid()
    engine.show("decoded-image")
    expect_ink(engine.picture("decoded-image"), expected.reshape(28, 28).numpy())


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens(engine, page):
    component, planes = PAGES[page]
    engine.click(f'{LINK}[href$="{page}"]' if page else LINK)
    engine.wait(f"location.pathname === {json.dumps('/' + page)}")
    if component:
        engine.show(component, READY)
    expect_calm(engine)
    for name in planes:
        engine.show(name)
        expect_page_colours(engine.picture(name))


@pytest.mark.parametrize(
    ("lesson", "step", "works"),
    [
        ("invent", 2, "Number(document.querySelector('[data-testid=toy]').dataset.stepCount) > 50"),
        ("surprise", 4, "!!document.querySelector('[data-testid=bells]')"),
        (
            "bound",
            1,
            "(({logpx, elbo, kl}) => Math.abs(logpx - elbo - kl) < 0.01)"
            "(document.querySelector('[data-testid=bound]').dataset)",
        ),
        ("dice", 1, "!!document.querySelector('[data-testid=throw]')"),
        ("forces", 1, "true"),
        ("one-image", 1, "true"),
    ],
)
def test_every_lesson_opens_on_a_figure_that_works(engine, shipped, lesson, step, works):
    engine.open(f"{shipped}/Lessons?lesson={lesson}&step={step}")
    figure = f'[data-testid="lesson"][data-lesson="{lesson}"] .lse[data-ready="1"]'
    engine.wait(f"!!document.querySelector({json.dumps(figure)})")
    engine.wait(works)
    expect_calm(engine)
    assert engine.errors() == []


def test_films_and_walks_show_grey_pictures(engine, shipped):
    engine.open(f"{shipped}/Gallery?system=cvae-2")
    engine.click("button", "Film")
    engine.show("film-player", READY)
    # It shows the last frame until it comes into sight, and then plays from the first.
    for reached in ("< 15", "> 20"):
        engine.wait(
            "Number(document.querySelector('[data-testid=film-player]').dataset.frame) " + reached
        )
    engine.show("film-picture")
    expect_grey(engine.picture("film-picture"))
    expect_calm(engine)
    assert engine.errors() == []
    engine.open(f"{shipped}/Latent_tools?tool=between")
    engine.show("walk", READY)
    engine.show("walk-picture-0")
    expect_grey(engine.picture("walk-picture-0"))
    expect_calm(engine)


def test_a_drawing_is_seen_as_it_was_drawn(engine):
    engine.click(f'{LINK}[href$="Reconstruct"]')
    engine.show("reconstruction", READY)
    engine.show("pad")
    engine.drag_on("pad", between(FIVE))
    engine.wait("document.querySelector('[data-testid=reconstruction]').dataset.empty === 'false'")
    drawn = Image.new("L", (280, 280))
    places = [(280 * x, 280 * y) for x, y in FIVE]
    ImageDraw.Draw(drawn).line(places, 255, 22, joint="curve")
    for x, y in places:
        ImageDraw.Draw(drawn).circle((x, y), 11, 255)
    expected = prepare_ink(np.asarray(drawn) / 255, "mnist").x
    engine.show("step-seen")
    run, seen = engine.evaluate(
        "(({data, seen}) => [data.run, Array.from(seen.x)])"
        "(document.querySelector('[data-testid=reconstruction]').reconstruction)"
    )
    assert np.abs(np.array(seen) - expected.ravel()).mean() < 0.03
    z = z_of(engine, "reconstruction")
    with torch.no_grad():
        mu, _ = load_run(run).model().codes(torch.tensor(seen).reshape(1, 1, 28, 28))
    np.testing.assert_allclose(z, mu[0], atol=5e-3)


def test_without_its_weights_a_page_says_so(engine):
    engine.click(f'{LINK}[href$="Gallery"]')
    engine.wait("location.pathname === '/Gallery'")
    expect_calm(engine)
    engine.evaluate(
        """(() => {
          const {fetch} = window;
          window.fetch = (asked, ...more) => /[.]bin$/.test(asked.url ?? asked)
            ? Promise.reject(new TypeError("blocked")) : fetch(asked, ...more);
          window.__latentExplorerBuffers.clear();
        })()"""
    )
    engine.click(LINK)
    # The component's own notice gives way to the page's sentence as soon as Python has heard of it.
    engine.wait("document.body.innerText.includes('The live plane could not start here.')")
    engine.wait("!!document.querySelector('[data-testid=stSlider]')")
