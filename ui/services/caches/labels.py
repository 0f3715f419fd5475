"""What the codes of a run are coloured by: the labels of its data set, or clusters of the codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from math import isqrt
from typing import Any

import numpy as np
import streamlit as st

from ui.text.words import _
from vae_core.latent.geometry import typical_image
from vae_core.runs.run import Run

N_CLUSTERS = 8
_COLOURS = 10  # of the theme; after them come other markers
_SEED, _STARTS = 0, 3


@dataclass(frozen=True)
class Labels:
    """label: uint8, (N,), of each test image.  names: of each label.

    are_clusters: the data set has no labels; these are k-means clusters of the codes, called by
        their numbers.
    """

    label: np.ndarray
    names: tuple[str, ...]
    are_clusters: bool = False


def labels_of(run: Run) -> Labels:
    """The labels of a run's test images; clusters where they have none. Raises RunError."""
    info = run.dataset_info
    if info.is_labelled:
        return Labels(run.latents.label, info.classes)
    return _clusters(run.id, run.metrics["files"]["latents.npz"]["sha256"], run)


def with_labels(run: Run, codes: bytes) -> bytes:
    """Codes in the browser's format, which ends in a byte a label: the labels of `labels_of`."""
    labels = labels_of(run)
    if not labels.are_clusters:
        return codes
    return codes[: -len(labels.label)] + labels.label.tobytes()


def label_name(run: Run, index: int) -> str:
    """The class of a test image in words, "7" or "Sneaker"; "" where it has no label."""
    classes = run.dataset_info.classes
    return classes[int(run.latents.label[index])] if classes else ""


def first_images(label: np.ndarray, wanted: Sequence[int], n: int) -> list[int]:
    """Indices of n test images: the first of each of the `wanted` labels that there are, and others
    where these are fewer. label: (N,)."""
    firsts = [int(np.flatnonzero(label == one)[0]) for one in wanted if one in label]
    others = (i for i in range(len(label)) if i not in firsts)
    return [*firsts, *islice(others, n - len(firsts))]


def typical_images(run: Run, wanted: Sequence[int]) -> tuple[int, ...]:
    """A test image for each of some labels, one that shows it well; of other labels where the run
    has no images of all of the `wanted`. Labels as in `labels_of`."""
    labels = labels_of(run)
    present = np.unique(labels.label).tolist()
    chosen = wanted if set(wanted) <= set(present) and not labels.are_clusters else present
    latents = replace(run.latents, label=labels.label)
    return tuple(typical_image(latents, chosen[i % len(chosen)]) for i in range(len(wanted)))


def n_clusters(n: int) -> int:
    """How many clusters the codes of n images have: 8, fewer of under 128 images, at least 2."""
    return min(N_CLUSTERS, max(isqrt(n // 2), 2))


def colour_note(run: Run) -> str:
    """A sentence on the colours where they are no plain classes; else ""."""
    labels = labels_of(run)
    if labels.are_clusters:
        note = _(
            "The images have no labels: colours and numbers are {n} clusters of the codes (k-means "
            "of scikit-learn), not classes."
        )
        if n_clusters(len(labels.label)) < N_CLUSTERS:
            note += " " + _("Of so few images there are fewer than the usual {most}.")
        return note.format(n=len(labels.names), most=N_CLUSTERS)
    if len(labels.names) > _COLOURS:
        return _(
            "{n} classes share ten colours: the first ten are round dots, the next ten squares, "
            "all others triangles; the numbers tell them apart."
        ).format(n=len(labels.names))
    return ""


@cache
def cluster_words() -> dict[str, str]:
    """Words of the live components for clusters in the place of classes, by key."""
    return {
        "legend": _("Clusters of the codes; press to show only some"),
        "chip_title": _("Show only cluster {name}; press others to add them"),
        "near_help": _(
            "Clusters of the 60 test images whose codes lie nearest; nearer ones count more "
            "(Gaussian weights)."
        ),
        "status": _("{where}. {support}. Mostly cluster {name}, {share} percent."),
        "labelled": _("Cluster {name}"),
        "strip": _("Colour strip: the cluster you would meet along that line"),
        "strip_help": _(
            "Commonest cluster of the nearest test images along each axis through the cursor; "
            "empty where nothing lands."
        ),
        "axis_class": _("cluster"),
        "end": _("End {letter} of the walk: test image {index}, cluster {name}"),
        "linked": _("Test image {index}, cluster {name}: both cursors are at its codes"),
    }


def in_clusters(words: dict[str, Any]) -> dict[str, Any]:
    """The words of a component, those of classes replaced by those of clusters."""
    return words | {key: text for key, text in cluster_words().items() if key in words}


@st.cache_resource(show_spinner=False, max_entries=50)
def _clusters(run_id: str, latents_hash: str, _run: Run) -> Labels:
    from sklearn.cluster import KMeans

    codes = _run.latents.mu
    n = min(n_clusters(len(codes)), len(np.unique(codes, axis=0)))
    found = KMeans(n, n_init=_STARTS, random_state=_SEED).fit(codes).labels_
    # The largest is 0, so that the numbers do not depend on how k-means counts.
    order = np.argsort(-np.bincount(found, minlength=n), kind="stable")
    label = np.argsort(order)[found].astype(np.uint8)
    return Labels(label, tuple(map(str, range(n))), are_clusters=True)
