"""Tests of packages of Anki's newest layout: the same deck, laid out in another way."""

import hashlib
import os
import random
import shutil
import sqlite3
import zipfile

from deck import Case
from kit import EPOCH, Tests, expect, expect_equal, expect_none
from latest import META, PRESET, Latest, folded, message, unicase, unpacked, without_zeros

DAY = 86400

# Tables of schema 18, as a collection of Anki's has them: columns, those of the key with *,
# :NAME for another type than integer, ? for what may be NULL.
TABLES = {
    'notetypes': 'id* name:text mtime_secs usn config:blob',
    'fields': 'ntid* ord* name:text config:blob',
    'templates': 'ntid* ord* name:text mtime_secs usn config:blob',
    'decks': 'id* name:text mtime_secs usn common:blob kind:blob',
    'deck_config': 'id* name:text mtime_secs usn config:blob',
    'config': 'KEY:text* usn mtime_secs val:blob',
    'tags': 'tag:text* usn collapsed:boolean config:blob?',
    'graves': 'oid* type* usn',
}
INDICES = {
    'idx_fields_name_ntid': ('fields', 'name ntid', True), 'idx_templates_name_ntid': ('templates', 'name ntid', True),
    'idx_templates_usn': ('templates', 'usn', False), 'idx_notetypes_name': ('notetypes', 'name', True),
    'idx_notetypes_usn': ('notetypes', 'usn', False), 'idx_decks_name': ('decks', 'name', True),
    'idx_notes_mid': ('notes', 'mid', False), 'idx_cards_odid': ('cards', 'odid', False),
    'idx_graves_pending': ('graves', 'usn', False),
}
CONFIG = {'activeDecks': b'[1]', 'addToCur': b'true', 'collapseTime': b'1200', 'creationOffset': b'0', 'curDeck': b'1',
          'dayLearnFirst': b'false', 'dueCounts': b'true', 'estTimes': b'true', 'newSpread': b'0', 'sched2021': b'true',
          'schedVer': b'2', 'sortBackwards': b'false', 'sortType': b'"noteFld"', 'timeLim': b'0'}
DEFAULTS = {'learn': [1, 10], 'relearn': [10], 'days': [1] * 7, 'new': 20, 'reviews': 200, 'ease': 2.5, 'easy': 1.3,
            'hard': 1.2, 'intervals': 1, 'longest': 36500, 'lapse': 1, 'good': 1, 'easy days': 4, 'leech action': 1,
            'leech': 8, 'cap': 60, 'retention': 0.9, 'past retention': 0.9, 'wait': True}

# Letters whose lower case is not what Anki's collation makes of them, and such as it does
# not know; headings, so that decks and tags are named by them.
NAMES = ['Straße', 'Strasz', 'STRASSF', 'ΐ', 'ΐ', 'ΰ', 'ι', 'ο', 'ﬃ', 'ffi', 'ﬀ', 'fft', 'İstanbul', 'istanbul', 'ıstanbul',
         'Ⱟ', 'ⱟ', 'ⱞ', 'Ʞ', 'Ꟁ', 'ꟁ', 'Ꟈ', 'ꟈ', 'ꟹ', 'ẞ', 'st', 'ꭰ', 'Ꭰ', 'ᏸ', 'Ԁ', 'ς', 'Σ', 'ſ', 't', '中文', '日本', 'Å', 'ä', 'z',
         '𐐀', '𐐨', '𐕰', '𐖗', 'ǆ', 'ǅ', 'ŉ', 'ǰ', 'K', 'Z', '_', '[']

tests = Tests()
once = Tests()


def latest_of(case):
    if not hasattr(case, 'latest'):
        path = case.mill.build(case.mill.folder(case.label, 'latest'), case.source, '--package', 'latest',
                               *case.options, formats=['apkg'], **case.rest)['apkg']
        case.latest = Latest(path, case.mill.folder(case.label, 'latest-collection'))
    return case.latest


def read(path):
    with open(path, 'rb') as file:
        return file.read()


# ---- The archive ---------------------------------------------------------------

@tests
def latest_members(case):
    latest = latest_of(case)
    names = latest.zip.namelist()
    files = [str(i) for i in range(len(latest.media))]
    expect_equal(names, ['meta', 'collection.anki21b', 'collection.anki2'] + files + ['media'], 'members')
    expect(latest.zip.testzip() is None, 'member %s is damaged', latest.zip.testzip())
    expect_equal(latest.zip.read('meta'), b'\x08\x03', 'meta')
    expect_equal(message(latest.zip.read('meta'), META), {'version': 3}, 'meta')
    for info in latest.zip.infolist():
        how = zipfile.ZIP_DEFLATED if info.filename == 'collection.anki2' else zipfile.ZIP_STORED
        expect_equal((info.compress_type, info.flag_bits), (how, 0), 'method and flags of ' + info.filename)
        expect_equal(info.date_time, (1980, 1, 1, 0, 0, 0), 'date of ' + info.filename)


