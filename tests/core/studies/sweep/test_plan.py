"""What a sweep is made of, and reading what is kept of one: whole, damaged, or not at all."""

import json
import shutil
from pathlib import Path

import pytest

from tests.support.runs.sweeps import install
from vae_core.errors import ConfigError
from vae_core.models.presets import make_config
from vae_core.runs.run import Run
from vae_core.studies.sweep.plan import BETAS, get_sweep, is_unlisted
from vae_core.studies.sweep.runner import run_sweep
from vae_core.studies.sweep.store import load_bounds, load_sweep, member_file
from vae_core.studies.sweep.table import sweep_table


@pytest.fixture(scope="module")
def made(tiny, tmp_path_factory):
    """The folder of two betas of the sweep `tiny`; only to be read."""
    root = tmp_path_factory.mktemp("sweep")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAE_CHECKPOINTS_DIR", str(root))
        install(tiny, patch)
        run_sweep("tiny", betas=[4, 1], seeds=2, jobs=1, root=root)
    return root


@pytest.fixture
def kept(made, tiny, tmp_path, monkeypatch):
    """A copy of it, to be spoiled."""
    install(tiny, monkeypatch)
    return shutil.copytree(made, tmp_path / "kept")


def rewrite(root, name, **changes):
    path = member_file("tiny", name, root)
    path.write_text(
        json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}), encoding="utf-8"
    )


def test_the_ladder_of_mnist_is_what_the_issue_asks_for():
    members = get_sweep("mnist-2d").members()
    assert len(members) == 3 * 11 + 4
    assert BETAS == (0, 0.01, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32)
    assert {config.training.epochs for config in members.values()} == {20}
    assert members["ladder-2d"] == make_config("ladder-2d", "mnist")
    assert members["ladder-2d_beta-0.25_seed-2"].training.seed == 2
    assert members["ladder-2d-ae"].model.kind == "ae"
    assert not members["ladder-2d-kl-only"].training.reconstruct
    assert members["ladder-2d_beta-schedule-cyclical"].training.beta_schedule == "cyclical"
    twenty = get_sweep("mnist-20d").members()
    assert len(twenty) == 11
    assert {config.model.latent_dim for config in twenty.values()} == {20}
    assert "vae-dense-20_beta-32" in twenty


def test_betas_and_seeds_ask_for_a_part():
    members = get_sweep("mnist-2d").members(betas=[3, 1, 3.0], seeds=2)
    assert list(members) == [
        "ladder-2d_beta-3",
        "ladder-2d",
        "ladder-2d_beta-3_seed-1",
        "ladder-2d_seed-1",
    ]
    assert members["ladder-2d_beta-3"].training.beta == 3


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"betas": [-1.0]}, "beta must be a number at least 0"),
        ({"betas": [float("nan")]}, "beta must be a number at least 0"),
        ({"betas": [1.0, float("inf")]}, "beta must be a number at least 0"),
        ({"seeds": 0}, "The number of seeds must be from 1 to 100, not 0."),
    ],
)
def test_what_cannot_be_a_member_is_refused(given, sentence):
    with pytest.raises(ConfigError, match=sentence):
        get_sweep("mnist-2d").members(**given)


def test_an_unknown_sweep_is_refused_by_name(tmp_path):
    for call in (get_sweep, load_sweep):
        with pytest.raises(ConfigError, match=r"There is no sweep 'x'; there are .*mnist-2d"):
            call("x")


@pytest.mark.parametrize(
    ("preset", "dataset", "given", "expected"),
    [
        ("ladder-2d", "mnist", {}, True),
        ("ladder-2d", "mnist", {"beta": 3}, True),
        ("ladder-2d-kl-only", "mnist", {}, True),
        ("vae-dense-20", "mnist", {}, False),
        ("vae-dense-20", "mnist", {"beta": 4}, True),
        ("vae-dense-20", "mnist", {"beta": 3}, False),
        ("vae-dense-20", "fashion-mnist", {"beta": 4}, False),
        ("vae-2d", "mnist", {"beta": 4}, False),
    ],
)
def test_lists_for_choosing_leave_out_members_and_nothing_else(preset, dataset, given, expected):
    config = make_config(preset, dataset, **given)
    name = "_".join([preset, *(f"{key}-{value}" for key, value in given.items())])
    assert is_unlisted(Run(dataset, name, Path(), config, {})) is expected


def test_a_run_of_an_unknown_preset_is_no_member(trained):
    assert not is_unlisted(trained)


