"""What the AE vs VAE page says follows from the figures of the two models."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from ui.pages.ae_vs_vae import stress_test
from ui.pages.ae_vs_vae.figures import findings, values
from ui.pages.ae_vs_vae.pair import Pair
from vae_core.data.datasets import DATASETS
from vae_core.models.config import RunConfig


def run_of(kind: str, tiny: RunConfig, **gaps: float):
    """What a page needs of a run, with these figures; each (value, low, high) or a value."""
    intervals = {key: v[1:] for key, v in gaps.items() if isinstance(v, tuple)}
    values = {key: v[0] if isinstance(v, tuple) else v for key, v in gaps.items()}
    config = replace(tiny, model=replace(tiny.model, kind=kind))
    metrics = {"gaps": values | {"intervals": intervals}}
    info = DATASETS["uci-digits"]
    return SimpleNamespace(
        config=config, metrics=metrics, dataset=info.name, dataset_info=info, name=kind, id=kind
    )


def test_figures_differ_only_where_their_intervals_do_not_meet(tiny):
    a = run_of("ae", tiny, frechet_prior=(10, 8, 12), reach=100.0, recon=5.0)
    b = run_of("vae", tiny, frechet_prior=(13, 11, 15), reach=100.5, recon=6.0)
    assert values.compare(a, b, "frechet_prior") == 0
    assert values.compare(a, b, "reach") == 0
    assert values.compare(a, b, "recon") == -1
    assert values.favours(a, b, "recon") == 1
    assert values.compare(a, b, "mmd_prior") is None
    c = run_of("vae", tiny, frechet_prior=(13, 12.5, 15))
    assert values.compare(a, c, "frechet_prior") == -1
    assert values.written_interval(a, "frechet_prior") == "8 – 12"
    assert values.written(a, "reach") == "100"


def figures(share: float, classes: int, frechet: float, mixture: float, recon: float) -> dict:
    """Of a model whose draws from N(0, I) and from fitted distributions are like this."""
    return {
        "reach": 3.0,
        "mmd_prior": 0.1,
        "classes_prior": classes,
        "recognised_share_prior": (share, share - 0.01, share + 0.01),
        "recognised_share_fitted_gaussian": (share, share - 0.01, share + 0.01),
        "recognised_share_mixture": (share, share - 0.01, share + 0.01),
        "recognised_share_box": share,
        "empty_share": 1 - share,
        "frechet_prior": (frechet, frechet - 1, frechet + 1),
        "frechet_fitted_gaussian": (frechet, frechet - 1, frechet + 1),
        "frechet_mixture": (mixture, mixture - 1, mixture + 1),
        "recon_mu": (recon, recon - 0.5, recon + 0.5),
    }


def said(step: findings.Step) -> str:
    """All sentences, with common spaces."""
    return " ".join(step.sentences).replace("\N{NO-BREAK SPACE}", " ")


def test_what_is_said_follows_from_the_figures(tiny):
    weak = figures(0.4, 3, 500, 400, 130)
    strong = figures(0.9, 10, 100, 80, 120)
    textbook = Pair(run_of("ae", tiny, **weak), run_of("vae", tiny, **strong))
    assert [step.verdict for step in findings.steps(textbook)] == ["holds"] * 3
    first, second, third = (said(step) for step in findings.steps(textbook))
    assert "3 of 10 classes with the AE, 10 of 10 with the VAE" in first
    assert "The AE leaves more of the area among its codes empty: 60 % against 10 %" in second
    assert "farther from the test images than the VAE’s from N(0, I)" in third
    assert "400 against 100 (80 from a mixture of its own)" in third
    assert "the VAE rebuilds test images better: 120.0 against 130.0 nats" in third
    upside_down = Pair(run_of("ae", tiny, **strong), run_of("vae", tiny, **weak))
    assert [step.verdict for step in findings.steps(upside_down)] == ["fails"] * 3
    assert "the AE rebuilds test images better" in said(findings.steps(upside_down)[2])
    # The sides of the page do not matter.
    swapped = Pair(textbook.right, textbook.left)
    assert [step.verdict for step in findings.steps(swapped)] == ["holds"] * 3
    level = Pair(run_of("ae", tiny, **strong), run_of("vae", tiny, **strong))
    assert [step.verdict for step in findings.steps(level)] == ["open", "open", "fails"]
    halfway = run_of("vae", tiny, **(strong | {"recognised_share_box": 0.4}))
    second = findings.steps(Pair(textbook.left, halfway))[1]
    assert second.verdict == "part"
    assert "as much decodes to something recognised with both: 40 % and 40 %" in said(second)
    assert "as well from both: 120.0 and 120.0" in said(findings.steps(level)[2])


def test_clear_but_always_the_same_few_is_said(tiny):
    ae = run_of("ae", tiny, **figures(0.95, 3, 500, 80, 120))
    vae = run_of("vae", tiny, **figures(0.9, 10, 100, 80, 120))
    first = said(findings.steps(Pair(ae, vae))[0])
    assert (
        "More of them are recognised with the AE, 95 % against 90 %: that alone says little"
        in first
    )


def test_of_two_models_of_one_kind_no_textbook_speaks(tiny):
    a = run_of("vae", tiny, **figures(0.9, 10, 100, 80, 120))
    b = run_of("vae", tiny, **figures(0.8, 9, 120, 90, 125))
    assert [step.verdict for step in findings.steps(Pair(a, b))] == [None] * 3


def test_how_much_of_a_gap_closes(tiny):
    ae = run_of("ae", tiny, frechet_prior=500.0, frechet_mixture=80.0)
    vae = run_of("vae", tiny, frechet_prior=100.0, frechet_mixture=90.0)
    name, share = stress_test.closed_share(Pair(ae, vae), "mixture")
    assert (name, share) == ("AE", pytest.approx(1.05))
    assert stress_test.closed_share(Pair(ae, ae), "mixture") is None