@tests
def latest_media(case):
    """The files of the older layout, each a frame, listed with size and checksum."""
    latest = latest_of(case)
    wanted = [(name, case.zip.read(number)) for number, name in case.media.items()]
    expect_equal([entry[0] for entry in latest.media], [name for name, _ in wanted], 'names of media')
    for number, (name, data) in enumerate(wanted):
        expect(unpacked(latest.zip.read(str(number))) == data, 'the content of %s', name)
        expect_equal(latest.media[number][1:], (len(data), hashlib.sha1(data).hexdigest()), 'size and SHA-1 of ' + name)


@tests
def dummy(case):
    """An Anki that does not know the layout gets one note, which says so."""
    path = os.path.join(case.mill.folder(case.label, 'dummy'), 'collection.anki2')
    with open(path, 'wb') as file:
        file.write(latest_of(case).zip.read('collection.anki2'))
    db = sqlite3.connect(path)
    expect_equal(db.execute('PRAGMA integrity_check').fetchall(), [('ok',)], 'integrity_check')
    expect_equal(db.execute('SELECT ver FROM col').fetchall(), [(11,)], 'schema')
    (guid, fields, sort, csum), = db.execute('SELECT guid, flds, sfld, csum FROM notes')
    expect(fields.endswith('\x1f') and 'please update' in fields, 'the note says %s', fields)
    expect_equal((guid, sort), ('cardmillUpdate', fields[:-1]), 'guid and sort field')
    expect_equal(csum, int(hashlib.sha1(sort.encode()).hexdigest()[:8], 16), 'checksum')
    expect_equal(db.execute('SELECT did, ord, queue FROM cards').fetchall(), [(1, 0, 0)], 'cards')
    db.close()


# ---- The collection -------------------------------------------------------------

@tests
def latest_integrity(case):
    latest = latest_of(case)
    expect_equal([row[0] for row in latest.rows('PRAGMA integrity_check')], ['ok'], 'integrity_check')
    expect_equal(tuple(latest.rows('SELECT ver, dty, usn, ls, conf, models, decks, dconf, tags FROM col')[0]),
                 (18, 0, 0, 0, '', '', '', '', ''), 'col')
    expect_equal([tuple(row) for row in latest.rows('SELECT crt, mod, scm FROM col')],
                 [tuple(row) for row in case.rows('SELECT crt, mod, scm FROM col')], 'times of col')


@tests
def latest_tables(case):
    latest = latest_of(case)
    for table, columns in TABLES.items():
        wanted = []
        for column in columns.split():
            name, _, kind = column.partition(':')
            wanted.append((name.rstrip('*'), kind.rstrip('*?') or 'integer', not column.endswith('?'), column.endswith('*')))
        got = [(row['name'], row['type'].lower(), bool(row['notnull']), bool(row['pk']))
               for row in latest.rows('PRAGMA table_info(%s)' % table)]
        expect_equal(got, wanted, 'columns of ' + table)
    for index, (table, columns, unique) in INDICES.items():
        got = [row['name'] for row in latest.rows('PRAGMA index_info(%s)' % index)]
        uniques = {row['name']: bool(row['unique']) for row in latest.rows('PRAGMA index_list(%s)' % table)}
        expect_equal((uniques.get(index), got), (unique, columns.split()), 'columns of ' + index)
    names = {row[0] for row in latest.rows("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")}
    older = {row[0] for row in case.rows('SELECT name FROM sqlite_master')}
    expect_equal(names, older | set(TABLES) | set(INDICES), 'tables and indices')


@tests
def latest_notes_and_cards(case):
    """Row for row those of the older layout."""
    for table in 'notes', 'cards', 'revlog':
        rows = [[tuple(row) for row in deck.rows('SELECT * FROM %s ORDER BY id' % table)] for deck in (latest_of(case), case)]
        expect_none((pair for pair in zip(*rows) if pair[0] != pair[1]), 'rows of %s that differ' % table)
        expect_equal(*map(len, rows), 'count of ' + table)
    expect_equal(latest_of(case).rows('SELECT * FROM graves'), [], 'graves')


@tests
def latest_notetypes(case):
    latest = latest_of(case).models()
    for row in case.models.values():
        wanted = without_zeros({key: value for key, value in row.items() if key not in ('tags', 'vers', 'did')})
        wanted['flds'] = [{key: value for key, value in field.items() if key != 'media'} for field in wanted['flds']]
        expect_equal(latest.pop(row['id'], None), wanted, 'note type ' + row['name'])
    expect_equal(latest, {}, 'note types that the older layout does not have')


@tests
def latest_decks(case):
    latest = latest_of(case).decks()
    keys = 'id', 'name', 'mod', 'usn', 'desc', 'md', 'conf'
    for row in case.decks.values():
        wanted = without_zeros({key: row[key] for key in keys if key in row})
        expect_equal(latest.pop(row['id'], None), wanted, 'deck ' + row['name'])
    expect_equal(latest, {}, 'decks that the older layout does not have')


