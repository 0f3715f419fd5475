"""Runs on disk: written whole or not at all, and read only when they are sound."""

import errno
import hashlib
import json
import os
import pickle
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save, save_file

from vae_core.errors import ConfigError, RunError
from vae_core.latent.geometry import Latents
from vae_core.runs import atomic, layout
from vae_core.runs.browser_export import export_codes, export_decoder
from vae_core.runs.load import list_runs, load_run
from vae_core.runs.store import amend, attach, save_run

ID = "uci-digits/tiny"
FILES = ("config.json", "metrics.json", "weights.safetensors", "latents.npz")
ALL_FILES = (*FILES, "film.npz")


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
            "history": [{"epoch": 1}],
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
    for file in ALL_FILES:
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
    assert sorted(p.name for p in trained.folder.iterdir()) == sorted(ALL_FILES)
    assert trained.folder.stat().st_mode & 0o777 == 0o755
    assert [p.name for p in trained.folder.parent.iterdir()] == ["tiny"]


@pytest.mark.parametrize("fail_at", [1, 2, 3, 4])
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
    assert _left(checkpoints) == sorted([*FILES, "tiny"])


def test_many_finishing_at_once_agree(tiny, checkpoints, content):
    n = 8
    together = Barrier(n)

    def finish(value):
        together.wait()
        return save_run(ID, tiny, *content(value)).latents.mu[0, 0]

    with ThreadPoolExecutor(n) as pool:
        values = set(pool.map(finish, range(n)))
    assert len(values) == 1
    assert _left(checkpoints) == sorted([*FILES, "tiny"])


# Finding


def test_runs_are_listed_in_order_and_by_dataset(trained, checkpoints):
    for name in ("b", "a", ".hidden"):
        shutil.copytree(trained.folder, checkpoints / "uci-digits" / name)
    (checkpoints / "uci-digits" / "notes.txt").write_text("not a run", encoding="utf-8")
    shutil.copytree(trained.folder, checkpoints / "another-dataset" / "c")
    found, problems = list_runs()
    assert [run.id for run in found] == ["uci-digits/a", "uci-digits/b"]
    assert problems == []


def test_without_a_folder_there_are_no_runs(checkpoints):
    assert list_runs() == ([], [])
    checkpoints.write_text("a file", encoding="utf-8")
    assert list_runs() == ([], [])


def test_a_damaged_run_is_named_and_skipped(spoilable, trained):
    shutil.copytree(trained.folder, spoilable.parent / "whole")
    shutil.copytree(trained.folder, spoilable.parent / "Bad Name")
    (spoilable / "metrics.json").unlink()
    found, problems = list_runs()
    assert [run.id for run in found] == ["uci-digits/whole"]
    assert [type(problem) for problem in problems] == [RunError, RunError]
    assert "'Bad Name' cannot name a run" in str(problems[0])
    assert str(problems[1]) == (
        f"The run {ID} is damaged: metrics.json is missing or is not JSON. "
        "Delete its folder to train it again."
    )


def test_a_run_that_is_not_there_says_where_it_was_looked_for(checkpoints):
    with pytest.raises(RunError) as error:
        load_run("mnist/nothing")
    assert str(error.value) == f"There is no run mnist/nothing under {checkpoints}."


@pytest.mark.parametrize(
    "run_id",
    ["mnist/../../etc", "mnist/..", "mnist/", "mnist/a/b", "mnist/.x", "mnist/A", "mnist/a..b"],
)
def test_ids_that_could_leave_the_folder_raise(run_id):
    with pytest.raises(ConfigError, match="cannot name a run: use up to 64 lower-case letters"):
        load_run(run_id)


@pytest.mark.parametrize("run_id", ["", "mnist", "../mnist/vae-2d", "/etc/passwd", "cifar/vae-2d"])
def test_what_is_no_id_raises(run_id):
    with pytest.raises(ConfigError, match=r"names no run: write <dataset>/<name>, with a dataset"):
        load_run(run_id)


def test_runs_lie_beside_the_package_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("VAE_CHECKPOINTS_DIR", raising=False)
    assert layout.checkpoints_root() == Path(__file__).parents[3] / "checkpoints"


