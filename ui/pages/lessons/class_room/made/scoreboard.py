"""The scoreboard of the hole hunt: for each game the best of each student."""

from __future__ import annotations

from collections import defaultdict

from ui.services.classroom import push
from ui.services.classroom.changes import Change
from ui.services.classroom.classroom import Classroom
from ui.services.classroom.made import scores
from ui.services.classroom.made.scores import Scored
from ui.services.classroom.people import members
from ui.services.classroom.people.members import Student
from ui.services.classroom.people.seat import Seat
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import Markup, html, join, show_html

_MOST_ROWS, _MOST_GAMES = 12, 3


@push.pushed
def show(current: Seat) -> None:
    """Draw it, again as scores come in."""
    push.listen(current.room, Change.SCORES)
    terms.caption(
        _(
            "Give the class one link to the same ten places: AE vs VAE, hole hunt, *Give a class "
            "these places*. Whoever is through stands here."
        )
    )
    show_html(board_html(current.room))


def board_html(room: Classroom) -> Markup:
    """HTML of the games that most have played. Names are the students' own, escaped."""
    games: dict[str, list[Scored]] = defaultdict(list)
    for one in scores.scores(room):
        games[one.game].append(one)
    most_played = sorted(games, key=lambda game: -len(games[game]))[:_MOST_GAMES]
    who = members.students(room)
    return html(
        '<div class="lse-class-scores" data-testid="class-scores" data-count="{}">{}</div>',
        sum(map(len, games.values())),
        join(_game(game, games[game], who) for game in most_played)
        if games
        else html("<p>{}</p>", _("No score yet.")),
    )


def _game(game: str, scored: list[Scored], who: dict[str, Student]) -> Markup:
    rows = join(
        html(
            '<tr><td>{rank}</td><th scope="row">{name}</th>'
            '<td><i aria-hidden="true"><b style="width:{share}%"></b></i></td>'
            "<td>{right}</td></tr>",
            rank=1 + sum(other.score.right > one.score.right for other in scored),
            name=who[one.student].title if one.student in who else _("somebody who has left"),
            share=round(100 * one.score.right / max(one.score.asked, 1), 1),
            right=_("{right} of {asked}").format(right=one.score.right, asked=one.score.asked),
        )
        for one in scored[:_MOST_ROWS]
    )
    more = ""
    if len(scored) > _MOST_ROWS:
        more = html("<p>{}</p>", _("And {n} more.").format(n=len(scored) - _MOST_ROWS))
    seed, _space, runs = game.partition(" ")
    return html(
        "<table><caption><b>{}</b> {}</caption><tbody>{}</tbody></table>{}",
        _("Places {seed}").format(seed=seed),
        runs,
        rows,
        more,
    )
