"""Joins a component's JavaScript files and style sheets into the one module browsers fetch.

The files are ES modules, one idea each; behind content-hashed URLs they could not import one
another. So they are put one after the other, dependencies first, without their local imports and
without the word `export` (only `main.js` keeps its `export default`); the style sheet goes in
front as a string. Comments, types among them, and indentation stay behind in the source.

Why not esbuild: it would need Node wherever the app runs, or a built file in the repository that
must be kept up to date. What it does beyond this (renaming where two modules use one name, syntax
that only it understands) is not used; here it is an error with a sentence, which a test looks for
in every component.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ui.components.bundling.minify import BundleError, bare, bare_css

COMPONENTS = Path(__file__).parents[1]
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.{1,2}/[\w/.-]+\.js)";\n', re.MULTILINE)
_NOT_JOINED = re.compile(r"^(?:import\b|export (?:\*|\{)).*", re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default )", re.MULTILINE)
_DECLARATION = re.compile(
    r"(export )?(default )?(?:(?:async )?function\*? ?|class |const |let |var )(\w+)"
)
# `const a = 1,` and `b = 2;` on the next line
_SEVERAL = re.compile(r"(export )?(?:const|let|var) ")


@dataclass(frozen=True)
class Module:
    """One JavaScript file: what it imports (names by file), declares at top level and exports."""

    path: Path
    source: str
    imports: dict[Path, list[str]]
    declared: list[str]
    exported: list[str]


@cache
def javascript(folder: Path) -> str:
    """A component as one module: what ``js/main.js`` in its folder asks for, in that order.

    In front go `shared.css`, which holds the colours and ground rules of every component, the
    sheets that lie beside a module under its name, the folder's own style sheets, and those for
    fingers and for forced colours. Raises BundleError where two modules declare one name, import
    one another in a circle, or import a name that is not exported.
    """
    shared = COMPONENTS / "js" / "shared"
    joined = modules(folder / "js" / "main.js")
    beside = (module.path.with_suffix(".css") for module in joined)
    sheets = (
        shared / "shared.css",
        *(sheet for sheet in beside if sheet.is_file()),
        *sorted(folder.glob("*.css")),
        shared / "touch.css",
        shared / "forced_colours.css",
    )
    stylesheet = "\n".join(bare_css(sheet.read_text(encoding="utf-8")) for sheet in sheets)
    parts = [f"const STYLESHEET = {json.dumps(stylesheet)};"]
    for module in joined:
        parts.append(bare(_EXPORT.sub("", _IMPORT.sub("", module.source))))
    return "\n".join(parts)


@cache
def loader() -> str:
    """The small text that Streamlit mounts, which fetches the module."""
    return bare((COMPONENTS / "js" / "loader.js").read_text(encoding="utf-8"))


def modules(entry: Path) -> list[Module]:
    """Every module that `entry` needs, each after those it imports, `entry` last.

    Raises BundleError as `javascript` does.
    """
    ordered: dict[Path, Module] = {}
    declared_in = {"STYLESHEET": "bundle.py"}

    def add(path: Path, importers: tuple[Path, ...]) -> None:
        if path in importers:
            circle = " -> ".join(step.name for step in (*importers[importers.index(path) :], path))
            raise BundleError(f"modules import one another in a circle: {circle}")
        if path in ordered:
            return
        module = read(path)
        for needed, names in module.imports.items():
            if not needed.is_file():
                raise BundleError(f"{path.name} imports {needed}, which is no file")
            add(needed, (*importers, path))
            if missing := set(names) - set(ordered[needed].exported):
                raise BundleError(
                    f"{path.name} imports {', '.join(sorted(missing))}, "
                    f"which {needed.name} does not export"
                )
        if importers and "export default" in module.source:
            raise BundleError(f"{path.name} has a default export; only main.js may have one")
        for name in module.declared:
            if name in declared_in:
                raise BundleError(
                    f"{name} is declared twice, in {declared_in[name]} and in {path.name}; "
                    "modules that are joined share their top-level names"
                )
            declared_in[name] = path.name
        ordered[path] = module

    add(entry.resolve(), ())
    return list(ordered.values())


def read(path: Path) -> Module:
    """The module in a file. Raises BundleError for an import or export that cannot be joined."""
    source = path.read_text(encoding="utf-8")
    imports: dict[Path, list[str]] = {}
    for names, needed in _IMPORT.findall(source):
        wanted = [name.strip() for name in names.split(",") if name.strip()]
        if renamed := [name for name in wanted if " " in name]:
            raise BundleError(f"{path.name} renames what it imports: {renamed[0]}")
        imports.setdefault((path.parent / needed).resolve(), []).extend(wanted)
    if other := _NOT_JOINED.search(_IMPORT.sub("", source)):
        raise BundleError(
            f"{path.name}: only `import {{ name }} from "
            f'"./file.js";` and `export` before a declaration can be joined, not {other.group()}'
        )
    names = list(_declarations(source))
    return Module(
        path,
        source,
        imports,
        [name for name, _ in names],
        [name for name, is_exported in names if is_exported],
    )


def _declarations(source: str) -> Iterator[tuple[str, bool]]:
    """Each name declared at the top level, and whether it is exported."""
    several = None  # the match of a declaration that may go on with further names
    before = ""
    for line in source.splitlines():
        if line[:1].strip():
            several = _SEVERAL.match(line)
            if match := _DECLARATION.match(line):
                yield match[3], bool(match[1]) and not match[2]
        elif several and before.endswith(",") and (match := re.match(r"  (\w+) = ", line)):
            yield match[1], bool(several[1])
        before = line.split(" //")[0].rstrip()
