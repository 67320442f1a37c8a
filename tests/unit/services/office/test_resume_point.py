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
    place = PlaceLeft("entry", "e", "f", 0, unkept)
    resume_point.keep(session, JUSTICE.uid, place)
    session.flush()
    session.expire_all()
    assert resume_point.last(session, JUSTICE.uid) == place
