"""Saying that nothing is new: quick, so nothing heavy is imported."""

from __future__ import annotations

from tillhouse.cli._session import Session
from tillhouse.runs.unchanged import Unchanged


def nothing_new(session: Session, text: str = "") -> bool:
    """Say that there is nothing to do, and what stands; False. text: said instead of that."""
    numbers = session.releases.numbers()
    number = numbers[-1] if numbers else None
    session.out.document(Unchanged(number))
    stands = f"release {number} stands" if number else "nothing has been published yet"
    session.out.text(text or f"Nothing new: {stands}.")
    session.out.next(*(("statement", "status") if number else ("open FILE",)))
    return False
