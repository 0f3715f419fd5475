"""The study of twelve images: its images, its trainings, and the shipped file, never stale."""

import itertools
import math

import numpy as np
import pytest

from tests.js.fixtures.clouds import decoded
from tests.support.pages import ROOT
from vae_core.errors import RunError
from vae_core.studies import twelve_images as study
from vae_core.studies.twelve_images import (
    BETAS,
    FIRST,
    beta_config,
    protocol,
    read_protocol,
    read_twelve,
    train_twelve,
    twelve_images,
    write_twelve,
)

FILE = ROOT / "ui" / "pages" / "lessons" / "content" / "measured" / "forces_twelve.npz"
COMMAND = f"run `python -m vae_core.studies.twelve_images {FILE.relative_to(ROOT)}`"


@pytest.fixture(scope="module")
def models():
    return read_twelve(FILE)


def prior_kl(model) -> float:
    mu, sigma = model.mu.astype(float), model.sigma.astype(float)
    return float((0.5 * (mu**2 + sigma**2 - 1) - np.log(sigma)).sum(1).mean())


def test_each_class_is_there_and_two_of_them_twice():
    labels = twelve_images().labels.tolist()
    assert sorted(labels) == sorted([*range(10), 4, 9])
    assert len(np.unique(twelve_images().images.reshape(12, -1), axis=0)) == 12


def test_the_ends_leave_one_of_the_two_terms_out():
    error, both, kl = (beta_config(beta, 5).training for beta in (0.0, 1.0, math.inf))
    assert (error.beta, error.reconstruct) == (0.0, True)
    assert (both.beta, both.reconstruct) == (1.0, True)
    assert kl.reconstruct is False and kl.beta > 0


def test_the_file_is_small_and_of_the_present_protocol(models):
    assert FILE.stat().st_size < 500_000
    assert read_protocol(FILE) == protocol(), COMMAND
    assert list(models) == list(BETAS)


def test_another_protocol_has_another_hash(monkeypatch):
    before = protocol()
    monkeypatch.setattr(study, "STEPS", study.STEPS + 1)
    assert protocol() != before


def test_its_figures_are_those_of_its_own_weights_and_clouds(models):
    x = twelve_images().images.reshape(12, -1) / 255.0
    rng = np.random.default_rng(1)
    for beta in (1.0, 30.0, math.inf):
        model = models[beta]
        assert prior_kl(model) == pytest.approx(model.kl, abs=1e-3)
        z = model.mu + model.sigma * rng.standard_normal((200, 12, 2))
        p = decoded(beta, z.reshape(-1, 2).astype(np.float32).tolist()).reshape(200, 12, -1)
        p = p.astype(float).clip(1e-9, 1 - 1e-7)
        recon = -(x * np.log(p) + (1 - x) * np.log(1 - p)).sum(-1).mean()
        assert recon == pytest.approx(model.recon, rel=0.01)


def test_more_weight_on_the_kl_buys_less_kl_with_more_error(models):
    kl = [model.kl for model in models.values()]
    assert all(later <= before + 1e-4 for before, later in itertools.pairwise(kl))
    assert models[0.0].recon < models[1.0].recon < models[30.0].recon < models[math.inf].recon


def test_training_goes_both_ways_from_the_first():
    trained = train_twelve((0.0, FIRST, 1.0), first_steps=100, steps=2)
    assert list(trained) == [0.0, FIRST, 1.0]
    assert {"mu", "sigma", "figures"} < set(trained[0.0])
    first, after = trained[FIRST]["mu"], [trained[beta]["mu"] for beta in (0.0, 1.0)]
    assert all(not np.array_equal(first, mu) for mu in after)
    # Two steps on from the first, the middles have not gone far.
    assert all(np.abs(first - mu).max() < 0.3 for mu in after)


@pytest.mark.parametrize("kind", ["no archive", "cut", "missing", "shape", "not a number"])
def test_a_damaged_file_is_a_sentence(tmp_path, kind):
    path = tmp_path / "twelve.npz"
    if kind == "no archive":
        path.write_bytes(b"PK broken")
    elif kind == "cut":
        path.write_bytes(FILE.read_bytes()[:100_000])
    else:
        with np.load(FILE) as file:
            arrays = {name: file[name] for name in file.files}
        if kind == "missing":
            del arrays["10/decoder.0.weight" if "10/decoder.0.weight" in arrays else "10/mu"]
        elif kind == "shape":
            arrays["1/mu"] = arrays["1/mu"][:5]
        else:
            arrays["1/sigma"][3] = np.nan
        np.savez(path, **arrays)
    with pytest.raises(RunError, match="damaged"):
        read_twelve(path)


def test_a_file_that_does_not_say_how_it_was_made_is_damaged(tmp_path):
    np.savez(tmp_path / "a.npz", mu=np.zeros(2))
    with pytest.raises(RunError, match="does not say"):
        read_protocol(tmp_path / "a.npz")
    with pytest.raises(RunError, match="damaged"):
        read_protocol(tmp_path / "none.npz")


@pytest.mark.slow
def test_training_the_first_again_gives_the_clouds_that_are_shipped(models):
    """The same numbers on the same kind of machine; elsewhere at least as good a bargain."""
    again = train_twelve((FIRST,), first_steps=study.FIRST_STEPS, steps=study.STEPS)[FIRST]
    shipped, sigma = models[FIRST], np.median(again["sigma"])
    assert again["figures"].sum() == pytest.approx(shipped.recon + shipped.kl, rel=0.05), COMMAND
    assert sigma == pytest.approx(np.median(shipped.sigma), rel=0.5), COMMAND


def test_what_is_written_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(study, "FIRST_STEPS", 2)
    monkeypatch.setattr(study, "STEPS", 2)
    path = tmp_path / "twelve.npz"
    write_twelve(path)
    assert list(read_twelve(path)) == list(BETAS)
    assert read_protocol(path) == protocol() != read_protocol(FILE)
