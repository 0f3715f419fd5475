"""What a registered module takes and gives, tried with a few random images and codes."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from vae_core.data.image_shape import ImageShape
from vae_core.errors import ConfigError
from vae_core.models.config import Kind

_ROWS = 16


class Half(nn.Module):
    """One of the two methods of a module, `encode` or `decode`, as a part of a model.

    Both halves hold the same module. Parameters that its `decode` uses count as the decoder's, all
    others as the encoder's; the encoder keeps all of its tensors.
    """

    def __init__(self, module: nn.Module, method: str, names: set[str]) -> None:
        super().__init__()
        if method == "encode":
            self.module = module
        else:
            self.__dict__["module"] = module  # not a second time among the parts of the model
        self._method, self._names = method, names

    def forward(self, values: Tensor) -> Any:
        """What the method gives."""
        return getattr(self.module, self._method)(values)

    def named_parameters(self, *_: Any, **__: Any) -> Any:
        """The parameters that belong to this half."""
        for name, parameter in self.module.named_parameters():
            if name in self._names:
                yield f"module.{name}", parameter


def halves(module: nn.Module, latent_dim: int) -> dict[str, nn.Module]:
    """The encoder and the decoder of a module that has both. Raises ConfigError."""
    for method in ("encode", "decode"):
        if not callable(getattr(module, method, None)):
            raise ConfigError(f"A model needs a method {method}; {type(module).__name__} has none.")
    tried = _tried(module, module.decode, torch.randn(_ROWS, latent_dim), "decoder", grad=True)
    module.zero_grad(set_to_none=True)
    if isinstance(tried, Tensor) and tried.requires_grad:
        with torch.enable_grad():  # also for who loads a model to decode with it, under no_grad
            tried.sum().backward()
    used = {name for name, p in module.named_parameters() if p.grad is not None}
    module.zero_grad(set_to_none=True)
    rest = {name for name, _ in module.named_parameters()} - used
    return {"encoder": Half(module, "encode", rest), "decoder": Half(module, "decode", used)}


def probe_encoder(encoder: nn.Module, latent_dim: int, shape: ImageShape) -> Kind:
    """The kind of model that an encoder makes. Raises ConfigError where it gives other shapes."""
    codes = _tried(encoder, encoder, torch.rand(_ROWS, *shape), "encoder")
    one, two = (_ROWS, latent_dim), (_ROWS, 2 * latent_dim)
    if isinstance(codes, tuple | list) and [_shape(c) for c in codes] == [one, one]:
        return "vae"
    if _shape(codes) in (one, two):
        return "ae" if _shape(codes) == one else "vae"
    given = [_shape(c) for c in codes] if isinstance(codes, tuple | list) else _shape(codes)
    raise ConfigError(
        f"The encoder turns images of shape {(_ROWS, *shape)} into {given}. An autoencoder's gives "
        f"codes of shape {one}, a VAE's mu and logvar of that shape, or both as one of {two}."
    )


def probe_decoder(decoder: nn.Module, latent_dim: int, shape: ImageShape, *, own: bool) -> None:
    """Raise ConfigError unless a decoder turns codes into logits of images.

    own: it is not described by layers, so that a sigmoid in it would stay there.
    """
    picture = _tried(decoder, decoder, torch.randn(_ROWS, latent_dim), "decoder")
    if _shape(picture) != (_ROWS, *shape):
        raise ConfigError(
            f"The decoder turns codes of shape {(_ROWS, latent_dim)} into {_shape(picture)}, but "
            f"images are {(_ROWS, *shape)}. Behind a dense layer, nn.Unflatten(1, {shape}) does it."
        )
    if own and picture.min() >= 0.0 and picture.max() <= 1.0 and picture.min() < picture.max():
        raise ConfigError(
            "All values that the decoder gives lie from 0 to 1, as behind a sigmoid. It must give "
            "logits: leave the sigmoid out."
        )


def _tried(module: nn.Module, method: Any, values: Tensor, part: str, grad: bool = False) -> Any:
    """What a module makes of values. Raises ConfigError where it cannot take them."""
    was_training = module.training
    module.eval()
    try:
        with torch.set_grad_enabled(grad):
            return method(values)
    except Exception as error:
        why = " ".join(str(error).split())[:200]
        raise ConfigError(
            f"The {part} cannot take values of shape {tuple(values.shape)} ({why})."
        ) from error
    finally:
        module.train(was_training)


def _shape(values: Any) -> Any:
    return tuple(values.shape) if isinstance(values, Tensor) else type(values).__name__
