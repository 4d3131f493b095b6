"""Accounts, lost factors, security checks (LAW 56, 58): what needs another person takes one."""

from __future__ import annotations

from typing import Any

import pytest

from domain.acts.unit.accounts import AskReset, CheckSecurity, GrantReset, OpenAccount
from domain.law import EVENTS
from domain.words.refusal import Refusal
from tests.domain.schoolhouse import Schoolhouse, school
from tests.school.small import BOARD, CLERK, DEPUTY, DURING, HEAD, HOMEROOM, PAPER

TEACHER, ABOVE = "toan", "phong"
DIGEST = "A" * 43


@pytest.fixture
def house() -> Schoolhouse:
    """With a person of the body above."""
    made = school()
    made.now = DURING
    made.appoint(ABOVE, "superior")
    return made


def opening(person: str = TEACHER) -> OpenAccount:
    return OpenAccount(person=person, decision=PAPER)


def lost(person: str = TEACHER) -> AskReset:
    return AskReset(person=person, reason="Mất điện thoại")


def asked(house: Schoolhouse, by: str = BOARD, person: str = TEACHER) -> GrantReset:
    house.do(by, lost(person))
    return GrantReset(person=person, ask=len(house.log) - 1)


@pytest.mark.parametrize("by", [HEAD, BOARD, ABOVE])
def test_nobody_opens_an_account_for_themselves(house: Schoolhouse, by: str) -> None:
    """LAW 56; for others they do, again, too."""
    house.refused("SELF_GRANT", by, opening(by))
    house.refused("UNKNOWN_PERSON", by, opening("niemand"))
    house.do(by, opening())
    house.do(by, opening())


@pytest.mark.parametrize("by", [DEPUTY, CLERK, HOMEROOM, TEACHER])
def test_nobody_else_opens_an_account_or_asks(house: Schoolhouse, by: str) -> None:
    """Head, board, body above."""
    house.refused("NO_RIGHT", by, opening("nhac"))
    house.refused("NO_RIGHT", by, lost("nhac"))


@pytest.mark.parametrize("by", [HEAD, BOARD, ABOVE])
def test_nobody_asks_for_the_own_factor(house: Schoolhouse, by: str) -> None:
    """Whoever holds the password would ask, too."""
    house.refused("SELF_GRANT", by, lost(by))
    house.refused("UNKNOWN_PERSON", by, lost("niemand"))


@pytest.mark.parametrize("by", [HEAD, BOARD, ABOVE])
def test_no_one_person_gives_a_factor_again(house: Schoolhouse, by: str) -> None:
    """Who asked does not grant, in another role neither."""
    grant = asked(house, by)
    if by != HEAD:
        house.appoint(by, "deputy")
    house.refused("PROPOSER_DECIDES", by, grant)
    house.do(DEPUTY, grant)


def test_nobody_grants_the_own_factor(house: Schoolhouse) -> None:
    """Asked by a colleague neither: three are there."""
    house.refused("SELF_GRANT", HEAD, asked(house, BOARD, HEAD))
    house.refused("SELF_GRANT", DEPUTY, asked(house, BOARD, DEPUTY))


def test_no_factor_is_given_that_nobody_asks_for(house: Schoolhouse) -> None:
    """The newest asking of that person, once."""
    house.refused("UNKNOWN_ACT", HEAD, GrantReset(person=TEACHER, ask=3))
    first = asked(house)
    second = asked(house)
    house.refused("UNKNOWN_ACT", HEAD, first)
    house.refused("UNKNOWN_ACT", HEAD, second.model_copy(update={"person": "nhac"}))
    house.do(HEAD, second)
    house.refused("UNKNOWN_ACT", DEPUTY, second)
    house.do(DEPUTY, asked(house))


@pytest.mark.parametrize("by", [CLERK, HOMEROOM, TEACHER])
def test_no_factor_is_given_by_who_may_not(house: Schoolhouse, by: str) -> None:
    """Leadership, board, body above."""
    house.refused("NO_RIGHT", by, asked(house, BOARD, "nhac"))


@pytest.mark.parametrize(
    "figures",
    [
        [["old", 1], ["old", 2]], [["weak", 1], ["old", 1]], [["lazy", 1]], [["old", -1]], [["old"]],
        [["old", 1, 2]], [[1, "old"]], [["old", True]], ["old"],
    ],
    ids=str,
)  # fmt: skip
def test_no_finding_of_a_check_stands_twice_or_is_unknown(figures: Any) -> None:
    """EVENTS.md: sorted, each kind once; of the verifier tests/domain/test_shapes_agree.py asks it."""
    with pytest.raises(Refusal, match="BAD_DATA"):
        EVENTS["SecurityChecked"].read({"accounts": 3, "figures": figures, "digest": DIGEST})


def test_a_check_is_kept_by_leadership_and_board_alone(house: Schoolhouse) -> None:
    """LAW 58: no rule reads it."""
    check = CheckSecurity(accounts=3, figures=[["no_factor", 2], ["weak", 0]], digest=DIGEST)
    for by in (HEAD, DEPUTY, BOARD):
        house.do(by, check)
    for by in (CLERK, HOMEROOM, TEACHER, ABOVE):
        house.refused("NO_RIGHT", by, check)
