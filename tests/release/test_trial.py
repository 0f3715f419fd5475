"""A short form of the trial (python -m tests.release.trial), and the page that its table is in."""

import pytest

from tests.release.trial.__main__ import PAGE, PARTS, write
from tests.release.trial.result import Part, Result, table


@pytest.mark.slow
@pytest.mark.parametrize(
    "part", [part for part in PARTS.values() if part.short], ids=lambda part: part.name
)
def test_nothing_goes_wrong_in_a_few_cases(part):
    result = part.run(7, part.short)
    assert result.failures == []
    assert result.cases == part.short


def test_the_table_takes_the_place_of_the_last_one(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    part = Part("files", "Files", 700, 10, lambda seed, count: Result())
    result = Result(1_234, ["one"], {"seen": 5_678})
    text = table([(part, 3, result, 61.7)])
    assert "| Files | 1,234 | 1 | 3 | 62 | 5,678 seen |" in text
    write(text, page)
    once = page.read_text(encoding="utf-8")
    assert once.count(text) == 1
    write(text, page)
    assert page.read_text(encoding="utf-8") == once
