"""An independent reading of delimited text: one character at a time, from the written rule, slow and plain."""

from __future__ import annotations

import re

BREAKS = re.compile(r"\r\n|\n|\r")


def physical(text: str) -> list[str]:
    """Lines with their breaks."""
    out, at = [], 0
    for found in BREAKS.finditer(text):
        out.append(text[at : found.end()])
        at = found.end()
    return [*out, text[at:]] if at < len(text) else out


def walk(text: str, delimiter: str, quote: str) -> tuple[list[str], str, bool]:  # noqa: C901 (a state machine, whole)
    """Fields, state at the end (``done``, ``open``, ``fault``), and whether a bare quote was met."""
    fields, value, state, bare = [], "", "start", False
    text = text[:-2] if text.endswith("\r\n") else text
    end = len(text)
    for at, c in enumerate(text):
        if state == "start" and c == quote:
            state = "quoted"
        elif state in {"start", "plain"}:
            if c in "\r\n" and at == end - 1:
                break
            if c == delimiter:
                fields.append(value)
                value, state = "", "start"
            else:
                bare = bare or c == quote
                value, state = value + c, "plain"
        elif state == "quoted":
            if c == quote:
                state = "closing"
            else:
                value += c
        elif c == quote:
            value, state = value + c, "quoted"
        elif c == delimiter:
            fields.append(value)
            value, state = "", "start"
        elif c in "\r\n" and at == end - 1:
            break
        else:
            return fields, "fault", bare
    if state == "quoted":
        return fields, "open", bare
    return [*fields, value], "done", bare


def complete(line: str, width: int, delimiter: str, quote: str) -> bool:
    fields, state, bare = walk(line, delimiter, quote)
    odd = any(c in line for c in "\0\ufdd0\ufffd")
    return state == "done" and not bare and len(fields) == width and not odd


def blank(line: str, delimiter: str) -> bool:
    return line.rstrip("\r\n").strip(" " if delimiter == "\t" else " \t") == ""


def rows(text: str, width: int, delimiter: str = ",", quote: str = '"') -> list[tuple[int, object]]:
    """(line, fields) or (line, problem) for each record below the header; the first line is line 2."""
    lines, out, at = physical(text), [], 0
    while at < len(lines):
        line, number = lines[at], at + 2
        whole, used = line, 1
        fields, state, _ = walk(line, delimiter, quote)
        if state == "open":
            for following in lines[at + 1 : at + 100]:
                if complete(following, width, delimiter, quote) or len(whole) > 65536:
                    break
                whole += following
                fields, after, _ = walk(whole, delimiter, quote)
                used += 1
                if after != "open":
                    state = "done" if after == "done" and len(fields) == width else state
                    break
            if state == "open":
                whole, used = line, 1
        if not (used == 1 and blank(line, delimiter)):
            out.append((number, _verdict(whole, fields, state, width)))
        at += used
    return out


def _verdict(whole: str, fields: list[str], state: str, width: int) -> object:
    if "\ufdd0" in whole or "\ufffd" in whole:
        return "encoding"
    if "\0" in whole:
        return "nul_byte"
    if state == "open":
        return "unclosed_quote"
    if state == "fault":
        return "text_after_quote"
    if len(fields) != width:
        return "too_few_fields" if len(fields) < width else "too_many_fields"
    return tuple(value or None for value in fields)
