"""The numbers of many throws as the component's JavaScript gets them."""

from __future__ import annotations

from typing import Any

import numpy as np

from vae_core.evaluation.gradient_estimators import Throws

_DIGITS = 4


def payload(throws: Throws) -> dict[str, Any]:
    """All numbers of the throws, rounded; the pictures go by URL."""
    return {
        "mu": _listed(throws.mu),
        "logvar": _listed(throws.logvar),
        "eps": _listed(throws.eps),
        "recon": _listed(throws.recon),
        "kl": round(throws.kl, _DIGITS),
        "at_z": _listed(throws.at_z),
        "kl_at_mu": _listed(throws.kl_at_mu),
        "kl_at_logvar": _listed(throws.kl_at_logvar),
        "estimates": {
            "reparameterised": _listed(throws.at_mu[:, 0]),
            "score": _listed(throws.score[:, 0]),
            "baseline": _listed(throws.score_baseline[:, 0]),
        },
    }


def _listed(values: np.ndarray) -> list:
    return np.round(values.astype(float), _DIGITS).tolist()
