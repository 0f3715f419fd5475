"""The one text a browser fetches for each live component, made of many files."""

import configparser
import re
import shutil
import subprocess

import pytest

from ui.components.bundling import bundle
from ui.components.bundling.minify import BundleError, bare, bare_css

COMPONENTS = sorted(path.parent.parent for path in bundle.COMPONENTS.rglob("js/main.js"))
SHARED = sorted((bundle.COMPONENTS / "js" / "shared").rglob("*.js"))
_SVG = "http://www.w3.org/2000/svg"  # the name of a language, which nothing fetches
each_component = pytest.mark.parametrize("folder", COMPONENTS, ids=lambda folder: folder.name)
needs_node = pytest.mark.skipif(not shutil.which("node"), reason="needs Node")


def asks_another_host(source: str) -> bool:
    return bool(re.search("https?:", source.replace(_SVG, "")))


def paths(folder):
    return {module.path for module in bundle.modules(folder / "js" / "main.js")}


def test_every_component_is_found_and_kept_from_the_others():
    """Each is in the contract "No live component knows another"."""
    rules = configparser.ConfigParser()
    rules.read(bundle.COMPONENTS.parents[1] / ".importlinter", encoding="utf-8")
    listed = rules["importlinter:contract:live"]["modules"].split()
    assert listed
    paths_in_ui = [folder.relative_to(bundle.COMPONENTS.parents[1]) for folder in COMPONENTS]
    assert {".".join(path.parts) for path in paths_in_ui} == set(listed)


@each_component
def test_the_bundle_has_one_export_and_no_import(folder):
    text = bundle.javascript(folder)
    assert len(re.findall(r"^export ", text, re.MULTILINE)) == 1
    assert "export default" in text
    assert not re.search(r"^import ", text, re.MULTILINE)


@each_component
def test_no_two_modules_declare_one_name_and_every_import_is_exported(folder):
    modules = bundle.modules(folder / "js" / "main.js")  # raises where not, or in a circle
    declared = [name for module in modules for name in module.declared]
    assert len(declared) == len(set(declared))
    for position, module in enumerate(modules):
        earlier = {other.path: other for other in modules[:position]}
        for needed, names in module.imports.items():
            assert set(names) <= set(earlier[needed].exported)


@needs_node
@each_component
def test_the_bundle_parses_and_exports_one_function(folder, tmp_path):
    """Node finds what the reading of lines in bundle.py could miss: names declared twice, too."""
    script = tmp_path / "component.mjs"
    script.write_text(bundle.javascript(folder), encoding="utf-8")
    check = tmp_path / "check.mjs"
    check.write_text(
        "globalThis.window = globalThis;\n"
        "globalThis.matchMedia = () => ({ matches: false });\n"
        "const module = await import('./component.mjs');\n"
        "console.log(Object.keys(module).join(), typeof module.default);\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        ["node", check], check=False, capture_output=True, encoding="utf-8", timeout=120
    )
    assert (done.stdout, done.stderr) == ("default function\n", "")


@each_component
def test_every_file_is_reached_and_none_asks_another_host(folder):
    assert set((folder / "js").rglob("*.js")) <= paths(folder)
    assert not asks_another_host(bundle.javascript(folder))


def test_every_shared_file_is_reached_by_a_component():
    assert set(SHARED) <= set.union(*map(paths, COMPONENTS))


@each_component
def test_the_style_sheets_travel_with_the_module(folder):
    sheet = bundle.javascript(folder).splitlines()[0]
    assert sheet.startswith("const STYLESHEET = ")
    assert ".lse-plane" in sheet
    for path in folder.glob("*.css"):
        assert re.search(r"\.lse-[\w-]+", path.read_text(encoding="utf-8")).group() in sheet


def test_what_streamlit_repeats_is_small_and_not_mistaken_for_a_path():
    assert "\n" in bundle.loader()
    assert len(bundle.loader()) < 2_300


def component(tmp_path, **sources):
    """A folder with these files; `main` stands for js/main.js, and so on."""
    (tmp_path / "js").mkdir()
    for name, source in sources.items():
        (tmp_path / "js" / f"{name}.js").write_text(source, encoding="utf-8")
    return tmp_path


