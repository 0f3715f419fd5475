"""The public VAE of PyTorch's examples, whose weights are brought in."""

import pytest
import torch

from tests.support.runs.weights import PublicVAE


@pytest.fixture(scope="module")
def public():
    torch.manual_seed(0)
    return PublicVAE().eval().requires_grad_(False)
