"""The words of the app: short labels through gettext, longer prose in one Markdown file each.

Labels are marked `_("...")` where they are used. A translation is a gettext catalogue in
`ui/text/<language>/LC_MESSAGES/explorer.mo` and the prose files beside it; without one, English.
"""

from __future__ import annotations

import gettext
import re
from functools import cache
from pathlib import Path

from vae_core.data.datasets import describe
from vae_core.data.image_shape import ImageShape

# Control characters, those that turn the direction of writing, and halves of characters.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_MARKUP = re.compile(r"[\\`*_\[\]<>$#~|&]|:(?!\s)")
# At the beginning of a line: a list, a heading, a rule.
_BLOCK = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=]))(.)")
# The places "http:|//", "www|.", "name|@", ":|smile:", ":|material/home:", "-|>", "<|-", ">|=".
_RECOGNISED_LATER = re.compile(
    r"(?<=:)(?=//|[\w+-]+(?:/\w+)?:)|(?<=www)(?=\.)|(?=@)|(?<=[-<>~])(?=[-=>])", re.IGNORECASE
)

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


def in_markdown(text: str) -> str:
    """`text` for a place where Streamlit reads Markdown, so that it is shown as it is.

    Whatever somebody else wrote goes through here: titles, notes, names of files and runs,
    parameters of links, messages of jobs. No picture, link, HTML, formula, directive, icon, list or
    heading comes of it, and it stays on one line. Addresses, icons and arrows are recognised after
    escapes are undone, so a character without width (word joiner) parts them.
    """
    line = _UNSEEN.sub("\ufffd", " ".join(text.split()))
    escaped = _MARKUP.sub(r"\\\g<0>", _RECOGNISED_LATER.sub("\u2060", line))
    return _BLOCK.sub(r"\g<1>\\\g<2>", escaped)


def link_label(label: str, title: str) -> str:
    """The label of a link, with the title of what it leads to where only a screen reader meets it:
    twenty links of one name cannot be told apart. frame.css hides what is emphasised in a link."""
    return f"{label} *{in_markdown(title)}*"


def quoted(text: str, longest: int = 40) -> str:
    """The first `longest` characters of a text from outside, escaped for Markdown."""
    return in_markdown(text if len(text) <= longest else text[:longest] + "…")


def error_sentence(error: Exception) -> str:
    """The sentence of an error of the library, escaped for Markdown: it may name what others
    named, and is never written as Markdown."""
    return in_markdown(str(error))


def code(text: str) -> str:
    """`text` as a piece of code in Markdown, on one line."""
    line = _UNSEEN.sub("\ufffd", " ".join(text.split()))
    return f"`{line.replace('`', ' ')}`"


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


def megabytes(n_bytes: float) -> str:
    """A number of bytes as text, in megabytes of 10^6 bytes; less than a tenth in kilobytes."""
    mega = n_bytes / 1e6
    if 0 < mega < 0.1:
        return _("{n} kB").format(n=f"{max(1, round(n_bytes / 1e3)):,}")
    return _("{n} MB").format(n=f"{mega:,.1f}" if mega < 100 else f"{mega:,.0f}")
