import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app.models.declaration.lists import ETHNIC_GROUPS, NATIONALITIES
from app.models.words.vietnamese import TONES
from app.ui.form.composer import METHODS, Composer
from app.ui.form.syllable import TELEX, VNI, compose, is_syllable, keys_of
from tests.ui.keys import press, type_text

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
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
        ("Nguye6n4", "Nguyễn"),
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
