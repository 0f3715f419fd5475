"""The one place that imports torchvision.

The package index has no CPU build of torchvision: the usual one expects a CUDA build of torch and
refuses to be imported next to a CPU build, because the schemas of two compiled operators are not
registered. Nothing here uses those operators, so declaring their schemas is enough. Next to a CUDA
build torchvision registers them itself, and a second declaration would abort the process.
"""

import torch

_SCHEMAS = {
    "nms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}

try:
    import torchvision  # noqa: F401
except RuntimeError:
    # The library object must outlive the import, or its definitions are withdrawn.
    _library = torch.library.Library("torchvision", "FRAGMENT")
    for _name, _schema in _SCHEMAS.items():
        if not hasattr(torch.ops.torchvision, _name):
            _library.define(_name + _schema)

from torchvision import datasets, transforms  # noqa: E402

__all__ = ["datasets", "transforms"]
