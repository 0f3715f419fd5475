"""The four sources of an image: drawing, upload, camera, test image."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ui.pages.reconstruct.image_input import examples
from ui.pages.reconstruct.image_input.input_image import File, Given, Refused, prepare
from ui.pages.reconstruct.url import CAMERA, DRAW, TEST, UPLOAD, WAY, WAYS, image_key
from ui.services import uploads
from ui.services.caches import resources
from ui.services.caches.labels import label_name
from ui.text.outside import code, quoted
from ui.text.words import _
from ui.widgets.controls.original_images import offer_download
from vae_core.data.datasets import describe
from vae_core.images.reading.decode import MAX_BYTES
from vae_core.runs.run import Run

MOST_FILES = 100
_FILE_MB = MAX_BYTES // 10**6
_TYPES = ("png", "jpg", "jpeg", "webp", "bmp", "tif", "tiff", "gif")


def choose_way(run: Run) -> str:
    """Draw the choice of the source of the image; returns one of `WAYS`.

    Without DRAW for a model of images in colour: the pad has none.
    """
    ways = WAYS if run.config.model.image_shape[0] == 1 else WAYS[1:]
    if st.session_state.get(WAY) not in ways:
        st.session_state[WAY] = TEST
    names = {
        DRAW: _("Draw"),
        UPLOAD: _("Upload"),
        CAMERA: _("Camera"),
        TEST: _("Test image"),
    }
    return (
        st.segmented_control(
            _("Where the image comes from"),
            ways,
            required=True,
            key=WAY,
            format_func=names.__getitem__,
            label_visibility="collapsed",
            persist_state="session",
        )
        or TEST
    )


def given(way: str, run: Run, switches: dict[str, bool]) -> tuple[list[Given], DeltaGenerator]:
    """Draw the controls of a source other than the pad. Returns the images from it, and a container
    beside the controls, which shows an error for each file that could not be read.
    """
    if way == TEST:
        image = _test_image(run)
        return ([image] if image else []), st.container()
    left, right = st.columns([3, 2] if way == UPLOAD else [2, 3], gap="large")
    with left:
        files = _uploaded() if way == UPLOAD else _photographed()
    with right:
        if way == UPLOAD:
            files += examples.choose(run)
        return _readable(prepare(files, describe(run.dataset).rules, switches)), right


def _uploaded() -> list[File | Refused]:
    files = st.file_uploader(
        _("Pictures: PNG, JPEG, WebP, BMP, TIFF or GIF. They are read in memory and not kept."),
        # No `type`: a picture with a wrong ending is accepted; any other file gives an error.
        accept_multiple_files=True,
        max_upload_size=_FILE_MB,
        key="reconstruct_files",
    )
    if len(files) > MOST_FILES:
        st.warning(
            _("Only the first {most} of {n} files are shown.").format(most=MOST_FILES, n=len(files))
        )
    for file in files[MOST_FILES:]:
        uploads.forget(file)
    return [_file(file, file.name) for file in files[:MOST_FILES]]


def _photographed() -> list[File | Refused]:
    photo = st.camera_input(
        _("Hold one thing on plain ground into the picture. It is read in memory and not kept."),
        key="reconstruct_photo",
    )
    return [_file(photo, _("Your photograph"))] if photo else []


def _file(file: UploadedFile, name: str) -> File | Refused:
    kept = uploads.read(file)
    if kept.why:
        return Refused(name, kept.why, kept.again)
    return File(file.file_id, name, kept.content, kept.size)


def _readable(images: list[Given | Refused]) -> list[Given]:
    for image in images:
        if isinstance(image, Refused):
            st.error(f"**{quoted(image.name, 80)}**: {image.why}", icon=":material/broken_image:")
    if any(isinstance(image, Refused) and image.again for image in images):
        st.button(_("Try again"), icon=":material/refresh:", key="reconstruct_again")
    return [image for image in images if isinstance(image, Given)]


def shown_test_image(run: Run) -> int:
    """The number of the test image that is chosen; at first one of the last class."""
    state, labels, key = st.session_state, run.latents.label, image_key(run.dataset)
    if not 0 <= state.get(key, -1) < len(labels):
        state[key] = int(np.flatnonzero(labels == labels.max())[0])
    return state[key]


def _test_image(run: Run) -> Given | None:
    images, problem = resources.test_images(run)
    if images is None:
        st.info(
            problem
            or _(
                "The {title} images are not on this machine, so none can be taken from them. "
                "Drawing and uploading work without."
            ).format(title=run.dataset_info.title)
        )
        offer_download(run.dataset, "reconstruct originals", _("Download the images: {size} MB"))
        return None
    key, index = image_key(run.dataset), shown_test_image(run)
    with st.container(horizontal=True, vertical_alignment="bottom", key="lse-test-image"):
        _choose_test_image(run, key)
    name = _("Test image {index}").format(index=f"{index:,}")
    if label := label_name(run, index):
        name = f"{name}, {label}"
    return Given(name, images[index].astype(np.float32) / 255.0, index=index)


def _choose_test_image(run: Run, key: str) -> None:
    state, labels = st.session_state, run.latents.label
    classes = run.dataset_info.classes
    label_key = f"{key}, its class"
    if classes:
        state[label_key] = int(labels[state[key]])

    def take(candidates: np.ndarray) -> None:
        others = candidates[candidates != state[key]]
        state[key] = int(np.random.default_rng().choice(others if len(others) else candidates))

    def of_class() -> None:
        take(np.flatnonzero(labels == state[label_key]))

    def next_of(extremes: list[int]) -> None:
        at = extremes.index(state[key]) + 1 if state[key] in extremes else 0
        state[key] = extremes[at % len(extremes)]

    if classes:
        st.selectbox(
            _("Class"),
            np.unique(labels).tolist(),
            key=label_key,
            format_func=lambda label: classes[label],
            on_change=of_class,
            width=130,
        )
    st.number_input(_("Number"), 0, len(labels) - 1, key=key, width=148)
    if classes:
        st.button(_("Another of its class"), on_click=of_class)
    st.button(_("Random"), icon=":material/casino:", on_click=take, args=(np.arange(len(labels)),))
    usual = run.metrics.get("typical")
    for what, label, meaning in (
        (
            "hardest",
            _("Hardest"),
            _("Largest reconstruction error of all test images; again: next."),
        ),
        (
            "easiest",
            _("Easiest"),
            _("Smallest reconstruction error of all test images; again: next."),
        ),
    ):
        st.button(
            label,
            on_click=next_of,
            args=(usual[what] if usual else [],),
            disabled=not usual,
            help=meaning if usual else not_measured(run),
        )


def not_measured(run: Run) -> str:
    """A sentence with the command that measures what is usual for a run that lacks it."""
    return _("What is usual for this run was not measured yet. This does it: {command}").format(
        command=code(f"python -m vae_core evaluate {run.id} --keep")
    )
