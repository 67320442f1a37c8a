"""Run the benches: ``python -m tests.bench [name…]``; each prints a table and adds to bench-results.json."""

import importlib
import pkgutil
import sys

import tests.bench


def main(wanted: list[str]) -> int:
    found = [m.name for m in pkgutil.iter_modules(tests.bench.__path__) if m.name.startswith("bench_")]
    names = {name.removeprefix("bench_"): name for name in found}
    unknown = [name for name in wanted if name not in names]
    if unknown:
        print("unknown bench:", ", ".join(unknown), "· known:", ", ".join(sorted(names)))
        return 2
    for name in wanted or sorted(names):
        print(f"== {name}")
        importlib.import_module(f"tests.bench.{names[name]}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
