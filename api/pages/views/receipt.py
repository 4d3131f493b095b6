"""The receipt of an entry, to take home: the proof that it stands in the sealed log."""

from fastapi.responses import Response

from api.http.moments import PositionOf
from api.pages.errors import PageError
from api.pages.session import Session
from api.pages.site import HEADERS


def receipt(session: Session, pos: PositionOf) -> Response:
    """The proof as a file. Raises PageError where the entry is not sealed yet."""
    school = session.school
    proof = school.signing.sealed_proof(pos)
    if proof is None:
        raise _not_sealed(pos)
    name = f'attachment; filename="{school.code}-{pos}.tlog-proof"'
    headers = dict(HEADERS, **{"Content-Disposition": name})
    return Response(proof.format(), media_type="text/plain; charset=utf-8", headers=headers)


def _not_sealed(pos: int) -> PageError:
    return PageError(
        404,
        "Bản ghi này chưa được niêm phong",
        f"Chưa có phiếu chốt đã ký nào bao gồm bản ghi {pos}.",
        "Đợi khoảng mười giây rồi tải lại: sổ được niêm phong định kỳ.",
        "Nếu chờ lâu vẫn chưa có, xem tình trạng ở trang Xác minh và báo ban quản trị.",
        code="NOT_SEALED_YET",
    )
