"""The class's trainings side by side: each a point on the plane of rate and distortion."""

from __future__ import annotations

from collections import Counter

from ui.services.classroom import push
from ui.services.classroom.changes import Change
from ui.services.classroom.made import trainings
from ui.services.classroom.made.trainings import Shared
from ui.services.classroom.people.seat import Seat
from ui.styles.inks import theme
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.charts.figure import show_figure
from ui.widgets.charts.spread import Spread
from ui.widgets.html import html, show_html


@push.pushed
def show(current: Seat) -> None:
    """Draw the plane, again as trainings come in."""
    push.listen(current.room, Change.TRAININGS)
    shared = _comparable(trainings.trainings(current.room))
    show_html(
        html(
            '<p class="lse-class-line" data-testid="class-trainings" data-count="{}">{}</p>',
            len(shared),
            _("{n} trainings of the class").format(n=len(shared))
            if shared
            else _("No training yet."),
        )
    )
    terms.caption(
        _(
            "Each student trains with another β or latent dimension on the page Train. Once it is "
            "through and looked at there, it is a point here."
        )
    )
    if not shared:
        return
    from ui.widgets.charts.rate_distortion import Trained, side_by_side

    points = [
        Trained(
            one.training.beta,
            Spread(one.training.rate, None),
            Spread(one.training.distortion, None),
            latent_dim=one.training.latent_dim,
        )
        for one in shared
    ]
    show_figure(
        side_by_side(points, theme()),
        key="class plane of trainings",
        file="class-trainings",
        alt=_("Distortion over rate, a point for each training of the class"),
    )
    terms.caption(
        _(
            "Right: more nats for the code (the rate R, the KL). Up: more error (the distortion D, "
            "cross-entropy over 784 pixels). Along a grey line D + R, the −ELBO, is the same. All "
            "in nats for each test image."
        )
    )


def _comparable(shared: list[Shared]) -> list[Shared]:
    """Those of the data set that most were trained on: figures of different ones do not compare."""
    data_sets = Counter(one.training.run.partition("/")[0] for one in shared)
    commonest = data_sets.most_common(1)[0][0] if data_sets else ""
    return [one for one in shared if one.training.run.startswith(f"{commonest}/")]
