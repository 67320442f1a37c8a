"""How does it look on paper? PDF and Excel from plain values."""

from reportlab import rl_config

# These two are read when other parts of reportlab are imported, so they are set before any of them:
# drawings must not fall back to Helvetica, which would not be embedded, and streams stay binary.
rl_config.defaultGraphicsFontName = "Serif"
rl_config.useA85 = 0
