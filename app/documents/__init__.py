"""Papers: PDF and Excel from plain values."""

from reportlab import rl_config

# Other parts of reportlab read these two settings at import, so they are set first:
# drawings must not fall back to Helvetica, which would not be embedded, and streams stay binary.
rl_config.defaultGraphicsFontName = "Serif"
rl_config.useA85 = 0
