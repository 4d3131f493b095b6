"""Requests to a log: what is asked, what it will be answered, and the append that a group of them makes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Generic, NamedTuple

from domain.words.entry import Actor, Draft
from domain.words.streams import RESETS_CLOCK
from ledger.conflict import Conflict
from ledger.form.canonical import b64
from ledger.form.lines import Made
from ledger.log import Head
from ledger.signing.receipt import Receipt
from ledger.writing.appending import CommandRow, Run, Swap
from ledger.writing.standing import S


class Decided(NamedTuple):
    """What is to be written in the name of whom; `sign` as in `ledger.form.lines.Act`."""

    actor: Actor
    drafts: Sequence[Draft]
    sign: bytes | None = None


Decide = Callable[[S, str], Decided]
Sign = Callable[[Receipt], bytes]
"""Makes the line of a receipt."""


@dataclass(frozen=True, slots=True)
class Written:
    """The answer: the command's entries are `pos` … `pos`+`n`-1 since `at`; `leaf` is the last one's hash.

    `n` = 0: nothing had to change, nothing was written. `receipt`: the signed line, if the request can sign.
    `replayed`: the command had been written before, and this is its first answer again.
    """

    pos: int
    n: int
    at: str
    leaf: bytes
    receipt: bytes | None = None
    replayed: bool = False


@dataclass(slots=True)
class Request(Generic[S]):
    """What `Writer.submit` was asked; see there."""

    person: str
    cmd: str
    digest: bytes
    decide: Decide[S]
    resets_clock: bool
    sign: Sign | None
    # An append with this command was sent and its answer lost: it may still come to be written.
    doubtful: bool = False
    # It failed together with others, of whom one may be the reason.
    alone: bool = False
    # What it will be answered if the append under way succeeds.
    prepared: Written | Exception | None = None
    answer: Written | BaseException | None = None


class Plan(NamedTuple, Generic[S]):
    """What a request will be answered if the group's append succeeds: lines, or why there are none."""

    request: Request[S]
    made: list[Made]
    refusal: Exception | None


def next_group(requests: Sequence[Request[S]]) -> list[Request[S]]:
    """The first of `requests` that can be written together: a clock reset alone, no command id twice."""
    if requests[0].resets_clock or requests[0].alone:
        return [requests[0]]
    distinct: dict[tuple[str, str], Request[S]] = {}
    for request in requests:
        if not (request.resets_clock or request.alone):
            distinct.setdefault((request.person, request.cmd), request)
    return list(distinct.values())


def answer_rest(requests: Sequence[Request[S]], error: BaseException) -> None:
    """Gives whoever has no answer yet this one, or says that it cannot be known."""
    for request in requests:
        if request.answer is None:
            unknown = Conflict("OUTCOME_UNKNOWN", 503, cmd=request.cmd)
            request.answer = unknown if request.doubtful else error


def receipted(request: Request[S], origin: str, written: Written) -> Written | Exception:
    """The answer with its receipt, or what keeps it from being signed; the entries stay written."""
    if request.sign is None or written.n == 0:
        return written
    pos, n, at, leaf = written.pos, written.n, written.at, written.leaf
    try:
        line = request.sign(Receipt(origin, pos, n, b64(leaf), at, request.cmd))
    except Exception as fault:  # noqa: BLE001  # raised in submit(), not in the midst of an append
        return fault
    return Written(pos, n, at, leaf, line, written.replayed)


def swap_of(head: Head, now: str, plans: Sequence[Plan[S]], turn: bool) -> Swap:
    """The append of a group behind `head`."""
    made = [each for plan in plans for each in plan.made]
    commands: list[CommandRow] = []
    runs: list[Run] = []
    for request, lines, _ in plans:
        if lines:
            commands.append(
                CommandRow(lines[0].entry.pos, len(lines), request.person, request.cmd, request.digest)
            )
            runs += runs_of(lines)
    resets = [each.entry.pos for each in made if each.entry.type == RESETS_CLOCK]
    epoch = resets[-1] if resets else None
    return Swap(head.size, head.leaf, made[-1].entry.leaf, now, epoch, commands, runs, turn)


def runs_of(made: Sequence[Made]) -> list[Run]:
    """The index rows of one command: one for each of its neighbouring entries of one stream."""
    runs: list[Run] = []
    for stream, members in groupby(made, key=attrgetter("originator_id")):
        first, *others = members
        runs.append(Run(stream, first.originator_version, first.entry.pos, 1 + len(others)))
    return runs
