"""The documents name files, links and versions that exist, and so does what names a document."""

import importlib.util
import re
from pathlib import Path

import pytest

from vae_core import __version__

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
each_document = pytest.mark.parametrize(
    "path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)
# A path of the repository in backticks: `vae_core/runs/store.py`, `tests/js/`, `.importlinter`.
_PATH = re.compile(
    r"`((?:vae_core|ui|pages|tests|docs|benchmarks)/[\w/.-]*|\.importlinter|Makefile|CITATION\.cff)`"
)
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
_ANCHOR = re.compile(r"\]\((?!https?:)([^)#]*)#([^)]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.M)
# A document or a benchmark, named anywhere: docs/glossary.md, `python -m benchmarks.page`.
_NAMED = re.compile(r"\b((?:docs|benchmarks)/[\w/-]+\.(?:md|py|js))\b|-m (benchmarks(?:\.\w+)+)")
_TEXTS = {".py", ".md", ".js", ".toml", ".yaml", ".template", ".service", ""}


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


@each_document
def test_every_link_into_a_page_leads_to_a_heading(path):
    missing = []
    for link, anchor in _ANCHOR.findall(path.read_text(encoding="utf-8")):
        text = (path.parent / link if link else path).read_text(encoding="utf-8")
        # As GitHub makes them: small letters, hyphens for spaces, nothing else but words.
        names = [re.sub(r"[^\w -]", "", name.lower()) for name in _HEADING.findall(text)]
        if anchor not in [name.replace(" ", "-") for name in names]:
            missing.append(f"{link}#{anchor}")
    assert missing == []


def test_every_document_and_benchmark_that_is_named_exists():
    """In code and settings as well as in the documents."""
    folders = ("vae_core", "ui", "pages", "docs", "benchmarks", "tests", "deploy")
    files = [path for path in ROOT.iterdir() if path.is_file()]
    files += [path for folder in folders for path in (ROOT / folder).rglob("*")]
    named, missing = set(), []
    for path in files:
        hidden = any(part.startswith(".") for part in path.relative_to(ROOT).parts)
        if hidden or path.suffix not in _TEXTS or not path.is_file():
            continue
        for file, module in _NAMED.findall(path.read_text(encoding="utf-8")):
            named.add(file or module)
            is_there = (ROOT / file).is_file() if file else importlib.util.find_spec(module)
            if not is_there:
                missing.append(f"{path.relative_to(ROOT)}: {file or module}")
    assert {"docs/glossary.md", "benchmarks.page"} <= named
    assert missing == []


def test_every_document_is_on_the_front_page():
    links = _LINK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    named = {(ROOT / link).resolve() for link in links}
    assert [str(path) for path in DOCUMENTS[1:] if path.resolve() not in named] == []


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
