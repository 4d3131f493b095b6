"""Acts on a year's results: promotion boards, re-tests, conduct after the summer, titles (S59–S62, S70)."""

from api.http.acts.act import Act, chapter
from domain.acts.results.boards import OpenBoard, SignPromotionList
from domain.acts.results.promotion import DecidePromotion
from domain.acts.results.retests import RegisterRetest, SaveRetests
from domain.acts.results.summer_conduct import JudgeSummer
from domain.acts.results.titles import AwardTitles

PROMOTION = chapter(
    "promotion",
    Act(
        "POST /classes/{klass}/promotion/{stage}/list",
        SignPromotionList,
        "sign_list",
        None,
        "Signs the class's list before the board sits (homeroom teacher).",
    ),
    Act(
        "POST /classes/{klass}/promotion/{stage}/board",
        OpenBoard,
        "open_board",
        "OpenBody",
        "Opens the promotion board (head, deputy).",
    ),
    Act(
        "POST /classes/{klass}/promotion/{stage}/decisions",
        DecidePromotion,
        "decide",
        "DecideBody",
        "Decides pupils, all of them or none (head, deputy).",
        asks={"pupils": "outcome trống: theo quy định; khác: nêu reason"},
    ),
    Act(
        "PUT /classes/{klass}/retests/{pupil}",
        RegisterRetest,
        "register_retest",
        "RetestRegistration",
        "Registers the subjects that a pupil takes again (homeroom teacher).",
        200,
    ),
    Act(
        "PUT /classes/{klass}/retest-marks/{subject}",
        SaveRetests,
        "save_retests",
        "RetestMarks",
        "Enters re-test marks (the subject's teacher); the year's result stays visible.",
        200,
    ),
    Act(
        "POST /classes/{klass}/summer-conduct/{pupil}",
        JudgeSummer,
        "judge_summer",
        "SummerBody",
        "Judges conduct after the tasks of the summer (homeroom teacher).",
    ),
    Act(
        "POST /classes/{klass}/titles",
        AwardTitles,
        "award",
        "TitlesBody",
        "Awards titles of a semester or the year (0) (head, deputy).",
        asks={"pupils": "title trống: theo quy định; khác: nêu reason"},
    ),
)
