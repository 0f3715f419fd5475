"""Figures, range and plane that the tests of the KL weight page share."""

from vae_core.latent.geometry import View

RANGE = (0.01, 20.0)
VIEW = View((0.0, 0.0), 4.0)
TURN = [[0.0, 1.0], [-1.0, 0.0]]
# What every network of these tests is said to have reached at beta 1; a ladder around it.
FIGURES = {
    "n": 360, "recon": 200.0, "kl": 5.0, "neg_elbo": 205.0,
    "active_units": 2, "mean_sigma": 0.5, "knn_accuracy": 0.75, "pixel_mse": 0.04,
    "frechet_prior": 100.0, "recognised_share_prior": 0.5, "recogniser": "x",
}  # fmt: skip
