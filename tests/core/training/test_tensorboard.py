"""A training written for TensorBoard: what its own reader finds in the files."""

import io

import pytest
from PIL import Image

from vae_core.models.presets import PRESETS, Preset
from vae_core.runs.load import load_run

WORDS = ("train", "tiny", "--dataset", "uci-digits", "--film", "none", "--log", "tensorboard")


def _written(folder):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(folder))
    events.Reload()
    return events


@pytest.fixture(autouse=True)
def preset(tiny, monkeypatch):
    """`train tiny` works for the length of a test."""
    recipe = Preset("tiny", "Tiny", "A tiny VAE.", tiny.model, tiny.training, epochs_small=3)
    monkeypatch.setitem(PRESETS, "tiny", recipe)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_curves_and_the_manifold_are_written_and_again_for_a_run_that_is_there(
    call,
    checkpoints,
    here,
):
    for _ in range(2):  # the second time nothing is trained
        status, _, err = call(*WORDS, "--json")
        assert (status, err) == (0, "")
        events = _written(here / "logs" / "uci-digits" / "tiny")
        figures = [f"{f}/{p}" for f in ("recon", "kl", "elbo") for p in ("train", "validation")]
        assert sorted(events.Tags()["scalars"]) == sorted(figures)
        history = load_run("uci-digits/tiny").metrics["history"]
        recon = events.Scalars("recon/validation")
        assert [(e.step, e.value) for e in recon] == [
            (record["epoch"], pytest.approx(record["val_recon"])) for record in history
        ]
        elbo = events.Scalars("elbo/train")[-1].value
        assert elbo == pytest.approx(-history[-1]["recon"] - history[-1]["kl"])
        (picture, *_) = events.Images("manifold")
        assert Image.open(io.BytesIO(picture.encoded_image_string)).size == (420, 420)


def test_without_its_library_a_sentence_says_how_to_get_it(
    call,
    checkpoints,
    here,
    monkeypatch,
):
    monkeypatch.setattr("vae_core.extras.find_spec", lambda name: None)
    status, out, err = call(*WORDS)
    assert (status, out) == (1, "")
    assert err == "error: --log tensorboard needs tensorboard: pip install tensorboard\n"
    assert list(here.iterdir()) == []


def test_in_the_queue_there_is_no_log(call, checkpoints, here):
    status, _, err = call(*WORDS, "--queue")
    assert status == 1
    assert "--log is for a training of this process: leave out --queue." in err
