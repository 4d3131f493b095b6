"""The papers behind what was decided: which there are, whether their files were handed in, and the files."""

from fastapi import APIRouter
from fastapi.responses import Response

from api.http.caller import SignedIn
from api.http.moments import PositionOf
from api.http.paging import Paged
from api.service.decision_files import DecisionFile, file_of
from api.service.problem import Problem
from domain.words.fields import Part
from ledger.form.canonical import unb64
from projections.decisions import decisions, paper_of

router = APIRouter(prefix="/schools/{school}/decisions", tags=["school"])


class DecisionView(Part):
    """The decision, or letter, on which the entry at `pos` rests."""

    pos: int
    at: str
    by: str
    type: str
    no: str
    dated: str
    decision_file: DecisionFile


@router.get("")
def every_decision(caller: SignedIn, page: Paged) -> list[DecisionView]:
    """Every decision that the log names, each with what became of its file (whoever has a right in force)."""
    caller.require_staff()
    kept = caller.school.attachments
    return [
        DecisionView(
            **{name: value for name, value in row._asdict().items() if name != "digest"},
            decision_file=file_of(kept, row.digest),
        )
        for row in page.of(decisions(caller.school.views()))
    ]


@router.get("/{decision}/file", response_class=Response)
def decision_file(caller: SignedIn, decision: PositionOf) -> Response:
    """The file of the decision that entry `decision` names (leadership, board), once it was handed in."""
    caller.require(caller.reads_all)
    paper = next((paper_of(entry.data) for entry in caller.school.log.entries_at([decision])), None)
    if paper is None or paper["digest"] is None:
        raise Problem("ATTACHMENT_MISSING", pos=decision)
    raw = unb64(paper["digest"])
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'attachment; filename="{raw.hex()}"',
    }
    content = caller.school.attachments.get(raw)
    return Response(content, media_type="application/octet-stream", headers=headers)
