"""The formats that a run can be taken home in, and the one function that writes each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vae_core.errors import ConfigError, RunError
from vae_core.export import from_app, notebook, onnx_model
from vae_core.export.archive import run_zip
from vae_core.export.notebook import notebook_zip
from vae_core.export.onnx_model import onnx_zip
from vae_core.export.plain_torch import torch_zip
from vae_core.extras import is_there
from vae_core.files import atomic
from vae_core.runs.conditions.at_beta import RunAtBeta, run_at_beta
from vae_core.runs.conditions.at_label import RunAtLabel, check_has_label
from vae_core.runs.notes.metadata import disk_bytes
from vae_core.runs.reports.frame import codes_csv
from vae_core.runs.run import WEIGHTS, Run

_BASE64 = 4 / 3  # bytes in a text for a byte
_PAGE = 800_000  # bytes of a page's script, words and recogniser
_FIGURE = 12  # bytes of a number in a table, with its comma
_CARD, _IMAGES = 5_000, 800_000  # bytes of a model card, of the images of a notebook

_BOTH = ("encoder", "decoder")


@dataclass(frozen=True)
class Format:
    """A format of an export: always one file.

    name: as on the command line. ending: of the file's name, behind "<dataset>-<run>".
    make: the file's content; raises VaeCoreError with a sentence where it cannot be made.
    size: about how many bytes it will have, without making it.
    packages: that it needs beyond the library's own. recognisers: whether it is for those too.
    whole: whether a conditional run is written as it is, of all labels; else one has to be chosen.
    is_plain: it is of an ordinary model, so a run of every beta is written at one of them.
    layers: the parts of the model whose layers it writes, so that all of them must be known here.
    """

    name: str
    ending: str
    make: Callable[[Run], bytes]
    size: Callable[[Run], float]
    packages: tuple[str, ...] = ()
    recognisers: bool = True
    whole: bool = False
    is_plain: bool = True
    layers: tuple[str, ...] = ()

    @property
    def missing(self) -> list[str]:
        """The packages that are not installed."""
        return [package for package in self.packages if not is_there(package)]

    def is_for(self, run: Run) -> bool:
        """False for a recogniser where the format shows a plane or draws images, and for a run at
        one of its betas where the format is of the run as a whole."""
        is_drawn = self.recognisers or run.config.model.kind != "recogniser"
        return is_drawn and (self.is_plain or not isinstance(run, RunAtBeta))

    def file_name(self, run: Run) -> str:
        """For example "mnist-vae-2d.html"; of a conditional run at a label, with that label."""
        label = f"-label-{run.label}" if isinstance(run, RunAtLabel) else ""
        return f"{run.dataset}-{run.name}{label}{self.ending}"


def _weights(run: Run) -> int:
    return int(run.metrics["files"][WEIGHTS]["bytes"])


def _numbers(run: Run) -> int:
    return sum(run.metrics["parameters"].values())


def _table(run: Run) -> float:
    columns = run.config.model.latent_dim * (2 if run.config.model.kind == "vae" else 1)
    return run.metrics["evaluation"]["n"] * _FIGURE * (columns + 1.5)


def _page(run: Run) -> float:
    half = 2 * run.metrics["parameters"]["decoder"]
    codes = run.metrics["evaluation"]["n"] * (4 * run.config.model.latent_dim + 1)
    return _BASE64 * (half + codes) + _PAGE


FORMATS = {
    one.name: one
    for one in (
        Format(
            "onnx",
            "-onnx.zip",
            onnx_zip,
            # Float32, of which the zip packs what float16 weights leave empty.
            lambda run: 2.4 * _numbers(run) + _CARD,
            packages=onnx_model.PACKAGES,
        ),
        Format("torch", "-torch.zip", torch_zip, lambda run: _weights(run) + _CARD, layers=_BOTH),
        Format(
            "notebook",
            "-notebook.zip",
            notebook_zip,
            lambda run: _weights(run) + _IMAGES,
            packages=notebook.PACKAGES,
            recognisers=False,
            layers=_BOTH,
        ),
        Format("html", ".html", from_app.page, _page, recognisers=False, layers=("decoder",)),
        Format(
            "csv",
            "-codes.csv",
            codes_csv,
            _table,
            packages=("pandas",),
            recognisers=False,
            whole=True,
        ),
        Format("zip", ".zip", run_zip, disk_bytes, whole=True, is_plain=False),
    )
}


def export_bytes(run: Run, name: str, beta: float | None = None) -> bytes:
    """The content of a run's export in the format `name`, a key of `FORMATS`.

    beta: at which a model of every beta is written (None: at 1); "zip" has them all.
    Raises VaeCoreError with a sentence where there is no such format or beta, a library is missing,
    the run is damaged, it is a recogniser and the format not for those, or it is conditional and
    the format needs one label (`run_at_label`).
    """
    kind = _format(name)
    run = _to_write(run, kind, beta)
    if not kind.is_for(run):
        raise RunError(
            f"{run.id} is a recogniser: it draws no images, so there is no {name} of it. "
            "Use onnx, torch or zip."
        )
    if isinstance(run, RunAtLabel):
        if kind.whole:
            raise ConfigError(f"A {name} is of all labels: leave the label out.")
    elif not kind.whole:
        check_has_label(run)
    return kind.make(run)


def _to_write(run: Run, kind: Format, beta: float | None) -> Run:
    """The run as the format takes it: at one beta, or as it is. Raises ConfigError."""
    if kind.is_plain:
        return run if isinstance(run, RunAtBeta) else run_at_beta(run, beta)
    if beta is not None:
        raise ConfigError(f"{kind.name} is the run as it is, with all its betas: leave beta out.")
    return run


def _format(name: str) -> Format:
    """The format of that name. Raises ConfigError where there is none."""
    if name not in FORMATS:
        raise ConfigError(f"There is no format {name!r}; there are {', '.join(FORMATS)}.")
    return FORMATS[name]


def export_file(
    run: Run, name: str, out: Path | str | None = None, beta: float | None = None
) -> Path:
    """Write a run's export, all of it or nothing, and return its path.

    out: a file, or a folder that is there (None: the current one), in which it is
        "<dataset>-<run>" with the format's ending. An older file is replaced.
    beta: as in `export_bytes`.
    Raises VaeCoreError as `export_bytes` does, RunError where it cannot be written.
    """
    path = Path() if out is None else Path(out)
    if path.is_dir():
        kind = _format(name)
        path /= kind.file_name(_to_write(run, kind, beta))
    if not path.parent.is_dir():
        raise RunError(f"{path} could not be written: there is no folder {path.parent}.")
    content = export_bytes(run, name, beta)
    try:
        atomic.write_bytes(path, content)
    except OSError as error:
        raise RunError(
            f"{path} could not be written ({error.strerror}). Nothing was left behind."
        ) from error
    return path
