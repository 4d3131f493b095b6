"""A writing process for tests: `python -m tests.ledger.worker DSN SCHOOL ORIGIN NAME COUNT`.

Two threads write COUNT commands each and tell every answer on standard output: `<cmd> <pos> <replayed>`.
"""

import os
import sys
import threading

from ledger.database import Database
from ledger.log import SchoolLog
from tests.ledger.toy import DIGEST, enters, new_writer


def main(dsn: str, school: str, origin: str, name: str, count: str) -> None:
    writer = new_writer(SchoolLog(Database(dsn), int(school), origin))

    def work(thread: int) -> None:
        for k in range(int(count)):
            cmd = f"{name}-{thread}-{k}"
            written = writer.submit("P1", cmd, DIGEST, enters(writer, [cmd, f"{cmd}b"]))
            # In one call: the threads' lines must not mix, nor wait in a buffer.
            os.write(1, f"{cmd} {written.pos} {written.replayed}\n".encode())

    threads = [threading.Thread(target=work, args=(k,)) for k in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
