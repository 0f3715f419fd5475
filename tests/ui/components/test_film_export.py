"""The film as the browser reads it, and as a picture file to take away."""

import io
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageSequence

from ui.components.training.film_player import export
from ui.components.training.film_player.payload import moments, needs_log_axis, payload, rings, view
from ui.styles import palette
from vae_core.runs.recording.film import Film, webp

CLASSES = tuple("0123456789")
GREY = (1, 28, 28)
FRAMES, N = 5, 60


@pytest.fixture(scope="module")
def film() -> Film:
    """Tiles that fill with ink and a cloud that grows, frame by frame."""
    rng = np.random.default_rng(0)
    shape = rng.random((6, 28, 28))
    spread = rng.normal(0, 1, (N, 2))
    part = np.linspace(0.1, 1.0, FRAMES)
    return Film(
        steps=np.array([0, 1, 75, 1050, 9380], np.int32),
        epochs=np.array([0, 1 / 938, 75 / 938, 1050 / 938, 10], np.float32),
        loss=np.array([543.21, 500, 300, 262.345, 150], np.float32),
        pictures=tuple(webp(shape * p, 2, 3) for p in part),
        rows=2,
        columns=3,
        shows="manifold",
        codes=(3 * part[:, None, None] * spread).astype(np.float32),
        label=(np.arange(N) % 10).astype(np.uint8),
        axes="latent",
    )


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("make", [export.film_gif, export.film_webp])
def test_every_frame_is_there_and_lasts(film, make):
    made = opened(make(film, CLASSES, GREY, "MNIST · vae-2d", has_prior=True))
    assert made.n_frames == FRAMES
    assert made.size == (export.WIDTH, export.HEIGHT)
    assert made.info["loop"] == 0
    durations, pictures = [], []
    for frame in ImageSequence.Iterator(made):
        frame.load()
        durations.append(frame.info["duration"])
        pictures.append(np.asarray(frame.convert("RGB"), float))
    assert durations == [export.FRAME_MS] * (FRAMES - 1) + [export.LAST_MS]
    for before, after in pairwise(pictures):
        assert np.abs(after - before).mean() > 0.5


def test_a_film_of_forty_frames_stays_small(film):
    """The heaviest case: pictures of noise, which compress worst."""
    rng = np.random.default_rng(1)
    long = replace(
        film,
        steps=np.arange(40, dtype=np.int32),
        epochs=np.arange(40, dtype=np.float32),
        loss=np.linspace(500, 100, 40, dtype=np.float32),
        pictures=tuple(webp(0.5 * rng.random((6, 28, 28)), 2, 3) for _ in range(40)),
        codes=np.repeat(film.codes, 8, axis=0),
    )
    assert len(export.film_webp(long, CLASSES, GREY, "noise")) < 3_000_000
    assert len(export.film_gif(long, CLASSES, GREY, "noise")) < 4_000_000


def test_a_gif_keeps_its_colours(film):
    """Of the hues and the paper no more is lost than the eye forgives."""
    exact = np.asarray(export.film_frame(film, 4, CLASSES, GREY, "t", has_prior=True), float)
    shown = opened(export.film_gif(film, CLASSES, GREY, "t", has_prior=True))
    shown.seek(4)
    kept = np.asarray(shown.convert("RGB"), float)
    assert np.abs(kept - exact).mean() < 2
    assert tuple(kept[2, 2]) == palette.light().paper


def test_a_frame_is_ink_on_paper_beside_its_cloud(film):
    colours = palette.light()
    first, last = (
        np.asarray(export.film_frame(film, k, CLASSES, GREY, has_prior=True))
        for k in (0, FRAMES - 1)
    )
    assert tuple(last[2, 2]) == colours.paper
    picture = np.s_[60:350, 20:330]
    assert last[picture].mean() < first[picture].mean() - 20  # ink is dark, and there is more of it
    cloud = np.s_[60:350, 365:670]
    for hue in colours.classes:
        assert (np.abs(last[cloud].astype(int) - hue).sum(-1) < 6).any()

    def reach(frame):
        coloured = np.ptp(frame[cloud].astype(int), axis=-1) > 40
        return np.ptp(np.argwhere(coloured), axis=0)

    assert (reach(last) > 2 * reach(first)).all()


