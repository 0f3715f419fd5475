"""Reading the lessons that are there. One with a fault is named, and the others still open."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import msgspec

from ui.pages.lessons.figure import figure_module
from ui.pages.lessons.lesson import Lesson, LessonData, LessonError, make_lesson
from ui.pages.lessons.lesson.prose import parse_prose
from ui.text.outside import quoted
from ui.text.words import _, prose_path
from ui.widgets.frame.navigation import PAGES
from vae_core.files.typed import from_toml

# In the order of the class; the number of a lesson is its place here.
NAMES = ("few-numbers", "invent", "surprise", "bound", "dice", "forces", "one-image", "blur")
CONTENT = Path(__file__).parents[1] / "content"


def lessons(content: Path = CONTENT) -> tuple[dict[str, Lesson], list[str]]:
    """(every sound lesson by name, in order; a sentence for each that has a fault)."""
    sound: dict[str, Lesson] = {}
    problems: list[str] = []
    for name in NAMES:
        try:
            lesson = _lesson(name, content)
            if lesson is not None:
                sound[name] = lesson
        except LessonError as error:
            problems.append(
                _("The lesson “{name}” has a fault and is left out: {fault}.").format(
                    name=name, fault=quoted(str(error), 200)
                )
            )
    return sound, problems


def first_lesson() -> Lesson | None:
    """The first sound lesson, without reading those after it; None where there is none."""
    for name in NAMES:
        with suppress(LessonError):
            lesson = _lesson(name, CONTENT)
            if lesson is not None:
                return lesson
    return None


def _lesson(name: str, content: Path) -> Lesson | None:
    """One lesson; None where it is not there. Raises LessonError."""
    path, text = content / f"{name}.toml", prose_path(f"lessons/{name}")
    return _read(name, path, _changed(path), text, _changed(text)) if path.is_file() else None


@lru_cache(maxsize=64)
def _read(name: str, path: Path, _path_time: float, text: Path, _text_time: float) -> Lesson:
    """One lesson, read again once a file of it has changed. Raises LessonError."""
    try:
        data = from_toml(path.read_bytes(), LessonData)
        prose = parse_prose(text.read_text(encoding="utf-8"))
    except (msgspec.MsgspecError, ValueError, OSError) as error:
        raise LessonError(str(error)) from error
    for step in data.steps:
        if not figure_module(step.figure):
            raise LessonError(f"the step “{step.id}” has the figure “{step.figure}”, which is none")
    unknown = [need for need in data.needs if need not in NAMES]
    if unknown:
        raise LessonError(f"it needs “{unknown[0]}”, which is no lesson")
    labels = [page.label for page in PAGES]
    return make_lesson(name, NAMES.index(name) + 1, data, prose, labels)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
