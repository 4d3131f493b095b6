"""Each duty of the department's letter that needs no page or paper, of a unit of this kind, by name."""

import hashlib
from collections import Counter
from typing import Any

from domain.regulations import regulation
from tests.obligations.people import BOARD, CLERK, DEPUTY
from tests.obligations.played_year import PlayedYear
from tests.school.door import HEAD

STAFF = (HEAD, DEPUTY, BOARD, CLERK)


def first(played: PlayedYear) -> tuple[str, int]:
    return next(played.plan.each_class())


def refused(answer: Any, code: str) -> None:
    """With the code, the status of a refusal, and a sentence that says what to do."""
    body = answer.json()
    assert (answer.status_code >= 400, body["code"]) == (True, code), body
    assert len(body["detail"]) > 15


def test_s11_history_of_a_cell_is_told_with_author_time_and_reason(played: PlayedYear) -> None:
    """The homeroom teacher sees each former value."""
    klass, _ = first(played)
    pupil = played.here(klass)[0]
    told = played.get(f"cn.{klass}", f"/books/{klass}/toan/1/cells/{pupil}/ck/life")
    corrected = [entry for entry in told if entry["dossier"]]
    assert corrected and corrected[-1]["reason"] == "Cộng nhầm điểm"
    assert all(entry["person"] and entry["at"] for entry in told) and len(told) >= 2


def test_s14_a_substitute_works_under_the_own_name_for_the_days_of_the_decision(played: PlayedYear) -> None:
    """Nobody has another do their work."""
    klass, _ = first(played)
    row = played.rows("substitutes")[0]
    assert (row["person"], row["holder"], row["class"]) == ("moi", "gv.toan", klass)
    written = [entry for entry in played.entries() if entry["actor"]["person"] == "moi"]
    assert {entry["actor"]["basis"] for entry in written} == {row["pos"]}
    cell = {"pupil": played.here(klass)[1], "col": "nx", "value": "Muộn", "base": 0}
    refused(played.ask("moi", "PUT", f"/books/{klass}/toan/2/cells", cells=[cell]), "RIGHT_NOT_IN_FORCE")


def test_s15_only_the_subject_teacher_writes_marks(played: PlayedYear) -> None:
    """Board, clerk, leadership and a homeroom teacher without the subject each get a refusal."""
    klass, _ = first(played)
    cell = {"pupil": played.here(klass)[1], "col": "tx1", "value": "5", "base": 0}
    for person in (*STAFF, f"cn.{klass}"):
        refused(played.ask(person, "PUT", f"/books/{klass}/toan/2/cells", cells=[cell]), "NO_RIGHT")
    marks = [entry for entry in played.entries() if entry["type"].startswith("Mark")]
    ordinary = [e for e in marks if "/conduct/" not in e["stream"] and "/profile/" not in e["stream"]]
    assert {entry["actor"]["role"] for entry in ordinary} == {"teacher"}


def test_s16_a_personal_book_with_two_planted_differences_lists_exactly_these(played: PlayedYear) -> None:
    """And the declaration is refused until it is explained."""
    assert [each["pupil"] for each in played.compared["differences"]] == played.planted
    refused(played.undeclared, "DIFFERENCES_OPEN")
    row = played.rows("comparisons")[-1]
    assert row["differing"] == 2 and row["declared"] and row["explanation"]


def test_s17_after_the_window_no_ordinary_mark_enters(played: PlayedYear) -> None:
    """Of semester 2, which is locked besides; of semester 1 likewise."""
    klass, _ = first(played)
    cell = {"pupil": played.here(f"{first(played)[1] + 1}X")[0], "col": "tx1", "value": "5", "base": 0}
    answer = played.ask("gv.van", "PUT", f"/books/{klass}/van/2/cells", cells=[cell])
    assert answer.json()["code"] in ("NOT_IN_CLASS", "BOOK_LOCKED", "RIGHT_NOT_IN_FORCE")
    ends = {row["window"]: row["until"] for row in played.rows("windows")}
    late = [
        entry
        for entry in played.entries()
        if entry["type"] == "MarkEntered" and entry["data"]["late"] is None and "/1" in entry["stream"][-2:]
    ]
    assert all(entry["at"] < max(ends["hk1"], ends["ho-so"]) for entry in late)


