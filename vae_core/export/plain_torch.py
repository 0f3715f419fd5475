"""A run as one plain file of PyTorch, network.py, and its weights: no import of this library.

The constructors of layers are written as PyTorch itself writes them (`extra_repr`); the classes and
functions that are this library's own go along as they stand in its source.
"""

from __future__ import annotations

import inspect
import math
from typing import TYPE_CHECKING

import numpy as np

from vae_core.export.archive import zip_bytes
from vae_core.models.config import ModelConfig
from vae_core.models.layers import Dense, ungated
from vae_core.models.weights.tensors import decoder_layers, encoder_layers, numbered
from vae_core.runs.conditions.at_beta import RunAtBeta, card_of
from vae_core.runs.reports.card import README
from vae_core.runs.run import WEIGHTS, Run
from vae_core.version import __version__

if TYPE_CHECKING:
    from torch import nn

    from vae_core.models.networks.autoencoders import Autoencoder

NETWORK = "network.py"
_CLASSES = {"vae": "VAE", "ae": "Autoencoder", "recogniser": "Recogniser"}


def torch_zip(run: Run) -> bytes:
    """network.py, weights.safetensors and the model card in a zip.

    Raises RunError where the weights are damaged or do not fit the config.
    """
    return zip_bytes(f"{run.name}-torch", torch_files(run))


def torch_files(run: Run) -> dict[str, bytes]:
    """The same files by their names."""
    from safetensors.numpy import save

    return {
        NETWORK: network_source(run, run.model()).encode(),
        WEIGHTS: save({name: np.ascontiguousarray(w) for name, w in run.weights.items()}),
        README: card_of(run).encode(),
    }


def network_source(run: Run, model: Autoencoder) -> str:
    """network.py: the class of the model, its layers, and a function that loads the weights.

    run: of an ordinary model, as `run_at_beta` gives it; model: its model.
    """
    config, name = run.config.model, _CLASSES[run.config.model.kind]
    start, own = _start_values(config)
    helpers = own | _own_classes(model)
    parts = [
        _head(run, name, "Tensor, nn" if _own_classes(model) else "nn"),
        *(f"\n\n{source}" for source in helpers.values()),
        f'\n\nclass {name}(nn.Module):\n    """{_KINDS[config.kind]}"""\n',
        "    def __init__(self):\n        super().__init__()",
        _sequential("encoder", model.encoder),
        _sequential("decoder", model.decoder),
        *start,
        "",
        _methods(run),
        _LOAD.format(name=name),
    ]
    return "\n".join(parts)


_KINDS = {
    "vae": "x -> q(z|x) = N(mu, diag(exp(logvar))) -> z -> x_logits.",
    "ae": "x -> z -> x_logits.",
    "recogniser": "x -> features -> logits of the classes.",
}


def _head(run: Run, name: str, imports: str) -> str:
    """The docstring of network.py and what stands above its classes."""
    model = run.config.model
    image = ", ".join(map(str, model.image_shape))
    codes = {"vae": "mu, logvar", "ae": "z", "recogniser": "features"}[model.kind]
    code = {"vae": "mu", "ae": "z", "recogniser": "features"}[model.kind]
    result = (
        f"logits = model.decode({code})"
        if model.kind == "recogniser"
        else f"image = model.decode({code}).sigmoid()"
    )
    ink = ", ink 1 on background 0" if run.dataset_info.has_ink else ""
    at_beta = ""
    if isinstance(run, RunAtBeta):
        at_beta = f"\nIt was trained at every beta; this is the model at beta = {run.beta:g}."
    return f'''"""{run.id}, written by the Latent Space Explorer {__version__}.

Needs torch and safetensors.

    from network import load

    model = load()                      # weights.safetensors lies beside this file
    {codes} = model.encode(x)
    {result}

x: images, floats from 0 to 1{ink}, (N, {image}).
Codes: (N, {model.latent_dim}). {name}() alone has new weights, to train it from scratch.{at_beta}
"""

from pathlib import Path

import torch
from torch import {imports}

IMAGE_SHAPE = ({image})
LATENT_DIM = {model.latent_dim}'''


def _sequential(part: str, network: nn.Module) -> str:
    """The lines that build one half of the network."""
    return f"        self.{part} = nn.Sequential(\n{_lines(network, 12)}        )"


