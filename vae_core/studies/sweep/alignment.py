"""Align the latent planes of a sweep's members, and keep the rotations in their files."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from vae_core.errors import RunError
from vae_core.files import disk
from vae_core.latent.alignment import align, align_outward
from vae_core.runs.load import load_run
from vae_core.runs.store import write_json
from vae_core.studies.sweep.plan import is_ladder_step
from vae_core.studies.sweep.store import Member, load_sweep, member_file


def align_sweep(name: str, root: Path) -> None:
    """Write the rotation of every member with two latent dimensions whose codes are kept.

    The members of the ladder are aligned one to the next, outward from the beta nearest to 1; all
    other members are aligned to that one.
    """
    sweep = load_sweep(name, root)
    planes = [(member, _plane_codes(member, root)) for member in sweep.members]
    members = {m.name: (m, codes) for m, codes in planes if codes is not None}
    ladder = [
        (m, codes, m.beta)
        for m, codes in members.values()
        if m.beta is not None and is_ladder_step(m.config, sweep.plan)
    ]
    if not ladder:
        return
    start = min(range(len(ladder)), key=lambda i: abs(ladder[i][2] - 1.0))
    aligned = align_outward([codes for _, codes, _ in ladder], start)
    rotations = {m.name: rotation for (m, _, _), rotation in zip(ladder, aligned, strict=True)}
    reference = ladder[start][1]
    for name_of_member, (member, codes) in members.items():
        rotation = rotations.get(name_of_member)
        _write_rotation(member, align(reference, codes) if rotation is None else rotation, root)


def _plane_codes(member: Member, root: Path) -> np.ndarray | None:
    """Codes of the test set, (N, 2); None without two latent dimensions, or without a kept run."""
    if not member.keeps_weights or member.config.model.latent_dim != 2:
        return None
    try:
        return load_run(member.run_id, root).latents.mu
    except RunError:
        return None


def _write_rotation(member: Member, rotation: np.ndarray, root: Path) -> None:
    path = member_file(member.sweep, member.name, root)
    values = disk.read_json(path)
    rounded = rotation.round(9).tolist()
    if values["rotation"] != rounded:
        write_json(path, {**values, "rotation": rounded})
