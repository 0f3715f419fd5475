"""--config and --set reach every setting; no option is abbreviated; shells can complete them."""

import json
import subprocess

import pytest

from vae_core.cli import main as entry
from vae_core.cli.main import CONSOLE, main, make_parser
from vae_core.cli.training.settings import requested_config
from vae_core.errors import ConfigError
from vae_core.models.presets import make_config
from vae_core.version import __version__


def _asked(*words):
    return requested_config(make_parser().parse_args(["train", *map(str, words)]))


def test_every_setting_can_be_set():
    """Each to its own value, which changes nothing; and each is named where one is unknown."""
    config = make_config("vae-2d", "mnist")
    values = config.to_dict()
    paths = {f"{part}.{name}": value for part in ("model", "training")
             for name, value in values[part].items()}  # fmt: skip
    words = [
        word for path, value in paths.items() for word in ("--set", f"{path}={json.dumps(value)}")
    ]
    assert _asked("vae-2d", "--dataset", "mnist", *words)[0] == config
    with pytest.raises(ConfigError) as error:
        _asked("vae-2d", "--set", "training.emma=1")
    assert str(error.value).startswith("There is no setting 'training.emma'; there are dataset, ")
    assert all(path in str(error.value) for path in paths)


@pytest.mark.parametrize(
    "words",
    [
        ["--objective", "iwae"],
        ["--set", "training.likelihood=mse"],
        ["--objective", "iwae", "--set", "training.objective.samples=3"],
        ["--likelihood", "mse"],
    ],
)
def test_what_the_encoder_cannot_be_made_from_the_decoder_for_has_the_usual_one(words):
    config, name = _asked("vae-2d", "--dataset", "mnist", *words)
    assert config.training.guided == 0
    assert config.model.encoder == make_config("vae-2d", "uci-digits").model.encoder
    assert "guided" not in name


def test_values_have_types():
    words = ["training.ema=0.5", "training.keep=last", "training.reconstruct=false"]
    config, name = _asked("vae-2d", *(w for word in words for w in ("--set", word)))
    training = config.training
    assert (training.ema, training.keep, training.reconstruct) == (0.5, "last", False)
    assert name == "vae-2d_ema-0.5_keep-last_reconstruct-false"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["vae-2d", "--set", "training.ema=abc"], "ema must be a number at least 0"),
        (["vae-2d", "--set", "training.ema=NaN"], "ema must be a number at least 0"),
        (["vae-2d", "--set", "training.epochs=2.5"], "epochs must be a whole number"),
        (["vae-2d", "--set", "training.reconstruct=1"], "reconstruct must be true or false"),
        (["vae-2d", "--set", "model.encoder=3"], "The encoder must be a list of layers"),
        (["vae-2d", "--set", "training"], "Write --set NAME=VALUE, like training.ema=0.99"),
        (["--config", "no such file.json"], "no such file.json cannot be read"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(words, sentence):
    with pytest.raises(ConfigError) as error:
        _asked(*words)
    assert str(error.value).startswith(sentence)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"format": 2}', '{"dataset": "mnist", "x": 1}']
)
def test_a_file_that_is_no_config_is_said(tmp_path, content):
    file = tmp_path / "config.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"config\.json (is|must|describes)"):
        _asked("--config", file)


def test_the_config_of_a_run_is_one(trained):
    file = trained.folder / "config.json"
    config, name = _asked("--config", file)
    assert config == trained.config
    assert name.startswith("tiny-")
    config, other = _asked("--config", file, "--epochs", 7, "--latent-dim", 3, "--dataset", "mnist")
    assert (config.training.epochs, config.model.latent_dim, config.dataset) == (7, 3, "mnist")
    assert other != name


def test_the_config_of_a_run_finds_that_run_whatever_its_name_is(spoilable):
    mine = spoilable.with_name("mine")
    spoilable.rename(mine)
    file = mine / "config.json"
    assert _asked("--config", file)[1] == "mine"
    assert _asked("--config", file, "--name", "other")[1] == "other"
    other = _asked("--config", file, "--set", "training.seed=1")[1]
    assert other.startswith("tiny-") and other.endswith("_seed-1")
    values = json.loads((mine / "metrics.json").read_text(encoding="utf-8"))
    values["stopped"] = {"step": 1, "of": 2}
    (mine / "metrics.json").write_text(json.dumps(values), encoding="utf-8")
    assert _asked("--config", file)[1] != "mine"


def test_the_config_of_a_preset_has_its_name(tmp_path):
    file = tmp_path / "config.json"
    values = make_config("vae-2d", "mnist").to_dict()
    file.write_text(json.dumps({"format": 1, **values}), encoding="utf-8")
    assert _asked("--config", file) == (make_config("vae-2d", "mnist"), "vae-2d")


@pytest.mark.parametrize(
    "words", [["train", "vae-2d", "--data", "mnist"], ["list", "--js"], ["--vers"]]
)
def test_options_are_not_abbreviated(words, capsys):
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2


@pytest.mark.parametrize("start", [main, entry.console])
def test_the_version_is_the_packages(start, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", [CONSOLE, "--version"])
    with pytest.raises(SystemExit) as end:
        start()
    assert end.value.code in (0, None)
    assert capsys.readouterr().out == f"latent-space-explorer {__version__}\n"


def test_help_and_hints_name_the_command_that_was_typed(monkeypatch, capsys, checkpoints):
    for prog, start in (("python -m vae_core", main), ("latent-explorer", entry.console)):
        monkeypatch.setattr("sys.argv", [prog, "--help"])
        with pytest.raises(SystemExit):
            start()
        out = capsys.readouterr().out
        assert out.startswith(f"usage: {prog} ")
        assert f"  {prog} list" in out


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_is_printed_for_the_console_script(shell, capsys):
    with pytest.raises(SystemExit) as end:
        main(["--print-completion", shell])
    out = capsys.readouterr().out
    assert end.value.code in (0, None)
    assert CONSOLE in out
    assert "--beta-schedule" in out
    if shell == "bash":
        assert (
            subprocess.run(["bash", "-n"], input=out, encoding="utf-8", check=False).returncode == 0
        )


def test_without_words_the_console_script_opens_the_app(monkeypatch):
    started = []
    monkeypatch.setattr("runpy.run_module", lambda name, **_: started.append(name))
    monkeypatch.setattr("sys.argv", ["latent-explorer"])
    assert entry.console() == 0
    assert started == ["streamlit"]
    import sys

    assert sys.argv[:2] == ["streamlit", "run"]
    assert sys.argv[2].endswith("app.py")
