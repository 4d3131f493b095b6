"""Keys of persons (LAW 51-55): whose, by whom, how long; each refusal is the verifier's, too."""

from __future__ import annotations

from typing import Any

import pytest

from domain.acts.unit.keys import CertifyDevice, ConfirmKey, RegisterKey, RevokeKey
from domain.acts.unit.school import ResetClock
from domain.words.curves import raw
from domain.words.days import later, local_day
from tests.domain.schoolhouse import Schoolhouse, school
from tests.domain.signatures import Pen, passkey
from tests.school.signer import EdKey, Key, Passkey, b64, registration
from tests.school.small import BOARD, CLERK, DEPUTY, DURING, HEAD

TEACHER, OTHER = "toan", "nhac"
NIGHT = 12 * 60
"""Minutes of the longest certificate."""


@pytest.fixture
def house() -> Schoolhouse:
    """In October, window open, nobody has a key."""
    made = school()
    made.now = DURING
    return made


def register(key: Key, person: str = TEACHER, **fields: Any) -> RegisterKey:
    return RegisterKey(person=person, **{**registration(key, until="2021-05-31"), **fields})


def newest(house: Schoolhouse, key: Key) -> Pen:
    return Pen(key, len(house.log) - 1)


def registered(house: Schoolhouse, key: Passkey | None = None, person: str = TEACHER) -> Pen:
    """A first passkey, which signs for itself."""
    key = key or passkey()
    house.do(person, register(key, person), pen=Pen(key, None))
    return newest(house, key)


def confirmed(house: Schoolhouse, pen: Pen | None = None, person: str = TEACHER) -> Pen:
    pen = pen or registered(house, person=person)
    house.do(HEAD if person != HEAD else BOARD, ConfirmKey(person=person, key=at(pen)))
    return pen


def at(pen: Pen) -> int:
    assert pen.pos is not None
    return pen.pos


def program(house: Schoolhouse, pen: Pen, key: Key | None = None, **fields: Any) -> Pen:
    """A key of a program of the teacher, registered by the passkey, not confirmed."""
    key = key or EdKey()
    house.do(TEACHER, register(key, **fields), pen=pen)
    return newest(house, key)


def certify(key: Key, person: str = TEACHER, **fields: Any) -> CertifyDevice:
    told = {"device": key.device, "public": key.public, "until": later(DURING, minutes=NIGHT), **fields}
    return CertifyDevice(person=person, **told)


def certified(house: Schoolhouse, pen: Pen, **fields: Any) -> Pen:
    key = Key()
    house.do(TEACHER, certify(key, **fields), pen=pen)
    return newest(house, key)


def revoke(pen: Pen, person: str = TEACHER) -> RevokeKey:
    return RevokeKey(person=person, key=at(pen), reason="Mất máy")


def off_curve() -> str:
    """A bit of x is another."""
    point = bytearray(raw(Key().public))
    point[31] ^= 1
    return b64(bytes(point))


# --- registering (LAW 52)


def test_a_key_gives_nothing_before_it_is_confirmed(house: Schoolhouse) -> None:
    """Registered by the person, confirmed by another; only then it signs."""
    pen = registered(house)
    house.refused("SIGNATURE_KEY", TEACHER, house.mark(), pen=pen)
    confirmed(house, pen)
    house.do(TEACHER, house.mark(), pen=pen)
    assert house.log[-1].sign is not None and house.log[-1].sign["key"] == pen.pos


@pytest.mark.parametrize("person", [HEAD, DEPUTY, BOARD, CLERK, OTHER])
def test_nobody_registers_a_key_in_the_name_of_another(house: Schoolhouse, person: str) -> None:
    """Not the head either: a name means the person."""
    key = passkey()
    house.refused("NO_RIGHT", person, register(key), pen=Pen(key, None))


@pytest.mark.parametrize("method", ["token", "password", "totp", "passkey"])
def test_no_key_is_registered_on_the_word_of_the_server(house: Schoolhouse, method: str) -> None:
    """LAW 52, 55: the person signs it."""
    house.refused("SIGNATURE_MISSING", TEACHER, register(passkey()), method=method)
    house.refused("SIGNATURE_MISSING", TEACHER, certify(Key()), method=method)


def test_no_device_registers_a_key_or_certifies_a_device(house: Schoolhouse) -> None:
    """Who holds the browser for a night has nothing for the next day."""
    pen = certified(house, confirmed(house))
    house.refused("SIGNATURE_MISSING", TEACHER, register(passkey()), pen=pen)
    house.refused("SIGNATURE_MISSING", TEACHER, certify(Key()), pen=pen)


