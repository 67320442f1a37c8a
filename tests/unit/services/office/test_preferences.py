from app.models.store.tables import Meta
from app.models.words.preferences import Preferences
from app.services.office import preferences

CHOSEN = Preferences(theme="dark", scale=1.25, method="vni", old_tones=False, lock_after=120)


def test_they_belong_to_one_account(store):
    with store.write() as session:
        preferences.keep(session, "1", CHOSEN)
    with store.read() as session:
        assert preferences.of(session, "1") == CHOSEN
        assert preferences.of(session, "2") == Preferences()


def test_the_last_ones_count(store):
    with store.write() as session:
        preferences.keep(session, "1", CHOSEN)
        preferences.keep(session, "1", Preferences(theme="contrast"))
    with store.read() as session:
        assert preferences.of(session, "1") == Preferences(theme="contrast")


def test_what_cannot_be_read_is_as_if_never_chosen(store):
    with store.write() as session:
        session.add(Meta(key="preferences:1", value="{"))
    with store.read() as session:
        assert preferences.of(session, "1") == Preferences()
