"""What Python computes, for the unit tests of the JavaScript.

`python -m tests.js.fixtures FOLDER` writes one JSON file a subject into a folder; tests/run does so
before `node --test`. Seeds are fixed. Arrays are base64 of little-endian
numbers: {"f4": ...}, {"f8": ...}, {"u1": ...}; `support.js` reads them.
"""

import base64
import json
import sys
from pathlib import Path
from statistics import NormalDist

import numpy as np
import torch
from PIL import Image

from tests.js.clouds import clouds
from tests.js.one_image import dice, one_step
from tests.js.surprise import surprise
from vae_core.data.datasets import load_dataset
from vae_core.evaluation.posterior import ExactPosterior, exact_posterior
from vae_core.images.prepare import prepare_ink
from vae_core.images.resize import resize
from vae_core.latent.geometry import home_view, knn_distance, principal_components, support
from vae_core.models.layers import Affine, Conv, ConvTranspose, Dense, MaxPool, Reshape
from vae_core.models.networks import build
from vae_core.runs.beta_codes import codes_by_beta, export_codes_by_beta
from vae_core.runs.browser_export import (
    BrowserNetwork,
    export_conditioned,
    export_decoder,
    export_encoder,
    export_layers,
)
from vae_core.runs.load import load_run

DENSE = (Dense(8, "none"), Dense(784, "none"), Reshape((1, 28, 28)))
LAYERS = {
    "activations": (Dense(9, "tanh"), Dense(7, "relu"), Dense(6, "sigmoid"), *DENSE),
    "affine": (Affine(0.5, -1.0), Dense(9, "tanh"), *DENSE, Affine(2)),
    "transposed": (
        Dense(4 * 7 * 7, "silu"),
        Reshape((4, 7, 7)),
        ConvTranspose(5, kernel=3, stride=2, padding=1, output_padding=1),
        ConvTranspose(1, kernel=4, stride=2, padding=1, activation="none"),
    ),
    "down and up": (
        Dense(3 * 14 * 14),
        Reshape((3, 14, 14)),
        Conv(4, kernel=3, stride=2, padding=1, activation="tanh"),
        Conv(6, kernel=5, stride=1, padding=2),
        MaxPool(3, stride=2, padding=1),
        Dense(784, "none"),
        Reshape((1, 28, 28)),
    ),
    "odd strides": (
        Dense(8 * 2 * 2),
        Reshape((8, 2, 2)),
        ConvTranspose(16, kernel=3, stride=2),
        ConvTranspose(8, kernel=5, stride=3, padding=1),
        ConvTranspose(1, kernel=2, stride=2, padding=1, activation="none"),
    ),
}
DATASETS = ("mnist", "uci-digits", "fashion-mnist")
SWITCHES = ("invert", "stretch", "crop", "fit", "centre")
BETAS = (0.01, 20.0, 0.3, 1.0, 4.0)


def packed(array: np.ndarray, kind: str = "f4") -> dict[str, str]:
    """An array for JSON."""
    return {kind: base64.b64encode(np.asarray(array).astype(f"<{kind}").tobytes()).decode()}


def network(exported: BrowserNetwork) -> dict:
    """A network for JSON."""
    return {"manifest": exported.manifest, "payload": base64.b64encode(exported.payload).decode()}


