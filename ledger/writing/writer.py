"""The way into a log: requests are decided one after the other, written as a group, answered after COMMIT."""

import re
from collections.abc import Callable, Sequence
from typing import Generic

import psycopg
from psycopg_pool import PoolTimeout

from domain.words.entry import Entry
from domain.words.streams import RESETS_CLOCK
from ledger.clock import Clock
from ledger.conflict import Conflict
from ledger.form.canonical import NotCanonical, leaf_hash
from ledger.form.lines import SALT_BYTES, Act, Made, make_lines
from ledger.log import Head, SchoolLog
from ledger.signing.wholeness import Wholeness
from ledger.steps import step
from ledger.writing.application import SchoolApplication
from ledger.writing.combining import CombiningQueue
from ledger.writing.failing import certain, concerns_all, passing, refusal_of, unwritable
from ledger.writing.recorder import CommandRepeated, SwapLost
from ledger.writing.requests import (
    Decide,
    Decided,
    Plan,
    Request,
    Sign,
    Written,
    answer_rest,
    next_group,
    receipted,
    swap_of,
)
from ledger.writing.standing import S, Standing

MAX_GROUP = 128
MORE_ATTEMPTS = 20
# Where crash tests kill the process; what each leaves stands beside its step().
STEPS = ("append:taken", "append:decided", "append:committed", "append:advanced")

_CMD = re.compile(r"[A-Za-z0-9_-]{1,36}", re.ASCII)

__all__ = ["STEPS", "Conflict", "Decide", "Decided", "Writer", "Written"]


