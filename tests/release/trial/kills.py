"""Trainings that are killed at random moments and go on: what they become is what one becomes that
nobody disturbed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.release.trial.result import Part, Result

ROOT = Path(__file__).parents[3]


def run(seed: int, count: int) -> Result:
    """Kill trainings `count` times, by `tests/support/processes/killing.py` in its own process."""
    done = subprocess.run(
        [sys.executable, "tests/support/processes/killing.py", str(count), str(seed)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        return Result(count, [f"the trial itself broke: {done.stderr.strip()[-300:]}"])
    seen = json.loads(done.stdout)
    result = Result(seen["kills"])
    result.count("runs in the end", len(seen["became"]))
    result.count("kills that left a state", seen["states"])
    differing = sum(outcome != seen["undisturbed"] for outcome in seen["became"])
    result.failures += [f"{differing} runs are not what an undisturbed one is"] if differing else []
    result.failures += [f"half a run was seen: {problem}" for problem in seen["damaged"]]
    if seen["left"] != ["killed"]:
        result.failures.append(f"files were left behind: {seen['left']}")
    return result


# The test suite has its own 20 (tests/core/training/loop/test_checkpoint.py).
PART = Part("kills", "A training is killed with SIGKILL and goes on", 20, 0, run)