def networks() -> dict:
    """Each type of layer in both number types with what PyTorch decodes, and a conditioned run."""
    cases = []
    for name, layers in LAYERS.items():
        torch.manual_seed(0)
        module, _ = build(layers, (3,))
        weights = {f"decoder.{k}": v.detach().numpy() for k, v in module.state_dict().items()}
        z = 2 * torch.randn(8, 3)
        expected = torch.sigmoid(module(z)).detach().numpy().reshape(8, -1)
        for dtype, tolerance in (("float32", 1e-4), ("float16", 1 / 255)):
            exported = export_layers(layers, (3,), weights, "decoder", dtype, "x")
            cases.append({"name": f"{name}, {dtype}", "tolerance": tolerance, **network(exported),
                          "z": z.tolist(), "expected": packed(expected)})  # fmt: skip
    run = load_run("mnist/vae-2d-any-beta")
    z = torch.from_numpy(np.random.default_rng(0).normal(0, 2, (16, 2))).float()
    with torch.no_grad():
        pictures = [run.model().decode(z, beta).sigmoid().reshape(16, -1) for beta in (1.0, *BETAS)]
    gated = {**network(export_conditioned(run)), "z": z.tolist(), "betas": BETAS,
             "expected": packed(np.stack(pictures))}  # fmt: skip
    halves = np.arange(65536, dtype=np.uint16)
    return {
        "layers": cases,
        "gated": gated,
        "ungated": network(export_decoder(run)),
        "halves": packed(halves.view(np.float16), "f4"),
    }


def latent() -> dict:
    """Codes with their neighbours, Gaussian, support, principal axes and first view."""
    rng = np.random.default_rng(0)
    cases = []
    for dim in (2, 3, 10):
        spread = np.diag(rng.uniform(0.3, 3, dim)) @ rng.normal(0, 1, (dim, dim))
        codes = rng.normal(0, 1, (1000, dim)) @ spread + rng.normal(0, 1, dim)
        codes[:50] *= 20  # far outliers
        codes = codes.astype(np.float32)
        labels = rng.integers(0, 10, len(codes))
        z = rng.normal(0, 5, (40, dim))
        d2 = np.square(z[:, None] - codes[None].astype(float)).sum(2)
        rule, axes = support(codes), principal_components(codes)
        mean, covariance = codes.astype(float).mean(0), np.cov(codes.astype(float).T, bias=True)
        gap = z - mean
        sigmas = np.sqrt(np.einsum("ni,ij,nj->n", gap, np.linalg.inv(covariance), gap))
        across_up = axes.axes
        views = {kind: home_view(codes, has_prior=kind == "vae") for kind in ("vae", "ae")}
        cases.append(
            {
                "dim": dim,
                "n": len(codes),
                "codes": base64.b64encode(
                    codes.astype("<f4").tobytes() + labels.astype(np.uint8).tobytes()
                ).decode(),
                "labels": labels.tolist(),
                "z": z.tolist(),
                "nearest_d2": np.sort(d2, axis=1)[:, :30].tolist(),
                "support": {"k": rule.k, "thin": rule.thin, "hole": rule.hole},
                "distance": knn_distance(codes, z, rule.k).tolist(),
                "mean": mean.tolist(),
                "sigmas": sigmas.tolist(),
                "components": axes.to_dict(),
                "projected": ((z - axes.mean) @ across_up.T).tolist(),
                "plane_covariance": (across_up @ covariance @ across_up.T).tolist(),
                "views": {
                    kind: {"center": list(map(float, view.center)), "half": float(view.half)}
                    for kind, view in views.items()
                },
            }
        )
    points = [0.001, 0.02, 0.05, 0.3, 0.5, 0.77, 0.95, 0.99]
    quantiles = [[p, NormalDist().inv_cdf(p)] for p in points]
    return {"cases": cases, "quantiles": quantiles}


def inks(count: int) -> list[np.ndarray]:
    """Enlarged digits: dark on light, light on dark, in tilted light, with noise."""
    rng = np.random.default_rng(0)
    made = []
    for i, image in enumerate(load_dataset("uci-digits").test.images[:count]):
        size = (150 + 7 * i, 120 + 11 * i)
        large = np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BICUBIC)) / 255
        ink = np.pad(large, ((5, 20), (11, 3)))
        y, x = np.mgrid[: ink.shape[0], : ink.shape[1]] / max(ink.shape)
        kinds = (ink, 1 - ink, 0.15 + 0.7 * ink + 0.1 * x, 0.9 - 0.5 * ink - 0.2 * y)
        ink = kinds[i % 4] + (rng.normal(0, 0.02, ink.shape) if i > 7 else 0)
        made.append(np.clip(ink, 0, 1).astype(np.float32))
    return made


