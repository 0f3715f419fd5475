"""The codes by beta: which betas, what is kept of them, and what a damaged file says."""

import io
import shutil

import numpy as np
import pytest
import torch

from vae_core import load_run
from vae_core.errors import RunError
from vae_core.runs.conditions.beta_codes import (
    FILE,
    codes_by_beta,
    export_codes_by_beta,
    row_of_betas,
)
from vae_core.runs.store import attach


def test_the_row_goes_in_quarters_of_a_decade_from_end_to_end():
    row = row_of_betas(0.01, 20.0)
    assert (row[0], row[-1], len(row)) == (0.01, 20.0, 14)
    assert {0.1, 1.0, 10.0} < set(row)
    steps = np.diff(np.log10(row))
    assert np.allclose(steps[:-1], 0.25, atol=1e-3)
    assert 0.125 <= steps[-1] <= 0.375


@pytest.mark.parametrize("ends", [(0.5, 2.0), (0.9, 1.0), (1.0, 1000.0), (0.03, 3.0)])
def test_a_row_rises_between_its_ends(ends):
    row = row_of_betas(*ends)
    assert (row[0], row[-1]) == ends
    assert (np.diff(row) > 0).all()
    assert (np.diff(np.log10(row)[:-1]) > 0.12).all()


def test_kept_codes_are_what_the_model_encodes(conditioned, digits):
    codes, model = codes_by_beta(conditioned), conditioned.model()
    assert tuple(codes.betas) == row_of_betas(0.01, 20.0)
    assert codes.mu.shape == codes.logvar.shape == (14, 500, 2)
    for beta, mu, logvar in zip(codes.betas, codes.mu, codes.logvar, strict=True):
        with torch.no_grad():
            expected = model.encode(digits.test.x(), float(beta))
        np.testing.assert_allclose(mu, expected[0], rtol=2e-3, atol=2e-3)
        np.testing.assert_allclose(logvar, expected[1], rtol=2e-3, atol=5e-3)
    at_one = list(codes.betas).index(1.0)
    np.testing.assert_allclose(codes.mu[at_one], conditioned.latents.mu, atol=4e-3)


def test_the_browser_gets_mu_then_sigma_then_labels(conditioned):
    codes, payload = codes_by_beta(conditioned), export_codes_by_beta(conditioned)
    numbers = codes.mu.size
    halves = np.frombuffer(payload, "<f2", 2 * numbers).reshape(2, *codes.mu.shape)
    np.testing.assert_array_equal(halves[0], codes.mu)
    np.testing.assert_allclose(halves[1], np.exp(0.5 * codes.logvar), rtol=1e-3)
    labels = np.frombuffer(payload, "u1", offset=4 * numbers)
    np.testing.assert_array_equal(labels, conditioned.latents.label)


def test_a_run_of_one_beta_keeps_none(trained):
    with pytest.raises(RunError, match="uci-digits/tiny keeps no codes by beta"):
        codes_by_beta(trained)


@pytest.fixture
def spoilt(conditioned, tmp_path):
    """spoilt(content) -> the run with other bytes in betas.npz, rightly noted."""
    folder = tmp_path / "uci-digits" / "any-beta"
    shutil.copytree(conditioned.folder, folder)
    return lambda content: attach(load_run("uci-digits/any-beta", tmp_path), FILE, content)


def _npz(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no archive", "betas.npz cannot be read"),
        (_npz(betas=np.ones(2)), "betas.npz cannot be read"),
        (
            _npz(betas=np.arange(1, 3), mu=np.zeros((2, 4, 2)), logvar=np.zeros((2, 4, 2))),
            "betas.npz has shapes that do not fit the run",
        ),
        (
            _npz(betas=np.ones(2), mu=np.zeros((2, 500, 2)), logvar=np.zeros((2, 500, 2))),
            "betas.npz holds values that cannot be",
        ),
        (
            _npz(
                betas=np.arange(1, 3),
                mu=np.full((2, 500, 2), np.nan),
                logvar=np.zeros((2, 500, 2)),
            ),
            "betas.npz holds values that cannot be",
        ),
    ],
)
def test_damaged_codes_say_so(spoilt, content, sentence):
    with pytest.raises(RunError, match=sentence):
        codes_by_beta(spoilt(content))


def test_a_file_that_was_changed_is_refused(conditioned, spoilt):
    run = spoilt(conditioned.attached(FILE))
    content = bytearray((run.folder / FILE).read_bytes())
    content[100] ^= 255
    (run.folder / FILE).write_bytes(content)
    with pytest.raises(RunError, match=r"betas\.npz is not the file that was written"):
        codes_by_beta(run)
