"""Registering a model of one's own: any encoder and decoder of PyTorch becomes a preset.

Where layers of this library describe a part it is an ordinary one, which the browser computes.
Any other part stays a module of its own, trained and measured in the same way.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from torch import nn
from torch.nn.parameter import is_lazy
from torch.random import fork_rng

from vae_core.data.image_shape import IMAGE_SHAPE, ImageShape, shape_problem
from vae_core.errors import ConfigError
from vae_core.files.names import can_be_a_name, refuse_name
from vae_core.models.config import Kind, ModelConfig, TrainingConfig
from vae_core.models.layers import Activate, Dense, Layer, Reshape
from vae_core.models.own.from_torch import UndescribedError, described
from vae_core.models.own.modules import MAX_TEXT, OwnModules, Registered, keep_registered
from vae_core.models.own.probe import Half, halves, probe_decoder, probe_encoder
from vae_core.models.presets import PRESETS, Preset

# A module, or a function (or class) that makes a new one.
Source: TypeAlias = nn.Module | Callable[[], nn.Module]


def register(
    name: str,
    model: Source | None = None,
    *,
    encoder: Source | None = None,
    decoder: Source | None = None,
    latent_dim: int,
    image_shape: ImageShape = IMAGE_SHAPE,
    training: TrainingConfig | None = None,
) -> Preset:
    """Register a model under a name, which `make_config` then takes like that of a preset.

    model: a module with the methods encode and decode; or encoder and decoder, a module each. A
        module is copied with the weights it has; a function or class is called for a new one, under
        the seed of the training.
    encoder: images (N, *image_shape), 0 to 1 -> codes (N, D) of an autoencoder; or of a VAE mu and
        logvar, each (N, D), or both side by side, (N, 2 D).
    decoder: codes (N, D) -> logits (N, *image_shape): no sigmoid behind them. (One that ends an
        `nn.Sequential` of known layers is left out.)
    latent_dim: D.  training: its settings (None: those of `TrainingConfig`).
    An `nn.Sequential` of layers that are known here becomes a description of them: its training
    starts with new weights from the seed, and the browser computes it.
    Raises ConfigError where the name is a preset's or cannot be one, or modules take or give other
    shapes.
    """
    if not can_be_a_name(name):
        raise refuse_name(name, "a model")
    if name in PRESETS:
        raise ConfigError(f"{name!r} is a preset of this library: choose another name.")
    if (model is None) == (encoder is None or decoder is None):
        raise ConfigError("Register a model with encode and decode, or an encoder and a decoder.")
    if problem := shape_problem(image_shape):
        raise ConfigError(problem)

    def make() -> dict[str, nn.Module]:
        if model is not None:
            return halves(_made(model), latent_dim)
        assert encoder is not None and decoder is not None
        return {"encoder": _made(encoder), "decoder": _made(decoder)}

    with fork_rng(devices=[]):
        networks = make()
        kind = probe_encoder(networks["encoder"], latent_dim, image_shape)
        config, own = _config(name, networks, kind, latent_dim, image_shape)
        is_own = "decoder" in own
        probe_decoder(networks["decoder"], latent_dim, image_shape, own=is_own)

    def another_shape(shape: ImageShape) -> ModelConfig:
        raise ConfigError(f"{name!r} is registered for images of shape {image_shape}, not {shape}.")

    def make_own() -> dict[str, nn.Module]:
        return {part: network for part, network in make().items() if part in own}

    preset = Preset(
        name,
        name,
        "A model that was registered.",
        config,
        training or TrainingConfig(),
        build=another_shape,
    )
    keep_registered(name, Registered(preset, make_own))
    return preset


def _made(source: Source) -> nn.Module:
    """A new module. Raises ConfigError where it is none."""
    module = copy.deepcopy(source) if isinstance(source, nn.Module) else None
    if module is None and callable(source):
        module = source()
    if not isinstance(module, nn.Module):
        raise ConfigError(f"A torch.nn.Module is needed, not {type(module or source).__name__}.")
    if any(map(is_lazy, module.parameters())):
        raise ConfigError(
            "The sizes of a lazy layer are not known before it has seen an image: give the layer "
            "its sizes, like nn.Linear(784, 64) for nn.LazyLinear(64)."
        )
    return module.requires_grad_(True)


def _config(
    name: str, networks: dict[str, nn.Module], kind: Kind, latent_dim: int, shape: ImageShape
) -> tuple[ModelConfig, tuple[str, ...]]:
    """The config of a model, and which parts of it are modules of their own."""
    own = OwnModules(name)
    encoder: tuple[Layer, ...] = ()
    decoder: tuple[Layer, ...] = ()
    head = "logvar"
    try:
        encoder, head = _without_head(
            described(_seen(networks["encoder"]), shape), kind, latent_dim
        )
    except UndescribedError as error:
        text = _text(networks["encoder"])
        own = replace(own, encoder=text, unknown_encoder=str(error))
    try:
        decoder = _logits(described(_seen(networks["decoder"]), (latent_dim,)))
    except UndescribedError as error:
        text = _text(networks["decoder"])
        own = replace(own, decoder=text, unknown_decoder=str(error))
    config = ModelConfig(
        kind,
        encoder,
        decoder,
        latent_dim,
        head=head,  # type: ignore[arg-type]
        image_shape=shape,
        own=own if own.parts else None,
    )
    return config, own.parts


def _without_head(
    layers: tuple[Layer, ...], kind: Kind, latent_dim: int
) -> tuple[tuple[Layer, ...], str]:
    """(the layers of an encoder, its head): the last dense layer of a VAE is its head."""
    if kind == "ae":
        return layers, "none"
    if not layers or layers[-1] != Dense(2 * latent_dim, "none"):
        raise UndescribedError("a VAE's encoder that ends in no dense layer of mu and logvar")
    return layers[:-1], "logvar"


def _logits(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """The layers of a decoder without a sigmoid behind them."""
    last = max((i for i, layer in enumerate(layers) if not isinstance(layer, Reshape)), default=-1)
    if last < 0:
        return layers
    if layers[last] == Activate("sigmoid"):
        return (*layers[:last], *layers[last + 1 :])
    if getattr(layers[last], "activation", "") == "sigmoid":
        plain = replace(layers[last], activation="none")  # type: ignore[arg-type]
        return (*layers[:last], plain, *layers[last + 1 :])
    return layers


def _text(network: nn.Module) -> str:
    """A module as Python prints it."""
    return repr(_seen(network))[:MAX_TEXT]


def _seen(network: nn.Module) -> nn.Module:
    """The module that was registered."""
    return network.module if isinstance(network, Half) else network
