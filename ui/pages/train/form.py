"""What is to be trained: the settings, the network they make, how long it takes, and the button."""

from __future__ import annotations

import json
import math
import threading
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.components.training_view.payload import spell
from ui.pages.train.url import (
    ADDRESS,
    ESTIMATORS,
    KINDS,
    LAYERS,
    MAX_LR,
    MAX_SEED,
    MIN_LR,
    OBJECTIVES,
    PRESET_NAMES,
    SCHEDULES,
    WATCH,
    Most,
    is_form,
    most,
    parse,
    within,
)
from ui.services import url_state
from ui.services.fragments import fragment
from ui.services.visitor import visitor
from ui.text.words import _
from ui.widgets.html import Markup, html, show_svg
from ui.widgets.network_diagram import network_svg
from vae_core.data.datasets import DATASETS, download, is_downloaded
from vae_core.errors import ConfigError, DataError, VaeCoreError
from vae_core.jobs import queue, records
from vae_core.jobs.limits import load_limits
from vae_core.jobs.records import AT_WORK
from vae_core.jobs.request import OWN, TrainingRequest
from vae_core.models.config import MAX_BETA, RunConfig
from vae_core.models.presets import PRESETS
from vae_core.runs.metadata import MAX_TITLE, clean_title

RECIPE, TITLE = "train recipe", "train title"
_THERE, _ASKED = "train there", "train asked"
_MORE = ("beta_schedule", "likelihood", "estimator", "batch_size", "lr", "seed")
_MOST_MEASURED = 30_000_000  # parameters: measuring larger ones takes seconds itself
_one_at_a_time = threading.Lock()


def show() -> None:
    """The form as the link asks for it, or as it was left. Raises ConfigError on bad limits."""
    for problem in _read():
        st.warning(problem)
    _form()


@fragment
def _form() -> None:
    try:
        _draw()
    except VaeCoreError as error:
        st.error(str(error))


def _draw() -> None:
    """Raises ConfigError on bad limits."""
    state = st.session_state
    who = visitor()
    caps = most(load_limits(), who.is_operator)
    recipe = state[RECIPE] = within(state[RECIPE], caps)
    url_state.write(ADDRESS, _said(recipe, state[TITLE]))
    settings, outcome = st.columns([5, 6], gap="large")
    with settings:
        _settings(recipe, caps)
    try:
        config = recipe.to_config()
    except ConfigError as error:
        outcome.warning(str(error))
        return
    # What takes a moment comes last: all the rest can be used meanwhile.
    with outcome, st.container(key="lse-train-outcome"):
        timed = _outcome(recipe, config, caps)
    _network(config)
    with timed:
        _time(config)


def _read() -> list[str]:
    """Take the link's wishes into the session. Returns a sentence for each that cannot be had."""
    state = st.session_state
    asked = url_state.asked(ADDRESS)
    if RECIPE in state and not is_form(asked):
        return []
    caps = most(load_limits(), visitor().is_operator)
    usual = state.get("dataset", "mnist")
    start = TrainingRequest(usual if usual in DATASETS and is_downloaded(usual) else "uci-digits")
    state[RECIPE], state[TITLE], problems = parse(asked, caps, start)
    state["train more"] = any(getattr(state[RECIPE], name) is not None for name in _MORE)
    state.pop(_THERE, None)
    return problems


def _said(recipe: TrainingRequest, title: str) -> dict[str, str]:
    return recipe.to_query() | ({"title": title} if title else {})


# ---- the settings ------------------------------------------------------------------


def _settings(recipe: TrainingRequest, caps: Most) -> None:
    _choice("dataset", _("Data set"), tuple(DATASETS), _dataset, recipe, _("The images it learns."))
    presets = PRESET_NAMES if recipe.preset in PRESET_NAMES else (*PRESET_NAMES, recipe.preset)
    _choice(
        "preset",
        _("Start from"),
        presets,
        _preset,
        recipe,
        _(
            "A network and the way it is trained. Choosing another one begins with its own "
            "numbers; “my own sizes” lets you say how large the layers are."
        ),
    )
    if recipe.preset == OWN:
        _own(recipe)
    else:
        st.caption(PRESETS[recipe.preset].summary)
    left, middle, right = st.columns(3)
    with left:
        _count(
            "latent_dim",
            _("Numbers in a code"),
            (1, caps.latent_dim),
            recipe,
            _(
                "How many numbers the network may keep of an image. With two, the plane you see "
                "is all there is; with more, rebuilt images are sharper."
            ),
        )
    with middle:
        _real(
            "beta",
            _("Weight β"),
            (0.0, MAX_BETA, 0.5),
            recipe,
            _(
                "Of the KL term: how much it matters that codes fill the plane like a normal "
                "distribution. 1 is a VAE; larger values trade sharp images for order. An "
                "autoencoder has none."
            ),
        )
    with right:
        _count("epochs", _("Epochs"), (1, caps.epochs), recipe, _epochs_help(recipe, caps))
    with st.expander(_("More settings"), expanded=st.session_state["train more"]):
        _more(recipe, caps)


