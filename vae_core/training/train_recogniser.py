"""Training of a small classifier for each dataset, kept as the run `<dataset>/recogniser`.

`evaluation.samples.quality` compares decoded samples with test images by its features.
The run's latents are the features of the test set, its decoder the last layer to the classes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vae_core.data.augment import deform
from vae_core.data.datasets import Dataset, Split, dataset_info, is_downloaded, load_dataset
from vae_core.errors import ConfigError, RunError
from vae_core.evaluation.metrics import encode_split
from vae_core.evaluation.samples.quality import Score, measure_anchors
from vae_core.files import disk
from vae_core.models.config import ModelConfig, RunConfig, TrainingConfig
from vae_core.models.layers import Conv, Dense, MaxPool
from vae_core.models.networks.autoencoders import Autoencoder, parameter_count
from vae_core.runs.layout import run_folder
from vae_core.runs.load import load_run
from vae_core.runs.run import Run
from vae_core.runs.store import amend, check_writable, is_read_only, save_run
from vae_core.training.fit import Progress, run_to_end
from vae_core.training.loop.result import FitResult
from vae_core.training.loop.step.losses import At
from vae_core.training.loop.step.objective import BatchLoss
from vae_core.training.loop.trainer import Trainer
from vae_core.training.measure import provenance, round_to_float16

NAME = "recogniser"
FEATURES = 64
_ROWS = 1_000
_TRAINING = TrainingConfig(
    epochs=12,
    batch_size=256,
    lr=3e-3,
    lr_schedule="one-cycle",
    adam_beta2=0.999,
    weight_decay=0.01,
    augment=0.5,
)
# A thousand images take more passes in smaller steps; MNIST's digits bear more bending.
TRAININGS = {
    "mnist": replace(_TRAINING, augment=1.0),
    "fashion-mnist": _TRAINING,
    "uci-digits": replace(_TRAINING, epochs=80, batch_size=64, augment=1.0),
}


@dataclass(frozen=True)
class RecogniserEpoch:
    """Figures of one epoch.

    loss: mean cross-entropy in nats of the (deformed) training images as they went by.
    val_loss, val_accuracy: on the whole validation split, as it is.
    """

    epoch: int
    loss: float
    val_loss: float
    val_accuracy: float
    seconds: float


def recogniser_config(dataset_name: str) -> RunConfig:
    """How the recogniser of a dataset is built and trained. Raises ConfigError.

    `augment` is the strength of `augment.deform` on every training image.
    """
    classes = len(dataset_info(dataset_name).classes)
    check_can_be_read(dataset_name)
    encoder = (
        Conv(24, kernel=5, stride=2, padding=2, activation="silu"),
        Conv(48, kernel=3, padding=1, activation="silu"),
        MaxPool(2, 2),
        Conv(64, kernel=3, padding=1, activation="silu"),
        Conv(96, kernel=3, stride=2, padding=1, activation="silu"),
        Dense(FEATURES),
    )
    decoder = (Dense(classes, "none"),)
    model = ModelConfig("recogniser", encoder, decoder, latent_dim=FEATURES, head="none")
    return RunConfig(dataset_name, model, TRAININGS[dataset_name], NAME)


def check_can_be_read(dataset_name: str) -> None:
    """Raise ConfigError on a dataset that can have no recogniser."""
    if dataset_name not in TRAININGS:
        raise ConfigError(
            f"There are recognisers of {', '.join(TRAININGS)} only, not of {dataset_name}."
        )


def load_recogniser(dataset_name: str, root: Path | str | None = None) -> Run | None:
    """The run `<dataset>/recogniser`, or None where there is none.

    Only datasets of `TRAININGS` have one. Raises RunError where the run is damaged or is another
    model.
    """
    if dataset_name not in TRAININGS:
        return None
    run_id = f"{dataset_name}/{NAME}"
    if not disk.is_taken(run_folder(run_id, root)):
        return None
    run = load_run(run_id, root)
    if run.config.model.kind != "recogniser":
        raise RunError(f"The run {run_id} is no recogniser. Delete {run.folder} to train one.")
    return run


def train_recogniser(
    dataset_name: str,
    root: Path | str | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Run:
    """The run `<dataset>/recogniser`: the one on disk, else trained on the CPU in minutes.

    See `with_all_anchors` for one on disk. Raises DataError without the data, RunError where the
    folder cannot be written.
    """
    if run := load_recogniser(dataset_name, root):
        return with_all_anchors(run)
    config = recogniser_config(dataset_name)
    dataset = load_dataset(dataset_name)
    run_id = f"{dataset_name}/{NAME}"
    check_writable(run_id, root)
    result, history = fit_recogniser(config, dataset, on_progress)
    model = result.model
    weights = round_to_float16(model)
    features = encode_split(model, dataset.test.x(), dataset.test.labels)
    loss, accuracy = measure(model, dataset.test)
    metrics = {
        "evaluation": {"n": len(dataset.test), "accuracy": accuracy, "cross_entropy": loss},
        "anchors": measure_anchors(model, dataset, features.mu).to_dict(),
        "history": [asdict(record) for record in history],
        "best_epoch": result.best_epoch,
        "seconds": round(result.seconds, 1),
        "device": "cpu",
        "parameters": {
            "encoder": parameter_count(model.encoder),
            "decoder": parameter_count(model.decoder),
        },
        **provenance(config, dataset),
    }
    return save_run(run_id, config, weights, metrics, features, root)


def with_all_anchors(run: Run) -> Run:
    """A recogniser whose anchors have every figure of `Score`: those measured before there were all
    are measured anew, where its images are here and its run can be changed; else the run itself."""
    known = run.metrics["anchors"]["train"]
    missing = [field.name for field in fields(Score) if known.get(field.name) is None]
    if not missing or not is_downloaded(run.dataset) or is_read_only(run):
        return run
    anchors = measure_anchors(run.model(), load_dataset(run.dataset), run.latents.mu)
    return amend(run, {"anchors": anchors.to_dict()})


def fit_recogniser(
    config: RunConfig,
    dataset: Dataset,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[FitResult, list[RecogniserEpoch]]:
    """(result, history): the model of the epoch with the highest validation accuracy."""
    trainer = Trainer(config, dataset, "cpu", RecogniserObjective(config, dataset))
    trainer.model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # A third faster on the CPU.
    result = run_to_end(trainer, on_progress)
    history = [
        RecogniserEpoch(record.epoch, record.loss, record.val_loss, -score, record.seconds)
        for record, score in zip(result.history, trainer.scores, strict=True)
    ]
    result.model.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    return result, history


class RecogniserObjective:
    """Cross-entropy of the classes of deformed images.

    The best epoch is the one with the highest validation accuracy, of equal ones the later: its
    learning rate was lower.
    """

    terms: tuple[str, ...] = ()
    opponent: nn.Module | None = None

    def __init__(self, config: RunConfig, dataset: Dataset) -> None:
        self._strength = config.training.augment
        self.images, self._labels = dataset.train.x(), _labels(dataset.train)
        self._val = dataset.val
        self.n_images = len(self.images)

    def batch_loss(
        self, model: Autoencoder, index: Tensor, at: At, generator: torch.Generator
    ) -> BatchLoss:
        """See `Objective`. The cross-entropy stands for recon, and there is no KL."""
        images = deform(self.images[index], self._strength, generator)
        images = images.contiguous(memory_format=torch.channels_last)
        loss = F.cross_entropy(model(images), self._labels[index])
        total = loss.detach().double() * len(index)
        return BatchLoss(loss, torch.stack([total, total, torch.zeros_like(total)]))

    def validate(self, model: Autoencoder) -> tuple[float, float, float]:
        """See `Objective`. The score is the negative accuracy."""
        loss, accuracy = measure(model, self._val)
        return loss, 0.0, -accuracy

    def is_better(self, score: float, best: float) -> bool:
        """True for an accuracy that is at least as high."""
        return score <= best


@torch.no_grad()
def measure(model: Autoencoder, split: Split) -> tuple[float, float]:
    """(mean cross-entropy in nats, share of images recognised, 0 to 1) on a whole split."""
    logits = torch.cat([model(rows) for rows in split.x().split(_ROWS)])
    labels = _labels(split)
    hits = (logits.argmax(1) == labels).double().mean()
    return F.cross_entropy(logits, labels).item(), hits.item()


def _labels(split: Split) -> Tensor:
    return torch.from_numpy(split.labels).long()
