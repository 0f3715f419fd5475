"""Inking, preparing and encoding an image in JavaScript, against Python and PyTorch."""

import base64

import numpy as np
import pytest
import torch

from tests.js.fixtures import images
from tests.support.floats import BUFFER, FLOATS, FLOATS_AS_TEXT, floats
from tests.support.runs.shipped import of_each_architecture
from ui.components.bundling import bundle
from vae_core.data.datasets import load_dataset
from vae_core.images.prepare import prepare_ink
from vae_core.runs.browser_export import export_encoder

FOLDER = bundle.COMPONENTS / "drawing" / "pad"


@pytest.fixture(scope="module")
def script(chromium):
    """A blank page that knows the component's functions."""
    page = chromium.new_page()
    source = bundle.javascript(FOLDER).replace("export default ", "const mount = ")
    page.add_script_tag(content=source.replace("import.meta.url", "location.href"))
    yield page
    page.close()


def drawn(script, marks) -> np.ndarray:
    """The ink of strokes, (280, 280)."""
    text = script.evaluate(
        f"""(marks) => {{
          const drawing = new Drawing(String(Math.random()));
          drawing.marks.push(...marks);
          return ({FLOATS_AS_TEXT})(drawing.read());
        }}""",
        marks,
    )
    return floats(text).reshape(280, 280)


def strokes(rng) -> list[dict]:
    """One to three random strokes, some beyond the edge."""
    marks = []
    for _ in range(rng.integers(1, 4)):
        steps = np.cumsum(rng.normal(0, 25, (rng.integers(1, 12), 2)), axis=0)
        width = float(rng.choice([14, 22, 32]))
        marks.append(
            {
                "erase": False,
                "width": width,
                "points": (rng.uniform(60, 220, 2) + steps).ravel().tolist(),
            }
        )
    return marks


def test_the_ink_is_what_the_pad_shows(script):
    rng = np.random.default_rng(3)
    for _ in range(8):
        marks = [*strokes(rng), *strokes(rng)]
        marks[-1]["erase"] = True
        shown = script.evaluate(
            f"""(marks) => {{
              const sheet = new Sheet(SIDE);
              sheet.paint({{ marks, growing: false }}, "#000");
              const {{ data }} = sheet.context.getImageData(0, 0, SIDE, SIDE);
              const ink = Float32Array.from({{ length: SIDE ** 2 }}, (_, i) => data[4 * i + 3]);
              return ({FLOATS_AS_TEXT})(ink);
            }}""",
            marks,
        )
        gap = np.abs(floats(shown).reshape(280, 280) / 255 - drawn(script, marks))
        assert gap.mean() < 0.002
        assert gap.max() < 0.6  # at the edge of a stroke, which the browser samples coarsely


def test_colours_are_what_the_browser_paints(script):
    colours = ["rebeccapurple", "hsl(200 50% 40%)", "hwb(20 10% 30%)", "oklch(0.6 0.1 140)",
               "#3078CC80", "color-mix(in srgb, red 30%, blue)", "no colour"]  # fmt: skip
    known, painted = script.evaluate(
        """(colours) => {
          const context = new OffscreenCanvas(1, 1).getContext("2d");
          const paint = (colour) => {
            context.clearRect(0, 0, 1, 1);
            context.fillStyle = "#000";
            context.fillStyle = colour.replace("80", "");
            context.fillRect(0, 0, 1, 1);
            return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
          };
          return [colours.map(rgb), colours.map(paint)];
        }""",
        colours,
    )
    np.testing.assert_allclose(known, painted, atol=1)


@pytest.fixture(scope="module")
def corpus(script) -> list[np.ndarray]:
    """Strokes, and enlarged digits: dark on light, light on dark, in tilted light, with noise."""
    rng = np.random.default_rng(0)
    inks = [drawn(script, strokes(rng)) for _ in range(12)] + images.inks(16)
    script.evaluate(
        f"""(inks) => {{
          window.inks = inks.map(([text, ...size]) => [({FLOATS})(text), ...size]);
        }}""",
        [[base64.b64encode(i.tobytes()).decode(), i.shape[1], i.shape[0]] for i in inks],
    )
    return inks


@pytest.mark.parametrize("dataset", ["mnist", "uci-digits", "fashion-mnist"])
def test_javascript_prepares_as_python_does(script, corpus, subtests, dataset):
    steps = ("invert", "stretch", "crop", "fit", "centre")
    for off in (None, *steps):
        on = {name: name != off for name in steps}
        with subtests.test(f"without {off}"):
            got = script.evaluate(
                """([dataset, on]) => inks.map(([ink, width, height]) =>
                  btoa(String.fromCharCode(...prepareInk(ink, width, height, dataset, on).x)))""",
                [dataset, on],
            )
            worst = 0
            for ink, text in zip(corpus, got, strict=True):
                x = np.frombuffer(base64.b64decode(text), np.uint8)
                expected = 255 * prepare_ink(ink, dataset, **on).x.ravel()
                worst = max(worst, np.abs(x - expected).max())
            print(f"largest difference without {off}: {worst:.0f}/255")
            assert worst <= 2


def test_a_blank_picture_is_none(script):
    got = script.evaluate(
        """() => [0, 0.4, 1].map((shade) =>
          prepareInk(new Float32Array(900).fill(shade), 30, 30, "mnist",
            { invert: true, stretch: true, crop: true, fit: true, centre: true }))"""
    )
    assert got == [None] * 3


_ENCODE = f"""async ([manifest, payload, images, dim, kind]) => {{
  const network = buildNetwork(manifest, await ({BUFFER})(payload));
  return images.map((x) => {{
    const {{ mu, sigma }} = posterior(network.decode(x), dim, kind, manifest.logvar_scale);
    return [mu, sigma];
  }});
}}"""


def test_javascript_encodes_as_pytorch_does(script, digits, subtests):
    usual = digits.test.x()[:6].numpy()
    for run in of_each_architecture():
        is_usual = run.config.model.image_shape == usual.shape[1:]
        images = usual if is_usual else load_dataset(run.dataset).test.x()[:6].numpy()
        flat = images.reshape(6, -1).tolist()
        with torch.no_grad():
            mu, logvar = run.model().codes(torch.from_numpy(images))
        network, model = export_encoder(run), run.config.model
        payload = base64.b64encode(network.payload).decode()
        with subtests.test(run.id):
            given = [network.manifest, payload, flat, model.latent_dim, model.kind]
            got = script.evaluate(_ENCODE, given)
            np.testing.assert_allclose([mean for mean, _ in got], mu, atol=1e-3)
            if logvar is not None:
                sigma = torch.exp(0.5 * logvar)
                np.testing.assert_allclose([width for _, width in got], sigma, atol=1e-3)