# Damage


def _open_whole(run_id=ID):
    """Everything that is ever read of a run."""
    run = load_run(run_id)
    _ = run.latents, run.film
    run.model()
    export_codes(run)
    export_decoder(run)


def _assert_damaged(why=""):
    with pytest.raises(RunError) as error:
        _open_whole()
    assert str(error.value).startswith(f"The run {ID} is damaged: ")
    assert str(error.value).endswith(". Delete its folder to train it again.")
    assert why in str(error.value)


def test_the_hash_of_the_weights_is_that_of_their_file(trained):
    content = (trained.folder / "weights.safetensors").read_bytes()
    assert trained.weights_hash == hashlib.sha256(content).hexdigest()


def _restamp(folder):
    """Make the hashes fit again, as a careful forger would."""
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    for file in ("weights.safetensors", "latents.npz", "film.npz"):
        bytes_ = (folder / file).read_bytes()
        metrics["files"][file] = {
            "sha256": hashlib.sha256(bytes_).hexdigest(),
            "bytes": len(bytes_),
        }
    (folder / "metrics.json").write_text(json.dumps(metrics), encoding="utf-8")


def _flip_a_bit(path):
    bytes_ = bytearray(path.read_bytes())
    bytes_[len(bytes_) // 2] ^= 0x80
    path.write_bytes(bytes_)


DAMAGES = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-20]),
    "a bit flipped": _flip_a_bit,
    "a pickle": lambda path: path.write_bytes(pickle.dumps({"mu": [1, 2]})),
    "zeros": lambda path: path.write_bytes(b"\0" * path.stat().st_size),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


def test_a_sound_run_opens(spoilable):
    _open_whole()
    _restamp(spoilable)
    _open_whole()


@pytest.mark.parametrize("file", ALL_FILES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_named(spoilable, file, damage):
    DAMAGES[damage](spoilable / file)
    _assert_damaged(file)


def _edit(folder, file, change):
    values = json.loads((folder / file).read_text(encoding="utf-8"))
    change(values)
    (folder / file).write_text(json.dumps(values), encoding="utf-8")


@pytest.mark.parametrize("file", ["config.json", "metrics.json"])
@pytest.mark.parametrize("text", ["[]", "3", "null", '"x"', "{}", "[" * 100_000])
def test_json_of_another_kind_is_damage(spoilable, file, text):
    (spoilable / file).write_text(text, encoding="utf-8")
    _assert_damaged(file)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda c: c.update(format=2), "config.json is not of format 1"),
        (lambda c: c.pop("format"), "config.json is not of format 1"),
        (lambda c: c.update(colour="red"), "Unknown setting 'colour'"),
        (lambda c: c.update(dataset="mnist"), "belongs to another run"),
        (lambda c: c.update(model=[]), "ModelConfig must be an object"),
        (lambda c: c["training"].update(epochs=0), "epochs must be a whole number"),
        (
            lambda c: c["model"].update(latent_dim=3),
            "500 images and 3 latent dimensions",
        ),
        (lambda c: c["model"]["encoder"][0].update(units=17), "do not fit the model"),
        (lambda c: c["model"]["decoder"][0].update(units=17), "do not fit the model"),
        (lambda c: c["model"]["decoder"].pop(), "The decoder ends in shape (784,)"),
        (lambda c: c["model"]["decoder"][1].update(units=783), "A reshape cannot turn"),
        (lambda c: c["model"].update(kind="ae"), ""),
    ],
)
def test_a_foreign_config_is_damage(spoilable, change, why):
    _edit(spoilable, "config.json", change)
    _assert_damaged(why)


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.update(format=2),
        lambda m: m.pop("files"),
        lambda m: m.update(files=[]),
        lambda m: m["files"].pop("latents.npz"),
        lambda m: m["files"]["latents.npz"].pop("sha256"),
        lambda m: m["files"]["weights.safetensors"].update(bytes="many"),
        lambda m: m["files"]["weights.safetensors"].update(bytes=float("inf")),
        lambda m: m.pop("evaluation"),
        lambda m: m.update(evaluation=[1, 2]),
        lambda m: m.update(evaluation=None),
        lambda m: m.update(history=[]),
        lambda m: m.update(history={"epoch": 1}),
        lambda m: m.update(parameters=7),
        lambda m: m["evaluation"].pop("recon"),
        lambda m: m["evaluation"].update(neg_elbo=None),
        lambda m: m.update(support=None),
        lambda m: m.pop("seconds"),
    ],
)
def test_foreign_metrics_are_damage(spoilable, change):
    _edit(spoilable, "metrics.json", change)
    _assert_damaged("metrics.json")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda w: w["decoder.0.weight"].__setitem__((0, 0), np.nan), "that is not a number"),
        (lambda w: w["encoder.1.bias"].__setitem__(0, np.inf), "that is not a number"),
        (lambda w: w.pop("encoder.1.bias"), "do not fit the model"),
        (lambda w: w.update(extra=np.zeros(3, np.float16)), "do not fit the model"),
        (
            lambda w: w.update({"decoder.0.weight": w["decoder.0.weight"].T.copy()}),
            "do not fit the model",
        ),
        (lambda w: w.clear(), "do not fit the model"),
    ],
)
def test_foreign_weights_are_damage(spoilable, change, why):
    path = spoilable / "weights.safetensors"
    weights = load_file(path)
    change(weights)
    save_file(weights, path)
    _restamp(spoilable)
    _assert_damaged(why)


