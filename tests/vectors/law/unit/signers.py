"""Whose key signs a command, and until when (LAW 51)."""

from tests.vectors.law.drafts.books import mark
from tests.vectors.law.drafts.keys import key_confirmed, key_revoked, passkey_of, program_of
from tests.vectors.law.drafts.unit import clock_reset, person
from tests.vectors.law.keyed import OTHER, PROGRAM, TABLET, TEACHER, Keys
from tests.vectors.law.log import Log
from tests.vectors.law.school import base
from tests.vectors.law.signing import by, by_passkey
from tests.vectors.law.told import Told
from tests.vectors.law.unit.signed import dossier, story


def _another_s_key(log: Log, keys: Keys) -> int:
    return log.do("head", person("x1"), method="signed", sign=by_passkey(TEACHER, keys.teacher))


def _no_key(log: Log, keys: Keys) -> int:
    return log.do("teacher", mark(), method="signed", sign=by_passkey(TEACHER, 1))


def _unconfirmed(log: Log, keys: Keys) -> int:
    second = keys.signed("teacher", passkey_of("t1", OTHER))
    return log.do("teacher", mark(), method="signed", sign=by_passkey(OTHER, second))


def _revoked(log: Log, keys: Keys) -> int:
    log.do("board", key_revoked("t1", keys.teacher))
    return keys.signed("teacher", mark())


def _device_of_a_revoked(log: Log, keys: Keys) -> int:
    tablet = keys.tablet()
    log.do("board", key_revoked("t1", keys.teacher))
    return keys.typed(tablet, mark())


def _device_after_its_hours(log: Log, keys: Keys) -> int:
    tablet = keys.tablet()
    log.wait(hours=12)
    return keys.typed(tablet, mark())


def _device_after_the_clock_was_set_back(log: Log, keys: Keys) -> int:
    """What has ended once stays ended (P2)."""
    tablet = keys.tablet()
    log.wait(hours=13)
    log.do("head", person("x1"))
    log.wait(hours=-13)
    log.do("head", clock_reset())
    return keys.typed(tablet, mark())


def _program_after_its_day(log: Log, keys: Keys) -> int:
    pos = keys.signed("teacher", program_of("t1", PROGRAM, until="2026-09-07"))
    log.do("board", key_confirmed(log, "t1", pos))
    log.wait(days=1)
    return keys.typed(pos, mark(), secret=PROGRAM)


def _program_unconfirmed(log: Log, keys: Keys) -> int:
    pos = keys.signed("teacher", program_of("t1", PROGRAM))
    return keys.typed(pos, mark(), secret=PROGRAM)


def _program_revoked(log: Log, keys: Keys) -> int:
    pos = keys.program()
    log.do("teacher", key_revoked("t1", pos))
    return keys.typed(pos, mark(), secret=PROGRAM)


def _passkey_as_device(log: Log, keys: Keys) -> int:
    return log.do("teacher", mark(), method="device", sign=keys.hand("teacher"))


def _device_as_signed(log: Log, keys: Keys) -> int:
    return log.do("teacher", mark(), method="signed", sign=by(TABLET, keys.tablet()))


def _passkey_without_assertion(log: Log, keys: Keys) -> int:
    return log.do("teacher", mark(), method="signed", sign=by(TEACHER, keys.teacher))


def _device_with_assertion(log: Log, keys: Keys) -> int:
    return log.do("teacher", mark(), method="device", sign=by_passkey(TABLET, keys.tablet()))


def _itself_signs_marks(log: Log) -> int:
    """With nothing registered, by no key."""
    base(log)
    return log.do("teacher", mark(), method="signed", sign=by_passkey(TEACHER, None))


def _itself_and_more(log: Log) -> int:
    """A key that nobody has confirmed brings a mark with it."""
    base(log)
    drafts = (passkey_of("t1", TEACHER), mark())
    return log.do("teacher", *drafts, method="signed", sign=by_passkey(TEACHER, None))


def _itself_beside_another(log: Log, _keys: Keys) -> int:
    """Who has a passkey signs with it."""
    return log.do("teacher", passkey_of("t1", OTHER), method="signed", sign=by_passkey(OTHER, None))


def _program_itself(log: Log) -> int:
    base(log)
    sign = by_passkey(TEACHER, None)
    return log.do("teacher", program_of("t1", TEACHER), method="signed", sign=sign)


def _confirmed_in_another_s_name(log: Log, keys: Keys) -> int:
    """The last confirmation, by whoever has another's key at hand."""
    _sign, *third = dossier(log, keys, keys.homeroom())
    return log.do("homeroom", *third, method="signed", sign=keys.hand("head"))


SMALL: tuple[Told, ...] = (
    ("signed by another person's key", "SIGNATURE_KEY", story(_another_s_key)),
    ("signed by an entry that is no key", "SIGNATURE_KEY", story(_no_key)),
    ("signed by a passkey that nobody has confirmed", "SIGNATURE_KEY", story(_unconfirmed)),
    ("signed by a passkey that was revoked", "SIGNATURE_KEY", story(_revoked)),
    ("signed by a device whose passkey was revoked", "SIGNATURE_KEY", story(_device_of_a_revoked)),
    ("signed by a device after its hours", "SIGNATURE_KEY", story(_device_after_its_hours)),
    (
        "signed by a device after its hours, with the clock set back",
        "SIGNATURE_KEY",
        story(_device_after_the_clock_was_set_back),
    ),
    ("signed by a program after its last day", "SIGNATURE_KEY", story(_program_after_its_day)),
    ("signed by a program that nobody has confirmed", "SIGNATURE_KEY", story(_program_unconfirmed)),
    ("signed by a program that was revoked", "SIGNATURE_KEY", story(_program_revoked)),
    ("a passkey where the method says device", "SIGNATURE_KEY", story(_passkey_as_device)),
    ("a device where the method says passkey", "SIGNATURE_KEY", story(_device_as_signed)),
    ("a passkey's signature without what it asserts", "SIGNATURE_KEY", story(_passkey_without_assertion)),
    ("a device's signature with an assertion", "SIGNATURE_KEY", story(_device_with_assertion)),
    ("marks signed by a key that no entry tells", "SIGNATURE_KEY", _itself_signs_marks),
    ("a key that signs for itself and a mark", "SIGNATURE_KEY", _itself_and_more),
    ("a key that signs for itself beside another", "SIGNATURE_KEY", story(_itself_beside_another)),
    ("a program that signs for itself", "SIGNATURE_KEY", _program_itself),
    ("a confirmation in another's name", "SIGNATURE_KEY", story(_confirmed_in_another_s_name)),
)