def test_s19_a_check_freezes_the_figures_of_its_moment(played: PlayedYear) -> None:
    """Opened again later, it says the same, though the books have changed."""
    row = played.rows("checks")[0]
    entry = next(each for each in played.entries() if each["type"] == "ProgressChecked")
    assert row["digest"] == entry["data"]["digest"]
    klass, _ = first(played)
    figures = {tuple(each[:2]): each[2:] for each in entry["data"]["figures"]}
    entered, expected = figures[klass, "van"]
    assert 0 < entered <= expected


def test_s20_ratings_follow_from_recorded_checks(played: PlayedYear) -> None:
    """By a table worked by hand from the frozen figures."""
    entry = next(each for each in played.entries() if each["type"] == "ProgressChecked")
    sums: Counter[str] = Counter()
    due: Counter[str] = Counter()
    for _, subject, entered, expected in entry["data"]["figures"]:
        sums[subject] += entered
        due[subject] += expected
    for row in played.rows("ratings"):
        subject = row["person"].removeprefix("gv.")
        percent = 100 * sums[subject] / due[subject]
        level = "T" if percent == 100 else "K" if percent >= 95 else "D" if percent >= 80 else "CD"
        assert (row["entered"], row["expected"], row["level"]) == (sums[subject], due[subject], level)


def test_s21_s24_a_corrected_mark_has_its_dossier_and_three_witnesses(played: PlayedYear) -> None:
    """Of marks and of conduct, where a second leader sits for the homeroom teacher who proposed."""
    dossiers = {row["dossier"]: row for row in played.get(HEAD, "/dossiers")}
    assert {name: row["state"] for name, row in dossiers.items()} == {
        "d1": "applied",
        "d2": "refused",
        "d3": "withdrawn",
        "d4": "applied",
    }
    applied = [entry for entry in played.entries() if entry["type"] == "CorrectionApplied"]
    for entry in applied:
        witnesses = [
            each["actor"]["person"]
            for each in played.entries()
            if each["type"] == "CorrectionWitnessed" and each["data"]["dossier"] == entry["data"]["dossier"]
        ]
        assert len(set(witnesses[-3:])) == 3


def test_s26_a_board_post_is_for_members_of_the_founded_board(played: PlayedYear) -> None:
    """Whoever the decision does not name is refused."""
    body = {"person": CLERK, "role": "board", "from": played.day("08-15"), "decision": played.paper}
    refused(played.ask(HEAD, "POST", "/appointments", **body), "NOT_FOUNDED")


def test_s35_the_journal_holds_each_act_of_operation_once_and_in_order(played: PlayedYear) -> None:
    """Windows, archives, locks, unlocks, incidents, decisions, and what persons noted."""
    rows = played.rows("journal")
    assert [row["pos"] for row in rows] == sorted({row["pos"] for row in rows})
    kinds = {row["type"] for row in rows}
    assert {"WindowSet", "SnapshotArchived", "BookLocked", "BookUnlocked", "JournalNoted"} <= kinds
    assert "thay ổ đĩa dự phòng" in {row["text"] for row in rows}


def test_s40_register_numbers_are_never_used_twice(played: PlayedYear) -> None:
    """Whoever has left keeps the number; transfers, leaving and return stand beside it."""
    rows = played.rows("register")
    assert len({row["register"] for row in rows}) == len(rows)
    klass, _ = first(played)
    new = {"pupil": "x.1", "name": "Em khác", "born": "2009-01-01", "from": played.day("07-30")}
    taken = {**new, "register": rows[0]["register"]}
    answer = played.ask(BOARD, "POST", f"/classes/{klass}/pupils", pupils=[taken])
    refused(answer, "REGISTER_TWICE")
    arrived = next(row for row in rows if row["pupil"] == played.newcomer)
    assert arrived["came_from"] == "Trường Ba"


def test_s51_a_commitment_shows_which_of_the_five_clauses_it_lacks(played: PlayedYear) -> None:
    """Whole: none; a second one without retention says so."""
    assert played.rows("commitments")[0]["missing"] == []
    body = {"commitment": "cc2", "provider": "Công ty B", "clauses": ["safety"], "years": 5}
    span = {"from": played.day("08-15"), "to": played.day("07-30"), "decision": played.paper}
    played.post(HEAD, "/commitments", **body, **span)
    assert "retention" in played.rows("commitments")[1]["missing"]


