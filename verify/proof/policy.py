"""C2SP tlog-policy files, with the two comment forms of spec/FORMAT.md 6."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from verify.proof.canonical import decimal, unb64
from verify.proof.note import COSIGNATURE, ED25519, VerifierKey, parse_vkey

MAX_POLICY = 1_000_000
# Words are parted by spaces and tabs only: a name with another space in it is one name to every reader.
_WORD = re.compile(r"[^ \t]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class PolicyError(ValueError):
    """The policy file is malformed; nothing may be judged by it."""


@dataclass(frozen=True)
class KeyRange:
    """A log key and the tree sizes that it signs, both ends included; `last` None = still."""

    key: VerifierKey
    first: int = 0
    last: int | None = None

    def covers(self, size: int) -> bool:
        """Whether the key is the one that signs a tree of `size` entries."""
        return self.first <= size and (self.last is None or size <= self.last)


@dataclass(frozen=True)
class Group:
    """Met once `need` of its members (witness or group names) are."""

    need: int
    members: tuple[str, ...]


@dataclass
class Policy:
    """What the user trusts from outside: log keys, cosigners and their quorum, first entries."""

    log_keys: list[KeyRange] = field(default_factory=list)
    witnesses: dict[str, VerifierKey] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str | None = None
    genesis: dict[str, bytes] = field(default_factory=dict)

    def keys_of(self, origin: str) -> list[KeyRange]:
        """Trusted log keys of an origin: a key's name is the origin (FORMAT.md 2)."""
        return [item for item in self.log_keys if item.key.name == origin]

    def quorum_met(self, cosigners: set[str]) -> bool:
        """Whether the witnesses whose keys (as text) are given make up the quorum; no quorum is met."""
        return self.quorum is None or self._met(self.quorum, cosigners)

    def _met(self, name: str, cosigners: set[str]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name].text in cosigners
        group = self.groups[name]
        return sum(self._met(member, cosigners) for member in group.members) >= group.need


def parse_policy(raw: bytes) -> Policy:
    """Raises `PolicyError`; unknown words are errors, unknown comments are comments."""
    if len(raw) > MAX_POLICY:
        raise PolicyError("policy too long")
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise PolicyError("policy is not UTF-8") from error
    if _CONTROL.search(text):
        raise PolicyError("control character in the policy")
    return _Parser().parse(text.split("\n"))


class _Parser:
    def __init__(self) -> None:
        self.policy = Policy()
        self.logs: list[VerifierKey] = []
        self.ranges: list[KeyRange] = []
        self.quorums = 0
        self.grouped: set[str] = set()

    def parse(self, lines: list[str]) -> Policy:
        words_of: dict[str, Callable[..., None]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
            "#socai": self._socai,
        }
        for number, line in enumerate(lines, 1):
            words = _WORD.findall(line)
            if not words or (words[0].startswith("#") and words[0] != "#socai"):
                continue
            if words[0] not in words_of:
                raise PolicyError(f"line {number}: unknown word {words[0]!r}")
            try:
                words_of[words[0]](*words[1:])
            except (ValueError, TypeError) as error:
                raise PolicyError(f"line {number}: {error}") from error
        if self.quorums != 1:
            raise PolicyError("a policy has exactly one quorum line")
        # A key whose sizes are told is trusted for these sizes only, although a `log` line names it too.
        ranged = {item.key.text for item in self.ranges}
        self.policy.log_keys = [KeyRange(key) for key in self.logs if key.text not in ranged] + self.ranges
        return self.policy

    def _log(self, vkey: str, _url: str = "") -> None:
        key = log_key(vkey)
        if any(key.public == other.public for other in self.logs):
            raise PolicyError("log key twice")
        self.logs.append(key)

    def _witness(self, name: str, vkey: str, _url: str = "") -> None:
        key = _key(vkey, COSIGNATURE)
        self._new_name(name)
        if any(key.public == other.public for other in self.policy.witnesses.values()):
            raise PolicyError("witness key twice")
        self.policy.witnesses[name] = key

    def _group(self, name: str, need: str, *members: str) -> None:
        self._new_name(name)
        for member in members:
            if not self._known(member) or member in self.grouped:
                raise PolicyError(f"member {member!r} is unknown or in two groups")
            self.grouped.add(member)
        count = {"any": 1, "all": len(members)}.get(need) or decimal(need)
        if not 1 <= count <= len(members):
            raise PolicyError("a group needs 1 to all of its members")
        self.policy.groups[name] = Group(count, members)

    def _quorum(self, name: str) -> None:
        self.quorums += 1
        if name != "none" and not self._known(name):
            raise PolicyError(f"unknown quorum {name!r}")
        self.policy.quorum = None if name == "none" else name

    def _socai(self, word: str, *rest: str) -> None:
        if word == "genesis":
            origin, leaf = rest
            if origin in self.policy.genesis:
                raise PolicyError("genesis twice")
            self.policy.genesis[origin] = unb64(leaf, 32)
        elif word == "key":
            vkey, first, last = rest
            stop = None if last == "-" else decimal(last)
            if stop is not None and stop < decimal(first):
                raise PolicyError("a key's last size is below its first")
            self.ranges.append(KeyRange(log_key(vkey), decimal(first), stop))
        else:
            raise PolicyError(f"unknown #socai {word!r}")

    def _known(self, name: str) -> bool:
        return name in self.policy.witnesses or name in self.policy.groups

    def _new_name(self, name: str) -> None:
        if name == "none" or self._known(name):
            raise PolicyError(f"name {name!r} is taken")


def log_key(vkey: str) -> VerifierKey:
    """A key that a log signs with (FORMAT.md 2: type 0x01). Raises `PolicyError` or `NoteError`."""
    return _key(vkey, ED25519)


def _key(vkey: str, kind: int) -> VerifierKey:
    key = parse_vkey(vkey)
    if key.kind != kind:
        raise PolicyError("key of another kind")
    return key
