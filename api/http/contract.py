"""What the OpenAPI document says beside what FastAPI derives from the routes: every error is a problem."""

from typing import Any

from fastapi import FastAPI

from api.http.problems import MEDIA_TYPE
from api.texts.problem_texts import TEXTS

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


BY_TOKEN: list[dict[str, list[str]]] = [{"HTTPBearer": []}]
_TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "description": "Mã truy cập do nhà trường cấp (socai token)",
}
"""Said here: api.http.edge has judged the token before the framework, which would look at it again."""


def describe(app: FastAPI) -> None:
    """Adds the schema of a problem, and how one signs in, to the app's document."""
    derived = app.openapi

    def document() -> dict[str, Any]:
        made = derived()
        made["components"]["schemas"]["Problem"] = _PROBLEM
        made["components"]["securitySchemes"] = {"HTTPBearer": _TOKEN}
        return made

    app.openapi = document  # type: ignore[method-assign]
