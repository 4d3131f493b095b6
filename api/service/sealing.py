"""Comments and reasons come in clear and are sealed here, at the edge, before anything is decided."""

from domain.state.book import BookState, CellValue
from ledger.beside.pupil_keys import PupilKeys, SealedTextError


class Sealing:
    """Seals the texts of one request, and keeps a tag for each.

    Sealing a text twice gives two ciphertexts. By the tags a repeated request is known as the same, and
    with the pupil's key gone they tell nothing about the text.
    """

    def __init__(self, keys: PupilKeys) -> None:
        self._keys = keys.remembering()
        self.tags: dict[str, str] = {}

    def text(self, pupil: str, stream: str, field: str, text: str) -> str:
        """The sealed form of `text`. Raises SealedTextError if the pupil has no key."""
        return self._tagged(pupil, self._keys.seal(pupil, stream, field, text), text)

    def cell(self, pupil: str, stream: str, book: BookState, col: str, text: str) -> str:
        """As `text`, for a cell of a sealed column; one that says so keeps its ciphertext: no change."""
        held = book.cell(pupil, col).value
        if shown_text(self._keys, pupil, stream, f"{col}/{pupil}", held) == text:
            return self._tagged(pupil, str(held), text)
        return self.text(pupil, stream, f"{col}/{pupil}", text)

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
