"""What somebody else wrote, as text in a place where Streamlit reads Markdown."""

from __future__ import annotations

import re

# Control characters, those that turn the direction of writing, and halves of characters.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_MARKUP = re.compile(r"[\\`*_\[\]<>$#~|&]|:(?!\s)")
# At the beginning of a line: a list, a heading, a rule.
_BLOCK = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=]))(.)")
# The places "http:|//", "www|.", "name|@", ":|smile:", ":|material/home:", "-|>", "<|-", ">|=".
_RECOGNISED_LATER = re.compile(
    r"(?<=:)(?=//|[\w+-]+(?:/\w+)?:)|(?<=www)(?=\.)|(?=@)|(?<=[-<>~])(?=[-=>])", re.IGNORECASE
)


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


def quoted(text: str, longest: int = 40) -> str:
    """The first `longest` characters of a text from outside, escaped for Markdown."""
    return in_markdown(text if len(text) <= longest else text[:longest] + "…")


def error_sentence(error: Exception) -> str:
    """The sentence of an error of the library, escaped for Markdown: it may name what others
    named, and is never written as Markdown."""
    return in_markdown(str(error))


def link_label(label: str, title: str) -> str:
    """The label of a link, with the title of what it leads to where only a screen reader meets it:
    twenty links of one name cannot be told apart. frame.css hides what is emphasised in a link."""
    return f"{label} *{in_markdown(title)}*"


def code(text: str) -> str:
    """`text` as a piece of code in Markdown, on one line."""
    line = _UNSEEN.sub("\ufffd", " ".join(text.split()))
    return f"`{line.replace('`', ' ')}`"
