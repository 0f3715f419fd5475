"""What a run notes of its dataset: a run outlives the dataset that it was trained on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from vae_core.data.datasets import BUILT_IN, DatasetInfo, SplitSizes, describe, images_hash
from vae_core.models.config import RunConfig


def note_dataset(info: DatasetInfo) -> dict[str, Any]:
    """The block "dataset" of the metrics of a run, empty of a dataset that is built in."""
    if info.name in BUILT_IN:
        return {}
    known = {"title": info.title, "classes": list(info.classes), "sizes": asdict(info.sizes)}
    return {"dataset": known}


def dataset_of(config: RunConfig, metrics: Mapping[str, Any]) -> DatasetInfo:
    """The dataset of a run as it was when the run was trained, whether or not it is still there."""
    noted = metrics.get("dataset")
    if config.dataset in BUILT_IN or noted is None:
        return describe(config.dataset)
    return DatasetInfo(
        config.dataset,
        noted["title"],
        tuple(noted["classes"]),
        SplitSizes(**noted["sizes"]),
        config.model.image_shape,
        origin="own",
    )


def has_other_images(config: RunConfig, metrics: Mapping[str, Any]) -> bool:
    """True where the dataset of the name that is here now has not the images, or not the labels, of
    the run: it is another machine's run, or that of a dataset since replaced."""
    here = images_hash(config.dataset)
    return bool(here) and metrics.get("data_sha256", here) != here
