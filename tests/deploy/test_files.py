"""The files of a deployment agree with each other, with the app, and with their linters."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from vae_core.jobs.limits import load_limits

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
TEMPLATE = (DEPLOY / "nginx" / "latent-explorer.conf.template").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
DOCUMENT = (ROOT / "docs" / "server" / "deploy.md").read_text(encoding="utf-8")
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
each_unit = pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)


def _lint(*words):
    program = Path(sys.executable).with_name(words[0])
    if not program.exists():
        pytest.skip(f"{words[0]} is not in this environment.")
    return subprocess.run(
        [program, *words[1:]], cwd=ROOT, check=False, capture_output=True, encoding="utf-8"
    )


def test_the_dockerfile_passes_hadolint():
    done = _lint("hadolint", "Dockerfile")
    assert done.returncode == 0, done.stdout


def test_compose_is_as_its_specification_has_it():
    done = _lint("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml")
    assert done.returncode == 0, done.stdout


def test_the_image_has_what_the_package_is_built_from_and_nothing_of_this_machine():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert [name for name in allowed if not (ROOT / name).exists()] == []
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]
    target = wheel["build"]["targets"]["wheel"]
    packed = {name.strip("/") for name in (*target["include"], *target["force-include"])}
    assert packed <= allowed
    assert "*" in lines
    # The operator's secret and own runs under way begin with a dot.
    assert {"checkpoints/.*", "checkpoints/*/.*", ".streamlit/secrets.toml"} <= set(lines)


def test_nginx_takes_in_uploads_as_large_as_the_app_does():
    (upload,) = re.findall(r"upload_file/ \{(.*?)\n    \}", TEMPLATE, re.DOTALL)
    assert f"client_max_body_size {CONFIG['server']['maxUploadSize']}m;" in upload


def test_every_value_of_nginx_is_given_by_compose_and_explained():
    names = set(re.findall(r"\$\{(\w+)\}", TEMPLATE))
    (nginx,) = re.findall(r"\n  nginx:\n(.*?)\nnetworks:", COMPOSE, re.DOTALL)
    assert names <= set(re.findall(r"^      (\w+): ", nginx, re.MULTILINE))
    assert [name for name in names if name not in DOCUMENT] == []
    needed = set(re.findall(r"\$\{(\w+):\?", COMPOSE)) | {"BASE_PATH"}
    example = (DEPLOY / "example.env").read_text(encoding="utf-8")
    assert needed == set(re.findall(r"^(\w+)=", example, re.MULTILINE))


def test_the_operator_is_named_and_the_store_is_one_line(monkeypatch):
    monkeypatch.setenv("VAE_LIMITS", str(DEPLOY / "settings" / "limits.toml"))
    limits = load_limits()
    assert limits.rights.operator == "token"
    assert limits.classes.store == "redis://redis:6379/0"


@each_unit
def test_a_unit_is_valid_and_hardened(unit, tmp_path):
    text = unit.read_text(encoding="utf-8")
    assert "VAE_LIMITS=/etc/latent-explorer/limits.toml" in text
    for line in (
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "StateDirectory=latent-space-explorer",  # of platformdirs below XDG_DATA_HOME
        "CapabilityBoundingSet=",
    ):
        assert f"\n{line}\n" in text
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not on this machine.")
    copy = tmp_path / unit.name.replace("@", "@8501")
    copy.write_text(text.replace("/opt/latent-explorer/bin/latent-explorer", "/bin/true"), "utf-8")
    words = ["systemd-analyze", "verify", "--man=no", str(copy)]
    done = subprocess.run(words, check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0 and done.stderr == "", done.stderr
    words = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", str(copy)]
    done = subprocess.run(words, check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout
