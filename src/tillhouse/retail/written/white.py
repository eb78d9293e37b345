"""White space and look-alikes, named one by one: engines differ in what they call blank."""

from __future__ import annotations

#: What is blank at the ends of a value, and may stand between the groups of a number.
WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
