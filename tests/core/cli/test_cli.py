"""The command line, as a person or a script meets it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests.support.gaps import coarse_gaps
from vae_core.cli.main import main
from vae_core.evaluation.plane_maps import load_maps
from vae_core.models.presets import PRESETS, Preset
from vae_core.runs.load import load_run
from vae_core.runs.store import amend

ROOT = Path(__file__).parents[3]
RUN = "uci-digits/tiny"


@pytest.fixture(autouse=True)
def no_data(monkeypatch, tmp_path):
    """MNIST is nowhere, and no test fetches it."""
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path / "no data"))


@pytest.fixture
def preset(tiny, monkeypatch):
    """`train tiny` works for the length of a test."""
    recipe = Preset("tiny", "Tiny", "A tiny VAE.", tiny.model, tiny.training, epochs_small=2)
    monkeypatch.setitem(PRESETS, "tiny", recipe)


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
    assert re.fullmatch(r"(epoch [12] of 2  loss [0-9]+\.[0-9]{2}  [0-9]+ s\n){2}", err)


def test_the_library_prints_and_names_as_the_command_does(capsys, preset, checkpoints):
    import vae_core as vc

    first, second = (vc.train(vc.make_config("tiny", "uci-digits", seed=s)) for s in (0, 1))
    assert (first.id, second.id) == (RUN, f"{RUN}_seed-1")
    assert capsys.readouterr().err.count("epoch 2 of 2  loss ") == 2
    vc.train(vc.make_config("tiny", "uci-digits", seed=2), on_progress=lambda _: None)
    assert capsys.readouterr().err == ""


def test_threads_are_used_and_recorded(call, preset, checkpoints):
    before = torch.get_num_threads()
    call("train", "tiny", "--threads", "3", "--json")
    assert load_run(RUN).metrics["threads"] == 3
    assert torch.get_num_threads() == before


@pytest.fixture
def any_beta_preset(any_beta, monkeypatch):
    """`train any-beta` works for the length of a test."""
    recipe = Preset("any-beta", "Any", "A tiny one.", any_beta.model, any_beta.training)
    monkeypatch.setitem(PRESETS, "any-beta", replace(recipe, epochs_small=2))


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


def test_every_run_is_listed_with_its_beta_seed_and_epochs(call, spoilable, conditioned):
    shutil.copytree(conditioned.folder, spoilable.parent / "any-beta")
    listed = {run["run"]: run for run in json.loads(call("list", "--json")[1])["runs"]}
    told = {
        name: [run[key] for key in ("beta", "betas", "seed", "epochs")]
        for name, run in listed.items()
    }
    assert told == {
        RUN: [1.0, None, 0, 2],
        "uci-digits/any-beta": [None, [0.01, 20.0], 0, 30],
    }


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


def test_list(call, spoilable):
    status, out, err = call("list")
    assert (status, err) == (0, "")
    assert out.startswith(RUN)
    values = json.loads(call("list", "--json")[1])
    assert (values["format"], values["problems"]) == (1, [])
    assert [run["run"] for run in values["runs"]] == [RUN]


def test_list_warns_of_a_damaged_run_and_goes_on(call, spoilable):
    (spoilable / "config.json").write_text("{", encoding="utf-8")
    status, out, err = call("list", "--json")
    values = json.loads(out)
    assert (status, values["runs"]) == (0, [])
    assert err == f"warning: {values['problems'][0]}\n"
    assert err.startswith(f"warning: The run {RUN} is damaged: config.json is missing or is not")


def test_list_of_nothing(call, checkpoints):
    assert call("list") == (0, "There are no runs yet.\n", "")
    empty = {"format": 1, "runs": [], "problems": []}
    assert json.loads(call("list", "--json")[1]) == empty


def test_evaluate_prints_what_was_kept(call, spoilable, trained):
    status, out, _ = call("evaluate", RUN, "--iwae-samples", 5, "--json")
    figures = json.loads(out)
    assert status == 0
    assert {"neg_elbo", "recon", "kl", "iwae", "iwae_samples", "knn_accuracy", "n"} <= set(figures)
    assert (figures["run"], figures["iwae_samples"], figures["n"]) == (RUN, 5, 500)
    kept = trained.metrics["evaluation"]
    assert figures["neg_elbo"] == pytest.approx(kept["neg_elbo"], rel=1e-6)
    assert "neg_elbo" in call("evaluate", RUN, "--iwae-samples", 0)[1]


def test_evaluate_keeps_its_figures_when_told_to(call, spoilable, trained):
    run = load_run(RUN)
    amend(run, {"typical": None, "evaluation": {**run.metrics["evaluation"], "recon": 1.0}})
    assert call("evaluate", RUN, "--iwae-samples", 0)[0] == 0
    assert load_run(RUN).metrics["evaluation"]["recon"] == 1.0
    assert call("evaluate", RUN, "--iwae-samples", 0, "--keep")[0] == 0
    kept = load_run(RUN).metrics
    assert kept["evaluation"]["recon"] == pytest.approx(trained.metrics["evaluation"]["recon"])
    assert kept["typical"] == trained.metrics["typical"]


@pytest.fixture
def judged(spoilable, recogniser, checkpoints):
    """The folder of a copy of the trained run, beside a recogniser."""
    shutil.copytree(recogniser.folder, checkpoints / "uci-digits" / "recogniser")
    return spoilable


@pytest.mark.slow
def test_quality_prints_the_figures_between_their_anchors_and_keeps_them(call, judged, recogniser):
    status, out, _ = call("quality", "--json")
    values = json.loads(out)
    assert status == 0
    assert list(values["runs"]) == [RUN]
    assert values["anchors"] == {"uci-digits": recogniser.metrics["anchors"]}
    kept = json.loads((judged / "metrics.json").read_text(encoding="utf-8"))["quality"]
    assert kept == values["runs"][RUN]
    assert (kept["n"], kept["fitted"]) == (10_000, None)
    lines = call("quality", RUN)[1].splitlines()
    assert [line.split()[0] for line in lines[1:4]] == ["uci-digits", RUN, "uci-digits"]
    assert f"{kept['prior']['frechet']:.1f}" in lines[2].split()
    assert "not comparable with figures from an Inception network" in lines[-1]


def test_quality_without_a_recogniser_says_how_to_get_one(call, spoilable):
    status, _, err = call("quality", RUN)
    assert status == 1
    assert "There is no recogniser for uci-digits; train one with 'python -m vae_core" in err
    assert json.loads(call("quality", "--json")[1])["runs"] == {}


@pytest.mark.slow
def test_gaps_prints_one_flat_object_for_one_run_and_keeps_it(call, judged):
    status, out, err = call("gaps", RUN, "--json")
    values = json.loads(out)
    assert (status, err) == (0, "")
    asked = {
        "recognised_share_prior",
        "recognised_share_box",
        "frechet_prior",
        "frechet_fitted_gaussian",
        "frechet_mixture",
        "mmd_prior",
        "knn_error",
        "n",
    }
    assert asked <= set(values)
    assert (values["run"], values["n"]) == (RUN, 10_000)
    assert values["recon_mu"] > 0
    kept = json.loads((judged / "metrics.json").read_text(encoding="utf-8"))["gaps"]
    assert {"run": RUN, **kept} == values
    assert load_maps(load_run(RUN)).certainty is not None


def test_gaps_of_no_run_named_measures_the_usual_ones(call, judged, monkeypatch):
    from vae_core.cli import measuring
    from vae_core.evaluation import ae_vs_vae

    usual, measure = [], ae_vs_vae.measure_gaps
    monkeypatch.setattr(measuring, "usual_runs", lambda runs: usual)

    def quick(*given):
        with coarse_gaps():
            return measure(*given, n=50)

    monkeypatch.setattr(ae_vs_vae, "measure_gaps", quick)
    assert json.loads(call("gaps", "--json")[1]) == []
    assert "There is no run to measure." in call("gaps")[1]
    usual.append(load_run(RUN))
    assert [values["run"] for values in json.loads(call("gaps", "--json")[1])] == [RUN]
    status, out, _ = call("gaps")
    lines = out.splitlines()
    assert (status, lines[0].split()) == (0, ["uci-digits", "tiny"])
    figures = dict(line.split() for line in lines[1 : lines.index("")])
    assert figures["n"] == "50"
    kept = load_run(RUN).metrics["gaps"]
    assert figures["frechet_mixture"] == f"{kept['frechet_mixture']:.4g}"
    assert not {"seed", "recogniser", "intervals"} & set(figures)
    assert "not comparable with figures from an Inception network" in lines[-1]


def test_gaps_without_a_recogniser_says_how_to_get_one(call, spoilable):
    status, _, err = call("gaps", RUN)
    assert status == 1
    assert "train one with 'python -m vae_core recogniser uci-digits'" in err


def test_a_recogniser_is_listed_with_its_accuracy_and_not_trained_twice(call, judged, recogniser):
    accuracy = recogniser.metrics["evaluation"]["accuracy"]
    line = next(row for row in call("list")[1].splitlines() if "recogniser" in row)
    assert f"recognises {accuracy:.2%} of the test images" in line
    status, out, _ = call("recogniser", "uci-digits", "--json")
    assert (status, json.loads(out)["accuracy"]) == (0, accuracy)


def test_a_recogniser_is_neither_evaluated_nor_given_a_quality(call, judged):
    for command in ("evaluate", "quality", "gaps"):
        status, out, err = call(command, "uci-digits/recogniser")
        assert (status, out, err.count("\n")) == (1, "", 1)
        assert err.startswith("error: uci-digits/recogniser ")


@pytest.mark.parametrize(("dtype", "size"), [("float16", 2), ("float32", 4)])
def test_export_writes_manifest_and_weights(call, spoilable, tmp_path, dtype, size):
    stem = tmp_path / "a.decoder"
    status, out, _ = call("export", RUN, "--to", stem, "--dtype", dtype, "--json")
    written = json.loads(out)
    assert status == 0
    manifest = json.loads(Path(written["manifest"]).read_text(encoding="utf-8"))
    assert Path(written["manifest"]).name == "a.decoder.json"
    assert manifest["dtype"] == dtype
    assert Path(written["weights"]).stat().st_size == written["bytes"] == size * 13_376


def test_export_into_no_folder_says_so(call, spoilable, tmp_path):
    status, _, err = call("export", RUN, "--to", tmp_path / "nowhere" / "x")
    assert status == 1
    assert f"error: Could not write {tmp_path}/nowhere/x (No such file or directory)." in err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["train", "nope"], "There is no preset 'nope'; there are vae-2d, ae-2d"),
        (["train", "tiny", "--dataset", "cifar"], "There is no dataset 'cifar'; there are mnist"),
        (["train", "tiny", "--epochs", "0"], "epochs must be a whole number from 1 to 100000"),
        (["train", "tiny", "--beta", "-1"], "beta must be a number at least 0"),
        (["train", "tiny", "--beta", "nan"], "beta must be a number at least 0"),
        (["train", "tiny", "--lr", "inf"], "lr must be a number above 0 and at most 10"),
        (["train", "tiny", "--latent-dim", "1000000"], "latent_dim must be a whole number from 1"),
        (["train", "tiny", "--batch-size", "0"], "batch_size must be a whole number from 1"),
        (["train", "tiny", "--seed", "-1"], "seed must be a whole number from 0"),
        (["train", "tiny", "--threads", "-1"], "threads must be a whole number from 0 to 1024"),
        (["train", "ae-2d", "--beta", "2"], "An autoencoder has no KL term, so that beta would"),
        (["train", "ae-2d", "--set", "training.beta=2"], "An autoencoder has no KL term"),
        (["train", "ae-2d", "--estimator", "monte-carlo"], "so that estimator would change"),
        (["train", "tiny", "--device", "tpu"], "There is no device 'tpu'; use auto, cpu, cuda"),
        (["train", "tiny", "--name", "../x"], "'../x' cannot name a run: use up to 64 lower-case"),
        (["train", "tiny", "--dataset", "mnist"], "python -m vae_core download mnist"),
        (["evaluate", "uci-digits/none"], "There is no run uci-digits/none under"),
        (["evaluate", "none"], "'none' names no run: write <dataset>/<name>"),
        (["export", "uci-digits/../../x"], "cannot name a run"),
        (["recogniser", "cifar"], "There is no dataset 'cifar'; there are mnist"),
        (["recogniser", "mnist"], "python -m vae_core download mnist"),
        (["quality", "uci-digits/none"], "There is no run uci-digits/none under"),
        (["gaps", "uci-digits/none"], "There is no run uci-digits/none under"),
        (["download", "cifar"], "There is no dataset 'cifar'"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(call, preset, checkpoints, words, sentence):
    status, out, err = call(*words)
    assert (status, out) == (1, "")
    assert err.startswith("error: ")
    assert sentence in err
    assert err.count("\n") == 1
    assert not checkpoints.exists()


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["train"],
        ["train", "vae-2d", "--epochs", "two"],
        ["train", "vae-2d", "--config", "x.json"],
    ],
)
def test_wrong_usage_exits_with_2_and_the_usage(call, capsys, words):
    with pytest.raises(SystemExit) as exit_:
        call(*words)
    assert exit_.value.code == 2
    assert "usage: python -m vae_core" in capsys.readouterr().err


def test_evaluating_without_the_data_says_how_to_get_it(call, spoilable, checkpoints):
    folder = checkpoints / "mnist" / "tiny"
    folder.parent.mkdir()
    spoilable.rename(folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(
        json.dumps({**config, "dataset": "mnist"}), encoding="utf-8"
    )
    status, _, err = call("evaluate", "mnist/tiny")
    assert status == 1
    assert "MNIST is not on this machine (looked in " in err


def test_a_failed_download_exits_with_1(call, mirror):
    mirror.status = 403
    status, _, err = call("download", "mnist")
    assert status == 1
    assert "Could not download train-images-idx3-ubyte.gz of MNIST" in err
    assert "403" in err


def test_a_download_says_how_far_it_is(call, mirror):
    status, out, err = call("download", "mnist")
    assert status == 0
    assert err.splitlines()[0] == "0 of 12 MB"
    assert err.splitlines()[-1] == "12 of 12 MB"
    assert out.startswith("In ")


def test_download_of_what_is_here(call):
    assert json.loads(call("download", "uci-digits", "--json")[1])["dataset"] == "uci-digits"


def test_another_config_under_a_name_is_refused(call, preset, spoilable):
    status, _, err = call("train", "tiny", "--beta", 4, "--name", "tiny")
    assert status == 1
    assert f"There is already a run {RUN}, made with other settings." in err


def test_a_full_disk_is_refused(call, preset, checkpoints):
    checkpoints.write_text("a file where the folder should be", encoding="utf-8")
    status, _, err = call("train", "tiny")
    assert status == 1
    assert "Runs cannot be written to" in err


def test_help_teaches(capsys):
    with pytest.raises(SystemExit) as exit_:
        main(["--help"])
    assert exit_.value.code == 0
    shown = capsys.readouterr().out
    for word in (
        "train",
        "list",
        "evaluate",
        "recogniser",
        "quality",
        "gaps",
        "export",
        "download",
        "VAE_DATA_DIR",
        "examples:",
    ):
        assert word in shown
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    shown = capsys.readouterr().out
    for option in ("epochs", "beta", "latent-dim", "seed", "lr", "batch-size", "device", "name"):
        assert f"--{option}" in shown
    # A line may end after any hyphen.
    assert all(name in "".join(shown.split()) for name in PRESETS)


def test_the_module_runs_and_passes_its_status_on(tmp_path):
    words = [sys.executable, "-m", "vae_core", "evaluate", "mnist/none"]
    environment = {"VAE_CHECKPOINTS_DIR": str(tmp_path), "PATH": ""}
    done = subprocess.run(
        words, check=False, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8"
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"error: There is no run mnist/none under {tmp_path}.\n"


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
        deadline = time.monotonic() + 60
        while not (status.exists() and json.loads(status.read_bytes())["step"]):
            assert time.monotonic() < deadline, "it never began"
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
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
def test_five_lines_of_a_notebook(checkpoints, preset):
    """The lines of the package's docstring."""
    import vae_core as vc

    run = vc.train(vc.make_config("tiny", "uci-digits"))
    model = run.model()
    mu, _ = model.encode(vc.load_dataset("uci-digits").test.x())
    pictures = model.decode(mu).sigmoid()
    assert run.metrics["evaluation"]["neg_elbo"] > 0
    assert pictures.shape == (500, 1, 28, 28)
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        _ = vc.nonsense
    assert vc.VAE and vc.Autoencoder and vc.fit and vc.evaluate


@pytest.mark.slow
def test_json_output_is_one_json_value(call, preset, checkpoints):
    for words in (["train", "tiny"], ["list"], ["evaluate", RUN], ["download", "uci-digits"]):
        status, out, err = call(*words, "--json")
        assert (status, err) == (0, "")
        json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


@pytest.mark.slow
def test_an_autoencoder_prints_null_for_what_it_has_not(
    call, preset, tiny_ae, checkpoints, monkeypatch
):
    monkeypatch.setitem(PRESETS, "tiny", replace(PRESETS["tiny"], model=tiny_ae.model))
    summary = json.loads(call("train", "tiny", "--json")[1])
    assert (summary["kind"], summary["beta"], summary["neg_elbo"]) == ("ae", None, None)
    assert summary["recon"] > 0
    assert "-ELBO" not in call("list")[1]
