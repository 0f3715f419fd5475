"""A run as a notebook that runs from top to bottom without this library and without a network.

It lies in a folder with network.py and the weights (`plain_torch.py`), the codes of the test set,
and images to train on. The cells are in `cells.py`.
"""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np

from vae_core.data.datasets import DATASETS, load_dataset
from vae_core.data.image_shape import as_planes
from vae_core.errors import ConfigError, DataError
from vae_core.export.archive import zip_bytes
from vae_core.export.cells import cells
from vae_core.export.plain_torch import torch_files
from vae_core.extras import require
from vae_core.runs.run import LATENTS, Run

PACKAGES = ("nbformat",)
NOTEBOOK, IMAGES = "notebook.ipynb", "images.npz"
_TRAIN = 5_000  # images to train on
_ALWAYS_HERE = "uci-digits"


def notebook_zip(run: Run) -> bytes:
    """notebook.ipynb with all that it needs, in a zip.

    Images to train on are the first 5,000 training images of the run's dataset, or the UCI digits
    where that is not on this machine (the notebook then says so).
    Raises MissingLibraryError without nbformat, RunError where the run is damaged, DataError where
    there are no images of its shape.
    """
    require("Writing a notebook", *PACKAGES)
    dataset, images = _images(run)
    files = torch_files(run) | {
        LATENTS: _npz(mu=run.latents.mu, label=run.latents.label),
        IMAGES: _npz(x=images),
    }
    return zip_bytes(
        f"{run.name}-notebook", {NOTEBOOK: _notebook(run, dataset, len(images)), **files}
    )


def _notebook(run: Run, dataset: str, n: int) -> bytes:
    import nbformat
    from nbformat import v4

    make: dict[str, Any] = {"markdown": v4.new_markdown_cell, "code": v4.new_code_cell}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    new: Any = v4.new_notebook
    book = new(metadata={"kernelspec": kernel})
    for number, (kind, source) in enumerate(cells(run, DATASETS[dataset].title, n)):
        # Without a random id the same run gives the same notebook.
        book.cells.append(make[kind](source, id=f"cell-{number}"))
    nbformat.validate(book)
    return (json.dumps(book, indent=1, ensure_ascii=False) + "\n").encode()


def _images(run: Run) -> tuple[str, np.ndarray]:
    """The name of a dataset, and images of it as uint8, (N, *image)."""
    for name in (run.dataset, _ALWAYS_HERE):
        try:
            train = load_dataset(name).train
        except (ConfigError, DataError):
            continue
        images = as_planes(train.images[:_TRAIN])
        if images.shape[1:] == run.config.model.image_shape:
            return name, images
    raise DataError(
        f"A notebook trains on images, and those of {run.dataset_info.title} are not on this "
        "machine."
    )


def _npz(**arrays: Any) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()