def test_no_public_key_is_off_its_curve_or_of_small_order(house: Schoolhouse) -> None:
    """LAW 52, 55: with such a key anything, or nothing, would hold."""
    pen = confirmed(house)
    house.refused("BAD_DATA", TEACHER, register(Key(), public=off_curve()), pen=pen)
    off = off_curve()
    device = Key()
    house.refused("BAD_DATA", TEACHER, certify(device, public=off), pen=pen)
    for small in (bytes(32), (1).to_bytes(32, "little"), b"\xff" * 32):
        house.refused("BAD_DATA", TEACHER, register(EdKey(), public=b64(small)), pen=pen)


def test_no_public_key_is_registered_twice(house: Schoolhouse) -> None:
    """By nobody, revoked or not, and none that a device has."""
    pen = confirmed(house)
    first, device = program(house, pen, Key()), certified(house, pen)
    house.refused("ALREADY_EXISTS", TEACHER, register(first.key), pen=pen)
    house.refused("ALREADY_EXISTS", OTHER, register(pen.key, OTHER), pen=Pen(pen.key, None))
    house.refused("ALREADY_EXISTS", TEACHER, register(device.key), pen=pen)
    house.refused("ALREADY_EXISTS", TEACHER, certify(first.key), pen=pen)
    house.do(TEACHER, revoke(first))
    house.refused("ALREADY_EXISTS", TEACHER, register(first.key), pen=pen)


def test_no_key_of_a_program_is_for_ever_or_over(house: Schoolhouse) -> None:
    """400 days at most."""
    pen = confirmed(house)
    program(house, pen, until=local_day(later(DURING, days=400)))
    program(house, pen, until=local_day(DURING))
    for until in ("2020-10-04", local_day(later(DURING, days=401)), "9999-12-31"):
        house.refused("BAD_PERIOD", TEACHER, register(Key(), until=until), pen=pen)


def test_no_second_passkey_signs_for_itself(house: Schoolhouse) -> None:
    """While one stands it vouches for the next: who takes the server adds none to a name."""
    pen, second, alone = registered(house), passkey(), passkey()
    third = registered(house)  # the first was not confirmed yet
    confirmed(house, pen)
    house.refused("SIGNATURE_KEY", TEACHER, register(second), pen=Pen(second, None))
    house.refused("SIGNATURE_KEY", TEACHER, register(second), pen=third)
    house.do(TEACHER, register(second), pen=pen)
    house.do(TEACHER, revoke(pen))
    house.do(TEACHER, register(alone), pen=Pen(alone, None))


def test_no_program_registers_itself(house: Schoolhouse) -> None:
    """A passkey does, confirmed before."""
    key, pen = EdKey(), registered(house)
    house.refused("SIGNATURE_MISSING", TEACHER, register(key), pen=Pen(key, None))
    for wrong in (Pen(key, None, "signed"), Pen(passkey(), None), pen):
        house.refused("SIGNATURE_KEY", TEACHER, register(key), pen=wrong)


# --- confirming and revoking (LAW 53, 54)


@pytest.mark.parametrize("person", [HEAD, BOARD])
def test_nobody_confirms_the_own_key(house: Schoolhouse, person: str) -> None:
    """Neither the head nor a member of the board alone."""
    pen = registered(house, person=person)
    house.refused("SELF_GRANT", person, ConfirmKey(person=person, key=at(pen)))


@pytest.mark.parametrize("person", [DEPUTY, CLERK, OTHER, "gvcn"])
def test_no_key_is_confirmed_by_who_may_not(house: Schoolhouse, person: str) -> None:
    """Board, head and body above do."""
    pen = registered(house)
    house.refused("NO_RIGHT", person, ConfirmKey(person=TEACHER, key=at(pen)))


def test_no_key_is_confirmed_twice_or_that_is_another_persons(house: Schoolhouse) -> None:
    """LAW 53: what was confirmed, revoked, or never registered by that person."""
    pen = registered(house)
    for wrong in (0, at(pen) - 1, at(pen) + 1, 2**40):
        house.refused("KEY_UNKNOWN", HEAD, ConfirmKey(person=TEACHER, key=wrong))
    house.refused("KEY_UNKNOWN", HEAD, ConfirmKey(person=OTHER, key=at(pen)))
    house.refused("KEY_UNKNOWN", HEAD, ConfirmKey(person="niemand", key=at(pen)))
    confirmed(house, pen)
    house.refused("KEY_UNKNOWN", BOARD, ConfirmKey(person=TEACHER, key=at(pen)))
    house.do(TEACHER, revoke(pen))
    house.refused("KEY_UNKNOWN", BOARD, ConfirmKey(person=TEACHER, key=at(pen)))


