"""The cells of the notebook: load, look at the codes and the manifold, interpolate, train again."""

from __future__ import annotations

from vae_core.runs.run import Run

Cell = tuple[str, str]
_STEPS, _MOST_EPOCHS = 400, 30  # of the training from scratch: some seconds


def cells(run: Run, images_of: str, n: int) -> list[Cell]:
    """("markdown" or "code", text) of each cell, in order.

    images_of: the title of the dataset of images.npz, which has n images.
    """
    model, classes = run.config.model, run.dataset_info.classes
    parts = [
        ("markdown", _TITLE.format(run=run.id, dim=model.latent_dim)),
        ("code", _LOAD),
        ("markdown", _CODES_TEXT if model.latent_dim > 1 else _CODES_TEXT_1),
        ("code", _codes(run)),
        ("markdown", _manifold_text(run)),
        ("code", _manifold(run)),
        ("markdown", _INTERPOLATE_TEXT.format(classes=" of different classes" if classes else "")),
        ("code", _INTERPOLATE.format(other="np.argmax(label != label[0])" if classes else 1)),
        ("markdown", _train_text(run, images_of, n)),
        ("code", _training(run, n)),
        ("markdown", _AFTER_TEXT),
        ("code", _AFTER),
    ]
    return [(kind, text.strip()) for kind, text in parts]


_TITLE = """
# {run}

A trained model with a latent space of {dim} dimensions, in plain PyTorch. It needs

    pip install torch safetensors numpy matplotlib

and the files beside it: `network.py` (the network and its loading), `weights.safetensors`,
`latents.npz` (codes and labels of the test images) and `images.npz` (images to train on).
`README.md` is the model card: data, protocol, figures, licence.
"""

_LOAD = """
import matplotlib.pyplot as plt
import numpy as np
import torch
from torch.nn import functional as F

import network

model = network.load()
model
"""

_CODES_TEXT = """
## The codes of the test images

Each dot is one test image. Where there are more than two dimensions, these are the two in which the
codes vary most.
"""
_CODES_TEXT_1 = """
## The codes of the test images

Each dot is one test image, its code across and its class up.
"""


def _codes(run: Run) -> str:
    names = run.dataset_info.classes
    draw = (
        "across, up = sorted(np.argsort(mu.std(0))[-2:])\n"
        "points = mu[:, [across, up]]\n"
        'titles = f"z{across + 1}", f"z{up + 1}"'
        if run.config.model.latent_dim > 1
        else "points = np.stack([mu[:, 0], label + np.random.uniform(-0.3, 0.3, len(mu))], 1)\n"
        f'titles = "z1", "{"class" if names else ""}"'
    )
    dots = _DOTS_OF_CLASSES.format(names=list(names)) if names else "ax.scatter(*points.T, s=3)"
    return f"""
with np.load("latents.npz") as latents:
    mu, label = latents["mu"], latents["label"]

{draw}
figure, ax = plt.subplots(figsize=(6, 6))
{dots}
ax.set_xlabel(titles[0])
ax.set_ylabel(titles[1])
plt.show()
"""


_DOTS_OF_CLASSES = """for value, name in enumerate({names!r}):
    ax.scatter(*points[label == value].T, s=3, color=plt.cm.tab10(value % 10), label=name)
ax.legend(markerscale=4, bbox_to_anchor=(1, 1), frameon=False)"""


def _manifold_text(run: Run) -> str:
    if run.config.model.kind == "vae":
        rule = "a normal distribution with mean 0 and variance 1, the prior,"
    else:
        rule = "a normal distribution with the mean and variance of the codes"
    return f"""
## The manifold

What the decoder draws on a grid: at the quantiles 0.05 to 0.95 of {rule}
along each axis. Other dimensions stay at its mean.
"""


_PLACES = """
center = {center}
spread = {spread}
steps = torch.distributions.Normal(0.0, 1.0).icdf(torch.linspace(0.05, 0.95, 15))
{grid}


def decode(z):
    \"\"\"Images (N, H, W), or (N, H, W, 3) in colour, of codes (N, D).\"\"\"
    with torch.no_grad():
        images = model.decode(z).sigmoid()
    return images[:, 0] if images.shape[1] == 1 else images.permute(0, 2, 3, 1)


def sheet(images, columns):
    \"\"\"One large picture of many, row by row.\"\"\"
    rows = [torch.cat(list(images[i : i + columns]), 1) for i in range(0, len(images), columns)]
    return torch.cat(rows, 0)


plt.figure(figsize=(7, 7))
plt.imshow(sheet(decode(z.flatten(0, -2)), 15), cmap="gray_r")
plt.axis("off")
plt.show()
"""
_GRID = """
z = center.repeat(15, 15, 1)  # rows from the top, columns from the left
z[:, :, across] += spread[across] * steps
z[:, :, up] += spread[up] * steps.flip(0)[:, None]"""
_LINE = "\nz = center + spread * steps[:, None]"


