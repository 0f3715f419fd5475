"""The gradients of a step: clipped, and let go of."""

from __future__ import annotations

from collections.abc import Sequence

from torch.nn import Parameter
from torch.nn.utils import clip_grads_with_norm_, get_total_norm


def clip(parameters: Sequence[Parameter], largest: float) -> None:
    """Shorten the gradients, as one vector, to a norm of `largest` where they are longer.

    `torch.nn.utils.clip_grad_norm_` writes all of them whether they are or not, and most are not.
    """
    norm = get_total_norm([p.grad for p in parameters if p.grad is not None])
    if not norm <= largest:
        clip_grads_with_norm_(parameters, largest, norm)


def forget(parameters: Sequence[Parameter]) -> None:
    """Take the gradients away, so that the next ones are written rather than added."""
    for parameter in parameters:
        parameter.grad = None
