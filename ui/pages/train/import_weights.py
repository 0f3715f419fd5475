"""Importing weights: a file of a model that was trained elsewhere becomes a run."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from threading import Lock

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ui.pages.train.url import PRESET_NAMES, Caps, caps_of
from ui.services import uploads
from ui.services.errors import errors_shown
from ui.services.fragments import fragment
from ui.services.visitor import visitor
from ui.text.words import _
from ui.widgets import terms
from vae_core.data.datasets import DATASETS, has_files
from vae_core.errors import ConfigError, RunError
from vae_core.importing.files import MAX_BYTES, read_weights
from vae_core.importing.guess import guessed_model
from vae_core.importing.match import MisfitError
from vae_core.importing.run_of_weights import import_run, name_of_file
from vae_core.jobs import retention
from vae_core.jobs.limits import load_limits
from vae_core.jobs.request import OWN
from vae_core.models.config import ModelConfig, RunConfig
from vae_core.models.presets import PRESETS, make_config
from vae_core.models.weights.tensors import tensor_shapes
from vae_core.runs.layout import check_name
from vae_core.runs.notes.metadata import update_metadata
from vae_core.runs.run import Run

_FILE, _MODEL, _CONFIG, _DATASET, _NAME = (
    f"import {field}" for field in ("file", "model", "config", "dataset", "name")
)
_DONE, _MISFIT = "import done", "import misfit"
_GUESSED, _FROM_FILE = "guessed", "config"
_ACTIVATIONS = ("relu", "silu", "gelu", "tanh", "sigmoid")
_MB = 1_000_000
# Measuring takes all processors for some seconds.
_measuring = Lock()


def show() -> None:
    """Draw the form, folded away."""
    with st.expander(_("Import weights"), icon=":material/upload_file:"):
        _form()


@fragment
def _form() -> None:
    terms.caption(
        _(
            "A model that was trained elsewhere: its weights become a run, measured on the test "
            "images like any other. Files of `torch.save` are read on the command line only."
        )
    )
    file = st.file_uploader(
        _("Weights: .safetensors, .npz, or .weights.h5 of Keras"),
        type=["safetensors", "npz", "h5"],
        max_upload_size=min(MAX_BYTES // _MB, st.config.get_option("server.maxUploadSize")),
        key=_FILE,
    )
    if file is None:
        st.session_state.pop(_MISFIT, None)
        _show_done()
        return
    here = [name for name in DATASETS if has_files(name)]
    dataset = st.selectbox(
        _("Measured on"),
        here,
        key=_DATASET,
        format_func=lambda name: DATASETS[name].title,
        help=_("Choose the data set that it was trained on: its test images."),
    )
    chosen, activation, config = _model_fields()
    name = st.text_input(_("Name"), name_of_file(file.name), key=f"{_NAME} {file.file_id}")
    if st.button(_("Import"), icon=":material/upload_file:", key="import go"):
        st.session_state.pop(_MISFIT, None)
        st.session_state.pop(_DONE, None)
        with errors_shown():
            try:
                with st.spinner(_("Reading and measuring…")):
                    run = _kept(file, dataset, name, chosen, activation, config)
                st.session_state[_DONE] = run.id
            except MisfitError as error:
                st.session_state[_MISFIT] = error.rows
                raise
    _show_misfit()
    _show_done()


def _model_fields() -> tuple[str, str, UploadedFile | None]:
    """Draw what the weights are of: (the choice, the activation, the uploaded config)."""
    presets = [name for name in PRESET_NAMES if name != OWN]
    titles = {
        _GUESSED: _("dense layers, told from the weights"),
        _FROM_FILE: _("as a config.json says"),
    }
    chosen = st.selectbox(
        _("Model"),
        [_GUESSED, _FROM_FILE, *presets],
        key=_MODEL,
        format_func=lambda name: titles.get(name) or PRESETS[name].title,
    )
    activation, config = _ACTIVATIONS[0], None
    if chosen == _GUESSED:
        activation = st.selectbox(
            _("Activation"),
            _ACTIVATIONS,
            key="import activation",
            help=_(
                "Of the hidden layers: weights do not tell it. The code and the last have none."
            ),
        )
    elif chosen == _FROM_FILE:
        config = st.file_uploader(
            _("config.json, as every run has one"), type=["json"], max_upload_size=1, key=_CONFIG
        )
    return chosen, activation, config


def _kept(
    file: UploadedFile,
    dataset: str,
    name: str,
    chosen: str,
    activation: str,
    config: UploadedFile | None,
) -> Run:
    """The run of an uploaded file. Raises VaeCoreError; nothing is then kept."""
    who, limits = visitor(), load_limits()
    given = uploads.whole(file)
    if given.why:
        raise ConfigError(given.why)
    check_name(name)
    weights = read_weights(given.content, file.name)
    if chosen == _GUESSED:
        shape = DATASETS[dataset].image_shape
        model = guessed_model(weights, shape, activation)  # type: ignore[arg-type]
    elif chosen == _FROM_FILE:
        model = _uploaded_model(config)
    else:
        model = make_config(chosen, dataset).model
    _check_size(model, caps_of(limits, who.is_operator))
    retention.check_room(limits)
    if not _measuring.acquire(blocking=False):
        raise RunError(_("Another import is being measured. Try again in a moment."))
    try:
        run = import_run(weights, dataset, name, model=model)
    finally:
        _measuring.release()
    if not who.is_operator:
        asked = datetime.now(UTC).isoformat(timespec="milliseconds")
        update_metadata(run, by=(who.id,), asked=asked)
        retention.make_room(limits)
    return run


def _uploaded_model(config: UploadedFile | None) -> ModelConfig:
    """The model of an uploaded config.json. Raises ConfigError."""
    if config is None:
        raise ConfigError(_("Upload the config.json, too."))
    try:
        values = json.loads(config.getvalue())
    except (ValueError, RecursionError) as error:
        raise ConfigError(_("{file} is no JSON.").format(file=config.name)) from error
    if isinstance(values, dict):
        values.pop("format", None)
    return RunConfig.from_dict(values).model


def _check_size(model: ModelConfig, caps: Caps) -> None:
    """Raise ConfigError for a model that may not be trained here, either."""
    if model.own:
        raise ConfigError(_("A model with modules of its own is imported on the command line."))
    weights = sum(math.prod(shape) for shape in tensor_shapes(model).values())
    if weights > caps.parameters or model.latent_dim > caps.latent_dim:
        raise ConfigError(
            _("{n} parameters are too many here: at most {most}. Take smaller layers.").format(
                n=f"{weights:,}", most=f"{caps.parameters:,.0f}"
            )
            if weights > caps.parameters
            else _("At most {n} latent dimensions are allowed here.").format(
                n=f"{caps.latent_dim:,}"
            )
        )


def _show_misfit() -> None:
    """Draw the table of names and shapes that do not fit."""
    rows = st.session_state.get(_MISFIT)
    if not rows:
        return
    names = (_("Expected"), _("Shape"), _("In the file"), _("Its shape"))
    st.dataframe(
        {name: [row[column] for row in rows] for column, name in enumerate(names)},
        hide_index=True,
        width="stretch",
        alt=_("Names and shapes that were expected, and those in the file"),
    )


def _show_done() -> None:
    """Draw a link to what was imported."""
    if run_id := st.session_state.get(_DONE):
        dataset, name = run_id.split("/", 1)
        st.success(_("Imported and measured: {run}").format(run=run_id))
        st.page_link(
            "app.py",
            label=_("Open in Explore"),
            icon=":material/explore:",
            query_params={"dataset": dataset, "run": name},
        )
