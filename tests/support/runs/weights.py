"""Files of weights as others write them: PyTorch, numpy, Keras."""

import io
from itertools import pairwise

import h5py
import numpy as np
import torch
from torch import nn
from torch.nn import functional


class PublicVAE(nn.Module):
    """784-400-20-400-784, as in PyTorch's public examples."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 400)
        self.fc21, self.fc22 = nn.Linear(400, 20), nn.Linear(400, 20)
        self.fc3, self.fc4 = nn.Linear(20, 400), nn.Linear(400, 784)

    def encode(self, x):
        h = functional.relu(self.fc1(x))
        return self.fc21(h), self.fc22(h)

    def decode(self, z):
        return torch.sigmoid(self.fc4(functional.relu(self.fc3(z))))


def saved(values):
    """What torch.save writes."""
    buffer = io.BytesIO()
    torch.save(values, buffer)
    return buffer.getvalue()


def npz(*args, **arrays):
    buffer = io.BytesIO()
    np.savez(buffer, *args, **arrays)
    return buffer.getvalue()


def keras_h5(layers, kernel_first=()):
    """A .weights.h5 as Keras 3 writes it: {"dense_1": [kernel, bias]}."""
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        for path, values in layers.items():
            for number, value in enumerate(values):
                file[f"{path}/vars/{number}"] = value
        file["optimizer/vars/0"] = np.int64(7)
        file["layers/dropout/seed_generator/vars/0"] = np.zeros(2, np.uint32)
    return buffer.getvalue()


def chain(*sizes, seed=0):
    """Kernels and biases of Keras's dense layers of these sizes."""
    rng = np.random.default_rng(seed)
    return [
        [rng.normal(size=(a, b), scale=0.05).astype("f4"), rng.normal(size=b).astype("f4")]
        for a, b in pairwise(sizes)
    ]
