"""Hostile text from outside, and where a page would read one as Markdown or HTML."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest import mock

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from tests.support.pages import ROOT
from ui.services.address import url_state

# Short enough that a message repeats each as a whole.
HOSTILE = (
    "![q](//evil.example)",
    "[q](//evil.example)",
    "<img src=//evil.example>",
    "**q** `q` $q$ :red[q]",
    "http://evil.example",
    "www.evil.example :smile:",
)
# What of them is markup: a page shows none of it in a field that is read as Markdown.
_MARKUP = re.compile(r"(?<!\\)(?:\[q|<img src=//|\*q|`q|\$q|:red)|http:/|www\.evil|:smile")
_TAGS = re.compile(r"<img src=//")
_CODE = re.compile(r"(?<!\\)`[^`\n]*`")
# Fields that Streamlit shows as they are, whatever is in them.
_PLAIN = {
    ("selectbox", "options"),
    ("selectbox", "rawValue"),
    ("multiselect", "options"),
    ("multiselect", "rawValues"),
    ("text_input", "default"),
    ("text_input", "value"),
    ("text_input", "placeholder"),
    ("text_area", "default"),
    ("text_area", "value"),
    ("code", "codeText"),
    ("plotly_chart", "alt"),
    ("dataframe", "alt"),
    ("page_link", "queryString"),
    ("text", "body"),
    # Components put texts into text nodes (tests/js); plots have no names from outside.
    ("bidi_component", "json"),
    ("bidi_component", "mixed"),
}


def look(page: str, query: Mapping[str, str]) -> AppTest:
    """A page of the navigation as a link opens it, with what is cached."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    if page != "app.py":
        app.switch_page(page)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def markup_from_outside(app: AppTest) -> list[str]:
    """Each text of the page in which a hostile one would be read as markup."""
    return [
        f"{kind}.{field}: {text}" for kind, field, text in _texts(app) if _is_markup(kind, text)
    ]


def _is_markup(kind: str, text: str) -> bool:
    if kind == "html" or text.startswith("<"):
        return bool(_TAGS.search(text))
    return bool(_MARKUP.search(_CODE.sub("", text)))


def _texts(app: AppTest) -> Iterator[tuple[str, str, str]]:
    """(type of the element, name of the field, text) of everything that may be read as markup."""
    for node in app._tree:
        proto = getattr(node, "proto", None)
        if isinstance(proto, Message):
            for field, text in _strings(MessageToDict(proto)):
                if (node.type, field) not in _PLAIN:
                    yield node.type, field, text


def _strings(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for name, inside in value.items():
            yield from _strings(inside, name)
    elif isinstance(value, list):
        for inside in value:
            yield from _strings(inside, field)


def parameters() -> list[str]:
    """Every parameter that a page may read, and other names beside it that do no harm: each string
    that can be one, in a file of `ui` that reads or writes addresses."""
    names: set[str] = set()
    for path in sorted((ROOT / "ui").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "url_state" in text or "query_params" in text:
            constants = (
                node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)
            )
            names |= {node.value for node in constants if isinstance(node.value, str)}
    return sorted(name for name in names if re.fullmatch("[a-z][a-z_]{0,15}", name))


@contextmanager
def parameters_noted() -> Iterator[dict[str, url_state.Parameter]]:
    """A dict that gets every parameter that is read from a link while the `with` block runs."""
    noted: dict[str, url_state.Parameter] = {}
    usual = url_state.parse

    def parse(query, parameters):
        noted.update(parameters)
        return usual(query, parameters)

    with mock.patch.object(url_state, "parse", parse):
        yield noted
