"""Where runs are written and looked for: in a clone, and in an installed package."""

import json
import shutil
from pathlib import Path

import platformdirs
import pytest

from vae_core.cli.main import main
from vae_core.errors import ConfigError, RunError
from vae_core.files import roots
from vae_core.models.presets import make_config
from vae_core.runs import layout
from vae_core.runs.load import list_runs, load_run
from vae_core.runs.notes.metadata import is_shipped, update_metadata
from vae_core.runs.store import amend, attach

REPOSITORY = Path(__file__).parents[3]
RUN = "uci-digits/vae-2d"


@pytest.fixture
def installed(tmp_path, monkeypatch) -> tuple[Path, Path]:
    """(shipped, own) folders of a package that is installed with one run."""
    shipped = tmp_path / "site-packages" / "_shipped" / "checkpoints"
    shutil.copytree(REPOSITORY / "checkpoints" / RUN, shipped / RUN)
    (shipped / "shipped.json").write_text(json.dumps([RUN]), encoding="utf-8")
    monkeypatch.delenv("VAE_CHECKPOINTS_DIR", raising=False)
    monkeypatch.setattr(roots, "_INSTALLED", shipped)
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_, **__: tmp_path / "data")
    return shipped, tmp_path / "data" / "checkpoints"


def test_a_clone_reads_and_writes_in_its_own_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("VAE_CHECKPOINTS_DIR", raising=False)
    assert roots.checkpoints_root() == roots.shipped_root() == REPOSITORY / "checkpoints"
    assert layout.read_roots() == (REPOSITORY / "checkpoints",)
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(tmp_path))
    assert layout.read_roots() == (tmp_path,)
    assert roots.shipped_root() == REPOSITORY / "checkpoints"


def test_an_installed_package_writes_to_the_users_folder_and_reads_both(installed):
    shipped, own = installed
    assert roots.shipped_root() == shipped
    assert roots.checkpoints_root() == own
    assert layout.read_roots() == layout.read_roots(own) == (own, shipped)
    assert layout.read_roots(shipped.parent) == (shipped.parent,)
    assert layout.run_folder("uci-digits/mine") == own / "uci-digits" / "mine"
    assert layout.run_folder(RUN) == layout.run_folder(RUN, own) == shipped / RUN
    assert layout.lock_path(RUN) == own / "uci-digits" / ".training" / "vae-2d.lock"


def test_another_folder_is_the_only_one_even_if_installed(installed, monkeypatch, tmp_path):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(tmp_path / "elsewhere"))
    assert layout.read_roots() == (tmp_path / "elsewhere",)
    assert list_runs() == ([], [])


def test_runs_of_both_folders_are_listed_and_a_users_own_wins(installed):
    shipped, own = installed
    shutil.copytree(shipped / RUN, own / "uci-digits" / "mine")
    assert [run.id for run in list_runs()[0]] == ["uci-digits/mine", RUN]
    assert load_run(RUN).folder == shipped / RUN
    assert is_shipped(RUN) and not is_shipped("uci-digits/mine")
    shutil.copytree(shipped / RUN, own / RUN)
    assert load_run(RUN).folder == own / RUN
    assert len(list_runs()[0]) == 2
    assert not is_shipped(RUN)


def test_a_shipped_run_of_an_installed_package_stays_as_it_is(installed):
    shipped, own = installed
    from vae_core.jobs.retention import delete
    from vae_core.training.train import train

    run = load_run(RUN)
    for change in (lambda: delete(run), lambda: update_metadata(run, title="mine")):
        with pytest.raises(RunError, match="comes with the app"):
            change()
    before = sorted(shipped.rglob("*"))
    assert train(run.config).folder == shipped / RUN
    with pytest.raises(RunError, match="other settings"):
        train(make_config("vae-2d", "uci-digits", epochs=1), "vae-2d")
    assert sorted(shipped.rglob("*")) == before
    assert not own.exists()


def test_a_training_of_an_installed_package_is_saved_in_the_users_folder(installed):
    shipped, own = installed
    from vae_core.training.train import train

    before = sorted(shipped.rglob("*"))
    config = make_config("vae-2d", "uci-digits", epochs=1)
    run = train(config, "short", film="none", iwae_samples=0)
    assert run.folder == own / "uci-digits" / "short"
    assert sorted(shipped.rglob("*")) == before


def test_a_file_beside_the_runs_is_found_in_both_folders(installed):
    shipped, own = installed
    (shipped / "sweeps").mkdir()
    (shipped / "sweeps" / "bounds.json").write_text("{}", encoding="utf-8")
    assert layout.existing_path("sweeps/bounds.json") == shipped / "sweeps" / "bounds.json"
    assert layout.existing_path("sweeps/other.json") == own / "sweeps" / "other.json"


def test_a_taken_name_gets_a_number_and_stays_within_its_length():
    taken = {"mnist/a", "mnist/a-2", "mnist/b", "mnist/b-stopped"}
    assert layout.free_run_id("mnist/new", taken.__contains__) == "mnist/new"
    assert layout.free_run_id("mnist/a", taken.__contains__) == "mnist/a-3"
    assert layout.free_run_id("mnist/b", taken.__contains__, "-stopped") == "mnist/b-stopped-2"
    long = f"mnist/{'x' * layout.MAX_NAME}"
    free = layout.free_run_id(long, {long}.__contains__)
    assert free == f"mnist/{'x' * (layout.MAX_NAME - 2)}-2"
    with pytest.raises(ConfigError):
        layout.run_folder(f"{long}x")


def test_runs_of_an_installed_package_are_never_written_to(installed, capsys):
    shipped, own = installed
    before = {path: path.read_bytes() for path in (shipped / RUN).iterdir()}
    for change in (
        lambda: amend(load_run(RUN), {"quality": {}}),
        lambda: attach(load_run(RUN), "more.npz", b"more"),
    ):
        with pytest.raises(RunError, match="comes with the installed package"):
            change()
    assert main(["quality", RUN]) == 1
    assert "comes with the installed package" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in (shipped / RUN).iterdir()} == before
    shutil.copytree(shipped / RUN, own / "uci-digits" / "mine")
    assert amend(load_run("uci-digits/mine"), {"more": 1}).metrics["more"] == 1
