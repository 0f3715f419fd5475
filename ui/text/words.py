"""The words of the app: short labels through gettext, longer prose in one Markdown file each.

Labels are marked `_("...")` where they are used. A translation is a gettext catalogue in
`ui/text/<language>/LC_MESSAGES/explorer.mo` and the prose files beside it; without one, English.
"""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

from ui.text.outside import in_markdown
from vae_core.data.datasets import describe
from vae_core.data.image_shape import ImageShape

LANGUAGE = "en"
_TEXT = Path(__file__).parent

_catalogue = gettext.translation("explorer", _TEXT, [LANGUAGE], fallback=True)
_, ngettext = _catalogue.gettext, _catalogue.ngettext


@cache
def prose(name: str) -> str:
    """The Markdown text `ui/text/<language>/<name>.md`."""
    return prose_path(name).read_text(encoding="utf-8")


def prose_path(name: str) -> Path:
    """The file of the Markdown text `name`."""
    return _TEXT / LANGUAGE / f"{name}.md"


def class_name(dataset: str, label: int) -> str:
    """Name of a class of a data set: "7", "Sneaker"; "" where the data set has none."""
    classes = describe(dataset).classes
    return classes[label] if classes else ""


def dataset_title(name: str) -> str:
    """The title of a data set, escaped for Markdown: of an own one somebody else wrote it."""
    return in_markdown(describe(name).title)


def all_values(image_shape: ImageShape) -> str:
    """What figures of an image are summed over: "784 pixels", "3,072 values (3 for each pixel)"."""
    channels, height, width = image_shape
    n = f"{channels * height * width:,}"
    if channels == 1:
        return _("{n} pixels").format(n=n)
    return _("{n} values (3 for each pixel)").format(n=n)


def latent(n_dims: int) -> str:
    """ "20-D latent": the size of a latent space, for a line of facts."""
    return _("{n}-D latent").format(n=n_dims)
