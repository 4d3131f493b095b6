"""One school's log as an Application of the eventsourcing library."""

from collections.abc import Callable, Sequence
from typing import Any

from eventsourcing.application import Application
from eventsourcing.persistence import (
    ApplicationRecorder,
    EventStore,
    InfrastructureFactory,
    JSONTranscoder,
    Mapper,
    ProcessRecorder,
    ProgrammingError,
    StoredEvent,
    TrackingRecorder,
    Transcoder,
)
from eventsourcing.utils import Environment, EnvType

from ledger.database import Database
from ledger.form.lines import Made, read_line
from ledger.writing.recorder import SchoolRecorder, Swap


class LineMapper(Mapper[str]):
    """The state of a stored event is the line itself, so what is stored is what was hashed."""

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        return StoredEvent(
            domain_event.originator_id,
            domain_event.originator_version,
            domain_event.entry.type,
            domain_event.line,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        entry = read_line(stored_event.state)
        return Made(entry.stream, entry.ver, entry, stored_event.state)


class SchoolFactory(InfrastructureFactory[TrackingRecorder]):
    """Gives the recorder; a pool cannot travel in the environment that the library reads."""

    def __init__(self, env: Environment, db: Database, school: int) -> None:
        super().__init__(env)
        self._db = db
        self._school = school

    def application_recorder(self) -> SchoolRecorder:
        return SchoolRecorder(self._db, self._school)

    def aggregate_recorder(self, purpose: str = "events") -> Any:
        raise ProgrammingError(f"a log keeps no {purpose} outside its lines")

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> Any:  # noqa: ARG002
        raise ProgrammingError("projections track positions in their own transaction")

    def process_recorder(self) -> ProcessRecorder:
        raise ProgrammingError("projections track positions in their own transaction")


class SchoolApplication(Application[str]):
    """The log of one school. `notification_log` and `recorder.subscribe` follow its positions in order.

    `append` is the only way in; `repository.get(stream, projector_func=...)` folds a stream. Cheap: a process
    may hold one for each of 400 schools.
    """

    recorder: SchoolRecorder

    def __init__(self, db: Database, school: int, origin: str) -> None:
        self.origin = origin
        self._db = db
        self._school = school
        super().__init__()

    def append(self, made: Sequence[Made], swap: Swap, beside: Callable[[], None]) -> None:
        """Writes a group, as SchoolRecorder.insert_lines does.

        Not by `save`: the library would look at the protocols of what it is given and wrap every line twice,
        which costs a tenth of a teacher's save.
        """
        self.recorder.insert_lines([each.line for each in made], swap, beside)

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        # The environment configures nothing here, and copying it for each school costs most of the time.
        return Environment(name, env or {})

    def construct_factory(self, env: Environment) -> InfrastructureFactory[TrackingRecorder]:
        return SchoolFactory(env, self._db, self._school)

    def construct_transcoder(self) -> Transcoder:
        return JSONTranscoder()

    def construct_mapper(self) -> Mapper[str]:
        return LineMapper(self.construct_transcoder())

    def construct_recorder(self) -> ApplicationRecorder:
        return self.factory.application_recorder()

    def construct_event_store(self) -> EventStore[str]:
        return EventStore(self.mapper, self.recorder)
