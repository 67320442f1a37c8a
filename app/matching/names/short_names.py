"""Customary short forms in names: "Ng.", "V." (văn), "Th." (thị)."""

SHORT_SURNAMES: dict[str, tuple[str, ...]] = {  # customary short forms, the commonest first; "B." is bà
    **dict.fromkeys(("ng", "ngx"), ("nguyễn",)),
    "n": ("nguyễn", "ngô"),
    **dict.fromkeys(("tr", "t"), ("trần", "trương")),
    **dict.fromkeys(("ph", "p"), ("phạm", "phan")),
    "l": ("lê", "lương"),
    "h": ("hoàng", "hà"),
    "đ": ("đỗ", "đinh"),
    "v": ("vũ", "vi"),
    "q": ("quách",),
}
SHORT_MIDDLES = {"v": "văn", "t": "thị", "th": "thị"}
_MIDDLES = frozenset({"văn", "thị", *SHORT_MIDDLES})  # before these one letter is a surname: no "Y. Blô"
UNDOTTED = frozenset({"ng", "ngx"})  # words that are no name alone


def spelled_out(words: list[str]) -> tuple[list[str], str]:
    """Replace customary short forms ("Ng.", "V.") by their words; drop other full stops.

    The second name has the next commonest surname with that short form; empty when there is none.
    """
    if len(words) < 2 or not (words[0].casefold() in UNDOTTED or any(w.endswith(".") for w in words)):
        return words, ""
    surnames = _surnames_of(words[0], words[1])
    middle = SHORT_MIDDLES.get(words[1].rstrip(".").casefold(), "") if words[1].endswith(".") else ""
    rest = [middle.title() or words[1], *words[2:]] if len(words) > 2 else words[1:]
    rest = [w.rstrip(".") if len(w) > 2 else w for w in rest[:-1]] + rest[-1:]
    first = words[0].rstrip(".") if len(words[0]) > 2 else words[0]
    found = [" ".join((surname.title(), *rest)) for surname in surnames] or [" ".join((first, *rest))]
    if words[-1].isupper() and len(words[-1]) > 1:
        found = [name.upper() for name in found]
    return found[0].split(), found[1] if len(found) > 1 else ""


def _surnames_of(short: str, following: str) -> tuple[str, ...]:
    """Return the surnames of a customary short form as first word, the commonest first."""
    bare = short.rstrip(".").casefold()
    if short.endswith(".") and len(bare) == 1 and following.rstrip(".").casefold() not in _MIDDLES:
        return ()
    return SHORT_SURNAMES.get(bare, ()) if short.endswith(".") or bare in UNDOTTED else ()
