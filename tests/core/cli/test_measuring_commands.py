"""Measuring by command: evaluate, quality, gaps, and the recogniser that they need."""

import json
import shutil

import numpy as np
import pytest

from tests.support.runs.gaps import coarse_gaps
from vae_core.cli.measuring import gaps
from vae_core.evaluation.factors import disentanglement
from vae_core.evaluation.plane.maps import load_maps
from vae_core.evaluation.samples import quality
from vae_core.runs.load import load_run
from vae_core.runs.store import amend

RUN = "uci-digits/tiny"


@pytest.fixture
def measured_once(monkeypatch):
    """What a command measures with the function of this name is measured once a run."""

    def keep(module, name):
        real, made = getattr(module, name), {}

        def once(run, *others):
            if run.id not in made:
                made[run.id] = real(run, *others)
            return made[run.id]

        monkeypatch.setattr(module, name, once)

    return keep


def test_evaluate_prints_what_was_kept(call, spoilable, trained):
    status, out, _ = call("evaluate", RUN, "--iwae-samples", 5, "--json")
    figures = json.loads(out)
    assert status == 0
    assert {"neg_elbo", "recon", "kl", "iwae", "iwae_samples", "knn_accuracy", "n"} <= set(figures)
    assert (figures["run"], figures["iwae_samples"], figures["n"]) == (RUN, 5, 500)
    kept = trained.metrics["evaluation"]
    assert figures["neg_elbo"] == pytest.approx(kept["neg_elbo"], rel=1e-6)
    assert "neg_elbo" in call("evaluate", RUN, "--iwae-samples", 0)[1]


def test_evaluate_keeps_its_figures_when_told_to(call, spoilable, trained):
    run = load_run(RUN)
    amend(run, {"typical": None, "evaluation": {**run.metrics["evaluation"], "recon": 1.0}})
    assert call("evaluate", RUN, "--iwae-samples", 0)[0] == 0
    assert load_run(RUN).metrics["evaluation"]["recon"] == 1.0
    assert call("evaluate", RUN, "--iwae-samples", 0, "--keep")[0] == 0
    kept = load_run(RUN).metrics
    assert kept["evaluation"]["recon"] == pytest.approx(trained.metrics["evaluation"]["recon"])
    assert kept["typical"] == trained.metrics["typical"]


@pytest.mark.slow
def test_quality_prints_the_figures_between_their_anchors_and_keeps_them(
    call, judged, recogniser, measured_once
):
    measured_once(quality, "sample_quality")
    status, out, _ = call("quality", "--json")
    values = json.loads(out)
    assert status == 0
    assert list(values["runs"]) == [RUN]
    assert values["anchors"] == {"uci-digits": recogniser.metrics["anchors"]}
    kept = json.loads((judged / "metrics.json").read_text(encoding="utf-8"))["quality"]
    assert kept == values["runs"][RUN]
    assert (kept["n"], kept["fitted"]) == (10_000, None)
    lines = call("quality", RUN)[1].splitlines()
    assert [line.split()[0] for line in lines[1:5]] == ["uci-digits", RUN, RUN, "uci-digits"]
    assert f"{kept['mixture']['frechet']:.1f}" in lines[3].split()
    assert f"{kept['prior']['frechet']:.1f}" in lines[2].split()
    assert "not comparable with figures from an Inception network" in lines[-1]


def test_quality_without_a_recogniser_says_how_to_get_one(call, spoilable):
    status, _, err = call("quality", RUN)
    assert status == 1
    assert "There is no recogniser for uci-digits; train one with 'python -m vae_core" in err
    assert json.loads(call("quality", "--json")[1])["runs"] == {}


@pytest.mark.slow
def test_gaps_prints_one_flat_object_for_one_run_and_keeps_it(call, judged):
    status, out, err = call("gaps", RUN, "--json")
    values = json.loads(out)
    assert (status, err) == (0, "")
    asked = {
        "recognised_share_prior",
        "recognised_share_box",
        "frechet_prior",
        "frechet_fitted_gaussian",
        "frechet_mixture",
        "mmd_prior",
        "knn_error",
        "n",
    }
    assert asked <= set(values)
    assert (values["run"], values["n"]) == (RUN, 10_000)
    assert values["recon_mu"] > 0
    kept = json.loads((judged / "metrics.json").read_text(encoding="utf-8"))["gaps"]
    assert {"run": RUN, **kept} == values
    assert load_maps(load_run(RUN)).certainty is not None


