"""The parts of the screen: plain values only."""
