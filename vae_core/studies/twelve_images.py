"""A small VAE of twelve images under every weight of the KL, from picture error alone to KL alone.

The images are digits of scikit-learn (`uci-digits`). Among thousands of images the clouds q(z | x)
are far smaller than the plane they share; twelve fill it, and what picture error and KL do to them
can be seen. The VAE is first trained at beta = 0.1. From there its training goes on with larger and
larger beta, and once more from there without the KL, so that each cloud keeps its neighbours.

Command: `python -m vae_core.studies.twelve_images FILE` trains all of them, a minute on an idle
machine, and writes one .npz file.
"""

from __future__ import annotations

import io
import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import msgspec
import numpy as np

from vae_core.data.datasets import Dataset, Split, load_dataset
from vae_core.data.image_shape import IMAGE_SHAPE
from vae_core.data.info import Part
from vae_core.errors import ConfigError, RunError
from vae_core.files.atomic import write_bytes
from vae_core.models.config import ModelConfig, RunConfig, TrainingConfig
from vae_core.models.layers import Dense, Reshape
from vae_core.runs.browser_export import BrowserNetwork, export_layers

if TYPE_CHECKING:
    from vae_core.models.networks.autoencoders import Autoencoder

# Rising; infinity is KL alone, without picture error.
BETAS = (0.0, 0.1, 1.0, 3.0, 10.0, 30.0, 100.0, math.inf)
FIRST = 0.1
FIRST_STEPS, STEPS = 5_000, 2_500
DRAWS = 200
# One image of each class, and a second 4 and 9.
_EXTRA = (4, 9)
_MODEL = ModelConfig(
    "vae",
    (Dense(64, "tanh"), Dense(64, "tanh")),
    (Dense(64, "tanh"), Dense(24, "tanh"), Dense(784, "none"), Reshape(IMAGE_SHAPE)),
)


@dataclass(frozen=True)
class Twelve:
    """The VAE at one beta.

    mu, sigma: (12, 2), float32, of q(z | x) of each image.  recon, kl: nats, means over the twelve;
        recon over 200 draws of z an image.
    decoder: its network for the browser, float16.
    """

    mu: np.ndarray
    sigma: np.ndarray
    recon: float
    kl: float
    decoder: BrowserNetwork


def twelve_of(labels: np.ndarray) -> list[int]:
    """Indices of the first of each of the ten classes in `labels`, and of the second 4 and 9."""
    first = [int(np.flatnonzero(labels == label)[0]) for label in range(10)]
    return first + [int(np.flatnonzero(labels == label)[1]) for label in _EXTRA]


def twelve_images() -> Split:
    """The twelve images of the training split, with their labels."""
    train = load_dataset("uci-digits").train
    index = twelve_of(train.labels)
    return Split(train.images[index], train.labels[index])


def beta_config(beta: float, steps: int) -> RunConfig:
    """The configuration of a training at one of `BETAS`. A step is an epoch: all twelve images."""
    training = TrainingConfig(
        epochs=steps,
        batch_size=12,
        lr=2e-3,
        lr_schedule="one-cycle",
        beta=1.0 if math.isinf(beta) else beta,
        reconstruct=not math.isinf(beta),
        keep="last",
        seed=1,
    )
    return RunConfig("uci-digits", _MODEL, training)


def protocol() -> str:
    """A hash of every training of the study, in hexadecimal: another protocol, another hash."""
    configs = [beta_config(FIRST, FIRST_STEPS), *(beta_config(beta, STEPS) for beta in BETAS)]
    plain = [msgspec.to_builtins(config) for config in configs]
    for config in plain:
        for younger in ("image_shape", "own", "n_labels"):  # than the study
            del config["model"][younger]
        for younger in ("objective", "guided"):
            del config["training"][younger]
    images = twelve_images().images.tobytes()
    return sha256(msgspec.json.encode([plain, DRAWS]) + images).hexdigest()


