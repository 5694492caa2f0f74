"""Who works in the operation: people in every role, and the teams in the field. All invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imena.registry.actor import Actor
from imena.registry.queries.people import actor_of, user_named
from imena.registry.services import people
from imena.rehearsal.played import PASSWORD

if TYPE_CHECKING:
    from imena.registry.models import Team

OPERATION = "VYHADANA"
PURPOSE = "навчальна операція: вигадані люди"

#: User name → (name, role). The first two begin the operation.
PEOPLE: Mapping[str, tuple[str, str]] = {
    "klyuch": ("Тарас Ключ", "administrator"),
    "zamok": ("Уляна Замок", "administrator"),
    "zemlianyi": ("Остап Земляний", "field_team"),
    "lopata": ("Соломія Лопата", "field_team"),
    "sovok": ("Богдан Совок", "field_team"),
    "stezhka": ("Орися Стежка", "field_team"),
    "rivnyi": ("Матвій Рівний", "field_team"),
    "kholod": ("Ярина Холод", "mortuary"),
    "polytsia": ("Гнат Полиця", "mortuary"),
    "dveri": ("Христина Двері", "mortuary"),
    "prychyna": ("Лев Причина", "examiner"),
    "kistka": ("Дарина Кістка", "examiner"),
    "zubenko": ("Кіндрат Зубенко", "examiner"),
    "probirna": ("Зоя Пробірна", "laboratory"),
    "hen": ("Федір Ген", "laboratory"),
    "slukhai": ("Ніна Слухай", "interviewer"),
    "pytai": ("Юрко Питай", "interviewer"),
    "zbih": ("Марко Збіг", "analyst"),
    "rada": ("Рада Підпис", "board"),
    "vaha": ("Теодор Вага", "board"),
    "zakon": ("Захар Закон", "prosecutor"),
    "dozvil": ("Марта Дозвіл", "prosecutor"),
    "pravo": ("Ілля Право", "prosecutor"),
    "ridna": ("Віра Рідна", "liaison"),
    "chyslo": ("Юлій Число", "figures_officer"),
    "zvir": ("Ада Звір", "auditor"),
}


@dataclass(eq=False)
class Cast:
    """The operation’s people by user name: ``cast["zakon"]`` acts."""

    actors: dict[str, Actor]

    def __getitem__(self, username: str) -> Actor:
        return self.actors[username]

    def send(self, code: str, name: str, usernames: tuple[str, ...]) -> Team:
        """Make a team of the field people named."""
        first, second = self["klyuch"], self["zamok"]
        team = people.make_team(first, code=code, name=name)
        for username in usernames:
            user = user_named(username)
            people.give_role(first, user, "field_team", approvers=[second], team=team)
        return team

    def arrived(self, usernames: tuple[str, ...]) -> None:
        """Let people know what has become theirs: the sites of their teams."""
        for username in usernames:
            self.actors[username] = self._known(self[username])

    def _known(self, actor: Actor) -> Actor:
        return actor_of(actor.user, actor.operation, purpose=PURPOSE)


def assemble() -> Cast:
    """Begin the operation in an empty case file, with everybody’s access but the teams’.

    Raises
    ------
    Refused
        Where the case file has begun already.
    """
    administrators = list(PEOPLE)[:2]
    operation, (first, second) = people.begin_operation(
        code=OPERATION,
        name_uk="Вигадана операція",
        name_en="Invented operation",
        administrators=[(u, PEOPLE[u][0], PASSWORD) for u in administrators],
    )
    actors = {}
    for username, (name, role) in PEOPLE.items():
        if username in administrators:
            user = user_named(username)
        else:
            user = people.add_user(first, username=username, display_name=name, password=PASSWORD)
        if role not in ("administrator", "field_team"):
            people.give_role(first, user, role, approvers=[second])
        actors[username] = actor_of(user.id, operation.id, purpose=PURPOSE)
    return Cast(actors)