def _manifold(run: Run) -> str:
    is_vae = run.config.model.kind == "vae"
    return _PLACES.format(
        center="torch.zeros(network.LATENT_DIM)" if is_vae else "torch.from_numpy(mu).mean(0)",
        spread="torch.ones(network.LATENT_DIM)" if is_vae else "torch.from_numpy(mu).std(0)",
        grid=_GRID if run.config.model.latent_dim > 1 else _LINE,
    )


_INTERPOLATE_TEXT = """
## From one code to another

A straight line between the codes of two test images{classes}, decoded at eleven places.
"""
_INTERPOLATE = """
first, second = torch.from_numpy(mu[[0, {other}]])
weights = torch.linspace(0.0, 1.0, 11)[:, None]
walk = decode((1 - weights) * first + weights * second)

plt.figure(figsize=(11, 1))
plt.imshow(sheet(walk, 11), cmap="gray_r")
plt.axis("off")
plt.show()
"""


def _epochs(run: Run, n: int) -> int:
    """Passes over n images that make about 400 steps."""
    return max(1, min(_MOST_EPOCHS, round(_STEPS * run.config.training.batch_size / n)))


def _train_text(run: Run, images_of: str, n: int) -> str:
    of = run.dataset_info.title
    instead = "" if images_of == of else f" ({of} was not at hand when this was written)"
    return f"""
## Train the same network from scratch

In a few lines, {_epochs(run, n)} epochs on {n:,} images of {images_of}{instead}.
{_training_of(run)}
"""


def _training_of(run: Run) -> str:
    """What the few lines leave out of the training of the run itself."""
    if run.imported_from:
        return "How the run itself was trained is not known: its weights were imported."
    return (
        f"The run itself was trained on all images for {run.config.training.epochs} epochs, as "
        "`README.md` says;\nschedules, averages of the weights and deformed copies are left out "
        "here."
    )


def _training(run: Run, n: int) -> str:
    config = run.config
    training = config.training
    cut = training.binarize == "threshold"
    x = "(x > 0.5).float()  # trained on pixels of 0 and 1" if cut else "x"
    recon = (
        "F.binary_cross_entropy_with_logits(x_logits, batch, reduction='none')"
        if training.likelihood == "bce"
        else "(x_logits.sigmoid() - batch).square()"
    )
    if config.model.kind == "vae":
        loss = f"""
        x_logits, mu_batch, logvar = net(batch)
        recon = {recon}.flatten(1).sum(1)
        kl = 0.5 * (mu_batch.square() + logvar.exp() - 1.0 - logvar).sum(1)
        loss = (recon + {training.beta:g} * kl).mean()"""
        said = 'f"recon {recon.mean().item():.1f}  KL {kl.mean().item():.2f}"'
    else:
        loss = f"""
        x_logits = net(batch)
        recon = {recon}.flatten(1).sum(1)
        loss = recon.mean()"""
        said = 'f"recon {recon.mean().item():.1f}"'
    unit = "nats" if training.likelihood == "bce" else "squared error"
    return f"""
with np.load("images.npz") as images:
    x = torch.from_numpy(images["x"]).float() / 255.0  # (N, *network.IMAGE_SHAPE)
x = {x}

torch.manual_seed({training.seed})
net = type(model)()  # new weights
optimiser = torch.optim.Adam(net.parameters(), lr={training.lr:g})
for epoch in range({_epochs(run, n)}):
    for batch in x[torch.randperm(len(x))].split({training.batch_size}):{loss}
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    print(f"epoch {{epoch + 1}}, last batch:", {said})  # {unit}, per image
"""


_AFTER_TEXT = """
Some of the images above, and below each what this new network makes of it.
"""
_AFTER = """
net.eval()
with torch.no_grad():
    given = x[:11]
    output = net(given)
    back = (output[0] if isinstance(output, tuple) else output).sigmoid()
rows = torch.cat([given, back])
rows = rows[:, 0] if rows.shape[1] == 1 else rows.permute(0, 2, 3, 1)
plt.figure(figsize=(11, 2))
plt.imshow(sheet(rows, 11), cmap="gray_r")
plt.axis("off")
plt.show()
"""
