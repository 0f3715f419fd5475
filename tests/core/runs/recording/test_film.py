"""The film: when frames are taken, and its way to disk and back."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from vae_core.errors import ConfigError
from vae_core.latent.geometry import principal_components
from vae_core.runs.recording.film import (
    Film,
    film_bytes,
    film_from_bytes,
    frame_steps,
    seen_as,
    webp,
)


@pytest.fixture
def film() -> Film:
    draw = np.random.default_rng(0)
    return Film(
        steps=np.array([0, 75, 150], np.int32),
        epochs=np.array([0.0, 0.5, 1.0], np.float32),
        loss=np.array([543.0, 300.5, 250.25], np.float32),
        pictures=tuple(webp(draw.random((6, 28, 28)), 2, 3) for _ in range(3)),
        rows=2,
        columns=3,
        shows="manifold",
        codes=draw.normal(scale=3.0, size=(3, 50, 2)).astype(np.float32),
        label=draw.integers(0, 10, 50).astype(np.uint8),
        axes="latent",
    )


def test_epochs_means_every_75_batches_and_then_every_epoch():
    assert frame_steps("epochs", 200, 4) == (0, 75, 150, 200, 400, 600, 800)


def test_a_long_training_is_filmed_every_tenth_epoch():
    steps = frame_steps("epochs", 469, 100)
    assert steps[:8] == (0, 75, 150, 225, 300, 375, 450, 469)
    assert steps[8:] == tuple(469 * epoch for epoch in range(10, 101, 10))


def test_log_is_even_in_the_logarithm_and_ends_at_the_end():
    steps = frame_steps("log", 500, 20)
    assert (steps[0], steps[1], steps[-1]) == (0, 1, 10_000)
    assert 30 <= len(steps) <= 41
    ratios = np.diff(np.log(steps[-10:]))
    assert ratios == pytest.approx(ratios[0], rel=0.01)


@pytest.mark.parametrize("plan", ["epochs", "log"])
def test_the_shortest_training_has_a_first_and_a_last_frame(plan):
    assert frame_steps(plan, 1, 1) == (0, 1)


def test_no_film_and_no_such_plan():
    assert frame_steps("none", 500, 20) == ()
    with pytest.raises(ConfigError, match="There is no film plan 'daily'; there are epochs, log"):
        frame_steps("daily", 500, 20)


def test_tiles_stand_row_by_row():
    tiles = np.zeros((6, 28, 28))
    tiles[4] = 1.0
    image = np.asarray(Image.open(io.BytesIO(webp(tiles, 2, 3))).convert("L"))
    assert image.shape == (56, 84)
    assert image[28:, 28:56].mean() > 240
    assert image[:28].mean() < 10


def test_a_film_survives_its_way_to_disk(film):
    again = film_from_bytes(film_bytes(film))
    assert again.pictures == film.pictures
    for name in ("steps", "epochs", "loss", "label"):
        assert np.array_equal(getattr(again, name), getattr(film, name))
    assert np.abs(again.codes - film.codes).max() < 3e-4 * np.abs(film.codes).max()
    assert (again.rows, again.columns, again.shows, again.axes) == (2, 3, "manifold", "latent")


def test_a_film_is_turned_to_the_axes_of_its_run(film):
    """Axes from the first 50 images, one mirrored and both swapped, against those of all 400."""
    draw = np.random.default_rng(1)
    mu = draw.normal(size=(400, 5)) * [3.0, 2.0, 0.5, 0.3, 0.2] + [7.0, 0.0, 0.0, 0.0, -4.0]
    own = principal_components(mu[:50])
    codes = (mu[:50] - own.mean) @ own.axes[::-1].T * [1.0, -1.0]
    turned = seen_as(replace(film, codes=np.stack([0 * codes, codes / 2, codes]), axes="pc"), mu)
    whole = principal_components(mu)
    wanted = (mu[:50] - whole.mean) @ whole.axes.T
    assert np.abs(turned.codes[-1] - wanted).max() < 0.35
    # No length is changed, in any frame.
    steps = np.linalg.norm(np.diff(turned.codes, axis=1), axis=2)
    assert steps[-1] == pytest.approx(np.linalg.norm(np.diff(codes, axis=0), axis=1), abs=1e-4)
    assert steps[1] == pytest.approx(steps[-1] / 2, abs=1e-4)
    assert turned.pictures == film.pictures


def test_a_film_of_the_plane_itself_is_not_turned(film):
    assert seen_as(film, np.zeros((400, 2))) is film


def test_bytes_that_are_no_film_raise(film):
    whole = film_bytes(film)
    for content in (b"", b"nonsense", whole[:-100], whole[: len(whole) // 2]):
        with pytest.raises(ValueError, match="not a film"):
            film_from_bytes(content)
