"""The prose of a lesson: a Markdown file with a section for each step.

# Name of the lesson
Its question, as on the card

With what must be known before, if anything

## id-of-a-step
The question of the step

Two or three sentences.

### Prediction
...
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PARTS = ("Prediction", "Reveal", "Task", "Why", "Code", "Teacher")
_FENCE = re.compile(r"\s*(```|~~~)")
_CHOICE = re.compile(r"[-*] +(.+)")


class ProseError(ValueError):
    """The prose of a lesson is not as it should be; the message says where."""


@dataclass(frozen=True)
class StepProse:
    """Markdown of one step. parts: by name, one of PARTS; what is missing is missing."""

    question: str
    text: str
    parts: dict[str, str]


@dataclass(frozen=True)
class LessonProse:
    """title: short name of the lesson. question: on its card. before: what must be known, or "".
    steps: by id, in order."""

    title: str
    question: str
    before: str
    steps: dict[str, StepProse]


def parse_prose(text: str) -> LessonProse:
    """The prose of a lesson. Raises ProseError."""
    head, *sections = _split(text, "## ")
    title, _newline, rest = head[1].strip().partition("\n")
    if not title.startswith("# "):
        raise ProseError("it does not begin with “# ” and the lesson's name")
    question, before = _first_paragraph(rest)
    if not question:
        raise ProseError("there is no question under the lesson's name")
    steps: dict[str, StepProse] = {}
    for name, body in sections:
        if name in steps:
            raise ProseError(f"the step “{name}” is there twice")
        steps[name] = _step(name, body)
    return LessonProse(title[2:].strip(), question, before, steps)


def question_and_choices(part: str) -> tuple[str, list[str]]:
    """(question, choices) of the part "Prediction"."""
    lines = [line.strip() for line in part.splitlines() if line.strip()]
    choices = [match[1] for line in lines if (match := _CHOICE.fullmatch(line))]
    return " ".join(line for line in lines if not _CHOICE.fullmatch(line)), choices


def _step(name: str, body: str) -> StepProse:
    head, *sections = _split(body, "### ")
    question, text = _first_paragraph(head[1])
    if not question:
        raise ProseError(f"the step “{name}” has no question")
    parts: dict[str, str] = {}
    for part, content in sections:
        if part not in PARTS:
            raise ProseError(f"“### {part}” of the step “{name}” is none of {', '.join(PARTS)}")
        if part in parts:
            raise ProseError(f"“### {part}” of the step “{name}” is there twice")
        parts[part] = content.strip()
    return StepProse(question, text, parts)


def _split(text: str, mark: str) -> list[tuple[str, str]]:
    """(heading, body) of every section whose heading begins with `mark`; what stands before the
    first has the heading "". A heading inside a code block is code."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    in_code = False
    for line in text.splitlines():
        in_code ^= bool(_FENCE.match(line))
        if line.startswith(mark) and not in_code:
            sections.append((line.removeprefix(mark).strip(), []))
        else:
            sections[-1][1].append(line)
    return [(heading, "\n".join(lines)) for heading, lines in sections]


def _first_paragraph(text: str) -> tuple[str, str]:
    first, _gap, rest = text.strip().partition("\n\n")
    return " ".join(first.split()), rest.strip()


def plain(markdown: str) -> str:
    """Markdown of one sentence without its marks."""
    return "".join(c for c in " ".join(markdown.split()) if c not in "*`$")