def _own(recipe: TrainingRequest) -> None:
    left, middle, right = st.columns(3)
    with left:
        _choice(
            "kind",
            _("Kind"),
            KINDS,
            {"vae": _("VAE"), "ae": _("Autoencoder")}.__getitem__,
            recipe,
            _("A VAE puts each image at a cloud of codes, an autoencoder at a single one."),
        )
    with middle:
        _choice(
            "layers",
            _("Layers"),
            LAYERS,
            {"dense": _("dense"), "conv": _("convolutions")}.__getitem__,
            recipe,
            _(
                "Dense layers connect every number with every other; convolutions look at small "
                "neighbourhoods, and halve the side of the image each."
            ),
        )
    with right:
        dense = recipe.value("layers") == "dense"
        _show("sizes", recipe.value("sizes"))
        st.text_input(
            _("Units of each layer") if dense else _("Channels of each layer"),
            key=_key("sizes"),
            max_chars=40,
            on_change=_take,
            args=("sizes",),
            help=_("From the image to the code, like {example}. The decoder is its mirror.").format(
                example="512, 256" if dense else "16, 32"
            ),
        )


def _more(recipe: TrainingRequest, caps: Most) -> None:
    left, right = st.columns(2)
    with left:
        _choice(
            "beta_schedule",
            _("How β gets there"),
            SCHEDULES,
            {
                "constant": _("constant from the start"),
                "warm-up": _("rises from 0"),
                "cyclical": _("rises four times"),
            }.__getitem__,
            recipe,
            _("A β that rises lets the network learn to rebuild before its codes are ordered."),
        )
        _choice(
            "likelihood",
            _("Objective"),
            OBJECTIVES,
            {"bce": _("cross-entropy"), "mse": _("squared error")}.__getitem__,
            recipe,
            _(
                "What a wrong pixel costs: by cross-entropy, as the chance of ink or no ink, in "
                "nats; or by the square of the difference, as if pixels had Gaussian noise."
            ),
        )
        _choice(
            "estimator",
            _("KL term"),
            ESTIMATORS,
            {"closed-form": _("exact"), "monte-carlo": _("by one sample")}.__getitem__,
            recipe,
            _("Worked out by its formula, or estimated from the code that was drawn: noisier."),
        )
    with right:
        _count(
            "batch_size",
            _("Images in a batch"),
            (1, caps.batch_size),
            recipe,
            _("The weights change once after each batch. Small ones are slower but less even."),
        )
        _real(
            "lr",
            _("Learning rate"),
            (MIN_LR, MAX_LR, 0.0005),
            recipe,
            _("How far the weights move at a step. Too far, and it never settles."),
        )
        _count(
            "seed",
            _("Seed"),
            (0, MAX_SEED),
            recipe,
            _(
                "The same seed gives the same training again; another one shows what is chance: "
                "the plane comes out turned and mirrored."
            ),
        )


def _epochs_help(recipe: TrainingRequest, caps: Most) -> str:
    text = _("How often it sees every training image. More is better, at first.")
    usual = replace(recipe, epochs=None).value("epochs")
    if usual > caps.epochs:
        text += " " + _("Usually {n} here; at most {most} on this machine.").format(
            n=f"{usual:,}", most=f"{caps.epochs:,}"
        )
    return text


def _dataset(name: str) -> str:
    title = DATASETS[name].title
    return title if is_downloaded(name) else _("{title} (not on this machine)").format(title=title)


def _preset(name: str) -> str:
    return _("my own sizes") if name == OWN else PRESETS[name].title


