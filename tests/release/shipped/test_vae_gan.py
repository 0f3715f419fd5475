"""The shipped VAE-GANs beside their twins: what docs/results/models.md says of them."""

import pytest

from tests.support.runs.shipped import ROOT
from vae_core.runs.load import load_run

DOCUMENT = ROOT.parent / "docs" / "results" / "models.md"


@pytest.fixture(scope="module")
def text():
    return " ".join(DOCUMENT.read_text(encoding="utf-8").split())


def _of(dataset, *keys):
    """A figure in the metrics of the VAE-GAN and of its twin."""
    values = []
    for name in ("vae-gan-20", "vae-gan-20-twin"):
        value = load_run(f"{dataset}/{name}", ROOT).metrics
        for key in keys:
            value = value[key]
        values.append(value)
    return values


def test_they_are_trained_alike_but_for_the_objective_and_its_weight():
    for dataset in ("mnist", "fashion-mnist"):
        gan, twin = (
            load_run(f"{dataset}/{name}", ROOT).config for name in ("vae-gan-20", "vae-gan-20-twin")
        )
        assert gan.model == twin.model
        assert gan.training.epochs == twin.training.epochs == 20
        assert (gan.training.beta, twin.training.beta) == (6.0, 1.0)
        assert gan.training.objective.name == "adversarial" and twin.training.objective is None


def test_draws_are_nearer_and_edges_stronger_than_the_twins(text):
    gan, twin = _of("mnist", "quality", "prior", "frechet")
    assert gan <= 0.5 * twin
    on_fashion = _of("fashion-mnist", "quality", "prior", "frechet")
    assert on_fashion[0] < on_fashion[1]
    assert "from N(0, I) are {:.1f} and {:.1f}".format(*on_fashion) in text
    for part in ("prior", "mixture"):
        gan_edges, twin_edges = _of("mnist", "quality", part, "edges")
        assert (
            twin_edges
            < gan_edges
            < load_run("mnist/vae-gan-20", ROOT).metrics["evaluation"]["edges_of_images"]
        )


def test_a_better_prior_turns_it_round_and_sharpness_costs(text):
    gan, twin = _of("mnist", "quality", "mixture", "frechet")
    assert twin < gan
    assert f"the other way round ({gan:.1f} against {twin:.1f})" in text
    gan, twin = _of("mnist", "evaluation", "pixel_mse")
    assert f"{gan / twin:.1f} times the squared error" in text
    gan, twin = _of("mnist", "evaluation", "iwae")
    assert f"of {gan:.2f} nats against {twin:.2f}" in text
