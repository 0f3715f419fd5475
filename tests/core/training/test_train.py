"""From a configuration to a run on disk: once, whole, and with a sentence where it cannot be."""

import errno
import platform
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from tests.support.runs.fits import with_training
from vae_core import version
from vae_core.errors import ConfigError, RunError
from vae_core.files import atomic
from vae_core.models.networks.autoencoders import build_model
from vae_core.runs import store
from vae_core.runs.load import load_run
from vae_core.training import train as train_module
from vae_core.training.fit import fit
from vae_core.training.loop.result import DivergedError
from vae_core.training.loop.step import losses
from vae_core.training.measure import provenance, round_to_float16
from vae_core.training.train import train


def _left(root):
    """Every file and run folder under root: the datasets' empty folders do not count."""
    return sorted(p for p in root.rglob("*") if p.is_file() or p.parent.parent == root)


@pytest.fixture
def no_fit(monkeypatch):
    """Fails the test if anything is trained."""

    def refuse(*_):
        raise AssertionError("this must not train")

    monkeypatch.setattr(train_module, "fit", refuse)


def test_a_trained_run_is_complete(trained, tiny, digits):
    assert trained.id == "uci-digits/tiny"
    assert trained.config == tiny
    metrics = trained.metrics
    assert [record["epoch"] for record in metrics["history"]] == [1, 2]
    assert metrics["data_sha256"] == digits.sha256
    assert metrics["seed"] == 0
    assert metrics["seconds"] >= 0
    assert metrics["library"] == version.__version__
    assert metrics["command"] == "vc.train"
    assert metrics["platform"] == platform.platform()
    assert metrics["threads"] == torch.get_num_threads()
    assert set(metrics["versions"]) == {"python", "torch", "numpy", "scikit-learn"}
    assert metrics["parameters"] == {"encoder": 12_628, "decoder": 13_376}
    assert set(metrics["support"]) == {"k", "thin", "hole"}
    assert trained.latents.mu.shape == trained.latents.logvar.shape == (500, 2)
    np.testing.assert_array_equal(trained.latents.label, digits.test.labels)


@pytest.mark.parametrize(
    ("module", "words", "command"),
    [
        (
            "vae_core.__main__",
            ["x", "train", "vae-2d", "--name", "a b"],
            "python -m vae_core train vae-2d --name 'a b'",
        ),
        (
            "vae_core.jobs.processes.worker",
            ["x", "mnist/a"],
            "python -m vae_core.jobs.processes.worker mnist/a",
        ),
        (None, ["/usr/bin/latent-explorer", "train", "ae-2d"], "latent-explorer train ae-2d"),
        (None, ["notebook.py", "--secret"], "vc.train"),
        ("pytest.__main__", ["x", "tests"], "vc.train"),
    ],
)
def test_a_run_says_how_it_was_asked_for(monkeypatch, tiny, digits, module, words, command):
    spec = None if module is None else SimpleNamespace(name=module)
    monkeypatch.setitem(sys.modules, "__main__", SimpleNamespace(__spec__=spec))
    monkeypatch.setattr(sys, "argv", words)
    assert provenance(tiny, digits)["command"] == command


def test_what_is_kept_is_the_fit_rounded_to_half_precision(trained, tiny, digits):
    fitted = fit(tiny, digits, "cpu").model
    for name, kept in trained.model().state_dict().items():
        assert torch.equal(kept, fitted.state_dict()[name].half().float())


def test_kept_latents_are_what_the_kept_model_encodes(trained, digits):
    with torch.no_grad():
        mu, logvar = trained.model().encode(digits.test.x())
    np.testing.assert_array_equal(trained.latents.mu, mu.half().float())
    np.testing.assert_array_equal(trained.latents.logvar, logvar.half().float())


def test_an_autoencoder_is_kept_without_logvar(tiny_ae, checkpoints):
    run = train(tiny_ae)
    assert run.folder == checkpoints / "uci-digits" / "tiny"
    assert run.latents.logvar is None
    assert run.model().encode(torch.zeros(1, 1, 28, 28)).shape == (1, 2)


def test_any_latent_dimension_is_kept(tiny, checkpoints):
    run = train(replace(tiny, model=replace(tiny.model, latent_dim=5)), "five")
    assert run.latents.mu.shape == (500, 5)
    assert 0 < run.metrics["support"]["thin"] < run.metrics["support"]["hole"]


def test_the_same_config_returns_the_run_that_is_there(spoilable, tiny, no_fit):
    assert train(tiny).folder == spoilable
    assert train(replace(tiny, preset="another recipe"), "tiny").folder == spoilable


def test_other_settings_under_the_same_name_clash(spoilable, tiny, no_fit):
    with pytest.raises(RunError) as error:
        train(with_training(tiny, beta=2.0))
    assert str(error.value) == (
        "There is already a run uci-digits/tiny, made with other settings. Choose another name, "
        f"or delete {spoilable}."
    )


