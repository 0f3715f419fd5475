"""Clouds of the twelve images, and what PyTorch says of places among them, for fixtures.py."""

import base64

import numpy as np
import torch

from ui.components.lessons.clouds import stop_data
from ui.pages.lessons.figures.forces.twelve import FILE, stop_of
from vae_core.models.autoencoders import build_model
from vae_core.studies.twelve_images import BETAS, beta_config, read_twelve

PLACES = [(0.0, 0.0), (0.6, -0.7), (-1.1, 1.3), (2.5, 2.5)]


def clouds() -> dict:
    """Stops as the component gets them, places with their shares, and pictures at beta = 1."""
    models = read_twelve(FILE)
    places = []
    for stop, beta in enumerate(BETAS):
        model = models[beta]
        sigma = np.maximum(model.sigma, 1e-5)
        q = torch.distributions.Normal(torch.tensor(model.mu), torch.tensor(sigma))
        for z in PLACES if beta else []:  # needles are farther away than float32 can tell
            shares = q.log_prob(torch.tensor(z)).sum(1).softmax(0)
            distances = ((torch.tensor(z) - q.loc) / q.scale).norm(dim=1)
            places.append(
                {"stop": stop, "z": z, "shares": shares.tolist(), "distances": distances.tolist()}
            )
    network = models[1.0].decoder
    return {
        "stops": [stop_data(stop_of(beta, models[beta])) for beta in BETAS],
        "places": places,
        "network": network.manifest,
        "payload": base64.b64encode(network.payload).decode(),
        "pictures": [
            {"z": z, "picture": _packed(picture)}
            for z, picture in zip(PLACES, decoded(1.0, PLACES), strict=True)
        ],
    }


def decoded(beta: float, places: list[tuple[float, float]]) -> np.ndarray:
    """What PyTorch decodes with the weights of the file: (n, 784) in [0, 1]."""
    model = build_model(beta_config(beta, 1).model).eval()
    with np.load(FILE) as file:
        start = f"{beta:g}/decoder."
        weights = {
            name.removeprefix(f"{beta:g}/"): torch.tensor(file[name].astype(np.float32))
            for name in file.files
            if name.startswith(start)
        }
    missing, unexpected = model.load_state_dict(weights, strict=False)
    assert not unexpected and all(name.startswith("encoder") for name in missing)
    with torch.no_grad():
        return model.decode(torch.tensor(places)).sigmoid().flatten(1).numpy()


def _packed(picture: np.ndarray) -> dict[str, str]:
    return {"f4": base64.b64encode(picture.astype("<f4").tobytes()).decode()}
