"""What can change in a class, each with a number that grows: pages look at those they show."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Change(StrEnum):
    """What has changed.

    PEOPLE: who is in the class and here. PAGE: that everyone follows, or that the class is over.
    PLACE, CURSOR: where the teacher is, and how the figure there stands. ASKED: which question was
    asked last. QUESTION: that one was closed, shown or asked again. SHOWN: which drawing the
    teacher shows to all, and whether all see the map. The others are what students make.
    """

    PEOPLE = "people"
    PAGE = "page"
    PLACE = "place"
    CURSOR = "cursor"
    ASKED = "asked"
    QUESTION = "question"
    SHOWN = "shown"
    ANSWERS = "answers"
    DRAWINGS = "drawings"
    SCORES = "scores"
    TRAININGS = "trainings"


# How often each has changed; what never did is missing.
Versions = Mapping[str, int]


def read_versions(fields: Mapping[str, bytes]) -> dict[str, int]:
    """The versions out of their fields in the store."""
    return {name: int(number) for name, number in fields.items()}
