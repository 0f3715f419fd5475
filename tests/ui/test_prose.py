"""The longer texts of the pages."""

from pathlib import Path

import pytest

TEXTS = sorted((Path(__file__).parents[2] / "ui" / "text").glob("*/*.md"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_formulas_over_several_lines_have_their_dollars_on_lines_of_their_own(path):
    """Else Streamlit takes the rest of the text for the formula."""
    lines = path.read_text(encoding="utf-8").splitlines()
    fences = [line for line in lines if line.count("$$") == 1]
    assert all(line.strip() == "$$" for line in fences)
    assert len(fences) % 2 == 0