def test_s57_a_procedure_with_fewer_than_three_witnesses_cannot_be_saved(played: PlayedYear) -> None:
    """Nor one of more than thirty days."""
    body = {"papers": "Biên bản", "decision": played.paper}
    few = played.ask(HEAD, "POST", "/procedures", seats=["board", "homeroom"], days=5, **body)
    long = played.ask(HEAD, "POST", "/procedures", seats=["board", "homeroom", "leadership"], days=31, **body)
    assert (few.status_code, long.status_code) == (422, 422)


def test_s59_s60_every_pupil_of_a_year_has_an_outcome_that_follows_from_the_rule(played: PlayedYear) -> None:
    """Worked again from rank, conduct and absences as they were recorded."""
    entries = [each["data"] for each in played.entries() if each["type"] == "PromotionDecided"]
    regimes = {row["class"]: row["regime"] for row in played.get(HEAD, "/classes")}
    for data in entries:
        law = regulation(regimes[data["class"]])
        judge = law.promotion if data["stage"] == 1 else law.after_summer
        assert data["outcome"] == judge(data["learning"], data["conduct"], data["absent"]).outcome
    finals = played.rows("promotions")
    assert finals and all(row["final"] for row in finals)
    assert {row["first"] for row in finals} >= {"LEN_LOP", "REN_LUYEN_HE"}


def test_s61_a_title_that_the_rule_does_not_give_needs_a_reason(played: PlayedYear) -> None:
    """And whoever is just below it is not proposed."""
    klass, _ = first(played)
    weak = played.plan.pupils_of(klass)[1]
    proposed = {row["pupil"] for row in played.get(HEAD, f"/classes/{klass}/titles/proposals")["proposals"]}
    assert weak not in proposed
    asked = {"pupil": weak, "title": "HSG"}
    refused(
        played.ask(HEAD, "POST", f"/classes/{klass}/titles", semester=0, pupils=[asked]),
        "TITLE_WRONG",
    )
    praised = [row for row in played.rows("titles") if row["title"] == "GIAY_KHEN"]
    assert praised and all(row["reason"] for row in praised)


def test_s62_a_retest_leaves_the_years_result_visible(played: PlayedYear) -> None:
    """The second decision stands on the new mark; the recorded result is as it was."""
    taken = played.rows("retests")
    assert taken and all(row["value"] is not None for row in taken)
    row = next(each for each in taken if isinstance(each["value"], int))
    results = played.rows("results", **{"class": row["class"]})
    year = next(r for r in results if (r["pupil"], r["semester"]) == (row["pupil"], 0))
    assert dict(year["scores"])[row["subject"]] < 50 < row["value"]


def test_s63_approval_is_refused_while_a_due_cell_is_missing_and_names_it(played: PlayedYear) -> None:
    """Each approval stood on signatures, and these on complete books."""
    klass, _ = first(played)
    first_of = {
        kind: min(each["pos"] for each in played.entries() if each["type"] == kind)
        for kind in ("BookSigned", "ClassSigned", "ResultsApproved", "BookLocked")
    }
    assert list(first_of.values()) == sorted(first_of.values())
    early = min(each["pos"] for each in played.entries() if each["type"] == "ColumnPublished")
    missing = played.get(HEAD, f"/classes/{klass}/semesters/1/missing", at=f"@{early}")["missing"]
    assert missing and {"pupil", "subject", "semester", "col"} == set(missing[0])
    assert played.get(HEAD, f"/classes/{klass}/semesters/2/missing")["missing"] == []


def test_s64_the_homeroom_teacher_keeps_the_profiles_of_the_own_class_only(played: PlayedYear) -> None:
    """Of another class: out of scope; addresses stay outside the log."""
    classes = [klass for klass, _ in played.plan.each_class()]
    cell = {"pupil": played.plan.pupils_of(classes[1])[0], "col": "ten", "value": "Khác", "base": 0}
    answer = played.ask(f"cn.{classes[0]}", "PUT", f"/books/{classes[1]}/profile/1/cells", cells=[cell])
    refused(answer, "OUT_OF_SCOPE")
    lines = b"".join(played.school.log.lines(0, played.school.log.head().size))
    assert "Số 1".encode() not in lines and "Nguyễn B".encode() not in lines
    book = played.get(f"cn.{classes[0]}", f"/books/{classes[0]}/profile/1")["cells"]
    assert {cell["text"] for cell in book if cell["col"] == "dia_chi"} == {"Số 1"}


