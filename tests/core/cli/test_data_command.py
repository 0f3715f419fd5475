"""The commands of own datasets: add, list, show, rm, and a training on one."""

import io
import json

import numpy as np
import pytest

from tests.support.data import own_images
from vae_core.data import own
from vae_core.data.datasets import load_dataset
from vae_core.data.own import kept
from vae_core.jobs import own_datasets, records
from vae_core.jobs.records import Job
from vae_core.models.presets import make_config
from vae_core.runs.load import load_run


@pytest.fixture
def flowers(tmp_path, checkpoints):
    """A folder of 200 pictures in two folders."""
    return own_images.folder(tmp_path / "flowers", own_images.pictures({"rose": 150, "мак": 50}))


def test_a_folder_is_added_trained_on_listed_and_removed_with_its_runs(
    call, flowers, preset, monkeypatch
):
    status, out, _ = call("data", "add", flowers, "--name", "Wild flowers", "--yes")
    assert status == 0
    assert out.splitlines() == [
        "200 images, 8 × 8, grey",
        "2 classes: rose 150, мак 50",
        "Kept as 'wild-flowers'. 'python -m vae_core train vae-2d --dataset wild-flowers' trains "
        "on it.",
    ]
    assert call("data", "list")[1].startswith("wild-flowers             200 images, 8 × 8, grey")
    status, out, _ = call("train", "tiny", "--dataset", "wild-flowers", "--epochs", "1", "--json")
    assert (status, json.loads(out)["run"]) == (0, "wild-flowers/tiny_epochs-1")
    run = load_run("wild-flowers/tiny_epochs-1")
    assert run.metrics["data_sha256"] == load_dataset("wild-flowers").sha256
    status, out, _ = call("list", "--dataset", "wild-flowers")
    assert (status, out.split()[0]) == (0, run.id)
    shown = json.loads(call("data", "show", "wild-flowers", "--json")[1])
    assert (shown["runs"], shown["classes"]) == ([run.id], {"rose": 150, "мак": 50})
    assert "160 to train, 20 to validate, 20 to test" in call("data", "show", "wild-flowers")[1]
    job = Job("wild-flowers/a", make_config("tiny", "wild-flowers"), "2026-01-01T00:00:00+00:00")
    records.write_job(job)
    status, _, error = call("data", "rm", "wild-flowers", "--yes")
    assert (status, error.startswith("error: wild-flowers/a is being trained on it")) == (1, True)
    records.remove(job.id)
    status, out, _ = call("data", "rm", "wild-flowers", "--with-runs", "--yes")
    assert out == f"wild-flowers is deleted, with {run.id}.\n"
    assert own.names() == () and own_datasets.runs_of("wild-flowers") == []
    assert not run.folder.parent.exists()
    assert (
        call("data", "rm", "wild-flowers")[2] == "error: There is no own dataset 'wild-flowers'.\n"
    )


def test_runs_stay_where_nobody_asks_for_their_removal(call, flowers, preset, tmp_path):
    call("data", "add", flowers, "--yes")
    call("train", "tiny", "--dataset", "flowers", "--epochs", "1")
    out = call("data", "rm", "flowers", "--yes")[1]
    assert out == "flowers is deleted; its runs stay: flowers/tiny_epochs-1.\n"
    assert load_run("flowers/tiny_epochs-1").dataset == "flowers"
    assert call("list", "--dataset", "flowers")[1].startswith("flowers/tiny_epochs-1")
    status, _, error = call("list", "--dataset", "flower")
    assert status == 1 and "there are mnist, fashion-mnist" in error and "flowers." in error
    page = tmp_path / "flowers.html"
    status, _, error = call("export", "flowers/tiny_epochs-1", "--to", "html", "--out", page)
    assert (status, error) == (0, "")
    assert b"flowers" in page.read_bytes()


def test_a_run_from_elsewhere_is_not_measured_on_other_images_of_the_name(
    call, flowers, preset, tmp_path, checkpoints
):
    call("data", "add", flowers, "--yes")
    call("train", "tiny", "--dataset", "flowers", "--epochs", "1")
    run = checkpoints / "flowers" / "tiny_epochs-1"
    measured = ("evaluate", "flowers/tiny_epochs-1", "--iwae-samples", "2")
    assert call(*measured)[0] == 0
    run.parent.rename(tmp_path / "elsewhere")
    call("data", "rm", "flowers", "--yes")
    np.save(tmp_path / "flowers.npy", own_images.images(250))
    assert call("data", "add", tmp_path / "flowers.npy", "--yes")[0] == 0
    (tmp_path / "elsewhere").rename(run.parent)
    assert call(*measured)[::2] == (
        1,
        "error: flowers/tiny_epochs-1 was trained on other images than flowers has now, so figures "
        "on these would not be its own.\n",
    )
    error = call("train", "tiny", "--dataset", "flowers", "--epochs", "1")[2]
    assert "trained on other images than flowers has now" in error