def _choice(name, label, options, words, recipe: TrainingRequest, help_: str) -> None:
    _show(name, recipe.value(name))
    st.selectbox(
        label,
        options,
        key=_key(name),
        format_func=words,
        on_change=_take,
        args=(name,),
        disabled=name in recipe.fixed(),
        help=help_,
    )


def _count(name, label, between: tuple[int, int], recipe: TrainingRequest, help_: str) -> None:
    _show(name, recipe.value(name))
    st.number_input(
        label,
        *between,
        key=_key(name),
        step=1,
        on_change=_take,
        args=(name,),
        disabled=name in recipe.fixed(),
        help=help_,
    )


def _real(
    name, label, between: tuple[float, float, float], recipe: TrainingRequest, help_: str
) -> None:
    low, high, step = between
    _show(name, float(recipe.value(name)))
    st.number_input(
        label,
        low,
        high,
        key=_key(name),
        step=step,
        format="%.6g",
        on_change=_take,
        args=(name,),
        disabled=name in recipe.fixed(),
        help=help_,
    )


def _key(name: str) -> str:
    return f"train form {name}"


def _show(name: str, value: object) -> None:
    """Make a widget show what holds. One that does is left alone: somebody may be typing."""
    if st.session_state.get(_key(name)) != value:
        st.session_state[_key(name)] = value


def _take(name: str) -> None:
    state = st.session_state
    state[RECIPE] = state[RECIPE].changed(name, state[_key(name)])
    state.pop(_THERE, None)


def _take_title() -> None:
    state = st.session_state
    try:
        state[TITLE] = clean_title(state[_key("title")])
    except ConfigError:  # The field takes no more characters than a title has
        state[TITLE] = ""


# ---- what comes of them ------------------------------------------------------------


def _outcome(recipe: TrainingRequest, config: RunConfig, caps: Most) -> DeltaGenerator:
    """All but the time; returns its place."""
    weights = _parameters(_key_of(config), config)
    size, timed = st.columns(2)
    size.metric(
        _("Parameters"),
        _short(weights),
        help=_("Numbers that are learned, in encoder and decoder together: {n}.").format(
            n=f"{weights:,}"
        ),
    )
    possible = weights <= caps.parameters
    if not possible:
        st.warning(
            _("{n} parameters are too many here: at most {most}. Take smaller layers.").format(
                n=f"{weights:,}", most=f"{caps.parameters:,.0f}"
            )
        )
    here = _is_here(recipe.dataset)
    _title_field()
    _button(recipe, enabled=possible and here)
    if command := recipe.command():
        st.caption(_("The same from the command line:"))
        st.code(command, language=None)
    return timed


def _title_field() -> None:
    _show("title", st.session_state[TITLE])
    st.text_input(
        _("What you call it"),
        key=_key("title"),
        max_chars=MAX_TITLE,
        placeholder=_("optional"),
        on_change=_take_title,
        help=_("A title for the lists, so that you find it again. It can be changed later."),
    )


def _network(config: RunConfig) -> None:
    with st.container(key="lse-train-network"):
        drawing = _drawing(_key_of(config), config)
        show_svg(html('<div class="lse-train-network" tabindex="0">{}</div>', drawing))
        st.caption(
            _(
                "The network, from the image to the picture. Under each layer: its shape, and how "
                "many parameters it has."
            )
        )


def _time(config: RunConfig) -> None:
    label = _("Time on this machine")
    if _parameters(_key_of(config), config) > _MOST_MEASURED:
        st.metric(label, "–", help=_("Too large to be tried out in passing."))
        return
    busy = any(records.status(job.id).state in AT_WORK for job in records.jobs())
    like = _as_fast(config)
    with st.spinner(_("Measuring…")):
        seconds = _seconds_per_epoch(_key_of(like), busy, like) * config.training.epochs
    st.metric(
        label,
        _("about {time}").format(time=spell(_rounded(seconds))),
        help=_(
            "Measured with a few real steps of this training on made-up images. Measuring it on "
            "the test images afterwards takes some seconds more."
        ),
    )
    if busy:
        st.caption(_("Another training runs: this was measured beside it, and yours waits."))


def _button(recipe: TrainingRequest, *, enabled: bool) -> None:
    state = st.session_state
    if st.button(_("Train"), icon=":material/play_arrow:", key="train go", disabled=not enabled):
        _ask(recipe)
    if run_id := state.get(_THERE):
        _already(recipe, run_id)


