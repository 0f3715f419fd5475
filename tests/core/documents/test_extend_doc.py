"""The code of docs/guide/extend.md runs as it stands there, and is as short as it promises."""

import re
from pathlib import Path

import pytest

from vae_core.errors import ConfigError
from vae_core.models.objectives import registry, table
from vae_core.runs.load import load_run
from vae_core.training.fit import fit

PAGE = Path(__file__).parents[3] / "docs" / "guide" / "extend.md"


def test_the_page_adds_an_objective_and_a_model_in_under_40_lines(tmp_path, monkeypatch, digits):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(tmp_path))
    code = "\n".join(re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL))
    assert len([line for line in code.splitlines() if line.strip()]) < 40
    names = {}
    try:
        exec(compile(code, PAGE.name, "exec"), names)
        run = load_run(names["run"].id, root=tmp_path)
        chosen = run.config.training.objective
        assert chosen.to_dict() == {"name": "longer-codes", "weight": 0.5}
        first, last = run.metrics["history"]
        assert last["val_recon"] < first["val_recon"]
    finally:
        table.OBJECTIVES.pop("longer-codes", None)
        registry._FUNCTIONS.pop("longer-codes", None)
    assert load_run(run.id, root=tmp_path).config == run.config
    with pytest.raises(ConfigError, match="is not registered here"):
        fit(run.config, digits, "cpu")
