"""The figures of the comparison: what each is called, means and is measured in."""

from __future__ import annotations

from dataclasses import dataclass

from ui.text.words import _


@dataclass(frozen=True)
class Measure:
    """One figure of `vae_core.evaluation.codes.ae_vs_vae`.

    written: "share" (0 to 1, shown in %), "count" (of the classes) or "number".
    better: 1 where more of it is better, -1 where less is, 0 where it is neither.
    """

    key: str
    label: str
    meaning: str
    written: str = "number"
    unit: str = ""
    decimals: int = 2
    better: int = 0


_CERTAIN = _("The recogniser, trained on the same data set, is at least 90 % sure of a class.")
_CODES = {
    "prior": _("N(0, I)"),
    "fitted_gaussian": _("fitted Gaussian"),
    "mixture": _("mixture of 10"),
}
_DRAWN = {
    "prior": _("codes drawn from N(0, I)"),
    "fitted_gaussian": _("codes drawn from a Gaussian with the codes’ mean and covariance"),
    "mixture": _("codes drawn from a mixture of 10 Gaussians fitted to the codes"),
}


def _of_each_source() -> list[Measure]:
    """The figures of decoded random codes, for each source of codes."""
    measures = []
    for source, short in _CODES.items():
        drawn = _DRAWN[source]
        measures += [
            Measure(
                f"recognised_share_{source}",
                _("Recognised, {source}").format(source=short),
                _("Share of pictures from {drawn} that are recognised. {clear}").format(
                    drawn=drawn, clear=_CERTAIN
                ),
                "share",
                better=1,
            ),
            Measure(
                f"frechet_{source}",
                _("Fréchet distance, {source}").format(source=short),
                _(
                    "How far pictures from {drawn} lie from the test images in the recogniser’s "
                    "features: a squared length, 0 is the same."
                ).format(drawn=drawn),
                decimals=0,
                better=-1,
            ),
            Measure(
                f"entropy_{source}",
                _("Class entropy, {source}").format(source=short),
                _(
                    "How evenly pictures from {drawn} spread over the classes: 0 where all are "
                    "one class, ln 10 = 2.30 where all ten come equally often."
                ).format(drawn=drawn),
                unit=_("nats"),
                better=1,
            ),
            Measure(
                f"classes_{source}",
                _("Classes reached, {source}").format(source=short),
                _("Classes that at least 5 % of pictures from {drawn} are read as.").format(
                    drawn=drawn
                ),
                "count",
                better=1,
            ),
            Measure(
                f"holes_{source}",
                _("In a hole, {source}").format(source=short),
                _(
                    "Share of {drawn} that lie farther from the test codes than 98.5 % of the "
                    "test codes lie from one another."
                ).format(drawn=drawn),
                "share",
                better=-1,
            ),
        ]
    return measures


MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure(
            "reach",
            _("Codes reach"),
            _(
                "99 % of the test codes lie within this distance of 0, in units of z; 3.0 of draws "
                "from N(0, I) in two dimensions."
            ),
            decimals=1,
        ),
        Measure(
            "spread",
            _("Spread"),
            _(
                "Root mean square distance of the codes from their mean, for each dimension; 1 "
                "for N(0, I)."
            ),
        ),
        *_of_each_source(),
        Measure(
            "recognised_share_box",
            _("Recognised, box"),
            _(
                "Share of the box around the codes that decodes to something recognised. {clear}"
            ).format(clear=_CERTAIN),
            "share",
            better=1,
        ),
        Measure(
            "empty_share",
            _("Empty area"),
            _(
                "Share of the area among the codes with no code near: the second nearest is over "
                "1.6 % of the plane’s width away. In two dimensions only."
            ),
            "share",
            better=-1,
        ),
        Measure(
            "mean_norm",
            _("Codes’ mean from 0"),
            _("How far the middle of all codes is from that of N(0, I), in units of z."),
        ),
        Measure(
            "covariance_distance",
            _("Covariance from I"),
            _("Frobenius norm of the codes’ covariance less that of N(0, I), which is I."),
        ),
        Measure(
            "mmd_prior",
            _("MMD² to N(0, I)"),
            _(
                "Maximum mean discrepancy, squared, between the codes and N(0, I), with a Gaussian "
                "kernel: 0 where both are one distribution, at most 2."
            ),
            decimals=4,
        ),
        Measure(
            "knn_accuracy",
            _("k-NN accuracy"),
            _(
                "Share of test images whose 20 nearest training codes vote for the right label: "
                "the less the classes overlap, the higher."
            ),
            "share",
            better=1,
        ),
        Measure(
            "recon",
            _("Reconstruction"),
            _(
                "Cross-entropy between a test image and what comes back, summed over all of its "
                "values. A VAE decodes a sample of its posterior."
            ),
            unit=_("nats"),
            decimals=1,
            better=-1,
        ),
        Measure(
            "recon_mu",
            _("Reconstruction at μ"),
            _(
                "The same with a VAE decoding the mean μ of its posterior, as an AE decodes its "
                "one code: the fair comparison."
            ),
            unit=_("nats"),
            decimals=1,
            better=-1,
        ),
    )
}
