"""Caches over the library: what is the same for every visitor is read once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast, overload

import numpy as np
import streamlit as st

from ui.services import pictures
from ui.services.caches import labels
from ui.text.outside import error_sentence
from ui.text.words import _, dataset_title
from vae_core.data.datasets import has_files, images_hash, load_dataset
from vae_core.errors import DataError
from vae_core.files import disk
from vae_core.files.roots import checkpoints_root
from vae_core.runs.browser_export import (
    BrowserNetwork,
    export_codes,
    export_conditioned,
    export_encoder,
    export_for_page,
    export_recogniser,
)
from vae_core.runs.conditions.at_label import run_at_label
from vae_core.runs.conditions.beta_codes import BetaCodes, export_codes_by_beta
from vae_core.runs.conditions.beta_codes import codes_by_beta as read_beta_codes
from vae_core.runs.load import list_runs
from vae_core.runs.notes.noted_dataset import has_other_images
from vae_core.runs.run import Run
from vae_core.studies.sweep.plan import is_unlisted

if TYPE_CHECKING:
    from vae_core.evaluation.per_image import Inspection
    from vae_core.models.networks.autoencoders import VAE, AnyBetaVAE, Autoencoder

_NETWORKS = {
    "decoder": export_for_page,
    "encoder": export_encoder,
    "conditioned": export_conditioned,
    "recogniser": export_recogniser,
}
_CODES = {"codes": export_codes, "codes by beta": export_codes_by_beta}


def runs(also: Collection[str] = ()) -> tuple[list[Run], list[str]]:
    """Every sound run, and a sentence for each damaged one. A new run is seen at the next rerun.

    Members of a sweep are many and alike and would crowd every list: they and what one lesson
    needs (`is_unlisted`) are left out, except those whose id is in `also`.
    """
    every, problems = every_run()
    return [run for run in every if run.id in also or not is_unlisted(run)], problems


def every_run() -> tuple[list[Run], list[str]]:
    """Every sound run with all members of sweeps, and a sentence for each damaged run."""
    root = checkpoints_root()
    return _runs(str(root), _stamp(root))


def network(run: Run) -> BrowserNetwork:
    """The decoder in the browser's format, without silent units. Raises RunError where the run is
    damaged."""
    return _network("decoder", *_key(run), run)


def encoder(run: Run) -> BrowserNetwork:
    """The encoder in the browser's format. Raises RunError where the run is damaged."""
    return _network("encoder", *_key(run), run)


def conditioned(run: Run) -> BrowserNetwork:
    """The decoder of an any-beta run in the browser's format. Raises RunError where damaged."""
    return _network("conditioned", *_key(run), run)


def recogniser(run: Run) -> BrowserNetwork:
    """A recogniser in the browser's format. Raises RunError where the run is damaged."""
    return _network("recogniser", *_key(run), run)


def codes(run: Run) -> bytes:
    """The test codes in the browser's format. Raises RunError where they are damaged."""
    return labels.with_labels(run, _codes("codes", *_key(run), run))


def codes_by_beta(run: Run) -> bytes:
    """The test codes at every kept beta in the browser's format. Raises RunError where damaged."""
    return labels.with_labels(run, _codes("codes by beta", *_key(run), run))


def beta_codes(run: Run) -> BetaCodes:
    """The codes of a beta-conditioned run at its stored betas. Raises RunError."""
    return _beta_codes(
        str(run.folder), run.metrics["files"].get("betas.npz", {}).get("sha256"), run
    )


def test_images(of: Run | str) -> tuple[np.ndarray | None, str]:
    """(test images, ""): uint8, (N, H, W) or (N, H, W, 3). Without them (None, problem), where
    `problem` is a sentence if the dataset is damaged, or has other images now than those of the
    run, and "" if it is not on this machine.

    of: a run, or the name of a dataset.
    """
    dataset = of if isinstance(of, str) else of.dataset
    if not has_files(dataset):
        return None, ""
    if not isinstance(of, str) and has_other_images(of.config, of.metrics):
        return None, _("This run was trained on other images than {title} has now.").format(
            title=dataset_title(dataset)
        )
    try:
        return _test_images(dataset, images_hash(dataset)), ""
    except DataError as error:
        return None, error_sentence(error)