def test_s65_each_month_is_confirmed_and_signed_and_a_signed_one_is_shut(played: PlayedYear) -> None:
    """A movement or an absence in it is refused until the head opens it again."""
    klass, _ = first(played)
    months = {row["month"]: row for row in played.rows("months", **{"class": klass})}
    september = months[played.day("09-01")[:7]]
    assert (
        september["state"] == "signed" and september["remark"] == "Đã bổ sung" and september["absences"] == 2
    )
    edit = {
        "pupil": played.plan.pupils_of(klass)[1],
        "date": played.day("09-14"),
        "session": "S",
        "value": "P",
        "base": 0,
    }
    path = f"/classes/{klass}/months/{september['month']}/absences"
    refused(played.ask(f"cn.{klass}", "PUT", path, edits=[edit]), "MONTH_SIGNED")


def test_s67_conduct_is_judged_by_the_homeroom_teacher_alone(played: PlayedYear) -> None:
    """A subject teacher is refused; the year's conduct follows the regulation."""
    klass, _ = first(played)
    cell = {"pupil": played.plan.pupils_of(klass)[1], "col": "hk", "value": "Tốt", "base": 0}
    refused(played.ask("gv.toan", "PUT", f"/books/{klass}/conduct/2/cells", cells=[cell]), "NO_RIGHT")
    regimes = {row["class"]: row["regime"] for row in played.get(HEAD, "/classes")}
    rows = {(r["class"], r["pupil"], r["semester"]): r["conduct"] for r in played.rows("results")}
    for (place, pupil, semester), conduct in rows.items():
        if semester == 0 and regimes[place] == "TT22_2021":
            law = regulation("TT22_2021")
            assert conduct == law.year_conduct(rows.get((place, pupil, 1), "T"), rows[place, pupil, 2])


def test_s69_the_trace_recomputes_to_the_recorded_average(played: PlayedYear) -> None:
    """Which numbers, which rule: of each score of each pupil."""
    klass, _ = first(played)
    size = max(e["pos"] for e in played.entries() if e["type"] == "ResultsApproved") + 1
    traced = played.get(HEAD, f"/classes/{klass}/semesters/2/traces", at=f"@{size}")["results"]
    recorded = {
        (r["pupil"], r["semester"]): dict(r["scores"]) for r in played.rows("results", **{"class": klass})
    }
    explained = 0
    for row in traced:
        for subject, value in row["scores"].items():
            assert recorded[row["pupil"], row["semester"]][subject] == value
            explained += bool(row["subjects"][subject]["explained"])
    assert explained > 20


def test_s70_no_board_sits_before_the_homeroom_teacher_has_signed_the_list(played: PlayedYear) -> None:
    """The list comes before the board, the board before its decisions."""
    for klass, _ in played.plan.each_class():
        stages = played.rows("stages", **{"class": klass})
        assert [row["stage"] for row in stages] == [1, 2]
        assert all(row["signed"] < row["opened"] and row["signed_by"] == f"cn.{klass}" for row in stages)
    other = f"{first(played)[1] + 1}X"
    body = {"members": [HEAD, DEPUTY, BOARD], "decision": played.paper}
    refused(played.ask(HEAD, "POST", f"/classes/{other}/promotion/1/board", **body), "NOT_SIGNED")


def test_s72_required_counts_by_periods_are_asked_for(played: PlayedYear) -> None:
    """A class with one regular column too few cannot be opened."""
    subject = {
        "subject": "toan",
        "name": "Toán",
        "kind": "score",
        "periods": 1400,
        "tx": 3,
        "semesters": [1, 2],
    }
    year = f"{played.plan.first + 1}-{played.plan.first + 2}"
    body = {
        "class": "few",
        "name": "few",
        "grade": 9,
        "year": year,
        "regime": "TT58_26",
        "subjects": [subject],
    }
    refused(played.ask(BOARD, "POST", "/classes", **body), "TOO_FEW_COLUMNS")


