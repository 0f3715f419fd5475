"""Seconds an epoch of our training loop, beside those of a textbook loop.

    VAE_DATA_DIR=... python -m benchmarks.training --epochs 3

Both train the network of the public PyTorch VAE example (784-400-(20,20), 20-400-784, ReLU) from
the same first weights, on the same images, with batches of 128 and a learning rate of 1e-3. The
textbook loop is that example's: a Dataset that turns one image at a time into a tensor, a
DataLoader, plain Adam, summed BCE + KL. Epochs alternate, so a busy machine slows both. Ours
includes its pass over the validation images and the keeping of the best state; the textbook loop
does neither. Beside them stand, after each epoch of ours, a bare loop (one indexing a batch, no
validation, no clipping, nothing noted: what autograd and a fused AdamW take), and the matrix
products of an epoch alone, in their shapes on the same threads: what no loop of PyTorch gets below.

A second row is for sweeps: as many trainings as there are processors, with one thread each and at
the same time, against one with all threads, in images a second of the whole machine.
"""

from __future__ import annotations

import argparse
import itertools
import math
import multiprocessing
import os
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torch.utils.data import Dataset as TorchDataset

from benchmarks.kept import Figure, add_keep, keep, print_figures
from vae_core.data.built_in._torchvision import transforms
from vae_core.data.datasets import Dataset, Split, load_dataset
from vae_core.models.config import ModelConfig, RunConfig, TrainingConfig
from vae_core.models.layers import Dense, Reshape
from vae_core.models.networks.autoencoders import VAE, build_model
from vae_core.models.networks.device import denormals_flushed
from vae_core.training.fit import Progress, fit
from vae_core.training.loop.step.losses import mean_losses

MODEL = ModelConfig(
    "vae",
    encoder=(Dense(400, "relu"),),
    decoder=(Dense(400, "relu"), Dense(784, "none"), Reshape((1, 28, 28))),
    latent_dim=20,
)
BATCH_SIZE, LR = 128, 1e-3


class OneByOne(TorchDataset):
    """What torchvision.datasets.MNIST(transform=ToTensor()) does, on our split of its images."""

    def __init__(self, split: Split) -> None:
        self.data = torch.from_numpy(split.images)
        self.targets = torch.from_numpy(split.labels).long()
        self.transform = transforms.ToTensor()

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        image, target = self.data[index], int(self.targets[index])
        return self.transform(Image.fromarray(image.numpy(), mode="L")), target


class Textbook:
    """The loop of the textbook, an epoch at a time."""

    def __init__(self, split: Split, seed: int) -> None:
        torch.manual_seed(seed)
        self.model: VAE = build_model(MODEL)
        self.loader = DataLoader(OneByOne(split), batch_size=BATCH_SIZE, shuffle=True)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=LR)

    def epoch(self) -> None:
        """One pass over the training images."""
        total = 0.0
        for x, _ in self.loader:
            self.optimizer.zero_grad()
            mu, logvar = self.model.encode(x)
            z = mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)
            picture = torch.sigmoid(self.model.decode(z))
            bce = F.binary_cross_entropy(picture, x, reduction="sum")
            kl = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
            loss = bce + kl
            loss.backward()
            total += loss.item()
            self.optimizer.step()


class Bare:
    """As little as PyTorch can do to train that network."""

    def __init__(self, split: Split, seed: int) -> None:
        torch.manual_seed(seed)
        self.model: VAE = build_model(MODEL)
        self.x = split.x()
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=LR, fused=True)

    def epoch(self) -> None:
        """One pass over the training images."""
        for index in torch.randperm(len(self.x)).split(BATCH_SIZE):
            x = self.x[index]
            mu, logvar = self.model.encode(x)
            z = mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)
            recon = F.binary_cross_entropy_with_logits(self.model.decode(z), x, reduction="sum")
            kl = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
            ((recon + kl) / len(x)).backward()
            self.optimizer.step()
            self.optimizer.zero_grad(set_to_none=True)


class Products:
    """The matrix products of a step: of each dense layer forwards, and for both gradients."""

    def __init__(self, batches: int) -> None:
        self.batches = batches
        linear = [layer for layer in build_model(MODEL).modules() if isinstance(layer, nn.Linear)]
        self.factors: list[tuple[Tensor, Tensor, Tensor]] = []
        for number, layer in enumerate(linear):
            x = torch.randn(BATCH_SIZE, layer.in_features)
            w, up = layer.weight.detach(), torch.randn(BATCH_SIZE, layer.out_features)
            self._add(x, w.T)
            self._add(up.T, x)
            if number:  # of the pixels no gradient is asked
                self._add(up, w)

    def _add(self, a: Tensor, b: Tensor) -> None:
        self.factors.append((a, b, torch.empty(len(a), b.shape[1])))

    def epoch(self) -> None:
        """Those of as many steps as an epoch has."""
        for _ in range(self.batches):
            for a, b, out in self.factors:
                torch.mm(a, b, out=out)


