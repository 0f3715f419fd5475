"""The KL weight page through AppTest: sections, links, ladders that are missing or damaged."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.support import pages
from tests.support.kl_weight import FIGURES, TURN
from tests.support.pages import ROOT, as_mnist, plain, sentences
from ui.pages.kl_weight import measurements, url
from ui.pages.kl_weight.sections import picture_rows
from ui.widgets.charts.spread import Spread
from vae_core.models.presets import default_name, make_config
from vae_core.runs.load import load_run
from vae_core.studies.sweep_store import (
    BOUNDS,
    FORMAT,
    HISTORY,
    load_sweep,
    member_file,
    sweeps_folder,
)
from vae_core.training.train import train

PAGE = "pages/2_KL_weight.py"


@pytest.fixture(scope="module")
def ladder(conditioned, trained, tiny_ae, tmp_path_factory) -> Path:
    """A dial under uci-digits and one under mnist; there also a ladder of two numbers with what
    stands beside it. None of them learned from MNIST: only the page is looked at."""
    root = tmp_path_factory.mktemp("ladder")
    shutil.copytree(conditioned.folder, root / "uci-digits" / "any-beta")
    plain = train(tiny_ae, "plain", root=tmp_path_factory.mktemp("plain"), film="none")
    as_mnist(conditioned.folder, root / "mnist" / "vae-2d-any-beta")
    for beta in (0.0, 0.1, 1.0, 8.0):
        name = "ladder-2d" if beta == 1 else f"ladder-2d_beta-{beta:g}"
        as_mnist(trained.folder, root / "mnist" / name)
        _keep(root, name, trained.config, beta)
        _keep(root, f"{name}_seed-1", trained.config, beta, seed=1)
    as_mnist(trained.folder, root / "mnist" / "ladder-2d-kl-only")
    alone = replace(trained.config.training, reconstruct=False)
    kl_only = replace(trained.config, training=alone)
    _keep(root, "ladder-2d-kl-only", kl_only, 1.0, preset="ladder-2d-kl-only")
    as_mnist(plain.folder, root / "mnist" / "ladder-2d-ae")
    _keep(root, "ladder-2d-ae", tiny_ae, None, preset="ladder-2d-ae")
    for schedule in ("warm-up", "cyclical"):
        other = replace(trained.config.training, beta_schedule=schedule)
        config = replace(trained.config, training=other)
        _keep(root, f"ladder-2d_beta-schedule-{schedule}", config, 1.0)
    for beta in (1.0, 8.0):
        deep = make_config("vae-dense-20", "mnist", beta=beta)
        name = default_name("vae-dense-20", "mnist", beta=beta)
        _keep(root, name, deep, beta, preset="vae-dense-20", sweep="mnist-20d")
    bounds = {"mnist": {"floor": 45.53, "collapsed": 205.8}}
    (sweeps_folder(root) / BOUNDS).write_text(json.dumps(bounds), encoding="utf-8")
    return root


def _keep(
    root: Path,
    name: str,
    config,
    beta: float | None,
    seed: int = 0,
    preset: str = "ladder-2d",
    sweep: str = "mnist-2d",
) -> None:
    dim = config.model.latent_dim
    training = replace(config.training, beta=1.0 if beta is None else beta, seed=seed)
    config = replace(config, dataset="mnist", preset=preset, training=training)
    figures = FIGURES | {
        "beta": beta,
        "objective": 200.0 + 5 * (beta or 0),
        "recon": 200.0 + seed,
        "kl_per_dim": [5.0 / dim] * dim,
    }
    if beta is None:
        missing = dict.fromkeys(("kl", "neg_elbo", "kl_per_dim", "mean_sigma", "frechet_prior"))
        figures |= missing
    path = member_file(sweep, name, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    record = dict.fromkeys(HISTORY, 1.0)
    path.write_text(
        json.dumps(
            {
                "format": FORMAT,
                "run": f"mnist/{name}",
                "config": config.to_dict(),
                "seconds": 1.0,
                "history": [record | {"epoch": 1}, record | {"epoch": 2}],
                "figures": figures,
                "rotation": TURN if dim == 2 and seed == 0 else None,
                "weights_sha256": "x",
            }
        ),
        encoding="utf-8",
    )


@pytest.fixture
def here(ladder, monkeypatch, tmp_path):
    """Those runs, and no images of MNIST."""
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(ladder))
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path / "nowhere"))
    return ladder


@pytest.fixture
def copied(ladder, checkpoints, monkeypatch, tmp_path) -> Path:
    """A copy of all that, for tests that damage it."""
    shutil.copytree(ladder, checkpoints)
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path / "nowhere"))
    return checkpoints


def open_page(**query: str) -> AppTest:
    return pages.open_page(PAGE, **query)


def prose(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.get("html"), app.subheader)
    return plain(" ".join(e.value for kind in kinds for e in kind))


def plotted(app: AppTest) -> list[dict]:
    """Every chart as Plotly's own dict."""
    return [json.loads(e.proto.spec) for e in app.get("plotly_chart")]


