"""A run as two ONNX files, encoder and decoder, checked against PyTorch with onnxruntime."""

from __future__ import annotations

import io
import threading
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from vae_core.errors import RunError
from vae_core.export.archive import zip_bytes
from vae_core.extras import require
from vae_core.runs.conditions.at_beta import card_of
from vae_core.runs.reports.card import README
from vae_core.runs.run import Run

if TYPE_CHECKING:
    from torch import Tensor, nn

PACKAGES = ("onnx", "onnxruntime")
TOLERANCE = 1e-5  # of a value's distance from PyTorch's, or of that relative to the largest value
# What the encoder gives and the decoder gives, by the kind of a model.
_OUTPUTS = {
    "vae": (("mu", "logvar"), "recon"),
    "ae": (("z",), "recon"),
    "recogniser": (("features",), "logits"),
}
_CHECKED = 16  # random inputs
# PyTorch traces a network in global state, so one at a time.
_tracing = threading.Lock()


def onnx_zip(run: Run) -> bytes:
    """encoder.onnx, decoder.onnx and the model card in a zip. The first axis is of any length.

    encoder: x, (N, *image), from 0 to 1 -> mu and logvar, each (N, D), or z of an AE.
    decoder: z, (N, D) -> recon, (N, *image), from 0 to 1. A recogniser's give features and logits.
    run: of an ordinary model, as `run_at_beta` gives it.
    Raises MissingLibraryError without onnx and onnxruntime, RunError where the run is damaged or
    onnxruntime does not compute what PyTorch does.
    """
    require("Writing ONNX", *PACKAGES)
    encoder, decoder, how = _networks(run)
    card = f"{card_of(run)}\n{how}"
    return zip_bytes(
        f"{run.name}-onnx",
        {"encoder.onnx": encoder, "decoder.onnx": decoder, README: card.encode()},
    )


def _networks(run: Run) -> tuple[bytes, bytes, str]:
    """The two networks as ONNX, and what their files' reader has to know, as Markdown."""
    import torch

    from vae_core.data.binarize import encoder_input

    model, config = run.model(), run.config
    codes, image = _OUTPUTS[config.model.kind]
    code = "features" if config.model.kind == "recogniser" else "z"

    class Encoder(torch.nn.Module):
        def forward(self, x: Tensor) -> Tensor | tuple[Tensor, Tensor]:
            return model.encode(encoder_input(x, config.training.binarize))

    class Decoder(torch.nn.Module):
        def forward(self, z: Tensor) -> Tensor:
            return model.decode(z) if image == "logits" else model.decode(z).sigmoid()

    generator = torch.Generator().manual_seed(0)
    x = torch.rand((_CHECKED, *config.model.image_shape), generator=generator)
    z = torch.randn((_CHECKED, config.model.latent_dim), generator=generator)
    encoder, apart_encoder = _traced(run, Encoder(), x, "x", codes)
    decoder, apart_decoder = _traced(run, Decoder(), z, code, (image,))
    how = (
        "## How to use them\n\n"
        f"- `encoder.onnx`: `x` (N × {' × '.join(map(str, x.shape[1:]))}, floats from 0 to 1) → "
        f"{', '.join(f'`{name}`' for name in codes)} (N × {config.model.latent_dim})\n"
        f"- `decoder.onnx`: `{code}` (N × {config.model.latent_dim}) → `{image}`\n"
        f"- largest difference from PyTorch on {_CHECKED} random inputs: "
        f"{max(apart_encoder, apart_decoder):.1e}\n"
    )
    return encoder, decoder, how


def _traced(
    run: Run, network: nn.Module, example: Tensor, name: str, outputs: tuple[str, ...]
) -> tuple[bytes, float]:
    """A network as ONNX, and its largest difference from PyTorch's output for `example`."""
    import torch

    buffer: Any = io.BytesIO()  # taken by this exporter, though not by its types
    with _tracing, warnings.catch_warnings():
        # That checks of shapes are not traced is meant; and that there is a newer exporter, which
        # needs three more libraries, is known.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(),
            (example[:2],),  # and checked with another number of rows
            buffer,
            input_names=[name],
            output_names=list(outputs),
            dynamic_axes={axis: {0: "n"} for axis in (name, *outputs)},
            dynamo=False,
        )
    content = buffer.getvalue()
    with torch.no_grad():
        wanted = network(example)
    wanted = wanted if isinstance(wanted, tuple) else (wanted,)
    apart = 0.0
    for ours, theirs in zip(wanted, _run(content, name, example.numpy()), strict=True):
        expected = ours.numpy()
        apart = max(apart, float(np.abs(expected - theirs).max()))
        if np.abs(expected - theirs).max() > TOLERANCE * max(1.0, np.abs(expected).max()):
            raise RunError(
                f"{run.id} could not be written as ONNX: onnxruntime computes other values than "
                f"PyTorch does, by up to {apart:.1e}."
            )
    return content, apart


def _run(content: bytes, name: str, values: np.ndarray) -> list[np.ndarray]:
    """What onnxruntime computes. Raises onnx's error where the file is not valid ONNX."""
    import onnx
    import onnxruntime

    onnx.checker.check_model(content)
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    outputs: list[np.ndarray] = session.run(None, {name: values})
    return outputs
