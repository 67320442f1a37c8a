"""How an entry can still be changed, by whom and by which step, once it is closed to typing."""

from collections.abc import Mapping

from app.errors import Refused
from app.models.words.states import EntryState
from app.texts import Text

WAYS: Mapping[EntryState, str] = {
    EntryState.APPROVED: (
        "Công an đã duyệt và ký trường hợp này. Muốn sửa: Công an mở trường hợp, bấm F12 rồi Trả lại kèm lý "
        "do; sau đó sửa, kết luận lại và duyệt lại."
    ),
    EntryState.EXPORTED: (
        "Trường hợp này đã gửi Công an, đang chờ trả lời. Muốn sửa: báo Công an trả lời là cần xem lại; nhận "
        "trả lời rồi, Tư pháp bấm Ctrl+R để xử lý lại."
    ),
    EntryState.RETURNED: (
        "Công an đã trả lời trường hợp này. Muốn sửa: Tư pháp bấm Ctrl+R để xử lý lại, sửa, kết luận rồi đưa "
        "duyệt thành bản mới."
    ),
    EntryState.NUMBER_ASSIGNED: (
        "Công an đã gán số định danh theo trường hợp này nên không sửa ở đây được nữa. Thấy sai: gửi văn bản "
        "đề nghị Công an điều chỉnh trong CSDL."
    ),
    EntryState.HANDED_OVER: (
        "Trường hợp này đã bàn giao Sở Tư pháp nên không sửa ở đây được nữa. Thấy sai: gửi văn bản đề nghị "
        "Sở Tư pháp điều chỉnh."
    ),
    EntryState.DISCARDED: (
        "Trường hợp này đã bỏ, lịch sử vẫn giữ. Muốn dùng lại: bấm Ctrl+R để lấy lại, rồi nhập tiếp."
    ),
}
"""By state; an entry in any other state is changed by typing."""


def way(state: EntryState) -> str:
    """Return how an entry in this state can be changed; empty where it is by typing."""
    return WAYS.get(state, "")


def refuse_closed(state: EntryState) -> None:
    """Refuse, with the way there is, to change an entry that is closed to it."""
    if state in WAYS:
        raise Refused("{0} Chưa thay đổi gì.", Text(WAYS[state]))
