"""One way to write every format: whole or not at all, with a sentence where it cannot be."""

import errno
import io
import json
import os
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pandas
import pytest
import torch

from vae_core.errors import ConfigError, RunError
from vae_core.export.formats import FORMATS, export_bytes, export_file
from vae_core.files import atomic
from vae_core.runs.conditions.at_beta import run_at_beta
from vae_core.runs.conditions.beta_codes import codes_by_beta
from vae_core.runs.load import load_run

RUN = "uci-digits/tiny"
each_format = pytest.mark.parametrize("name", FORMATS)


@each_format
def test_the_size_that_is_told_is_about_right(trained, name):
    told, made = FORMATS[name].size(trained), len(export_bytes(trained, name))
    assert 0.5 * made < told < 1.5 * made + 500_000


def test_the_zip_is_the_run_as_it_is(trained, tmp_path):
    path = export_file(trained, "zip", tmp_path / "taken.zip")
    with ZipFile(path) as archive:
        archive.extractall(tmp_path / "uci-digits")
    again = load_run(RUN, tmp_path)
    assert again.metrics == trained.metrics
    for file in trained.folder.iterdir():
        assert (again.folder / file.name).read_bytes() == file.read_bytes()
    assert again.latents.mu.shape == trained.latents.mu.shape


def test_a_run_from_before_there_were_cards_gets_one_in_its_zip(spoilable, tmp_path):
    (spoilable / "README.md").unlink()
    with ZipFile(export_file(load_run(RUN), "zip", tmp_path)) as archive:
        assert archive.read("tiny/README.md").startswith(b"# uci-digits/tiny")
    assert not (spoilable / "README.md").exists()


def test_the_table_is_the_codes_of_the_test_images(trained):
    table = pandas.read_csv(io.BytesIO(export_bytes(trained, "csv")))
    latents = trained.latents
    assert list(table)[:5] == ["index", "split", "label", "class", "mu1"]
    np.testing.assert_allclose(table[["mu1", "mu2"]], latents.mu, rtol=1e-6)
    np.testing.assert_array_equal(table["label"], latents.label)


def test_into_a_folder_it_gets_a_name(trained, tmp_path, monkeypatch):
    assert export_file(trained, "torch", tmp_path) == tmp_path / "uci-digits-tiny-torch.zip"
    monkeypatch.chdir(tmp_path)
    assert export_file(trained, "zip") == Path("uci-digits-tiny.zip")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["uci-digits-tiny-torch.zip", "uci-digits-tiny.zip"]


def test_the_same_run_gives_the_same_bytes(trained):
    assert export_bytes(trained, "torch") == export_bytes(trained, "torch")


