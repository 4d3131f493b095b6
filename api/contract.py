"""What the OpenAPI document says beside what FastAPI derives from the routes: every error is a problem."""

from typing import Any

from fastapi import FastAPI

from api.problem_texts import TEXTS
from api.problems import MEDIA_TYPE

PROBLEM_ANSWER: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "Lỗi: RFC 9457, với mã, câu tiếng Việt và điều đã gõ",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}
_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "required": ["type", "title", "status", "code", "detail", "duty"],
    "properties": {
        "type": {"type": "string", "description": "urn:socai:problem:<code>"},
        "title": {"type": "string", "description": "Tên lỗi"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": sorted(TEXTS)},
        "detail": {"type": "string", "description": "Câu cho người đọc: điều gì sai và phải làm gì"},
        "duty": {"type": "string", "description": "Số nghĩa vụ (S…) hoặc điều luật; có thể trống"},
        "input": {"description": "Nội dung đã gửi, để không phải gõ lại; văn bản dài bị cắt"},
    },
    "additionalProperties": True,
}


def describe(app: FastAPI) -> None:
    """Adds the schema of a problem to the app's document."""
    derived = app.openapi

    def document() -> dict[str, Any]:
        made = derived()
        made["components"]["schemas"]["Problem"] = _PROBLEM
        return made

    app.openapi = document  # type: ignore[method-assign]
