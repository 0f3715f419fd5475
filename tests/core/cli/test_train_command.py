"""Training by command: what is said, kept and refused."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from vae_core.models.presets import PRESETS
from vae_core.runs.load import load_run

ROOT = Path(__file__).parents[3]


RUN = "uci-digits/tiny"


def test_train_trains_once_and_then_returns_the_run(call, preset, checkpoints):
    status, out, _ = call("train", "tiny", "--dataset", "uci-digits", "--json")
    first = json.loads(out)
    assert status == 0
    assert (first["run"], first["kind"], first["epochs"], first["beta"]) == (RUN, "vae", 2, 1.0)
    assert Path(first["folder"]) == checkpoints / RUN
    made = (checkpoints / RUN / "metrics.json").read_bytes()
    assert json.loads(call("train", "tiny", "--json")[1]) == first
    assert (checkpoints / RUN / "metrics.json").read_bytes() == made


def test_train_prints_a_line_an_epoch_where_there_is_no_terminal(call, preset, checkpoints):
    err = call("train", "tiny")[2]
    assert re.fullmatch(
        r"(epoch [12] of 2  loss [0-9]+\.[0-9]{2}  [0-9]+ s\n){2}measuring on the test images\n",
        err,
    )


@pytest.mark.slow
def test_the_library_prints_and_names_as_the_command_does(capsys, preset, checkpoints):
    import vae_core as vc

    first, second = (vc.train(vc.make_config("tiny", "uci-digits", seed=s)) for s in (0, 1))
    assert (first.id, second.id) == (RUN, f"{RUN}_seed-1")
    told = capsys.readouterr().err
    assert told.count("epoch 2 of 2  loss ") == told.count("measuring on the test images\n") == 2
    vc.train(vc.make_config("tiny", "uci-digits", seed=2), on_progress=lambda _: None)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "words", [["--device", "cpu"], ["--save-every", "5"], ["--fresh"]], ids=lambda words: words[0]
)
def test_what_the_queue_decides_by_itself_is_refused_with_it(call, preset, checkpoints, words):
    status, _, err = call("train", "tiny", *words, "--queue")
    assert status == 1
    assert err == f"error: {words[0]} is for a training of this process: leave out --queue.\n"
    assert list(checkpoints.rglob("*.job")) == []


def test_threads_are_used_and_recorded(call, preset, checkpoints):
    before = torch.get_num_threads()
    call("train", "tiny", "--threads", "3", "--json")
    assert load_run(RUN).metrics["threads"] == 3
    assert torch.get_num_threads() == before


@pytest.mark.slow
def test_a_fresh_training_of_every_beta_says_which_are_measured(call, any_beta_preset, checkpoints):
    lines = call("train", "any-beta")[2].splitlines()
    assert [line for line in lines if "measured at beta" in line][-1] == "measured at beta 20"
    assert sum("measured at beta" in line for line in lines) == 20


@pytest.mark.slow
def test_one_command_makes_a_run_of_every_beta_whole(call, any_beta_preset, checkpoints):
    status, out, _ = call("train", "any-beta", "--json")
    summary = json.loads(out)
    assert (status, summary["beta"], summary["betas"]) == (0, None, [0.01, 20.0])
    folder = checkpoints / "uci-digits" / "any-beta"
    run = load_run("uci-digits/any-beta")
    assert {"betas.npz", "weights.safetensors"} <= set(run.metrics["files"])
    assert len(run.metrics["by_beta"]) == 20
    # As if it had been interrupted between training and measuring: the same command ends it.
    values = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    del values["by_beta"]
    (folder / "metrics.json").write_text(json.dumps(values), encoding="utf-8")
    assert "measured at beta 20\n" in call("train", "any-beta")[2]
    assert load_run("uci-digits/any-beta").metrics["by_beta"] == run.metrics["by_beta"]


def test_a_run_of_every_beta_takes_no_beta(call, any_beta_preset, checkpoints):
    for words in (["--beta", 4], ["--beta-schedule", "warm-up"]):
        status, out, err = call("train", "any-beta", *words)
        assert (status, out) == (1, "")
        assert err.startswith("error: This model is trained at every beta from 0.01 to 20: leave")
    assert not checkpoints.exists()


def test_train_takes_every_setting(call, preset, checkpoints):
    settings = {"epochs": 1, "beta": 0.5, "latent-dim": 3, "seed": 7, "lr": 0.01, "batch-size": 99}
    words = [word for name, value in settings.items() for word in (f"--{name}", value)]
    status, out, _ = call("train", "tiny", *words, "--device", "cpu", "--name", "mine", "--json")
    assert (status, json.loads(out)["run"]) == (0, "uci-digits/mine")
    config = json.loads(
        (checkpoints / "uci-digits" / "mine" / "config.json").read_text(encoding="utf-8")
    )
    kept = {**config["training"], "latent_dim": config["model"]["latent_dim"]}
    assert {name: kept[name.replace("-", "_")] for name in settings} == settings


def test_train_says_what_it_reached(call, preset, checkpoints):
    status, out, _ = call("train", "tiny", "--epochs", 1)
    assert status == 0
    assert out.startswith("uci-digits/tiny_epochs-1")
    assert "-ELBO" in out
    assert "kNN" in out


def test_another_config_under_a_name_is_refused(call, preset, spoilable):
    status, _, err = call("train", "tiny", "--beta", 4, "--name", "tiny")
    assert status == 1
    assert f"There is already a run {RUN}, made with other settings." in err


def test_a_full_disk_is_refused(call, preset, checkpoints):
    checkpoints.write_text("a file where the folder should be", encoding="utf-8")
    status, _, err = call("train", "tiny")
    assert status == 1
    assert "Runs cannot be written to" in err


@pytest.mark.slow
def test_ctrl_c_leaves_no_run_and_says_so(tmp_path):
    """A real signal to a real training, which would otherwise last for minutes."""
    program = (
        "import signal, sys;"
        # A shell may start its background jobs with this signal ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from vae_core.cli.main import main;"
        "sys.exit(main(['train', 'vae-2d', '--epochs', '5000', '--device', 'cpu']))"
    )
    log = tmp_path / "log.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=os.environ | {"VAE_CHECKPOINTS_DIR": str(tmp_path), "OMP_NUM_THREADS": "1"},
            stdout=out,
            stderr=out,
        )
    status = tmp_path / "uci-digits" / ".training" / "vae-2d_epochs-5000.status"
    try:
        deadline = time.monotonic() + 120
        while not (status.exists() and json.loads(status.read_bytes())["step"]):
            assert time.monotonic() < deadline, "it never began"
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=120)
    finally:
        process.kill()
        process.wait()
    text = log.read_text(encoding="utf-8")
    assert process.returncode == 130
    assert re.search(r"Interrupted after step [0-9,]+ of 90,000; it can go on", text)
    assert "Traceback" not in text
    left = {path.name for path in status.parent.iterdir()}
    assert {"vae-2d_epochs-5000.job", "vae-2d_epochs-5000.state"} <= left
    assert [path.name for path in (tmp_path / "uci-digits").iterdir()] == [".training"]


@pytest.mark.slow
def test_an_autoencoder_prints_null_for_what_it_has_not(
    call, preset, tiny_ae, checkpoints, monkeypatch
):
    monkeypatch.setitem(PRESETS, "tiny", replace(PRESETS["tiny"], model=tiny_ae.model))
    summary = json.loads(call("train", "tiny", "--json")[1])
    assert (summary["kind"], summary["beta"], summary["neg_elbo"]) == ("ae", None, None)
    assert summary["recon"] > 0
    assert "-ELBO" not in call("list")[1]
