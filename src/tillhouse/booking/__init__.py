"""From the text of a line to what the books hold: its money, what happened, which order it belongs to."""
