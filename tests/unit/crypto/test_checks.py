"""Every clause of every check alone: a package in which only that is wrong, signed correctly otherwise."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from app.crypto import canonical, checks, container
from app.crypto.certificate import fingerprint
from app.crypto.checks import ROLE_TO_SIGN, ChainState, PackageProblem
from app.crypto.package import OpenedPackage, open_package
from app.crypto.signing import Signer, SoftwareSigner, cades_sign
from app.crypto.trust import Ended, TrustStore
from app.models.words.purpose import Purpose
from tests.conftest import AT, numbered
from tests.unit.crypto.conftest import FILES, START, World, pack, seal
from tests.unit.crypto.test_package import inside
from tests.unit.crypto.test_trust import END, SIGN, built

Change = Callable[[dict[str, Any]], object]


def plain(world: World, tmp_path: Path, **changes: Any) -> dict[str, Any]:
    """Return the manifest of a good package."""
    world.write(tmp_path / "good", **changes)
    return dict(canonical.loads(inside(world, tmp_path / "good")["manifest.json"]))


def signed(
    world: World,
    path: Path,
    manifest: Mapping[str, Any],
    contents: Mapping[str, bytes] | None = None,
    *,
    signers: Sequence[Signer] | None = None,
    listings: Mapping[int, bytes] | None = None,
    at: datetime = AT,
) -> Path:
    """Sign and seal any manifest and files as the writer does, without asking whether they are good."""
    contents = dict(FILES) if contents is None else contents
    head = canonical.dumps(manifest)
    files: dict[str, bytes] = {"mimetype": container.MIMETYPE, "manifest.json": head, **contents}
    covered = [("manifest.json", hashlib.sha256(head).digest())]
    covered += [(n, hashlib.sha256(contents[n]).digest()) for n in sorted(contents)]
    used = [world.justice, world.police] if signers is None else signers
    for number, signer in enumerate(used, start=1):
        listing = (listings or {}).get(number) or container.asic_manifest(number, covered)
        files[container.manifest_name(number)] = listing
        signature = cades_sign(signer, listing, at, chain=world.trust.issuing)
        files[container.signature_name(number)] = signature
    packed = pack((n, files[n]) for n in container.order(files, len(used)))
    path.write_bytes(seal(packed, [world.receiver.certificate], numbered()))
    return path


def opened(world: World, path: Path, **changes: Any) -> OpenedPackage:
    given: dict[str, Any] = {
        "key_pem": world.receiver.key_pem,
        "certificate_pem": world.receiver.certificate_pem,
        "trust": world.trust,
        "me": "ca-huyen",
        "sender": "xa",
        "purpose": "ket_qua",
        "chain": START,
        "at": AT,
    }
    return open_package(path, **{**given, **changes})


def refused(world: World, path: Path, **changes: Any) -> PackageProblem:
    with pytest.raises(PackageProblem) as caught:
        opened(world, path, **changes)
    return caught.value


def test_a_package_signed_by_hand_is_as_good_as_a_written_one(world: World, tmp_path: Path) -> None:
    """What the tests below spoil is taken as long as nothing in it is wrong."""
    found = opened(world, signed(world, tmp_path / "a", plain(world, tmp_path)))
    assert dict(found.files) == dict(FILES)
    assert [(c.code, c.detail) for c in found.checks] == [
        ("ENVELOPE", f"{(tmp_path / 'a').stat().st_size} byte"),
        ("CONTAINER", "8 tệp"),
        ("MANIFEST", "gói số 1"),
        ("SIGNATURE", "tu_phap: Cao Thị Nhàn, 17/10/2023 20:41"),
        ("SIGNATURE", "cong_an: Trương Văn Dũng, 17/10/2023 20:41"),
        ("FOUR_EYES", ""),
        ("ROUTE", "ket_qua"),
        ("CHAIN", "gói số 1"),
        ("FILES", "2 tệp dữ liệu"),
        ("COUNTS", "1"),
    ]
    assert [s.cert_sha256 for s in found.signers] == [s["cert_sha256"] for s in found.manifest["signers"]]


# -- the form of the manifest -------------------------------------------------------------------------


def put(**values: Any) -> Change:
    return lambda manifest: manifest.update(values)


def drop(key: str) -> Change:
    return lambda manifest: manifest.pop(key)


def row(part: str, **values: Any) -> Change:
    return lambda manifest: manifest[part][0].update(values)


def row_without(part: str, key: str) -> Change:
    return lambda manifest: manifest[part][0].pop(key)


KEYS = ("schema", *checks._MANIFEST_TYPES)
TEXTS = [key for key, kind in checks._MANIFEST_TYPES.items() if kind is str]
ROWS = [(part, key) for part, kinds in checks._ROW_TYPES.items() for key in kinds]
HASHES = [(part, key) for part, key in ROWS if key.endswith("sha256")]


@pytest.mark.parametrize(
    "change",
    [
        *map(drop, KEYS),
        *(put(**{key: 5}) for key in TEXTS),
        put(schema="vn.hotich.goi/2"),
        put(package_no="1"),
        put(package_no=True),
        put(package_no=0),
        put(package_no=-1),
        put(counts=[]),
        put(counts={"khai_sinh": True}),
        put(counts={"khai_sinh": "1"}),
        put(counts={"khac": -1}),
        put(counts={"khac": None}),
        put(to={}),
        put(signers={}),
        put(files={}),
        put(to=["x"]),
        *(row_without(part, key) for part, key in ROWS),
        *(row(part, more="") for part in checks._ROW_TYPES),
        *(row(part, **{key: None}) for part, key in ROWS),
        row("files", size=True),
        *(row(part, **{key: "0" * 63}) for part, key in HASHES),
        *(row(part, **{key: "0" * 65}) for part, key in HASHES),
        *(row(part, **{key: "A" * 64}) for part, key in HASHES),
        *(row(part, **{key: "g" * 64}) for part, key in HASHES),
    ],
)
def test_a_manifest_of_another_form(world: World, tmp_path: Path, change: Change) -> None:
    manifest = plain(world, tmp_path)
    change(manifest)
    problem = refused(
        world, signed(world, tmp_path / "a", manifest), me="", sender="", purpose="", chain=None
    )
    assert problem.code == "CONTENT"
    assert [c.code for c in problem.checks] == ["ENVELOPE", "CONTAINER"]


def test_further_keys_of_a_manifest_are_kept(world: World, tmp_path: Path) -> None:
    manifest = plain(world, tmp_path) | {"more": [1]}
    assert opened(world, signed(world, tmp_path / "a", manifest)).manifest["more"] == [1]


# -- the listed files ---------------------------------------------------------------------------------


def listed(contents: Mapping[str, bytes]) -> list[dict[str, Any]]:
    return [{"name": n, "size": len(c), "sha256": hashlib.sha256(c).hexdigest()} for n, c in contents.items()]


def test_a_wrong_size_or_hash_is_refused(world: World, tmp_path: Path) -> None:
    good = plain(world, tmp_path)
    sizes = [{**good["files"][0], "size": good["files"][0]["size"] + 1}, good["files"][1]]
    hashes = [good["files"][0], {**good["files"][1], "sha256": "0" * 64}]
    for files in (sizes, hashes):
        assert refused(world, signed(world, tmp_path / "a", good | {"files": files})).code == "FILES"


def test_the_list_must_be_sorted_and_without_doubles(world: World, tmp_path: Path) -> None:
    good = plain(world, tmp_path)
    for files in (good["files"][::-1], [good["files"][0], *good["files"]]):
        problem = refused(world, signed(world, tmp_path / "a", good | {"files": files}))
        assert problem.code == "FILES"
        assert [c.code for c in problem.checks][-1] == "MANIFEST"


def test_a_listed_part_of_the_container_itself_is_refused(world: World, tmp_path: Path) -> None:
    """Only names of data files may be listed: the mimetype is there, and its hash is right."""
    good = plain(world, tmp_path)
    files = sorted([*good["files"], *listed({"mimetype": container.MIMETYPE})], key=lambda f: f["name"])
    assert refused(world, signed(world, tmp_path / "a", good | {"files": files})).code == "FILES"


def test_a_file_that_no_list_names_and_a_listed_one_that_is_missing(world: World, tmp_path: Path) -> None:
    good, contents = plain(world, tmp_path), dict(FILES)
    more = {**contents, "data/them.jsonl": b""}
    less = {"data/khai_sinh.jsonl": contents["data/khai_sinh.jsonl"]}
    for found in (more, less):
        assert refused(world, signed(world, tmp_path / "a", good, found)).code == "FILES"


def test_a_third_signature_that_no_list_names(world: World, tmp_path: Path) -> None:
    signers = [world.justice, world.police, world.police]
    path = signed(world, tmp_path / "a", plain(world, tmp_path), signers=signers)
    assert refused(world, path).code == "FILES"


def test_parts_in_another_order_are_refused(world: World, tmp_path: Path) -> None:
    world.write(tmp_path / "a")
    files = inside(world, tmp_path / "a")
    names = list(files)
    names[-1], names[-2] = names[-2], names[-1]
    packed = pack((n, files[n]) for n in names)
    (tmp_path / "a").write_bytes(seal(packed, [world.receiver.certificate], numbered()))
    assert refused(world, tmp_path / "a").code == "FILES"


# -- signatures ---------------------------------------------------------------------------------------


def test_another_person_than_the_listed_one_signed(world: World, tmp_path: Path) -> None:
    """The manifest names the certificates: a correct signature of somebody else does not stand in."""
    good = plain(world, tmp_path)
    other = world.officer("038090990077", "Người Khác")
    for signers in ([world.justice, other], [other, world.police]):
        problem = refused(world, signed(world, tmp_path / "a", good, signers=signers))
        assert problem.code == "SIGNATURE"
    digest = fingerprint(x509.load_der_x509_certificate(other.certificate))
    good["signers"][1]["cert_sha256"] = digest
    path = signed(world, tmp_path / "a", good, signers=[world.justice, other])
    assert opened(world, path).signers[1].uid == "038090990077"


def test_a_signature_over_another_listing_is_refused(world: World, tmp_path: Path) -> None:
    """Correct in itself, but not over this manifest and these files: each number and hash counts."""
    good = plain(world, tmp_path)
    head, contents = canonical.dumps(good), dict(FILES)
    covered = [("manifest.json", hashlib.sha256(head).digest())]
    covered += [(n, hashlib.sha256(contents[n]).digest()) for n in sorted(contents)]
    wrong = {
        "another manifest": [("manifest.json", bytes(32)), *covered[1:]],
        "a file less": covered[:-1],
        "another hash": [*covered[:-1], (covered[-1][0], bytes(32))],
        "another order": [covered[0], *covered[:0:-1]],
    }
    for name, other in wrong.items():
        for number in (1, 2):
            listings = {number: container.asic_manifest(number, other)}
            path = signed(world, tmp_path / "a", good, listings=listings)
            assert refused(world, path).code == "FILES", name
    path = signed(world, tmp_path / "a", good, listings={2: container.asic_manifest(1, covered)})
    assert refused(world, path).code == "FILES"


@pytest.mark.parametrize(
    ("purpose", "roles", "code"),
    [
        ("ket_qua", ("tu_phap", "cong_an"), ""),
        ("ket_qua", ("cong_an", "tu_phap"), "SIGNERS"),
        ("ket_qua", ("tu_phap", "tu_phap"), "SIGNERS"),
        ("ket_qua", ("tu_phap",), "SIGNERS"),
        ("ket_qua", ("tu_phap", "cong_an", "cong_an"), "SIGNERS"),
        ("ket_qua", ("cong_an_phat_hanh",), "SIGNERS"),
        ("ket_qua", (), "SIGNERS"),
        *((p, ("cong_an_phat_hanh",), "") for p in Purpose if p != "ket_qua"),
        *((p, ("tu_phap", "cong_an"), "SIGNERS") for p in Purpose if p != "ket_qua"),
        *((p, (), "SIGNERS") for p in Purpose if p != "ket_qua"),
    ],
)
def test_each_purpose_has_its_signers(
    world: World, tmp_path: Path, purpose: str, roles: tuple[str, ...], code: str
) -> None:
    people = [
        world.officer(f"03809099007{number}", "Đúng vai trò", roles={ROLE_TO_SIGN[role]})
        for number, role in enumerate(roles)
    ]
    world.write(tmp_path / "a", purpose=purpose, signers=list(zip(roles, people, strict=True)))
    if code:
        assert refused(world, tmp_path / "a", purpose=purpose).code == code
    else:
        assert len(opened(world, tmp_path / "a", purpose=purpose).signers) == len(roles)


def test_a_lone_signature_is_not_called_four_eyes(world: World, tmp_path: Path) -> None:
    world.write(tmp_path / "a", purpose="tra_loi", signers=[("cong_an_phat_hanh", world.issuer)])
    codes = [c.code for c in opened(world, tmp_path / "a", purpose="tra_loi").checks]
    assert codes.count("SIGNATURE") == 1
    assert "FOUR_EYES" not in codes


def test_clocks_may_differ_by_a_day_and_two_hours(world: World, tmp_path: Path) -> None:
    for late, good in ((timedelta(hours=26), True), (timedelta(hours=26, seconds=1), False)):
        path = signed(world, tmp_path / "a", plain(world, tmp_path), at=AT + late)
        (tmp_path / "good").unlink()
        if good:
            assert opened(world, path).signers[0].at == AT + late
        else:
            assert refused(world, path).code == "FUTURE"


def test_a_signer_without_number_is_refused(world: World, tmp_path: Path) -> None:
    authority = world.authority
    key, certificate = built(authority.issuing.subject, authority.issuing_key, END, SIGN)
    nameless = SoftwareSigner(key, certificate)
    world.write(tmp_path / "a", signers=[("tu_phap", world.justice), ("cong_an", nameless)])
    assert refused(world, tmp_path / "a").code == "NO_UID"


def test_a_signature_that_is_none_is_refused(world: World, tmp_path: Path) -> None:
    world.write(tmp_path / "a")
    files = {**inside(world, tmp_path / "a"), container.signature_name(2): b"x"}
    (tmp_path / "a").write_bytes(seal(pack(files.items()), [world.receiver.certificate], numbered()))
    problem = refused(world, tmp_path / "a")
    assert problem.code == "SIGNATURE"
    assert [c.code for c in problem.checks][-2:] == ["MANIFEST", "SIGNATURE"]


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize(
    "mandate", [({"typist", "leader"}, "xa"), ({"justice", "police", "issuer"}, "xa-khac"), (set(), "xa")]
)
def test_each_signer_is_certified_for_the_role_and_the_sender(
    world: World, tmp_path: Path, place: int, mandate: tuple[set[str], str]
) -> None:
    roles, store = mandate
    signers = [("tu_phap", world.justice), ("cong_an", world.police)]
    signers[place] = (signers[place][0], world.officer("038090990077", "x", roles=roles, store=store))
    world.write(tmp_path / "a", signers=signers)
    assert refused(world, tmp_path / "a").code == "ROLE"


def test_roles_that_two_officers_swapped_are_refused(world: World, tmp_path: Path) -> None:
    world.write(tmp_path / "a", signers=[("tu_phap", world.police), ("cong_an", world.justice)])
    assert refused(world, tmp_path / "a").code == "ROLE"


@pytest.mark.parametrize("signer", ["justice", "police"])
def test_no_officer_of_a_commune_issues(world: World, tmp_path: Path, signer: str) -> None:
    world.write(tmp_path / "a", purpose="tra_loi", signers=[("cong_an_phat_hanh", getattr(world, signer))])
    assert refused(world, tmp_path / "a", purpose="tra_loi").code == "ROLE"


def test_an_issuer_signs_no_result(world: World, tmp_path: Path) -> None:
    world.write(tmp_path / "a", signers=[("tu_phap", world.justice), ("cong_an", world.issuer)])
    assert refused(world, tmp_path / "a").code == "ROLE"


@pytest.mark.parametrize(
    ("since", "compromised", "code"),
    [(1, False, ""), (0, False, "REVOKED"), (-1, False, "REVOKED"), (1, True, "REVOKED")],
)
def test_what_was_signed_before_a_revocation_holds_unless_the_key_is_compromised(
    world: World, tmp_path: Path, since: int, compromised: bool, code: str
) -> None:
    world.write(tmp_path / "a")
    end = Ended(AT + timedelta(seconds=since), "mất máy", compromised)
    digest = hashlib.sha256(world.police.certificate).hexdigest()
    pems = world.authority.dump()
    trust = TrustStore(
        [pems["root"].encode()], [pems["issuing"]], allow_test_roots=True, revoked={digest: end}
    )
    if code:
        assert refused(world, tmp_path / "a", trust=trust).code == code
    else:
        assert opened(world, tmp_path / "a", trust=trust)


# -- route, chain, counts -----------------------------------------------------------------------------


def officers_of(world: World, store: str) -> list[tuple[str, SoftwareSigner]]:
    return [
        ("tu_phap", world.officer("038085990021", "Tư pháp", roles={"justice"}, store=store)),
        ("cong_an", world.officer("038085990022", "Công an", roles={"police"}, store=store)),
    ]


@pytest.mark.parametrize(
    ("written", "expected", "code"),
    [
        ({"purpose": "khac", "signers": "issuer"}, {"purpose": ""}, "PURPOSE"),
        ({"purpose": "khac", "signers": "issuer"}, {"purpose": "khac"}, "PURPOSE"),
        ({"receiver_id": "noi-khac"}, {}, "NOT_FOR_US"),
        ({"receiver_id": "noi-khac"}, {"me": ""}, ""),
        ({"sender_id": "noi-khac"}, {}, "SENDER"),
        ({"sender_id": "noi-khac"}, {"sender": ""}, ""),
        ({}, {"purpose": "tra_loi"}, "PURPOSE"),
        ({}, {"purpose": ""}, ""),
    ],
)
def test_each_part_of_the_route(
    world: World, tmp_path: Path, written: dict[str, Any], expected: dict[str, Any], code: str
) -> None:
    if written.get("signers"):
        written = written | {"signers": [("cong_an_phat_hanh", world.issuer)]}
    if written.get("sender_id"):
        written = written | {"signers": officers_of(world, written["sender_id"])}
    world.write(tmp_path / "a", **written)
    if code:
        assert refused(world, tmp_path / "a", **expected).code == code
    else:
        assert opened(world, tmp_path / "a", **expected)


def test_the_manifest_must_name_the_certificate_that_opens_it(world: World, tmp_path: Path) -> None:
    manifest = plain(world, tmp_path)
    manifest["to"] = [{"cert_sha256": "0" * 64}]
    for me in ("ca-huyen", ""):
        assert refused(world, signed(world, tmp_path / "a", manifest), me=me).code == "NOT_FOR_US"
    manifest["to"].append({"cert_sha256": fingerprint(world.receiver.certificate)})
    assert opened(world, signed(world, tmp_path / "a", manifest))


ONE, TWO = "1" * 64, "2" * 64


@pytest.mark.parametrize(
    ("number", "before", "digest", "last", "code"),
    [
        (1, "0" * 64, ONE, START, ""),
        (2, ONE, TWO, ChainState(1, ONE), ""),
        (2, ONE, TWO, ChainState(2, TWO), "REPLAY"),
        (2, ONE, TWO, ChainState(2, ONE), "FORK"),
        (1, "0" * 64, ONE, ChainState(2, TWO), "REPLAY"),
        (1, "0" * 64, ONE, ChainState(3, ONE), "REPLAY"),
        (3, TWO, ONE, ChainState(1, TWO), "GAP"),
        (2, ONE, TWO, START, "GAP"),
        (2, TWO, ONE, ChainState(1, ONE), "CHAIN"),
        (1, ONE, TWO, START, "CHAIN"),
    ],
)
def test_each_place_in_the_chain(number: int, before: str, digest: str, last: ChainState, code: str) -> None:
    manifest = {"package_no": number, "prev_manifest_sha256": before}
    made: list[checks.Check] = []
    if code:
        with pytest.raises(PackageProblem) as caught:
            checks.check_chain(manifest, digest, last, made)
        assert caught.value.code == code
        assert made == []
    else:
        checks.check_chain(manifest, digest, last, made)
        assert [c.code for c in made] == ["CHAIN"]


@pytest.mark.parametrize(
    ("counts", "good"),
    [
        ({}, True),
        ({"khai_sinh": 2, "scans": 1, "so": 1}, True),
        ({"khac": 7}, True),
        ({"khai_sinh": 1}, False),
        ({"khai_sinh": 3}, False),
        ({"scans": 0}, False),
        ({"scans": 2}, False),
        ({"khai_sinh": 2, "so": 0}, False),
        ({"bang": 9}, True),
    ],
)
def test_each_count(counts: dict[str, int], good: bool) -> None:
    """What is no ``.jsonl`` of ``data/`` and no scan is not counted."""
    rows = {"data/khai_sinh.jsonl": 2, "data/so.jsonl": 1, "data/bang.json": 1, "scans/1.jpg": 1}
    made: list[checks.Check] = []
    if good:
        checks.check_counts({"counts": counts}, rows, made)
        assert [(c.code, c.detail) for c in made] == [("COUNTS", str(sum(counts.values())))]
    else:
        with pytest.raises(PackageProblem) as caught:
            checks.check_counts({"counts": counts}, rows, made)
        assert caught.value.code == "COUNTS"


def test_every_problem_says_that_nothing_changed() -> None:
    for code in checks._TEXTS:
        assert str(PackageProblem(code)).endswith("Chưa thay đổi gì trên máy này.")
        assert PackageProblem(code).checks == ()
