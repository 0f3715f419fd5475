"""The code of a class: six letters that are easy to say and hard to mistake, like BAKITO."""

from __future__ import annotations

import secrets

# No two that sound alike across a room in most languages (M and N, G and K, V and F), none that
# looks like a digit: 10 x 5 three times over is 125,000 codes.
_CONSONANTS, _VOWELS, _PAIRS = "BDFKLMPRST", "AEIOU", 3


def new_code() -> str:
    """A code, drawn by chance."""
    return "".join(
        secrets.choice(letters) for _ in range(_PAIRS) for letters in (_CONSONANTS, _VOWELS)
    )


def parsed_code(text: str) -> str:
    """The code that a person has typed: in any case, with spaces or dashes. "" for no such code."""
    code = "".join(letter for letter in text[:100].upper() if letter not in " -.\u00a0\t\n")
    is_code = len(code) == 2 * _PAIRS and all(
        letter in (_VOWELS if i % 2 else _CONSONANTS) for i, letter in enumerate(code)
    )
    return code if is_code else ""
