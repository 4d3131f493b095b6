"""Acts on gradebooks: columns published and dated, late entry, books signed, results approved, closes."""

from api.http.acts.act import Act, chapter
from domain.acts.books.close import LockBook, ProposeClose, RefuseClose, UnlockBook
from domain.acts.books.comparison import DateColumn, DeclareBook
from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.publishing import PublishColumn
from domain.acts.books.signing import SignBook, SignClass
from domain.acts.results.approval import ApproveResults

COLUMNS = chapter(
    "books",
    Act(
        "POST /books/{klass}/{subject}/{semester}/columns/{col}/publish",
        PublishColumn,
        "publish",
        "PublishBody",
        "Publishes a column (the subject's teacher): from now on it is of record.",
        200,
    ),
    Act(
        "POST /books/{klass}/{subject}/{semester}/late-permissions",
        PermitLateEntry,
        "permit_late",
        "LateBody",
        "Permits late entry for named pupils in one column (head, deputy with the power).",
    ),
)
DATES = chapter(
    "signing",
    Act(
        "PUT /books/{klass}/{subject}/{semester}/columns/{col}/date",
        DateColumn,
        "date_column",
        "DateBody",
        "Says on which day a test was taken (the subject's teacher).",
        200,
        asks={"date": "Ngày kiểm tra"},
    ),
)
SIGNING = chapter(
    "signing",
    Act(
        "POST /books/{klass}/{subject}/{semester}/declarations",
        DeclareBook,
        "declare",
        "DeclareBody",
        "Declares that both books agree, or why they do not (whoever compared them).",
        asks={"explanation": "Vì sao còn khác, nếu còn khác"},
    ),
    Act(
        "POST /books/{klass}/{subject}/{semester}/signatures",
        SignBook,
        "sign_book",
        None,
        "Signs a complete book (its teacher; of conduct the homeroom teacher). Any later change shows.",
    ),
    Act(
        "POST /classes/{klass}/semesters/{semester}/sign",
        SignClass,
        "sign_class",
        None,
        "Signs the class when all its books are signed (homeroom teacher).",
    ),
    Act(
        "POST /classes/{klass}/semesters/{semester}/approve",
        ApproveResults,
        "approve",
        None,
        "Approves the results and records every pupil's (head). 409 INCOMPLETE names what is missing.",
    ),
)
CLOSES = chapter(
    "closes",
    Act(
        "POST /closes/{klass}/{semester}/propose",
        ProposeClose,
        "propose",
        None,
        "Proposes the close (board).",
    ),
    Act(
        "POST /closes/{klass}/{semester}/refuse",
        RefuseClose,
        "refuse",
        "ReasonBody",
        "Refuses the open proposal (head, deputy with the power; never the proposer).",
        200,
    ),
    Act(
        "POST /closes/{klass}/{semester}/lock",
        LockBook,
        "lock",
        "LockBody",
        "Locks the books (head, deputy with the power; never the proposer). A bag follows by itself.",
        200,
    ),
    Act(
        "POST /closes/{klass}/{semester}/unlock",
        UnlockBook,
        "unlock",
        "UnlockBody",
        "Opens locked books until a time, at most 30 days (head); they lock again by themselves.",
        200,
    ),
)
