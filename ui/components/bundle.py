"""Joins a component's JavaScript files and style sheets into the one module browsers fetch.

The files are ES modules, one idea each; behind content-hashed URLs they could not import one
another. So they are put one after the other, dependencies first, without their local imports and
without the word `export` (only `main.js` keeps its `export default`); the style sheet goes in
front as a string. Comment lines and indentation stay behind in the source.
"""

import json
import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
_LOCAL_IMPORT = re.compile(r'^import \{[^}]*\} from "(\.{1,2}/[\w/.-]+\.js)";\n', re.MULTILINE)


@cache
def javascript(folder: Path) -> str:
    """A component as one module: what ``js/main.js`` in its folder asks for, in that order.

    In front go `shared.css`, which holds the colours and ground rules of every
    component, and the folder's own.
    """
    sheets = dict.fromkeys([HERE / "shared.css", *sorted(folder.glob("*.css"))])
    stylesheet = "\n".join(_bare(sheet.read_text(encoding="utf-8")) for sheet in sheets)
    parts = [f"const STYLESHEET = {json.dumps(stylesheet)};"]
    seen: set[Path] = set()

    def add(path: Path) -> None:
        if path in seen:
            return
        seen.add(path)
        source = path.read_text(encoding="utf-8")
        for needed in _LOCAL_IMPORT.findall(source):
            add((path.parent / needed).resolve())
        source = _LOCAL_IMPORT.sub("", source)
        parts.append(re.sub(r"^export (?!default)", "", source, flags=re.MULTILINE))

    add((folder / "js" / "main.js").resolve())
    return "\n".join(_bare(part) for part in parts)


@cache
def loader() -> str:
    """The small text that Streamlit mounts, which fetches the module."""
    return _bare((HERE / "js" / "loader.js").read_text(encoding="utf-8"))


def _bare(source: str) -> str:
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))