def _ask(recipe: TrainingRequest) -> None:
    who, state = visitor(), st.session_state
    name = "" if who.is_operator else who.id
    try:
        asked = queue.enqueue(recipe.to_config(), recipe.name(), title=state[TITLE], visitor=name)
    except VaeCoreError as error:
        st.error(str(error))
        return
    if asked.there:
        state[_THERE] = asked.id
        return
    if asked.joined:
        state[_ASKED] = _("Somebody asked for the same: you both watch.")
    url_state.follow({"view": WATCH, "job": asked.id})
    st.rerun()


def joined() -> str:
    """A sentence to be said once, after the form has led to the live view."""
    return st.session_state.pop(_ASKED, "")


def _already(recipe: TrainingRequest, run_id: str) -> None:
    """The same was trained before: it is there, to be looked at."""
    dataset, name = run_id.split("/", 1)
    st.info(_("This very model was trained before, to the same weights. Here it is:"))
    with st.container(horizontal=True, key="lse-watch-links-there"):
        st.page_link(
            "app.py",
            label=_("Open in Explore"),
            icon=":material/explore:",
            query_params={"dataset": dataset, "run": name},
        )
        st.page_link(
            "pages/5_Gallery.py",
            label=_("In the Gallery"),
            icon=":material/grid_view:",
            query_params={"run": run_id},
        )
        seed = (recipe.value("seed") + 1) % (MAX_SEED + 1)
        st.button(
            _("Take seed {n}").format(n=seed),
            icon=":material/casino:",
            key="train another seed",
            on_click=_take_seed,
            args=(seed,),
            help=_("Another beginning, shuffling and noise: another plane."),
        )


def _take_seed(seed: int) -> None:
    state = st.session_state
    state[RECIPE] = state[RECIPE].changed("seed", seed)
    state.pop(_THERE, None)


def _is_here(dataset: str) -> bool:
    """Whether the images are on this machine; where not, the page says so and offers them."""
    if is_downloaded(dataset):
        return True
    info = DATASETS[dataset]
    st.info(
        _("The images of {title} are not on this machine. They have to come first.").format(
            title=info.title
        )
    )
    if not st.button(
        _("Download them ({size} MB)").format(size=info.download_mb),
        icon=":material/download:",
        key="train download",
    ):
        return False
    bar = st.progress(0.0, text=_("Downloading…"))
    try:
        download(dataset, on_progress=lambda done, total: bar.progress(done / total))
    except (DataError, OSError) as error:
        bar.empty()
        st.error(str(error))
        return False
    st.rerun()
    return True


def _short(count: int) -> str:
    if count < 100_000:
        return f"{count:,}"
    return _("{n} M").format(n=f"{count / 1e6:.1f}" if count >= 1e6 else f"{count / 1e6:.2f}")


def _rounded(seconds: float) -> float:
    """To two digits, or whole seconds below 10: it is an estimate."""
    if seconds < 10:
        return max(1, round(seconds))
    unit = 10 ** (math.floor(math.log10(seconds)) - 1)
    return round(seconds / unit) * unit


@st.cache_data(show_spinner=False, max_entries=500)
def _parameters(key: str, _config: RunConfig) -> int:
    from vae_core.training.estimate import parameters

    return parameters(_config.model)


@st.cache_data(show_spinner=False, max_entries=500)
def _drawing(key: str, _config: RunConfig) -> Markup:
    from vae_core.training.estimate import blank_weights

    pixels = _("grey levels") if _config.training.binarize == "none" else _("0 or 1")
    return network_svg(_config.model, blank_weights(_config.model), pixels)


@st.cache_data(show_spinner=False, max_entries=500)
def _seconds_per_epoch(key: str, busy: bool, _config: RunConfig) -> float:
    from vae_core.training.estimate import pace

    with _one_at_a_time:
        return pace(_config).epoch


def _as_fast(config: RunConfig) -> RunConfig:
    """One that trains as fast, and the same for all that differ only in what takes no time."""
    training = replace(
        config.training, epochs=1, seed=0, lr=1e-3, beta=1.0, beta_schedule="constant"
    )
    return replace(config, training=training)


def _key_of(config: RunConfig) -> str:
    return json.dumps(config.to_dict())
