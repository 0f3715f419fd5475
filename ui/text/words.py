"""The words of the app: short labels through gettext, longer prose in one Markdown file each.

Labels are marked `_("...")` where they are used. A translation is a gettext catalogue in
`ui/text/<language>/LC_MESSAGES/explorer.mo` and the prose files beside it; without one, English.
"""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

from vae_core.data.datasets import DATASETS

LANGUAGE = "en"
_TEXT = Path(__file__).parent

_ = gettext.translation("explorer", _TEXT, [LANGUAGE], fallback=True).gettext


@cache
def prose(name: str) -> str:
    """The Markdown text `ui/text/<language>/<name>.md`."""
    return prose_path(name).read_text(encoding="utf-8")


def prose_path(name: str) -> Path:
    """The file of the Markdown text `name`."""
    return _TEXT / LANGUAGE / f"{name}.md"


def in_markdown(text: str) -> str:
    """`text` with every character escaped that Markdown would take for markup."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>:$#~|" else c for c in text)


def quoted(text: str, longest: int = 40) -> str:
    """The first `longest` characters of a text from outside, escaped for Markdown."""
    return in_markdown(text if len(text) <= longest else text[:longest] + "…")


def class_name(dataset: str, label: int) -> str:
    """Name of a class of a data set: "7", "Sneaker"."""
    return DATASETS[dataset].classes[label]


def latent(n_dims: int) -> str:
    """ "20-D latent": the size of a latent space, for a line of facts."""
    return _("{n}-D latent").format(n=n_dims)
