"""Any picture becomes an image as MNIST's are, and every step of the way can be looked at."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

import vae_core
from vae_core.errors import ConfigError, ImageError
from vae_core.images.prepare import SWITCHES, prepare_image, prepare_ink
from vae_core.images.protocols import PROTOCOLS

STEPS = ("read", "rotate", "flatten", "grey", *SWITCHES[2:])
OF_A_DRAWING = ("invert", "stretch", "crop", "fit", "centre")


def drawn(paper="white", ink="black", size=(300, 260), at=(0, 0), mode="RGB"):
    """A 7, 60 x 120 pixels, at some place on some paper."""
    picture = Image.new(mode, size, paper)
    points = [(x + at[0], y + at[1]) for x, y in ((100, 50), (160, 50), (120, 170))]
    ImageDraw.Draw(picture).line(points, ink, width=12, joint="curve")
    return picture


def saved(picture, kind="PNG", **settings):
    file = io.BytesIO()
    picture.save(file, kind, **settings)
    return file.getvalue()


def step(prepared, name):
    return next(step for step in prepared.steps if step.name == name)


def middle_of_mass(x):
    index = np.arange(28)
    return (x[0].sum(0) * index).sum() / x.sum(), (x[0].sum(1) * index).sum() / x.sum()


def extent(x):
    """(height, width) of what is darker than an eighth."""
    ink = x[0] > 0.125
    return tuple(np.ptp(np.flatnonzero(ink.any(axis))) + 1 for axis in (1, 0))


def test_it_is_the_contract():
    assert vae_core.prepare_image is prepare_image
    prepared = vae_core.prepare_image(saved(drawn()))
    assert prepared.x.shape == (1, 28, 28)
    assert prepared.x.dtype == np.float32
    assert prepared.x.max() == 1.0
    assert np.array_equal(prepared.x, np.round(prepared.x * 255) / np.float32(255))
    assert tuple(step.name for step in prepared.steps) == STEPS
    assert all(step.picture.dtype == np.uint8 for step in prepared.steps)
    sizes = [step.picture.shape[1::-1] for step in prepared.steps]
    assert sizes == [step.note["size"] for step in prepared.steps]
    assert np.array_equal(prepared.steps[-1].picture / np.float32(255), prepared.x[0])


def test_it_is_made_as_mnist_was(tmp_path):
    x = prepare_image(drawn()).x
    assert extent(x)[0] == 20
    assert middle_of_mass(x) == pytest.approx((14, 14), abs=0.51)
    corners = x[0][np.ix_((0, 27), (0, 27))]
    assert (corners == 0).all()


def test_where_it_stands_and_which_way_round_it_is_do_not_count():
    here = prepare_image(drawn()).x
    assert np.array_equal(prepare_image(drawn(at=(-60, 70))).x, here)
    assert np.abs(prepare_image(drawn("black", "white")).x - here).max() <= 1 / 255
    grey = prepare_image(drawn((200, 190, 180), (90, 60, 80))).x
    assert np.abs(grey - here).max() <= 2 / 255


def test_how_large_it_is_hardly_counts():
    here = prepare_image(drawn()).x
    for scale in (0.5, 4):
        size = tuple(int(scale * side) for side in drawn().size)
        assert np.abs(prepare_image(drawn().resize(size)).x - here).mean() < 0.03


def test_an_image_of_a_dataset_nearly_stays_what_it_is(digits):
    images = digits.test.images[:50]
    x = [prepare_image(Image.fromarray(image), "uci-digits").x[0] for image in images]
    assert np.abs(np.stack(x) - images / 255).mean() < 0.07


@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_eight_ways_a_camera_is_held(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = saved(drawn(), exif=exif)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    prepared = prepare_image(content)
    assert np.array_equal(step(prepared, "rotate").picture, np.asarray(upright))
    assert step(prepared, "rotate").used == (orientation != 1)
    assert np.array_equal(prepare_image(content, rotate=False).x, prepare_image(drawn()).x)


@pytest.mark.parametrize(("ink", "paper"), [("white", 0.0), ("black", 1.0), ((90, 0, 0), 1.0)])
def test_ink_on_nothing_gets_the_paper_it_shows_on(ink, paper):
    picture = drawn((0, 0, 0, 0), ink, mode="RGBA")
    prepared = prepare_image(saved(picture))
    assert step(prepared, "flatten").note["paper"] == paper
    assert np.abs(prepared.x - prepare_image(drawn()).x).max() <= 1 / 255


def test_a_card_with_clear_corners_gets_paper_of_its_own_shade():
    card = drawn().convert("RGBA")
    ImageDraw.Draw(card).rectangle((0, 0, 20, 20), (0, 0, 0, 0))
    assert step(prepare_image(saved(card)), "flatten").note["paper"] == 1.0


def test_sixteen_bits_as_scanners_and_cameras_store_them():
    grey = np.asarray(drawn().convert("L"), dtype=np.uint16) * 16  # 12 bits of 16.
    assert (
        np.abs(prepare_image(saved(Image.fromarray(grey))).x - prepare_image(drawn()).x).max() == 0
    )


def test_ink_that_departs_little_is_stretched():
    pale = prepare_image(drawn((200, 200, 200), (170, 170, 170)))
    assert np.abs(pale.x - prepare_image(drawn()).x).max() <= 1 / 255


def test_specks_and_noise_do_not_move_the_box():
    rng = np.random.default_rng(0)
    grey = 225 - 0.8 * (255 - np.asarray(drawn().convert("L"), dtype=float))
    box = step(prepare_image(drawn()), "crop").note["box"]
    for place in rng.integers(0, 250, (12, 2)):
        grey[place[0] : place[0] + 2, place[1] : place[1] + 2] = 30
    grey = np.clip(grey + rng.normal(0, 8, grey.shape), 0, 255).astype(np.uint8)
    cropped = step(prepare_image(Image.fromarray(grey)), "crop").note["box"]
    assert np.abs(np.subtract(cropped, box)).max() <= 12
    dots = (255 - np.asarray(Image.fromarray(grey))) / 255
    assert step(prepare_ink(dots), "crop").note["box"] != cropped  # A drawing keeps every dot.


def test_a_shadow_across_the_photograph():
    across = np.arange(300) + 0.3 * np.arange(260)[:, None]
    shadow = 1.0 - 0.4 * np.clip((across - 190) / 30, 0.0, 1.0)
    photo = np.asarray(drawn().convert("L")) * shadow * 0.8 + 20
    x = prepare_image(Image.fromarray(photo.astype(np.uint8))).x
    assert np.abs(x - prepare_image(drawn()).x).mean() < 0.02


def test_a_thin_stroke_stays_black():
    picture = Image.new("L", (500, 500), 255)
    ImageDraw.Draw(picture).line([(100, 60), (300, 440)], 0, width=2)
    assert prepare_image(picture).x.max() == 1.0


def test_a_drawing_takes_the_same_way_from_grey_on():
    picture = drawn("black", "white", size=(280, 280)).convert("L")
    from_file = prepare_image(saved(picture))
    from_pad = prepare_ink(np.asarray(picture) / 255.0)
    assert np.array_equal(from_pad.x, from_file.x)
    assert tuple(s.name for s in from_pad.steps) == OF_A_DRAWING


@pytest.mark.parametrize("dataset", PROTOCOLS)
@pytest.mark.parametrize("switch", SWITCHES)
def test_every_switch_leaves_its_step_out_and_nothing_else(dataset, switch):
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = drawn((220, 220, 220), (60, 60, 60), at=(30, 40), mode="RGBA")
    # Black, were it not clear, and grown together with the digit.
    ImageDraw.Draw(picture).rectangle((110, 120, 160, 200), (0, 0, 0, 0))
    content = saved(picture, exif=exif)
    on, off = prepare_image(content, dataset), prepare_image(content, dataset, **{switch: False})
    names = [s.name for s in off.steps]
    assert names == list(STEPS)
    assert not step(off, switch).used
    before = names.index(switch)
    for a, b in zip(on.steps[:before], off.steps[:before], strict=True):
        assert np.array_equal(a.picture, b.picture)
    if not (switch == "centre" and dataset != "mnist") and step(on, switch).used:
        assert not np.array_equal(on.x, off.x)


def test_without_turning_round_the_ink_is_a_hole():
    x = prepare_image(drawn(), invert=False).x
    assert x.mean() > 0.4  # The paper is the ink now.


def test_all_switches_off_is_a_picture_squeezed_into_28_by_28():
    x = prepare_image(drawn(), **dict.fromkeys(SWITCHES, False)).x
    squeezed = drawn().convert("F").resize((28, 28), Image.Resampling.BILINEAR)
    assert np.abs(x[0] * 255 - np.asarray(squeezed)).max() <= 1.0


def test_clothes_fill_the_image_and_keep_their_shades():
    photo = Image.new("RGB", (400, 500), (250, 250, 250))
    ImageDraw.Draw(photo).rectangle((100, 50, 300, 450), (150, 150, 150))
    ImageDraw.Draw(photo).rectangle((150, 150, 250, 200), (60, 60, 60))
    x = prepare_image(saved(photo), "fashion-mnist").x
    assert extent(x) == (28, 14)
    assert x[0, :, :6].max() == 0.0  # The paper is gone.
    assert x[0, 24, 14] == pytest.approx(100 / 250, abs=0.02)
    assert x[0, 8, 14] == pytest.approx(190 / 250, abs=0.02)


def test_a_background_that_is_not_plain_stays():
    pixels = np.random.default_rng(0).integers(0, 256, (90, 90), dtype=np.uint8)
    prepared = prepare_image(Image.fromarray(pixels), "fashion-mnist")
    assert not step(prepared, "stretch").used


@pytest.mark.parametrize("dataset", PROTOCOLS)
@pytest.mark.parametrize("shade", ["white", "black", (130, 20, 90)])
def test_a_blank_page_is_said(dataset, shade):
    with pytest.raises(ImageError, match="blank"):
        prepare_image(saved(Image.new("RGB", (80, 60), shade), "JPEG"), dataset)
    with pytest.raises(ImageError, match="blank"):
        prepare_ink(np.zeros((280, 280)), dataset)


def test_what_does_not_exist_is_said():
    with pytest.raises(ConfigError, match="no switch 'sharpen'; there are rotate"):
        prepare_image(drawn(), sharpen=True)
    with pytest.raises(ConfigError, match="no dataset 'cifar'"):
        prepare_image(drawn(), "cifar")


def test_thirty_files_of_which_one_is_bad():
    files = [saved(drawn(at=(n, 0))) for n in range(29)]
    files.insert(7, files[0][:200])
    read, said = [], []
    for content in files:
        try:
            read.append(prepare_image(content).x)
        except ImageError as error:
            said.append(str(error))
    assert len(read) == 29
    assert said == ["The picture is damaged or cut off, so it cannot be read."]


def test_nothing_is_written(tmp_path, monkeypatch, capfd, caplog):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    prepare_image(saved(drawn()))
    assert not list(tmp_path.iterdir())
    assert capfd.readouterr() == ("", "")
    assert not caplog.records
