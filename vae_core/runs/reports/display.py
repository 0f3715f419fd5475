"""A run as a line of text and as a table, for consoles and notebooks."""

from __future__ import annotations

from markupsafe import Markup

from vae_core.runs.run import Run

_KINDS = {"ae": "AE", "vae": "VAE", "recogniser": "recogniser"}
# Figures of the test set by their name in metrics.json, and how they are written.
_FIGURES = {
    "neg_elbo": ("−ELBO", "{:.2f} nats"),
    "recon": ("reconstruction", "{:.2f} nats"),
    "kl": ("KL", "{:.2f} nats"),
    "pixel_mse": ("pixel MSE", "{:.4f}"),
    "knn_accuracy": ("k-NN accuracy", "{:.2%}"),
    "accuracy": ("accuracy", "{:.2%}"),
    "cross_entropy": ("cross-entropy", "{:.3f} nats"),
}


def one_line(run: Run) -> str:
    """For example "<Run mnist/vae-2d: VAE, 2-D latent, −ELBO 137.28 nats, ...>"."""
    figures = ", ".join(f"{name} {value}" for name, value in _figures(run).items())
    return f"<Run {run.id}: {_kind(run)}, {figures}>"


def html_table(run: Run) -> str:
    """HTML table of id, kind, dataset, training and figures of a run; every value is escaped."""
    training = run.config.training
    rows = {
        "model": _kind(run),
        "dataset": run.dataset_info.title,
        "preset": run.config.preset,
        "training": f"{training.epochs} epochs, seed {training.seed}",
        **_figures(run),
    }
    row = Markup("<tr><th>{}</th><td>{}</td></tr>")
    body = Markup("").join(row.format(name, value) for name, value in rows.items())
    return str(Markup("<table><caption>{}</caption>{}</table>").format(run.id, body))


def _kind(run: Run) -> str:
    model = run.config.model
    name = _KINDS[model.kind]
    return name if model.kind == "recogniser" else f"{name}, {model.latent_dim}-D latent"


def _figures(run: Run) -> dict[str, str]:
    values = run.metrics["evaluation"]
    return {
        title: form.format(values[name])
        for name, (title, form) in _FIGURES.items()
        if isinstance(values.get(name), int | float)
    }