def test_s73_a_comment_has_a_history_like_a_mark(played: PlayedYear) -> None:
    """Sealed in the log, read by whoever may."""
    klass, _ = first(played)
    pupil = played.here(klass)[0]
    told = played.get(HEAD, f"/books/{klass}/toan/1/cells/{pupil}/nx/life")
    assert [entry["value"] for entry in told] == ["Có tiến bộ"]


def test_s74_the_lag_from_test_to_publication_is_told(played: PlayedYear) -> None:
    """In days, by teacher and column."""
    rows = [row for row in played.rows("publications") if row["col"] == "ck" and row["lag"] is not None]
    assert rows and all(row["lag"] == 2 and row["person"] == f"gv.{row['subject']}" for row in rows)


def test_s76_a_signature_is_void_once_anything_changes(played: PlayedYear) -> None:
    """Visible as of the moment between the change and the next signature; here none was changed after."""
    klass, _ = first(played)
    found = played.get(HEAD, f"/classes/{klass}/semesters/2/sign-offs")
    assert found["signature_stands"] and found["approval_stands"] and found["locked"]
    assert all(book["stands"] for book in found["books"])
    signed = min(e["pos"] for e in played.entries() if e["type"] == "BookSigned")
    before = played.get(HEAD, f"/classes/{klass}/semesters/1/sign-offs", at=f"@{signed}")
    assert not any(book["stands"] for book in before["books"])


def test_s77_an_incident_is_reported_by_anybody_and_answered_by_the_board(played: PlayedYear) -> None:
    """With its state, and in the journal."""
    row = played.rows("incidents")[0]
    assert (row["state"], row["person"], row["answers"][0]["person"]) == ("closed", "gv.toan", BOARD)
    refused(played.ask(BOARD, "POST", "/incidents/sc1/answers", text="thêm", state="open"), "INCIDENT_STATE")


def test_the_report_card_is_built_from_closed_books(played: PlayedYear) -> None:
    """Both semesters, the year, promotion and titles; of a book that is open, nothing."""
    klass, _ = first(played)
    pupil = played.here(klass)[0] if played.here(klass) else played.plan.pupils_of(klass)[1]
    card = played.get(HEAD, f"/pupils/{pupil}/report-card")
    year = next(each for each in card["years"] if each["klass"] == klass)
    assert year["semester_1"] and year["semester_2"] and year["whole"] and year["promotion"]
    locked = min(e["pos"] for e in played.entries() if e["type"] == "BookLocked")
    early = played.get(HEAD, f"/pupils/{pupil}/report-card", at=f"@{locked}")
    assert all(each["semester_1"] is None for each in early["years"])


def test_lists_are_refused_to_whoever_may_not_read_them(played: PlayedYear) -> None:
    """A teacher reads neither another class's absences nor the commitments nor a colleague's rating."""
    klass, _ = first(played)
    refused(played.ask("gv.toan", "GET", "/lists/absences", **{"class": klass}), "NOT_READABLE")
    refused(played.ask(f"cn.{klass}", "GET", "/lists/commitments"), "NOT_READABLE")
    refused(played.ask("gv.van", "GET", "/lists/ratings", about="gv.toan"), "NOT_READABLE")
    assert played.get("gv.van", "/lists/ratings", about="gv.van")["rows"]
    refused(played.ask(HEAD, "GET", "/lists/nothing"), "UNKNOWN_LIST")


def _of(played: PlayedYear, kind: str) -> list[dict[str, Any]]:
    return [entry for entry in played.entries() if entry["type"] == kind]


def test_s9_s80_each_class_is_under_the_rules_of_its_year_and_grade(played: PlayedYear) -> None:
    """And results of both regulations stand side by side in one school."""
    for row in played.get(HEAD, "/classes"):
        since = {6: 2021, 7: 2022, 8: 2023, 9: 2024, 10: 2022, 11: 2023, 12: 2024}[row["grade"]]
        tt22 = int(row["year"][:4]) >= since
        assert row["regime"] == ("TT22_2021" if tt22 else "TT58_26")


