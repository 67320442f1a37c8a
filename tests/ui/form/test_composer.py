import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app.models.declaration.lists import ETHNIC_GROUPS, NATIONALITIES
from app.models.words.vietnamese import TONES, letter, tone_of, toneless, unmarked
from app.ui.form.composer import METHODS, Composer
from app.ui.form.syllable import _RIMES, TELEX, VNI, compose, is_syllable, keys_of
from tests.ui.keys import press, type_text

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
names_file = Path(__file__).parents[3] / "resources" / "data" / "names.json"
_WORDS = """
Nguyễn Phạm Trương Quách Bùi Cao Hà Lê Đặng Đỗ Hoàng Huỳnh Ngô Võ Vũ Dương Lý Phùng Tống Triệu Trịnh Văn Thị
Thuỷ Thuý Hoà Hoạ Khuê Nghĩa Nguyệt Quyền Quý Quốc Quỳnh Giang Giàng Gì Giếng Ngọc Ánh Điện Đức Được Hường
Hưởng Khuyên Khuỷu Loan Luyến Lường Mẫn Mỹ Nghiệp Nhàn Oanh Phượng Sửu Tuất Tuyết Tý Tỵ Uyên Xuân Yến Yêu Ỷ
Đắk Lắk Mường Thuở Thửa Mưa Người Xoong Hoặc Thoảng Ngoằn Khoắng Rượu Hươu Bưởi Cưỡi Tuổi Chuối Xóm Thôn
"""
NAMES = _WORDS.split()
LATIN = [
    "Excel", "Windows", "data", "Google", "Facebook", "Zalo", "email", "Internet", "Microsoft", "laptop",
    "server", "Word", "file", "Address", "John", "Xiaomi", "Campuchia", "Singapore", "California",
    "Maria", "Anna", "Teresa", "Giuse", "Toma", "Luca", "Anton", "Joseph", "David", "Fix", "Christopher",
    "William", "Wendy", "Papa", "Canada", "camera", "Toyota",
]  # fmt: skip
LISTED = [
    word
    for _code, label in (*ETHNIC_GROUPS, *NATIONALITIES)
    for word in label.replace("(", " ").replace(")", " ").replace("-", " ").split()
]


@pytest.mark.parametrize("method", [TELEX, VNI])
@pytest.mark.parametrize("word", NAMES)
def test_names_come_out_right(word, method):
    assert compose(keys_of(word, method), method, done=True) == word
    assert compose(keys_of(word.upper(), method), method, done=True) == word.upper()


@pytest.mark.parametrize("method", [TELEX, VNI])
@pytest.mark.parametrize("word", LISTED)
def test_every_ethnic_group_and_nationality_can_be_typed(word, method):
    keys = keys_of(word, method)
    assert word in {compose(keys, method, done=True, old_style=old) for old in (False, True)}


@pytest.mark.parametrize("method", [TELEX, VNI])
@pytest.mark.parametrize("word", LATIN)
def test_latin_words_survive(word, method):
    assert compose(word, method, done=True) == word


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("Ngojc", "Ngọc"),
        ("Ngocj", "Ngọc"),
        ("Dduwowcj", "Được"),
        ("DDuowcj", "Được"),
        ("nguowif", "người"),
        ("Truwowngf", "Trường"),
        ("Duwong", "Dương"),
        ("thuowr", "thuở"),
        ("quowr", "quở"),
        ("muaw", "mưa"),
        ("xooong", "xoong"),
        ("ass", "as"),
        ("asz", "a"),
        ("asf", "à"),
        ("Vieejt", "Việt"),
    ],
)
def test_telex_in_the_orders_people_type(keys, word):
    assert compose(keys, TELEX, done=True) == word


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("Luuw", "Lưu"),
        ("Huuwx", "Hữu"),
        ("huouw", "hươu"),
        ("hwou", "hươu"),
        ("nguoiwf", "người"),
        ("chuyenre", "chuyển"),
        ("Dinhdf", "Đình"),
        ("doongdf", "đồng"),
        ("Quana", "Quân"),
        ("oow", "ơ"),
        ("quawn", "quăn"),
        ("khoeos", "khoéo"),
    ],
)
def test_telex_takes_a_mark_after_other_letters(keys, word):
    assert compose(keys, TELEX, done=True) == word


