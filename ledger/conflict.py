"""Why the ledger did not write, where the rules of the domain have no objection."""

from typing import Any


class Conflict(Exception):
    """`code` with the HTTP `status` that suits it and the facts in `detail`.

    COMMAND_REUSED 409: the person has used this command id for another request.
    COMMAND_MALFORMED 422: the command id is not of FORMAT §1.
    LINE_TOO_LONG 413, NOT_CANONICAL 422: a draft does not fit into a line.
    CLOCK_STEPPED 503: the clock jumped; an operator must confirm it.
    CLOCK_BEHIND 503: the log holds a time more than 120 s ahead of the clock; a ClockReset must come first.
    OUTCOME_UNKNOWN 503: the database was lost during the commit; repeat the same command id to learn more.
    DISK_FULL, WRITING_FAILED 503: the database refused the write, nothing of it is stored; repeat later.
    KEY_FAULT 503: the log's key cannot be had, so nothing was written; RECEIPT_LATER 503: it was lost during
    the write, which is stored; repeat the same command id for its receipt.
    LOG_BEHIND, LOG_DIFFERS, HEAD_LOST 503: the database is not, or not known to be, the one whose head was
    signed last; nothing was written (ledger.signing.wholeness).
    LOG_BUSY 503: other processes moved the head too often; repeat.
    """

    def __init__(self, code: str, status: int, **detail: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.detail = detail
