"""Samples: shop sales of any size, with a mess whose truth is known and written beside them.

No run reads anything here. A sample is for trying Tillhouse and for testing it: the generator counts what it
writes in whole thousandths of a pound, by its own rules, and the books of a run can be compared with that.
"""

from tillhouse.sample.write import Sample, write_sample

__all__ = ["Sample", "write_sample"]