@pytest.mark.parametrize(
    ("keys", "word"), [("W", "Ư"), ("Wng", "Ưng"), ("twf", "từ"), ("nhwngx", "những"), ("NHWNGX", "NHỮNG")]
)
def test_a_w_without_a_vowel_is_a_horned_u(keys, word):
    assert compose(keys, TELEX, done=True) == word


@pytest.mark.parametrize(("keys", "word"), [("ww", "w"), ("Ww", "W"), ("tww", "tw"), ("wwin", "win")])
def test_a_second_w_makes_it_a_w_again(keys, word):
    assert compose(keys, TELEX, done=True) == word


@pytest.mark.parametrize(
    ("keys", "method"),
    [
        ("quanaa", TELEX),
        ("Dinhdd", TELEX),
        ("Luuww", TELEX),
        ("Qua6n6", VNI),
        ("D9inh9", VNI),
        ("Lu7u7", VNI),
    ],
)
def test_a_mark_typed_twice_is_removed_and_its_key_stays(keys, method):
    marked = compose(keys[:-1], method)
    assert compose(keys, method, done=True).casefold() == unmarked(marked).casefold() + keys[-1]


def test_a_late_hat_needs_a_tone_before_a_stop():
    assert compose("data", TELEX, done=True) == "data"
    assert compose("datas", TELEX, done=True) == "dất"
    assert compose("daat", TELEX, done=True) == "dât"
    assert compose("dana", TELEX, done=True) == "dân"


def _ways(word, method):
    """Return the keys of a word in three orders: hats beside their letters, hats last, tone before hats."""
    low = toneless(word)
    tone = ("zfrxsj" if method == TELEX else "023415")[tone_of(word)] if tone_of(word) else ""
    hats = [letter(c).hat for c in low]
    marks = {"mũ": "6", "móc": "7", "trăng": "8", "gạch": "9"}
    late = ""
    for char, hat in zip(low, hats, strict=True):
        if hat:
            key = marks[hat] if method == VNI else {"mũ": letter(char).base, "gạch": "d"}.get(hat, "w")
            late += key if key not in late else ""  # one key gives ươ both horns
    return keys_of(low, method) + tone, unmarked(low) + late + tone, unmarked(low) + tone + late


def _syllables():
    """Return every rime with every tone behind some initial consonants."""
    for onset in ("", "đ", "ng", "th", "qu", "gi"):
        for rime in _RIMES:
            if (onset, rime[0]) in {("qu", "u"), ("gi", "i")} or (onset == "qu" and rime[0] in "oôơư"):
                continue  # not written so
            for tone in range(6):
                if is_syllable(onset + rime, tone) and "oo" not in rime and "ôô" not in rime:
                    yield onset, rime, tone


@pytest.mark.parametrize("method", [TELEX, VNI])
def test_every_syllable_comes_out_right_in_three_orders_of_keys(method):
    wrong, tried = [], 0
    for onset, rime, tone in _syllables():
        right = compose(keys_of(onset + rime, method) + _tone_key(tone, method), method, done=True)
        assert toneless(right) == onset + rime
        if rime.endswith(("c", "ch", "k", "p", "t")) and not tone:
            continue  # a late hat there is a Latin word
        for keys in _ways(right, method):
            tried += 1
            if compose(keys, method, done=True) != right:
                wrong.append((keys, right))
    assert wrong == []
    assert tried > 10000


def _names():
    """Return the syllables of the names of invented people."""
    words = re.findall(r"[^\W\d_]+", names_file.read_text(encoding="utf-8").replace("\\", " "))
    return sorted({w for w in words if w[:1].isupper() and is_syllable(toneless(w.lower()), tone_of(w))})


def _with_tone(keys, tone):
    """Return the keys with the tone's key after the first vowel, and at every later place."""
    first = next((at for at, c in enumerate(keys) if c in "aeiouy"), keys.find("w"))
    if keys[:2] in {"qu", "gi"} and keys[2:3] in {*"aeiouy"}:
        first = 2  # the u of qu, the i of gi
    places = range(first + 1, len(keys) + 1) if tone else (len(keys),)
    return [keys[:at] + tone + keys[at:] for at in places]


