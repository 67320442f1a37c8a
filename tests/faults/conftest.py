from tests.ui.conftest import themed  # the platform is set there

__all__ = ["themed"]