@pytest.mark.slow
def test_gaps_of_no_run_named_measures_the_usual_ones(call, judged, monkeypatch):
    from vae_core.evaluation.codes import ae_vs_vae

    usual, measure = [], ae_vs_vae.measure_gaps
    monkeypatch.setattr(gaps, "usual_runs", lambda runs: usual)

    def quick(*given):
        with coarse_gaps():
            return measure(*given, n=50)

    monkeypatch.setattr(ae_vs_vae, "measure_gaps", quick)
    assert json.loads(call("gaps", "--json")[1]) == []
    assert "There is no run to measure." in call("gaps")[1]
    usual.append(load_run(RUN))
    assert [values["run"] for values in json.loads(call("gaps", "--json")[1])] == [RUN]
    status, out, _ = call("gaps")
    lines = out.splitlines()
    assert (status, lines[0].split()) == (0, ["uci-digits", "tiny"])
    figures = dict(line.split() for line in lines[1 : lines.index("")])
    assert figures["n"] == "50"
    kept = load_run(RUN).metrics["gaps"]
    assert figures["frechet_mixture"] == f"{kept['frechet_mixture']:.4g}"
    assert not {"seed", "recogniser", "intervals"} & set(figures)
    assert "not comparable with figures from an Inception network" in lines[-1]


@pytest.mark.slow
def test_factors_prints_what_each_dimension_knows_and_keeps_it(call, checkpoints, measured_once):
    measured_once(disentanglement, "measure_disentanglement")
    shipped = load_run("shapes/vae-10d", "checkpoints")
    shutil.copytree(shipped.folder, checkpoints / "shapes" / "mine")
    amend(load_run("shapes/mine"), {"factors": None})
    status, out, _ = call("factors", "--json")
    values = json.loads(out)["shapes/mine"]
    assert status == 0
    assert load_run("shapes/mine").metrics["factors"] == values
    before = shipped.metrics["factors"]
    assert values.keys() == before.keys()
    for name, value in values.items():  # another processor adds up in another order
        if isinstance(value, float | list) and name != "factors":
            np.testing.assert_allclose(value, before[name], rtol=1e-9)
        else:
            assert value == before[name]
    lines = call("factors", "shapes/mine")[1].splitlines()
    assert lines[0].startswith(f"shapes/mine: mig {values['mig']:.3f}, ")
    assert lines[1].split() == ["nats", "shape", "hue", "size", "x", "y", "rotation"]
    assert lines[2].split() == ["z1", *(f"{value:.2f}" for value in values["information"][0])]
    assert lines[-1].split()[0] == "entropy"


def test_factors_of_a_dataset_without_are_refused_and_none_named_is_no_error(call, spoilable):
    status, out, err = call("factors", RUN)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "Nothing is known of how the images of" in err
    assert json.loads(call("factors", "--json")[1]) == {}


def test_gaps_without_a_recogniser_says_how_to_get_one(call, spoilable):
    status, _, err = call("gaps", RUN)
    assert status == 1
    assert "train one with 'python -m vae_core recogniser uci-digits'" in err


def test_a_recogniser_is_listed_with_its_accuracy_and_not_trained_twice(call, judged, recogniser):
    accuracy = recogniser.metrics["evaluation"]["accuracy"]
    line = next(row for row in call("list")[1].splitlines() if "recogniser" in row)
    assert f"recognises {accuracy:.2%} of the test images" in line
    status, out, _ = call("recogniser", "uci-digits", "--json")
    assert (status, json.loads(out)["accuracy"]) == (0, accuracy)


def test_a_recogniser_is_neither_evaluated_nor_given_a_quality(call, judged):
    for command in ("evaluate", "quality", "gaps"):
        status, out, err = call(command, "uci-digits/recogniser")
        assert (status, out, err.count("\n")) == (1, "", 1)
        assert err.startswith("error: uci-digits/recogniser ")


def test_evaluating_without_the_data_says_how_to_get_it(call, spoilable, checkpoints):
    folder = checkpoints / "mnist" / "tiny"
    folder.parent.mkdir()
    spoilable.rename(folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(
        json.dumps({**config, "dataset": "mnist"}), encoding="utf-8"
    )
    status, _, err = call("evaluate", "mnist/tiny")
    assert status == 1
    assert "MNIST is not on this machine (looked in " in err