def test_s18_each_ended_window_has_its_archive(played: PlayedYear) -> None:
    """Made by the system, with every mark that the window let in."""
    archives = {(row["kind"], row["ref"]): row for row in played.get(HEAD, "/archives")}
    for window in played.rows("windows"):
        bag = archives["window", window["window"]]
        assert bag["state"] == "archived" and len(bag["digest"]) == 64


def test_s22_nobody_permits_the_own_proposal(played: PlayedYear) -> None:
    """Of all dossiers of the year."""
    proposers = {e["data"]["dossier"]: e["actor"]["person"] for e in _of(played, "CorrectionProposed")}
    permitted = _of(played, "CorrectionPermitted")
    assert len(permitted) == 2
    assert all(entry["actor"]["person"] != proposers[entry["data"]["dossier"]] for entry in permitted)


def test_s23_every_change_of_record_belongs_to_an_applied_dossier(played: PlayedYear) -> None:
    """After publication no cell changes but by one; the count matches the register."""
    published: dict[tuple[str, str], int] = {}
    changed = 0
    for entry in played.entries():
        data = entry["data"]
        if entry["type"] == "ColumnPublished":
            published[entry["stream"], data["col"]] = entry["pos"]
        elif entry["type"] in ("MarkChanged", "MarkCleared"):
            assert (entry["stream"], data["col"]) not in published
        elif entry["type"] == "CorrectionApplied":
            changed += 1
    register = played.get(HEAD, "/dossiers")
    assert changed == sum(len(row["items"]) for row in register if row["state"] == "applied")


def test_s25_a_deputy_leads_by_a_dated_delegation_only(played: PlayedYear) -> None:
    """Each act of the deputy that takes a power rests on the entry that lent it."""
    lent = {row["pos"] for row in played.rows("delegations")}
    by_power = ("WindowMoved", "LateEntryPermitted", "SubstituteNamed", "MonthSigned", "RetestOpened")
    acts = [e for e in played.entries() if e["actor"]["role"] == "deputy" and e["type"] in by_power]
    assert len(acts) >= 4 and {entry["actor"]["basis"] for entry in acts} <= lent
    body = {"members": ["quan"], "from": played.day("08-15"), "decision": played.paper}
    refused(played.ask(DEPUTY, "POST", "/boards", **body), "NO_RIGHT")


def test_s28_a_close_is_proposed_by_the_board_and_decided_by_another(played: PlayedYear) -> None:
    """Every lock names its proposal."""
    proposals = {entry["pos"]: entry["actor"] for entry in _of(played, "CloseProposed")}
    for entry in _of(played, "BookLocked"):
        proposer = proposals[entry["data"]["proposal"]]
        assert proposer["role"] == "board" and proposer["person"] != entry["actor"]["person"]


def test_s36_each_lock_has_its_archive(played: PlayedYear) -> None:
    """By class and semester."""
    kept = {row["ref"] for row in played.get(HEAD, "/archives") if row["kind"] == "lock"}
    assert kept == {f"{klass}/{semester}" for klass, _ in played.plan.each_class() for semester in (1, 2)}


def test_s37_an_archived_file_is_the_one_that_was_recorded(played: PlayedYear) -> None:
    """Its SHA-256 stands in the log, and no id was ever used twice."""
    rows = played.get(HEAD, "/archives")
    planned = [entry["data"]["id"] for entry in _of(played, "SnapshotPlanned")]
    assert len(set(planned)) == len(planned) == len(rows)
    for row in rows[:2]:
        headers = {"Authorization": f"Bearer {played.token(HEAD)}"}
        path = f"/api/v1/schools/{played.code}/archives/{row['id']}/bag"
        content = played.client.get(path, headers=headers).content
        assert hashlib.sha256(content).hexdigest() == row["digest"]


def test_s53_staff_data_has_a_history_and_keeps_telephones_out_of_the_log(played: PlayedYear) -> None:
    """Clear fields with before and after; the others as a commitment."""
    title = [e["data"] for e in _of(played, "StaffProfileSet") if e["data"]["field"] == "title"]
    assert [(each["old"], each["value"]) for each in title] == [
        (None, "t:Giáo viên"),
        ("t:Giáo viên", "t:Giáo viên hạng II"),
    ]
    lines = b"".join(played.school.log.lines(0, played.school.log.head().size))
    assert b"0900 000 000" not in lines


