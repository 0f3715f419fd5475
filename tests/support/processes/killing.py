"""Kill a training at random moments, and let it go on: a program, run by
`test_checkpoint.py` and `tests/release/trial/kills.py`.

    PYTHONPATH=. python tests/support/processes/killing.py KILLS [SEED]

Prints JSON: what the undisturbed run is, what each one that was cut off and went on became, how
many kills found a training at work, how many left a state, and every damaged run that was seen.
Each training is a fork of a process that has imported everything: to import it again each time
would take longer than the trainings.
"""

import json
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

import sklearn.neighbors  # noqa: F401 (imported before the forks)
import torch
import torch._dynamo

from vae_core.data.datasets import load_dataset
from vae_core.models.config import ModelConfig, RunConfig, TrainingConfig
from vae_core.models.layers import Dense, Reshape
from vae_core.runs.load import list_runs, load_run
from vae_core.training.loop.checkpoint import checkpoint_path
from vae_core.training.train import train

RUN = "uci-digits/killed"
CONFIG = RunConfig(
    "uci-digits",
    ModelConfig("vae", (Dense(16),), (Dense(16), Dense(784, "none"), Reshape((1, 28, 28)))),
    TrainingConfig(
        epochs=2, batch_size=64, lr_schedule="one-cycle", ema=0.9, augment=1.0, binarize="input"
    ),
    "killed",
)


def begin(root: Path) -> int:
    """The process id of a training of CONFIG that keeps its state after each step."""
    child = os.fork()
    if child == 0:
        torch.set_num_threads(1)
        status = 1
        try:
            train(CONFIG, root=root, film="epochs", iwae_samples=0, keep_every=1e-9)
            status = 0
        finally:
            os._exit(status)
    return child


def outcome(root: Path) -> dict:
    """All that has to be the same: the hashes of weights, codes and film, and the history."""
    metrics = load_run(RUN, root).metrics
    history = [{k: v for k, v in line.items() if k != "seconds"} for line in metrics["history"]]
    return {"files": metrics["files"], "history": history, "best": metrics["best_epoch"]}


def main(kills: int, scratch: Path, seed: int = 0) -> dict:
    chance = random.Random(seed)
    load_dataset(CONFIG.dataset).test  # noqa: B018 (read before the forks)
    began = time.monotonic()
    os.waitpid(begin(scratch / "undisturbed"), 0)
    usual = time.monotonic() - began
    undisturbed, became, damaged, at_work, states, rounds = (
        outcome(scratch / "undisturbed"), [], [], 0, 0, 0,
    )  # fmt: skip
    root = scratch / "round-0"
    while at_work < kills or not (root / RUN).exists():
        child = begin(root)
        if at_work < kills:
            time.sleep(chance.uniform(0.0, usual))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        at_work += os.WIFSIGNALED(status)
        states += checkpoint_path(RUN, root).exists()
        damaged += [str(problem) for problem in list_runs(root)[1]]
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "a training failed"
        if (root / RUN).exists() and at_work < kills:
            os.waitpid(begin(root), 0)  # tidies up, where it was killed after the run was saved
            became.append(outcome(root))
            rounds += 1
            root = scratch / f"round-{rounds}"
    os.waitpid(begin(root), 0)
    became.append(outcome(root))
    left = sorted(path.name for path in (root / "uci-digits").iterdir())
    return {
        "undisturbed": undisturbed, "became": became, "damaged": damaged,
        "kills": at_work, "states": states, "left": left,
    }  # fmt: skip


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        kills, *seed = map(int, sys.argv[1:])
        print(json.dumps(main(kills, Path(folder), *seed)))