class Writer(Generic[S]):
    """The only writer of one log in this process; other processes may have theirs (the append tells).

    `state` makes an empty state: the writer folds the log into it, and makes a new one when it must.
    `entropy` gives that many random bytes; a log that is not `whole` is not written.
    """

    def __init__(
        self,
        log: SchoolLog,
        state: Callable[[], S],
        clock: Clock,
        entropy: Callable[[int], bytes],
        whole: Wholeness,
    ) -> None:
        self._log = log
        self._whole = whole
        self._clock = clock
        self._entropy = entropy
        self._standing: Standing[S] = Standing(log, state, clock)
        self._application = SchoolApplication(log.db, log.school, log.origin)
        self._queue: CombiningQueue[Request[S]] = CombiningQueue(self._serve, MAX_GROUP)

    def submit(
        self,
        person: str,
        cmd: str,
        digest: bytes,
        decide: Decide[S],
        *,
        resets_clock: bool = False,
        sign: Sign | None = None,
    ) -> Written:
        """Writes what `decide(state, now)` drafts; returns once it is durable. Thread-safe.

        `digest` tells requests apart: a second submit of (person, cmd) gives the first answer again if it is
        the same, also when the right has ended since. `decide` may run several times, each time on a newer
        state; what it raises is raised here, and forgotten. It runs alone and must not submit. `sign` makes
        the receipt's line while the database writes; nobody gets it before COMMIT.
        `resets_clock`: the drafts are a ClockReset, which may go back behind the head's time.
        Raises Conflict, or psycopg.OperationalError if the database is away and nothing was sent to it.
        """
        if not _CMD.fullmatch(cmd):
            raise Conflict("COMMAND_MALFORMED", 422, cmd=cmd)
        request = Request(person, cmd, digest, decide, resets_clock, sign)
        self._queue.submit(request)
        answer = request.answer
        if isinstance(answer, Written) and answer.receipt is None:
            answer = receipted(request, self._log.origin, answer)
        if not isinstance(answer, Written):
            raise answer or RuntimeError("a request was left without an answer")
        return answer

    def stream(self, name: str) -> list[Entry]:
        """The entries of a stream as the command now being decided must see them; only for use in `decide`.

        They include what earlier commands of the same group will have written.
        """
        return self._standing.stream(name)

    def _serve(self, requests: Sequence[Request[S]]) -> None:
        """Answers every request; runs in one thread at a time."""
        step("append:taken")  # A crash leaves nothing: no request has reached the database.
        try:
            self._attempt(next_group(requests), turn=False)
            in_vain = 0
            while in_vain < MORE_ATTEMPTS:
                left = [request for request in requests if request.answer is None]
                if not left:
                    return
                with self._application.recorder.turn():
                    self._attempt(next_group(left), turn=True)
                in_vain += all(request.answer is None for request in left)
            answer_rest(requests, Conflict("LOG_BUSY", 503))
        except Exception as error:  # noqa: BLE001  # whatever it is, nobody may be left waiting
            self._standing.forget()
            answer_rest(requests, error)
        except BaseException as error:
            self._standing.forget()
            answer_rest(requests, error)
            raise

    def _attempt(self, group: Sequence[Request[S]], turn: bool) -> None:
        """Decides the group on the newest state known and appends it; whom it cannot answer, it leaves.

        `turn`: nobody else can append now, so the state is brought up first and the swap cannot be lost.
        """
        self._standing.drop_assumed()
        if turn or not self._standing.known:
            self._standing.bring_up()
            self._whole.doubt()  # a new head: the log went on, or the database was put back
        try:
            self._whole.require()
            now = self._now(group[0].resets_clock)
        except Conflict as conflict:
            if self._standing.current():
                self._settle_all(group, conflict)
            return
        plans = [self._plan(request, now) for request in group]
        step("append:decided")  # A crash leaves nothing: the lines exist in memory only.
        if self._append(plans, now, turn):
            self._answer(plans)

    def _now(self, resets_clock: bool) -> str:
        """The one instant of a group. Raises Conflict if the clock must not be used."""
        self._clock.require_steady()
        now = self._clock.now()
        if resets_clock:
            return now
        at = self._standing.head.at
        if at <= now:
            return now
        if at > self._clock.tolerated():
            raise Conflict("CLOCK_BEHIND", 503, head=at, clock=now)
        return at

    def _plan(self, request: Request[S], now: str) -> Plan[S]:
        """Decides one request behind those before it. A refusal concerns it alone."""
        standing = self._standing
        state = standing.catch_up_assumed()
        try:
            decided = request.decide(state, now)
            made = self._make(request, now, decided) if decided.drafts else []
        except NotCanonical as fault:
            return Plan(request, [], unwritable(fault))
        except Exception as refusal:  # noqa: BLE001  # a fault in one decision is no fault of the others
            return Plan(request, [], refusal)
        standing.assume(made)
        return Plan(request, made, None)

    def _make(self, request: Request[S], now: str, decided: Decided) -> list[Made]:
        actor, drafts, sign = decided
        if actor.person != request.person:
            raise ValueError(f"{request.person} cannot act as {actor.person}")
        if request.resets_clock and drafts[0].type != RESETS_CLOCK:
            raise ValueError("only a ClockReset may go back in time")
        return make_lines(
            self._log.origin,
            self._standing.tail,
            Act(request.cmd, now, actor, drafts, sign),
            self._standing.next_versions(drafts),
            self._entropy(SALT_BYTES * len(drafts)),
        )

    def _append(self, plans: Sequence[Plan[S]], now: str, turn: bool) -> bool:
        """Writes the group's lines. False: not written on this head, the requests must be decided again."""
        made = [each for plan in plans for each in plan.made]
        if not made:
            return self._standing.current()
        head = self._standing.head
        swap = swap_of(head, now, plans, turn)
        try:
            # A crash in here leaves all of the group or nothing; a retry of each command tells which.
            self._application.append(made, swap, lambda: self._prepare(plans))
        except SwapLost:
            return False
        except CommandRepeated:
            for plan in plans:
                self._settle_known(plan.request)
            return False
        except PoolTimeout:
            self._log.db.health.failed("DATABASE_AWAY")
            raise  # nothing was sent
        except psycopg.Error as error:
            self._fail(plans, error)
            return False
        self._log.db.health.worked()
        # A crash here leaves the entries without an answer; the retry gets the first receipt.
        step("append:committed")
        if self._application.recorder.database_now is not None:
            self._clock.compare(self._application.recorder.database_now)
        epoch = head.epoch if swap.epoch is None else swap.epoch
        self._standing.committed(Head(head.size + len(made), swap.last_leaf, now, epoch))
        # As after COMMIT: state and versions are read from the log at the next start.
        step("append:advanced")
        return True

    def _fail(self, plans: Sequence[Plan[S]], error: psycopg.Error) -> None:
        """Answers whom an append that failed leaves without hope; the others are decided again."""
        tried = [plan.request for plan in plans if plan.made]
        if not certain(error):
            self._log.db.health.failed("DATABASE_AWAY")
            self._lose_answer(plans)
        elif concerns_all(error) and not passing(error):
            refusal = refusal_of(error)
            self._log.db.health.failed(getattr(refusal, "code", "WRITING_FAILED"))
            answer_rest(tried, refusal)
        elif len(tried) == 1 and not passing(error):
            answer_rest(tried, refusal_of(error))
        else:
            # One of them cannot be stored, or the attempt was cancelled: each has one of its own.
            for request in tried:
                request.alone = True

    def _lose_answer(self, plans: Sequence[Plan[S]]) -> None:
        """The connection died during the append: it was written, or not, or the server is still at it.

        Deciding again is safe in each case: a written command is found as repeated, and of two appends on one
        head only one succeeds. Only who is then refused has no certain answer.
        """
        for plan in plans:
            plan.request.doubtful = plan.request.doubtful or bool(plan.made)
        self._standing.forget()
        self._log.db.pool.check()

    def _prepare(self, plans: Sequence[Plan[S]]) -> None:
        """Makes the answers of a group while the database writes it."""
        for request, made, _ in plans:
            if made:
                first, last = made[0].entry, made[-1].entry
                written = Written(first.pos, len(made), first.at, last.leaf)
                request.prepared = receipted(request, self._log.origin, written)

    def _answer(self, plans: Sequence[Plan[S]]) -> None:
        for request, made, refusal in plans:
            if made:
                request.answer = request.prepared
            else:
                self._settle(request, refusal)

    def _settle(self, request: Request[S], refusal: Exception | None) -> None:
        """Answers a request for which nothing was written now, which the log may know from before."""
        if self._settle_known(request):
            return
        if request.doubtful:
            request.answer = Conflict("OUTCOME_UNKNOWN", 503, cmd=request.cmd)
        elif refusal is not None:
            request.answer = refusal
        else:
            head = self._standing.head
            request.answer = Written(head.size, 0, head.at, b"")

    def _settle_all(self, requests: Sequence[Request[S]], refusal: Exception) -> None:
        for request in requests:
            self._settle(request, refusal)

    def _settle_known(self, request: Request[S]) -> bool:
        """Answers a request whose command id the person has used before."""
        stored = self._log.command(request.person, request.cmd)
        if stored is None:
            return False
        if stored.digest != request.digest:
            request.answer = Conflict("COMMAND_REUSED", 409, cmd=request.cmd, pos=stored.pos)
            return True
        last = stored.pos + stored.n
        (line,) = self._log.lines(last - 1, last)
        request.answer = Written(stored.pos, stored.n, stored.at, leaf_hash(line), replayed=True)
        return True
