"""Several files as one: a zip, for exports that are more than a single file."""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from vae_core.errors import RunError
from vae_core.files import disk
from vae_core.runs.reports.card import README, model_card
from vae_core.runs.run import Run


def zip_bytes(folder: str, files: Mapping[str, bytes]) -> bytes:
    """A zip with these files, by their names, in one folder. The same files give the same bytes."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = ZipInfo(f"{folder}/{name}")  # without the time of day
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, ZIP_DEFLATED)
    return buffer.getvalue()


def run_zip(run: Run) -> bytes:
    """The folder of a run as it is, in a zip; with its model card, also where it has none yet.

    Raises RunError where a file cannot be read.
    """
    files = {README: model_card(run.id, run.config, run.metrics).encode()}
    for name in disk.names(run.folder):
        path = run.folder / name
        if disk.size(path) is None:  # no ordinary file
            continue
        try:
            files[name] = disk.read_bytes(path)
        except OSError as error:
            raise RunError(f"{name} of {run.id} cannot be read ({error.strerror}).") from error
    return zip_bytes(run.name, dict(sorted(files.items())))
