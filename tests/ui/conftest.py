import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # noqa: TID251


@pytest.fixture
def themed(qapp):
    """The application in the light theme at 100 %, whatever a test before did."""
    from app.ui import theme

    def light():
        now = theme.tokens()
        if (now.name, now.scale) != ("light", 1.0) or not qapp.styleSheet():
            theme.apply(qapp, "light")

    light()
    yield qapp
    light()
