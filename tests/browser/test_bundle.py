"""The one text that is mounted, made of many files."""

import re

from ui.components import bundle

SOURCES = sorted((bundle.HERE / "js").glob("*.js"))


def test_the_bundle_has_one_export_and_no_import():
    text = bundle.javascript()
    assert len(re.findall(r"^export ", text, re.MULTILINE)) == 1
    assert "export default" in text
    assert not re.search(r"^import ", text, re.MULTILINE)


def test_top_level_names_are_unique():
    pattern = re.compile(
        r"^(?:export )?(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE
    )
    names = [name for path in SOURCES for name in pattern.findall(path.read_text(encoding="utf-8"))]
    assert len(names) == len(set(names)), {name for name in names if names.count(name) > 1}


def test_every_file_is_reached_and_none_asks_another_host():
    text = bundle.javascript()
    for path in SOURCES:
        source = path.read_text(encoding="utf-8")
        assert "http:" not in source and "https:" not in source
        assert (
            re.search(
                r"^(?:export )?(?:default )?(?:async )?(?:function|class|const) \w+",
                source,
                re.MULTILINE,
            )
            .group()
            .removeprefix("export ")
            in text
        )


def test_the_style_sheet_travels_with_the_module():
    assert bundle.javascript().startswith("const STYLESHEET = ")
    assert ".lse-plane" in bundle.javascript()


def test_what_streamlit_repeats_is_small_and_not_mistaken_for_a_path():
    assert "\n" in bundle.loader()
    assert len(bundle.loader()) < 2_000