class _Trap:
    """Sets off an alarm when it is unpickled."""

    def __reduce__(self):
        return exec, ("import os; os.environ['VAE_CORE_TEST_TRAP'] = 'sprung'",)


OBJECTS = np.array([_Trap()] * 500, dtype=object)


@pytest.mark.parametrize(
    "arrays",
    [
        {"mu": OBJECTS},
        {"label": OBJECTS},
        {"logvar": OBJECTS},
        {"mu": None},
        {"label": None},
        {"logvar": None},
        {"mu": np.zeros((500, 3))},
        {"mu": np.zeros((499, 2))},
        {"mu": np.full((500, 2), np.nan)},
        {"mu": np.array([["a", "b"]] * 500)},
        {"logvar": np.zeros((500, 1))},
        {"logvar": np.full((500, 2), np.nan)},
        {"label": np.uint8(3)},
        {"label": np.zeros((500, 1), np.uint8)},
        {"label": np.full(500, 10, np.uint8)},
        {"label": np.zeros(500)},
        {"label": np.array(["1"] * 500)},
        {"mu": np.zeros((3, 2)), "logvar": np.zeros((3, 2)), "label": np.zeros(3, np.uint8)},
    ],
    ids=lambda arrays: ", ".join(
        f"{name} {getattr(a, 'dtype', 'gone')}{getattr(a, 'shape', '')}"
        for name, a in arrays.items()
    ),
)
def test_foreign_latents_are_damage(spoilable, arrays, monkeypatch):
    monkeypatch.setenv("VAE_CORE_TEST_TRAP", "set")
    path = spoilable / "latents.npz"
    with np.load(path) as kept:
        whole = {**kept, **arrays}
    np.savez(path, **{name: array for name, array in whole.items() if array is not None})
    _restamp(spoilable)
    _assert_damaged("latents.npz")
    assert os.environ["VAE_CORE_TEST_TRAP"] == "set"


def test_the_trap_would_spring(monkeypatch):
    monkeypatch.setenv("VAE_CORE_TEST_TRAP", "set")
    pickle.loads(pickle.dumps(OBJECTS))
    assert os.environ["VAE_CORE_TEST_TRAP"] == "sprung"


@pytest.mark.parametrize(
    ("file", "bytes_"),
    [
        ("latents.npz", pickle.dumps(np.zeros((500, 2)))),
        ("latents.npz", b"PK\x03\x04" + b"\0" * 50),
        ("weights.safetensors", pickle.dumps({"decoder.0.weight": [1.0]})),
        ("weights.safetensors", b"\xff" * 64),
        ("weights.safetensors", save({"a": np.zeros(3)})[:-4]),
    ],
)
def test_foreign_bytes_with_fitting_hashes_are_damage(spoilable, file, bytes_):
    (spoilable / file).write_bytes(bytes_)
    _restamp(spoilable)
    _assert_damaged(f"{file} cannot be read")


