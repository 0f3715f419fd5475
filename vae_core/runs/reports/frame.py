"""The codes of a run as a table of pandas, which is imported only here, and as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vae_core.extras import require
from vae_core.files.csv_table import as_csv

if TYPE_CHECKING:
    import pandas

    from vae_core.runs.run import Run


def frame(run: Run) -> pandas.DataFrame:
    """A row for each test image, in the order of the test set.

    Columns: index (of the test image), split ("test"), label (a number), class (its name; without
    labels 0 and empty), then mu1, mu2, ... and logvar1, logvar2, ... of a VAE, or z1, z2, ... of an
    autoencoder.
    Raises MissingLibraryError without pandas, RunError where the codes are damaged.
    """
    require("A table of the codes", "pandas")
    import pandas as pd

    latents = run.latents
    names = np.array(run.dataset_info.classes or ("",))
    columns: dict[str, Any] = {
        "index": np.arange(len(latents.label)),
        "split": "test",
        "label": latents.label.astype(int),
        "class": names[latents.label],
    }
    parts = {"z": latents.mu}
    if latents.logvar is not None:
        parts = {"mu": latents.mu, "logvar": latents.logvar}
    for name, values in parts.items():
        columns |= {f"{name}{number}": column for number, column in enumerate(values.T, 1)}
    return pd.DataFrame(columns)


def codes_csv(run: Run) -> bytes:
    """The table of `frame` as CSV, one line a test image below the names of the columns.

    Raises MissingLibraryError without pandas, RunError where the codes are damaged.
    """
    table = frame(run)
    columns = [table[name].to_numpy() for name in table.columns]
    names = tuple(table.columns)
    return as_csv([dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)])
