"""Heat maps: where their cells lie, what they measure, and that they are kept."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch

from vae_core.errors import ConfigError, RunError
from vae_core.evaluation.plane import maps as plane_maps
from vae_core.evaluation.plane.maps import (
    cells,
    load_maps,
    make_maps,
    maps_from_bytes,
    maps_to_bytes,
    save_maps,
)
from vae_core.latent.geometry import View, home_view
from vae_core.runs.load import load_run
from vae_core.runs.store import attach
from vae_core.training.train import train

SIZE = 20
MAPS = ("density", "certainty", "round_trip", "jacobian")


@pytest.fixture(scope="module")
def made(trained, recogniser):
    return make_maps(trained, recogniser, SIZE)


def at(made, row, column):
    """z of a cell, and its number."""
    z = cells(made.view, SIZE)
    return torch.from_numpy(z[row * SIZE + column][None])


def test_cells_begin_at_the_top_left_and_fill_the_view():
    z = cells(View((1.0, 10.0), 2.0), 4).reshape(4, 4, 2)
    assert z[0, 0].tolist() == [-0.5, 11.5]
    assert z[0, 3].tolist() == [2.5, 11.5]
    assert z[3, 0].tolist() == [-0.5, 8.5]


def test_maps_lie_over_the_first_view(made, trained):
    assert made.view == home_view(trained.latents.mu, has_prior=True)
    assert made.predicted.dtype == np.uint8
    for name in MAPS:
        assert getattr(made, name).shape == (SIZE, SIZE)
        assert getattr(made, name).dtype == np.float32


def test_the_derivative_is_that_of_the_decoder(made, trained):
    z = at(made, 7, 12)
    jacobian = torch.autograd.functional.jacobian(lambda v: trained.model().decode(v).sigmoid(), z)
    assert made.jacobian[7, 12] == pytest.approx(float(jacobian.norm()), rel=1e-4)


@pytest.mark.slow
def test_maps_are_made_without_the_compiler_of_torch(trained):
    """Its import takes seconds, and a page waits for the maps of a new run."""
    script = f"""
