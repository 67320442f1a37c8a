"""What the driver sees is what an officer sees."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from tests.ui.driver import says


def test_what_was_just_put_into_a_layout_is_seen(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    window.show()
    card = QWidget()
    QVBoxLayout(card).addWidget(QLabel("hôm nay"))
    layout.addWidget(card)
    assert says(window, "hôm nay")


def test_what_was_hidden_stays_unseen(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    hidden = QLabel("hôm nay")
    hidden.hide()
    QVBoxLayout(window).addWidget(hidden)
    window.show()
    assert not says(window, "hôm nay")
