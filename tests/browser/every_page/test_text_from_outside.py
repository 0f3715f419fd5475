"""What `in_markdown` escapes is shown in a browser as it was written.

Streamlit recognises addresses, icons and arrows in what is left of a text after its escapes.
"""

from pathlib import Path

from benchmarks.browser import serve
from tests.support.apps.text_app import TEXTS

APP = Path(__file__).parents[2] / "support" / "apps" / "text_app.py"
_JOINER = "\u2060"
# Of a text as Markdown reads it.
_MARKUP = (
    "img, a, b, strong, em, del, h1, h2, ul, ol, blockquote, table, hr, input, .katex, [role=img]"
)


def test_every_text_is_shown_as_it_was_written_and_asks_nobody(open_page):
    with serve(script=APP) as server:
        page = open_page("", server.address, wait="text=The end")
        shown = [
            page.locator(f".st-key-text-{number}").inner_text().replace(_JOINER, "")
            for number in range(len(TEXTS))
        ]
        for number in range(len(TEXTS)):
            inside = page.locator(f".st-key-text-{number} :is({_MARKUP}, code, span[style])")
            assert inside.count() == 0, TEXTS[number]
        labels = f".st-key-labels [data-testid=stMarkdownContainer] :is({_MARKUP})"
        assert page.locator(labels).count() == 0
        asked = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
        assert asked
        assert not [url for url in asked if "evil" in url]
    assert shown == [" ".join(text.split()) for text in TEXTS]
