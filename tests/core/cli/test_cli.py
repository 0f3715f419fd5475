"""The command line, as a person or a script meets it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from vae_core.cli.main import main
from vae_core.models.presets import PRESETS
from vae_core.models.published import SYSTEMS

ROOT = Path(__file__).parents[3]
RUN = "uci-digits/tiny"


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


def test_reproduce_names_the_source_of_every_system_and_what_is_compared(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100000")  # Nothing is broken into lines
    with pytest.raises(SystemExit):
        main(["reproduce", "--help"])
    said = capsys.readouterr().out
    for system in SYSTEMS.values():
        assert all(part in said for part in (system.document, system.author, system.address))
    assert "(figures to compare with); vae-mse-10" in said
    assert said.count("nothing is compared") == sum(bool(s.elsewhere) for s in SYSTEMS.values())
