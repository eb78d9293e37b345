"""Plan, build, check, publish: from new files to one release."""
