"""Link a case with Splink 5 on DuckDB, trained on the case itself: ``python -m … CASE OUT``.

Splink 5 takes registered tables (``DuckDBAPI.register``), trains u by random sampling and m by expectation
maximisation under blocking rules, and scores blocked pairs with ``linker.inference.predict``.
"""

import logging
import sys
from pathlib import Path

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.comparison_level_creator import ComparisonLevelCreator

from tests.bench.peers import case, columns

THREADS = 2
KEPT = 10
LEAST = 0.001  # pairs below are of no use as candidates

BLOCKING = (
    ("personal_id",),
    ("cmnd",),
    ("name_fold", "year"),
    ("name_fold", "day", "month"),
    ("name_fold", "commune"),
    ("surname", "given", "year"),
    ("given", "day", "month", "sex"),
    ("surname", "year", "month", "day"),
    ("given", "father_fold"),
    ("given", "mother_fold"),
    ("father_fold", "mother_fold"),
    ("name_fold", "spouse_fold"),
    ("given", "spouse_fold"),
    ("surname", "spouse_fold"),
    ("mother_fold", "year", "month"),
)
CERTAIN = (
    ("name", "year", "month", "day"),
    ("name_fold", "year", "mother_fold"),
    ("personal_id",),
    ("cmnd",),
)
TRAINING = (
    ("name_fold", "year"),
    ("year", "month", "day"),
    ("name_fold", "spouse_fold"),
    ("name_fold", "commune"),
)


def main(folder: Path, out: Path) -> None:
    clock = case.Clock()
    given = case.read(folder)
    inputs = {
        "book": columns.frame(given.records, "record_id"),
        "people": columns.frame(given.registry, "personal_id"),
    }
    clock.lap("prepare")
    connection = duckdb.connect(":memory:")
    connection.execute(f"SET threads = {THREADS}")
    api = DuckDBAPI(connection)
    tables = [api.register(table, dataset_display_name=name) for name, table in inputs.items()]
    linker = Linker(tables, _settings(len(given.registry)), log_level=logging.ERROR)
    _train(linker)
    clock.lap("train")
    pairs = linker.inference.predict(threshold_match_probability=LEAST).as_duckdbpyrelation()
    ranked = _ranked(pairs)
    clock.lap("predict")
    case.finish(given, out, ranked, 0.5, clock)


def _settings(people: int) -> SettingsCreator:
    return SettingsCreator(
        link_type="link_only",
        comparisons=[
            _own_name(),
            _birth_date(),
            cl.ExactMatch("sex"),
            cl.ExactMatch("ethnicity").configure(term_frequency_adjustments=True),
            _relative("father"),
            _relative("mother"),
            _relative("spouse"),
            cl.ArrayIntersectAtSizes("children", [1]),
            cl.ArrayIntersectAtSizes("birth_parts", [3, 2, 1]),
            cl.ArrayIntersectAtSizes("home_parts", [3, 2, 1]),
            cl.ExactMatch("commune").configure(term_frequency_adjustments=True),
            _number(people),
        ],
        blocking_rules_to_generate_predictions=[
            *(block_on(*rule) for rule in BLOCKING),
            block_on("surname", "children", arrays_to_explode=["children"]),
        ],
        retain_matching_columns=False,
    )


def _rare(level: ComparisonLevelCreator, m: float) -> ComparisonLevelCreator:
    """Fix m of a level by experience: so few true pairs fall there that EM drives it to nothing."""
    return level.configure(m_probability=m, fix_m_probability=True)


def _own_name() -> cl.CustomComparison:
    return cl.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            cll.NullLevel("name"),
            cll.ExactMatchLevel("name", term_frequency_adjustments=True),
            cll.ExactMatchLevel("name_fold", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("name_fold", 0.95),
            cll.And(cll.ExactMatchLevel("surname"), cll.ExactMatchLevel("given")),
            cll.JaroWinklerLevel("name_fold", 0.88),
            _rare(cll.ExactMatchLevel("given"), 0.001),
            _rare(cll.ExactMatchLevel("surname"), 0.004),
            _rare(cll.ElseLevel(), 0.002),
        ],
    )


