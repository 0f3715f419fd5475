"""The environment of processes that train beside other work."""

import subprocess
import sys
from pathlib import Path

from vae_core.jobs.engine import process_environment
from vae_core.training.background import background_environment

ROOT = Path(__file__).parents[3]
PRINT = "import os; print(os.environ['OMP_WAIT_POLICY'])"


def test_threads_of_a_training_beside_other_work_sleep_while_they_wait(tmp_path, monkeypatch):
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    environment = process_environment(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", PRINT],
        env=environment, check=True, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.stdout.strip() == "passive"
    assert environment["VAE_CHECKPOINTS_DIR"] == str(tmp_path.resolve())


def test_a_server_of_the_app_does_the_same(monkeypatch):
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    script = f"import ui, sys; {PRINT}; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT, check=True, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.stdout.split() == ["passive", "False"]


def test_what_the_operator_has_set_stays(monkeypatch):
    monkeypatch.setenv("OMP_WAIT_POLICY", "active")
    assert background_environment()["OMP_WAIT_POLICY"] == "active"