def test_what_was_kept_is_read_back(kept):
    sweep = load_sweep("tiny", kept)
    assert sweep.problems == ()
    names = ["tiny", "tiny_seed-1", "tiny_beta-4", "tiny_beta-4_seed-1"]
    assert [member.name for member in sweep.members] == names
    assert [(m.beta, m.seed, m.keeps_weights) for m in sweep.members] == [
        (1.0, 0, True),
        (1.0, 1, False),
        (4.0, 0, True),
        (4.0, 1, False),
    ]
    assert {beta: len(members) for beta, members in sweep.ladder.items()} == {1.0: 2, 4.0: 2}
    member = sweep.find("tiny_beta-4")
    assert member.run_id == "uci-digits/tiny_beta-4"
    assert member.config == get_sweep("tiny").members()["tiny_beta-4"]
    assert [record["epoch"] for record in member.history] == [1, 2]
    assert sweep.seconds == pytest.approx(sum(m.seconds for m in sweep.members))
    assert sweep.find("nobody") is None


def test_the_table_has_a_row_for_each_beta(kept):
    sweep = load_sweep("tiny", kept)
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in sweep_table(sweep).splitlines()
    ]
    assert [row[:2] for row in rows] == [["β", "seeds"], ["---"] * 2, ["1", "2"], ["4", "2"]]
    assert len({len(row) for row in rows}) == 1
    recons = [member.figures["recon"] for member in sweep.ladder[4.0]]
    half = abs(recons[0] - recons[1]) / 2
    assert rows[3][2] == f"{sum(recons) / 2:.2f} ± {half * 2**0.5:.2f}"
    assert rows[3][-2:] == ["–", "–"]


def test_nothing_is_a_sweep_without_members(tmp_path):
    sweep = load_sweep("mnist-2d", tmp_path)
    assert (sweep.members, sweep.problems, sweep.ladder) == ((), (), {})


def spoiled(root, **changes):
    rewrite(root, "tiny_beta-4", **changes)
    return load_sweep("tiny", root)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"format": 2}, "format must be one of 1, not 2"),
        ({"run": "uci-digits/other"}, "it belongs to another run"),
        ({"config": {"dataset": "mnist"}}, "RunConfig lacks 'model', 'training'"),
        ({"figures": {}}, "figures lacks 'n'"),
        ({"figures": None}, "figures must be an object with named fields, not None"),
        ({"history": []}, "history must be a list of at least 1, not []"),
        ({"history": [{"epoch": 1}]}, "history[0] lacks 'beta'"),
        ({"seconds": "long"}, "seconds must be a number at least 0"),
        ({"rotation": [[1.0]]}, "its rotation does not fit 2 latent dimensions"),
        ({"rotation": "north"}, "rotation must be a list or null, not 'north'"),
        ({"rotation": [[1.0], []]}, "rotation[1] must be a list of at least 1, not []"),
        ({"rotation": [[1.0], [1.0, 2.0]]}, "the rows of its rotation are not of one length"),
    ],
)
def test_a_damaged_member_is_left_out_and_named(kept, changes, sentence):
    sweep = spoiled(kept, **changes)
    assert [m.name for m in sweep.members] == ["tiny", "tiny_seed-1", "tiny_beta-4_seed-1"]
    assert len(sweep.problems) == 1
    assert f"The member tiny_beta-4 of the sweep tiny is damaged: {sentence}" in str(
        sweep.problems[0]
    )
    assert "Run 'python -m vae_core sweep tiny' to make it again." in str(sweep.problems[0])


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999", '"2"', "null", "true"])
def test_a_figure_that_is_no_number_is_damage(kept, value):
    path = member_file("tiny", "tiny_beta-4", kept)
    recon = json.loads(path.read_text(encoding="utf-8"))["figures"]["recon"]
    path.write_text(
        path.read_text(encoding="utf-8").replace(f'"recon": {recon}', f'"recon": {value}'),
        encoding="utf-8",
    )
    sweep = load_sweep("tiny", kept)
    assert len(sweep.problems) == 1
    assert sweep.find("tiny_beta-4") is None


def test_figures_of_another_beta_are_damage(kept):
    figures = json.loads(member_file("tiny", "tiny", kept).read_text(encoding="utf-8"))["figures"]
    assert "its figures are of another beta" in str(spoiled(kept, figures=figures).problems[0])


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\x00", b"[" * 100_000])
def test_a_file_that_is_no_member_is_named(kept, content):
    member_file("tiny", "tiny_beta-4", kept).write_bytes(content)
    assert [str(p)[:37] for p in load_sweep("tiny", kept).problems] == [
        "The member tiny_beta-4 of the sweep t"
    ]


def test_bounds_are_read_where_they_are_sound(kept):
    bounds = load_bounds("uci-digits", kept)
    assert 0 < bounds.floor < bounds.collapsed
    assert load_bounds("nowhere", kept) is None
    (kept / "sweeps" / "bounds.json").write_text("{", encoding="utf-8")
    assert load_bounds("uci-digits", kept) is None


def test_runs_are_listed_as_before_beside_a_sweep(kept):
    from vae_core.runs.load import list_runs

    runs, problems = list_runs(kept)
    assert ([run.name for run in runs], problems) == (["tiny", "tiny_beta-4"], [])
