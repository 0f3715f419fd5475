"""HTML: what is put into it is escaped, and nothing else comes onto a page."""

import ast
from pathlib import Path

import pytest

from ui.widgets.html import Markup, explained, html, join, show_html, show_svg

ROOT = Path(__file__).parents[3]
# What may hand Streamlit a text: style sheets are the app's own files.
ALLOWED = {"ui/widgets/html.py", "ui/styles/sheets.py"}
EVIL = "<script>alert('1')</script> & \"2\""
ESCAPED = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &#34;2&#34;"


def test_what_is_put_in_is_escaped_unless_it_is_markup():
    assert html("<b>{}</b>", EVIL) == f"<b>{ESCAPED}</b>"
    assert html("<b>{name}</b>", name=html("<i>{}</i>", "a")) == "<b><i>a</i></b>"
    assert html('<i style="width:{:.1f}%">{:,}</i>', 3.14159, 1000) == (
        '<i style="width:3.1%">1,000</i>'
    )


def test_parts_in_a_row_are_escaped_one_by_one():
    assert join([html("<b>{}</b>", 1), "<", Markup("<br>")]) == "<b>1</b>&lt;<br>"
    assert join([]) == ""


def test_a_meaning_is_reached_by_keyboard_and_escaped():
    name = explained("KL", EVIL)
    assert 'tabindex="0"' in name and f'<span role="tooltip">{ESCAPED}</span>' in name
    assert explained("KL", "") == "KL"  # nothing to explain, nothing to focus


@pytest.mark.parametrize("show", [show_html, show_svg])
def test_text_that_may_not_be_escaped_is_refused(show):
    with pytest.raises(TypeError, match="not str"):
        show(f"<b>{EVIL}</b>")


def test_no_other_file_escapes_by_hand_or_puts_html_on_a_page():
    offenders = []
    for path in [*(ROOT / "ui").rglob("*.py"), ROOT / "app.py", *ROOT.glob("pages/*.py")]:
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(names=names):
                    by_hand = any(alias.name == "html" for alias in names)
                case ast.Call(func=ast.Attribute(attr="html")):
                    by_hand = True
                case ast.keyword(arg="unsafe_allow_html" | "unsafe_allow_javascript"):
                    by_hand = True
                case _:
                    continue
            if by_hand and name not in ALLOWED:
                offenders.append(f"{name}: {ast.unparse(node)}")
    assert offenders == []
