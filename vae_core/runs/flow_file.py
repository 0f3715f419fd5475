"""The flow that was fitted to the codes of a run, kept beside it as flow.safetensors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vae_core.runs.run import Run, damaged

if TYPE_CHECKING:
    from vae_core.models.flow.flow import Flow

FILE = "flow.safetensors"


def flow_bytes(flow: Flow) -> bytes:
    """Content of flow.safetensors: every tensor by its PyTorch name, numbers as float16."""
    from safetensors.numpy import save

    return save({name: _small(values.numpy()) for name, values in flow.state_dict().items()})


def flow_of(run: Run) -> Flow | None:
    """The flow that is kept with a run (`fit_prior` makes one); None where there is none.

    Imports torch. Raises RunError where the file is damaged.
    """
    content = run.attached(FILE)
    if content is None:
        return None
    import torch
    from safetensors import SafetensorError
    from safetensors.numpy import load

    from vae_core.models.flow.flow import Flow

    flow = Flow(run.config.model.latent_dim)
    dim = flow.dim
    try:
        tensors = load(content)
        flow.load_state_dict({name: torch.from_numpy(v) for name, v in tensors.items()})
    except (SafetensorError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise damaged(run.id, f"{FILE} cannot be read or is of another shape") from error
    sound = all(np.isfinite(values).all() for values in tensors.values())
    orders = np.sort(tensors["order"], axis=1)
    if not sound or (orders != np.arange(dim)).any() or (np.diag(tensors["root"]) <= 0).any():
        raise damaged(run.id, f"{FILE} holds values that no flow has")
    return flow.eval().requires_grad_(False)


def _small(values: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(values, np.float16 if values.dtype.kind == "f" else np.int64)
