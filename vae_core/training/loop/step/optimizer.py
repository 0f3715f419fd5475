"""The optimiser of a training, its learning rates, and the moving average of the weights."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn, optim
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from vae_core.models.config import TrainingConfig
from vae_core.models.networks.autoencoders import Autoencoder
from vae_core.models.weights.gates import GATE_TENSORS
from vae_core.training.loop.state import with_prefix
from vae_core.training.loop.step.guided import GuidedEncoder

_Tensors = tuple[Tensor, ...] | list[Tensor]
_ADAM_BETA1 = 0.9
# A gate is two numbers for a whole row. At the learning rate of the weights it hardly leaves 1, and
# the ends of the range of betas fall behind.
_GATE_LR_FACTOR = 5.0
# An encoder made from the decoder starts near its optimum: at the rate of the others it leaves it.
_MADE_LR_FACTOR = 0.25
# The average reaches back over at most this share of a training.
_AVERAGED_SHARE = 0.05


def build_optimizer(
    model: Autoencoder, training: TrainingConfig, total_steps: int
) -> tuple[optim.Optimizer, optim.lr_scheduler.LRScheduler]:
    """AdamW and its schedule of learning rates over `total_steps` steps.

    Weight decay is for the encoder, in a recogniser for the decoder (its last layer) too.
    """
    decay = training.weight_decay
    decoder_decay = decay if model.config.kind == "recogniser" else 0.0
    encoder: nn.Module = model.encoder
    made: nn.Module | None = None
    if isinstance(encoder, GuidedEncoder):
        made, encoder = encoder.final, encoder.guide
    groups: list[dict[str, Any]] = [
        {"params": _weights(encoder), "weight_decay": decay},
        {"params": _weights(model.decoder), "weight_decay": decoder_decay},
    ]
    if made is not None:
        params = _weights(made)
        groups.append(
            {"params": params, "lr": _MADE_LR_FACTOR * training.lr, "weight_decay": decay}
        )
    if gates := [p for name, p in model.named_parameters() if _is_gate(name)]:
        groups.append({"params": gates, "lr": _GATE_LR_FACTOR * training.lr, "weight_decay": 0.0})
    device = next(model.parameters()).device.type
    betas = (_ADAM_BETA1, training.adam_beta2)
    optimizer = optim.AdamW(groups, lr=training.lr, betas=betas, fused=device != "mps")
    schedule: optim.lr_scheduler.LRScheduler
    if training.lr_schedule == "one-cycle":
        peaks = [group["lr"] for group in optimizer.param_groups]
        schedule = optim.lr_scheduler.OneCycleLR(optimizer, peaks, total_steps)
    else:
        schedule = optim.lr_scheduler.ConstantLR(optimizer, factor=1.0)
    return optimizer, schedule


def optimizer_tensors(
    optimizer: optim.Optimizer,
) -> tuple[dict[str, Tensor], list[dict[str, Any]]]:
    """(the moments of an optimiser by "<parameter>.<name>", its groups as plain values)."""
    state = optimizer.state_dict()
    moments: dict[str, Tensor] = {}
    for number, tensors in state["state"].items():
        moments |= with_prefix(str(number), tensors)
    return moments, state["param_groups"]


def restore_optimizer(
    optimizer: optim.Optimizer, moments: dict[str, Tensor], groups: list[dict[str, Any]]
) -> None:
    """Continue from what `optimizer_tensors` gave. Lists stand for tuples."""
    state: dict[int, dict[str, Tensor]] = {}
    for name, tensor in moments.items():
        number, _, key = name.partition(".")
        state.setdefault(int(number), {})[key] = tensor.clone()
    groups = [{**group, "betas": tuple(group["betas"])} for group in groups]
    optimizer.load_state_dict({"state": state, "param_groups": groups})


def build_average(model: Autoencoder, ema: float, total_steps: int) -> AveragedModel | None:
    """The moving average of a model's weights, to be updated after each step; None if ema is 0.

    The statistics of batch normalisation are averaged with the weights that they belong to.
    """
    if not ema:
        return None

    def update(averages: _Tensors, weights: _Tensors, steps: Tensor | int) -> None:
        decay = average_decay(int(steps), ema, total_steps)
        get_ema_multi_avg_fn(decay)(averages, weights, steps)

    return AveragedModel(model, multi_avg_fn=update, use_buffers=True)


def average_decay(steps: int, ema: float, total_steps: int) -> float:
    """Share that the moving average keeps of itself in a step, after `steps` steps.

    At most `ema`. It rises with the steps done, so that the untrained weights are forgotten, and
    the average reaches back over at most a twentieth of the training: one of a few hundred steps
    would otherwise end before its average had left the start.
    """
    return min(ema, (1 + steps) / (10 + steps), max(0.0, 1 - 1 / (_AVERAGED_SHARE * total_steps)))


def _weights(network: nn.Module) -> list[nn.Parameter]:
    return [p for name, p in network.named_parameters() if not _is_gate(name)]


def _is_gate(name: str) -> bool:
    return name.rpartition(".")[2] in GATE_TENSORS
