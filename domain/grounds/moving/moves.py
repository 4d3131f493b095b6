"""A movement of a pupil put right: whether all of them still hang together, and what follows (LAW 29, 49)."""

from collections.abc import Sequence

from domain.grounds.moving.papers import refuse_orphans
from domain.grounds.reading import term_books, terms_of
from domain.grounds.reserved import books_of
from domain.grounds.rows import Change, Righting, Term
from domain.grounds.sights import on_day
from domain.grounds.situation import Situation, known_class, refuse_signed
from domain.state.facts import Klass, Membership, Pupil, Said
from domain.state.membership import memberships, stays_of
from domain.state.state import State
from domain.state.stays import enrolled, moved, out_of, pupil_of, standing
from domain.words.days import covers, day_before
from domain.words.entry import Entry
from domain.words.refusal import Refusal
from domain.words.streams import book_stream, month_streams

DAYS = frozenset(("class", "from", "last"))


def righting(*fields: str, never_void: bool = False) -> Righting:
    """How a movement is put right, of which these fields can be wrong."""
    return Righting(
        fields=frozenset(fields),
        never_void=never_void,
        judge=_refuse_movement,
        reads=_around_movement,
        put_right=_refold,
        touches=_touches,
    )


def _refuse_movement(act: Situation, said: Said, change: Change) -> None:
    """LAW 49, in its order: register, order of the stays, signed months, absences, marks, papers, letters."""
    state, name = act.state, said.data["pupil"]
    new = said.amended(change, said.pos)
    _refuse_register(state, said, new)
    known_class(state, new.data["class"])
    moves = [new if pos == said.pos else state.said[pos] for pos in state.moves[name]]
    _refuse_disorder(state, standing(moves))
    if change is None or DAYS & change.keys():
        _refuse_signed(state, said, new)
    pupil = pupil_of(moves)
    before = memberships(state, name)
    _refuse_absent(state, before, pupil)
    for klass in {stay.klass for stay in before} - {stay.klass for stay in stays_of(pupil)}:
        _refuse_marked(state, name, klass)
    refuse_orphans(state, name, before, stays_of(pupil))
    if said.type == "PupilPlaced" and (change is None or "cause" in change):
        _refuse_letter(state, said)


def _refuse_register(state: State, said: Said, new: Said) -> None:
    number = new.data.get("register")
    if said.type == "PupilEnrolled" and number != said.data["register"] and number in state.registers:
        raise Refusal("REGISTER_TWICE", "S40", register=number)


def _refuse_disorder(state: State, moves: Sequence[Said]) -> None:
    """Raises what the first movement out of order would have been refused by."""
    pupil = enrolled(moves[0])
    for each in moves[1:]:
        if each.type == "PupilLeft":
            _refuse_leaving(pupil, each)
        else:
            _refuse_placing(state, pupil, each)
        pupil = moved(pupil, each)


def _refuse_leaving(pupil: Pupil, said: Said) -> None:
    if pupil.klass != said.data["class"] or pupil.left:
        raise Refusal("MOVE_WRONG", "S65", pupil=pupil.pupil, klass=said.data["class"], pos=said.pos)
    if said.data["last"] < day_before(pupil.start):
        raise Refusal("BAD_PERIOD", "S65", start=pupil.start, end=said.data["last"])


def _refuse_placing(state: State, pupil: Pupil, said: Said) -> None:
    klass, former = state.classes[said.data["class"]], state.classes[pupil.klass]
    if not _leads(said.data["cause"], klass, former):
        raise Refusal("MOVE_WRONG", "S65", pupil=pupil.pupil, klass=klass.klass, pos=said.pos)
    start = said.data["from"]
    if start <= pupil.start or (pupil.left and start <= pupil.end):
        raise Refusal("BAD_PERIOD", "S65", start=start, end=pupil.end)


def _leads(cause: str, klass: Klass, former: Klass) -> bool:
    """The table of causes by year and grade alone: two movements are put right one after the other, and in
    between one comes back who never left, or changes into the same class."""
    same = (klass.year, klass.grade) == (former.year, former.grade)
    later = klass.year > former.year
    return {"year": later, "change": same, "return": same or later}[cause]


