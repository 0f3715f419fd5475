"""What the tests share: a tiny model, a run of it trained once, folders that are thrown away."""

import os

# One thread a process, in BLAS and torch alike: the sums are then made in the same order on every
# machine, and two workers on two cores do not wait for each other's threads. Read on import.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from filelock import FileLock

from tests.support.data.mirror import serving
from tests.support.runs.kinds import CONV, NORMALISED, untrained
from vae_core.data import datasets
from vae_core.data.datasets import is_downloaded, load_dataset
from vae_core.jobs import queue
from vae_core.jobs.processes import supervisor
from vae_core.models.config import ModelConfig, RunConfig, TrainingConfig
from vae_core.models.layers import Dense, Reshape
from vae_core.runs.load import load_run
from vae_core.runs.recording.film import webp
from vae_core.studies.beta_conditioned import complete_beta_run
from vae_core.training import train_recogniser as recognisers
from vae_core.training.train import train

torch.set_num_threads(1)

_IMAGE = (Dense(784, "none"), Reshape((1, 28, 28)))


def pytest_collection_modifyitems(items):
    """Of several workers, which get a part of the tests each and then take from one another, each
    begins with its share of the slow ones: at the end none waits long for another."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    slow = [item for item in items if item.get_closest_marker("slow")]
    quick = [item for item in items if not item.get_closest_marker("slow")]
    items[:] = [
        item
        for worker in range(workers)
        for tests in (slow, quick)
        for item in tests[len(tests) * worker // workers : len(tests) * (worker + 1) // workers]
    ]


@pytest.fixture(scope="session", autouse=True)
def quick_films():
    """Films are packed a tenth larger in a seventh of the time, most of that of a tiny training."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(webp.__kwdefaults__, "effort", 0)
        yield


@pytest.fixture(scope="module", autouse=True)
def registered():
    """Datasets that a file registers are gone after it."""
    before = dict(datasets._registered)
    yield
    datasets._registered.clear()
    datasets._registered.update(before)


@pytest.fixture(autouse=True)
def seeded():
    """What a test draws from torch's global state does not depend on the tests before it. Fixtures
    of a wider scope come first, and seed what they draw themselves."""
    torch.manual_seed(0)


@pytest.fixture
def rng() -> np.random.Generator:
    """NumPy's draws of one test, the same whichever tests ran before it."""
    return np.random.default_rng(0)


@pytest.fixture
def unattended(monkeypatch):
    """The queue is worked off by nobody: no supervisor is started, whoever asks for one."""
    for module in (queue, supervisor):
        monkeypatch.setattr(module, "ensure_supervisor", lambda root=None: None)