@dataclass
class Comparison:
    """Seconds of each epoch of the loops and of the matrix products alone, and the test losses of
    ours and the textbook's in nats an image."""

    ours: list[float] = field(default_factory=list)
    textbook: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    products: list[float] = field(default_factory=list)
    loss: float = 0.0
    textbook_loss: float = 0.0

    def figures(self) -> list[Figure]:
        """Medians of the epochs, what they are to each other, and the test losses."""
        ours, textbook, bare, products = (
            statistics.median(seconds)
            for seconds in (self.ours, self.textbook, self.bare, self.products)
        )
        difference = 100 * (self.loss / self.textbook_loss - 1)
        return [
            Figure("an epoch of ours", ours, "s"),
            Figure("of a textbook loop", textbook, "s"),
            Figure("of a bare loop", bare, "s"),
            Figure("its matrix products alone", products, "s"),
            Figure("textbook / ours", textbook / ours, "times", 5.0, most=False),
            Figure("products, of our epoch", 100 * products / ours, "%", 70.0, most=False),
            Figure("products, of a bare epoch", 100 * products / bare, "%"),
            Figure("test loss, ours", self.loss, "nats"),
            Figure("test loss, textbook", self.textbook_loss, "nats"),
            Figure("ours above the textbook's (below 0: better)", difference, "%", 1.0),
        ]


def compare(dataset: Dataset, epochs: int, seed: int = 0) -> Comparison:
    """Train both for so many epochs, by turns."""
    training = TrainingConfig(epochs=epochs, batch_size=BATCH_SIZE, lr=LR, seed=seed)
    textbook, bare, result = Textbook(dataset.train, seed), Bare(dataset.train, seed), Comparison()
    products = Products(math.ceil(len(dataset.train.images) / BATCH_SIZE))
    started = time.perf_counter()

    def take_turns(progress: Progress) -> None:
        nonlocal started
        if progress.record is None:
            return
        result.ours.append(time.perf_counter() - started)
        for other, seconds in (
            (textbook, result.textbook),
            (bare, result.bare),
            (products, result.products),
        ):
            started = time.perf_counter()
            other.epoch()
            seconds.append(time.perf_counter() - started)
        started = time.perf_counter()

    fitted = fit(RunConfig(dataset.name, MODEL, training), dataset, "cpu", take_turns)
    x = dataset.test.x()
    result.loss = sum(mean_losses(fitted.model, x, training, seed))
    result.textbook_loss = sum(mean_losses(textbook.model, x, training, seed))
    return result


def seconds_of_epochs(data: str, epochs: int, threads: int, seed: int) -> list[float]:
    """Seconds of each epoch of one of our trainings but the first, with so many threads."""
    torch.set_num_threads(threads)
    training = TrainingConfig(epochs=epochs + 1, batch_size=BATCH_SIZE, lr=LR, seed=seed)
    with denormals_flushed():
        history = fit(RunConfig(data, MODEL, training), load_dataset(data), "cpu").history
    ends = [record.seconds for record in history]
    return [end - start for start, end in itertools.pairwise(ends)]


def sweep(data: str, epochs: int, at_once: int, threads: int) -> float:
    """Images a second of so many trainings at the same time, each with so many threads."""
    n = len(load_dataset(data).train.images)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(at_once, context) as pool:
        jobs = [
            pool.submit(seconds_of_epochs, data, epochs, threads, seed) for seed in range(at_once)
        ]
        return sum(n / statistics.median(job.result()) for job in jobs)


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", default="mnist", help="mnist, fashion-mnist or uci-digits")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--threads", type=int, help="of torch (default: torch's choice)")
    parser.add_argument("--seed", type=int, default=0)
    add_keep(parser)
    args = parser.parse_args()
    if args.threads:
        torch.set_num_threads(args.threads)
    with denormals_flushed():  # as our command does, for all loops
        dataset = load_dataset(args.data)
        comparison = compare(dataset, args.epochs, args.seed)
    cores = len(os.sched_getaffinity(0))
    together, alone = (
        sweep(args.data, args.epochs, at_once, cores // at_once) for at_once in (cores, 1)
    )
    print(f"{args.data}, {args.epochs} epochs by turns, {torch.get_num_threads()} threads")
    figures = [
        *comparison.figures(),
        Figure(f"{cores} trainings at once, a thread each", together, "images/s"),
        Figure(f"one training with {cores} threads", alone, "images/s"),
        Figure("trainings at once / one with all threads", together / alone, "times"),
    ]
    print_figures(figures)
    if args.keep:
        keep("training", figures)


if __name__ == "__main__":
    main()
