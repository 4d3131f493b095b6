"""Whether the file behind a decision was handed in: a digest alone proves nothing, anybody can invent one.

The log names a decision's file by its SHA-256, or says that the paper is kept at the school. The file itself
is an upload like any other; it may come before the decision or after it.
"""

from typing import Literal

from domain.words.fields import Part
from ledger.beside.attachments import Attachments
from ledger.form.canonical import unb64

FileState = Literal["kept", "paper", "missing"]
WORDS: dict[FileState, str] = {
    "kept": "đã nộp tệp",
    "paper": "lưu bản giấy",
    "missing": "chưa nộp tệp",
}


class DecisionFile(Part):
    """`digest` in hex, as sha256sum prints it; `text` for people."""

    state: FileState
    text: str
    digest: str | None


def file_of(attachments: Attachments, digest: str | None) -> DecisionFile:
    """What became of the file of this digest (base64, as in the log)."""
    if digest is None:
        return DecisionFile(state="paper", text=WORDS["paper"], digest=None)
    raw = unb64(digest)
    state: FileState = "kept" if attachments.path(raw).exists() else "missing"
    return DecisionFile(state=state, text=WORDS[state], digest=raw.hex())
