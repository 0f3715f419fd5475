"""Joins the component's JavaScript files and style sheet into the one module browsers fetch.

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
_LOCAL_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+)\.js";\n', re.MULTILINE)


@cache
def javascript() -> str:
    """All of ``js/`` as one module, in the order its imports ask for, behind its style sheet."""
    stylesheet = (HERE / "explorer.css").read_text(encoding="utf-8")
    parts = [f"const STYLESHEET = {json.dumps(_bare(stylesheet))};"]
    seen: set[str] = set()

    def add(name: str) -> None:
        if name in seen:
            return
        seen.add(name)
        source = (HERE / "js" / f"{name}.js").read_text(encoding="utf-8")
        for needed in _LOCAL_IMPORT.findall(source):
            add(needed)
        source = _LOCAL_IMPORT.sub("", source)
        parts.append(re.sub(r"^export (?!default)", "", source, flags=re.MULTILINE))

    add("main")
    return "\n".join(_bare(part) for part in parts)


@cache
def loader() -> str:
    """The small text that Streamlit mounts, which fetches the module."""
    return _bare((HERE / "loader.js").read_text(encoding="utf-8"))


def _bare(source: str) -> str:
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))
