# -*- coding: utf-8 -*-
"""The offline verifier: stdlib only, written from `spec/` alone, shares no line with the ledger.

`python3 -m verify TARGET…` or the zipapp `socai-verify.pyz`. What it prints is specified in spec/FORMAT.md 7.
This file is read before any other of the verifier, so it is written in the words of every Python since 2.7:
one that is too old gets a sentence, not a traceback.
"""

import sys

if sys.version_info < (3, 9):
    _TOO_OLD = (
        "socai-verify: Python ở máy này quá cũ ({0}); cần Python 3.9 trở lên. Chưa kiểm tra gì cả.\n"
        "socai-verify: this Python is too old ({0}); 3.9 or newer is needed. Nothing was checked.\n"
    ).format(".".join(map(str, sys.version_info[:3])))
    # Bytes, because what this Python thinks of the terminal's encoding may not know these letters.
    getattr(sys.stderr, "buffer", sys.stderr).write(
        _TOO_OLD if isinstance(_TOO_OLD, bytes) else _TOO_OLD.encode("utf-8")
    )
    sys.exit(2)
