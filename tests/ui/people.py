"""A small real registry, and a look-up that tests can hold up, for what is searched while typing."""

import threading

from app.models.registry.reading import Registry
from app.progress import silent
from app.services.people.registry_file import build
from app.ui.entry.question import look_up
from tests.invented import Invented

KEY = bytes(range(32))
PLACE = "Xã Cẩm Lương, Huyện Cẩm Thủy, Tỉnh Thanh Hóa"
CHILD, MOTHER, FATHER = "038099000001", "038175000002", "038072000003"


def person(number, name, born, **more):
    row = {
        "personal_id": number,
        "full_name": name,
        "sex": "Nữ" if " Thị " in name else "Nam",
        "birth_date": born,
        "birth_place": PLACE,
        "home_origin": PLACE,
        "ethnicity": "Mường",
        "nationality": "Việt Nam",
    }
    return row | more


OWN = (
    person(
        CHILD,
        "Phạm Văn Tý",
        "1999-10-28",
        father_name="Phạm Văn Lực",
        father_id=FATHER,
        mother_name="Bùi Thị Thuỷ",
    ),
    person(FATHER, "Phạm Văn Lực", "1972-02-03", ethnicity="Mường"),
    *(person(f"0380720001{n:02d}", "Phạm Văn Lực", f"19{60 + n}-05-0{n + 1}") for n in range(4)),
    person(MOTHER, "Bùi Thị Thuỷ", "1975-08-15", spouse_name="Phạm Văn Lực"),
    *(person(f"0380900001{n:02d}", f"Lò Văn Sử {chr(65 + n)}", f"1990-01-{n + 1:02d}") for n in range(25)),
)


def open_registry(folder):
    path = folder / "registry-1.db"
    build(path, KEY, [*OWN, *Invented(7).people(200)], {"issuer": "thử"}, silent)
    return Registry.open(path, KEY)


class Gate:
    """A connection whose reads wait at a gate: a cold disk that takes as long as the test wants."""

    def __init__(self, connection):
        self.open = threading.Event()
        self.open.set()
        self.error = None
        self.waits = 0
        self._connection = connection

    def execute(self, *statement):
        self.waits += 1
        if not self.open.wait(timeout=20):
            raise TimeoutError("the test never opened the gate")
        if self.error is not None:
            raise self.error
        return self._connection.execute(*statement)

    def close(self):
        self.open.set()
        self._connection.close()


def behind_a_gate(registry):
    """Return the registry as read through a gate, and the gate."""
    gate = Gate(registry._connection)
    return Registry(gate, registry.meta, registry.frequencies), gate


class Held:
    """Looks people up in the registry, but first waits at a gate: a disk that takes its time."""

    def __init__(self):
        self.gate = threading.Event()
        self.gate.set()
        self.asked = []
        self.threads = set()
        self.error = None

    def __call__(self, question, stop):
        self.asked.append(question)
        self.threads.add(threading.current_thread().name)
        if not self.gate.wait(timeout=20):
            raise TimeoutError("the test never opened the gate")
        if self.error is not None:
            raise self.error
        return look_up(question, stop)
