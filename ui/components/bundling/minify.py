"""Leaves out of JavaScript and style sheets what browsers do not need to read.

Only comments, indentation and empty lines go: names and line breaks stay, so that an error in the
browser can be read.
"""

import re

# Code: comments, strings and regular expressions as wholes; what opens and closes a template.
_CODE = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'"""
    r"|(?:(?<=[(,=:\[!&|?{};>])|(?<=return)) ?/(?![/*])(?:\\.|\[(?:\\.|[^]\\\n])*]|[^/\\[\n])+/"
    r"|[`{}]",
    re.DOTALL,
)
_TEMPLATE = re.compile(r"\\.|`|\$\{", re.DOTALL)


class BundleError(Exception):
    """Modules that cannot be joined; the message names the file and what is wrong with it."""


def bare(source: str) -> str:
    """JavaScript without comments, indentation and empty lines; templates are left as they are."""
    pieces: list[str] = []  # code and the text of templates by turns
    code: list[str] = []
    braces: list[int] = []  # open braces of code in each `${`
    depth = at = 0
    while match := _CODE.search(source, at):
        token = match.group()
        code.append(source[at : match.start()])
        at = match.end()
        if match["comment"]:
            continue
        code.append(token)
        if token == "{":
            depth += 1
        elif token == "}" and (depth or not braces):
            depth -= 1
        elif token in "`}":
            depth = braces.pop() if token == "}" else depth
            at, text, opens = _template_text(source, at)
            pieces += ["".join(code), text]
            code = []
            if opens:
                braces.append(depth)
                depth = 0
    pieces.append("".join([*code, source[at:]]))
    return _unindented(pieces)


def _template_text(source: str, at: int) -> tuple[int, str, bool]:
    """Where the text of a template ends, the text, and whether it ends in `${` (code follows)."""
    start = at
    while match := _TEMPLATE.search(source, at):
        at = match.end()
        if match.group() in ("`", "${"):
            return at, source[start:at], match.group() == "${"
    raise BundleError(f"a template is not closed: {source[start : start + 40]}")


def _unindented(pieces: list[str]) -> str:
    """Code (the even pieces) with its lines stripped, joined with the texts between."""
    out = list(pieces)
    for index in range(0, len(pieces), 2):
        out[index] = re.sub(r"\s*\n\s*", "\n", pieces[index])
    return "".join(out).strip()


def bare_css(source: str) -> str:
    """A style sheet without comments, indentation and empty lines."""
    lines = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())
