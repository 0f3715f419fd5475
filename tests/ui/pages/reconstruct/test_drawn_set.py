"""Reconstruct with a run of a data set that was drawn: a picture is prepared as its images were."""

from dataclasses import replace

import numpy as np

from tests.support.data import own_images
from tests.support.pages import open_page
from ui.components import mount
from vae_core.data.own import kept
from vae_core.data.own.drawings import from_drawings
from vae_core.training.train import train


def test_the_pad_prepares_a_drawing_as_the_images_of_a_drawn_set_were(
    tiny, checkpoints, monkeypatch
):
    x = np.kron(own_images.images(10, (7, 7)), np.ones((4, 4), np.uint8))
    name = kept.keep(from_drawings(x, np.arange(10) % 2, ("a", "b")), "Signs").name
    once = replace(tiny.training, epochs=1)
    train(replace(tiny, dataset=name, training=once), "one", film="none", iwae_samples=0)
    sent = {}
    original = mount.LiveComponent.__call__

    def record(self, key, data, **on_change):
        sent[self._folder.name] = data
        return original(self, key, data, **on_change)

    monkeypatch.setattr(mount.LiveComponent, "__call__", record)
    open_page("pages/3_Reconstruct.py", dataset=name, run="one")
    assert (sent["pad"]["run"], sent["pad"]["dataset"]) == ("signs/one", "mnist")
    picture = own_images.png(np.kron(x[0], np.ones((4, 4), np.uint8)))
    app = open_page("pages/3_Reconstruct.py", dataset=name, run="one", way="upload")
    app.file_uploader[0].set_value([("a.png", picture, "image/png")]).run()
    assert not app.exception and not app.error
