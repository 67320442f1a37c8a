"""Invented families for registries of any size; the same seed gives the same people."""

import json
import random
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path

from app.models.words.vietnamese import fold

NAMES = json.loads(Path("resources/data/names.json").read_text(encoding="utf-8"))
COMMUNES = ("Cẩm Lương", "Cẩm Thành", "Cẩm Thạch", "Cẩm Liên", "Cẩm Bình", "Cẩm Giang", "Cẩm Quý", "Cẩm Tú")


@cache
def _many() -> tuple[dict[str, str], ...]:
    return tuple(Invented(11).people(20_000))


def strangers(people: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the background of a registry of these few people: some 19,000 without a name like theirs.

    Its size tells how likely a namesake is, its names how common a name is.
    """
    taken = {_alike(person["full_name"]) for person in people}
    return [row for row in _many() if _alike(row["full_name"]) not in taken]


def _alike(name: str) -> tuple[str, str]:
    """Return surname and first letter of the given name, as one half-typed."""
    words = fold(name).split()
    return words[0], words[-1][0]


class Invented:
    """A source of people, family by family: father, mother and up to four children."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.number = 0

    def people(self, count: int) -> Iterator[dict[str, str]]:
        """Iterate over so many people."""
        return islice(self._families(), count)

    def _families(self) -> Iterator[dict[str, str]]:
        while True:
            place = self.rng.choice(COMMUNES)
            year = self.rng.randint(1925, 1990)
            father, mother = self._adult("Nam", year, place), self._adult("Nữ", year + 2, place)
            father["spouse_name"], mother["spouse_name"] = mother["full_name"], father["full_name"]
            yield father
            yield mother
            for n in range(self.rng.randint(0, 4)):
                born = year + 22 + 2 * n
                child = self._person(
                    self.rng.choice(("Nam", "Nữ")), born, place, father["full_name"].split()[0]
                )
                child["father_name"], child["mother_name"] = father["full_name"], mother["full_name"]
                yield child

    def _adult(self, sex: str, year: int, place: str) -> dict[str, str]:
        person = self._person(sex, year, place, self._weighted(NAMES["surnames"]))
        person["father_name"] = f"{person['full_name'].split()[0]} Văn {self._given('Nam')}"
        person["mother_name"] = f"{self._weighted(NAMES['surnames'])} Thị {self._given('Nữ')}"
        return person

    def _person(self, sex: str, year: int, place: str, surname: str) -> dict[str, str]:
        middles = NAMES["middle_male" if sex == "Nam" else "middle_female"]
        middle = self.rng.choices([m[0] for m in middles], [m[1] for m in middles])[0]
        where = f"Xã {place}, Huyện Cẩm Thủy, Tỉnh Thanh Hóa"
        self.number += 1
        return {
            "personal_id": f"038{2 * (year >= 2000) + (sex == 'Nữ')}{year % 100:02d}{self.number:06d}",
            "full_name": f"{surname} {middle} {self._given(sex)}",
            "sex": sex,
            "birth_date": f"{year}-{self.rng.randint(1, 12):02d}-{self.rng.randint(1, 28):02d}",
            "birth_place": where,
            "home_origin": where,
            "ethnicity": self.rng.choice(("Mường", "Mường", "Kinh", "Dao")),
            "nationality": "Việt Nam",
            "permanent_residence": where,
        }

    def _given(self, sex: str) -> str:
        return self._weighted(NAMES["given_male" if sex == "Nam" else "given_female"])

    def _weighted(self, words: dict[str, float]) -> str:
        return self.rng.choices(list(words), list(words.values()))[0]
