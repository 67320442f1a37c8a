"""Refused packages in words for people: what happened, and what to do."""

from collections.abc import Sequence

from app.crypto.package import PackageProblem
from app.models.store.times import read
from app.models.words.moments import day_words
from app.models.words.purpose import PURPOSE_LABELS
from app.services.exchange.packages import BREAKS, ChainBreak, KnownPackage
from app.texts import Text, tr
from app.ui.exchange.panels.refusal_dialog import PackageRefusal

_Words = tuple[str, tuple[str, ...]]

_CLOCK = "Xem ngày giờ của máy này. Nếu sai, chỉnh lại cho đúng rồi nạp lại gói."
_KEEP = "Giữ nguyên tệp trên USB để người khác xem được."
_DAMAGED: _Words = (
    "Gói hỏng hoặc đã bị thay đổi",
    (
        "Rút USB, cắm lại và nạp lại một lần.",
        "Nếu vẫn thế, nhờ nơi gửi ghi lại gói ra USB khác.",
        "Gói ghi lại mà vẫn bị từ chối thì báo lãnh đạo: có thể ai đó đã sửa tệp. Giữ nguyên tệp trên USB.",
    ),
)
_STRANGER: _Words = (
    "Chưa tin được người ký gói",
    (
        "Gọi nơi gửi theo số điện thoại đã biết từ trước, không theo số ghi kèm USB, và hỏi ai đã ký gói.",
        "Nếu nơi gửi vừa đổi chứng thư, nạp tệp chứng thư mới ở Quản trị rồi nạp lại gói.",
        _KEEP,
    ),
)
_ELSEWHERE: _Words = (
    "Gói không dành cho việc này",
    (
        "Xem lại đã chọn đúng tệp chưa: bản sao CSDL và gói trả về nạp bằng hai nút khác nhau.",
        "Nếu đúng tệp, hỏi nơi gửi xem có đưa nhầm USB của xã khác không.",
    ),
)
_CERTIFICATE: _Words = (
    "Chứng thư của người ký không có hiệu lực vào ngày ký",
    (_CLOCK, "Nếu ngày giờ đúng, xin nơi gửi ký lại gói bằng chứng thư còn hiệu lực."),
)
_CODES: dict[str, _Words] = {
    **dict.fromkeys(
        ("ENV_FORMAT", "ENV_ALG", "ENV_TAMPERED", "CONTENT", "FILES", "SIGNATURE", "COUNTS"), _DAMAGED
    ),
    **dict.fromkeys(
        (
            "UNTRUSTED",
            "USAGE",
            "NO_UID",
            "SIGNERS",
            "FOUR_EYES",
            "ISSUER",
            "REVOKED",
            "ROLE",
            "SENDER",
        ),
        _STRANGER,
    ),
    **dict.fromkeys(("PURPOSE", "NOT_FOR_US"), _ELSEWHERE),
    **dict.fromkeys(("EXPIRED", "NOT_YET"), _CERTIFICATE),
    "ENV_KEY": (
        "Máy này không mở được gói",
        ("Hỏi nơi gửi đã mã hóa gói cho chứng thư nào của máy này; có thể họ dùng chứng thư cũ.", _KEEP),
    ),
    "FUTURE": (
        "Ngày ký của gói ở tương lai",
        (_CLOCK, "Nếu máy này đúng giờ thì đồng hồ nơi gửi sai: xin họ chỉnh đồng hồ và làm lại gói."),
    ),
    "TOO_BIG": ("Gói quá lớn", ("Xin nơi gửi chia thành nhiều gói nhỏ hơn.", _KEEP)),
}
_OTHER: _Words = ("Chưa nạp được gói", ("Hỏi nơi gửi và đọc cho họ lý do ở trên.", _KEEP))

_ASK = "Gọi {0}, đọc số gói và hỏi gói nào đúng: họ có thể vừa làm lại gói hoặc phục hồi từ bản sao lưu."
_DECIDE = "Chỉ khi {0} xác nhận gói này đúng, hai người mới cùng quyết định nhận nó ở dưới."


def refusal(
    error: PackageProblem, deciders: Sequence[tuple[str, str]], received: Sequence[KnownPackage]
) -> PackageRefusal:
    """Return what to tell; ``deciders`` are offered only where two persons may take the package.

    ``received`` is what came from all offices: whose a refused package is, only its chain tells.
    """
    if isinstance(error, ChainBreak):
        title, what, to_do = _order(error)
        return PackageRefusal(
            title,
            str(what),
            tuple(map(str, to_do)),
            error.sender,
            _lines(error.known),
            tuple(deciders) if error.code in BREAKS else (),
        )
    title, sentences = _CODES.get(error.code, _OTHER)
    return PackageRefusal(tr(title), str(error), tuple(map(tr, sentences)), known=_lines(received))


def _lines(known: Sequence[KnownPackage]) -> tuple[tuple[str, str], ...]:
    names = (Text("{0} {1}", Text(PURPOSE_LABELS[one.purpose]), one.package_no) for one in known)
    return tuple((str(name), day_words(read(one.at))) for name, one in zip(names, known, strict=True))


def _order(error: ChainBreak) -> tuple[str, Text, tuple[Text, ...]]:
    """Return title, what happened and what to do for a package out of order."""
    number, sender, last = error.package_no, error.sender, error.last_no
    if error.code == "REPLAY":
        return (
            tr("Gói này đã nhận rồi"),
            Text(
                "Gói số {0} của {1} đã nạp ngày {2}; nội dung đã có trong máy.",
                number,
                sender,
                day_words(read(error.taken_at)),
            ),
            (
                Text("Không phải làm gì thêm với gói này."),
                Text("Nếu đang chờ gói mới hơn, tìm tệp khác trên USB hoặc hỏi {0}.", sender),
            ),
        )
    if error.code == "GAP":
        return (
            tr("Thiếu gói trước gói này"),
            Text(
                "Đây là gói số {0} của {1}. Máy này chưa nhận gói số {2}.",
                number,
                sender,
                numbers(error.missing),
            ),
            (
                Text("Tìm gói số {0} trên USB và nạp trước, số nhỏ trước.", numbers(error.missing)),
                Text("Không thấy thì xin {0} gửi lại gói đó.", sender),
                Text(
                    "Chỉ khi {0} báo không gửi lại được, hai người mới cùng quyết định nhận gói này ở dưới.",
                    sender,
                ),
            ),
        )
    if error.code == "FORK":
        what = Text("Máy này đã nhận một gói số {0} khác của {1}: cùng số, khác nội dung.", number, sender)
        return tr("Hai gói khác nhau cùng một số"), what, (Text(_ASK, sender), Text(_DECIDE, sender))
    if number < last:
        what = Text(
            "Gói số {0} của {1} chưa nhận bao giờ, nhưng máy đã nhận đến gói số {2}.",
            number,
            sender,
            last,
        )
        return tr("Gói đến muộn"), what, (Text(_ASK, sender), Text(_DECIDE, sender))
    what = Text("Gói số {0} của {1} không nối tiếp gói số {2} đã nhận ở máy này.", number, sender, last)
    return tr("Gói không nối tiếp gói trước"), what, (Text(_ASK, sender), Text(_DECIDE, sender))


def numbers(missing: Sequence[int]) -> str:
    """Return numbers as people write them: "2, 3", "2 … 9"."""
    if len(missing) > 3 and missing[-1] - missing[0] == len(missing) - 1:
        return f"{missing[0]} … {missing[-1]}"
    return ", ".join(map(str, missing))
