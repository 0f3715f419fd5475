"""Pages on a machine that lacks something: runs, or the images of a dataset."""

import pytest

from tests.support.pages import as_mnist, open_page, sentences


@pytest.mark.parametrize(
    "page", [None, "pages/1_AE_vs_VAE.py", "pages/3_Reconstruct.py", "pages/6_Latent_tools.py"]
)
def test_without_runs_the_page_says_how_to_make_one(tmp_path, monkeypatch, page):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(tmp_path))
    assert "python -m vae_core train" in sentences(open_page(page))


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("1_AE_vs_VAE", {"dataset": "mnist"}),
        ("2_KL_weight", {"dataset": "mnist"}),
        ("3_Reconstruct", {"dataset": "mnist", "run": "tiny", "way": "test"}),
        ("4_Train", {"dataset": "mnist", "preset": "vae-2d"}),
        ("5_Gallery", {"run": "mnist/tiny"}),
        ("5_Gallery", {"a": "mnist/tiny", "b": "mnist/plain"}),
        ("6_Latent_tools", {"dataset": "mnist", "run": "tiny", "tool": "between"}),
        ("6_Latent_tools", {"dataset": "mnist", "run": "tiny", "tool": "arithmetic"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_page_offers_what_it_lacks_in_one_line(
    spoilable, conditioned, monkeypatch, tmp_path, page, query
):
    root = spoilable.parent.parent / "mnist"
    as_mnist(spoilable, root / "tiny")
    as_mnist(conditioned.folder, root / "vae-2d-any-beta")
    as_mnist(spoilable, root / "plain")
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path / "nowhere"))
    app = open_page(f"pages/{page}.py", **query)
    assert not app.exception
    offers = [b for b in app.button if b.label.endswith(": 12 MB")]
    assert len(offers) == 1
    assert "not on this machine" not in " ".join(c.value for c in app.caption)
