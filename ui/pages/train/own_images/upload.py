"""Uploading own images: the files, what to make of them, what was understood, and keeping them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ui.pages.train.own_images.keeping import keep_form
from ui.pages.train.own_images.understood import show_understood
from ui.services import uploads
from ui.services.fragments import fragment
from ui.text.numbers import megabytes
from ui.text.outside import error_sentence
from ui.text.words import _
from vae_core.data.own.limits import MB, MIN_IMAGES, DatasetLimits
from vae_core.data.own.preview import Options, Preview, preview
from vae_core.errors import VaeCoreError

_FILES, _SIDE, _GREY = "own images files", "own images side", "own images grey"
_READ = "own images read"
_AS_CHOSEN, _SIDES = 0, (28, 32, 64)


@dataclass
class _Read:
    """Uploaded files on the disk, and what was understood of them; both go with the session.

    names: of the files by the id of their upload.
    """

    folder: TemporaryDirectory[str] = field(
        default_factory=lambda: TemporaryDirectory(prefix="upload-", ignore_cleanup_errors=True)
    )
    names: dict[str, str] = field(default_factory=dict)
    asked: object = None
    own: Preview | None = None
    why: str = ""


def show(limits: DatasetLimits) -> None:
    """Draw the uploader, and what was understood of what was uploaded."""
    _upload(limits)


@fragment
def _upload(limits: DatasetLimits) -> None:
    most = min(limits.upload, st.config.get_option("server.maxUploadSize"))
    files = st.file_uploader(
        _(
            "At least {least} images: one zip (its folders are the labels), one .npz, .npy, .csv "
            "or IDX file, or several images"
        ).format(least=MIN_IMAGES),
        accept_multiple_files=True,
        max_upload_size=most,
        key=_FILES,
        help=_(
            "Images of 8 to 64 pixels a side stay as they are, larger ones are made smaller. The "
            "upload itself is not kept."
        ),
    )
    if not files:
        st.session_state.pop(_READ, None)
        return
    read: _Read = st.session_state.setdefault(_READ, _Read())
    options = _options()
    problem = _take_in(files, read, most)
    if problem:
        st.error(problem)
        return
    asked = (tuple(read.names), options)
    if read.asked != asked:
        with st.spinner(_("Reading the images…")):
            _understand(read, options, limits)
        read.asked = asked
    if read.own is None:
        st.error(read.why)
        return
    show_understood(read.own)
    name = files[0].name.split(".")[0] if len(files) == 1 else ""
    own = read.own
    keep_form(lambda: own, "upload", suggested=name)


def _options() -> Options:
    """Draw what may be chosen, and return it."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="lse-own-options"):
        side = st.selectbox(
            _("Size"),
            (_AS_CHOSEN, *_SIDES),
            key=_SIDE,
            format_func=lambda side: f"{side} × {side}" if side else _("automatic"),
            width=200,
            help=_("Larger images show more, and take longer to train on."),
        )
        grey = st.checkbox(_("Without colours"), key=_GREY)
    return Options(side or None, grey)


def _take_in(files: list[UploadedFile], read: _Read, most: int) -> str:
    """Write new uploads to the disk, so that the server's memory is free of them, and remove those
    that were taken back. Returns a sentence where that does not go."""
    folder = Path(read.folder.name)
    for gone in [one for one in read.names if one not in {file.file_id for file in files}]:
        (folder / read.names.pop(gone)).unlink(missing_ok=True)
    if sum(file.size for file in files) > most * MB:
        return _("More than {most} at once: pack fewer or smaller images.").format(
            most=megabytes(most * MB)
        )
    for file in files:
        if file.file_id in read.names:
            continue
        given = uploads.whole(file)
        if given.why:
            return given.why
        name = Path(file.name.replace("\\", "/")).name[-100:]
        if name in (*read.names.values(), "", ".", ".."):
            name = f"{len(read.names)}-{name}"
        try:
            (folder / name).write_bytes(given.content)
        except OSError as error:
            return _("The upload could not be read ({why}).").format(why=error.strerror)
        read.names[file.file_id] = name
        uploads.forget(file)
    return ""


def _understand(read: _Read, options: Options, limits: DatasetLimits) -> None:
    """Read the files anew; what was read before is removed first."""
    if read.own is not None:
        read.own.close()
    read.own, read.why = None, ""
    paths = [Path(read.folder.name) / name for name in read.names.values()]
    source = paths[0].name if len(paths) == 1 else _("{n} files").format(n=len(paths))
    try:
        read.own = preview(paths, options, limits, source)
    except VaeCoreError as error:
        read.why = error_sentence(error)
