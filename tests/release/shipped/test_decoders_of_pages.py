"""What a page draws with draws what the run's own decoder does, to a fraction of a grey level."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.support.runs.shipped import RUNS
from vae_core.models.networks.autoencoders import build_model
from vae_core.models.weights.silent import without_silent_units
from vae_core.runs.browser_export import export_decoder, export_for_page
from vae_core.runs.conditions.at_label import run_at_label

PLANES = [
    run
    for run in RUNS
    if run.config.model.latent_dim == 2 and not run.config.model.own and not run.config.model.betas
]
SMALL = ("mnist/vae-2d", "mnist/ae-2d", "fashion-mnist/vae-2d", "fashion-mnist/ae-2d")


def plane(mu: np.ndarray) -> torch.Tensor:
    """Codes, and a grid over all that a cursor reaches and far beyond, (N, 2)."""
    center, farthest = mu.mean(0), np.abs(mu - mu.mean(0)).max()
    grids = [np.linspace(-1, 1, 40) * farthest * times for times in (1, 4, 30)]
    points = [np.stack(np.meshgrid(grid, grid), -1).reshape(-1, 2) for grid in grids]
    points = [mu[::5], *(center + part for part in points)]
    return torch.from_numpy(np.concatenate(points).astype(np.float32))


@pytest.mark.slow
@torch.no_grad()
def test_without_silent_units_every_picture_is_the_same(subtests):
    for run in PLANES:
        shown = run if run.config.model.n_labels is None else run_at_label(run, 3)
        model, z = shown.config.model, plane(shown.latents.mu)
        layers, weights = without_silent_units(model.decoder, shown.weights, shown.latents.mu)
        if layers == model.decoder:
            continue
        with subtests.test(run.id):
            of_page = build_model(replace(model, decoder=layers))
            of_page.load_state_dict(
                {name: torch.from_numpy(w.astype(np.float32)) for name, w in weights.items()}
            )
            difference = shown.model().decode(z).sigmoid() - of_page.decode(z).sigmoid()
            assert difference.abs().max() < 0.1 / 255


def test_the_first_pages_load_little_more_than_half(subtests):
    for run in PLANES:
        if run.id in SMALL:
            with subtests.test(run.id):
                whole, of_page = export_decoder(run).payload, export_for_page(run).payload
                assert len(of_page) < 0.6 * len(whole)
                assert len(of_page) <= 1_100_000