def test_the_page_opens_on_the_dial_at_1_and_says_so_in_the_link(here):
    app = open_page(dataset="mnist")
    assert not sentences(app)
    asked = app.query_params
    assert (asked["dataset"], asked["beta"], asked["section"]) == ("mnist", "1", "planes")
    assert len(asked["z"].split(",")) == 2
    assert "image" not in asked


def test_a_link_is_obeyed_whole(here):
    said = {"dataset": "mnist", "beta": "0.5", "z": "0.25,-1", "image": "61", "section": "curves"}
    app = open_page(**said)
    assert not sentences(app)
    assert dict(app.query_params) == said
    state = app.session_state
    assert (state.kl_beta, state.kl_z, state.kl_image) == (0.5, [0.25, -1.0], 61)


@pytest.mark.parametrize(
    ("text", "shown", "sentence"),
    [
        ("-1", "0.01", "The nearest, 0.01, is shown"),
        ("0", "0.01", "trained for β from 0.01 to 20"),
        ("1e9", "20", "The nearest, 20, is shown"),
        ("nan", "1", "not a number from 0.01 to 20"),
        ("strong", "1", "“strong”, which is not a number"),
    ],
)
def test_a_beta_that_cannot_be_had_is_said(here, text, shown, sentence):
    app = open_page(dataset="mnist", beta=text)
    assert sentence in sentences(app)
    assert len(app.warning) == 1
    assert app.query_params["beta"] == shown


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"z": "a,b"}, "not two numbers"),
        ({"image": "99999"}, "there are images 0 to"),
        ({"image": "-3"}, "“-3”"),
        ({"section": "everything"}, "none of planes, pictures"),
        ({"dataset": "cifar"}, "“cifar”, which is none of mnist"),
    ],
)
def test_other_bad_parts_of_a_link_are_said(here, query, sentence):
    app = open_page(**{"dataset": "mnist"} | query)
    assert sentence in sentences(app)
    assert len(app.warning) == 1


def test_a_link_followed_while_the_page_is_open_turns_the_dial(here):
    app = open_page(dataset="mnist", beta="2")
    rev = app.session_state.kl_rev
    app.run()
    assert app.session_state.kl_rev == rev
    app.query_params["beta"] = "0.2"
    app.run()
    assert (app.session_state.kl_beta, app.session_state.kl_rev) == (0.2, rev + 1)


@pytest.mark.parametrize("section", url.SECTIONS)
@pytest.mark.parametrize("dataset", ["mnist", "uci-digits", "fashion-mnist"])
def test_every_section_opens_with_what_is_there(here, dataset, section):
    app = open_page(dataset=dataset, section=section)
    assert app.query_params["section"] == section
    assert app.session_state.kl_section == section
    if dataset == "fashion-mnist":
        assert "python -m vae_core train vae-2d-any-beta --dataset fashion-mnist" in sentences(app)


def test_another_section_is_one_press_away_and_in_the_link(here):
    app = open_page(dataset="mnist", beta="4")
    switch = next(b for b in app.get("button_group") if b.key == "kl_section")
    switch.set_value("schedules").run()
    assert not app.exception
    assert (app.query_params["section"], app.query_params["beta"]) == ("schedules", "4")


def test_the_curves_show_ladder_dial_bounds_and_where_the_dial_stands(here):
    app = open_page(dataset="mnist", beta="1", section="curves")
    by_name = {trace.get("name"): trace for trace in plotted(app)[0]["data"]}
    assert list(by_name["a network for each β"]["text"]) == ["0", "0.1", "1", "8"]
    run = the_dial(here)
    point = next(p for p in run.metrics["by_beta"] if p["beta"] == 1)
    here_ = by_name["the dial"]
    assert here_["x"] == pytest.approx([point["kl"]])
    assert here_["y"] == pytest.approx([point["recon"]])
    # Two seeds, 200 and 201: a bar of one standard deviation.
    bars = by_name["a network for each β"]["error_y"]["array"]
    assert bars == pytest.approx([np.std([200, 201], ddof=1)] * 4)
    said = prose(app)
    assert "seeds 0, 1" in said
    assert "every β from 0.01 to 20" in said
    bounds = open_page(dataset="mnist", beta="1", section="curves", chart="plane")
    assert "45.53" in json.dumps(plotted(bounds))


def test_the_curves_are_one_chart_with_a_choice_in_the_link(here):
    """One chart, and the protocol once, whichever is chosen."""
    app = open_page(dataset="mnist", section="curves")
    assert len(plotted(app)) == 1
    assert len(app.selectbox(key="kl_chart").options) > 5
    for name in ("plane", "kl", "active-units", "mean-sigma"):
        app.selectbox(key="kl_chart").set_value(name).run()
        assert not app.exception
        assert len(plotted(app)) == 1, name
        assert prose(app).count("every β from 0.01 to 20") <= 1
        assert app.query_params["chart"] == name
    wrong = open_page(dataset="mnist", section="curves", chart="pie")
    assert wrong.session_state.kl_chart == "rate"
    assert "none of rate, plane" in wrong.warning[0].value


