"""A process that exports what is approved and says each step; its parent kills it."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.models.store.store import Store
from app.services.exchange import exports
from app.services.office import accounts, unlocking
from tests.conftest import JUSTICE, POLICE, Clock, numbered
from tests.unit.services.exchange.parties import PASSWORD


def told(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    """Say that something was called before calling it."""

    def call(*given: Any) -> Any:
        print(name, flush=True)
        return real(*given)

    return call


def main(folder: Path, stick: Path) -> None:
    login = next(card.login for card in unlocking.cards(folder) if card.full_name == JUSTICE.full_name)
    store = Store(folder, unlocking.unlock(folder, login, PASSWORD).store_key)
    with store.read() as session:
        justice, police = accounts.get(session, JUSTICE.uid), accounts.get(session, POLICE.uid)
    signing = [
        exports.SigningOfficer(one, unlocking.signer(folder, one, PASSWORD)) for one in (justice, police)
    ]
    print("begin", flush=True)
    exports.export(
        store,
        stick,
        justice=signing[0],
        police=signing[1],
        now=told("now", Clock()),
        random=told("random", numbered("exporter")),
        progress=told("progress", lambda _done, _total: None),
        demo=True,
    )
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