@overload
def picture(images: np.ndarray, index: int) -> str: ...
@overload
def picture(images: np.ndarray | None, index: int) -> str | None: ...
def picture(images: np.ndarray | None, index: int) -> str | None:
    """One test image as base64, for JavaScript; None where the images are not here."""
    return None if images is None else pictures.as_base64(images[index])


def decode(run: Run, z: Sequence[float]) -> np.ndarray:
    """The decoded picture of z, (D,): float32, (H, W), ink 1 on 0, or (H, W, 3). See
    `decode_many`."""
    return decode_many(run, np.array([z], dtype=np.float32))[0]


def decode_many(run: Run, z: np.ndarray, labels: np.ndarray | None = None) -> np.ndarray:
    """The decoded pictures of each z, (N, D): float32, (N, H, W), ink 1 on 0, or (N, H, W, 3).

    labels: of each z, (N,), for a conditional run of which no label is chosen.
    Runs on the server; the first call takes a second to import torch. Raises RunError.
    """
    import torch

    with torch.no_grad():
        told = model(run) if labels is None else model(run).given(torch.from_numpy(labels).long())
        logits = told.decode(torch.from_numpy(z))
    return pictures.from_tensor(torch.sigmoid(logits))


def at_label(run: Run, label: int) -> Run:
    """A conditional run at one label, made once. Raises ConfigError where there is none such."""
    return _at_label(*_key(run), label, run)


def model(run: Run) -> Autoencoder:
    """The model, shared by all visitors: do not change it. Imports torch. Raises RunError."""
    return _model(*_key(run), run)


def vae(run: Run) -> VAE:
    """The model of a VAE's run, shared like `model`. Imports torch. Raises RunError."""
    return cast("VAE", model(run))


def any_beta_model(run: Run) -> AnyBetaVAE:
    """The model of an any-beta run, shared like `model`. Imports torch. Raises RunError."""
    return cast("AnyBetaVAE", model(run))


def inspect_images(run: Run, x: np.ndarray) -> Inspection:
    """Codes, reconstructions and errors of images x, (N, H, W), ink 1 on 0, or (N, H, W, 3).

    Imports torch. Raises RunError."""
    from vae_core.evaluation.per_image import inspect_images

    return inspect_images(model(run), pictures.to_tensor(x), run.config.training.binarize)


@st.cache_resource(show_spinner=False, max_entries=1)
def _runs(root: str, stamp: disk.Stamp) -> tuple[list[Run], list[str]]:
    runs, problems = list_runs(root)
    explorable = [run for run in runs if run.config.model.kind != "recogniser"]
    return explorable, [error_sentence(problem) for problem in problems]


@st.cache_resource(show_spinner=False, max_entries=150)
def _network(what: str, folder: str, weights_hash: str, _run: Run) -> BrowserNetwork:
    return _NETWORKS[what](_run)


@st.cache_resource(show_spinner=False, max_entries=150)
def _codes(what: str, folder: str, weights_hash: str, _run: Run) -> bytes:
    return _CODES[what](_run)


@st.cache_resource(show_spinner=False, max_entries=30)  # All of a dataset, on Reconstruct.
def _model(folder: str, weights_hash: str, _run: Run):
    return _run.model()


@st.cache_resource(show_spinner=False, max_entries=60)
def _at_label(folder: str, weights_hash: str, label: int, _run: Run) -> Run:
    return run_at_label(_run, label)


@st.cache_resource(show_spinner=False, max_entries=8)
def _beta_codes(folder: str, file_hash: str | None, _run: Run) -> BetaCodes:
    return read_beta_codes(_run)


@st.cache_resource(show_spinner=False)
def _test_images(dataset: str, of_images: str) -> np.ndarray:
    return load_dataset(dataset).test.images


def _key(run: Run) -> tuple[str, str]:
    return str(run.folder), run.weights_hash


def _stamp(root: Path) -> disk.Stamp:
    """Paths and modification times under `root`: different once a run or a file of one changes."""
    below = disk.stamp(root)
    return below + tuple(
        (f"{name}/{run}", written)
        for name, _folder_written in below
        for run, written in disk.stamp(root / name)
    )
