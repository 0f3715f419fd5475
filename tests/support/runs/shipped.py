"""The runs that come with the repository, as the tests of the release read them."""

from pathlib import Path

import pytest

from vae_core.data.datasets import DATASETS, is_downloaded, load_dataset
from vae_core.models.config import ModelConfig
from vae_core.runs.conditions.at_label import run_at_label
from vae_core.runs.load import list_runs
from vae_core.runs.run import Run

MB = 1_000_000
# Two measurements differ by the samples drawn: of z, and of pixels where those are binarised.
NATS_OF_SAMPLING = 0.5
# Where pixels are far off, as by a decoder that was not trained on them, by more.
SHARE_OF_SAMPLING = 0.004
ROOT = Path(__file__).parents[3] / "checkpoints"
ALL, PROBLEMS = list_runs(ROOT)
RUNS = [run for run in ALL if run.config.model.kind != "recogniser"]
RECOGNISERS = {run.dataset: run for run in ALL if run.config.model.kind == "recogniser"}
ANY_BETA = ("mnist/vae-2d-any-beta", "fashion-mnist/vae-2d-any-beta")
each_dataset = pytest.mark.parametrize("dataset", DATASETS)


def of_each_architecture() -> list[Run]:
    """The first of the runs with each architecture as the browser gets it; a conditional one is
    told the label 7."""
    found: dict[ModelConfig, Run] = {}
    for run in RUNS:
        found.setdefault(run.config.model, run)
    return [
        run if run.config.model.n_labels is None else run_at_label(run, 7) for run in found.values()
    ]


def shipped_data(dataset):
    """The dataset; without it the test is skipped."""
    if not is_downloaded(dataset):
        pytest.skip(f"{dataset} is not on this machine (set VAE_DATA_DIR)")
    return load_dataset(dataset)
