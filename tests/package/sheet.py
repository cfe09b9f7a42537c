"""Undoes what guards cells against spreadsheets, told from src/formats/sheet.c by the manual alone."""

import re

NAME_GUARD, TAGS_GUARD = ':\u2003', '\u2003'


def field(cell):
    """The HTML that a field's cell stands for."""
    out, at = [], 0
    while at < len(cell):
        found = re.compile('&#0([0-9]*);').match(cell, at) if at == 0 or cell[at - 1] == ';' else None
        if found is None:
            out.append(cell[at])
            at += 1
            continue
        digits = found[1]
        out.append('&#%s;' % digits if digits[:1] in ('', '0') else chr(int(digits)))
        at = found.end()
    return ''.join(out)


def name(cell):
    return cell[len(NAME_GUARD):] if cell.startswith(NAME_GUARD) else cell


def tags(cell):
    return cell[len(TAGS_GUARD):] if cell.startswith(TAGS_GUARD) else cell


def guid(record, columns):
    """Of a record of a table whose row of names is columns."""
    if record[0] or columns[-1] != 'Key':
        return record[0]
    key = record[len(columns) - 1]
    return bytes.fromhex(key[1:]).decode()


def record(cells):
    """A record as it was meant: guid, note type, deck, tags, fields."""
    return [cells[0], name(cells[1]), name(cells[2]), tags(cells[3])] + [field(cell) for cell in cells[4:]]


def guarded(cells):
    """Whether a field of the record has a guard, which Anki keeps and does not show."""
    return any(field(cell) != cell for cell in cells[4:])
