"""A table as a file."""

import csv
import io
import re

import numpy as np
import pytest

from tests.support.pages import ROOT
from vae_core.files.csv_table import as_csv


def test_a_csv_has_every_name_and_leaves_gaps_empty():
    rows = csv.DictReader(io.StringIO(as_csv([{"a": 1}, {"a": 2, "b": None}]).decode()))
    assert list(rows) == [{"a": "1", "b": ""}, {"a": "2", "b": ""}]


@pytest.mark.parametrize(
    "text",
    [
        "=HYPERLINK(A1)", "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1",
        "＝1", "-",
    ],
)  # fmt: skip
def test_a_text_that_a_spreadsheet_would_calculate_gets_an_apostrophe(text):
    [heads, row] = csv.reader(io.StringIO(as_csv([{text: text}]).decode(), newline=""))
    assert heads == row == ["'" + text.replace("\r", "\n")]


def test_numbers_and_other_texts_stay_as_they_are():
    row = {"a": -0.5, "b": np.float32(-2), "c": "-0.5", "d": "a=1", "e": -3, "f": "", "g": "-1e-05"}
    [_, cells] = csv.reader(io.StringIO(as_csv([row]).decode()))
    assert cells == ["-0.5", "-2.0", "-0.5", "a=1", "-3", "", "-1e-05"]


def test_no_other_file_writes_csv():
    writers = [
        path.name
        for folder in ("ui", "vae_core", "pages")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"to_csv|csv\.(writer|DictWriter)", path.read_text(encoding="utf-8"))
    ]
    assert writers == ["csv_table.py"]