def images() -> dict:
    """Pictures resized as Pillow does, ink prepared as `prepare_ink` does, and posteriors."""
    made = inks(20)
    rng = np.random.default_rng(1)
    resized = []
    for width, height, new_width, new_height in (
        (280, 280, 28, 28),
        (37, 61, 20, 33),
        (9, 13, 28, 40),
        (20, 31, 20, 15),
        (5, 5, 5, 5),
    ):
        values = rng.random((height, width)).astype(np.float32)
        resized.append({"from": [width, height], "to": [new_width, new_height],
                        "values": packed(values),
                        "expected": packed(resize(values, (new_width, new_height)))})  # fmt: skip
    prepared = []
    for dataset in DATASETS:
        for off in ("", *SWITCHES):
            on = {name: name != off for name in SWITCHES}
            xs = [255 * prepare_ink(ink, dataset, **on).x.ravel() for ink in made]
            expected = packed(np.round(xs), "u1")
            prepared.append({"dataset": dataset, "on": on, "expected": expected})
    digits = load_dataset("uci-digits").test.images[:6].astype(np.float32) / 255
    posteriors = []
    for name in ("mnist/vae-2d", "mnist/ae-2d", "mnist/vae-dense-20", "mnist/vae-mse-10"):
        run = load_run(name)
        with torch.no_grad():
            mu, logvar = run.model().codes(torch.from_numpy(digits).reshape(-1, 1, 28, 28))
        posteriors.append(
            {
                "name": name,
                "kind": run.config.model.kind,
                "dim": run.config.model.latent_dim,
                **network(export_encoder(run)),
                "mu": mu.tolist(),
                "sigma": None if logvar is None else torch.exp(0.5 * logvar).tolist(),
            }
        )
    return {
        "inks": [{"size": [ink.shape[1], ink.shape[0]], "values": packed(ink)} for ink in made],
        "prepared": prepared,
        "resized": resized,
        "digits": packed(digits.reshape(6, 784)),
        "posteriors": posteriors,
    }


def strokes() -> dict:
    """Drawings with pen and eraser, and how much of each pixel is inked, from 36 points a pixel."""
    side, fine = 64, 6
    rng = np.random.default_rng(2)

    def mark(width: float, erase: bool, *points: float) -> dict:
        return {"width": width, "erase": erase, "points": list(points)}

    wander = np.cumsum(rng.normal(0, 6, (24, 2)), axis=0) + 32
    drawings = {
        "a dot": [mark(14, False, 30.3, 33.8)],
        "a line beyond the edge": [mark(7, False, 10, 20, 90, 41)],
        "a sharp turn": [mark(8, False, 12, 50, 50, 12, 14, 14)],
        "a long way": [mark(7, False, *wander.ravel())],
        "points in one place": [mark(9, False, 20, 20, 20, 20, 20, 20, 41, 37)],
        "two strokes and an eraser": [
            mark(14, False, 8, 8, 30, 40, 55, 50),
            mark(9, False, 50, 5, 20, 30, 5, 58),
            mark(11, True, 5, 32, 31, 30, 60, 35),
        ],
        "cleared, then anew": [
            mark(14, False, 8, 8, 55, 50),
            {"clear": True},
            mark(14, False, 30, 50, 50, 30, 40, 10),
        ],
    }
    return {
        "side": side,
        "drawings": [
            {"name": name, "marks": marks, "expected": packed(_inked(marks, side, fine))}
            for name, marks in drawings.items()
        ],
    }


def _inked(marks: list[dict], side: int, fine: int) -> np.ndarray:
    """Ink in [0, 1], (side, side): a stroke is all that lies within half its width of its line."""
    from scipy.spatial import cKDTree

    places = (np.arange(side * fine) + 0.5) / fine
    grid = np.stack(np.meshgrid(places, places), axis=-1).reshape(-1, 2)
    ink = np.zeros((side, side))
    for mark in marks:
        if mark.get("clear"):
            ink[:] = 0
            continue
        line = cKDTree(_line(np.reshape(mark["points"], (-1, 2))))
        distance, _ = line.query(grid, distance_upper_bound=mark["width"] / 2)
        covered = np.isfinite(distance).reshape(side, fine, side, fine).mean((1, 3))
        ink = ink * (1 - covered) if mark["erase"] else ink + covered * (1 - ink)
    return ink


