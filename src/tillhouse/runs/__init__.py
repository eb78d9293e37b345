"""What starts a run: a file that is opened, feeds that are run, a plan that is applied."""
