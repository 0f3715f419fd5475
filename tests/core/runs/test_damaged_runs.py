"""A damaged or foreign run is named, and nothing of it is trusted."""

import os
import pickle
import shutil

import numpy as np
import pytest
from safetensors.numpy import load_file, save, save_file

from tests.support.runs.damage import (
    ALL_FILES,
    DAMAGES,
    ID,
    assert_damaged,
    edit,
    open_whole,
    restamp,
)
from vae_core.errors import RunError
from vae_core.runs.load import load_run
from vae_core.runs.store import attach


def test_a_sound_run_opens(spoilable):
    open_whole()
    restamp(spoilable)
    open_whole()


@pytest.mark.parametrize("file", ALL_FILES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_named(spoilable, file, damage):
    DAMAGES[damage](spoilable / file)
    assert_damaged(file)


@pytest.mark.parametrize("file", ["config.json", "metrics.json"])
@pytest.mark.parametrize("text", ["[]", "3", "null", '"x"', "{}", "[" * 100_000])
def test_json_of_another_kind_is_damage(spoilable, file, text):
    (spoilable / file).write_text(text, encoding="utf-8")
    assert_damaged(file)


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
            "metrics.json: evaluation.kl_per_dim must be a list of 3, not of 2",
        ),
        (lambda c: c["model"]["encoder"][0].update(units=17), "do not fit the model"),
        (lambda c: c["model"]["decoder"][0].update(units=17), "do not fit the model"),
        (lambda c: c["model"]["decoder"].pop(), "The decoder ends in shape (784,)"),
        (lambda c: c["model"]["decoder"][1].update(units=783), "A reshape cannot turn"),
        (lambda c: c["model"].update(kind="ae"), ""),
    ],
)
def test_a_foreign_config_is_damage(spoilable, change, why):
    edit(spoilable, "config.json", change)
    assert_damaged(why)


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
    edit(spoilable, "metrics.json", change)
    assert_damaged("metrics.json")


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        ("evaluation.kl", "many", "evaluation.kl must be a number"),
        ("evaluation.kl", 1e200, "evaluation.kl must be a number"),
        ("evaluation.kl", True, "evaluation.kl must be a number"),
        ("evaluation.kl", None, "evaluation.kl must be a number"),
        ("evaluation.n", 0, "evaluation.n must be a whole number from 1 to 1000000000000, not 0"),
        ("evaluation.knn_accuracy", 7, "evaluation.knn_accuracy must be a number at least 0"),
        ("evaluation.kl_per_dim", [1.0], "evaluation.kl_per_dim must be a list of 2, not of 1"),
        ("evaluation.kl_per_dim", ["a", "b"], "evaluation.kl_per_dim[0] must be a number"),
        ("history", [3], "history[0] must be an object with named fields, not 3"),
        ("history", [{"epoch": 1}], "history[0] lacks 'beta'"),
        ("history", None, "history must be a list of at least 1, not None"),
        ("parameters", {"encoder": 1}, "parameters lacks 'decoder'"),
        ("parameters.encoder", -1, "parameters.encoder must be a whole number"),
        ("support.k", "20", "support.k must be a whole number from 1 to"),
        ("support.more", 1, "Unknown field 'more' in support"),
        ("typical.recon", [1.0], "typical.recon must be a list of"),
        ("typical.hardest", [500], "typical.hardest must be below 500, not 500"),
        ("typical", [], "typical must be an object with named fields or null, not []"),
        ("quality", {"prior": {}}, "quality.prior lacks 'frechet'"),
        ("quality", 3, "quality must be an object with named fields or null, not 3"),
        ("gaps", {"intervals": []}, "gaps"),
        ("factors", {"mig": 0.5}, "factors"),
        ("by_beta", [{"beta": "x"}], "by_beta[0]"),
        ("stopped", {"step": 1}, "stopped lacks 'of'"),
        (
            "stopped",
            {"step": 1, "of": 0},
            "stopped.of must be a whole number from 1",
        ),
        ("made", 5, "made must be text, not 5"),
        ("threads", [2], "threads must be a whole number from 1 to 1000000000000 or null, not [2]"),
        ("device", {}, "device must be text, not {}"),
        ("files.film.npz", "x", "files[] must be an object with named fields"),
    ],
)
def test_every_block_of_the_metrics_is_checked_and_the_figure_named(spoilable, path, value, why):
    block, _, name = path.partition(".")

    def change(metrics):
        if name:
            metrics[block][name] = value
        else:
            metrics[block] = value

    edit(spoilable, "metrics.json", change)
    assert_damaged(f"metrics.json: {why}")


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e999", '"\\ud800"', "[" * 100_000])
def test_what_json_does_not_know_is_damage(spoilable, text):
    path = spoilable / "metrics.json"
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.rstrip()[:-1] + f', "more": {text}}}', encoding="utf-8")
    assert_damaged("metrics.json is missing or is not JSON")


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
    restamp(spoilable)
    assert_damaged(why)


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
    restamp(spoilable)
    assert_damaged("latents.npz")
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
    restamp(spoilable)
    assert_damaged(f"{file} cannot be read")


def test_a_folder_under_another_dataset_belongs_to_another_run(spoilable, checkpoints):
    shutil.copytree(spoilable, checkpoints / "mnist" / "tiny")
    with pytest.raises(RunError, match=r"tiny is damaged: config\.json belongs to another run"):
        load_run("mnist/tiny")


def test_a_renamed_run_keeps_working(spoilable):
    spoilable.rename(spoilable.parent / "renamed")
    open_whole("uci-digits/renamed")


# Amending


def test_a_forged_film_that_is_none_says_so(spoilable):
    (spoilable / "film.npz").write_bytes((spoilable / "latents.npz").read_bytes())
    restamp(spoilable)
    with pytest.raises(RunError, match=r"film\.npz cannot be read \(not a film"):
        _ = load_run(ID).film


# Files that come later


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_attached_file_is_named(spoilable, damage):
    attach(load_run(ID), "more.npz", b"some bytes, more than twenty of them")
    DAMAGES[damage](spoilable / "more.npz")
    with pytest.raises(RunError, match=r"is damaged: more\.npz"):
        load_run(ID).attached("more.npz")


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd"])
def test_a_file_noted_outside_the_run_is_damage(spoilable, name):
    noted = {"sha256": "0", "bytes": 0}
    edit(spoilable, "metrics.json", lambda m: m["files"].update({name: noted}))
    assert_damaged("metrics.json: it notes the file")
