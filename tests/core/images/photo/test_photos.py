"""Photographs that people bring: desks, exercise books, shadows, colours, several things, and
pictures that are as the dataset's already."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw
from sklearn.datasets import load_digits

from benchmarks.uploads.photos import KINDS, two
from benchmarks.uploads.reading import Reader
from vae_core.data.datasets import is_downloaded, load_dataset
from vae_core.errors import ImageError
from vae_core.images.prepare import prepare_image

# Of scikit-learn's digits, those that the recogniser of MNIST knows best.
READ = (0, 2, 3, 6, 8)
# The last kind has no answer yet that holds: docs/results/uploads.md.
HELD = [name for name in KINDS if "cast shadow" not in name or "desk" not in name]


@pytest.fixture(scope="module")
def inks():
    """(28, 28) in [0, 1], and the label of each: twenty digits."""
    digits = load_digits()
    chosen = [i for i, label in enumerate(digits.target) if label in READ][:20]
    large = [
        np.asarray(Image.fromarray(digits.images[i].astype(np.float32)).resize((20, 20)))
        for i in chosen
    ]
    return [
        (np.pad(np.clip(one / 16, 0, 1), 4), int(digits.target[i]))
        for one, i in zip(large, chosen, strict=True)
    ]


def png(grey):
    file = io.BytesIO()
    Image.fromarray(grey).save(file, "PNG")
    return file.getvalue()


def seven(size=(400, 300), ink=40, paper=235, at=(0, 0)):
    """A 7 of 60 x 120 pixels on grey paper."""
    picture = Image.new("L", size, paper)
    points = [(x + at[0], y + at[1]) for x, y in ((150, 80), (215, 80), (175, 200))]
    ImageDraw.Draw(picture).line(points, ink, width=12, joint="curve")
    return picture


def step(prepared, name):
    return next(step for step in prepared.steps if step.name == name)


def alike(a, b, least=0.95):
    """True if the images, of the same thing, differ no more than scaling makes them."""
    return float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum())) > least


@pytest.mark.slow
@pytest.mark.parametrize("kind", HELD)
def test_each_kind_is_read(inks, kind):
    """A part of docs/results/uploads.md, with other digits."""
    files = (KINDS[kind](ink, np.random.default_rng((7, i))) for i, (ink, _) in enumerate(inks))
    right = Reader().right(files, np.array([label for _, label in inks]))
    assert right.mean() >= 0.85


def test_the_sheet_is_found_and_the_desk_left_out():
    scene = Image.new("RGB", (640, 480), (110, 70, 40))
    scene.paste(seven(), (120, 90))
    ImageDraw.Draw(scene).line((20, 20, 90, 460), (20, 20, 20), 14)  # A pen beside it.
    prepared = prepare_image(scene)
    assert step(prepared, "sheet").used
    left, top, right, bottom = step(prepared, "sheet").note["box"]
    assert (right - left, bottom - top) == pytest.approx((400 * 0.8, 300 * 0.8), abs=25)
    assert alike(prepared.x, prepare_image(seven()).x)
    assert len(prepared.things) == 1


def test_a_sheet_is_whole_though_its_lit_part_alone_is_brighter_than_the_desk():
    """A shadow leaves half of the sheet as bright as the desk all around, of another colour."""
    paper = np.asarray(seven().convert("RGB"), float)
    paper[:, :190] *= 0.6
    scene = Image.new("RGB", (640, 480), (175, 130, 90))
    scene.paste(Image.fromarray(paper.astype(np.uint8)), (120, 90))
    prepared = prepare_image(scene)
    left, _, right, _ = step(prepared, "sheet").note["box"]
    assert right - left == pytest.approx(400 * 0.8, abs=25)
    assert alike(prepared.x, prepare_image(seven()).x)


def test_a_desk_half_as_bright_leaves_the_ink_whole():
    """Its grain, at the threshold of ink, would be taken for strokes far thinner than the pen's."""
    rng = np.random.default_rng(3)
    picture = np.asarray(seven((640, 480)), float)
    picture[:, 545:] = np.linspace(138, 142, 95)
    picture += rng.normal(0, 5, picture.shape)
    prepared = prepare_image(Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)))
    assert alike(prepared.x, prepare_image(seven()).x, 0.995)