import sys
from pathlib import Path
from vae_core.evaluation.plane.maps import make_maps
from vae_core.runs.load import load_run
make_maps(load_run({trained.id!r}, Path({str(trained.folder.parents[1])!r})), None, {SIZE})
print([name for name in ("torch._dynamo", "sympy") if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, encoding="utf-8"
    )
    assert done.stdout.strip() == "[]"


def test_the_round_trip_is_from_a_place_to_the_mean_of_its_picture(made, trained):
    model, z = trained.model(), at(made, 3, 4)
    with torch.no_grad():
        mu, _logvar = model.encode(model.decode(z).sigmoid())
    assert made.round_trip[3, 4] == pytest.approx(float((mu - z).norm()), rel=1e-4)


def test_a_run_of_cut_pixels_is_given_cut_pictures(trained, made):
    cut = replace(
        trained,
        config=replace(
            trained.config, training=replace(trained.config.training, binarize="threshold")
        ),
    )
    assert not np.allclose(make_maps(cut, None, SIZE).round_trip, made.round_trip)


def test_what_is_read_is_what_the_recogniser_reads(made, trained, recogniser):
    with torch.no_grad():
        picture = trained.model().decode(at(made, 10, 9)).sigmoid()
        likely = recogniser.model()(picture).softmax(1)[0]
    assert made.predicted[10, 9] == int(likely.argmax())
    assert made.certainty[10, 9] == pytest.approx(float(likely.max()), abs=1e-4)


def test_the_density_counts_codes_on_an_area(made, trained):
    """The 20th nearest code lies at r of a cell where the density is 20 / (pi r^2)."""
    radius = np.sqrt(20 / (np.pi * made.density[9, 9]))
    distance = np.linalg.norm(trained.latents.mu - at(made, 9, 9).numpy(), axis=1)
    assert np.sort(distance)[19] == pytest.approx(radius, rel=1e-5)


def test_without_a_recogniser_nothing_is_read(trained, made):
    plain = make_maps(trained, None, SIZE)
    assert plain.certainty is None and plain.predicted is None
    assert np.array_equal(plain.jacobian, made.jacobian)
    again = maps_from_bytes(maps_to_bytes(plain))
    assert again.certainty is None and again.predicted is None


def test_an_autoencoder_is_mapped_over_its_own_codes(tiny_ae, tmp_path):
    run = train(tiny_ae, root=tmp_path, film="none", iwae_samples=0)
    assert make_maps(run, None, 5).view == home_view(run.latents.mu, has_prior=False)


def test_a_round_trip_through_bytes_loses_half_a_step(made):
    content = maps_to_bytes(made)
    again = maps_from_bytes(content)
    assert again.view == made.view
    assert np.array_equal(again.predicted, made.predicted)
    assert np.abs(again.certainty - made.certainty).max() <= 0.5 / 255 + 1e-6
    for name in ("density", "round_trip", "jacobian"):
        before, after = getattr(made, name), getattr(again, name)
        held = np.maximum(before, before.max() / 1000)
        # A step is at most 1000^(1/255) = 1.0275.
        assert np.abs(after / held - 1).max() < 0.0140
        assert after.max() == pytest.approx(before.max(), rel=1e-5)


def test_a_hundred_by_a_hundred_stay_small(trained, recogniser):
    assert len(maps_to_bytes(make_maps(trained, recogniser))) < 60_000


def test_a_flat_map_is_kept(made):
    flat = replace(made, jacobian=np.zeros((SIZE, SIZE), np.float32))
    assert maps_from_bytes(maps_to_bytes(flat)).jacobian.max() < 1e-30


def _npz(**changed):
    import io

    view = View((0.0, 0.0), 1.0)
    ones = np.ones((4, 4), np.float32)
    with np.load(
        io.BytesIO(maps_to_bytes(plane_maps.PlaneMaps(view, ones, None, None, ones, ones)))
    ) as kept:
        arrays = {**kept, **changed}
    buffer = io.BytesIO()
    np.savez(buffer, **{name: a for name, a in arrays.items() if a is not None})
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 and nothing",
        _npz(density=None),
        _npz(density=np.ones((4, 3), np.uint8)),
        _npz(view=np.ones(2)),
        _npz(view=np.array([0.0, np.nan, 1.0])),
        _npz(jacobian_range=np.array([np.nan, 1.0])),
        _npz(reads=np.zeros((4, 4), np.uint8)),
        _npz(density=np.array([object()], dtype=object)),
    ],
)
def test_foreign_bytes_are_no_maps(content):
    with pytest.raises(ValueError, match="maps"):
        maps_from_bytes(content)


def test_maps_are_kept_beside_the_run(spoilable, recogniser):
    run = load_run("uci-digits/tiny")
    assert load_maps(run) is None
    run = save_maps(run, recogniser)
    assert (spoilable / "maps.npz").is_file()
    again = load_maps(load_run("uci-digits/tiny"))
    assert again.density.shape == (100, 100)
    assert again.view == home_view(run.latents.mu, has_prior=True)


def test_kept_bytes_that_are_no_maps_are_damage(spoilable):
    run = attach(load_run("uci-digits/tiny"), "maps.npz", b"nothing of the kind")
    with pytest.raises(RunError, match=r"is damaged: maps\.npz cannot be read"):
        load_maps(run)


def test_what_has_no_plane_is_refused(trained, recogniser):
    model = replace(trained.config.model, latent_dim=3)
    deep = replace(trained, config=replace(trained.config, model=model))
    for run in (deep, recogniser):
        with pytest.raises(ConfigError, match="has no plane to map"):
            make_maps(run, recogniser, SIZE)


def test_a_recogniser_of_other_pictures_is_refused(trained, recogniser):
    for other in (replace(recogniser, dataset="mnist"), trained):
        with pytest.raises(ConfigError, match="is no recogniser for uci-digits/tiny"):
            make_maps(trained, other, SIZE)
