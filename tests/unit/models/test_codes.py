"""What the branches of a decision say."""

import pytest

from app.models.words.codes import Branch


@pytest.mark.parametrize("branch", Branch)
def test_a_branch_tells_whether_the_person_was_found_and_differs(branch):
    assert branch.is_found == (branch in {"match", "mismatch_basic", "mismatch_other"})
    assert branch.is_mismatch == (branch in {"mismatch_basic", "mismatch_other"})
