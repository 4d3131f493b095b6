"""The text of VERIFY.txt in a bag (spec/FORMAT.md 4): our own words, so that no others can stand there."""

from __future__ import annotations

_FIRST = """\
CÁCH KIỂM TRA TÚI LƯU TRỮ {id}
Sổ: {origin}. Số mục: {size} (từ mục 0 đến mục {last}).

Không tin điều gì chỉ vì túi này nói như vậy, kể cả khoá trong data/keys.json và tệp hướng dẫn này.
Hãy lấy khoá công khai của trường, hoặc tệp chính sách, từ một nơi khác: Phòng, Sở, hoặc bản in có đóng dấu.
Hãy lấy chương trình kiểm tra socai-verify.pyz từ nơi khác và đối chiếu mã băm của nó với bản đã công bố.

1. Kiểm tra toàn bộ (chỉ cần Python 3, không cần mạng, không cần cài đặt):
     python3 -I socai-verify.pyz {id}.tar --policy chinh-sach.txt
   hoặc, nếu có khoá công khai:
     python3 -I socai-verify.pyz {id}.tar --key 'KHOÁ CÔNG KHAI'
   Mã thoát 0: đúng và đã đối chiếu. 1: có sai lệch, kèm tên từng mục. 2: còn phần chưa đọc, chưa đối chiếu.
2. Kiểm tra tệp có bị hỏng khi sao chép hay không:
     tar xf {id}.tar && cd {id} && sha256sum -c manifest-sha256.txt
   Bước này không chứng minh được rằng hồ sơ chưa bị thay đổi. Bước 1 mới chứng minh.
3. Mã băm SHA-256 của tệp {id}.tar phải bằng mã ghi trong sổ, ở mục SnapshotArchived của túi này:
     sha256sum {id}.tar
4. Định dạng: spec/FORMAT.md. Bất kỳ ai cũng có thể viết chương trình kiểm tra khác theo tài liệu đó.

HOW TO VERIFY THE BAG {id}
Log: {origin}. Entries: {size} (entry 0 to entry {last}).

Believe nothing because this bag says so, its data/keys.json and this file included.
Take the school's public key, or the policy file, from somewhere else: the district, the department, a sealed
print. Take socai-verify.pyz from somewhere else, and compare its digest with the published one.

1. Verify everything (Python 3 is enough; no network, nothing to install):
     python3 -I socai-verify.pyz {id}.tar --policy policy.txt
   or, with a public key:
     python3 -I socai-verify.pyz {id}.tar --key 'PUBLIC KEY'
   Exit 0: sound and compared. 1: findings, each with its entry. 2: something unread or compared with nothing.
2. See whether copying damaged a file:
     tar xf {id}.tar && cd {id} && sha256sum -c manifest-sha256.txt
   This does not prove that no record was changed. Step 1 does.
3. The SHA-256 of {id}.tar must be the one that the log's SnapshotArchived entry of this bag says:
     sha256sum {id}.tar
4. The format: spec/FORMAT.md. Anybody may write another verifier from it.
"""
PUBLISHED = (_FIRST,)
"""Every wording that a release had. A bag is never made anew, so none is ever taken out."""


def guides(identifier: str, origin: str, size: int) -> list[bytes]:
    """What VERIFY.txt of such a bag may say."""
    values = {"id": identifier, "origin": origin, "size": size, "last": size - 1}
    return [text.format(**values).encode() for text in PUBLISHED]
