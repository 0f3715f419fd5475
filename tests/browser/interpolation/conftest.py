"""A walk between two images, mounted on a page of its own."""

import numpy as np
import pytest

from tests.support.apps import walk_page
from vae_core.evaluation.samples.classify import decode_mean
from vae_core.latent.sampling import interpolate
from vae_core.runs.load import load_run
from vae_core.training.train_recogniser import load_recogniser

ENDS = (79, 157)  # half-way between them lies a hole of the autoencoder's plane
STEPS = np.arange(49) / 48
SIDES = (0, 1)
RUNS = ("uci-digits/ae-2d", "uci-digits/vae-2d")


@pytest.fixture(scope="session")
def runs():
    return [load_run(name) for name in RUNS]


@pytest.fixture(scope="session")
def source(tmp_path_factory):
    return walk_page.script(tmp_path_factory.mktemp("walk") / "bundle")


@pytest.fixture(scope="session")
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