@pytest.mark.parametrize("person", [TEACHER, HEAD, BOARD])
def test_a_revoked_key_signs_nothing_more(house: Schoolhouse, person: str) -> None:
    """Nor what it certified; by the owner or by who decides."""
    pen = confirmed(house)
    device = certified(house, pen)
    house.do(TEACHER, house.mark(), pen=device)
    house.do(person, revoke(pen))
    house.refused("SIGNATURE_KEY", TEACHER, house.mark(value=90), pen=pen)
    house.refused("SIGNATURE_KEY", TEACHER, house.mark(value=90), pen=device)
    house.refused("KEY_UNKNOWN", person, revoke(pen))


@pytest.mark.parametrize("person", [DEPUTY, CLERK, OTHER, "gvcn"])
def test_nobody_else_revokes_a_key(house: Schoolhouse, person: str) -> None:
    """A colleague cannot lock one out."""
    pen = registered(house)
    house.refused("NO_RIGHT", person, revoke(pen))
    house.refused("KEY_UNKNOWN", HEAD, revoke(pen, OTHER))


# --- devices (LAW 55)


def test_nobody_certifies_a_device_for_another(house: Schoolhouse) -> None:
    """With an own passkey neither."""
    pen = confirmed(house, person=HEAD)
    house.refused("NO_RIGHT", HEAD, certify(Key()), pen=pen)
    house.refused("SIGNATURE_KEY", TEACHER, certify(Key()), pen=pen)


def test_no_device_is_certified_by_a_passkey_that_nobody_confirmed(house: Schoolhouse) -> None:
    """Nor by one that is yet to be registered."""
    pen = registered(house)
    house.refused("SIGNATURE_KEY", TEACHER, certify(Key()), pen=pen)
    house.refused("SIGNATURE_KEY", TEACHER, certify(Key()), pen=Pen(passkey(), None))


def test_no_device_is_certified_twice(house: Schoolhouse) -> None:
    """Neither name nor key, by whomever: a certificate is not stretched."""
    pen, other = confirmed(house), confirmed(house, person=OTHER)
    key = certified(house, pen).key
    house.refused("ALREADY_EXISTS", TEACHER, certify(key), pen=pen)
    house.refused("ALREADY_EXISTS", TEACHER, certify(key, device="may-hai"), pen=pen)
    house.refused("ALREADY_EXISTS", TEACHER, certify(Key(), device=key.device), pen=pen)
    house.refused("ALREADY_EXISTS", OTHER, certify(key, OTHER), pen=other)


def test_no_certificate_is_over_or_longer_than_twelve_hours(house: Schoolhouse) -> None:
    """LAW 55."""
    pen = confirmed(house)
    for minutes in (0, -1, NIGHT + 1, 60 * NIGHT):
        until = later(DURING, minutes=minutes)
        house.refused("BAD_PERIOD", TEACHER, certify(Key(), until=until), pen=pen)
    certified(house, pen)


# --- which key signs what, when (LAW 51)


def test_no_device_signs_after_its_hours(house: Schoolhouse) -> None:
    """At the last instant it does; a clock that is set back revives nothing."""
    pen = confirmed(house)
    device = certified(house, pen)
    end = later(DURING, minutes=NIGHT)
    house.do(TEACHER, house.mark(), end, pen=device)
    house.refused("SIGNATURE_KEY", TEACHER, house.mark(value=90), later(end, minutes=1), pen=device)
    house.do(TEACHER, house.mark(value=85), pen=pen)
    house.do(HEAD, ResetClock(reason="Đồng hồ nhanh"), later(DURING, minutes=60))
    house.refused("SIGNATURE_KEY", TEACHER, house.mark(value=90), pen=device)


def test_no_program_signs_after_its_last_day(house: Schoolhouse) -> None:
    """Nor before it is confirmed, nor once it is revoked."""
    pen = confirmed(house)
    key = program(house, pen, until=local_day(DURING))
    house.refused("SIGNATURE_KEY", TEACHER, house.mark(), pen=key)
    confirmed(house, key)
    lasting = confirmed(house, program(house, pen))
    house.do(TEACHER, house.mark(), pen=key)
    house.refused("SIGNATURE_KEY", TEACHER, house.mark(value=90), later(DURING, days=1), pen=key)
    house.do(TEACHER, house.mark(value=90), pen=lasting)
    house.do(TEACHER, revoke(lasting))
    house.refused("SIGNATURE_KEY", TEACHER, house.mark(value=70), pen=lasting)


