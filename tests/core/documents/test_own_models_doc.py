"""The code of docs/guide/own-models.md runs as it stands there."""

import contextlib
import re
import shlex
from pathlib import Path

import torch
from torch import nn

from vae_core.errors import VaeCoreError
from vae_core.export.formats import FORMATS, export_bytes
from vae_core.models.own import modules
from vae_core.runs.load import list_runs, load_run
from vae_core.training.train import train

PAGE = Path(__file__).parents[3] / "docs" / "guide" / "own-models.md"


def blocks(language):
    text = PAGE.read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def test_the_page_runs_from_top_to_bottom(tmp_path, monkeypatch, call, capsys):
    monkeypatch.setattr(modules, "_registered", {})
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(tmp_path / "runs"))
    monkeypatch.chdir(tmp_path)
    for setting, quick in (("iwae_samples", 0), ("film", "none")):
        monkeypatch.setitem(train.__kwdefaults__, setting, quick)
    names = {}
    for block in blocks("python"):
        exec(compile(block, PAGE.name, "exec"), names)
    assert "Wave( (down)" in capsys.readouterr().out
    layers = {"fc1": (784, 400), "fc21": (400, 20), "fc22": (400, 20)}
    layers |= {"fc3": (20, 400), "fc4": (400, 784)}
    state = nn.ModuleDict({n: nn.Linear(*size) for n, size in layers.items()}).state_dict()
    torch.save(state, "weights.pt")
    (command,) = blocks("sh")
    python, dash, module, *words = shlex.split(command)
    assert (python, dash, module) == ("python", "-m", "vae_core")
    status, _, err = call(*words, "--iwae-samples", "0")
    assert status == 0, err
    runs, problems = list_runs()
    assert not problems
    assert sorted(run.name for run in runs) == [
        "mine_epochs-2", "public-vae", "residual", "wave_epochs-2",
    ]  # fmt: skip
    exports = _written(load_run("uci-digits/wave_epochs-2"))
    assert exports == {name for name, row in _rows().items() if row[0] == "yes"}
    monkeypatch.setattr(modules, "_registered", {})
    exports = _written(load_run("uci-digits/wave_epochs-2"))
    assert exports == {name for name, row in _rows().items() if (row[0], row[2]) == ("yes", "no")}


def _written(run):
    """The names of the formats in which a run can be written."""
    names = set()
    for name in FORMATS:
        with contextlib.suppress(VaeCoreError):
            assert export_bytes(run, name)
            names.add(name)
    return names


def _rows():
    """The table of exports: its three answers by the name of a format."""
    rows = re.findall(r"^\| (`.+) \| (.+) \| (.+) \| (.+) \|$", PAGE.read_text("utf-8"), re.M)
    rows = [row for row in rows if {*row[1:]} <= {"yes", "no"}]
    return {name: row[1:] for row in rows for name in re.findall("`(.+?)`", row[0])}
