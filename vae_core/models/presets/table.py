"""The presets by name, in one table."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from vae_core.data.built_in import shapes
from vae_core.data.image_shape import IMAGE_SHAPE, ImageShape
from vae_core.errors import ConfigError
from vae_core.models.config import Kind, ModelConfig, TrainingConfig
from vae_core.models.layers import Dense, Softmax
from vae_core.models.layers.usual import (
    conv_channels,
    conv_decoder,
    conv_encoder,
    dense_decoder,
    dense_encoder,
)
from vae_core.models.own.modules import registered
from vae_core.models.presets.preset import Preset
from vae_core.models.published import SYSTEMS


def _conv(kind: Kind, shape: ImageShape) -> ModelConfig:
    """A small convolutional model with two latent dimensions for images of a shape."""
    channels = conv_channels(shape)
    encoder = conv_encoder(*channels, shape=shape)
    decoder = conv_decoder(*reversed(channels), shape=shape)
    return ModelConfig(kind, encoder, decoder, image_shape=shape)


def _of_shapes(kind: Kind, latent_dim: int = 2) -> ModelConfig:
    """A small convolutional model of the coloured shapes: 1.4 million products for a picture."""
    channels, shape = (16, 32, 64), shapes.IMAGE_SHAPE
    encoder = conv_encoder(*channels, shape=shape, dense=128)
    decoder = conv_decoder(*reversed(channels), shape=shape, dense=128)
    if latent_dim == 2:
        decoder = (Dense(256, spread=2.0), *decoder)
    return ModelConfig(kind, encoder, decoder, latent_dim, image_shape=shape)


_TOLD = SYSTEMS["cvae-label-2d"]
_ENCODER, _DECODER, _TRAINING = _TOLD.model.encoder, _TOLD.model.decoder, _TOLD.training
# Of 4.8 MB in float16 with the decoder, 2.9 are this encoder's, which only who draws has to load.
_FROM_DECODER = (Dense(512, "none"), Dense(2048, "none"), Softmax())
# On Fashion-MNIST the decoder gains from more epochs, and the guide from a low rate at its end.
_GUIDED_TRAINING = {
    "mnist": replace(_TRAINING, guided=0.8),
    "fashion-mnist": replace(_TRAINING, guided=0.95, epochs=120),
}
_BINARIZED: dict[str, Any] = {"binarize": "both", "epochs": 40}
_CONV_TRAINING = replace(_TRAINING, epochs=20)
_SHAPES_TRAINING = TrainingConfig(
    epochs=30, batch_size=128, lr=2e-3, lr_schedule="one-cycle", ema=0.999
)
_TCVAE = SYSTEMS["beta-tcvae-10d"]
# The sweep over beta isolates its effect, so its models have no other regulariser.
_LADDER_ENCODER, _LADDER_DECODER = dense_encoder(512, 512), dense_decoder(512, 512)
_LADDER_TRAINING = TrainingConfig(epochs=20, batch_size=256, lr=2e-3, lr_schedule="one-cycle")
_GAN = SYSTEMS["vae-gan-20"]
_TWENTY = SYSTEMS["vae-dense-20"]


def _guided(kind: Kind, **changes: Any) -> dict[str, tuple[ModelConfig, TrainingConfig]]:
    """The model whose encoder is made from its decoder, on datasets with images enough for it."""
    model = ModelConfig(kind, _FROM_DECODER, _DECODER)
    return {name: (model, replace(of, **changes)) for name, of in _GUIDED_TRAINING.items()}


PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            "vae-2d",
            "VAE, 2-D latent",
            "A strong VAE with two latent dimensions.",
            ModelConfig("vae", _ENCODER, _DECODER),
            _TRAINING,
            made_for={
                shapes.NAME: (_of_shapes("vae"), _SHAPES_TRAINING),
                **_guided("vae"),
            },
        ),
        Preset(
            "ae-2d",
            "AE, 2-D latent",
            "The plain autoencoder of the same encoder and decoder, trained as long.",
            ModelConfig("ae", _ENCODER, _DECODER),
            _TRAINING,
            made_for={
                shapes.NAME: (_of_shapes("ae"), _SHAPES_TRAINING),
                **_guided("ae"),
            },
        ),
        Preset(
            "vae-10d",
            "VAE, 10-D latent, long training",
            "A strong VAE with ten latent dimensions.",
            ModelConfig("vae", _ENCODER, dense_decoder(512, 512), 10),
            _TRAINING,
            made_for={shapes.NAME: (_of_shapes("vae", 10), _SHAPES_TRAINING)},
        ),
        Preset(
            "vae-2d-binarized",
            "VAE on binary pixels",
            "The same VAE trained and measured on dynamically binarised pixels.",
            ModelConfig("vae", _ENCODER, _DECODER),
            replace(_TRAINING, **_BINARIZED),
            made_for=_guided("vae", **_BINARIZED),
        ),
        Preset(
            "vae-conv-2d",
            "Conv VAE, 2-D latent",
            "A small VAE with convolutions on both sides.",
            _conv("vae", IMAGE_SHAPE),
            _CONV_TRAINING,
            build=partial(_conv, "vae"),
        ),
        Preset(
            "ae-conv-2d",
            "Conv AE, 2-D latent",
            "A small plain autoencoder with convolutions on both sides.",
            _conv("ae", IMAGE_SHAPE),
            _CONV_TRAINING,
            build=partial(_conv, "ae"),
        ),
        Preset(
            "ae-dense-20-twin",
            "AE, 20-D latent, twin of the VAE",
            "The plain autoencoder of vae-dense-20's layers, trained in the same way.",
            replace(_TWENTY.model, kind="ae"),
            _TWENTY.training,
        ),
        Preset(
            "vae-gan-20-twin",
            "VAE, 20-D latent, twin of the VAE-GAN",
            "The plain VAE of vae-gan-20's encoder and decoder, trained as many epochs.",
            _GAN.model,
            replace(_GAN.training, objective=None, beta=1.0),
            build=_GAN.build,
        ),
        Preset(
            "vae-2d-any-beta",
            "VAE, any β",
            "One VAE with a 2-D latent for every weight of the KL term, from 0.01 to collapse.",
            ModelConfig(
                "vae",
                dense_encoder(512, 512, gated=True),
                dense_decoder(512, 512, gated=True),
                betas=(0.01, 100.0),
            ),
            _LADDER_TRAINING,
            betas_on={"fashion-mnist": (0.01, 300.0)},
        ),
        Preset(
            "ladder-2d",
            "VAE of the ladder",
            "A plain dense VAE with a 2-D latent, trained once for each weight of the KL term.",
            ModelConfig("vae", _LADDER_ENCODER, _LADDER_DECODER),
            _LADDER_TRAINING,
            listed=False,
        ),
        Preset(
            "ladder-2d-ae",
            "AE beside the ladder",
            "The plain autoencoder of the ladder's networks: reconstruction and nothing else.",
            ModelConfig("ae", _LADDER_ENCODER, _LADDER_DECODER),
            _LADDER_TRAINING,
            listed=False,
        ),
        Preset(
            "ladder-2d-kl-only",
            "KL term alone",
            "The ladder's VAE trained on its KL term and nothing else.",
            ModelConfig("vae", _LADDER_ENCODER, _LADDER_DECODER),
            replace(_LADDER_TRAINING, reconstruct=False),
            listed=False,
        ),
        Preset(
            "beta-vae-10d",
            "β-VAE, 10-D latent",
            "A small VAE with ten latent dimensions, for the study of known factors over β.",
            _TCVAE.model,
            replace(_TCVAE.training, beta=1.0, objective=None),
            listed=False,
            build=_TCVAE.build,
        ),
        Preset(
            "vae-dense-2-early",
            "VAE, 2-D latent, after 3 of 5 epochs",
            "vae-dense-2 after three of its epochs, for the lesson on one step of learning.",
            SYSTEMS["vae-dense-2"].model,
            replace(SYSTEMS["vae-dense-2"].training, epochs=3),
            listed=False,
        ),
        *(
            Preset(
                s.name,
                s.title,
                s.summary,
                s.model,
                s.training,
                published_on=None if s.elsewhere else s.dataset,
                build=s.build,
            )
            for s in SYSTEMS.values()
        ),
    )
}


def get_preset(name: str) -> Preset:
    """The preset `name`, or the registered model. Raises ConfigError where there is neither."""
    if name in PRESETS:
        return PRESETS[name]
    if own := registered(name):
        return own.preset
    raise ConfigError(f"There is no preset {name!r}; there are {', '.join(PRESETS)}.")


def is_preset(name: str) -> bool:
    """True for the name of a preset or of a registered model."""
    return name in PRESETS or registered(name) is not None
