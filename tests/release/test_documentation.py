"""The documents name files, links and versions that exist."""

import re
from pathlib import Path

import pytest

from vae_core import __version__

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG")),
    *sorted((ROOT / "docs").glob("*.md")),
]
each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
# A path of the repository in backticks: `vae_core/runs/store.py`, `tests/js/`, `.importlinter`.
_PATH = re.compile(
    r"`((?:vae_core|ui|pages|tests|docs|benchmarks)/[\w/.-]*|\.importlinter|Makefile|CITATION\.cff)`"
)
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


@each_document
def test_every_path_in_backticks_exists(path):
    named = _PATH.findall(path.read_text(encoding="utf-8"))
    # `ui/pages/NAME` and the like stand for what a reader will make.
    missing = [name for name in named if "NAME" not in name and not (ROOT / name).exists()]
    assert missing == []


@each_document
def test_every_link_leads_to_a_file(path):
    links = _LINK.findall(path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_document_is_on_the_front_page():
    links = _LINK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    named = {(ROOT / link).resolve() for link in links}
    assert [path.name for path in DOCUMENTS[1:] if path.resolve() not in named] == []


def test_the_front_page_is_short_and_has_its_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    start = (
        "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && "
        ".venv/bin/streamlit run app.py"
    )
    assert f"\n{start}\n" in text
    assert "\n./tests/run\n" in text


def test_each_room_of_the_library_and_of_the_app_is_described():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for top in ("vae_core", "ui"):
        rooms = {path.parent.name for path in (ROOT / top).glob("*/__init__.py")}
        assert [room for room in sorted(rooms) if f"`{room}`" not in text] == []


def test_a_glossary_entry_is_a_heading_and_a_short_definition():
    """The app may read the same file: "## Term", a line that defines it, more."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    entries = [entry.splitlines() for entry in text.split("\n## ")[1:]]
    terms = [entry[0] for entry in entries]
    assert len(terms) > 30
    assert len(set(terms)) == len(terms)
    for term, definition, *_more in entries:
        assert definition.endswith((".", "%.")), term
        assert len(definition) <= 120, term


def test_the_citation_names_this_version():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {__version__}\n" in text
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_readme_installs_the_pinned_build_for_processors():
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    torch = " ".join(pin for pin in pins if pin.startswith(("torch==", "torchvision==")))
    command = f"pip install {torch} --index-url https://download.pytorch.org/whl/cpu"
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")
