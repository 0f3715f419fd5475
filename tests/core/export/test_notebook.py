"""The exported notebook runs from top to bottom, without this library and without a network."""

import ast
import json
import warnings
from dataclasses import replace

import nbformat
import numpy as np
import pytest

from vae_core.export.notebook import notebook_zip
from vae_core.extras import MissingLibraryError


def _sources(folder):
    book = nbformat.read(folder / "notebook.ipynb", 4)
    nbformat.validate(book)
    return [cell.source for cell in book.cells if cell.cell_type == "code"], book


@pytest.mark.parametrize("kind", ["vae", "conv-ae", "log-sigma, cut", "every-beta"])
def test_it_is_valid_and_its_files_are_beside_it(of_kind, unpacked, kind):
    folder = unpacked(notebook_zip(of_kind(kind)))
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md", "images.npz", "latents.npz", "network.py", "notebook.ipynb",
        "weights.safetensors",
    ]  # fmt: skip
    sources, _ = _sources(folder)
    imported = set()
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module.partition(".")[0])
    assert imported == {"matplotlib", "numpy", "torch", "network"}
    with np.load(folder / "images.npz") as images:
        assert images["x"].shape == (1_097, 1, 28, 28)


def test_the_training_is_by_the_objective_of_the_run(of_kind, unpacked):
    text = "\n".join(_sources(unpacked(notebook_zip(of_kind("log-sigma, cut"))))[0])
    assert "x = (x > 0.5).float()" in text
    assert "loss = (recon + 1 * kl).mean()" in text
    text = "\n".join(_sources(unpacked(notebook_zip(of_kind("conv-ae"))))[0])
    assert "loss = recon.mean()" in text


def test_without_the_images_of_its_dataset_it_trains_on_others_and_says_so(
    trained, unpacked, monkeypatch, tmp_path
):
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path / "no data"))
    config = replace(trained.config, dataset="mnist")
    folder = unpacked(notebook_zip(replace(trained, dataset="mnist", config=config)))
    text = (folder / "notebook.ipynb").read_text(encoding="utf-8")
    assert "images of UCI digits (MNIST was not at hand when this was written)" in text
    with np.load(folder / "images.npz") as images:
        assert images["x"].shape == (1_097, 1, 28, 28)


def test_without_its_library_a_sentence_says_how_to_get_it(trained, monkeypatch):
    monkeypatch.setattr("vae_core.extras.find_spec", lambda name: None)
    with pytest.raises(MissingLibraryError, match=r"needs nbformat: pip install nbformat$"):
        notebook_zip(trained)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["vae", "conv-ae"])
def test_it_runs_from_top_to_bottom(of_kind, unpacked, kind, monkeypatch):
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONPATH", "")
    monkeypatch.delenv("MPLBACKEND", raising=False)  # Streamlit sets it where it is imported
    folder = unpacked(notebook_zip(of_kind(kind)))
    _, book = _sources(folder)
    # As on a machine where this library is not installed.
    book.cells.insert(0, nbformat.v4.new_code_cell('import sys; sys.modules["vae_core"] = None'))
    client = NotebookClient(book, timeout=300, resources={"metadata": {"path": str(folder)}})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EncodingWarning)  # of Jupyter's own files
        client.execute()
    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    pictures = [o for o in outputs if "image/png" in o.get("data", {})]
    assert len(pictures) == 4  # codes, manifold, interpolation, reconstructions
    printed = "".join(o["text"] for o in outputs if o.output_type == "stream")
    lines = [line for line in printed.splitlines() if "recon " in line]
    losses = [float(line.split("recon ")[1].split()[0]) for line in lines]
    assert losses[-1] < losses[0]
    assert json.dumps(book).count("Traceback") == 0