@pytest.mark.parametrize("method", [TELEX, VNI])
def test_names_come_out_right_with_the_tone_anywhere_in_any_case(method):
    wrong, tried = [], 0
    for name in _names():
        low = toneless(name.lower())
        tone = _tone_key(tone_of(name), method)
        for order, keys in enumerate(_ways(low, method)):
            if order and not tone and low.endswith(("c", "ch", "k", "p", "t")):
                continue  # a late hat there is a Latin word
            for typed in _with_tone(keys, tone):
                tried += 1
                for case in (str.lower, str.capitalize, str.upper):
                    made = {compose(case(typed), method, done=True, old_style=old) for old in (False, True)}
                    if case(name) not in made:
                        wrong.append((case(typed), case(name)))
    assert wrong == []
    assert tried > 2000


@pytest.mark.parametrize(
    ("keys", "method", "word"),
    [
        ("Wowng", TELEX, "Ương"),
        ("Hwowng", TELEX, "Hương"),
        ("Truongww", TELEX, "Trương"),
        ("Truowngw", TELEX, "Trương"),
        ("Truong77", VNI, "Trương"),
        ("Tru7ong7", VNI, "Trương"),
        ("Truongwww", TELEX, "Truongw"),
        ("Truong777", VNI, "Truong7"),
        ("Truwowngw", TELEX, "Truongw"),
    ],
)
def test_both_horns_may_have_a_key_of_their_own(keys, method, word):
    assert compose(keys, method, done=True) == word


def _tone_key(tone, method):
    return ("zfrxsj" if method == TELEX else "023415")[tone] if tone else ""


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("Nguye6n4", "Nguyễn"),
        ("Nguyen46", "Nguyễn"),
        ("Luu7", "Lưu"),
        ("Duong97", "Đương"),
        ("D9ie65n", "Điện"),
        ("qu1y", "quý"),
        ("d9u7o7c5", "được"),
        ("tra8ng1", "trắng"),
    ],
)
def test_vni_in_the_orders_people_type(keys, word):
    assert compose(keys, VNI, done=True) == word


def test_both_places_of_the_tone():
    assert compose("hoaf", TELEX) == "hoà"
    assert compose("hoaf", TELEX, old_style=True) == "hòa"
    assert compose("thuyr", TELEX, old_style=True) == "thủy"
    assert compose("hoangf", TELEX, old_style=True) == "hoàng"


def test_stops_take_two_tones_only():
    assert is_syllable("sach", TONES.index("sắc"))
    assert not is_syllable("sach", TONES.index("huyền"))


@given(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyzABDEW0123456789", max_size=12), st.sampled_from([TELEX, VNI])
)
def test_any_keys_give_words_that_need_no_second_look(keys, method):
    word = compose(keys, method, done=True)
    assert word == unicodedata.normalize("NFC", word)
    assert len(word) <= len(keys)
    bare = unicodedata.normalize("NFD", word.lower().replace("đ", "d"))
    letters = iter(keys.lower())
    if method == TELEX and "w" in keys.lower():
        return  # a w may stand for ư
    # every letter shown was typed, in this order: keys only add marks
    assert all(c in letters for c in bare if not unicodedata.combining(c))


@given(st.sampled_from(NAMES), st.sampled_from([TELEX, VNI]))
def test_going_on_in_a_standing_word_changes_nothing(word, method):
    assert compose(keys_of(word, method), method) == word


@pytest.fixture(params=[QLineEdit, QPlainTextEdit])
def field(request, themed, qtbot):
    made = request.param()
    qtbot.addWidget(made)
    made.show()
    made.words = made.text if isinstance(made, QLineEdit) else made.toPlainText
    return made


@pytest.fixture
def composer(field):
    made = Composer(field)
    made.attach(field)
    made.attach(field)
    return made


def test_it_is_off_until_switched_on(composer, field, qtbot):
    type_text(field, "Ngojc ")
    assert field.words() == "Ngojc "
    with qtbot.waitSignal(composer.method_changed):
        press(field, Key.Key_T, CONTROL)
    assert composer.method == TELEX
    type_text(field, "Ngojc")
    assert field.words() == "Ngojc Ngọc"
    press(field, Key.Key_T, CONTROL)
    press(field, Key.Key_T, CONTROL)
    assert composer.method == METHODS[0]