def test_paper_that_fills_the_picture_is_no_sheet_nor_is_a_light_digit_on_black():
    for picture in (seven(), seven(ink=250, paper=5)):
        assert not step(prepare_image(picture), "sheet").used


def test_rules_and_the_margin_line_are_removed():
    picture = seven()
    draw = ImageDraw.Draw(picture)
    for y in range(30, 300, 40):
        draw.line((0, y, 400, y + 8), 130, 2)
    draw.line((60, 0, 55, 300), 90, 3)
    prepared = prepare_image(picture)
    assert step(prepared, "rules").note["lines"] >= 7
    assert alike(prepared.x, prepare_image(seven()).x, 0.9)


def test_a_margin_line_that_close_rules_cut_into_pieces_is_removed():
    picture = seven((400, 500))
    draw = ImageDraw.Draw(picture)
    for y in range(4, 500, 14):
        draw.line((0, y, 400, y + 6), 150, 4)
    draw.line((60, 0, 55, 500), 90, 3)
    prepared = prepare_image(picture)
    assert step(prepared, "rules").note["lines"] >= 35
    assert np.mean(step(prepared, "rules").picture[:, 50:66].max(1) > 128) < 0.1


def test_rules_go_though_the_frame_cuts_what_is_left():
    """A stroke of something else pokes in where the digit stands on it."""
    picture = seven()
    draw = ImageDraw.Draw(picture)
    draw.line((0, 20, 200, 130), 40, 10)
    for y in range(30, 300, 40):
        draw.line((0, y, 400, y + 8), 130, 2)
    assert step(prepare_image(picture), "rules").note["lines"] >= 6


@pytest.mark.parametrize(
    "ends", [((3, 150), (397, 150)), ((200, 0), (200, 299)), ((0, 10), (399, 10))]
)
def test_a_line_that_is_all_there_is_stays(ends):
    picture = Image.new("L", (400, 300), 235)
    ImageDraw.Draw(picture).line(ends, 40, width=8)
    assert step(prepare_image(picture), "rules").note["lines"] == 0


def test_what_the_frame_cuts_is_left_out():
    picture = seven()
    ImageDraw.Draw(picture).ellipse((-25, 120, 25, 190), 60)  # A finger.
    prepared = prepare_image(picture)
    assert step(prepared, "single").note["cut"] == 1
    assert alike(prepared.x, prepare_image(seven()).x)


def test_a_digit_cut_close_stays_whole():
    close = seven().crop((144, 74, 222, 207))
    prepared = prepare_image(close)
    assert step(prepared, "single").note["cut"] == 0
    assert alike(prepared.x, prepare_image(seven()).x, 0.9)


def test_a_shadow_with_an_edge_is_no_ink():
    picture = np.asarray(seven(), float)
    rows, columns = np.mgrid[:300, :400]
    picture[columns + 0.4 * rows > 230] *= 0.6
    prepared = prepare_image(Image.fromarray(picture.astype(np.uint8)))
    assert alike(prepared.x, prepare_image(seven()).x)


def test_ink_and_paper_of_equal_luminance_are_told_apart_by_colour():
    rgb = Image.new("RGB", (400, 300), (60, 135, 45))
    mask = Image.eval(seven(ink=0, paper=255), lambda v: 255 - v)
    rgb.paste(Image.new("RGB", rgb.size, (205, 60, 60)), mask=mask)
    prepared = prepare_image(rgb)
    assert step(prepared, "grey").note["axis"] is not None
    assert alike(prepared.x, prepare_image(seven()).x)
    assert step(prepare_image(seven().convert("RGB")), "grey").note["axis"] is None


def test_two_things_are_said_and_never_blended():
    both = seven((600, 300))
    ImageDraw.Draw(both).ellipse((360, 90, 430, 200), outline=40, width=12)
    prepared = prepare_image(both)
    assert len(prepared.things) == 2
    first, second = (prepare_image(both, thing=number) for number in (0, 1))
    assert alike(first.x, prepare_image(seven()).x)
    assert not alike(first.x, second.x, 0.8)
    for one in (first, second, prepared):
        assert np.array_equal(one.x, one.things[one.thing])
    assert np.array_equal(prepare_image(both, thing=9).x, prepared.x)


