"""What the browser is sent of a training that is watched."""

import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.ui.pages.train_watching.conftest import UNDER_WAY, N
from ui.components.bundling import bundle
from ui.components.training import training_view
from ui.components.training.training_view import payload
from vae_core.jobs.records import Status


def test_a_look_comes_out_of_its_file_as_it_went_in(snapshot):
    found = payload.pack_snapshot(snapshot, is_vae=True)
    manifest, content = found.manifest, found.content
    codes = np.frombuffer(content, "<i2", 2 * N).reshape(N, 2) * manifest["scale"]
    assert np.abs(codes - snapshot.codes).max() < 1e-3
    assert content[4 * N : 5 * N] == snapshot.label.tobytes()
    starts = [5 * N, *manifest["ends"]]
    pictures = [content[a:b] for a, b in zip(starts, manifest["ends"], strict=False)]
    assert pictures == [snapshot.tiles, snapshot.originals, snapshot.rebuilt]
    assert [Image.open(io.BytesIO(p)).size for p in pictures] == [(420, 420), (280, 28), (280, 28)]
    assert (manifest["step_text"], manifest["n"], len(content)) == ("1,234", N, starts[-1])


def test_rings_and_a_view_around_the_prior_are_for_a_vae_in_its_own_plane(snapshot):
    own = payload.pack_snapshot(snapshot, is_vae=True).manifest
    assert own["rings"]
    assert own["view"] == {"center": (0.0, 0.0), "half": 4.0}
    for other in (
        payload.pack_snapshot(snapshot, is_vae=False).manifest,
        payload.pack_snapshot(replace(snapshot, axes="pc"), is_vae=True).manifest,
    ):
        assert not other["rings"]
        assert other["view"]["center"] == pytest.approx((1, -2), abs=0.5)
        assert other["view"]["half"] < 3


@pytest.mark.parametrize(
    ("kind", "dim", "expected"),
    [
        ("vae", 1, ("latent", "samples", True)),
        ("vae", 2, ("latent", "manifold", True)),
        ("vae", 10, ("pc", "samples", False)),
        ("ae", 1, ("latent", "reconstructions", False)),
        ("ae", 2, ("latent", "manifold", False)),
        ("ae", 10, ("pc", "reconstructions", False)),
    ],
)
def test_what_will_be_shown_is_what_a_viewer_shows(tiny, digits, kind, dim, expected):
    from vae_core.models.networks.autoencoders import build_model
    from vae_core.training.loop.recorder import LiveRecorder

    config = replace(tiny, model=replace(tiny.model, kind=kind, latent_dim=dim))
    shows = payload.shows(config)
    assert (shows["axes"], shows["shows"], shows["rings"]) == expected
    look = LiveRecorder(config, digits).record(1, 0.1, build_model(config.model))
    assert (look.axes, look.shows) == expected[:2]
    assert payload.pack_snapshot(look, is_vae=kind == "vae").manifest["rings"] == expected[2]
    assert shows["plots"] == (["loss", "recon", "kl"] if kind == "vae" else ["recon"])


def test_curves_are_in_epochs_and_the_loss_is_the_sum_of_its_parts():
    curves = payload.curves(UNDER_WAY, ["loss", "recon", "kl"])
    assert curves["recon"] == ([(0.5, 200.0), (2.5, 160.26)], [(1, 149.0), (2, 148.0)])
    assert curves["kl"] == ([(0.5, 1.5), (2.5, 4.0)], [(1, 4.0), (2, 5.0)])
    assert curves["loss"] == ([(0.5, 201.5), (2.5, 164.26)], [(1, 153.0), (2, 153.0)])
    assert payload.curves(Status(), ["kl"]) == {"kl": ([], [])}


def test_progress_says_epoch_step_and_time_and_why_it_stands_still():
    def said(state, **changes):
        return payload.progress_words(replace(UNDER_WAY, state=state, **changes), 4)

    assert said("training") == "epoch 2.5 of 4 · step 25 of 40 · 1 min left"
    assert said("training", seconds=1.0) == "epoch 2.5 of 4 · step 25 of 40"
    assert said("training", rate=0.0) == "epoch 2.5 of 4 · step 25 of 40"
    assert said("paused") == "Paused · epoch 2.5 of 4 · step 25 of 40"
    assert said("training", step=3, rate=10.0) == "epoch 0.30 of 4 · step 3 of 40 · 4 s left"
    assert "being measured" in said("measuring")
    assert said("training", total_steps=0).startswith("Starting")
    assert payload.part(UNDER_WAY) == 25 / 40
    assert payload.part(Status()) == 0.0


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "0 s"), (59.4, "59 s"), (60, "1 min"), (200, "3 min 20 s"), (1234, "20 min"),
     (3600, "1 h 0 min"), (3900, "1 h 5 min")],
)  # fmt: skip
def test_a_time_as_it_is_said(seconds, said):
    assert payload.spell(seconds) == said


def test_the_component_is_one_module_without_a_name_twice():
    text = bundle.javascript(Path(training_view.__file__).parent)
    names = re.findall(r"^(?:async )?(?:function|class) (\w+)", text, re.MULTILINE)
    assert {"Watcher", "GlidingCloud", "Plot", "Plane"} <= set(names)
    assert len(names) == len(set(names))
    assert not re.search(r"^import ", text, re.MULTILINE)


def test_every_word_the_component_asks_for_is_there():
    folder = Path(training_view.__file__).parent / "js"
    asked = {
        key
        for path in folder.glob("*.js")
        for key in re.findall(r"\bwords\.(\w+)", path.read_text(encoding="utf-8"))
    }
    assert asked <= set(training_view.words())