def test_a_folder_under_another_dataset_belongs_to_another_run(spoilable, checkpoints):
    shutil.copytree(spoilable, checkpoints / "mnist" / "tiny")
    with pytest.raises(RunError, match=r"tiny is damaged: config\.json belongs to another run"):
        load_run("mnist/tiny")


def test_a_renamed_run_keeps_working(spoilable):
    spoilable.rename(spoilable.parent / "renamed")
    _open_whole("uci-digits/renamed")


# Amending


def test_figures_measured_later_are_added_and_nothing_else_changes(spoilable):
    run = load_run(ID)
    amended = amend(run, {"quality": {"n": 3}})
    assert amended.metrics == {**run.metrics, "quality": {"n": 3}}
    assert load_run(ID).metrics == amended.metrics
    assert sorted(p.name for p in spoilable.iterdir()) == sorted(ALL_FILES)


def test_two_who_amend_a_run_keep_what_the_other_added(spoilable):
    one, other = load_run(ID), load_run(ID)
    amend(one, {"quality": {"n": 3}})
    both = amend(other, {"typical": {"n": 4}}).metrics
    assert both == {**one.metrics, "quality": {"n": 3}, "typical": {"n": 4}}


def test_figures_that_cannot_be_written_leave_the_old_ones(spoilable, monkeypatch):
    run = load_run(ID)

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic, "write_new", full)
    with pytest.raises(RunError, match=r"could not be written .*No space left on device"):
        amend(run, {"quality": {}})
    assert load_run(ID).metrics == run.metrics
    assert sorted(p.name for p in spoilable.iterdir()) == sorted(ALL_FILES)


def test_a_forged_film_that_is_none_says_so(spoilable):
    (spoilable / "film.npz").write_bytes((spoilable / "latents.npz").read_bytes())
    _restamp(spoilable)
    with pytest.raises(RunError, match=r"film\.npz cannot be read \(not a film"):
        _ = load_run(ID).film


# Files that come later


def test_an_attached_file_is_kept_and_checked(spoilable):
    run = load_run(ID)
    assert run.attached("more.npz") is None
    run = attach(run, "more.npz", b"first")
    assert run.attached("more.npz") == b"first"
    assert load_run(ID).attached("more.npz") == b"first"
    assert (spoilable / "more.npz").read_bytes() == b"first"
    _open_whole()


def test_an_attached_file_can_be_replaced_and_attached_again(spoilable):
    first = attach(load_run(ID), "more.npz", b"first")
    assert attach(first, "more.npz", b"first").metrics == first.metrics
    assert attach(first, "more.npz", b"another").attached("more.npz") == b"another"
    assert sorted(path.name for path in spoilable.iterdir()) == sorted([*ALL_FILES, "more.npz"])


def test_attaching_keeps_what_was_added_meanwhile(spoilable):
    run = load_run(ID)
    attach(run, "one.npz", b"1")
    amend(run, {"more": 1})
    last = attach(run, "two.npz", b"2")
    assert (last.attached("one.npz"), last.attached("two.npz")) == (b"1", b"2")
    assert last.metrics["more"] == 1


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_attached_file_is_named(spoilable, damage):
    attach(load_run(ID), "more.npz", b"some bytes, more than twenty of them")
    DAMAGES[damage](spoilable / "more.npz")
    with pytest.raises(RunError, match=r"is damaged: more\.npz"):
        load_run(ID).attached("more.npz")


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
    _open_whole()


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd"])
def test_a_file_noted_outside_the_run_is_damage(spoilable, name):
    noted = {"sha256": "0", "bytes": 0}
    _edit(spoilable, "metrics.json", lambda m: m["files"].update({name: noted}))
    _assert_damaged("metrics.json notes the file")
