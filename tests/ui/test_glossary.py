"""The glossary in the app: the entries of the documentation, linked where a term is used."""

import json
from pathlib import Path

import pytest

from tests.support.pages import open_page
from ui.text.glossary import FILE, entries, with_terms
from ui.text.words import prose
from ui.widgets.terms import _entries

ROOT = Path(__file__).parents[2]
HOW = sorted(f"how/{path.stem}" for path in (ROOT / "ui" / "text" / "en" / "how").glob("*.md"))


def test_the_app_reads_the_documentations_entries():
    assert FILE.samefile(ROOT / "docs" / "glossary.md")
    by_name = {entry.name: entry for entry in entries()}
    assert by_name["ELBO"].definition.startswith("The evidence lower bound")
    assert "AE" in by_name["Autoencoder"].forms
    assert "N(0, I)" in by_name["Prior"].forms
    assert len({entry.slug for entry in entries()}) == len(entries())
    sent = json.loads(_entries())
    assert sent["elbo"] == ["ELBO", by_name["ELBO"].definition]
    assert len(sent) == len(entries())


def test_the_first_use_of_a_term_is_a_link_to_its_explanation():
    assert with_terms("Two codes, one code. A VAE.") == (
        "Two [codes](#term-code), one code. A [VAE](#term-variational-autoencoder)."
    )
    assert with_terms("**Posterior** collapse") == "**[Posterior](#term-posterior)** collapse"
    assert "#term-posterior-collapse" in with_terms("posterior collapse")
    assert "#term-beta" in with_terms("at β = 1")
    assert "[PCA](#term-principal-component-analysis)" in with_terms("beside PCA")
    assert "#term-principal-components" in with_terms("two principal components")
    assert "mean [surprise](#term-information-surprise)" in with_terms("its mean surprise")


@pytest.mark.parametrize(
    "text",
    [
        "`code` and ```\ncode\n```",
        "$\\text{code}$ and $$\ncode\n$$",
        "[the code](https://x.org) and https://x.org/code",
        "# A code",
        ":small[code] :material/code:",
        "decode, unposterior, priority, a prior-free thing",
        "<b title='code'>",
        "vae_core.code",
    ],
)
def test_what_is_no_running_text_stays(text):
    assert with_terms(text) == text


@pytest.mark.parametrize("name", HOW)
def test_how_it_works_explains_its_terms(name):
    marked = with_terms(prose(name))
    assert marked.count("](#term-") >= 3
    assert all(marked.count(f"](#term-{entry.slug})") <= 1 for entry in entries())
    without = marked
    for entry in entries():
        without = without.replace(f"](#term-{entry.slug})", "]")
    assert without.count("[") - prose(name).count("[") == marked.count("](#term-")


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", [None, *sorted(f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py"))]
)
def test_every_page_can_show_explanations(page, spoilable):
    app = open_page(page)
    assert any("#lse-term" in e.value or "lse-term" in e.value for e in app.get("html"))
