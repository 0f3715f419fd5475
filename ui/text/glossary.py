"""The glossary: `docs/glossary.md`, one source for readers of the documentation and for the app.

An entry is "## Term", a line that defines it, and more. "Short: X." in it names another form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

FILE = Path(__file__).parents[2] / "docs" / "glossary.md"
_SHORT = re.compile(r"\bShort: (.+?)\.(?:\s|$)")
# Written too often, and in formulas, to be marked in a text.
_UNMARKED = ("z",)
# What is no running text: code, formulas, links, Streamlit's icons and directives, HTML, headings.
_SKIPPED = re.compile(
    r"```.*?```|~~~.*?~~~|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]+\$|!?\[[^\]\n]*\]\([^)\n]*\)"
    r"|:[a-z-]+\[[^\]\n]*\]|:[a-z_]+/[a-z_0-9]+:|<[^>\n]+>|^#+ [^\n]*$|https?://\S+",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Entry:
    """name: the term. slug: of its address. definition: one line. more: the rest. forms: how it is
    written in texts."""

    name: str
    slug: str
    definition: str
    more: str
    forms: tuple[str, ...]


@cache
def entries() -> tuple[Entry, ...]:
    """All entries, in the order of the file."""
    parts = FILE.read_text(encoding="utf-8").split("\n## ")[1:]
    return tuple(_entry(*part.strip().split("\n", 2)) for part in parts)


@lru_cache(maxsize=1024)
def with_terms(markdown: str) -> str:
    """`markdown` with a link to its explanation on the first use of each term, which the browser
    shows where it stands (`ui/widgets/terms.py`)."""
    return "".join(_marked(markdown))


def _entry(name: str, definition: str, more: str = "") -> Entry:
    forms = [form.strip() for form in name.split(",")]
    forms += [form for short in _SHORT.findall(more) for form in short.split(" or ")]
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower().replace("é", "e")).strip("-")
    return Entry(name, slug, definition, more.strip(), tuple(forms))


def _marked(markdown: str) -> Iterator[str]:
    used: set[str] = set()
    position = 0
    for skipped in _SKIPPED.finditer(markdown):
        yield _linked(markdown[position : skipped.start()], used)
        yield skipped[0]
        position = skipped.end()
    yield _linked(markdown[position:], used)


def _linked(text: str, used: set[str]) -> str:
    pattern, slugs = _pattern()

    def link(match: re.Match[str]) -> str:
        slug = slugs[match["form"]] if match["form"] in slugs else slugs[match["form"].lower()]
        if slug in used:
            return match[0]
        used.add(slug)
        return f"[{match[0]}](#term-{slug})"

    return pattern.sub(link, text)


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    """(what finds a term, the slug of each form). Words are found in lower case and with a capital,
    short forms such as KL as they are written."""
    slugs: dict[str, str] = {}
    for entry in entries():
        for form in entry.forms:
            if form not in _UNMARKED:
                slugs.setdefault(form if _is_short(form) else form.lower(), entry.slug)
    written = []
    for form in sorted(slugs, key=len, reverse=True):
        first = form[0]
        start = f"[{first.upper()}{first}]" if first.islower() else re.escape(first)
        written.append(start + re.escape(form[1:]))
    return re.compile(rf"(?<![\w\\/.#-])(?P<form>{'|'.join(written)})(?:s|es)?(?![\w-])"), slugs


def _is_short(form: str) -> bool:
    """Whether a form is an abbreviation or a symbol: written in one way only."""
    return any(c.isupper() for c in form[1:]) or len(form) == 1
