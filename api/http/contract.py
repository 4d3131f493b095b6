"""What the OpenAPI document says beside what FastAPI derives from the routes: every error is a problem."""

from typing import Any

from fastapi import FastAPI

from api.http.body.base import DRY_RUN
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


_WOULD = "WouldBeWritten"
_WOULD_BE_WRITTEN = {
    "type": "object",
    "title": _WOULD,
    "description": "dry_run=true: những dòng sẽ được ghi; chưa ghi gì",
    "required": ["origin", "person", "role", "now", "head", "entries", "salts"],
    "properties": {
        "origin": {"type": "string"},
        "person": {"type": "string"},
        "role": {"type": "string"},
        "now": {"type": "string"},
        "head": {
            "type": "object",
            "required": ["pos", "leaf"],
            "properties": {"pos": {"type": "integer"}, "leaf": {"type": "string"}},
        },
        "entries": {"type": "array", "items": {"type": "array"}, "description": "[luồng, loại, nội dung]"},
        "salts": {"type": "array", "items": {"type": "string"}},
    },
}
_DRY_RUN = {
    "name": DRY_RUN,
    "in": "query",
    "required": False,
    "schema": {"type": "boolean", "default": False},
    "description": "true: chỉ cho xem những dòng sẽ được ghi, để ký; không ghi gì",
}


def _describe_dry_runs(document: dict[str, Any]) -> None:
    """At every address that writes: that it may be asked first, and what it answers then, always with 200."""
    schemas = document["components"]["schemas"]
    schemas[_WOULD] = _WOULD_BE_WRITTEN
    for way in (way for ways in document["paths"].values() for way in ways.values()):
        content = way.get("requestBody", {}).get("content", {}).get("application/json", {})
        named = content.get("schema", {}).get("$ref", "").rsplit("/", 1)[-1]
        parameters = way.setdefault("parameters", [])
        if "sign" in schemas.get(named, {}).get("properties", {}) and _DRY_RUN not in parameters:
            parameters.append(_DRY_RUN)
            _describe_shown(way["responses"])


def _describe_shown(answers: dict[str, Any]) -> None:
    written = answers["201" if "201" in answers else "200"]["content"]["application/json"]["schema"]
    one: dict[str, Any] = {"$ref": f"#/components/schemas/{_WOULD}"}
    shown = {"type": "array", "items": {"type": "object"}} if written.get("type") == "array" else one
    schema = {"anyOf": [written, shown]} if "200" in answers else shown
    answers["200"] = {"description": "OK", "content": {"application/json": {"schema": schema}}}


def describe(app: FastAPI) -> None:
    """Adds the schema of a problem, how one signs in, and what may be asked first, to the app's document."""
    derived = app.openapi

    def document() -> dict[str, Any]:
        made = derived()
        made["components"]["schemas"]["Problem"] = _PROBLEM
        _describe_dry_runs(made)
        made["components"]["securitySchemes"] = {"HTTPBearer": _TOKEN}
        return made

    app.openapi = document  # type: ignore[method-assign]
