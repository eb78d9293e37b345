"""What keeps a lake sound: verify, rebuild, roll back, vacuum, compare releases, fingerprint, health."""
