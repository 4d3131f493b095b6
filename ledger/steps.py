"""Fault injection: a process that is told to dies at a named step, as if the power had gone.

`SOCAI_DIE_AT=<step>` in the environment makes the process kill itself with SIGKILL where `step("<step>")`
stands: no handler, no flush, no rollback runs. Crash tests start such a process and look at what it left.
Without the variable a step costs one comparison.
"""

import os
import signal

_DIE_AT = os.environ.get("SOCAI_DIE_AT")


def step(name: str) -> None:
    """Marks a place at which a crash must leave what the comment beside it says."""
    if name == _DIE_AT:
        os.kill(os.getpid(), signal.SIGKILL)
