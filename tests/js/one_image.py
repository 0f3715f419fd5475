"""One image's throws and steps as the dice and one step of learning get them, for fixtures.py."""

import numpy as np
import torch

from ui.components.lessons.dice.payload import payload
from ui.components.lessons.one_step import Visitor, visitor_data
from vae_core.data.datasets import load_dataset
from vae_core.evaluation.gradient_estimators import descend_on_mu, throws_of_image
from vae_core.runs.load import load_run


def dice() -> dict:
    """What the component of the dice gets, and what PyTorch's own pass gives for some throws."""
    model = load_run("uci-digits/vae-2d").model()
    throws = throws_of_image(model, load_dataset("uci-digits").test.x()[5])
    data = payload(throws)
    expected = [
        {"index": i, "z": throws.z[i].tolist(), "loss": float(throws.recon[i]) + throws.kl,
         "at_mu": throws.at_mu[i].tolist(), "at_logvar": throws.at_logvar[i].tolist()}
        for i in (0, 1, 77)
    ]  # fmt: skip
    spreads = {
        name: {"mean": float(np.mean(values)), "sd": float(np.std(values, ddof=1))}
        for name, values in data["estimates"].items()
    }
    return {"data": data, "expected": expected, "spreads": spreads}


def one_step() -> dict:
    """An image at the place of another, as the component gets it."""
    model = load_run("uci-digits/vae-2d").model()
    x, rate = load_dataset("uci-digits").test.x(), 0.0005
    with torch.no_grad():
        mu, logvar = model.encode(x[:2])
    own = throws_of_image(model, x[1])
    walk = descend_on_mu(model, x[1], (mu[0], logvar[0]), steps=4, rate=rate)
    visitor = Visitor(1, 0, "", mu[1].numpy(), float(own.recon.mean()) + own.kl, walk)
    return {"visitor": visitor_data(visitor, ["0"]), "rate": rate}
