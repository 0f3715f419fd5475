"""The tables in docs/ are those that the figures of the shipped runs make."""

import re
from pathlib import Path

import numpy as np
import pytest

from benchmarks.uploads import digits
from benchmarks.uploads.reading import Reader
from docs import tables
from vae_core.models.published import SYSTEMS
from vae_core.runs.load import list_runs
from vae_core.studies.report import reproduction_table

DOCS = Path(__file__).parents[2] / "docs"


def test_no_table_is_stale():
    assert sorted(tables.stale_files()) == [], "run python -m docs.tables"


def test_every_table_stands_in_a_document():
    texts = "\n".join(path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md"))
    missing = [name for name in tables.TABLES if f"\n<!-- table: {name} -->\n" not in texts]
    assert missing == []


def test_a_stale_table_is_written_anew_and_nothing_else(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    monkeypatch.setattr(tables, "TABLES", {"one": lambda: "| new |"})
    page = tmp_path / "page.md"
    page.write_text("α\n<!-- table: one -->\n| old |\n<!-- end -->\nω\n", encoding="utf-8")
    assert tables.main(["--check"]) == 1
    assert "page.md is stale" in capsys.readouterr().out
    assert tables.main([]) == 0
    expected = "α\n<!-- table: one -->\n| new |\n<!-- end -->\nω\n"
    assert page.read_text(encoding="utf-8") == expected
    assert tables.main(["--check"]) == 0


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_report_of_the_reproduction_has_the_rows_of_the_shipped_runs(name):
    """docs/results/reproduction.md is written by `python -m vae_core reproduce --report`."""
    runs = [run for run in list_runs(tables.ROOT)[0] if run.config.preset == name]
    own = [run for run in runs if run.name == name]
    text = (DOCS / "results" / "reproduction.md").read_text(encoding="utf-8")
    assert (f"| `{name}`" in text) == bool(own), "a row for each that is shipped, and no other"
    for line in reproduction_table(own).splitlines():
        if line.startswith("| `"):
            assert line in text


@pytest.mark.slow
def test_the_report_of_uploads_says_what_the_recogniser_reads():
    """docs/results/uploads.md is written by `python -m benchmarks.uploads --write`.

    Every tenth digit is read again; the figures must follow from those said to be misread.
    """
    everything = digits.uploads()
    labels = np.array([upload.label for upload in everything])
    text = (DOCS / "results" / "uploads.md").read_text(encoding="utf-8")
    misread = re.search(r"in scikit-learn's set:\n\n([\d,\s]+)\n\n", text)
    right = ~np.isin(np.arange(len(labels)), [int(i) for i in misread[1].split(",")])
    again = Reader().right(map(digits.as_png, everything[::10]), labels[::10])
    np.testing.assert_array_equal(again, right[::10])
    assert right.mean() >= 0.9, "the target"
    assert f"With all steps {100 * right.mean():.1f} % are read right." in text
    for digit in range(10):
        of_digit = right[labels == digit]
        assert f"\n| {digit} | {len(of_digit)} | {100 * of_digit.mean():.1f} % |\n" in text