@pytest.fixture(scope="session")
def once(tmp_path_factory, worker_id) -> Callable[[str, Callable[[Path], object]], Path]:
    """once(name, make): a folder that make(folder) has filled, in whichever worker came first; only
    to be read."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def of(name, make):
        folder, made = shared / f"once-{name}", shared / f"once-{name}.made"
        with FileLock(shared / f"once-{name}.lock"):
            if not made.exists():
                shutil.rmtree(folder, ignore_errors=True)  # the other worker's broke off
                make(folder)
                made.touch()
        return folder

    return of


@pytest.fixture(scope="session")
def tiny() -> RunConfig:
    """A VAE that trains in a second."""
    return RunConfig(
        "uci-digits",
        ModelConfig("vae", (Dense(16),), (Dense(16), *_IMAGE)),
        TrainingConfig(epochs=2, batch_size=128, lr=2e-3),
        "tiny",
    )


@pytest.fixture(scope="session")
def tiny_ae(tiny) -> RunConfig:
    """The plain autoencoder of the same layers."""
    return replace(tiny, model=replace(tiny.model, kind="ae"))


@pytest.fixture(scope="session")
def any_beta(tiny) -> RunConfig:
    """A VAE of every beta from 0.01 to 20: the tiny one, with gates."""
    encoder, decoder = (
        tuple(replace(part, gated=True) if isinstance(part, Dense) else part for part in layers)
        for layers in (tiny.model.encoder, tiny.model.decoder)
    )
    model = replace(tiny.model, encoder=encoder, decoder=decoder, betas=(0.01, 20.0))
    return RunConfig("uci-digits", model, tiny.training, "any-beta")


@pytest.fixture(scope="session")
def conditioned(any_beta, once):
    """`uci-digits/any-beta`, trained once and complete; only to be read. It learned a little more
    than `trained`, so that its betas differ."""
    training = replace(any_beta.training, epochs=30, batch_size=64, lr=1e-2)
    config = replace(any_beta, training=training)

    def make(root):
        complete_beta_run(train(config, root=root, film="none", iwae_samples=0))

    return load_run("uci-digits/any-beta", once("conditioned", make))


@pytest.fixture(scope="session")
def told(tiny, once):
    """`uci-digits/conditional`, the tiny VAE that is told labels, trained once; only to be read."""
    training = replace(tiny.training, epochs=10, lr=1e-2)
    config = RunConfig("uci-digits", replace(tiny.model, n_labels=10), training, "conditional")
    root = once("told", lambda root: train(config, root=root, film="epochs", iwae_samples=5))
    return load_run("uci-digits/conditional", root)


@pytest.fixture(scope="session")
def digits():
    """uci-digits, read once."""
    return load_dataset("uci-digits")


@pytest.fixture(scope="session")
def trained(tiny, once):
    """`uci-digits/tiny`, trained once; only to be read."""
    root = once("trained", lambda root: train(tiny, root=root, film="epochs"))
    return load_run("uci-digits/tiny", root)


@pytest.fixture(scope="session")
def recogniser(once):
    """`uci-digits/recogniser`, trained for seconds; only to be read."""
    usual = recognisers.recogniser_config("uci-digits").training
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(recognisers.TRAININGS, "uci-digits", replace(usual, epochs=5))
        root = once("recogniser", lambda root: recognisers.train_recogniser("uci-digits", root))
    return load_run("uci-digits/recogniser", root)


@pytest.fixture(scope="session")
def of_kind(trained, conditioned, recogniser, tmp_path_factory):
    """of_kind("conv-ae") and others: a run that holds the layers and settings named so."""
    root = tmp_path_factory.mktemp("kinds")
    vae = replace(trained.config.model, head="log-sigma")
    cut = replace(trained.config.training, binarize="threshold")
    changes = {
        "conv-ae": {"model": CONV},
        "normalised": {"model": NORMALISED},
        "log-sigma, cut": {"model": vae, "training": cut},
    }
    made = {"vae": trained, "every-beta": conditioned, "recogniser": recogniser}

    def make(name):
        if name not in made:
            config = replace(trained.config, **changes[name])
            run_id = f"uci-digits/{name.replace(', ', '-')}"
            made[name] = untrained(run_id, config, trained, root)
        return made[name]

    return make


@pytest.fixture
def call(capsys):
    """call("list", "--json") -> (exit status, stdout, stderr) of `python -m vae_core`."""
    from vae_core.cli.main import main

    def run(*words):
        status = main(list(map(str, words)))
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def checkpoints(tmp_path, monkeypatch):
    """An empty folder for runs, which the library takes for its own."""
    root = tmp_path / "checkpoints"
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(root))
    return root


@pytest.fixture
def spoilable(trained, checkpoints):
    """The folder of a copy of the trained run, for tests that damage it."""
    folder = checkpoints / "uci-digits" / "tiny"
    shutil.copytree(trained.folder, folder)
    return folder


@pytest.fixture
def mirror(monkeypatch):
    """A mirror of MNIST on this machine, the only one that a download asks."""
    with serving() as mirror:
        mirror.set_up(monkeypatch)
        yield mirror


@pytest.fixture(params=["mnist", "fashion-mnist"])
def published(request):
    """MNIST and Fashion-MNIST, where they are on this machine."""
    if not is_downloaded(request.param):
        pytest.skip(f"{request.param} is not on this machine (set VAE_DATA_DIR)")
    return load_dataset(request.param)
