"""Nobody alone makes themselves who they are, or proves it by less (P3; LAW 53, 56, 57).

Everybody who could confirm keys, grant lost factors or lower a policy tries it for themselves, at once and
after each other act that they may do, with every claim that they have; the verifier is asked, too.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from domain.acts.unit.accounts import AskReset, GrantReset, OpenAccount
from domain.acts.unit.keys import ConfirmKey, RevokeKey
from domain.acts.unit.policy import LowerPolicy, ProposePolicy
from domain.grounds.command import Command
from domain.grounds.permissions import TABLE
from domain.grounds.rights import rights_in_force
from domain.words.fields import METHODS, ProofPolicy
from domain.words.refusal import Refusal
from tests.domain.schoolhouse import Schoolhouse
from tests.domain.signatures import Pen, passkey
from tests.domain.test_keys import register
from tests.domain.test_self_grants import ABOVE, DEPUTY, HATS, HEAD, firsts
from tests.school.small import PAPER, policy

TOKENS = ProofPolicy(entry="token", decide="token", witness="token")
ALONE = {"SELF_GRANT", "PROPOSER_DECIDES", "UNKNOWN_ACT", "KEY_UNKNOWN"}
"""How the law says that it takes another person, or that there is nothing to say yes to any more."""
NOT_HERE = {"NO_RIGHT", "RIGHT_NOT_IN_FORCE", "OUT_OF_SCOPE", "PROOF_TOO_WEAK"}


def house_of(make: Callable[[], Schoolhouse], person: str) -> Schoolhouse:
    """A stricter policy; the person has registered a key, lost a factor, asked for another's, and proposed a
    lower policy, where that is the person's to do."""
    house = make()
    house.do(ABOVE if person != ABOVE else HEAD, policy(witness="totp"), method="totp")
    key = passkey()
    house.do(person, register(key, person), pen=Pen(key, None))
    house.do("bqt" if person != "bqt" else HEAD, AskReset(person=person, reason="Mất máy"))
    for command in (AskReset(person="nhac", reason="Mất máy"), proposal()):
        if may(house, person, command):
            house.do(person, command)
    return house


def proposal() -> ProposePolicy:
    return ProposePolicy(proof=TOKENS, lapse=15, reason="Máy đọc khóa hỏng")


def may(house: Schoolhouse, person: str, command: Command) -> bool:
    roles = {grant.role for grant in TABLE[command.ACT].grants}
    return any(right.role in roles for right in rights_in_force(house.state, person, house.now[:10]))


def roads(house: Schoolhouse, person: str) -> Iterator[Command]:
    """The second hand: to the own key, factor and proposal, and to what the person asked."""
    for key in house.state.people[person].keys:
        yield ConfirmKey(person=person, key=key)
    for whom, ask in house.state.asks.items():
        if person in (whom, ask.asker):
            yield GrantReset(person=whom, ask=ask.pos)
    for entry in house.log:
        if entry.type == "PolicyProposed" and entry.actor["person"] == person:
            yield LowerPolicy(proposal=entry.pos)
    yield AskReset(person=person, reason="Mất máy")
    yield OpenAccount(person=person, decision=PAPER)
    yield policy()


def more(house: Schoolhouse, person: str) -> Iterator[Command]:
    """First acts about who others are, and how they prove it."""
    yield from firsts(house, person)
    for other in ("nhac", DEPUTY):
        yield OpenAccount(person=other, decision=PAPER)
        yield AskReset(person=other, reason="Mất máy")
    yield proposal()
    for key in house.state.people[person].keys:
        yield RevokeKey(person=person, key=key, reason="Mất máy")


def proved(house: Schoolhouse, person: str) -> tuple[int, int, bool]:
    """How strong a proof is asked of whoever acts, how many keys of the person count, and a factor given."""
    held = house.state.policies[-1]
    strength = sum(METHODS.index(each) for each in (held.entry, held.decide, held.witness))
    keys = sum(key.stands for key in house.state.people[person].keys.values())
    return -strength, keys, house.state.asks[person].granted


@pytest.mark.parametrize(("hat", "make", "person"), HATS, ids=[hat for hat, _, _ in HATS])
def test_nobody_confirms_grants_or_lowers_alone(
    hat: str, make: Callable[[], Schoolhouse], person: str
) -> None:
    """Refused whatever they claim, and every code that says why is the verifier's."""
    house, told = house_of(make, person), Counter[str]()
    for command in roads(house, person):
        for role, basis in house.claims(person, command, None):
            with pytest.raises(Refusal) as caught:
                house.claim(person, role, basis, command)
            assert caught.value.code in ALONE | NOT_HERE | {"POLICY_WEAKER"}, (hat, command.ACT)
            told[caught.value.code] += 1
    sys.stdout.write(f"who one is, {hat}: {dict(told)}\n")


@pytest.mark.parametrize(("hat", "make", "person"), HATS[:7], ids=[hat for hat, _, _ in HATS[:7]])
def test_no_act_opens_a_way_to_do_it_alone(hat: str, make: Callable[[], Schoolhouse], person: str) -> None:
    """Chains of two acts of one person: after the first nothing is proved by less, the second is refused."""
    house, taken, asked = house_of(make, person), False, 0
    number = len(list(more(house, person)))
    for index in range(number):
        if taken:
            house = house_of(make, person)
        before = proved(house, person)
        command = list(more(house, person))[index]
        try:
            house.do(person, command)
        except Refusal:
            taken = False
            continue
        taken, asked = True, asked + 1
        assert all(now <= then for now, then in zip(proved(house, person), before, strict=True)), command
        for road in list(roads(house, person))[index % 2 :: 2]:
            with pytest.raises(Refusal) as caught:
                house.do(person, road)
            assert caught.value.code in ALONE | NOT_HERE | {"POLICY_WEAKER"}, (command, road)
    sys.stdout.write(f"chains to who one is, {hat}: {number} first acts, {asked} taken\n")
    assert asked > 10
