"""Samples: shop sales of any size, with a mess whose truth is known and written beside them.

Nothing here is read by a run. A sample is for trying Tillhouse and for testing it: the generator counts what it
writes in whole thousandths of a pound, by its own rules, so that the books of a run can be compared with it.
"""

from tillhouse.sample.write import Sample, write_sample

__all__ = ["Sample", "write_sample"]
