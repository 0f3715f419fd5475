"""The sections of KL weight, and what each says where something is missing."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.support import pages
from tests.support.pages import ROOT, plain, sentences
from tests.ui.pages.kl_weight.conftest import open_page
from ui.pages.kl_weight import measurements, url
from ui.pages.kl_weight.sections import picture_rows
from ui.widgets.charts.spread import Spread
from vae_core.runs.load import load_run
from vae_core.studies.sweep.store import (
    load_sweep,
    member_file,
)
from vae_core.training.train import train


def prose(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.get("html"), app.subheader)
    return plain(" ".join(e.value for kind in kinds for e in kind))


def plotted(app: AppTest) -> list[dict]:
    """Every chart as Plotly's own dict."""
    return [json.loads(e.proto.spec) for e in app.get("plotly_chart")]


def the_dial(root: Path):
    return load_run("mnist/vae-2d-any-beta", root)


@pytest.mark.parametrize("section", url.SECTIONS)
@pytest.mark.parametrize("dataset", ["mnist", "uci-digits", "fashion-mnist"])
def test_every_section_opens_with_what_is_there(here, dataset, section):
    app = open_page(dataset=dataset, section=section)
    assert app.query_params["section"] == section
    assert app.session_state.kl_section == section
    if dataset == "fashion-mnist":
        assert "python -m vae_core train vae-2d-any-beta --dataset fashion-mnist" in sentences(app)


def test_without_a_dial_train_is_a_link_away_and_what_works_is_said(copied, tiny):
    shutil.rmtree(copied / "uci-digits" / "any-beta")
    train(tiny, "tiny", film="none", iwae_samples=0)
    app = open_page(dataset="uci-digits")
    [link] = [e.proto for e in app.main.get("page_link")]
    asked = dict(parse_qsl(link.query_string))
    assert asked == {"dataset": "uci-digits", "preset": "vae-2d-any-beta"}
    assert "are on Explore" in " ".join(caption.value for caption in app.caption)
    form = pages.open_page("pages/4_Train.py", **asked)
    assert not sentences(form)
    assert (form.query_params["dataset"], form.query_params["preset"]) == tuple(asked.values())


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
        "import ui.components.planes.dial; "
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
