"""Errors for people survive the way between processes whole: kind, words, and what else they carry."""

import importlib
import pickle
import pkgutil
from typing import ClassVar, cast

import pytest

import app
from app.crypto.checks import Check, PackageProblem
from app.crypto.package import OpenedPackage
from app.crypto.trust import Untrusted
from app.desk.auditing import BEGINNING, AuditProblem
from app.desk.breaks import ResultBreak
from app.errors import AppError, BadInput
from app.models.registry.reading import KeyedOtherwise
from app.models.words.purpose import Purpose
from app.services.exchange.packages import ChainBreak, KnownPackage
from app.texts import Text


def test_every_kind_is_known_here() -> None:
    """A new kind with arguments of its own is added below."""
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.startswith(("app.ui", "app.demo")) and ".migrations" not in module.name:
            importlib.import_module(module.name)
    own = {kind for kind in kinds(AppError) if "__init__" in kind.__dict__}
    assert own == {AppError, PackageProblem, Untrusted, ChainBreak, AuditProblem, ResultBreak}


def kinds(kind: type[AppError]) -> set[type[AppError]]:
    return {kind}.union(*(kinds(below) for below in kind.__subclasses__()))


class Broken:
    """What a break of a chain asks of the package."""

    checks = (Check("ROUTE", "Đúng", "1"),)
    manifest: ClassVar = {"package_no": 3}
    manifest_sha256 = "1" * 64


@pytest.mark.parametrize(
    "error",
    [
        BadInput("Dòng {0}: {1}", 5, Text("tệp {0}", "a")),
        KeyedOtherwise("Khác."),
        PackageProblem("GAP", [Check("ROUTE", "Đúng", "1")]),
        Untrusted("EXPIRED", "Hết hạn."),
        AuditProblem("AUDIT_GAP", Text("Thiếu bước {0}.", 5), BEGINNING),
        ResultBreak("GAP", [Text("Thiếu gói {0}.", 2)], Text("Đã nhận gói {0}.", 1)),
        ChainBreak(
            "GAP",
            cast("OpenedPackage", Broken),
            last_no=1,
            sender="x",
            known=(KnownPackage(1, Purpose.ANSWERS, ""),),
        ),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_arrives_as_it_left(error: AppError) -> None:
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        arrived = pickle.loads(pickle.dumps(error, protocol))
        assert type(arrived) is type(error)
        assert (str(arrived), arrived.args, vars(arrived)) == (str(error), error.args, vars(error))
