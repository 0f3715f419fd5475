"""What `in_markdown` escapes is shown in a browser as it was written.

Streamlit recognises addresses, icons and arrows in what is left of a text after its escapes.
"""

from pathlib import Path

from playwright.sync_api import expect

from benchmarks.browser import serve
from tests.browser.conftest import reads
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
        # What reads formulas and smileys is fetched when one may be there.
        expect(page.get_by_test_id("stSkeleton")).to_have_count(0)

        def shown():
            texts = page.locator('[class*="st-key-text-"]').all_inner_texts()
            return [text.replace(_JOINER, "") for text in texts]

        reads(page, shown, [" ".join(text.split()) for text in TEXTS])
        for number in range(len(TEXTS)):
            inside = page.locator(f".st-key-text-{number} :is({_MARKUP}, code, span[style])")
            assert inside.count() == 0, TEXTS[number]
        labels = f".st-key-labels [data-testid=stMarkdownContainer] :is({_MARKUP})"
        assert page.locator(labels).count() == 0
        asked = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
        assert asked
        assert not [url for url in asked if "evil" in url]
