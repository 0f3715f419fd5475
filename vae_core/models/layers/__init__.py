"""The layers that networks are described with, and their shapes. No torch.

The same description builds the PyTorch network (`networks`) and the browser's
(`runs/browser_export.py`), and can be checked and drawn without either.
"""

from vae_core.models.layers.description import (
    Layer,
    Residual,
    layer_from_dict,
    layer_to_dict,
    layer_type,
    layers_inside,
    shapes,
    ungated,
)
from vae_core.models.layers.fields import MAX_UNITS, Activation, Shape
from vae_core.models.layers.images import Conv, ConvTranspose, MaxPool
from vae_core.models.layers.normalisation import BatchNorm, LayerNorm
from vae_core.models.layers.values import Activate, Affine, Dense, Dropout, Reshape, Softmax

__all__ = [
    "MAX_UNITS",
    "Activate",
    "Activation",
    "Affine",
    "BatchNorm",
    "Conv",
    "ConvTranspose",
    "Dense",
    "Dropout",
    "Layer",
    "LayerNorm",
    "MaxPool",
    "Reshape",
    "Residual",
    "Shape",
    "Softmax",
    "layer_from_dict",
    "layer_to_dict",
    "layer_type",
    "layers_inside",
    "shapes",
    "ungated",
]