def test_a_digit_in_two_strokes_is_one_thing():
    five = Image.new("L", (300, 300), 235)
    draw = ImageDraw.Draw(five)
    draw.line(((110, 100), (105, 150), (160, 170), (150, 220), (100, 225)), 40, 12, "curve")
    draw.line(((128, 84), (180, 80)), 40, 12)
    assert len(prepare_image(five).things) == 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_region_of_the_upright_picture(orientation):
    both = seven((600, 300))
    ImageDraw.Draw(both).ellipse((360, 90, 430, 200), outline=40, width=12)
    turned = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    stored = both if turned is None else both.transpose(Image.Transpose(turned))
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    stored.save(file, "PNG", exif=exif)
    prepared = prepare_image(file.getvalue(), region=(0.0, 0.0, 0.5, 1.0))
    assert alike(prepared.x, prepare_image(seven()).x)


def test_a_region_uses_the_pixels_of_the_file():
    small = Image.new("L", (3000, 2000), 235)
    small.paste(seven().resize((200, 150)), (2500, 1200))
    region = (2490 / 3000, 1190 / 2000, 2710 / 3000, 1360 / 2000)
    assert alike(
        prepare_image(png(np.asarray(small)), region=region).x, prepare_image(seven()).x, 0.9
    )


@pytest.mark.parametrize(
    "region", [(0, 0, 0, 0), (0.5, 0.5, 0.1, 0.1), (-3, 2, 9, 9), (1, 1, 1, 1)]
)
def test_any_region_is_a_picture_or_a_sentence(region):
    try:
        assert prepare_image(png(np.asarray(seven())), region=region).x.shape == (1, 28, 28)
    except ImageError as error:
        assert str(error).endswith(".")


def as_mnist_makes(rng):
    """An image as MNIST's makers left theirs: ink in 20 x 20, its mass at the middle."""
    ink = Image.new("L", (20, 20))
    points = [tuple(map(int, point)) for point in rng.integers(2, 18, (4, 2))]
    ImageDraw.Draw(ink).line([(0, 0), *points, (19, 19)], 255, int(rng.integers(2, 4)))
    ink = np.asarray(ink)
    index, mass = np.arange(20), ink.sum()
    x, y = ((ink.sum(axis) * index).sum() / mass for axis in (0, 1))
    image = np.zeros((28, 28), np.uint8)
    left, top = round(14 - x), round(14 - y)
    if min(left, top) < 0 or max(left, top) > 8:
        return None
    image[top : top + 20, left : left + 20] = ink
    return image


def test_a_picture_made_as_mnist_passes_unchanged():
    rng = np.random.default_rng(0)
    images = [image for image in (as_mnist_makes(rng) for _ in range(40)) if image is not None]
    assert len(images) > 20
    for image in images:
        for given in (image, 255 - image):
            prepared = prepare_image(png(given))
            assert np.array_equal(np.round(255 * prepared.x[0]), image)
            assert prepared.steps[-1].name == "made"
    moved = np.roll(images[0], 3, axis=1)
    assert "made" not in [one.name for one in prepare_image(png(moved)).steps]


@pytest.mark.slow
@pytest.mark.parametrize("dataset", ["mnist", "fashion-mnist", "uci-digits"])
def test_every_test_image_passes_unchanged(dataset):
    if not is_downloaded(dataset):
        pytest.skip(f"{dataset} is not on this machine")
    images = load_dataset(dataset).test.images
    back = [prepare_image(Image.fromarray(image), dataset).x[0] for image in images]
    same = (np.round(255 * np.stack(back)) == images).all((1, 2))
    assert same.mean() >= 0.999 if dataset == "fashion-mnist" else same.all()


@pytest.mark.parametrize("size", [(1, 1), (20_000, 10), (3, 900)])
def test_a_picture_that_is_too_small_or_too_long_is_refused_with_a_sentence(size):
    with pytest.raises(ImageError, match=r"\.$"):
        prepare_image(Image.new("L", size, 200))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I", "F", "HSV"])
def test_any_mode_is_read(mode):
    picture = seven() if mode in ("I", "F") else seven().convert("RGB")
    assert alike(prepare_image(picture.convert(mode)).x, prepare_image(seven()).x, 0.9)


def test_two_digits_of_a_photograph(inks):
    picture = two(inks[0][0], inks[1][0], np.random.default_rng(0))
    assert len(prepare_image(picture).things) == 2
