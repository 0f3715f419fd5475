"""The model card of a run: README.md in its folder, made of its configuration and its figures only.

It is written when a run is kept, and again whenever its figures change. What is not known of a run
is left out of its card. Nothing reads it, so its hash is not noted in metrics.json.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from vae_core.data.built_in import shapes
from vae_core.data.datasets import DatasetInfo
from vae_core.models.config import ModelConfig, RunConfig, TrainingConfig
from vae_core.models.layers import Activate, Layer, Residual, layer_to_dict
from vae_core.models.objectives.table import OBJECTIVES
from vae_core.models.published import SYSTEMS
from vae_core.runs.notes.noted_dataset import dataset_of

README = "README.md"
_KINDS = {
    "ae": "An autoencoder (AE)",
    "vae": "A variational autoencoder (VAE)",
    "recogniser": "A recogniser (a classifier)",
}
# Figures of the test set by their name in metrics.json: what they are, and how they are written.
_FIGURES = {
    "neg_elbo": ("−ELBO, reconstruction + KL at β = 1, nats an image", "{:.2f}"),
    "recon": ("reconstruction, cross-entropy, nats an image", "{:.2f}"),
    "kl": ("KL, nats an image", "{:.2f}"),
    "iwae": ("−log p(x), importance-weighted bound, nats an image", "{:.2f}"),
    "active_units": ("active latent dimensions", "{}"),
    "pixel_mse": ("squared error of a pixel from 0 to 1", "{:.4f}"),
    "knn_accuracy": ("k-NN accuracy of the codes", "{:.2%}"),
    "accuracy": ("accuracy", "{:.2%}"),
    "cross_entropy": ("cross-entropy, nats an image", "{:.3f}"),
}
_PIXELS = {
    "none": "grey, from 0 to 1",
    "input": "the encoder sees pixels sampled from the grey levels; the target is grey",
    "both": "sampled from the grey levels afresh at each step",
    "threshold": "1 above 0.5, else 0",
}
_COLOUR_PIXELS = {
    "none": "red, green and blue, each from 0 to 1",
    "input": "the encoder sees values sampled from the colours; the targets are the colours",
    "both": "red, green and blue sampled from the colours afresh at each step",
    "threshold": "red, green and blue, each 1 above 0.5, else 0",
}
_MAX_TEXT = 300  # of a text from metrics.json, such as the command


def model_card(run_id: str, config: RunConfig, metrics: Mapping[str, Any]) -> str:
    """README.md of a run: what it is, its data, protocol, figures, how it was made, its licence.

    metrics: as in metrics.json, checked or not; a value that is missing or odd is left out.
    """
    info, model = dataset_of(config, metrics), config.model
    title = _plain(info.title)
    parts = [
        f"# {run_id}",
        f"{_KINDS[model.kind]} of {title}, {_origin(metrics)} the Latent Space Explorer"
        f"{_known(' {}', metrics.get('library'))}.",
        "## Data",
        _data(config, metrics, info),
        "## Network",
        _network(model, metrics),
        "## Protocol",
        _imported(metrics) or _protocol(config),
        "## Figures",
        _figures(metrics),
        "## Made",
        _made(metrics),
        "## Licence",
        f"{_licence(metrics)} {_licence_of_images(info)}",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _data(config: RunConfig, metrics: Mapping[str, Any], info: DatasetInfo) -> str:
    shape, sizes = config.model.image_shape, info.sizes
    ink = ", ink 1 on background 0" if info.has_ink else ""
    lines = [f"- {_plain(info.title)}, images of shape {_shape(shape)}{ink}"]
    if sizes.total:
        train = sizes.train + (sizes.val if config.training.keep == "last" else 0)
        held = f", {sizes.val:,} to choose the epoch" if config.training.keep == "best" else ""
        trained = f"trained on {train:,} images{held}, " if not _imported(metrics) else ""
        others = "others" if trained else "test images"
        lines.append(f"- {trained}measured on {sizes.test:,} {others}")
    pixels = _PIXELS if shape[0] == 1 else _COLOUR_PIXELS
    lines.append(f"- pixels: {pixels[config.training.binarize]}")
    lines += _item("SHA-256 of images and labels", metrics.get("data_sha256"))
    return "\n".join(lines)


def _origin(metrics: Mapping[str, Any]) -> str:
    return "trained elsewhere and measured with" if _imported(metrics) else "trained with"


def _imported(metrics: Mapping[str, Any]) -> str:
    """What is known of the training of imported weights; "" for a run that was trained here."""
    noted = metrics.get("imported")
    if not isinstance(noted, Mapping):
        return ""
    lines = [
        *_item("imported from", noted.get("file")),
        *_item("SHA-256 of that file", noted.get("sha256")),
        "- how it was trained, and on which images, the file does not say",
    ]
    return "\n".join(lines)


def _licence(metrics: Mapping[str, Any]) -> str:
    if _imported(metrics):
        return "The weights: that of whoever trained them."
    return "The weights and the code that made them: MIT, as the Latent Space Explorer."


def _licence_of_images(info: DatasetInfo) -> str:
    if info.name == shapes.NAME:
        return "Its images are drawn by that code."
    title = _plain(info.title)
    return f"The images of {title} have a licence of their own and are not part of this."


def _network(model: ModelConfig, metrics: Mapping[str, Any]) -> str:
    head = {"vae": "mu and logvar of each", "ae": "z", "recogniser": "features"}[model.kind]
    encoder = [_shape(model.image_shape), *map(_layer, model.encoder)]
    lines = [
        f"- encoder: {' → '.join(encoder)} → {head}, D = {model.latent_dim}",
        f"- decoder: D = {model.latent_dim} → {' → '.join(map(_layer, model.decoder))}",
    ]
    if model.betas:
        lines.append(f"- one network for every β from {model.betas[0]:g} to {model.betas[1]:g}")
    counts = metrics.get("parameters")
    if isinstance(counts, Mapping) and all(isinstance(n, int) for n in counts.values()):
        lines.append("- parameters: " + ", ".join(f"{part} {n:,}" for part, n in counts.items()))
    return "\n".join(lines)


def _protocol(config: RunConfig) -> str:
    training: TrainingConfig = config.training
    loss = {"bce": "cross-entropy of the logits", "mse": "squared error"}[training.likelihood]
    if config.model.kind == "vae" and not config.model.betas:
        kind = "in closed form" if training.estimator == "closed-form" else "from one sample"
        loss += f" + {training.beta:g} × KL ({kind}"
        loss += ")" if training.beta_schedule == "constant" else f", β {training.beta_schedule})"
        loss = loss if training.reconstruct else f"{training.beta:g} × KL only"
    if config.model.betas:
        loss += " + β × KL (in closed form), β drawn for each image"
    if config.model.kind == "recogniser":
        loss = "cross-entropy of the labels"
    if training.objective:
        loss = _named_objective(training)
    settings = {
        "preset": _code(config.preset),
        "objective, summed over pixels and dimensions, mean over images": loss,
        "epochs": f"{training.epochs:,}",
        "batch size": training.batch_size,
        "optimiser": f"AdamW, learning rate {training.lr:g} ({training.lr_schedule}), "
        f"weight decay {training.weight_decay:g}",
        "average of the weights (EMA)": f"{training.ema:g}" if training.ema else None,
        "trained with a guide": _guide(training),
        "deformed copies for the encoder": f"{training.augment:g}" if training.augment else None,
        "kept": "the last epoch"
        if training.keeps_last
        else "the best epoch on the validation images",
        "seed": training.seed,
    }
    published = SYSTEMS.get(config.preset)
    lines = [line for name, value in settings.items() for line in _item(name, value, plain=True)]
    if published:
        report = "docs/results/reproduction.md"
        lines.append(f"- a published system; `{report}` compares it with its document")
    return "\n".join(lines)


def _named_objective(training: TrainingConfig) -> str:
    """An objective by its name, with its parameters, beta and source."""
    assert training.objective is not None
    name, given = training.objective.name, dict(training.objective.parameters)
    numbers = ", ".join(f"{key} {value:g}" for key, value in {**given, "β": training.beta}.items())
    source = OBJECTIVES[name].source if name in OBJECTIVES else ""
    return f"{name} ({numbers}; {source})" if source else f"{name} ({numbers})"


def _figures(metrics: Mapping[str, Any]) -> str:
    values = metrics.get("evaluation")
    values = values if isinstance(values, Mapping) else {}
    rows = [
        f"| {what} | {form.format(values[name])} |"
        for name, (what, form) in _FIGURES.items()
        if isinstance(values.get(name), int | float)
        and not isinstance(values[name], bool)
        and math.isfinite(values[name])
    ]
    if not rows:
        return "None was measured."
    n = values.get("n")
    head = f"Measured on {n:,} test images.\n\n" if isinstance(n, int) else ""
    return head + "\n".join(["| figure | value |", "|---|---|", *rows])


def _made(metrics: Mapping[str, Any]) -> str:
    versions = metrics.get("versions")
    seconds, stopped = metrics.get("seconds"), metrics.get("stopped")
    early = isinstance(stopped, Mapping) and {"step", "of"} <= stopped.keys()
    facts = {
        "command": metrics.get("command"),
        "commit": metrics.get("commit"),
        "when": metrics.get("made"),
        "training time": f"{seconds:,.0f} s"
        if isinstance(seconds, int | float) and not _imported(metrics)
        else None,
        "stopped early": f"after step {stopped['step']} of {stopped['of']}"
        if early and isinstance(stopped, Mapping)
        else None,
        "device": metrics.get("device"),
        "platform": metrics.get("platform"),
        "versions": ", ".join(f"{name} {number}" for name, number in versions.items())
        if isinstance(versions, Mapping)
        else None,
    }
    return "\n".join(line for name, value in facts.items() for line in _item(name, value))


def _item(name: str, value: object, plain: bool = False) -> list[str]:
    """The line of a list; none for a value that is not known."""
    if value is None or value == "":
        return []
    return [f"- {name}: {value}" if plain else f"- {name}: {_code(value)}"]


def _known(form: str, value: object) -> str:
    return form.format(_plain(value)) if isinstance(value, str) and value else ""


def _code(value: object) -> str:
    """A text from elsewhere as code, so that nothing in it is read as Markdown."""
    return f"`{_plain(value)}`"


def _plain(value: object) -> str:
    return " ".join(str(value).replace("`", "'").split())[:_MAX_TEXT]


def _shape(shape: Iterable[int]) -> str:
    return " × ".join(map(str, shape))


def _guide(training: TrainingConfig) -> str | None:
    """Until when another encoder takes the place of the model's own."""
    if not training.guided:
        return None
    return (
        f"for {training.guided_epochs} epochs another encoder, of dense layers; then this one, "
        "made from the decoder (`training.guided`)"
    )


def _layer(layer: Layer) -> str:
    """For example "dense 512, silu", or "conv 32, kernel 3, stride 2, relu"."""
    if isinstance(layer, Residual):
        return f"x + ({' → '.join(map(_layer, layer.layers))})"
    if isinstance(layer, Activate):
        return layer.function
    values = layer_to_dict(layer)
    words = [values.pop("type").replace("_", " ")]
    main = next((values.pop(key) for key in ("units", "channels", "shape") if key in values), None)
    if main is not None:
        words.append(_shape(main) if isinstance(main, list) else str(main))
    activation = values.pop("activation", "none")
    # What is left at 0, or switched off, says nothing.
    details = [
        key.replace("_", " ") + ("" if value is True else f" {value:g}")
        for key, value in values.items()
        if value
    ]
    text = ", ".join([" ".join(words), *details])
    return text if activation == "none" else f"{text}, {activation}"
