"""What a deck holds, so that two of them can be compared: of JSON decks, and what differs."""

import json
import sys

from kit import Failed, brief, expect

# What a step may lose, because its format has no place for it.
OF_TABLES = frozenset(('modified', 'cards', 'name'))


def load(path):
    with open(path, encoding='utf-8') as file:
        return json.load(file)


def cards_of(note):
    """(ordinal, deck, flag, suspended) of its cards; None: what its templates make of it."""
    cards = note.get('card_list')
    return cards and sorted((card['ordinal'], '' if card.get('deck') == note['deck'] else card.get('deck', ''),
                             card.get('flag', 0), card.get('suspended', False)) for card in cards)


def content(deck, without=()):
    """A deck of JSON without what says only where it came from."""
    notes = [{'guid': note['guid'], 'id': note.get('id', ''), 'notetype': note['notetype'], 'deck': note['deck'],
              'tags': note['tags'], 'fields': note['fields'],
              'modified': 0 if 'modified' in without else note['modified'],
              'cards': None if 'cards' in without else cards_of(note)} for note in deck['notes']]
    if 'id' in without:
        for note in notes:
            note['id'] = ''
    types = {one['name']: one for one in deck['note_types']}
    if 'modified' in without:
        types = {name: dict(one, modified=0) for name, one in types.items()}
    return {'name': '' if 'name' in without else deck['name'],
            'types': {} if 'types' in without else types,
            'decks': {} if 'descriptions' in without else {one['name']: (one['description'], one.get('markdown', False))
                                                          for one in deck['decks']},
            'media': sorted((one['name'], one['size'], one['sha1']) for one in deck['media']),
            'notes': notes}


def first_difference(got, wanted, path=''):
    """(path, got, wanted) of the first place where two values part; None: they are equal."""
    if type(got) is not type(wanted):
        return path, got, wanted
    if isinstance(got, dict):
        for key in sorted(set(got) | set(wanted)):
            if got.get(key) != wanted.get(key):
                return first_difference(got.get(key), wanted.get(key), '%s.%s' % (path, key))
    elif isinstance(got, (list, tuple)):
        for i, (a, b) in enumerate(zip(got, wanted)):
            if a != b:
                return first_difference(a, b, '%s[%d]' % (path, i))
        if len(got) != len(wanted):
            return path + '.length', len(got), len(wanted)
    return None if got == wanted else (path, got, wanted)


def parting(got, wanted):
    """Both texts from shortly before the character where they part, in ASCII."""
    if not isinstance(got, str) or not isinstance(wanted, str):
        return brief(ascii(got)), brief(ascii(wanted))
    at = next((i for i, (a, b) in enumerate(zip(got, wanted)) if a != b), min(len(got), len(wanted)))
    return tuple(brief(ascii(text[max(0, at - 12):at + 60])) for text in (got, wanted))


def expect_same(got, wanted, what):
    """Two results of content() are equal; of notes the first that is not is told by its guid."""
    if got == wanted:
        return
    path, a, b = first_difference({key: value for key, value in got.items() if key != 'notes'},
                                  {key: value for key, value in wanted.items() if key != 'notes'}) or ('', 0, 0)
    if path:
        raise Failed('%s: %s: %s instead of %s' % (what, path, *parting(a, b)))
    theirs = {note['guid']: note for note in wanted['notes']}
    ours = {note['guid']: note for note in got['notes']}
    lost, added = [guid for guid in theirs if guid not in ours], [guid for guid in ours if guid not in theirs]
    expect(not lost and not added, '%s: %d notes lost, %d added, such as %s', what, len(lost), len(added),
           ascii((lost + added + [''])[0]))
    for guid, note in theirs.items():
        if ours[guid] != note:
            path, a, b = first_difference(ours[guid], note)
            raise Failed('%s: note %s%s: %s instead of %s' % (what, ascii(guid), path, *parting(a, b)))
    raise Failed('%s: notes stand in another order' % what)