def test_s56_an_unlocking_has_an_end_and_locks_again_by_itself(played: PlayedYear) -> None:
    """Without one it is refused; after it the books are shut."""
    klass, _ = first(played)
    assert played.get(HEAD, f"/classes/{klass}/semesters/1/sign-offs")["locked"]
    body = {"reason": "vì", "decision": played.paper}
    assert played.ask(HEAD, "POST", f"/closes/{klass}/1/unlock", **body).status_code == 422
    long = {**body, "until": f"{played.plan.first + 1}-09-30T00:00:00+07:00"}
    refused(played.ask(HEAD, "POST", f"/closes/{klass}/1/unlock", **long), "BAD_PERIOD")


def test_s75_comments_take_the_same_path_of_correction(played: PlayedYear) -> None:
    """A remark of record is not changed directly."""
    klass, _ = first(played)
    pupil = played.plan.pupils_of(klass)[0]
    cell = {"pupil": pupil, "col": "nx", "value": "Khác", "base": 0}
    answer = played.ask(f"cn.{klass}", "PUT", f"/books/{klass}/conduct/1/cells", cells=[cell])
    assert answer.json()["code"] in ("BOOK_LOCKED", "STALE_BASE")


def test_s13_a_name_in_the_log_means_the_person_who_signed(played: PlayedYear) -> None:
    """A key is registered by its own signature and confirmed by another; what it signed says so; a revoked
    one signs nothing, and nobody registers, confirms or revokes for a colleague."""
    keys = {row["pos"]: row for row in played.rows("keys", about="gv.toan")}
    passkey, lost = sorted(keys)
    assert (keys[passkey]["confirmer"], keys[passkey]["revoked"]) == (HEAD, None)
    assert (keys[lost]["confirmed"], keys[lost]["revoker"]) == (None, "gv.toan")
    (device,) = played.rows("devices", about="gv.toan")
    by_person = [e for e in played.entries() if e.get("sign")]
    used = Counter(entry["sign"]["key"] for entry in by_person if entry["actor"]["person"] == "gv.toan")
    assert used == {None: 1, passkey: 2, device["pos"]: 1}
    assert {e["actor"]["proof"]["method"] for e in by_person} == {"signed", "device"}
    path = "/people/gv.toan/keys"
    refused(played.ask("gv.van", "POST", f"{path}/{passkey}/revoke", reason="vì"), "NO_RIGHT")
    refused(played.ask("gv.toan", "POST", f"{path}/{passkey}/confirm"), "NO_RIGHT")
    refused(played.ask(HEAD, "POST", f"{path}/{lost}/confirm"), "KEY_UNKNOWN")


def test_s54_a_lost_factor_is_given_again_by_two_persons(played: PlayedYear) -> None:
    """The board opens accounts by decision; who asked does not grant, and both stand in the list."""
    told = [(row["type"], row["by"]) for row in played.rows("accounts", about="moi")]
    assert told == [("AccountOpened", BOARD), ("ResetAsked", BOARD), ("ResetGranted", DEPUTY)]
    ask = played.post(BOARD, "/people/gv.van/reset", reason="Mất điện thoại")["pos"]
    refused(played.ask(BOARD, "POST", "/people/gv.van/reset/grant", ask=ask), "PROPOSER_DECIDES")
    refused(played.ask(HEAD, "POST", "/people/gv.toan/reset/grant", ask=ask), "UNKNOWN_ACT")


def test_s55_a_security_check_stands_in_the_log(played: PlayedYear) -> None:
    """Its figures, whoever kept them, and nothing of the rows behind them."""
    (row,) = played.rows("security-checks")
    assert (row["by"], row["accounts"], row["figures"]) == (BOARD, 12, [["no_factor", 3], ["old", 1]])


def test_s57_a_policy_falls_by_two_persons_and_it_shows(played: PlayedYear) -> None:
    """Set by the head who showed that proof, proposed lower by the head, lowered by the board."""
    shown = [(row["state"], row["by"], row["witness"]) for row in played.rows("policies")]
    assert shown == [
        *(("set", HEAD, "token"), ("set", HEAD, "passkey")),
        *(("proposed", HEAD, "token"), ("lowered", BOARD, "token")),
    ]
