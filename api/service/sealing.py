"""Comments and reasons come in clear and are sealed here, at the edge, before anything is decided."""

import secrets
from collections.abc import Sequence

from api.service.signed.signature import Salted
from api.service.signed.statement import commitment
from domain.state.book import BookState, CellValue
from ledger.beside.claims import Claims
from ledger.beside.personal_texts import SALT_BYTES, PersonalTexts
from ledger.beside.pupil_keys import PupilKeys, SealedTextError


class Sealing:
    """Seals the texts of one request, and keeps a tag for each.

    Sealing a text twice gives two ciphertexts. By the tags a repeated request is known as the same, and
    with the pupil's key gone they tell nothing about the text.

    `salts`: of an act that its person signs, one for each text of its entries, in their order; None: of any
    other. The salts of a commitment are the signer's; what is missing is made here.
    """

    def __init__(self, keys: PupilKeys, salts: Sequence[bytes] | None = None) -> None:
        self._keys = keys.remembering()
        self._salts = None if salts is None else list(salts)
        self._taken = 0
        self.tags: dict[str, str] = {}
        self.texts: dict[str, Salted] = {}

    @property
    def needed(self) -> int:
        """How many salts the texts so far have needed."""
        return self._taken

    def text(self, pupil: str, stream: str, field: str, text: str) -> str:
        """The sealed form of `text`. Raises SealedTextError if the pupil has no key."""
        salt = self._salt()
        sealed = self._keys.seal(pupil, stream, field, text, salt)
        if salt:
            self.texts[sealed] = Salted(salt, commitment(salt, text))
        return self._tagged(pupil, sealed, text)

    def cell(self, pupil: str, stream: str, book: BookState, col: str, text: str) -> str:
        """As `text`, for a cell of a sealed column; one that says so keeps its ciphertext: no change."""
        held = book.cell(pupil, col).value
        if shown_text(self._keys, pupil, stream, f"{col}/{pupil}", held) == text:
            return self._tagged(pupil, str(held), text)
        return self.text(pupil, stream, f"{col}/{pupil}", text)

    def aside(
        self, beside: Claims, kept: PersonalTexts, owner: str, text: str, held: CellValue = None
    ) -> str:
        """The commitment of a text that is no record, which is kept beside the log.

        `held`: what stands there now; the same text keeps its commitment: no change. Of a text that the owner
        has kept elsewhere the commitment, and so the salt, is that of the first time.
        """
        if self._salts is None:
            return beside.text(owner, text)
        if isinstance(held, str) and kept.get(owner, held) == text:
            return held
        committed = beside.text(owner, text, self._salt())
        found = kept.salted(owner, committed)
        if found is not None:
            self.texts[committed] = Salted(found[0], committed)
        return committed

    def _salt(self) -> bytes:
        if self._salts is None:
            return b""
        self._taken += 1
        given = self._salts[self._taken - 1 : self._taken]
        return given[0] if given else secrets.token_bytes(SALT_BYTES)

    def _tagged(self, pupil: str, sealed: str, text: str) -> str:
        self.tags[sealed] = self._keys.tag(pupil, text)
        return sealed


def shown_text(keys: PupilKeys, pupil: str, stream: str, field: str, sealed: CellValue) -> str | None:
    """The text of a sealed value for somebody who may read it; None if its key is gone or it is none."""
    if not isinstance(sealed, str):
        return None
    try:
        return keys.open(pupil, stream, field, sealed)
    except SealedTextError:
        return None