MAIN = 'import { a } from "./a.js";\nexport default function () {\n  a();\n}\n'


def test_an_import_may_go_over_several_lines(tmp_path):
    main = MAIN.replace("{ a }", "{\n  a,\n  b,\n}")
    folder = component(tmp_path, main=main, a="export const a = () => 1,\n  b = 2;\n")
    joined = "const a = () => 1,\nb = 2;\nexport default function () {\na();\n}"
    assert bundle.javascript(folder).endswith(joined)


@pytest.mark.parametrize(
    ("a", "sentence"),
    [
        ('import { b } from "./b.js";\nexport const a = 1;\n', "b.js, which is no file"),
        ('import { x } from "./main.js";\nexport const a = 1;\n', "circle: main.js -> a.js -> mai"),
        ("const a = 1;\n", "main.js imports a, which a.js does not export"),
        ("export const a = 1;\nfunction a() {}\n", "a is declared twice, in a.js and in a.js"),
        ("export const a = 1,\n  STYLESHEET = 2;\n", "STYLESHEET is declared twice, in bundle.py"),
        ("export default function a() {}\n", "a.js has a default export; only main.js may"),
        ("export function a() {}\nexport default class {}\n", "only main.js may have one"),
        ('export { a } from "./b.js";\n', "can be joined, not export { a }"),
        ('import * as b from "./b.js";\n', "can be joined, not import \\* as b"),
        ('import { b as c } from "./b.js";\n', "renames what it imports: b as c"),
    ],
)
def test_what_cannot_be_joined_is_said(tmp_path, a, sentence):
    with pytest.raises(BundleError, match=sentence):
        bundle.javascript(component(tmp_path, main=MAIN, a=a))


def test_a_name_used_by_two_modules_is_named_with_both(tmp_path):
    main = 'import { b } from "./b.js";\n' + MAIN
    folder = component(
        tmp_path,
        main=main,
        a="const HALF = 0.5;\nexport const a = 1;\n",
        b="export async function b() {}\nconst WHOLE = 1,\n  HALF = 2;\n",
    )
    with pytest.raises(BundleError, match=r"HALF is declared twice, in b\.js and in a\.js"):
        bundle.javascript(folder)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("  a(); // why\n\n\n  b();\n", "a();\nb();"),
        ("/**\n * @param {number} x\n */\nf(x);\n", "f(x);"),
        ("x = /** @type {Y} */ (y);", "x =  (y);"),
        ("u = `a\n    // text\n  b`;\n  c();", "u = `a\n    // text\n  b`;\nc();"),
        ("u = `${f({\n  a: `x\n   y`,\n  })}\n  z`;", "u = `${f({\na: `x\n   y`,\n})}\n  z`;"),
        ("u = `\\`\n  //`; // c\n", "u = `\\`\n  //`;"),
        ('f("//", \'/*\'); // "\n', "f(\"//\", '/*');"),
        ("x.replace(/[/`]\\//g, y); // `\n  z();", "x.replace(/[/`]\\//g, y);\nz();"),
        ("a = b / c; // d / e\n  f = `/`;", "a = b / c;\nf = `/`;"),
        ("x; // isn't\n  b();\n", "x;\nb();"),
    ],
)
def test_comments_and_indentation_go_and_texts_stay(source, expected):
    assert bare(source) == expected


def test_a_template_that_is_not_closed_is_said():
    with pytest.raises(BundleError, match="a template is not closed: abc"):
        bare("x = `abc")


def test_a_sheet_beside_a_module_comes_with_it():
    with_pad, without = (
        bundle.javascript(bundle.COMPONENTS / "drawing" / name).splitlines()[0]
        for name in ("pad", "crop")
    )
    assert ".lse-pad-frame::after" in with_pad
    assert ".lse-pad-frame::after" not in without


def test_a_style_sheet_loses_its_comments():
    assert bare_css("/* a\n b */\n.x {\n  top: 0; /* c */\n}\n") == ".x {\ntop: 0;\n}"
