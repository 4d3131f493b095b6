"""What an act keeps beside the log before it is decided, and what becomes of it if the act is refused.

Texts and keys must be there before the entry that commits to them: afterwards a crash would leave a
commitment to nothing. So each act claims what it keeps; a refused one gives its claims up, and nothing of it
stays (0006_claim.sql). A crash before the decision leaves a claim and what it holds, named by no entry, until
it is swept (ledger/beside/leftovers.py).
"""

import secrets
from collections.abc import Callable
from types import TracebackType
from typing import Self
from uuid import UUID, uuid4

from ledger.beside.personal_texts import SALT_BYTES, commitment
from ledger.beside.pupil_keys import KEY_BYTES, PupilKeys
from ledger.database import Database


class Claims:
    """The claims of one act, given up if the block ends with a fault that `refused` knows.

    Any other end leaves them: nobody knows whether the act was written. Needs a connection as socai_writer.
    """

    def __init__(
        self, db: Database, school: int, keys: PupilKeys, refused: Callable[[BaseException | None], bool]
    ) -> None:
        self._db = db
        self._school = school
        self._keys = keys
        self._refused = refused
        self._act: UUID = uuid4()
        self._any = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._any and self._refused(fault):
            self._call("SELECT @schema@.drop_claims(%s, %s)", self._act)

    def text(self, owner: str, text: str, salt: bytes | None = None) -> str:
        """Keeps the owner's text and gives its commitment; of a text kept before, the first one's.

        `salt`: 16 random bytes of whoever signs the commitment; None: they are made here.
        """
        self._any = True
        salt = salt or secrets.token_bytes(SALT_BYTES)
        values = (owner, commitment(salt, text), salt, text, self._act)
        return str(self._call("SELECT @schema@.claim_personal_text(%s, %s, %s, %s, %s, %s)", *values))

    def key(self, pupil: str) -> str:
        """Makes the pupil's key and gives its commitment; of a pupil who has one, that one's."""
        self._any = True
        values = (pupil, secrets.token_bytes(KEY_BYTES), self._act)
        self._call("SELECT @schema@.claim_pupil_key(%s, %s, %s, %s)", *values)
        return self._keys.commitment_of(pupil)

    def _call(self, query: str, *values: object) -> object:
        return self._db.value(query, self._school, *values)