def test_whole_names_are_typed(composer, field):
    composer.set_method(TELEX)
    type_text(field, "Ngojc Anhs Ddieenj, Bufi Thij Thuyr")
    assert field.words() == "Ngọc Ánh Điện, Bùi Thị Thuỷ"


def test_latin_words_are_given_back_when_the_word_ends(composer, field):
    composer.set_method(TELEX)
    type_text(field, "Excel Windows data ")
    assert field.words() == "Excel Windows data "


def test_dates_stay_digits_in_vni(composer, field):
    composer.set_method(VNI)
    type_text(field, "12/3/1998 Nguye6n4 trang 12")
    assert field.words() == "12/3/1998 Nguyễn trang 12"


def test_going_on_after_backspace(composer, field):
    composer.set_method(TELEX)
    type_text(field, "Vieejt")
    press(field, Key.Key_Backspace)
    type_text(field, "n")
    assert field.words() == "Viện"


@pytest.mark.parametrize(
    ("typed", "taken", "then", "words"),
    [
        ("Gias ", 3, "iaf", "Già"),  # the word is finished, three letters go
        ("Tieens ", 2, "nr", "Tiển"),
        ("Lan Hoaf ", 1, "r", "Lan Hoả"),
        ("Hoaf Lan", 4, "n", "Hoàn"),
        ("Lan,", 2, "r", "Lả"),
        ("Lan ", 1, "x", "Lãn"),
    ],
)
def test_a_finished_word_is_corrected_after_backspace(composer, field, typed, taken, then, words):
    composer.set_method(TELEX)
    type_text(field, typed)
    for _ in range(taken):
        press(field, Key.Key_Backspace)
    type_text(field, then)
    composer.finish(field)
    assert field.words() == words


@pytest.mark.parametrize(
    ("standing", "then", "words"),
    [("Đắkx", "p", "Đắkp"), ("Đắk ", "x", "Đắkx"), ("Đắk ", "j", "Đặk"), ("Đạo,", "bb", "Đạobb")],
)
def test_letters_that_stood_there_never_become_keys(composer, field, standing, then, words):
    (field.setText if isinstance(field, QLineEdit) else field.setPlainText)(standing)
    composer.set_method(TELEX)
    press(field, Key.Key_End)
    press(field, Key.Key_Backspace)
    type_text(field, then)
    composer.finish(field)
    assert field.words() == words


@pytest.mark.parametrize("key", [Key.Key_Left, Key.Key_Home, Key.Key_Space])
def test_any_other_key_ends_the_correction(composer, field, key):
    composer.set_method(TELEX)
    type_text(field, "Gia ")
    press(field, Key.Key_Backspace)
    press(field, key)
    press(field, Key.Key_End)
    before = field.words()
    type_text(field, "f")
    assert field.words() == before + "f"


def test_a_word_that_stood_there_is_left_alone(composer, field):
    (field.setText if isinstance(field, QLineEdit) else field.setPlainText)("Tỉnh Thanh Hóa")
    composer.set_method(TELEX)
    press(field, Key.Key_End)
    type_text(field, "n")
    assert field.words() == "Tỉnh Thanh Hóan"
    type_text(field, " Baf")
    assert field.words() == "Tỉnh Thanh Hóan Bà"


def test_a_word_is_left_alone_once_the_caret_was_elsewhere(composer, field):
    composer.set_method(TELEX)
    type_text(field, "Thuy")
    press(field, Key.Key_Left)
    press(field, Key.Key_Right)
    type_text(field, "s")
    assert field.words() == "Thuys"


def test_selected_words_are_replaced_by_a_new_word(composer, field):
    composer.set_method(TELEX)
    type_text(field, "Lan Hoa")
    for _ in range(3):
        press(field, Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    type_text(field, "Hueej")
    assert field.words() == "Lan Huệ"


def test_leaving_gives_back_what_is_no_syllable(composer, field):
    composer.set_method(TELEX)
    type_text(field, "Ddi")
    type_text(field, "eej")
    assert field.words() == "Điệ"
    composer.finish(field)
    assert field.words() == "Ddieej"


def test_an_unknown_method_is_refused(composer):
    with pytest.raises(ValueError, match="no method"):
        composer.set_method("viqr")
