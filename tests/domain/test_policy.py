"""The policy of proof (LAW 10, 57): one person makes it stricter, two make it weaker, and no trick does."""

from __future__ import annotations

import pytest

from domain.acts.unit.policy import LowerPolicy, ProposePolicy
from domain.words.fields import METHODS, ProofPolicy
from tests.domain.schoolhouse import Schoolhouse, school
from tests.school.small import BOARD, CLERK, DEPUTY, DURING, HEAD, policy

ABOVE = "phong"


@pytest.fixture
def house() -> Schoolhouse:
    """A passkey is asked of witnesses; a person of the body above."""
    made = school()
    made.now = DURING
    made.appoint(ABOVE, "superior")
    made.do(HEAD, policy(witness="passkey", lapse=10), method="passkey")
    return made


def lower(
    entry: str = "token", decide: str = "token", witness: str = "token", lapse: int = 15
) -> ProposePolicy:
    proof = ProofPolicy(entry=entry, decide=decide, witness=witness)  # type: ignore[arg-type]
    return ProposePolicy(proof=proof, lapse=lapse, reason="Máy đọc khóa hỏng")


def proposed(house: Schoolhouse, by: str = HEAD) -> LowerPolicy:
    house.do(by, lower())
    return LowerPolicy(proposal=len(house.log) - 1)


@pytest.mark.parametrize("by", [HEAD, ABOVE])
def test_no_policy_falls_by_one_person(house: Schoolhouse, by: str) -> None:
    """Neither by the road of `PolicySet`, nor by deciding on the own proposal, in whatever role."""
    house.refused("POLICY_WEAKER", by, policy(), method="passkey")
    lowering = proposed(house, by)
    assert house.state.policies[-1].witness == "passkey"
    if by != HEAD:
        house.appoint(by, "board")
    house.refused("PROPOSER_DECIDES", by, lowering)
    house.do(BOARD, lowering)
    assert house.state.policies[-1].witness == "token"
    assert house.state.policies[-1].lapse == 15


@pytest.mark.parametrize("by", [DEPUTY, BOARD, CLERK, "toan"])
def test_nobody_else_proposes_a_policy(house: Schoolhouse, by: str) -> None:
    """Head, body above."""
    house.refused("NO_RIGHT", by, lower())


@pytest.mark.parametrize("by", [DEPUTY, CLERK, "toan"])
def test_nobody_else_lowers_a_policy(house: Schoolhouse, by: str) -> None:
    """Head, board, body above."""
    house.refused("NO_RIGHT", by, proposed(house))


def test_no_policy_is_lowered_that_nobody_proposed_since(house: Schoolhouse) -> None:
    """The newest proposal, once, and none behind which a policy was set or lowered."""
    house.refused("UNKNOWN_ACT", BOARD, LowerPolicy(proposal=1))
    first, second = proposed(house), proposed(house, ABOVE)
    house.refused("UNKNOWN_ACT", BOARD, first)
    house.do(BOARD, second)
    house.refused("UNKNOWN_ACT", BOARD, second)
    overtaken = proposed(house)
    house.do(HEAD, policy(witness="passkey", lapse=10), method="passkey")
    house.refused("UNKNOWN_ACT", BOARD, overtaken)
    assert house.state.policies[-1].witness == "passkey"


@pytest.mark.parametrize(
    "wrong",
    [lower(lapse=16), lower(lapse=0), lower("totp", "token", "token"), lower("token", "totp", "token")],
)
def test_no_policy_is_proposed_that_could_not_be_set(house: Schoolhouse, wrong: ProposePolicy) -> None:
    """LAW 10, 57: lapse and order of the proofs."""
    house.refused("BAD_DATA", HEAD, wrong)


def test_a_policy_is_judged_by_what_the_person_signed() -> None:
    """LAW 5: device and signed are above all that a server can say."""
    assert METHODS == ("token", "password", "totp", "passkey", "device", "signed")


def test_no_policy_asks_for_a_signature_that_its_setter_did_not_give(house: Schoolhouse) -> None:
    """LAW 10: nobody demands what nobody has."""
    for witness in ("device", "signed"):
        house.refused("PROOF_TOO_WEAK", HEAD, policy(witness=witness), method="passkey")
