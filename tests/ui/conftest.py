import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # noqa: TID251


@pytest.fixture
def themed(qapp):
    """The application in the light theme at 100 %, whatever a test before did."""
    from app.ui import theme

    theme.apply(qapp, "light")
    yield qapp
    theme.apply(qapp, "light")
