"""Words that everybody at a school thinks of first: its name and codes, names, pupils' birthdays."""

from domain.law import Fold


def own_words(facts: Fold, person: str, school: str, code: str) -> list[str]:
    """Of the school, and of the person who chooses a password there."""
    known = facts.people.get(person)
    return [
        *(school, code, facts.origin, person, "sổ cái", "socai", "giáo viên", "học sinh", "trường học"),
        *([known.name] if known else []),
        *(form for klass in facts.classes.values() for form in (klass.name, klass.year)),
        *(form for pupil in facts.pupils.values() for form in (pupil.pupil, *_as_typed(pupil.born))),
    ]


def _as_typed(day: str | None) -> list[str]:
    """A birthday in the forms in which it is typed here."""
    if not day:
        return []
    year, month, number = day.split("-")
    return [f"{number}{month}{year}", f"{number}/{month}/{year}", f"{number}{month}{year[2:]}"]
