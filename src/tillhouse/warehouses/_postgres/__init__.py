"""The parts of the warehouse `postgres`."""
