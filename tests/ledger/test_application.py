"""One school's log as an Application: the library's own readers work on it unchanged."""

import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from eventsourcing.application import AggregateNotFoundError
from eventsourcing.persistence import ProgrammingError

from domain.words.entry import Draft
from ledger.database import Database
from ledger.form.lines import Made
from ledger.log import SchoolLog
from ledger.writing.application import SchoolApplication
from tests.ledger.toy import BOOK, DIGEST, mark, new_log, new_writer, writes

pytestmark = pytest.mark.each_postgres


@pytest.fixture(scope="module")
def db(module_dsn: str) -> Iterator[Database]:
    database = Database(module_dsn)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def log(db: Database) -> SchoolLog:
    made = new_log(db)
    new_writer(made).submit("P1", "c", DIGEST, writes(*[mark(f"p{k}", value=k) for k in range(25)]))
    return made


@pytest.fixture
def application(log: SchoolLog) -> SchoolApplication:
    return SchoolApplication(log.db, log.school, log.origin)


def test_notification_log_presents_linked_sections_without_gaps(application: SchoolApplication) -> None:
    """Another program can follow the log by the library's remote protocol."""
    section, ids = application.notification_log["1,10"], []
    while True:
        ids += [item.id for item in section.items]
        if section.next_id is None:
            break
        section = application.notification_log[section.next_id]
    assert ids == list(range(1, 26))


def test_repository_folds_a_stream_from_its_lines(application: SchoolApplication) -> None:
    """`originator_id` is the stream; the fold is a plain function."""

    def fold(book: dict[str, Any] | None, events: Iterable[Made]) -> Any:
        cells = dict(book or {})
        for event in events:
            cells[event.entry.data["pupil"]] = event.entry.data["value"]
        return cells or None

    book: Any = application.repository.get(BOOK, projector_func=fold)  # type: ignore[type-var]
    assert book == {f"p{k}": k for k in range(25)}
    first: Any = application.repository.get(BOOK, version=2, projector_func=fold)  # type: ignore[type-var]
    assert first == {"p0": 0, "p1": 1}
    with pytest.raises(AggregateNotFoundError):
        application.repository.get("book/none", projector_func=fold)  # type: ignore[type-var]


def test_state_of_a_stored_event_is_the_line_itself(application: SchoolApplication, log: SchoolLog) -> None:
    """No second form of a record exists: what the library stores is what was hashed."""
    events: Any = list(application.events.get(BOOK))
    assert [event.line for event in events] == list(log.lines())
    assert [application.mapper.to_stored_event(event) for event in events] == list(
        application.recorder.select_events(BOOK)
    )


def test_saving_without_a_decision_is_refused(application: SchoolApplication, log: SchoolLog) -> None:
    """`save` of whatever object is no way around the writer."""
    event: Any = next(iter(application.events.get(BOOK)))
    with pytest.raises(ProgrammingError):
        application.save(event)
    assert log.head().size == 25


def test_snapshots_and_tracking_have_no_place_beside_the_log(application: SchoolApplication) -> None:
    """Only lines are records."""
    for construct in (
        application.factory.aggregate_recorder,
        application.factory.tracking_recorder,
        application.factory.process_recorder,
    ):
        with pytest.raises(ProgrammingError):
            construct()


def test_environment_of_the_process_configures_nothing(
    log: SchoolLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stray variable for the library must not move records elsewhere."""
    monkeypatch.setenv("PERSISTENCE_MODULE", "eventsourcing.popo")
    monkeypatch.setenv("COMPRESSOR_TOPIC", "zlib")
    monkeypatch.setenv("IS_SNAPSHOTTING_ENABLED", "y")
    application = SchoolApplication(log.db, log.school, log.origin)
    assert application.snapshots is None
    assert application.recorder.max_notification_id() == 25


def test_four_hundred_applications_are_nothing(db: Database) -> None:
    """A province's schools in one process (measured: about 20 µs each)."""
    spent = []
    for _ in range(3):  # the best of three: on a busy machine one pass may wait for its core
        start = time.process_time()
        applications = [SchoolApplication(db, school, f"62.socai/{school}") for school in range(400)]
        spent.append(time.process_time() - start)
    assert min(spent) < 0.5
    assert len({id(each.recorder) for each in applications}) == 400


def test_draft_type_becomes_the_topic(log: SchoolLog, application: SchoolApplication) -> None:
    """No Python path stands in a record, so code may be moved."""
    new_writer(log).submit("P1", "c2", DIGEST, writes(Draft("school", "PolicySet", {})))
    assert application.recorder.select_notifications(26, 1)[0].topic == "PolicySet"
