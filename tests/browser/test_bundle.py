"""The one text a browser fetches for each live component, made of many files."""

import re

import pytest

from ui.components import bundle

COMPONENTS = sorted(path.parent.parent for path in bundle.HERE.glob("*/js/main.js"))
SHARED = sorted((bundle.HERE / "js" / "shared").rglob("*.js"))
_TOP_LEVEL = re.compile(
    r"^(?:export )?(?:default )?(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE
)
_LOCAL_IMPORT = re.compile(r'^import .* from "(\..*)";$', re.MULTILINE)
_SVG = "http://www.w3.org/2000/svg"  # the name of a language, which nothing fetches
each_component = pytest.mark.parametrize("folder", COMPONENTS, ids=lambda folder: folder.name)


def own(folder):
    return sorted((folder / "js").rglob("*.js"))


def reached(path, seen=None):
    """The files that a file asks for, itself included."""
    seen = seen or set()
    seen.add(path)
    for needed in _LOCAL_IMPORT.findall(path.read_text(encoding="utf-8")):
        other = (path.parent / needed).resolve()
        if other not in seen:
            reached(other, seen)
    return seen


def asks_another_host(source: str) -> bool:
    return bool(re.search("https?:", source.replace(_SVG, "")))


def names(text: str) -> list[str]:
    return _TOP_LEVEL.findall(text)


def test_all_seven_are_found():
    assert len(COMPONENTS) == 7


@each_component
def test_the_bundle_has_one_export_and_no_import(folder):
    text = bundle.javascript(folder)
    assert len(re.findall(r"^export ", text, re.MULTILINE)) == 1
    assert "export default" in text
    assert not re.search(r"^import ", text, re.MULTILINE)


@each_component
def test_top_level_names_are_unique(folder):
    files = reached(folder / "js" / "main.js")
    found = [name for path in files for name in names(path.read_text(encoding="utf-8"))]
    assert len(found) == len(set(found)), {name for name in found if found.count(name) > 1}


@each_component
def test_every_file_is_reached_and_none_asks_another_host(folder):
    in_bundle = set(names(bundle.javascript(folder)))
    for path in own(folder):
        source = path.read_text(encoding="utf-8")
        assert not asks_another_host(source)
        assert names(source)[0] in in_bundle, path


def test_every_shared_file_is_reached_by_a_component():
    in_bundles = {name for folder in COMPONENTS for name in names(bundle.javascript(folder))}
    for path in SHARED:
        source = path.read_text(encoding="utf-8")
        assert not asks_another_host(source)
        assert names(source)[0] in in_bundles, path


@each_component
def test_the_style_sheets_travel_with_the_module(folder):
    sheet = bundle.javascript(folder).splitlines()[0]
    assert sheet.startswith("const STYLESHEET = ")
    assert ".lse-plane" in sheet
    for path in folder.glob("*.css"):
        assert re.search(r"\.lse-[\w-]+", path.read_text(encoding="utf-8")).group() in sheet


def test_what_streamlit_repeats_is_small_and_not_mistaken_for_a_path():
    assert "\n" in bundle.loader()
    assert len(bundle.loader()) < 2_000
