"""What one is asked about one's own account: was that you? (S13, S14)."""

from fastapi import APIRouter

from api.http.caller import SignedIn, TheService
from api.service.people.told.off_hours import own_off_hours
from api.service.people.told.own_questions import new_devices, wrong_tries
from api.service.people.told.two_places import own_two_places
from domain.words.days import instant, parse_instant
from domain.words.fields import Part

router = APIRouter(prefix="/schools/{school}", tags=["accounts"])


class QuestionView(Part):
    """A question about the last seven days. `kind`: `new_device`, `two_places`, `wrong_tries`, `off_hours`.

    `times`: how often; `last`: when last. `places`: browsers with their addresses, where there are any.
    """

    kind: str
    times: int
    last: str
    places: list[str]


@router.get("/questions")
def questions(service: TheService, caller: SignedIn) -> list[QuestionView]:
    """One's own, nobody else's (everybody). No verdict: who was it oneself has nothing to do."""
    who = (service.db, caller.school.log.school, caller.person, parse_instant(caller.now))
    found = [
        QuestionView(
            kind="new_device", times=1, last=instant(each.begun), places=[_at(each.label, each.client)]
        )
        for each in new_devices(*who, caller.bearer.session)
    ]
    for pair in own_two_places(*who):
        places = [_at(pair.label, pair.client), _at(pair.other_label, pair.other_client)]
        found.append(QuestionView(kind="two_places", times=1, last=instant(pair.begun), places=places))
    for kind, asked in (("wrong_tries", wrong_tries(*who)), ("off_hours", own_off_hours(*who))):
        if asked is not None:
            found.append(QuestionView(kind=kind, times=asked[0], last=instant(asked[1]), places=[]))
    return found


def _at(label: str, client: str) -> str:
    return f"{label} ({client})"