def _relative(who: str) -> cl.CustomComparison:
    return cl.CustomComparison(
        output_column_name=who,
        comparison_levels=[
            cll.NullLevel(who),
            cll.ExactMatchLevel(who, term_frequency_adjustments=True),
            cll.ExactMatchLevel(f"{who}_fold", term_frequency_adjustments=True),
            cll.JaroWinklerLevel(f"{who}_fold", 0.92),
            _rare(cll.JaroWinklerLevel(f"{who}_fold", 0.8), 0.015),
            _rare(cll.ElseLevel(), 0.02),
        ],
    )


def _birth_date() -> cl.CustomComparison:
    year, month, day = "year_l = year_r", "month_l = month_r", "day_l = day_r"
    rare = {
        f"{year} and month_l = day_r and day_l = month_r": 0.006,
        f"{month} and {day} and abs(year_l - year_r) = 1": 0.02,
        f"{month} and {day}": 0.01,
        f"{year} and {month}": 0.015,
        f"{year} and {day}": 0.01,
        f"{year} and ((day_l = 1 and month_l = 1) or (day_r = 1 and month_r = 1))": 0.006,
        "abs(year_l - year_r) <= 2": 0.015,
    }
    return cl.CustomComparison(
        output_column_name="birth_date",
        comparison_levels=[
            cll.CustomLevel("year_l is null or year_r is null").configure(is_null_level=True),
            cll.CustomLevel(f"{year} and {month} and {day}"),
            cll.CustomLevel(f"{year} and {month} and (day_l is null or day_r is null)"),
            cll.CustomLevel(f"{year} and (month_l is null or month_r is null)"),
            cll.CustomLevel("abs(year_l - year_r) = 1 and (month_l is null or month_r is null)"),
            *(_rare(cll.CustomLevel(condition), m) for condition, m in rare.items()),
            _rare(cll.ElseLevel(), 0.01),
        ],
    )


def _number(people: int) -> cl.CustomComparison:
    """Compare the numbers; equal ones are too rare for a random sample: u is one in all people."""
    nearly = cll.Or(cll.DamerauLevenshteinLevel("personal_id", 1), cll.DamerauLevenshteinLevel("cmnd", 1))
    return cl.CustomComparison(
        output_column_name="number",
        comparison_levels=[
            cll.Or(cll.ExactMatchLevel("personal_id"), cll.ExactMatchLevel("cmnd")).configure(
                u_probability=1 / people, fix_u_probability=True
            ),
            nearly.configure(u_probability=10 / people, fix_u_probability=True),
            cll.CustomLevel(
                "coalesce(personal_id_l, cmnd_l) is null or "
                "((personal_id_l is null or personal_id_r is null) and (cmnd_l is null or cmnd_r is null))"
            ).configure(is_null_level=True),
            cll.ElseLevel(),
        ],
    )


def _train(linker: Linker) -> None:
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on(*rule) for rule in CERTAIN], recall=0.7)
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in TRAINING:
        training.estimate_parameters_using_expectation_maximisation(block_on(*rule))


def _ranked(pairs: duckdb.DuckDBPyRelation) -> case.Ranked:
    best = pairs.query(
        "pairs",
        f"""SELECT unique_id_l, unique_id_r, match_probability FROM pairs
        QUALIFY row_number() OVER (PARTITION BY unique_id_l ORDER BY match_weight DESC, unique_id_r) <= {KEPT}
        ORDER BY unique_id_l, match_weight DESC, unique_id_r""",
    )
    ranked: case.Ranked = {}
    for record, person, probability in best.fetchall():
        ranked.setdefault(record, []).append((person, probability))
    return ranked


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
