"""The parts of the source `csv`."""
