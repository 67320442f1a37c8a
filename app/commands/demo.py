"""``demo``: a throw-away commune with invented people; ``--tour`` drives its windows."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.commands.usage import Parser
from app.demo.showing import show, tour


def run(argv: list[str], *, now: Callable[[], datetime], random: Callable[[int], bytes]) -> int:
    """Open the window of the demo, or run the tour on ``--tour`` or without a display."""
    parser = Parser("demo", description="Xã mẫu với người và số liệu bịa.")
    parser.add_argument(
        "--tour", type=Path, metavar="THƯ_MỤC", help="chạy trọn việc chính, để lại kết quả ở đây"
    )
    parser.add_argument(
        "--theme", default="light", choices=("light", "dark", "contrast"), help="màu màn hình"
    )
    parser.add_argument(
        "--keep", type=Path, metavar="THƯ_MỤC", help="giữ xã mẫu ở đây, lần sau mở lại để tập tiếp"
    )
    options = parser.parse_args(argv)
    if options.tour is not None:
        return tour(options.tour, now=now, random=random)
    return show(options.theme, now=now, random=random, kept=options.keep)