@pytest.mark.parametrize("answer, kept_as", [("y", ("flowers",)), ("n", ())])
def test_nothing_is_kept_before_somebody_says_so(call, flowers, monkeypatch, answer, kept_as):
    def reply(question):
        assert question == "Keep them as 'flowers'? [y/N] "
        return answer

    monkeypatch.setattr("builtins.input", reply)
    status, out, _ = call("data", "add", flowers)
    assert status == 0 and out.startswith("200 images, 8 × 8, grey\n2 classes: rose 150, мак 50\n")
    assert own.names() == kept_as


def test_where_nobody_can_be_asked_yes_is_needed(call, flowers, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(SystemExit) as end:
        call("data", "add", flowers)
    assert end.value.code == 2
    out, error = capsys.readouterr()
    assert out.startswith("200 images") and "add --yes to keep them" in error
    assert own.names() == ()
    call("data", "add", flowers, "--yes")
    for words in (), ("--json",):
        with pytest.raises(SystemExit) as end:
            call("data", "rm", "flowers", *words)
        assert end.value.code == 2
        assert "add --yes to delete flowers" in capsys.readouterr().err
    assert own.names() == ("flowers",)


def test_nothing_is_deleted_before_somebody_says_so(call, flowers, monkeypatch):
    call("data", "add", flowers, "--yes")
    answers, questions = ["", "yes"], []
    monkeypatch.setattr("builtins.input", lambda q: (questions.append(q), answers.pop(0))[1])
    assert call("data", "rm", "flowers")[:2] == (0, "Nothing was deleted.\n")
    assert own.names() == ("flowers",)
    assert call("data", "rm", "flowers")[:2] == (0, "flowers is deleted.\n")
    assert own.names() == () and questions == ["Delete flowers for good? [y/N] "] * 2


def test_json_shows_what_is_understood_and_keeps_only_with_yes(call, tmp_path, checkpoints):
    x = own_images.images(channels=3, size=(20, 20))
    np.save(tmp_path / "x.npy", x)
    words = ("data", "add", tmp_path / "x.npy", "--size", "16", "--grey", "--json")
    values = json.loads(call(*words)[1])
    assert (values["image_shape"], values["classes"], values["kept"]) == ([1, 16, 16], {}, None)
    assert own.names() == ()
    assert json.loads(call(*words, "--yes")[1])["kept"] == "x"
    assert [one["name"] for one in json.loads(call("data", "list", "--json")[1])["datasets"]] == [
        "x"
    ]


def test_images_without_labels_are_trained_on_and_listed(call, tmp_path, checkpoints, preset):
    np.save(tmp_path / "faces.npy", own_images.images(size=(9, 13)))
    call("data", "add", tmp_path / "faces.npy", "--yes")
    status, out, _ = call("train", "tiny", "--dataset", "faces", "--epochs", "1")
    assert status == 0 and out.startswith("faces/tiny_epochs-1") and "kNN" not in out
    assert call("list")[1] == out


def test_what_cannot_be_added_is_a_sentence(call, tmp_path, checkpoints, monkeypatch):
    assert call("data", "list")[1] == (
        "There are no datasets of your own yet. 'python -m vae_core data add PATH' adds one.\n"
    )
    one = own_images.folder(tmp_path / "one", own_images.pictures({"": 1}))
    status, out, error = call("data", "add", one, "--yes")
    assert (status, out) == (1, "")
    assert error == "error: There is 1 image here; at least 200 are needed.\n"
    limits = tmp_path / "limits.toml"
    limits.write_text("[datasets]\nimages = 200\n", encoding="utf-8")
    monkeypatch.setenv("VAE_LIMITS", str(limits))
    many = own_images.folder(tmp_path / "many", own_images.pictures({"": 201}))
    assert "at most 200 can be taken" in call("data", "add", many, "--yes")[2]
    assert "usage: python -m vae_core data" in call("data")[1]
    assert kept.names() == ()


def test_a_line_on_images_says_which_side_is_the_height():
    from vae_core.cli.data.own import images_line

    assert images_line(200, (1, 8, 8)) == "200 images, 8 × 8, grey"
    assert images_line(200, (3, 20, 10)) == "200 images, 20 × 10 (height × width), colour"


def test_a_name_that_is_taken_is_refused_before_anything_is_read(call, flowers, monkeypatch):
    assert call("data", "add", flowers, "--name", "flowers", "--yes")[0] == 0
    monkeypatch.setattr("vae_core.cli.data.own.preview", lambda *_: pytest.fail("it was read"))
    status, _, error = call("data", "add", flowers, "--name", "Flowers", "--yes")
    assert status == 1
    assert error == "error: There already is a dataset 'flowers'. Choose another name.\n"
