"""A test image as a live component gets it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Original:
    """One image of the test set.

    Attributes:
        index: its place in the test set.
        image: base64 of its bytes, channel by channel, or None where the dataset is not on this
            machine.
        label: its class, where the component wants to know.
    """

    index: int
    image: str | None
    label: int | None = None
