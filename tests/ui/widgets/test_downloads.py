"""A table as a file."""

import csv
import io

from ui.widgets.downloads import as_csv


def test_a_csv_has_every_name_and_leaves_gaps_empty():
    rows = csv.DictReader(io.StringIO(as_csv([{"a": 1}, {"a": 2, "b": None}]).decode()))
    assert list(rows) == [{"a": "1", "b": ""}, {"a": "2", "b": ""}]
