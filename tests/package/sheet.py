"""Undoes what guards cells against spreadsheets, told from src/formats/sheet.c by the manual alone."""

import re

JOINER, EM_SPACE = '\u2060', '\u2003'


def field(cell):
    """The HTML that a field's cell stands for."""
    out, at = [], 0
    while at < len(cell):
        found = re.compile('&#0([0-9]*);').match(cell, at) if at == 0 or cell[at - 1] in ';\n\r' else None
        if found is None:
            out.append(cell[at])
            at += 1
            continue
        digits = found[1]
        out.append('&#%s;' % digits if digits[:1] in ('', '0') else chr(int(digits)))
        at = found.end()
    return ''.join(out)


def name(cell):
    """Of a deck or a note type."""
    return cell.removeprefix(JOINER).replace(';' + JOINER, ';')


def tags(cell):
    return cell.removeprefix(EM_SPACE).replace(';' + JOINER, ';')


def record(cells, columns):
    """A record as it was meant: guid, note type, deck, tags, fields; columns is the row of names."""
    guid, fields = cells[0], cells[4:]
    if columns[-1] == 'GUID key' and len(cells) == len(columns):
        guid, fields = bytes.fromhex(cells[-1][1:]).decode(), cells[4:-1]
    return [guid, name(cells[1]), name(cells[2]), tags(cells[3])] + [field(cell) for cell in fields]


def guarded(cells):
    """Whether a field of the record has a guard, which Anki keeps and does not show."""
    return any(field(cell) != cell for cell in cells[4:])
