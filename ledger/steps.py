"""Fault injection: a process that is told to dies, or stands still, at a named step.

`SOCAI_DIE_AT=<step>` in the environment makes the process kill itself with SIGKILL when it comes to
`step("<step>")`, as if the power had gone: no handler, no flush, no rollback runs. `SOCAI_STOP_AT=<step>`
makes it stand still there once (SIGSTOP, all threads), so that a crash test can kill the database at that
moment and let the process go on with SIGCONT. `SOCAI_SPARED=<n>` lets it pass there n times before.
Without the variables a step costs one look into an empty dict.
"""

import itertools
import os
import signal
import threading

_FAULTS = {
    os.environ[variable]: fault
    for variable, fault in (("SOCAI_DIE_AT", signal.SIGKILL), ("SOCAI_STOP_AT", signal.SIGSTOP))
    if variable in os.environ
}
_SPARED = int(os.environ.get("SOCAI_SPARED", "0"))
_passed = itertools.count()


def step(name: str) -> None:
    """Marks a place at which a crash must leave what the comment beside it says."""
    if name in _FAULTS and next(_passed) == _SPARED:
        # To this thread, so that it goes not one instruction further; the fault takes the others along.
        signal.pthread_kill(threading.get_ident(), _FAULTS[name])
