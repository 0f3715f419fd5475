"""The shape of the house: imports run down, the library draws nothing, reading needs no torch."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIBRARY = sorted((ROOT / "vae_core").glob("*.py"))
APP = sorted(path for part in ("app.py", "pages/*.py", "ui/**/*.py") for path in ROOT.glob(part))

# From the ground up: a module imports only from floors below its own.
FLOORS = [
    {"errors", "_torchvision", "augment", "objectives", "pixels", "scaling", "bootstrap", "mmd"},
    {"layers", "data", "decoding", "background", "gates"},
    {"config", "latent", "images", "bounds", "alignment"},
    {"systems", "networks", "paths", "geodesic", "film", "locks", "limits"},
    {"presets", "models", "glimpse"},
    {"losses", "evaluation", "inspection", "recognised"},
    {"fitting"},
    {"training", "filming", "viewing", "speed"},
    {"runs"},
    {"jobs", "quality", "learning", "recipe"},
    {"resuming", "about"},
    {"rates", "sweeps"},
    {"train_or_reuse", "browser", "beta_codes", "comparison", "maps", "hunt"},
    {"recogniser", "reproduction", "report", "gaps"},
    {"ablation", "any_beta"},
    {"worker", "queue"},
    {"cli_common"},
    {"cli_training", "cli_measuring", "cli_queue"},
    {"cli"},
    {"__init__", "__main__"},
]
FLOOR = {module: number for number, modules in enumerate(FLOORS) for module in modules}


def imported(path):
    """Every module a file names in an import, at its top or further in."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} uses a relative import"
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def packages(path):
    return {name.partition(".")[0] for name in imported(path)}


@pytest.mark.parametrize("path", LIBRARY, ids=lambda p: p.stem)
def test_the_library_knows_neither_streamlit_nor_plotly_nor_the_app(path):
    assert not packages(path) & {"streamlit", "plotly", "ui", "app", "pages", "tests", "benchmarks"}


@pytest.mark.parametrize("path", LIBRARY, ids=lambda p: p.stem)
def test_inside_the_library_imports_run_down(path):
    below = {module for module, floor in FLOOR.items() if floor < FLOOR[path.stem]}
    house = {p.stem for p in LIBRARY}
    inside = {name.split(".")[1] for name in imported(path) if name.startswith("vae_core.")} & house
    assert inside - below == set()


@pytest.mark.parametrize("path", APP, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_run_from_pages_to_ui_to_the_library(path):
    assert not packages(path) & {"app", "pages", "tests", "benchmarks"}
    if path.is_relative_to(ROOT / "ui"):
        return
    assert not packages(path) & {"torch", "sklearn", "plotly"}


@pytest.mark.parametrize("path", LIBRARY, ids=lambda p: p.stem)
def test_only_one_file_imports_torchvision(path):
    assert ("torchvision" in packages(path)) == (path.stem == "_torchvision")


@pytest.mark.parametrize("path", LIBRARY, ids=lambda p: p.stem)
def test_no_pickle_anywhere(path):
    found = packages(path) & {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve"}
    # It takes a sweep's settings to other processes. Nothing is read from a file in that way.
    assert found == ({"joblib"} if path.stem == "ablation" else set())
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in ("torch.load", "torch.save", "eval", "exec")
            if called in ("np.load", "numpy.load"):
                arguments = {word.arg: ast.unparse(word.value) for word in node.keywords}
                assert arguments.get("allow_pickle") == "False"


@pytest.mark.parametrize("path", LIBRARY, ids=lambda p: p.stem)
def test_only_the_command_line_prints(path):
    calls = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
    prints = any(isinstance(c.func, ast.Name) and c.func.id == "print" for c in calls)
    assert prints == path.stem.startswith("cli")


def test_reading_runs_needs_no_torch(trained):
    program = f"""
import sys
import vae_core
from vae_core.browser import export_codes, export_decoder
from vae_core.latent import dimensions, home_view, support
from vae_core.sweeps import is_member, load_bounds, load_sweep
root = {str(trained.folder.parent.parent)!r}
run = vae_core.load_run("uci-digits/tiny", root)
assert vae_core.list_runs(root)[0][0].config == run.config
assert run.metrics["evaluation"]["n"] == len(run.latents.label)
support(run.latents.mu), home_view(run.latents.mu, has_prior=True), dimensions(run.latents)
export_decoder(run), export_codes(run)
load_sweep("mnist-2d"), load_bounds("mnist"), is_member(run)
vae_core.load_dataset("uci-digits")
vae_core.make_config("vae-2d", "mnist")
heavy = {{"torch", "torchvision", "sklearn", "streamlit", "plotly"}} & set(sys.modules)
assert not heavy, heavy
"""
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_module_has_its_floor():
    assert {path.stem for path in LIBRARY} <= set(FLOOR)
