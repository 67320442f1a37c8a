import pytest

from app.models.words.preferences import LOCK_TIMES, Preferences, lock_after, lock_times


def test_nothing_is_chosen_at_first_and_tones_stand_as_the_registry_writes_them():
    assert Preferences() == Preferences(theme="", scale=1.0, method="", old_tones=True, lock_after=0)


@pytest.mark.parametrize(
    ("longest", "offered"),
    [
        (600, (60, 120, 300, 600)),
        (120, (60, 120)),
        (45, (45,)),
        (3600, (*LOCK_TIMES, 3600)),
        (450, (60, 120, 300, 450)),
    ],
)
def test_times_to_lock_are_those_within_what_the_office_allows(longest, offered):
    assert lock_times(longest) == offered


@pytest.mark.parametrize(("chosen", "longest", "after"), [(0, 600, 600), (120, 600, 120), (1800, 600, 600)])
def test_no_choice_locks_later_than_the_office_allows(chosen, longest, after):
    assert lock_after(Preferences(lock_after=chosen), longest) == after


@pytest.mark.parametrize("written", [None, [], "x", 3, {"other": 1}])
def test_what_is_no_preferences_is_as_if_never_chosen(written):
    assert Preferences.read(written) == Preferences()


@pytest.mark.parametrize(
    ("key", "wrong"), [("theme", 3), ("scale", "1"), ("method", None), ("old_tones", 1), ("lock_after", True)]
)
def test_a_value_of_another_type_is_passed_over_alone(key, wrong):
    whole = {"theme": "dark", "scale": 1.25, "method": "vni", "old_tones": False, "lock_after": 60}
    read = Preferences.read(whole | {key: wrong})
    assert getattr(read, key) == getattr(Preferences(), key)
    assert sum(getattr(read, one) == value for one, value in whole.items()) == 4
