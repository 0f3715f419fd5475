"""The reproduction: which trainings it makes, and what its report says. Trainings here are tiny."""

from dataclasses import replace

import pytest

from vae_core.errors import ConfigError, RunError
from vae_core.models import presets, published
from vae_core.models.presets import configs
from vae_core.models.published import PublishedFigure, System
from vae_core.studies import reproduction
from vae_core.studies.report import reproduction_table, write_report
from vae_core.studies.reproduction import reproduce


@pytest.fixture
def small(tiny, monkeypatch):
    """A published system that trains in a second, with a figure it meets and one it misses."""
    system = System(
        "small",
        "Small",
        "A small VAE.",
        "a test",
        "uci-digits",
        tiny.model,
        replace(tiny.training, keep="last"),
        (
            PublishedFigure("first_loss_per_pixel", "nats/pixel", 0.69, 0.70),
            PublishedFigure("test_neg_elbo", "nats", 1.0, 2.0, known="It is far too good."),
        ),
        seeds=(0, 1),
    )
    monkeypatch.setitem(published.SYSTEMS, "small", system)
    recipe = presets.Preset(
        "small", "Small", "A small VAE.", tiny.model, system.training, "uci-digits", epochs_small=2
    )
    monkeypatch.setitem(presets.PRESETS, "small", recipe)
    monkeypatch.setattr(configs, "_SMALL_BATCH", system.training.batch_size)
    return system


def test_every_seed_is_trained_and_filmed(small, tmp_path):
    runs = list(reproduce(["small"], root=tmp_path))
    assert [run.id for run in runs] == ["uci-digits/small", "uci-digits/small_seed-1"]
    assert runs[0].film
    assert [path.name for path in (tmp_path / "uci-digits").iterdir()] == ["small"]
    assert next(iter(reproduce(["small"], root=tmp_path))).metrics == runs[0].metrics


def test_a_quick_reproduction_compares_nothing(small, tmp_path):
    (run,) = reproduce(["small"], quick=True, root=tmp_path)
    assert run.config.training.epochs == 1
    assert "not by the protocol: epochs 1 instead of 2" in reproduction_table([run])


def test_the_command_prints_the_table(small, tmp_path, call):
    status, out, err = call("reproduce", "small", "--quick", "--root", tmp_path)
    assert (status, "uci-digits/small_epochs-1" in err) == (0, True)
    assert out.startswith("| system | on |")
    assert "epochs 1 instead of 2" in out


def test_the_table_says_what_agrees_and_why_not(small, tmp_path):
    (run,) = list(reproduce(["small"], root=tmp_path))[:1]
    lines = reproduction_table([run]).splitlines()
    assert len({line.count("|") for line in lines if line.startswith("|")}) == 1
    first, second = lines[2:4]
    assert "| cross-entropy a pixel, first batch | 0.70" in first
    assert "| yes | a test |" in first
    assert "| 1.00 to 2.00 | no | a test |" in second
    assert lines[-1].startswith("- `uci-digits/small`, test −ELBO: +")
    assert lines[-1].endswith("It is far too good.")


def test_the_report_has_a_picture_of_each_system(small, tmp_path):
    runs = list(reproduce(["small"], root=tmp_path / "runs"))
    path = tmp_path / "docs" / "report.md"
    write_report(runs, path, "the command")
    text = path.read_text(encoding="utf-8")
    assert "Made by `the command`" in text
    assert text.count("![") == 1
    picture = tmp_path / "docs" / "report" / "uci-digits-small.webp"
    assert picture.read_bytes() == runs[0].film.pictures[-1]
    assert f"](report/{picture.name})" in text


def test_a_report_that_cannot_be_written_says_so(small, tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(RunError, match="The report could not be written"):
        write_report([], tmp_path / "file" / "report.md", "the command")


def test_an_unknown_system_raises(tmp_path):
    with pytest.raises(ConfigError, match="There is no system 'vae-2d'; there are ae-dense-20"):
        next(reproduce(["vae-2d"], root=tmp_path))
    assert reproduction.SYSTEMS is published.SYSTEMS
