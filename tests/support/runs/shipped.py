"""The runs that come with the repository, as the tests of the release read them."""

from pathlib import Path

import pytest

from vae_core.data.datasets import DATASETS, is_downloaded, load_dataset
from vae_core.runs.load import list_runs

MB = 1_000_000
# Two measurements differ by the samples drawn: of z, and of pixels where those are binarised.
NATS_OF_SAMPLING = 0.5
ROOT = Path(__file__).parents[3] / "checkpoints"
ALL, PROBLEMS = list_runs(ROOT)
RUNS = [run for run in ALL if run.config.model.kind != "recogniser"]
RECOGNISERS = {run.dataset: run for run in ALL if run.config.model.kind == "recogniser"}
ANY_BETA = ("mnist/vae-2d-any-beta", "fashion-mnist/vae-2d-any-beta")
each_dataset = pytest.mark.parametrize("dataset", DATASETS)


def shipped_data(dataset):
    """The dataset; without it the test is skipped."""
    if not is_downloaded(dataset):
        pytest.skip(f"{dataset} is not on this machine (set VAE_DATA_DIR)")
    return load_dataset(dataset)
