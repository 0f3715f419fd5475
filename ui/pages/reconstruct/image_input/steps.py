"""The steps of an image's preparation as small pictures, and the switches that turn them off."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import streamlit as st

from ui.pages.reconstruct.url import DRAW, TEST
from ui.text.words import _
from ui.widgets.html import Markup, html, join, show_html
from ui.widgets.pictures import strips
from vae_core.data.datasets import describe
from vae_core.images.plain import PLAIN_SWITCHES
from vae_core.images.prepare import SWITCHES
from vae_core.images.protocols import PROTOCOLS
from vae_core.images.steps import Step

_LARGEST = 224  # Twice a tile, for screens with two pixels a point.
_SMALL = 56  # Pictures up to this side are shown pixel by pixel.
_OF_A_DRAWING = ("crop", "fit", "centre")  # It comes upright, and as ink on nothing.
# These steps show the picture in its own colours.
_AS_IT_CAME = ("read", "rotate", "flatten", "grey", "sheet", "cut", "scale")
_OF_INK = ("sheet", "rules", "single")  # Things with shades of their own have none.


@cache
def words() -> dict[str, tuple[str, str]]:
    """(name, meaning) of each step."""
    return {
        "read": (_("As it came"), _("The picture in the file, or the part of it in your box.")),
        "made": (
            _("As it is"),
            _(
                "The picture already is as the dataset’s images are: 28 × 28, of the right size "
                "and in the right place. Not a pixel is changed."
            ),
        ),
        "rotate": (
            _("Turn upright"),
            _("Cameras note in the file which side is up (EXIF); this turns the picture by it."),
        ),
        "flatten": (
            _("On paper"),
            _("What is transparent is laid on paper, white or black, so that the ink stands out."),
        ),
        "grey": (
            _("Grey"),
            _(
                "0.299 red + 0.587 green + 0.114 blue, as in television. Where ink and paper are "
                "equally bright, the colour in which they differ most."
            ),
        ),
        "sheet": (
            _("Find the sheet"),
            _("Where the photograph shows a desk as well, only the sheet of paper is used."),
        ),
        "invert": (
            _("Ink on nothing"),
            _(
                "The background is read off the picture’s edge. Where the ink is darker than it, "
                "the picture is turned round: the models know ink as 1 and paper as 0."
            ),
        ),
        "stretch": (_("Stretch"), _("Paper becomes exactly 0, and the darkest ink 1.")),
        "rules": (
            _("Remove rules"),
            _("Long, straight, thin lines, as in exercise books, are removed."),
        ),
        "single": (
            _("One thing"),
            _(
                "What the edge of the picture cuts is left out, unless everything is cut. Of "
                "several separate things one is taken."
            ),
        ),
        "crop": (_("Find the ink"), _("The smallest box around the ink.")),
        "fit": (
            _("Fit"),
            _(
                "The box is scaled to the size the dataset’s makers chose for its longer side: 20 "
                "pixels for MNIST, 24 for UCI digits, 28 for Fashion-MNIST."
            ),
        ),
        "centre": (
            _("Centre"),
            _(
                "Moved so that the centre of mass of its ink lies in the middle of 28 × 28, as in "
                "MNIST; for the other datasets the middle of the box does."
            ),
        ),
        "cut": (
            _("Cut to shape"),
            _("The middle of the picture, in the proportions of the data set’s images."),
        ),
        "scale": (
            _("Scale"),
            _(
                "Scaled to the size of the data set’s images. What has other proportions is shown "
                "whole, on the colour of its edge."
            ),
        ),
        "turn": (
            _("Light and dark"),
            _(
                "Exchanged where the data set’s images have a dark ground and the picture a light "
                "one, or the other way round."
            ),
        ),
        "seen": (_("What it sees"), _("All that the encoder gets: numbers from 0 to 1.")),
    }


def choose(way: str, dataset: str) -> dict[str, bool]:
    """Draw the switches; returns them as `prepare_image` takes them, {} for a test image."""
    names = switches_of(way, dataset)
    if not names:
        return {}
    usual = names if dataset in PROTOCOLS else ("turn",)
    on = st.pills(
        _("Steps"),
        names,
        selection_mode="multi",
        default=[name for name in names if name in usual],
        format_func=lambda name: words()[name][0],
        key=f"reconstruct_steps {way}" + ("" if dataset in PROTOCOLS else f" of {dataset}"),
        wrap=True,
        help="\n".join(f"- **{words()[name][0]}**: {words()[name][1]}" for name in names),
        persist_state="session",
    )
    return {name: name in on for name in names}


def switches_of(way: str, dataset: str) -> tuple[str, ...]:
    """The steps that a visitor may switch off, or on: none of a test image."""
    if way == TEST:
        return ()
    if dataset not in PROTOCOLS:
        is_grey = describe(dataset).image_shape[0] == 1
        return () if way == DRAW else PLAIN_SWITCHES if is_grey else ("cut",)
    names: tuple[str, ...] = _OF_A_DRAWING if way == DRAW else SWITCHES
    if PROTOCOLS[dataset].has_shades:
        return tuple(name for name in names if name not in _OF_INK)
    return names


def thumbnail(picture: np.ndarray) -> np.ndarray:
    """A picture as large as it is shown."""
    from PIL import Image

    if max(picture.shape[:2]) <= _LARGEST:
        return picture
    image = Image.fromarray(picture)
    image.thumbnail((_LARGEST, _LARGEST), Image.Resampling.BILINEAR)
    return np.array(image)


def show(steps: Sequence[Step], switches: dict[str, bool]) -> None:
    """Draw a row of the steps that changed the picture or are switched off.

    Their pictures are as large as `thumbnail` makes them; their notes say what sizes they had.
    """
    height, width, *channels = steps[-1].picture.shape
    n = height * width * (channels[0] if channels else 1)
    st.subheader(_("From your picture to {n} numbers").format(n=f"{n:,}"), anchor=False)
    grey = not _is_coloured(steps[0].picture)
    listed = [
        step
        for step in steps
        if not switches.get(step.name, True) or (step.used and not (grey and step.name == "grey"))
    ]
    listed.append(Step("seen", steps[-1].picture))
    tiles = join(_tile(number, step) for number, step in enumerate(listed, 1))
    show_html(html('<ol class="lse-preps">{}</ol>', tiles))


def _is_coloured(picture: np.ndarray) -> bool:
    return picture.ndim == 3 and bool((picture[..., :3] != picture[..., :1]).any())


def _tile(number: int, step: Step) -> Markup:
    name, meaning = words()[step.name]
    return html(
        '<li title="{}"{}><div class="lse-prep">{}{}</div><b>{}. {}</b><span>{}</span></li>',
        meaning,
        "" if step.used else " class=lse-prep-off",
        _picture(step, name),
        _marks(step),
        number,
        name,
        _note(step),
    )


def _picture(step: Step, name: str) -> Markup:
    picture = step.picture
    crisp = " lse-crisp" if max(picture.shape[:2]) <= _SMALL else ""
    alt = _("The picture after “{name}”").format(name=name)
    if step.name in _AS_IT_CAME or picture.ndim == 3:
        return html('<img class="lse-as-it-came{}" alt="{}" src="{}">', crisp, alt, _photo(picture))
    return html(
        '<span class="lse-prep-ink{}" role="img" aria-label="{}" style="--ink:url({})"></span>',
        crisp,
        alt,
        strips.data_url(strips.ink_png(picture / 255.0)),
    )


def _marks(step: Step) -> Markup:
    """HTML over the picture: the box of the crop, or the cross of the centre."""
    if step.name == "centre":
        return Markup('<i class="lse-prep-cross"></i>')
    if step.name != "crop" or not step.used:
        return Markup()
    width, height = step.note["size"]
    left, top, right, bottom = step.note["box"]
    # The picture is shown as large as a square tile lets it be, in the middle of it.
    side = max(width, height)
    box = {
        "left": left + (side - width) / 2,
        "top": top + (side - height) / 2,
        "width": right - left,
        "height": bottom - top,
    }
    style = ";".join(f"{name}:{100 * value / side:.2f}%" for name, value in box.items())
    return html('<i class="lse-prep-box" style="{}"></i>', style)


def _note(step: Step) -> str:
    if not step.used:
        return _("switched off")
    if step.name == "grey" and step.note["axis"] is not None:
        return _("by colour: both are equally bright")
    if step.name == "rules":
        return _("{n} lines").format(n=step.note["lines"])
    if step.name == "single":
        return _single(step.note["things"], step.note["cut"])
    if step.name == "sheet":
        left, top, right, bottom = step.note["box"]
        return _("{w} × {h} pixels of it").format(w=right - left, h=bottom - top)
    if step.name == "seen":
        height, width, *channels = step.picture.shape
        sides = [str(width), str(height), *map(str, channels)]
        return " × ".join(sides) + f" = {step.picture.size:,}"
    width, height = step.note.get("file_size", step.note["size"])
    if (box := step.note.get("box")) is not None:
        left, top, right, bottom = box
        return _("{w} × {h} pixels").format(w=right - left, h=bottom - top)
    if (shift := step.note.get("shift")) is not None:
        return _shifted(*shift)
    return _("{w} × {h} pixels").format(w=width, h=height)


def _single(things: int, cut: int) -> str:
    parts = []
    if things > 1:
        parts.append(_("1 of {n} things").format(n=things))
    if cut:
        parts.append(_("{n} cut by the edge left out").format(n=cut))
    return ", ".join(parts) or _("crumbs left out")


def _shifted(right: int, down: int) -> str:
    ways = [
        (_("{n} px right") if right > 0 else _("{n} px left"), abs(right)),
        (_("{n} px down") if down > 0 else _("{n} px up"), abs(down)),
    ]
    return ", ".join(way.format(n=n) for way, n in ways if n)


def _photo(picture: np.ndarray) -> str:
    import io

    from PIL import Image

    content = io.BytesIO()
    Image.fromarray(picture).save(content, "PNG")
    return strips.data_url(content.getvalue())
