"""Notes of a report, spec/CODES.md "Notes": they change neither the verdict nor the exit code."""

from __future__ import annotations

from typing import Any

TEXTS = {
    "name_differs": {
        "vi": "Tên tệp hoặc thư mục này không phải tên gói, nên đã xét theo nội dung: đây là gói {id} của "
        "{origin}. Nếu bạn hoặc trình duyệt đã đổi tên thì không sao; nên đổi lại thành {name}.",
        "en": "The name of this file or folder is not the archive's, so it was judged by its content: it is "
        "the archive {id} of {origin}. If you or a browser renamed it, all is well; it had better be {name}.",
    },
    "archive_late": {
        "vi": "Đợt nhập điểm {window} đã hết lúc {end} mà sổ chưa ghi gói lưu trữ nào của đợt đó. Chậm "
        "lưu trữ không phải là sửa sổ; hãy nhắc trường lưu trữ, và xem lại ở lần kiểm tra sau.",
        "en": "The entry window {window} ended at {end}, and the log has no archive of it yet. Late is not "
        "tampered with: ask the school to archive it, and look again next time.",
    },
}


def told(note: dict[str, Any], lang: str) -> str:
    """The note in words."""
    return TEXTS[note["note"]][lang].format(**note)
