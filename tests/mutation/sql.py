"""The small faults that are put into a trigger: an operand dropped, an operator or a value changed."""

import re
from collections.abc import Iterator

_WORD = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|<>|<=|>=|\w+|[^\s\w]")
_SWAPS = {"<>": "=", "=": "<>", "AND": "OR", "OR": "AND", "NOT": "", "DESC": "ASC", "+": "-"}
_CLAUSES = {"WHEN", "WHERE", "ON", "ORDER", "LIMIT", "JOIN", "SELECT"}
_ENDS = {"AND": _CLAUSES | {"AND", "OR"}, "OR": _CLAUSES | {"OR"}, ",": {",", "OF", "ON"}}

TextChange = tuple[str, str, str, int]
"""The new statement, the words before and after, and how many lines down they stand."""


def is_trigger(text: str) -> bool:
    """Tell whether a string is a whole trigger."""
    return text.startswith("CREATE TRIGGER") and "BEGIN" in text


def changes(text: str) -> Iterator[TextChange]:
    """Give every change between a trigger's name and what it does."""
    words = [word for word in _WORD.finditer(text) if word.start() < text.rindex("BEGIN")][3:]
    depths = _depths(words)
    for i, word in enumerate(words):
        other = _other(word[0], words[i - 1][0])
        if other is not None:
            yield _cut(text, word.start(), word.end(), other)
        if word[0] in _ENDS and (word[0] != "," or _in_a_list(words, depths, i)):
            first, last = _edge(words, depths, i, -1), _edge(words, depths, i, 1)
            if words[first - 1][0] != word[0]:  # the first of its row, which has no connector before it
                yield _cut(text, words[first].start(), words[i + 1].start(), "")
            yield _cut(text, words[i - 1].end(), words[last].end(), "")


def _other(word: str, before: str) -> str | None:
    if word in _SWAPS:
        return _SWAPS[word]
    if word.isdigit() and before not in {"SELECT", "LIMIT"}:  # EXISTS and a single value take any number
        return str(int(word) + 1)
    return "'?'" if word.startswith("'") else None


def _depths(words: list[re.Match[str]]) -> list[int]:
    """Return in how many brackets each word stands; a bracket itself counts as outside."""
    depth, found = 0, []
    for word in words:
        depth -= word[0] == ")"
        found.append(depth)
        depth += word[0] == "("
    return found


def _edge(words: list[re.Match[str]], depths: list[int], at: int, by: int) -> int:
    """Return the last word of the operand on one side of AND, OR or a comma; AND binds closer than OR."""
    depth, ends = depths[at], _ENDS[words[at][0]]
    i = at + by
    while 0 <= i < len(words) and depths[i] >= depth and not (depths[i] == depth and words[i][0] in ends):
        i += by
    return i - by


def _in_a_list(words: list[re.Match[str]], depths: list[int], at: int) -> bool:
    """Tell whether a comma stands between columns or values, not between arguments."""
    before = [i for i in range(at) if depths[i] < depths[at] or words[i][0] == "OF"]
    return words[before[-1]][0] == "OF" or words[before[-1] - 1][0] == "IN"


def _cut(text: str, start: int, end: int, new: str) -> TextChange:
    left, right = max(start - 30, 0), end + 20
    before = " ".join(text[left:right].split())
    after = " ".join(f"{text[left:start]}{new}{text[end:right]}".split())
    name = text.split()[2]
    return (
        f"{text[:start]}{new}{text[end:]}",
        f"{name}: … {before} …",
        f"… {after} …",
        text.count("\n", 0, start),
    )
