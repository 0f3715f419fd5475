"""Systems of papers whose figures are of other images than those here: nothing is compared."""

from __future__ import annotations

from vae_core.data.built_in import shapes
from vae_core.data.image_shape import IMAGE_SHAPE, ImageShape
from vae_core.models.config import ModelConfig, TrainingConfig
from vae_core.models.layers import Dense
from vae_core.models.layers.usual import (
    conv_channels,
    conv_decoder,
    conv_encoder,
    dense_decoder,
    dense_encoder,
)
from vae_core.models.objectives.settings import ObjectiveConfig
from vae_core.models.published.system import System


def _small_conv(shape: ImageShape) -> ModelConfig:
    """A small convolutional VAE with ten latent dimensions: 0.3 million products for a picture."""
    channels = (8, 16, 32) if shape == shapes.IMAGE_SHAPE else conv_channels(shape)
    encoder = conv_encoder(*channels, shape=shape, dense=128)
    decoder = conv_decoder(*reversed(channels), shape=shape, dense=128)
    return ModelConfig("vae", encoder, decoder, 10, image_shape=shape)


def _of_gan(shape: ImageShape) -> ModelConfig:
    """A dense encoder, and a decoder that ends in two small convolutions, which draws no noise of
    single pixels as one of dense layers does under a discriminator."""
    usual = conv_channels(shape)
    channels = (16, 8) if usual[0] >= 16 else usual  # Few where all pixels come of a dense layer
    decoder = conv_decoder(*channels, shape=shape, dense=256)
    return ModelConfig("vae", dense_encoder(512, 256), decoder, 20, image_shape=shape)


# 0.93 M weights, 1.86 MB in float16, which a browser has to load before the first drag.
_STRONG_DECODER = (Dense(512, spread=2.0), *dense_decoder(512, 512))
_STRONG_TRAINING = TrainingConfig(
    epochs=60,
    batch_size=256,
    lr=2e-3,
    lr_schedule="one-cycle",
    binarize="input",
    augment=1.0,
    ema=0.999,
)

PAPERS: tuple[System, ...] = (
    System(
        "beta-tcvae-10d",
        "β-TCVAE, 10-D latent",
        "A small VAE whose latent dimensions are not to depend on one another.",
        "Isolating Sources of Disentanglement in Variational Autoencoders",
        shapes.NAME,
        _small_conv(shapes.IMAGE_SHAPE),
        TrainingConfig(
            epochs=15,
            batch_size=128,
            lr=2e-3,
            lr_schedule="one-cycle",
            beta=8.0,
            objective=ObjectiveConfig("beta-tcvae"),
        ),
        author="Chen, Li, Grosse and Duvenaud, NeurIPS 2018",
        address="https://arxiv.org/abs/1802.04942",
        chosen="The paper leaves β to a search. Its constant log N in the total correlation, "
        "which no gradient sees, is left out.",
        elsewhere="The paper plots MIG over β on dSprites: 737,280 black and white images of "
        "64 × 64 with five factors, dense networks of 1,200 units. Here are 20,000 images in "
        "colour of 32 × 32 with six factors and a small convolutional network, so nothing is "
        "compared.",
        build=_small_conv,
    ),
    System(
        "vae-gan-20",
        "VAE-GAN, 20-D latent",
        "A VAE that learns from a discriminator what images have in common, and to draw real ones.",
        "Autoencoding beyond pixels using a learned similarity metric",
        "mnist",
        _of_gan(IMAGE_SHAPE),
        TrainingConfig(
            epochs=20,
            batch_size=256,
            lr=2e-3,
            beta=6.0,
            ema=0.999,
            objective=ObjectiveConfig("adversarial"),
        ),
        author="Larsen, Sønderby, Larochelle and Winther, ICML 2016",
        address="https://arxiv.org/abs/1512.09300",
        chosen="The paper’s networks are of faces; encoder, decoder and discriminator here are "
        "small ones. The loss that fools the discriminator is −log D, which does not fade, in "
        "place of log(1 − D). β is 6: a distance in features has a scale of its own, and with 1 "
        "the codes stay far from N(0, I).",
        elsewhere="The paper’s figures are of faces of 64 × 64: which attributes another "
        "network finds in what is drawn. Digits have none of them, so nothing is compared.",
        build=_of_gan,
    ),
    System(
        "cvae-label-2d",
        "Conditional VAE, 2-D latent",
        "A VAE that is told the label, so that its two latent dimensions hold the style alone.",
        "Learning Structured Output Representation using Deep Conditional Generative Models",
        "mnist",
        ModelConfig("vae", dense_encoder(1024, 512), _STRONG_DECODER, n_labels=10),
        _STRONG_TRAINING,
        author="Sohn, Lee and Yan, NeurIPS 2015",
        address="https://papers.nips.cc/paper/5775-learning-structured-output-representation-"
        "using-deep-conditional-generative-models",
        chosen="The condition is the label, and the prior is N(0, I) whatever the label is; in "
        "the paper it is a part of the image, and the prior is learned from it.",
        elsewhere="The paper’s figures on MNIST are of the rest of a digit when one, two or "
        "three quarters of it are given, not of digits when their label is given, so nothing "
        "is compared.",
    ),
)