def test_a_full_disk_leaves_nothing_half_made(trained, tmp_path, monkeypatch):
    old = tmp_path / "mine.zip"
    old.write_bytes(b"older")

    def full(path, content, **_):
        path.write_bytes(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(atomic, "write_new", full)
    with pytest.raises(RunError) as error:
        export_file(trained, "zip", old)
    assert str(error.value) == (
        f"{old} could not be written (No space left on device). Nothing was left behind."
    )
    assert old.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [old]


def test_what_cannot_be_written_is_refused_before_it_is_made(trained, tmp_path):
    made = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(FORMATS, "zip", replace(FORMATS["zip"], make=made.append))
        with pytest.raises(RunError, match=r"there is no folder .*nowhere"):
            export_file(trained, "zip", tmp_path / "nowhere" / "x.zip")
    assert made == []
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_written_says_so(trained, tmp_path, monkeypatch):
    def denied(path, content, **_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(atomic, "write_new", denied)
    with pytest.raises(RunError, match="Permission denied"):
        export_file(trained, "torch", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_draws_no_images_has_no_notebook(recogniser):
    with pytest.raises(RunError, match=r"is a recogniser: it draws no images.*onnx, torch or zip"):
        export_bytes(recogniser, "notebook")
    assert [name for name in FORMATS if FORMATS[name].is_for(recogniser)] == [
        "onnx", "torch", "zip",
    ]  # fmt: skip


def test_a_damaged_run_is_a_sentence(spoilable):
    run = load_run(RUN)
    (spoilable / "weights.safetensors").write_bytes(b"x")
    for name in ("torch", "onnx", "notebook"):
        with pytest.raises(RunError, match="is damaged"):
            export_bytes(run, name)


# A model of every beta


def test_a_model_of_every_beta_is_written_at_any_of_them(conditioned):
    x = torch.rand((5, 1, 28, 28), generator=torch.Generator().manual_seed(0))
    whole, at_four = conditioned.model(), run_at_beta(conditioned, 4.0)
    with torch.no_grad():
        for ours, theirs in zip(whole.encode(x, 4.0), at_four.model().encode(x), strict=True):
            assert torch.allclose(ours, theirs, atol=1e-5)
    assert (at_four.name, at_four.config.training.beta) == ("any-beta-beta-4", 4.0)
    for name in ("onnx", "torch", "notebook", "html", "csv"):
        assert export_bytes(conditioned, name, 4.0) != export_bytes(conditioned, name)
    with ZipFile(io.BytesIO(export_bytes(conditioned, "torch", 4.0))) as archive:
        source, card = (
            archive.read(f"any-beta-beta-4-torch/{file}").decode()
            for file in ("network.py", "README.md")
        )
    assert "this is the model at beta = 4" in source
    assert "The model at β = 4." in card


def test_its_table_has_the_codes_at_that_beta(conditioned):
    codes, kept = codes_by_beta(conditioned), run_at_beta(conditioned, 0.1)
    (at,) = np.flatnonzero(np.isclose(codes.betas, 0.1))
    table = pandas.read_csv(io.BytesIO(export_bytes(conditioned, "csv", 0.1)))
    np.testing.assert_allclose(table[["mu1", "mu2"]], codes.mu[at], atol=1e-6)
    between = run_at_beta(conditioned, float(np.sqrt(codes.betas[at] * codes.betas[at + 1])))
    np.testing.assert_allclose(between.latents.mu, codes.mu[at : at + 2].mean(0), atol=1e-5)
    assert kept.support != conditioned.support


def test_a_beta_that_a_run_has_not_is_refused(conditioned, trained):
    with pytest.raises(ConfigError, match="trained at one beta"):
        export_bytes(trained, "torch", 4.0)
    with pytest.raises(ConfigError, match=r"from 0\.01 to 20, not 50"):
        export_bytes(conditioned, "torch", 50.0)
    with pytest.raises(ConfigError, match="leave beta out"):
        export_bytes(conditioned, "zip", 4.0)


# The command


def test_the_command_writes_a_format(call, spoilable, tmp_path):
    status, out, err = call("export", RUN, "--to", "torch", "--out", tmp_path, "--json")
    written = json.loads(out)
    assert (status, err) == (0, "")
    path = Path(written["file"])
    assert path == tmp_path / "uci-digits-tiny-torch.zip"
    assert path.stat().st_size == written["bytes"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--to", "zip", "--dtype", "float32"], "--dtype would change nothing of zip."),
        (["--to", "decoder", "--out", "x"], "--out is for a format: --to onnx, torch"),
        (["--to", "torch", "--beta", "4"], "was trained at one beta"),
        (["--to", "zip", "--beta", "4"], "leave beta out"),
        (["--to", "zip", "--out", "/nowhere/x.zip"], "there is no folder /nowhere"),
    ],
)
def test_bad_input_of_the_command_is_refused(call, spoilable, words, sentence):
    status, out, err = call("export", RUN, *words)
    assert (status, out) == (1, "")
    assert err.startswith("error: ")
    assert sentence in err
    assert err.count("\n") == 1


def test_the_library_that_is_missing_is_a_sentence_of_the_command(call, spoilable, monkeypatch):
    monkeypatch.setattr("vae_core.extras.find_spec", lambda name: None)
    status, _, err = call("export", RUN, "--to", "onnx")
    assert (status, err.count("\n")) == (1, 1)
    assert "pip install onnx onnxruntime" in err


def test_help_names_every_format(capsys):
    from vae_core.cli.main import main

    with pytest.raises(SystemExit):
        main(["export", "--help"])
    shown = capsys.readouterr().out
    assert all(name in shown for name in FORMATS)
