"""How a machine comes to trust a school's own authority: for everybody, before any trust or sign-in."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.http.only_https import OPEN
from api.pages.errors import PageError
from api.pages.site import HEADERS, Site
from api.service.tls.authority import Authority

_PAGE, _FILE = OPEN
_FILE_NAME = "so-cai.crt"


def add_trust(router: APIRouter, site: Site) -> None:
    """Adds the page that says how, and the certificate as Windows and phones take it."""

    @router.get(_PAGE)
    def how(request: Request) -> Response:
        authority = _authority(request)
        fingerprints = [_in_groups(each) for each in (authority.fingerprint(), authority.thumbprint())]
        return site.page("trust", None, names=request.app.state.shown.names(), fingerprints=fingerprints)

    @router.get(_FILE)
    def certificate(request: Request) -> Response:
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{_FILE_NAME}"'}
        return Response(_authority(request).der(), 200, headers, "application/x-x509-ca-cert")


def _authority(request: Request) -> Authority:
    shown = request.app.state.shown
    if shown is None or shown.authority is None:
        raise PageError(
            404,
            "Máy chủ này không có chứng chỉ gốc riêng",
            "Chỉ máy chủ tự lập chứng chỉ (--tls local) mới cần từng máy tin cậy nó.",
            "Nếu trình duyệt báo không an toàn, hãy báo người quản trị máy chủ; đừng bỏ qua cảnh báo.",
        )
    authority: Authority = shown.authority
    return authority


def _in_groups(fingerprint: str) -> list[str]:
    """Eight bytes a piece, so that an eye keeps its place."""
    pairs = fingerprint.split(":")
    return [":".join(pairs[start : start + 8]) for start in range(0, len(pairs), 8)]
