"""``verify``: who signed a package, and which checks passed."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.commands.usage import Parser
from app.desk.verify import verify


def run(argv: list[str], *, now: Callable[[], datetime], **_around: object) -> int:
    """Verify a package; status 1 when a check failed or only the envelope could be checked."""
    parser = Parser("verify", description="Kiểm tra một gói .htpkg.")
    parser.add_argument("package", type=Path)
    parser.add_argument(
        "--key", type=Path, help="khóa nhận (P12 hoặc PEM); mặc định tìm trong keys/ cạnh gói"
    )
    parser.add_argument("--roots", type=Path, help="chứng thư gốc và cấp phát (PEM)")
    options = parser.parse_args(argv)
    return 0 if verify(options.package, key=options.key, roots=options.roots, at=now()) else 1
