"""The curves of a training: which there are, what they say, how they follow the theme."""

import pytest

from tests.support.runs.fits import with_training
from ui.widgets.charts.training_curves import training_curves


def history(epochs: int) -> list[dict]:
    return [
        {
            "epoch": n,
            "recon": 100.0 / n,
            "kl": float(n),
            "val_recon": 90.0 / n,
            "val_kl": 2.0 * n,
        }
        for n in range(1, epochs + 1)
    ]


def labels(curve) -> list[str]:
    return [a.text for a in curve.figure.layout.annotations]


def test_a_vae_has_three_curves_and_the_loss_is_their_sum(tiny):
    recon, kl, loss = training_curves(tiny, history(4))
    for line in (0, 1):
        parts = zip(recon.figure.data[line].y, kl.figure.data[line].y, strict=True)
        assert list(loss.figure.data[line].y) == [a + b for a, b in parts]
    assert recon.figure.layout.title.text == "Reconstruction, nats"


def test_an_autoencoder_has_one(tiny_ae):
    assert [curve.name for curve in training_curves(tiny_ae, history(4))] == ["Reconstruction"]


def test_lines_are_named_after_the_images_they_are_of(tiny):
    last = with_training(tiny, keep="last", likelihood="mse")
    assert set(labels(training_curves(tiny, history(4))[0])) == {"training", "validation"}
    recon = training_curves(last, history(4))[0]
    assert set(labels(recon)) == {"training", "test"}
    assert "squared pixel units" in recon.figure.layout.title.text


def test_labels_keep_apart_where_lines_meet(tiny):
    met = [record | {"val_recon": record["recon"]} for record in history(4)]
    low, high = sorted(a.y for a in training_curves(tiny, met)[0].figure.layout.annotations)
    assert high - low == pytest.approx(0.09 * 75.0)


def test_one_epoch_and_many_can_be_drawn(tiny):
    assert training_curves(tiny, history(1))[0].figure.data[0].mode == "lines+markers"
    many = training_curves(tiny, history(60))[0].figure
    assert many.layout.xaxis.type == "log" and many.layout.xaxis.tickvals[-1] == 50


def test_the_ink_is_the_themes(tiny):
    light, dark = (training_curves(tiny, history(2), theme)[0] for theme in ("light", "dark"))
    inks = [[line.line.color for line in curve.figure.data] for curve in (light, dark)]
    assert inks == [["#646C7A", "#171A21"], ["#929BAA", "#EEF1F6"]]
