"""The place of an officer at the lock, and words that the store refused, letter by letter."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.store.tables import Meta
from app.models.words.values import Mark, Source, Value
from app.services.office import resume_point
from app.services.office.resume_point import PlaceLeft
from tests.conftest import JUSTICE, POLICE

PLACE = PlaceLeft("entry", "e", "child_name", 3, {"child_name": Value("Phạm\0", Mark.TORN, Source.CARRIED)})


def test_each_officer_has_the_own_place(session):
    resume_point.keep(session, JUSTICE.uid, PLACE)
    assert resume_point.last(session, POLICE.uid) is None
    assert resume_point.last(session, JUSTICE.uid) == PLACE
    resume_point.keep(session, JUSTICE.uid, PlaceLeft("today"))
    assert resume_point.last(session, JUSTICE.uid) == PlaceLeft("today")


def test_a_place_of_before_has_no_words(session):
    written = {"page": "entry", "entry_id": "e", "field": "f", "caret": 1}
    session.add(Meta(key=f"place:{JUSTICE.uid}", value=json.dumps(written)))
    assert resume_point.last(session, JUSTICE.uid) == PlaceLeft("entry", "e", "f", 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(
        st.text(min_size=1),
        st.builds(
            Value,
            st.text(st.characters(codec=None, exclude_categories=())),
            st.none() | st.sampled_from(Mark),
            st.sampled_from(Source),
        ),
        max_size=3,
    )
)
def test_any_words_come_back_as_they_were(session, unkept):
    place = PlaceLeft("entry", "e", "f", 0, unkept, dict(reversed(unkept.items())))
    resume_point.keep(session, JUSTICE.uid, place)
    session.flush()
    session.expire_all()
    assert resume_point.last(session, JUSTICE.uid) == place


def test_a_field_changed_since_is_newer_than_the_words_kept():
    before, typed = Value("Phạm"), Value("Phạm Văn")
    place = PlaceLeft("entry", "e", "child_name", 3, {"child_name": typed}, {"child_name": before})
    assert place.missing({"child_name": before}) == {"child_name": typed}
    assert place.missing({"child_name": Value("Phạm Văn Tý")}) == {}
    assert place.missing({}) == {}


def test_words_of_an_empty_field_are_missing_while_it_is_empty():
    place = PlaceLeft("entry", "e", "child_name", 3, {"child_name": Value("Phạm")}, {"child_name": Value()})
    assert place.missing({}) == {"child_name": Value("Phạm")}
    assert place.missing({"child_name": Value("Lan")}) == {}


def test_words_kept_by_an_earlier_program_are_missing():
    place = PlaceLeft("entry", "e", "child_name", 3, {"child_name": Value("Phạm")})
    assert place.missing({"child_name": Value("Lan")}) == {"child_name": Value("Phạm")}
