"""The parts of the engine `spark`."""