def test_nobody_signs_with_the_key_of_another(house: Schoolhouse) -> None:
    """Passkey, device, or program."""
    pen = confirmed(house)
    place = {"subject": "amnhac"}
    for each in (pen, certified(house, pen), confirmed(house, program(house, pen))):
        house.refused("SIGNATURE_KEY", OTHER, house.mark(value="D", place=place), pen=each)


def test_no_key_is_one_that_the_log_does_not_name(house: Schoolhouse) -> None:
    """A position of something else, of nothing, or none where no key is registered."""
    pen = confirmed(house)
    device = certified(house, pen)
    for each in (pen, device):
        for pos in (0, 1, len(house.log), 2**40, None):
            house.refused("SIGNATURE_KEY", TEACHER, house.mark(), pen=each._replace(pos=pos))
    house.refused("SIGNATURE_KEY", TEACHER, house.mark(), pen=device._replace(pos=pen.pos))
    house.refused("SIGNATURE_KEY", TEACHER, house.mark(), pen=pen._replace(pos=device.pos))


def test_no_method_is_claimed_for_a_key_of_the_other_kind(house: Schoolhouse) -> None:
    """A device is no passkey, a passkey no device: the policy would be mistaken."""
    pen = confirmed(house)
    for each in (certified(house, pen), confirmed(house, program(house, pen))):
        house.refused("SIGNATURE_KEY", TEACHER, house.mark(), pen=each._replace(said="signed"))
    house.refused("SIGNATURE_KEY", TEACHER, house.mark(), pen=pen._replace(said="device"))


def test_no_signature_knows_a_line_that_is_not_there(house: Schoolhouse) -> None:
    """LAW 51: before the command, not before the key, and that line itself."""
    pen = confirmed(house)
    for each in (pen, certified(house, pen)):
        leaves, key, size = [b64(entry.leaf) for entry in house.log], at(each), len(house.log)
        for pos, leaf in ((key - 1, key - 1), (0, 0), (size, -1), (2**40, -1), (size - 1, size - 2)):
            by = {"seen": {"pos": pos, "leaf": leaves[leaf]}}
            house.refused("SIGNATURE_SEEN", TEACHER, house.mark(), pen=each._replace(by=by))
        right = each._replace(by={"seen": {"pos": key, "leaf": leaves[key]}})
        house.do(TEACHER, house.mark(value=size), pen=right)


def test_no_signature_is_old_or_of_a_clock_ahead(house: Schoolhouse) -> None:
    """LAW 51: fifteen minutes, and two."""
    pen = confirmed(house)
    for wrong in (later(DURING, minutes=3), later(DURING, minutes=-16), "9999-12-31T23:59:59.000000Z"):
        house.refused("SIGNATURE_TIME", TEACHER, house.mark(), pen=pen._replace(by={"time": wrong}))
    for value, right in ((71, 2), (72, -15)):
        time = later(DURING, minutes=right)
        house.do(TEACHER, house.mark(value=value), pen=pen._replace(by={"time": time}))


@pytest.mark.parametrize("shown", [1, 5, 6])
def test_no_counter_falls_or_stands(house: Schoolhouse, shown: int) -> None:
    """LAW 51: there are two of a passkey that counts what it counted before."""
    key = passkey()
    key.counter = 5
    pen = confirmed(house, registered(house, key))
    key.counter = 6
    house.do(TEACHER, house.mark(), pen=pen)
    key.counter = shown
    house.refused("SIGNATURE_COUNTER", TEACHER, house.mark(value=90), pen=pen)
    key.counter = 7
    house.do(TEACHER, house.mark(value=90), pen=pen)


def test_a_passkey_that_stops_to_count_is_taken(house: Schoolhouse) -> None:
    """0 says nothing; what it counts again is above all before."""
    key = passkey()
    key.counter = 5
    pen = confirmed(house, registered(house, key))
    key.counter = 0
    house.do(TEACHER, house.mark(), pen=pen)
    key.counter = 4
    house.refused("SIGNATURE_COUNTER", TEACHER, house.mark(value=90), pen=pen)