def _refuse_signed(state: State, said: Said, new: Said) -> None:
    """The months of the old and of the new day, in the classes into and out of which it leads."""
    former = out_of([state.said[pos] for pos in state.moves[said.data["pupil"]]], said)
    classes = {said.data["class"], new.data["class"]} | ({former} if former else set())
    field = "last" if said.type == "PupilLeft" else "from"
    for klass in sorted(classes):
        for day in {said.data[field], new.data[field]}:
            refuse_signed(state, klass, day)


def _refuse_absent(state: State, before: Sequence[Membership], pupil: Pupil) -> None:
    """Raises MOVE_WRONG: no absence that holds a value falls out of the stays (LAW 29)."""
    stays = stays_of(pupil)
    for klass in sorted({stay.klass for stay in before}):
        for stream in month_streams(klass, state.classes[klass].year):
            for who, date, session, _ in state.month(klass, stream[-7:]).held():
                here = any(s.klass == klass and covers(date, s.start, s.end) for s in stays)
                if who == pupil.pupil and not here:
                    raise Refusal("MOVE_WRONG", "S65", pupil=who, klass=klass, date=date, session=session)


def _refuse_marked(state: State, pupil: str, klass: str) -> None:
    """Raises MOVE_WRONG: in a class in which the pupil never was, nothing of the pupil may count."""
    found = state.classes[klass]
    opened = found.year in state.years
    recorded = [s for s in (1, 2) if opened and pupil in state.term(klass, s).pupils]
    books = [(of, s) for s in (1, 2) for of in books_of(found, s) if of != "profile"]
    marked = [of for of, s in books if state.books[book_stream(klass, of, s)].counts(pupil)]
    if marked or recorded:
        raise Refusal("MOVE_WRONG", "S65", pupil=pupil, klass=klass, subjects=marked, semesters=recorded)


def _refuse_letter(state: State, said: Said) -> None:
    """Raises IN_USE: the letter of who came back rests on the coming."""
    letters = (
        e for e in state.said.values() if e.type == "TransferredIn" and max(e.pos, e.changed) > said.pos
    )
    resting = [e.pos for e in letters if e.data["pupil"] == said.data["pupil"] and not e.void]
    if resting:
        raise Refusal("IN_USE", "S65", of=said.pos, resting=resting)


def _around_movement(state: State, said: Said, change: Change) -> list[str]:
    """Absences wherever the pupil was; of a class that the pupil may drop out of, its books and results."""
    classes = {stay.klass for stay in memberships(state, said.data["pupil"])}
    if change is not None and "class" in change and change["class"] in state.classes:
        classes.add(change["class"])
    months = [month for klass in sorted(classes) for month in month_streams(klass, state.classes[klass].year)]
    days = [each[field] for each in (said.data, change or {}) for field in ("from", "last") if field in each]
    months += [f"attendance/{klass}/{day[:7]}" for klass in sorted(classes) for day in days]
    if change is not None and "class" not in change:
        return months
    here = said.data["class"]
    books = [book for semester in (1, 2) for book in term_books(state, here, semester)]
    return [*months, *books, *terms_of(state, [here])]


def _refold(state: State, said: Said, _entry: Entry) -> None:
    """The pupil whom all movements make, now that one of them reads otherwise."""
    name = said.data["pupil"]
    moves = [state.said[pos] for pos in state.moves[name]]
    before = {stay.klass for stay in memberships(state, name)}
    state.registers.discard(state.pupils[name].register)
    pupil = state.pupils[name] = pupil_of(moves)
    state.registers.add(pupil.register)
    after = {stay.klass for stay in memberships(state, name)}
    for klass in before - after:
        state.rosters[klass].remove(name)
    for klass in after - before:
        state.rosters[klass].append(name)
    state.leavings[name] = [
        (each.data["class"], each.data["last"], each.pos)
        for each in moves
        if each.type == "PupilLeft" and not each.void
    ]


def _touches(state: State, said: Said, change: Change) -> list[Term]:
    """From the earlier of both days on, the classes into and out of which it leads or led."""
    said_then = [said.data] if change is None else [said.data, {**said.data, **change}]
    former = out_of([state.said[pos] for pos in state.moves[said.data["pupil"]]], said)
    classes = {each["class"] for each in said_then} | ({former} if former else set())
    still_there = said.type == "PupilLeft"
    day = min(each["last" if still_there else "from"] for each in said_then)
    return on_day(state, sorted(classes), day, still_there=still_there)
