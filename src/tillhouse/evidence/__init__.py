"""Evidence: what all values of the files say of how they are to be read, before anything is taken in."""

from tillhouse.evidence.finding import Finding, Findings
from tillhouse.evidence.weighing import weighed

__all__ = ["Finding", "Findings", "weighed"]