def _line(points: np.ndarray) -> np.ndarray:
    """Places on the line of a stroke, close together: curves from midpoint to midpoint, which the
    points bend, then straight to the last point."""
    middles = (points[1:-1] + points[2:]) / 2
    starts = np.concatenate([points[:1], middles])
    t = np.linspace(0, 1, 150)[:, None]
    curves = [
        (1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t**2 * end
        for start, bend, end in zip(starts, points[1:-1], middles, strict=False)
    ]
    return np.concatenate([*curves, (1 - t) * starts[-1] + t * points[-1]])


def betas() -> dict:
    """The codes of a run of every beta: the first 300 images, at the stored betas and between."""
    run = load_run("mnist/vae-2d-any-beta")
    stored = codes_by_beta(run)
    n = len(run.latents.label)
    logs = np.log(stored.betas)
    asked = [0.004, 0.01, 0.02, 0.3, 1.0, 1.7, 20.0, 90.0]
    expected = []
    for beta in asked:
        at = np.clip(np.log(beta), logs[0], logs[-1])
        low = int(np.clip(np.searchsorted(logs, at, side="right") - 1, 0, len(logs) - 2))
        share = (at - logs[low]) / (logs[low + 1] - logs[low])
        mu, logvar = (
            part[low, :300] + share * (part[low + 1, :300] - part[low, :300])
            for part in (stored.mu, stored.logvar)
        )
        expected.append({"beta": beta, "mu": packed(mu), "sigma": packed(np.exp(0.5 * logvar))})
    content = base64.b64encode(export_codes_by_beta(run)).decode()
    labels = run.latents.label[:300].tolist()
    return {"n": n, "betas": stored.betas.tolist(), "codes": content, "labels": labels,
            "expected": expected}  # fmt: skip


def toy() -> dict:
    """The networks of the toy in PyTorch: loss and gradient of a batch, and weights after 30 steps
    of Adam. Weights, points and noise come with it."""
    cases = []
    for kind, count in (("ae", 12), ("vae", 12), ("ae", 7), ("vae", 21)):
        torch.manual_seed(count)
        codes = 2 if kind == "vae" else 1
        encoder, decoder = (
            torch.nn.Sequential(
                torch.nn.Linear(inputs, 32), torch.nn.Tanh(), torch.nn.Linear(32, 32),
                torch.nn.Tanh(), torch.nn.Linear(32, outputs),
            ).double()
            for inputs, outputs in ((2, codes), (1, 2))
        )  # fmt: skip
        parameters = [*encoder.parameters(), *decoder.parameters()]
        optimiser = torch.optim.Adam(parameters, 0.007)
        flat = torch.nn.utils.parameters_to_vector
        case = {"kind": kind, "weights": packed(flat(parameters).detach(), "f8")}
        steps = []
        for step in range(30):
            points = torch.randn(count, 2, dtype=torch.float64)
            noise = torch.randn(count, dtype=torch.float64)
            mu, logvar = encoder(points).split(1, 1) if kind == "vae" else (encoder(points), None)
            z = mu if logvar is None else mu + torch.exp(0.5 * logvar) * noise[:, None]
            square = (decoder(z) - points).square().sum(1)
            if logvar is None:
                loss = square.mean()
            else:
                kl = 0.5 * (mu.square() + logvar.exp() - logvar - 1).sum(1)
                loss = (square / (2 * 0.05**2) + kl).mean()
            optimiser.zero_grad()
            loss.backward()
            gradient = torch.cat([p.grad.ravel() for p in parameters]).numpy().copy()
            steps.append({"points": packed(points, "f8"), "noise": packed(noise, "f8"),
                          "loss": loss.item()}
                         | ({"gradient": packed(gradient, "f8")} if step == 0 else {}))  # fmt: skip
            optimiser.step()
        case |= {"steps": steps, "after": packed(flat(parameters).detach(), "f8")}
        z = torch.linspace(-2, 2, 9, dtype=torch.float64)
        case |= {"z": z.tolist(), "decoded": packed(decoder(z[:, None]).detach(), "f8")}
        cases.append(case)
    return {"cases": cases}


def bound() -> dict:
    """True posteriors; ELBO and KL of Gaussians, its slope by autograd, the best ones by scipy."""
    model = load_run("uci-digits/vae-2d").model()
    cases = []
    for x in load_dataset("uci-digits").test.x()[[0, 3, 8]]:
        exact = exact_posterior(model, x)
        spread = float(exact.sigma.max())
        ellipses = []
        for m1, m2, s1, s2, angle in ((0, 0, 1, 1, 0), (1, -1, 0.5, 2, 0.6), (-4, 3, 3, 2, -0.3)):
            mean = exact.mu + spread * np.array([m1, m2])
            widths = exact.sigma * [s1, s2]
            turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
            elbo, kl = exact.bound(mean, turn @ np.diag(widths**2) @ turn.T)
            ellipses.append({"q": [*mean, *widths, angle], "elbo": elbo, "kl": kl})
        start = np.array([*exact.mu, *np.log(exact.sigma), 0.3 * exact.sigma[1]])
        value, slope = _kl_and_slope(exact, start)
        cases.append(
            {
                "first": exact.z[0, 0].tolist(),
                "step": exact.step,
                "log_joint": packed(exact.log_joint, "f8"),
                "log_px": exact.log_px,
                "peak": exact.peak.tolist(),
                "ellipses": ellipses,
                "numbers": start.tolist(),
                "kl": value,
                "slope": slope.tolist(),
                "best": {"upright": least_kl(exact, 4), "tilted": least_kl(exact, 5)},
            }
        )
    return {"cases": cases}


def _kl_and_slope(exact: ExactPosterior, numbers: np.ndarray) -> tuple[float, np.ndarray]:
    """KL(q || p(z|x)) on the grid and its gradient; the numbers are those of best.js."""
    given = torch.tensor(numbers, dtype=torch.float64, requires_grad=True)
    m1, m2, log_a, log_c, b = given
    z = torch.from_numpy(exact.z)
    w1 = (z[..., 0] - m1) / log_a.exp()
    w2 = (z[..., 1] - m2 - b * w1) / log_c.exp()
    log_q = (-0.5 * (w1**2 + w2**2)).flatten().log_softmax(0)
    log_p = torch.from_numpy(exact.log_posterior).flatten() + 2 * np.log(exact.step)
    kl = (log_q.exp() * (log_q - log_p)).sum()
    (slope,) = torch.autograd.grad(kl, given)
    return float(kl.detach()), slope.numpy()


def least_kl(exact: ExactPosterior, n: int) -> float:
    """The least KL of an upright (n = 4) or any (n = 5) Gaussian, from several starts."""
    from scipy.optimize import minimize

    def at(values: np.ndarray) -> tuple[float, np.ndarray]:
        kl, slope = _kl_and_slope(exact, np.pad(values, (0, 5 - n)))
        return kl, slope[:n]

    starts = [(place, share) for place in (exact.mu, exact.peak) for share in (0.3, 0.7, 1.2)]
    found = [
        minimize(
            at,
            np.array([*place, *np.log(share * exact.sigma), 0.0])[:n],
            jac=True,
            method="BFGS",
        ).fun
        for place, share in starts
    ]
    return float(np.nanmin(found))  # one that runs out of the grid ends in NaN


def main(folder: Path) -> None:
    """Write every subject into `folder`."""
    torch.set_num_threads(1)
    subjects = (
        networks, latent, images, strokes, betas, surprise, toy, dice, one_step, bound, clouds,
    )  # fmt: skip
    for subject in subjects:
        (folder / f"{subject.__name__}.json").write_text(json.dumps(subject()), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
