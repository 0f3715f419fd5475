"""What the contracts of import-linter (.importlinter) cannot see of the shape of the house."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
LIBRARY = sorted((ROOT / "vae_core").rglob("*.py"))
PAGES = sorted([ROOT / "app.py", *(ROOT / "pages").glob("*.py")])


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_a_page_file_is_a_question_and_one_call(path):
    """No computing and no drawing: pages import streamlit, ui and the library, and are short."""
    source = path.read_text(encoding="utf-8")
    imported = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(node.module.partition(".")[0])
    assert imported <= {"streamlit", "ui", "vae_core"}
    assert len(source.splitlines()) < 30


def test_nothing_is_read_or_run_that_a_file_could_abuse():
    """torch.load, eval and np.load with pickles: what import-linter cannot see."""
    assert [call for call in _calls() if _could_be_abused(call.node)] == []


def test_only_the_command_line_and_the_progress_of_a_training_print():
    printing = {call.file for call in _calls() if ast.unparse(call.node.func) == "print"}
    others = sorted(file for file in printing if "cli" not in Path(file).parts)
    assert others == ["vae_core/training/progress.py"]


def test_dates_are_written_without_what_windows_does_not_know():
    """%-d, %-m ...: of the C library, not of Python."""
    sources = [*LIBRARY, *(ROOT / "ui").rglob("*.py"), *PAGES]
    offenders = [p for p in sources if re.search(r"%-[dmHIMSjy]", _code(p))]
    assert offenders == []


def test_reading_runs_needs_no_torch(trained):
    program = f"""
import sys
import vae_core
from vae_core.runs.browser_export import export_codes, export_decoder
from vae_core.latent.geometry import dimensions, home_view, support
from vae_core.studies.sweep.plan import is_unlisted
from vae_core.studies.sweep.store import load_bounds, load_sweep
root = {str(trained.folder.parent.parent)!r}
run = vae_core.load_run("uci-digits/tiny", root)
assert vae_core.list_runs(root)[0][0].config == run.config
assert run.metrics["evaluation"]["n"] == len(run.latents.label)
support(run.latents.mu), home_view(run.latents.mu, has_prior=True), dimensions(run.latents)
export_decoder(run), export_codes(run)
load_sweep("mnist-2d"), load_bounds("mnist"), is_unlisted(run)
vae_core.load_dataset("uci-digits")
vae_core.make_config("vae-2d", "mnist")
heavy = {{"torch", "torchvision", "sklearn", "streamlit", "plotly"}} & set(sys.modules)
assert not heavy, heavy
"""
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, check=False, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


def test_help_and_lists_of_the_command_line_need_no_torch(tmp_path):
    program = """
import contextlib, sys
from vae_core.cli.main import main
with contextlib.suppress(SystemExit):
    main(["--help"])
for words in ["data", "list"], ["list"]:
    assert main(words) == 0
heavy = {"torch", "torchvision", "sklearn", "streamlit", "plotly"} & set(sys.modules)
assert not heavy, heavy
"""
    words = [sys.executable, "-c", program]
    here = os.environ | {"VAE_CHECKPOINTS_DIR": str(tmp_path)}
    done = subprocess.run(
        words, check=False, cwd=ROOT, env=here, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr


class Call(NamedTuple):
    """A call somewhere in the library."""

    file: str
    node: ast.Call

    def __repr__(self) -> str:
        return f"{self.file}:{self.node.lineno}: {ast.unparse(self.node)}"


def _calls() -> list[Call]:
    return [
        Call(path.relative_to(ROOT).as_posix(), node)
        for path in LIBRARY
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]


def _could_be_abused(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    arguments = {word.arg: ast.unparse(word.value) for word in call.keywords}
    if name in ("np.load", "numpy.load"):
        return arguments.get("allow_pickle") != "False"
    if name == "torch.load":  # tensors and plain values only; test_import.py tries it
        return arguments.get("weights_only") != "True"
    return name in ("torch.save", "eval", "exec")


def _code(path: Path) -> str:
    """The source without its comments."""
    return ast.unparse(ast.parse(path.read_text(encoding="utf-8")))
