"""Gradients are clipped as PyTorch's own function clips them, and are gone when let go of."""

import pytest
import torch
from torch import nn

from vae_core.training.loop.step.gradients import clip, forget


@pytest.mark.parametrize("largest", [0.5, 3.0, 1e9])
@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e6, float("inf"), float("nan")])
def test_clipped_as_pytorch_clips(largest, scale):
    torch.manual_seed(0)
    given = [torch.randn(4, 3) * scale, torch.randn(5), None]
    ours, theirs = ([nn.Parameter(torch.zeros(1)) for _ in given] for _ in range(2))
    for parameters in ours, theirs:
        for parameter, grad in zip(parameters, given, strict=True):
            if grad is not None:
                parameter.data = torch.zeros_like(grad)
                parameter.grad = grad.clone()
    clip(ours, largest)
    nn.utils.clip_grad_norm_(theirs, largest)
    for mine, other in zip(ours, theirs, strict=True):
        if other.grad is None:
            assert mine.grad is None
        else:
            assert torch.equal(mine.grad.nan_to_num(7.0), other.grad.nan_to_num(7.0))
    forget(ours)
    assert all(parameter.grad is None for parameter in ours)
