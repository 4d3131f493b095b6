"""Acts about who somebody is: accounts and lost factors, keys and devices, a policy that two lower."""

from api.http.acts.act import Act, chapter
from api.http.acts.unit import Minutes
from domain.acts.unit.accounts import AskReset, CheckSecurity, GrantReset, OpenAccount
from domain.acts.unit.keys import CertifyDevice, ConfirmKey, RegisterKey, RevokeKey
from domain.acts.unit.policy import LowerPolicy, ProposePolicy

ACCOUNTS = chapter(
    "accounts",
    Act(
        "POST /people/{person}/account",
        OpenAccount,
        "open_account",
        "AccountBody",
        "Lets a registered person have an account (head, board, body above).",
    ),
    Act(
        "POST /people/{person}/reset",
        AskReset,
        "ask_reset",
        "ResetBody",
        "Asks that a lost factor of somebody else be given again (head, board, body above).",
    ),
    Act(
        "POST /people/{person}/reset/grant",
        GrantReset,
        "grant_reset",
        "GrantBody",
        "Grants it, by another than who asked (head, deputy, board, body above).",
        asks={"ask": "Vị trí lời đề nghị cấp lại"},
    ),
    Act(
        "POST /security-checks",
        CheckSecurity,
        "check_security",
        "SecurityBody",
        "Keeps what a check of the unit's accounts found (leadership, board).",
    ),
)
KEYS = chapter(
    "person keys",
    Act(
        "POST /people/{person}/keys",
        RegisterKey,
        "register_key",
        "KeyBody",
        "Registers a key of one's own, signed by a passkey; it counts once another person confirms it.",
        asks={
            "alg": "-7: ES256, khóa công khai 64 byte x ‖ y; -8: Ed25519, 32 byte",
            "cred": "Mã khóa truy cập (passkey), base64 không đệm",
            "rp": "Tên máy mà khóa truy cập được tạo cho",
            "until": "Ngày cuối của khóa chương trình, tối đa 400 ngày",
        },
    ),
    Act(
        "POST /people/{person}/keys/{key}/confirm",
        ConfirmKey,
        "confirm_key",
        None,
        "Says that the key registered by entry `key` is that person's (head, board, body above).",
        200,
    ),
    Act(
        "POST /people/{person}/keys/{key}/revoke",
        RevokeKey,
        "revoke_key",
        "RevokeBody",
        "Ends a key (its owner; head, board, body above).",
        200,
    ),
    Act(
        "POST /devices/{device}",
        CertifyDevice,
        "certify_device",
        "DeviceBody",
        "Lets the key of this browser sign for oneself for at most 12 hours, signed by a passkey.",
        asks={"public": "P-256, 64 byte x ‖ y; `device` là 32 chữ số hex đầu của SHA-256 của khóa này"},
    ),
)
LOWERING = chapter(
    "school",
    Act(
        "POST /policy/proposals",
        ProposePolicy,
        "propose_policy",
        "ProposalBody",
        "Proposes a policy that may be weaker (head, body above).",
        asks={"lapse": Minutes},
    ),
    Act(
        "POST /policy/lowered",
        LowerPolicy,
        "lower_policy",
        "LoweringBody",
        "Puts a proposed policy into force, by another than who proposed it (head, board, body above).",
        asks={"proposal": "Vị trí lời đề nghị"},
    ),
)