@tests
def latest_settings(case):
    latest = latest_of(case)
    config = {row['KEY']: row['val'] for row in latest.rows('SELECT * FROM config')}
    wanted = dict(CONFIG, nextPos=b'%d' % (len(case.notes) + 1), curModel=config.get('curModel'))
    expect_equal(config, wanted, 'settings')
    expect(config['curModel'].decode() in case.models, 'curModel is %s', config['curModel'])
    row, = latest.rows('SELECT * FROM deck_config')
    expect_equal((row['id'], row['name']), (1, 'Default'), 'preset')
    preset = message(row['config'], PRESET)
    rounded = {key: round(value, 5) if isinstance(value, float) else value for key, value in preset.items()}
    expect_equal(rounded, DEFAULTS, 'what the preset says')


@tests
def latest_tags(case):
    wanted = {}
    for note in case.notes:
        for tag in note['tags'].split():
            wanted.setdefault(tuple(folded(tag)), tag)
    rows = latest_of(case).rows('SELECT * FROM tags')
    expect_equal([row['tag'] for row in rows], [wanted[key] for key in sorted(wanted)], 'tags')
    expect_none((tuple(row) for row in rows if tuple(row)[1:] != (-1, 1, None)), 'tags that are not as new')


# ---- Once ---------------------------------------------------------------------------

def small(mill, text, *names):
    path = os.path.join(mill.folder(*names), 'small.md')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return path


@once
def rebuilt_in_each_layout(mill):
    """An earlier build counts whatever its layout; what did not change is the same, byte by byte."""
    source = small(mill, '# Go\n\n1. Term: meaning\n2. Light runs **299792458** metres a second\n', 'rebuilt')
    deck = os.path.join(os.path.dirname(source), 'deck.apkg')
    first = {}
    for step, layout in enumerate(['latest', 'latest', 'legacy', 'latest', 'legacy', 'legacy']):
        done = mill.run('--package', layout, '--dry-run=json', '-o', deck, source, epoch=EPOCH + step * DAY)
        expect(step == 0 or b'"unchanged": 2' in done.stdout or b'"unchanged":2' in done.stdout, 'plan: %s', done.stdout[:400])
        done = mill.run('-q', '--package', layout, '-o', deck, source, epoch=EPOCH + step * DAY)
        expect_equal(done.returncode, 0, 'status')
        expect(read(deck) == first.setdefault(layout, read(deck)), 'step %d made other bytes', step)
    expect(first['legacy'] != first['latest'], 'both layouts are the same')


@once
def changed_in_each_layout(mill):
    """A note that was mended keeps its guid and gets a new time, over a package of the other layout."""
    for before, after in ('legacy', 'latest'), ('latest', 'legacy'):
        source = small(mill, '# Go\n\n1. Term: meaning\n2. Other: thing\n', 'changed')
        deck = os.path.join(os.path.dirname(source), 'deck.apkg')
        expect_equal(mill.run('-q', '--package', before, '-o', deck, source).returncode, 0, 'status')
        source = small(mill, '# Go\n\n1. Term: meaning, mended\n2. Other: thing\n', 'changed-2')
        done = mill.run('-q', '--package', after, '--previous', deck, '-d', 'small', '--dry-run=json', source, epoch=EPOCH + DAY)
        counts = [line for line in done.stdout.decode().replace(' ', '').split('"counts":')[1].split('}')][0]
        expect('"changed":1' in counts and '"unchanged":1' in counts, 'plan: %s', counts)


@once
def names_without_case(mill):
    """Indices of names have Anki's order, and of decks that are one to Anki there is one."""
    text = ''.join('# %s\n\n1. Term %d: meaning\n\n' % (name, i) for i, name in enumerate(NAMES + ['STRASSE', 'ΐΰ']))
    case = Case(mill, 'names', small(mill, text, 'names-source'), '--subdecks', '1')
    for test in latest_integrity, latest_tags, latest_decks, latest_notes_and_cards:
        test(case)
    names = [row['name'] for row in case.decks.values()]
    keys = {tuple(folded(name)) for name in names}
    expect_equal(len(keys), len(names), 'decks that differ by more than case')
    expect(len(names) > len(NAMES) // 2, 'decks: %s', names)
    # The order that the program made, read out of the index.
    got = [row['name'] for row in latest_of(case).rows('SELECT name FROM decks INDEXED BY idx_decks_name ORDER BY name')]
    expect(all(unicase(a, b) < 0 for a, b in zip(got, got[1:])), 'the order of decks: %s', got)


@once
def large_file(mill):
    """A film that cannot be packed goes through, and takes no memory to speak of."""
    folder = mill.folder('film')
    data = random.Random(1).randbytes(30 << 20)
    with open(os.path.join(folder, 'film.mp4'), 'wb') as file:
        file.write(data)
    with open(os.path.join(folder, 'film.md'), 'w', encoding='utf-8') as file:
        file.write('1. What it shows: ![](film.mp4)\n')
    path = mill.build(mill.folder('film-out'), os.path.join(folder, 'film.md'), '--package', 'latest', formats=['apkg'])['apkg']
    latest = Latest(path, mill.folder('film-collection'))
    expect(unpacked(latest.zip.read('0')) == data, 'the film is another one')
    expect_equal(latest.media[0][1:], (len(data), hashlib.sha1(data).hexdigest()), 'size and SHA-1')
    shutil.rmtree(folder)