def _lines(network: nn.Module, indent: int) -> str:
    """A line for each layer of a network, and for those inside of a block."""
    return "".join(
        " " * indent + f"{_constructor(module, indent)},\n" for module in network.children()
    )


def _constructor(module: nn.Module, indent: int) -> str:
    """The call that makes a layer like this one, as Python."""
    name, arguments = type(module).__name__, module.extra_repr()
    if name.endswith(("LayerNorm", "Norm1d", "Norm2d")):
        arguments = arguments.replace(", bias=True", "")  # only newer releases of PyTorch know it
    if list(module.children()):
        arguments = f"\n{_lines(module, indent + 4)}{' ' * indent}"
    is_torchs = type(module).__module__.startswith("torch.nn.")
    return f"nn.{name}({arguments})" if is_torchs else f"{name.lstrip('_')}({arguments})"


def _own_classes(model: Autoencoder) -> dict[str, str]:
    """The source of each layer's class that is not PyTorch's, by its name."""
    types = {
        type(module)
        for network in (model.encoder, model.decoder)
        for module in list(network.modules())[1:]
        if not type(module).__module__.startswith("torch.nn.")
    }
    return {
        own.__name__: inspect.getsource(own).replace(own.__name__, own.__name__.lstrip("_")).strip()
        for own in sorted(types, key=lambda own: own.__name__)
    }


def _start_values(config: ModelConfig) -> tuple[list[str], dict[str, str]]:
    """The lines that give new weights their start values, and the functions that these call."""
    from vae_core.models.networks.build import glorot

    lines = []
    encoder = ungated(encoder_layers(config))
    for part, layers, start in (
        ("encoder", encoder, config.image_shape),
        ("decoder", ungated(decoder_layers(config)), (config.latent_dim,)),
    ):
        for number, layer, _ in numbered(layers, start):
            if isinstance(layer, Dense) and layer.spread:
                linear, reach = f"self.{part}[{number}]", 3 * layer.spread
                lines += [
                    f"        nn.init.normal_({linear}.weight, std={layer.spread:g})",
                    f"        nn.init.uniform_({linear}.bias, {-reach:g}, {reach:g})",
                ]
    if config.init == "glorot":
        source = inspect.getsource(glorot).strip()
        return [*lines, "        self.apply(glorot)"], {"glorot": source}
    return lines, {}


def _methods(run: Run) -> str:
    """encode, decode and forward of the class."""
    config = run.config
    model = config.model
    cut = config.training.binarize == "threshold"
    given = "(x > 0.5).to(x.dtype)" if cut else "x"
    image = f"(N, {', '.join(map(str, model.image_shape))})"
    if model.kind == "vae":
        name, factor = ("log_sigma", "2.0 * ") if model.head == "log-sigma" else ("logvar", "")
        body = f"mu, {name} = self.encoder({given}).chunk(2, dim=1)\n"
        body += f"        return mu, {factor}{name}"
        what = "(mu, logvar) of q(z|x) for each image, each (N, D)."
        forward = (
            '        """(x_logits at one sample z ~ q(z|x), mu, logvar)."""\n'
            "        mu, logvar = self.encode(x)\n"
            "        z = mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)\n"
            "        return self.decode(z), mu, logvar"
        )
    else:
        body = f"return self.encoder({given})"
        kind = "features" if model.kind == "recogniser" else "code z"
        what = f"The {kind} of each image, (N, {model.latent_dim})."
        forward = "        return self.decode(self.encode(x))"
    classes = math.prod(_classes_shape(model))
    out = (
        f"Logits of the classes, (N, {classes})."
        if model.kind == "recogniser"
        else f"x_logits of each z, {image}. Their sigmoid is the image."
    )
    return f'''    def encode(self, x):
        """{what}"""
        {body}

    def decode(self, z):
        """{out}"""
        return self.decoder(z)

    def forward(self, x):
{forward}
'''


def _classes_shape(model: ModelConfig) -> tuple[int, ...]:
    shape: tuple[int, ...] = (model.latent_dim,)
    for layer in model.decoder:
        shape = layer.output(shape)
    return shape


_LOAD = '''
def load(path=Path(__file__).with_name("weights.safetensors")):
    """The trained model, in evaluation mode."""
    from safetensors.torch import load_file

    model = {name}()
    model.load_state_dict({{name: w.float() for name, w in load_file(str(path)).items()}})
    return model.eval()
'''
