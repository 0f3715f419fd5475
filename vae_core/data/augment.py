"""Small random deformations of images, for data augmentation."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

# Standard deviations at strength 1: radians, share of the size, share of half the width, and the
# same for the free displacement of a 5 x 5 mesh.
_ROTATION, _SCALE, _SHIFT, _MESH = 0.1, 0.06, 0.04, 0.03
_MESH_SIZE = 5


def deform(x: Tensor, strength: float, generator: torch.Generator) -> Tensor:
    """Each image of x, (N, 1, H, W) in [0, 1], deformed by a random affine and elastic map.

    Every image gets a map of its own; torchvision's transforms draw one for the whole batch.
    strength: factor of the standard deviations of the map.
    """
    n, _, height, width = x.shape

    def draw(*shape: int) -> Tensor:
        return strength * torch.empty(n, *shape).normal_(generator=generator)

    angle, shear = (_ROTATION * draw(2)).unbind(1)
    scale_x, scale_y = (1.0 + _SCALE * draw(2)).unbind(1)
    shift_x, shift_y = (_SHIFT * draw(2)).unbind(1)
    sin, cos = torch.sin(angle), torch.cos(angle)
    rows = (
        torch.stack([scale_x * cos, shear - scale_x * sin, shift_x], dim=1),
        torch.stack([scale_y * sin, scale_y * cos, shift_y], dim=1),
    )
    grid = F.affine_grid(torch.stack(rows, dim=1), [n, 1, height, width], align_corners=False)
    mesh = _MESH * draw(2, _MESH_SIZE, _MESH_SIZE)
    bend = F.interpolate(mesh, size=(height, width), mode="bilinear", align_corners=True)
    moved = F.grid_sample(x, grid + bend.permute(0, 2, 3, 1), align_corners=False)
    return moved.clamp(0.0, 1.0)