def test_a_damaged_run_is_not_trained_over(spoilable, tiny, no_fit):
    (spoilable / "weights.safetensors").unlink()
    with pytest.raises(RunError, match=r"tiny is damaged: weights\.safetensors is missing"):
        train(tiny)


@pytest.mark.parametrize("name", ["../escape", "a/b", "", ".hidden", "Ä", "x" * 65, "a..b"])
def test_names_that_could_leave_the_folder_raise(tiny, checkpoints, no_fit, name):
    with pytest.raises(ConfigError, match="cannot name a run: use up to 64 lower-case letters"):
        train(replace(tiny, preset=name))
    assert not checkpoints.exists()


def test_an_unknown_device_raises_before_anything_is_made(tiny, checkpoints, no_fit):
    with pytest.raises(ConfigError, match="There is no device 'abacus'"):
        train(tiny, device="abacus")
    assert not checkpoints.exists()


def test_a_folder_that_cannot_be_written_is_found_before_the_training(tiny, tmp_path, no_fit):
    (tmp_path / "checkpoints").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(RunError) as error:
        train(tiny, root=tmp_path / "checkpoints")
    place = tmp_path / "checkpoints" / "uci-digits"
    assert str(error.value) == f"Runs cannot be written to {place} (Not a directory)."


def test_a_disk_that_is_full_is_found_before_the_training(tiny, checkpoints, no_fit, monkeypatch):
    def full(**_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.tempfile, "TemporaryFile", full)
    with pytest.raises(RunError, match=r"Runs cannot be written to .* \(No space left on device\)"):
        train(tiny)
    assert _left(checkpoints) == []


def test_ctrl_c_leaves_nothing(tiny, checkpoints):
    def interrupt(progress):
        if progress.epoch == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(tiny, on_progress=interrupt)
    assert _left(checkpoints) == []


def test_ctrl_c_while_writing_leaves_nothing(tiny, checkpoints, monkeypatch):
    written = []

    def interrupt(path, content, **_):
        path.write_bytes(content)
        written.append(path)
        if len(written) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(atomic, "write_new", interrupt)
    with pytest.raises(KeyboardInterrupt):
        train(tiny)
    assert _left(checkpoints) == []


@pytest.fixture
def diverge_after(monkeypatch):
    """diverge_after(n): training losses are NaN after n calls; keeping a state is left in peace."""
    real, measured = losses.losses, train_module.measure_result
    calls = []

    def arm(n):
        def spoilt(*args):
            recon, kl = real(*args)
            calls.append(1)
            return (recon * float("nan") if len(calls) > n else recon), kl

        def measure_soundly(*args):
            monkeypatch.setattr(losses, "losses", real)
            return measured(*args)

        monkeypatch.setattr(losses, "losses", spoilt)
        monkeypatch.setattr(train_module, "measure_result", measure_soundly)

    return arm


IN_EPOCH_2 = 12  # An epoch of `tiny` is 9 steps and a validation.


def test_a_diverged_training_keeps_its_last_good_state(tiny, checkpoints, diverge_after):
    diverge_after(IN_EPOCH_2)
    with pytest.raises(DivergedError) as error:
        train(tiny)
    assert str(error.value) == (
        "The loss became nan in epoch 2, step 11; try a lower learning rate than 0.002. "
        "The last good state, of epoch 1, is kept as uci-digits/tiny-diverged."
    )
    run = load_run("uci-digits/tiny-diverged")
    assert run.metrics["best_epoch"] == 1
    assert all(torch.isfinite(p).all() for p in run.model().parameters())
    assert not (checkpoints / "uci-digits" / "tiny").exists()


def test_a_second_divergence_does_not_pass_an_older_state_off_as_its_own(
    tiny, checkpoints, diverge_after
):
    older = train(tiny, "tiny-diverged")
    diverge_after(IN_EPOCH_2)
    with pytest.raises(DivergedError) as error:
        train(with_training(tiny, seed=5))
    assert "is kept" not in str(error.value)
    assert load_run(older.id).config == tiny


def test_a_training_that_diverges_at_once_leaves_nothing(tiny, checkpoints, diverge_after):
    diverge_after(3)
    with pytest.raises(DivergedError, match="The loss became nan in epoch 1, step 3"):
        train(tiny)
    assert _left(checkpoints) == []


def test_weights_too_large_for_half_precision_raise(tiny):
    model = build_model(tiny.model)
    with torch.no_grad():
        model.decoder[0].bias[3] = 1e6
        with pytest.raises(RunError) as error:
            round_to_float16(model)
    assert str(error.value) == "The weight decoder.0.bias is too large for half precision."
