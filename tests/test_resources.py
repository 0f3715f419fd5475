"""What the pages read through caches."""

import shutil

from ui import resources


def test_recognisers_are_not_among_the_runs_to_explore(spoilable, recogniser, checkpoints):
    shutil.copytree(recogniser.folder, checkpoints / "uci-digits" / "recogniser")
    runs, problems = resources.runs()
    assert [run.id for run in runs] == ["uci-digits/tiny"]
    assert problems == []
