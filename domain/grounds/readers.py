"""Who may look at what of a school (users' rights): what each may *do* stands in spec/permissions.json."""

from collections.abc import Collection, Sequence

from domain.grounds.permissions import TABLE
from domain.state.dossier import DossierState
from domain.state.facts import Appointment

WHOLE_SCHOOL = frozenset(("head", "deputy", "board"))
WHOLE_CLASS = frozenset(("homeroom", "homeroom_deputy"))
REGISTER = WHOLE_SCHOOL | {"clerk"}


class Reader:
    """A person who looks at something; `rights` are the appointments in force then, as a substitute too."""

    def __init__(self, person: str, rights: Sequence[Appointment]) -> None:
        self.person = person
        self.rights = rights

    @property
    def reads_all(self) -> bool:
        """Whether the person may read every book of the school."""
        return any(right.role in WHOLE_SCHOOL for right in self.rights)

    def reads_class(self, klass: str) -> bool:
        """Whether the person may read all books of a class."""
        return self.reads_all or any(
            right.role in WHOLE_CLASS and right.klass == klass for right in self.rights
        )

    def reads_book(self, klass: str, subject: str) -> bool:
        """Whether the person may read one gradebook (both semesters)."""
        own = any(
            right.role == "teacher" and (right.klass, right.subject) == (klass, subject)
            for right in self.rights
        )
        kept = subject == "profile" and self.reads_register
        return own or kept or self.reads_class(klass)

    @property
    def reads_register(self) -> bool:
        """Whether the person may read who is in the school: leadership, board and the clerk."""
        return any(right.role in REGISTER for right in self.rights)

    @property
    def manages_accounts(self) -> bool:
        """Whether the person may open accounts, and so sees of everybody what opens theirs."""
        granted = {grant.role for grant in TABLE["AccountOpened"].grants}
        return any(right.role in granted for right in self.rights)

    @property
    def grants_resets(self) -> bool:
        """Whether the person may grant what another asked: that somebody's lost way in be given again."""
        granted = {grant.role for grant in TABLE["ResetGranted"].grants}
        return any(right.role in granted for right in self.rights)

    def reads_roster(self, klass: str) -> bool:
        """Whether the person may read who is in a class: its teachers too, and the clerk."""
        return any(right.role in REGISTER or right.klass == klass for right in self.rights)

    def reads_identity(self, klass: str | None) -> bool:
        """Whether the person may read births and register numbers: not who only teaches a subject."""
        return self.reads_register or (klass is not None and self.reads_class(klass))

    def knows_dossier(self, dossier: DossierState) -> bool:
        """Whether the person may know that there is such a dossier, and what it is about: who proposed it, or
        reads its book. Who reads all may know, too, that there is none."""
        concerned = self.person == dossier.proposer or self.reads_book(dossier.klass, dossier.subject)
        return self.reads_all or (bool(dossier.state) and concerned)

    def opens_evidence(self, dossier: DossierState) -> bool:
        """Whether the person may open the files that a dossier names: not who only teaches the subject."""
        return self.person == dossier.proposer or self.reads_class(dossier.klass)

    def reads_rectification(self, klass: str | None, proposer: str) -> bool:
        """Leadership, board and clerk all; a homeroom teacher those of the class; the proposer the own."""
        of_class = klass is not None and self.reads_class(klass)
        return self.reads_register or of_class or proposer == self.person

    @property
    def has_class(self) -> bool:
        """Whether the person is homeroom teacher, or the deputy of one, of some class."""
        return any(right.role in WHOLE_CLASS for right in self.rights)

    def knows_act(self, klass: str | None) -> bool:
        """Whether the person may know of an act, on which a rectification is proposed: of a homeroom teacher
        one of the class, or one that is of none."""
        return self.reads_register or (self.has_class and (klass is None or self.reads_class(klass)))

    @property
    def makes_keys(self) -> bool:
        """Whether the person may have a log key made, which is no act yet: who may put one into force."""
        makers = {grant.role for grant in TABLE["KeyRotated"].grants}
        return any(right.role in makers for right in self.rights)


def may_name_file(digest: str, named: Collection[str], *, brought: bool) -> bool:
    """Whether an act may name a file: whoever names one may open it, so it is one that the person brought,
    or that the dossier named before."""
    return brought or digest in named