def test_the_hues_are_those_of_the_app():
    assert palette.light().classes[0] == (0x30, 0x78, 0xCC)
    assert len(set(palette.light().classes)) == 10
    assert palette.light().hue(12) == palette.light().classes[2]


def test_one_frame_and_one_class_make_a_film(film):
    short = replace(
        film,
        steps=film.steps[:1],
        epochs=film.epochs[:1],
        loss=film.loss[:1],
        pictures=film.pictures[:1],
        codes=0 * film.codes[:1],
        label=0 * film.label,
    )
    for make in (export.film_gif, export.film_webp):
        assert opened(make(short, CLASSES[:1], GREY, "one")).size == (export.WIDTH, export.HEIGHT)
    assert payload(short, has_prior=False).manifest["scale"] > 0


def test_the_figures_as_they_are_written(film):
    said = moments(film)
    assert [moment.step for moment in said] == ["0", "1", "75", "1,050", "9,380"]
    assert [moment.epoch for moment in said] == ["0", "0.0011", "0.08", "1.12", "10"]
    assert said[3].loss == "262.3"


def test_the_browser_gets_every_code_label_and_picture(film):
    packed = payload(film, has_prior=True)
    manifest, content = packed.manifest, packed.content
    n_codes = FRAMES * N * 2
    codes = np.frombuffer(content, "<i2", n_codes).reshape(FRAMES, N, 2) * manifest["scale"]
    assert np.abs(codes - film.codes).max() <= manifest["scale"] / 2 * 1.01
    start = 2 * n_codes + N
    assert content[2 * n_codes : start] == film.label.tobytes()
    for picture, end in zip(film.pictures, manifest["ends"], strict=True):
        assert content[start:end] == picture
        start = end
    assert start == len(content)


def test_a_first_drop_asks_for_a_logarithmic_axis(film):
    def of(*loss: float) -> Film:
        return replace(film, loss=np.array(loss, np.float32))

    assert needs_log_axis(of(550, 130, 115, 108, 105))
    assert payload(of(550, 130, 115, 108, 105), has_prior=True).manifest["log_loss"]
    assert not needs_log_axis(film)
    assert not needs_log_axis(of(5, 5, 5, 5, 5))
    assert not needs_log_axis(of(9, 0.1, 0, 0, 0))


def test_rings_belong_to_a_prior_in_its_own_plane(film):
    turned = replace(film, axes="pc")
    assert rings(film, has_prior=True)
    assert not rings(film, has_prior=False)
    assert not rings(turned, has_prior=True)
    assert view(film, has_prior=True).center == (0, 0)
    inside = np.abs(film.codes - view(turned, has_prior=True).center)
    assert (inside.max(-1) < view(turned, has_prior=True).half).mean() > 0.98


def test_pictures_in_colour_keep_their_colours(film):
    red = io.BytesIO()
    Image.new("RGB", (3 * 8, 2 * 10), (220, 30, 40)).save(red, "WEBP", lossless=True)
    coloured = replace(film, pictures=(red.getvalue(),) * FRAMES)
    shape = (3, 10, 8)
    frame = export.film_frame(coloured, 0, CLASSES, shape)
    middle = np.asarray(frame)[export.HEIGHT // 2, 16 + 160]
    assert np.abs(middle.astype(int) - (220, 30, 40)).max() <= 3
    for make in (export.film_gif, export.film_webp):
        made = np.asarray(opened(make(coloured, CLASSES, shape, "t")).convert("RGB"))
        assert np.abs(made[export.HEIGHT // 2, 16 + 160].astype(int) - (220, 30, 40)).max() <= 12