def train_twelve(
    betas: tuple[float, ...] = BETAS, *, first_steps: int, steps: int
) -> dict[float, dict[str, np.ndarray]]:
    """Train at some of `BETAS`, `FIRST` among them. The arrays of each by name: mu, sigma, figures
    (recon, kl), and the decoder's weights under "decoder.*", float16."""
    first = _trained(beta_config(FIRST, first_steps), None)
    models = {FIRST: first}
    for way in (
        [beta for beta in betas if beta > FIRST],
        [beta for beta in reversed(betas) if beta < FIRST],
    ):
        model = first
        for beta in way:
            model = models[beta] = _trained(beta_config(beta, steps), model)
    return {beta: _arrays(models[beta]) for beta in betas}


def write_twelve(path: Path) -> None:
    """Train at all of `BETAS` and write them to one .npz file."""
    arrays = {
        f"{beta:g}/{name}": array
        for beta, own in train_twelve(first_steps=FIRST_STEPS, steps=STEPS).items()
        for name, array in own.items()
    }
    buffer = io.BytesIO()
    np.savez_compressed(buffer, protocol=np.array(protocol()), **arrays)  # type: ignore[arg-type]  # its stubs
    write_bytes(path, buffer.getvalue())


def read_twelve(path: Path) -> dict[float, Twelve]:
    """The VAEs in a file of `write_twelve`, by rising beta. Raises RunError where damaged."""
    arrays = _read(path)
    try:
        return {beta: _one(arrays, beta) for beta in BETAS}
    except (ValueError, KeyError, ConfigError) as error:
        raise _damaged(error) from error


def read_protocol(path: Path) -> str:
    """`protocol` as it was when a file was written. Raises RunError where it is damaged."""
    arrays = _read(path)
    if "protocol" not in arrays:
        raise _damaged("it does not say how it was made")
    return str(arrays["protocol"])


def _trained(config: RunConfig, before: Autoencoder | None) -> Autoencoder:
    """The model after a training that begins with the weights of `before`, or at random."""
    from vae_core.training.fit import run_to_end
    from vae_core.training.loop.trainer import Trainer

    data = load_dataset("uci-digits")
    trainer = Trainer(config, Dataset(data.info, _as_split), "cpu")
    if before is not None:
        trainer.model.load_state_dict(before.state_dict())
    return run_to_end(trainer).model


def _arrays(model: Any) -> dict[str, np.ndarray]:
    import torch

    from vae_core.models.objectives.terms import recon_bce

    x = twelve_images().x()
    with torch.no_grad():
        mu, logvar = model.encode(x)
        kl = 0.5 * (mu**2 + logvar.exp() - logvar - 1).sum(1).mean()
        noise = torch.randn((DRAWS, *mu.shape), generator=torch.Generator().manual_seed(0))
        z = mu + torch.exp(0.5 * logvar) * noise
        recon = recon_bce(model.decode(z.flatten(0, 1)), x.repeat(DRAWS, 1, 1, 1)).mean()
    weights = {
        name: value.numpy().astype(np.float16)
        for name, value in model.state_dict().items()
        if name.startswith("decoder.")
    }
    figures = np.array([float(recon), float(kl)], np.float32)
    return {
        "mu": mu.numpy(),
        "sigma": torch.exp(0.5 * logvar).numpy(),
        "figures": figures,
    } | weights


def _read(path: Path) -> dict[str, np.ndarray]:
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise _damaged(error) from error


def _one(arrays: Mapping[str, np.ndarray], beta: float) -> Twelve:
    start = f"{beta:g}/"
    own = {
        name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)
    }
    recon, kl = (float(value) for value in own["figures"])
    for name in ("mu", "sigma"):
        if own[name].shape != (12, 2) or not np.isfinite(own[name]).all():
            raise ValueError(f"{start}{name} is no table of 12 times 2 numbers")
    decoder = export_layers(_MODEL.decoder, (2,), own, "decoder", "float16", "twelve images")
    return Twelve(own["mu"], own["sigma"], recon, kl, decoder)


def _damaged(reason: object) -> RunError:
    return RunError(f"The file of the twelve images is damaged: {reason}")


def _as_split(part: Part) -> Split:
    """The twelve images as all there is to train on."""
    twelve = twelve_images()
    return Split(twelve.images[:0], twelve.labels[:0]) if part == "val" else twelve


if __name__ == "__main__":
    import torch

    torch.set_num_threads(1)  # so small a network is slower on several
    write_twelve(Path(sys.argv[1]))
