"""The work that the bench ``package`` measures is done whole."""

import json

import pytest

from app.crypto.checks import PackageProblem
from app.errors import BadInput
from tests.bench import package_work as work


def test_a_package_of_scans_is_made_and_verified(tmp_path):
    work.scans(tmp_path, str(work.SCAN + 1))
    work.make(tmp_path)
    work.verify(tmp_path)
    package = tmp_path / work.PACKAGE
    package.write_bytes(package.read_bytes()[:-1])
    with pytest.raises(PackageProblem):
        work.verify(tmp_path)


def test_each_approval_in_a_package_of_entries_is_verified(tmp_path):
    work.entries(tmp_path, "3")
    work.verify_entries(tmp_path)
    work.bare(tmp_path)
    roots = json.loads((tmp_path / work.ROOTS).read_text())
    roots["officers"][work.POLICE] = roots["officers"][work.JUSTICE]
    (tmp_path / work.ROOTS).write_text(json.dumps(roots))
    with pytest.raises(BadInput):
        work.verify_entries(tmp_path)
