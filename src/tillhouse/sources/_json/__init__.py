"""The parts of the source `json`."""
