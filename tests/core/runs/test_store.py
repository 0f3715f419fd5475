"""Writing of runs: whole or not at all, and more about a run later."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest
import torch

from tests.support.runs.damage import (
    ALL_FILES,
    FILES,
    ID,
    open_whole,
)
from vae_core.errors import ConfigError, RunError
from vae_core.files import atomic
from vae_core.latent.geometry import Latents
from vae_core.runs.load import load_run
from vae_core.runs.reports.card import README
from vae_core.runs.store import amend, attach, save_run

EPOCH = dict.fromkeys(("beta", "loss", "recon", "kl", "val_recon", "val_kl"), 1.0) | {"epoch": 1}


@pytest.fixture
def content():
    """(weights, metrics, latents) of a run nobody trained, for the tests of writing."""

    def make(value=1.0):
        weights = {"decoder.0.weight": np.full((16, 2), value, np.float16)}
        codes = np.full((5, 2), value, np.float32)
        latents = Latents(codes, codes, np.arange(5, dtype=np.uint8))
        metrics = {
            "evaluation": {
                "n": 5,
                "recon": 1.0,
                "kl": 1.0,
                "neg_elbo": 2.0,
                "pixel_mse": 0.1,
                "knn_accuracy": 0.5,
            },
            "history": [EPOCH],
            "parameters": {"encoder": 32, "decoder": 32},
            "support": {"k": 2, "thin": 0.1, "hole": 0.2},
            "seconds": 1.0,
            "device": "cpu",
        }
        return weights, metrics, latents

    return make


def _left(root):
    return sorted(path.name for path in root.rglob("*") if path.parent != root)


# Writing


def test_a_round_trip_is_bit_identical(trained, checkpoints):
    weights, latents = trained.weights, trained.latents
    again = save_run(ID, trained.config, weights, trained.metrics, latents, film=trained.film)
    assert again.config == trained.config
    assert again.metrics == trained.metrics
    for file in (*ALL_FILES, README):
        assert (again.folder / file).read_bytes() == (trained.folder / file).read_bytes()
    for name, weight in again.weights.items():
        assert weight.dtype == np.float16
        assert weight.tobytes() == weights[name].tobytes()
    for field in ("mu", "logvar", "label"):
        assert getattr(again.latents, field).tobytes() == getattr(latents, field).tobytes()
    pairs = zip(again.model().parameters(), trained.model().parameters(), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs)


def test_a_model_comes_ready_to_evaluate(trained):
    model = trained.model()
    assert not model.training
    assert {p.dtype for p in model.parameters()} == {torch.float32}


def test_a_folder_holds_its_files_for_everyone_to_read(trained):
    assert sorted(p.name for p in trained.folder.iterdir()) == sorted((*ALL_FILES, README))
    assert trained.folder.stat().st_mode & 0o777 == 0o755
    assert [p.name for p in trained.folder.parent.iterdir()] == ["tiny"]


@pytest.mark.parametrize("fail_at", [1, 2, 3, 4, 5])
def test_a_disk_that_fills_up_leaves_nothing(tiny, checkpoints, content, monkeypatch, fail_at):
    real, calls = atomic.write_new, []

    def write(path, bytes_, **_):
        calls.append(path)
        if len(calls) == fail_at:
            path.write_bytes(bytes_[: len(bytes_) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(path, bytes_)

    monkeypatch.setattr(atomic, "write_new", write)
    with pytest.raises(RunError) as error:
        save_run(ID, tiny, *content())
    assert str(error.value) == (
        f"The run {ID} could not be written to {checkpoints / ID} (No space left on device). "
        "Nothing was left behind."
    )
    assert _left(checkpoints) == []


@pytest.mark.parametrize("where", ["checkpoints", "checkpoints/uci-digits", f"checkpoints/{ID}"])
def test_a_file_where_a_folder_should_be_says_so(tiny, checkpoints, content, where):
    place = checkpoints.parent / where
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("mine", encoding="utf-8")
    with pytest.raises(RunError, match=f"The run {ID} could not be written to"):
        save_run(ID, tiny, *content())
    assert place.read_text(encoding="utf-8") == "mine"
    assert list(checkpoints.parent.rglob(".*")) == []


def test_what_json_cannot_say_is_not_written(tiny, checkpoints, content):
    weights, metrics, latents = content()
    with pytest.raises(ValueError, match="JSON"):
        save_run(ID, tiny, weights, {**metrics, "seconds": float("nan")}, latents)
    assert not checkpoints.exists()


def test_who_finishes_second_gets_the_run_of_the_first(tiny, checkpoints, content):
    first = save_run(ID, tiny, *content(1.0))
    second = save_run(ID, tiny, *content(2.0))
    assert second.metrics == first.metrics
    assert (second.latents.mu == 1.0).all()
    assert _left(checkpoints) == sorted([*FILES, README, "tiny"])


def test_many_finishing_at_once_agree(tiny, checkpoints, content):
    n = 8
    together = Barrier(n)

    def finish(value):
        together.wait()
        return save_run(ID, tiny, *content(value)).latents.mu[0, 0]

    with ThreadPoolExecutor(n) as pool:
        values = set(pool.map(finish, range(n)))
    assert len(values) == 1
    assert _left(checkpoints) == sorted([*FILES, README, "tiny"])


# Finding


# Later


def test_figures_measured_later_are_added_and_nothing_else_changes(spoilable):
    run = load_run(ID)
    amended = amend(run, {"more": {"n": 3}})
    assert amended.metrics == {**run.metrics, "more": {"n": 3}}
    assert load_run(ID).metrics == amended.metrics
    assert sorted(p.name for p in spoilable.iterdir()) == sorted((*ALL_FILES, README))


def test_two_who_amend_a_run_keep_what_the_other_added(spoilable):
    one, other = load_run(ID), load_run(ID)
    amend(one, {"more": {"n": 3}})
    both = amend(other, {"later": {"n": 4}}).metrics
    assert both == {**one.metrics, "more": {"n": 3}, "later": {"n": 4}}


def test_figures_that_cannot_be_written_leave_the_old_ones(spoilable, monkeypatch):
    run = load_run(ID)

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic, "write_new", full)
    with pytest.raises(RunError, match=r"could not be written .*No space left on device"):
        amend(run, {"more": {}})
    assert load_run(ID).metrics == run.metrics
    assert sorted(p.name for p in spoilable.iterdir()) == sorted((*ALL_FILES, README))


def test_an_attached_file_is_kept_and_checked(spoilable):
    run = load_run(ID)
    assert run.attached("more.npz") is None
    run = attach(run, "more.npz", b"first")
    assert run.attached("more.npz") == b"first"
    assert load_run(ID).attached("more.npz") == b"first"
    assert (spoilable / "more.npz").read_bytes() == b"first"
    open_whole()


def test_an_attached_file_can_be_replaced_and_attached_again(spoilable):
    first = attach(load_run(ID), "more.npz", b"first")
    assert attach(first, "more.npz", b"first").metrics == first.metrics
    assert attach(first, "more.npz", b"another").attached("more.npz") == b"another"
    names = sorted(path.name for path in spoilable.iterdir())
    assert names == sorted([*ALL_FILES, README, "more.npz"])


def test_attaching_keeps_what_was_added_meanwhile(spoilable):
    run = load_run(ID)
    attach(run, "one.npz", b"1")
    amend(run, {"more": 1})
    last = attach(run, "two.npz", b"2")
    assert (last.attached("one.npz"), last.attached("two.npz")) == (b"1", b"2")
    assert last.metrics["more"] == 1


@pytest.mark.parametrize(
    "file", ["metrics.json", "weights.safetensors", "../up.npz", "A", "", "a/b.npz", ".hidden"]
)
def test_what_cannot_be_attached_is_refused(spoilable, file):
    with pytest.raises(ConfigError, match="cannot name a file beside a run"):
        attach(load_run(ID), file, b"x")


def test_a_file_that_cannot_be_attached_leaves_the_run_whole(spoilable, monkeypatch):
    run = attach(load_run(ID), "more.npz", b"first")
    real = atomic.write_new

    def write(path, content, **_):
        if "more.npz" in path.name:
            path.write_bytes(content[:1])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(path, content)

    monkeypatch.setattr(atomic, "write_new", write)
    with pytest.raises(RunError, match=r"more\.npz of .* could not be written"):
        attach(run, "more.npz", b"second")
    assert load_run(ID).attached("more.npz") is None
    assert not list(spoilable.glob(".*"))
    open_whole()
