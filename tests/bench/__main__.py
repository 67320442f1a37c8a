"""Run the benches: ``python -m tests.bench [name…] [--quick]``.

Each prints a table and adds to bench-results.json; ``--quick`` leaves out what takes long, where it can.
"""

import importlib
import pkgutil
import sys

import tests.bench


def main(wanted: list[str]) -> int:
    found = [m.name for m in pkgutil.iter_modules(tests.bench.__path__) if m.name.startswith("bench_")]
    names = {name.removeprefix("bench_"): name for name in found}
    quick = "--quick" in wanted
    wanted = [name for name in wanted if name != "--quick"]
    unknown = [name for name in wanted if name not in names]
    if unknown:
        print("unknown bench:", ", ".join(unknown), "· known:", ", ".join(sorted(names)))
        return 2
    for name in wanted or sorted(names):
        print(f"== {name}")
        bench = importlib.import_module(f"tests.bench.{names[name]}")
        bench.quick() if quick and hasattr(bench, "quick") else bench.main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
