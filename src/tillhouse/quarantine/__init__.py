"""What became of records that cannot be trusted: see why, fix them, replay them, let them go."""
