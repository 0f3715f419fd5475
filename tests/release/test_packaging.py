"""The package as somebody installs it: a wheel in a fresh environment, used from elsewhere."""

import json
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import tomllib
import urllib.request
from pathlib import Path
from zipfile import ZipFile

import pytest

from vae_core.version import __version__

ROOT = Path(__file__).parents[2]
SHIPPED = "vae_core/_shipped"
OWN_RUN = "uci-digits/own"  # beside the shipped runs of the clone that is built

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def wheel(once, tmp_path_factory):
    """A wheel built from the source archive, as a package index gets both, of a clone in use."""

    def build(folder):
        clone = tmp_path_factory.mktemp("clone")
        listed = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
        ).stdout.splitlines()
        for name in listed:
            if (ROOT / name).is_file():
                (clone / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, clone / name)
        shutil.copytree(clone / "checkpoints/uci-digits/vae-2d", clone / "checkpoints" / OWN_RUN)
        words = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, clone]
        done = subprocess.run(words, check=False, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stdout + done.stderr

    (path,) = once("wheel", build).glob("*.whl")
    assert path.name == f"latent_space_explorer-{__version__}-py3-none-any.whl"
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """(python, environment variables, working folder) of somebody who installed the wheel; what it
    depends on is this environment's."""
    folder = tmp_path_factory.mktemp("installed")
    venv, home = folder / "venv", folder / "home"
    home.mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    python = venv / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--no-index", str(wheel)], check=True, capture_output=True)
    (site,) = (venv / "lib").glob("python*/site-packages")
    (site / "shared.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python, {"HOME": str(home), "PATH": "/usr/bin:/bin"}, home


def _run(installed, *words):
    """Standard output of `latent-explorer ...`."""
    python, environment, cwd = installed
    command = [str(python.with_name("latent-explorer")), *words]
    done = subprocess.run(
        command, check=False, cwd=cwd, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_the_app_and_its_runs_in_one_package(wheel):
    names = set(ZipFile(wheel).namelist())
    assert {name.partition("/")[0] for name in names} == {
        "vae_core",
        f"latent_space_explorer-{__version__}.dist-info",
    }
    listed = subprocess.run(
        ["git", "ls-files", "ui", "pages", "checkpoints", ".streamlit", "app.py", "limits.toml"],
        cwd=ROOT, check=True, capture_output=True, encoding="utf-8",
    ).stdout.splitlines()  # fmt: skip
    assert {f"{SHIPPED}/{name}" for name in listed} <= names
    assert f"{SHIPPED}/docs/glossary.md" in names  # the app reads it
    assert not [name for name in names if "/.training/" in name or "/.queue/" in name]
    assert not [name for name in names if OWN_RUN in name]


def test_pins_lie_within_the_packages_ranges():
    from packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = {r.name: str(r.specifier).removeprefix("==") for r in map(Requirement, lines)}
    needed = {r.name: r.specifier for r in map(Requirement, project["dependencies"])}
    assert set(pins) - set(needed) == {"pytest"}
    assert all(range_.contains(pins[name]) for name, range_ in needed.items())
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert {f"{name.lower()}=={pin}" for name, pin in pins.items()} <= set(locked)


def test_the_command_lists_trains_and_keeps_runs_in_the_users_folder(installed):
    assert _run(installed, "--version") == f"latent-space-explorer {__version__}\n"
    shipped = json.loads((ROOT / "checkpoints" / "shipped.json").read_text(encoding="utf-8"))
    values = json.loads(_run(installed, "list", "--json"))
    assert (values["format"], values["problems"]) == (1, [])
    assert set(shipped) <= {run["run"] for run in values["runs"]}
    words = ["train", "vae-2d", "--epochs", "1", "--set", "training.ema=0", "--film", "none"]
    run = json.loads(_run(installed, *words, "--json"))
    own = Path(installed[1]["HOME"]) / ".local/share/latent-space-explorer/checkpoints"
    assert run["run"] == "uci-digits/vae-2d_epochs-1_ema-0"
    assert Path(run["folder"]) == own / run["run"]
    assert run["run"] in {r["run"] for r in json.loads(_run(installed, "list", "--json"))["runs"]}


def test_a_shipped_run_is_taken_home_as_a_page(installed):
    """The app, which makes the page, is data of the package."""
    written = json.loads(_run(installed, "export", "uci-digits/vae-2d", "--to", "html", "--json"))
    page = installed[2] / written["file"]
    assert page.name == "uci-digits-vae-2d.html"
    assert page.read_bytes().startswith(b"<!doctype html>")
    assert page.stat().st_size == written["bytes"]


def test_the_app_opens_with_its_settings_wherever_it_is_started(installed):
    python, environment, cwd = installed
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--port", str(port), "--address", "127.0.0.1", "--headless"]
    process = subprocess.Popen(
        [str(python.with_name("latent-explorer")), "app", *words], cwd=cwd, env=environment
    )
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                url = f"http://127.0.0.1:{port}/_stcore/health"
                with urllib.request.urlopen(url, timeout=5) as answer:
                    assert answer.read() == b"ok"
                break
            except OSError:
                assert process.poll() is None
                assert time.monotonic() < deadline, "the app never answered"
                time.sleep(0.1)
    finally:
        process.terminate()
        process.wait(timeout=120)
    program = """
import sys, vae_core
from pathlib import Path
from streamlit import config
from streamlit.testing.v1 import AppTest
script = Path(vae_core.__file__).parent / "_shipped" / "app.py"
config._main_script_path = str(script)  # as `streamlit run` does
config.get_config_options(force_reparse=True)
assert config.get_option("server.maxUploadSize") == 100
assert config.get_option("client.showSidebarNavigation") is False
sys.path.insert(0, str(script.parent))
page = AppTest.from_file(str(script), default_timeout=120).run()
assert not page.exception and not page.error, (page.exception, page.error)
from ui.text.glossary import FILE, entries
assert FILE == script.parent / "docs" / "glossary.md" and entries()
import ui
assert Path(ui.__file__).is_relative_to(script.parent)
"""
    done = subprocess.run(
        [str(python), "-c", program], cwd=cwd, env=environment, check=False, capture_output=True,
        encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_environment_variable_names_another_folder(installed, tmp_path):
    python, environment, cwd = installed
    elsewhere = (python, {**environment, "VAE_CHECKPOINTS_DIR": str(tmp_path)}, cwd)
    assert json.loads(_run(elsewhere, "list", "--json"))["runs"] == []
    assert list(tmp_path.iterdir()) == []
