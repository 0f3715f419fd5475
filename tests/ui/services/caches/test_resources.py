"""What the pages read through caches."""

import json
import shutil

from ui.services.caches import resources


def test_recognisers_are_not_among_the_runs_to_explore(spoilable, recogniser, checkpoints):
    shutil.copytree(recogniser.folder, checkpoints / "uci-digits" / "recogniser")
    runs, problems = resources.runs()
    assert [run.id for run in runs] == ["uci-digits/tiny"]
    assert problems == []


def test_members_of_a_ladder_are_among_the_runs_only_where_one_is_asked_for(spoilable):
    rung = shutil.copytree(spoilable, spoilable.parent / "rung")
    config = json.loads((rung / "config.json").read_text(encoding="utf-8"))
    (rung / "config.json").write_text(
        json.dumps({**config, "preset": "ladder-2d"}), encoding="utf-8"
    )
    assert [run.id for run in resources.runs()[0]] == ["uci-digits/tiny"]
    asked = resources.runs(also=["uci-digits/rung", "uci-digits/none"])[0]
    assert [run.id for run in asked] == ["uci-digits/rung", "uci-digits/tiny"]