def the_dial(root: Path):
    return load_run("mnist/vae-2d-any-beta", root)


def test_a_figure_that_is_missing_is_a_dash_and_why(copied):
    for path in (copied / "sweeps").glob("*/*.json"):
        values = json.loads(path.read_text(encoding="utf-8"))
        values["figures"]["frechet_prior"] = None
        path.write_text(json.dumps(values), encoding="utf-8")
    app = open_page(dataset="mnist", section="curves", chart="frechet-prior")
    assert "**Fréchet distance of draws** –" in prose(app)
    assert "it takes a recogniser" in prose(app)


def test_a_damaged_member_is_named_and_the_others_are_shown(copied):
    member_file("mnist-2d", "ladder-2d_beta-8", copied).write_text("{}", encoding="utf-8")
    app = open_page(dataset="mnist", section="pictures")
    assert "ladder-2d_beta-8 of the sweep mnist-2d is damaged" in sentences(app)
    said = prose(app)
    assert "<strong>β 0.1</strong>" in said
    assert "<strong>β 8</strong>" not in said


def test_without_a_ladder_the_page_says_how_to_train_one_and_the_dial_is_shown(copied):
    shutil.rmtree(copied / "sweeps")
    app = open_page(dataset="mnist", section="pictures")
    assert "python -m vae_core sweep mnist-2d" in sentences(app)
    assert "<strong>β 20</strong>" in prose(app)


def test_damaged_codes_of_the_dial_are_a_sentence(copied):
    (copied / "mnist" / "vae-2d-any-beta" / "betas.npz").write_bytes(b"x")
    app = open_page(dataset="mnist", section="pictures")
    assert "betas.npz" in sentences(app)
    assert "<strong>β 8</strong>" in prose(app)  # Of the ladder, which is sound.


def test_without_the_images_the_plain_ae_stands_first_and_kl_alone_last(here):
    app = open_page(dataset="mnist", section="pictures")
    [grid] = [e.value for e in app.get("html") if 'class="lse-kl-sheet"' in e.value]
    names = [part.split("<")[0] for part in grid.split("<strong>")[1:]]
    assert names == ["Plain AE", "β 0", "β 0.1", "β 1", "β 8", "KL alone"]
    assert "not on this machine" not in grid


def test_the_planes_are_stepped_through_from_where_the_dial_stands(here):
    app = open_page(dataset="mnist", section="planes", beta="6")
    [stepper] = app.select_slider
    assert stepper.value == "β 8"
    stepper.set_value("β 0.1").run()
    assert not app.exception
    assert "**β 0.1**" in prose(app)


def test_the_close_up_follows_the_image_of_the_link_and_moves_it(here):
    app = open_page(dataset="uci-digits", section="close-up", image="7")
    chooser = next(b for b in app.get("button_group") if b.key == "kl_close_image")
    assert chooser.value == 7
    other = next(i for i in picture_rows.test_index(the_dial(here)) if i != 7)
    rev = app.session_state.kl_rev
    chooser.set_value(other).run()
    assert app.query_params["image"] == str(other)
    assert app.session_state.kl_rev == rev + 1


def test_noise_in_place_of_z_changes_the_pictures_and_the_errors(here):
    app = open_page(dataset="uci-digits", section="close-up")
    before = prose(app)
    app.toggle(key="kl_noise").set_value(True).run()
    assert not app.exception
    assert "has nothing to do with the image" in prose(app)
    assert "z ~ q(z|x)" in before


def test_the_schedules_stand_side_by_side(here):
    app = open_page(dataset="mnist", section="schedules")
    [figures] = [e.value for e in app.get("html") if "Cyclical" in e.value]
    assert figures.index("Constant") < figures.index("Warm-up") < figures.index("Cyclical")
    assert "± 0.7" in figures  # Of the seeds, 200 and 201.
    assert "−ELBO ends 0.0 nats apart" in prose(app)


def test_the_first_view_needs_no_torch_and_no_plotly_before_the_dial():
    """Streamlit itself imports the shell of Plotly; its figures are what costs."""
    heavy = ("torch", "sklearn", "scipy", "plotly.graph_objs._figure")
    script = (
        "import sys; from ui.pages.kl_weight import live_dial, state, beta_models; "
        "import ui.components.dial; "
        f"print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == "[]"


def test_gaps_and_spreads_come_from_both_sides(here, conditioned):
    sweep = load_sweep("mnist-2d", here)
    compared = measurements.gaps(sweep, conditioned)
    assert [gap.beta for gap in compared] == [0.1, 1.0, 8.0]
    one = next(p for p in conditioned.metrics["by_beta"] if p["beta"] == 1)
    assert compared[1].excess == pytest.approx(one["objective"] - 205)
    assert measurements.spread(sweep.ladder[1.0], "recon") == Spread(200.5, pytest.approx(0.5**0.5))
    least, most = measurements.excesses(compared)
    assert least <= compared[1].excess <= most
