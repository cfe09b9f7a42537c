"""Tests that bring their own notes: each runs once, whatever the sources."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import time
import unicodedata

import pictures
from deck import Case, read_json
from expected import NAMES, STYLES, VECTOR_NOTES, VECTORS
from kit import EPOCH, Failed, Skipped, Tests, brief, expect, expect_equal, expect_none
from of_html import anki_marks, html_escaped, html_nested
from of_package import (archive_alone, card_owners, cards_of_notes, checksums, composed, database_file,
                        deck_entries, deck_names, field_count, guids, ids, integrity, media_map, media_packed,
                        members, no_control_characters, positions, unique_fronts)
from of_text import (SCHEMA, csv_like_json, csv_lines, json_for_anki, json_like_package, json_media,
                     schema_errors, schema_module, validate)
from rules import checksum, stripped

# Markdown of one note of each type.
BOTH_KINDS = '# A\n\n1. Term: meaning\n2. Light runs **299792458** metres a second through empty space.\n'

MEDIA = {'name': 'cm-a.png', 'file': 'a.png', 'size': 1, 'sha1': '0' * 40}

tests = Tests()


def small(mill, text, *names):
    """A Markdown file of that text, in a folder of that name."""
    path = os.path.join(mill.folder(*names), 'small.md')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return path


@tests
def rule_of_checksums(mill):
    for field, left, number in VECTORS:
        expect_equal((stripped(field), checksum(field)), (left, number), brief(field))


@tests
def vectors(mill):
    for i, (text, left, number) in enumerate(VECTOR_NOTES):
        case = Case(mill, 'vector-%d' % i, small(mill, '# Heading\n\n%s\n' % text, 'vector'))
        notes = [(note['sfld'], note['csum']) for note in case.notes]
        expect_equal(notes, [(left, number)], 'sort field and checksum of %s' % text)


@tests
def refused_names(mill):
    """Anki replaces the user's collection by a file of such a name."""
    source = small(mill, '1. Term: meaning\n', 'refused')
    for name in 'collection.apkg', 'Collection.APKG', 'backup-1.apkg', 'backup-.apkg', 'deck.colpkg':
        folder = mill.folder('refused-out')
        done = mill.run('-o', os.path.join(folder, name), source)
        expect(done.returncode != 0, '%s was written', name)
        expect_equal(os.listdir(folder), [], 'files left by -o ' + name)
    folder = mill.folder('refused-out')
    done = mill.run('-d', 'Collection', '-o', folder + '/', source)
    expect_equal(done.returncode, 0, 'status of a deck called Collection')
    made = [name.lower() for name in os.listdir(folder) if name.endswith('.apkg')]
    expect(len(made) == 1 and made[0] != 'collection.apkg', 'a deck called Collection made %s', made)


@tests
def names_of_decks(mill):
    """Levels of -d are cleaned as Anki would clean them."""
    source = small(mill, '1. Term: meaning\n', 'named')
    wrong = []
    for given in (' A :: B ', 'A::::B', '::A', 'A:', 'A:::B', ': :A: :', 'cafe\u0301', 'a\tb', 'a\x1fb\x7fc',
                  '\u3000\u2003a\u00a0', '日本語::漢字', '"quoted"', ':', '::'):
        case = Case(mill, 'named', source, '-d', given)
        for test in deck_names, deck_entries, card_owners:
            try:
                test(case)
            except Failed as why:
                wrong.append('-d %r: %s' % (given, why))
    expect_none(wrong, 'names that Anki changes')


@tests
def decks_apart_by_case(mill):
    """To Anki A and a are one deck: they are refused, or become one."""
    folder = mill.folder('twins', 'notes')
    for name in 'A.md', 'a.md', 'cafe\u0301.md', 'caf\u00e9.md':
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
            file.write('1. Term of %s: meaning\n' % ascii(name))
    if len(os.listdir(folder)) < 4:
        raise Skipped('this file system keeps no names that differ by case or composition alone')
    done = mill.run('-o', os.path.join(mill.folder('twins-out'), 'deck.json'), folder)
    if done.returncode == 1 and b'deck' in done.stderr:
        return
    names = [deck['name'] for deck in Case(mill, 'twins', folder).decks.values()]
    folded = [unicodedata.normalize('NFC', name).casefold() for name in names]
    expect_equal(len(set(folded)), len(folded), 'decks told apart, of %s' % ascii(names))


@tests
def names_of_files(mill):
    """Whatever a file is called, the package can be imported."""
    wrong = []
    for name in (b'a\nb.md', b'a\tb\x1fc.md', b'\xff\xfe.md', b'<b>&amp;.md', b'{{c3::x}}.md',
                 b'[sound:x.mp3].md', b'"a", b.md', b'a::b.md', b' .md', b'#x.md', b'=1.md', b'e\xcc\x81.md'):
        folder = mill.folder('called', 'notes')
        with open(os.path.join(os.fsencode(folder), name), 'wb') as file:
            file.write(b'1. Term: meaning\n2. The **file** of this note has a name that is not usual.\n')
        case = Case(mill, 'called', folder)
        for test in FILE_NAME_TESTS:
            try:
                test(case)
            except (Failed, sqlite3.Error, UnicodeError) as why:
                wrong.append('%r: %s' % (name, why))
                break
    expect_none(wrong, 'names that do harm')


FILE_NAME_TESTS = [field_count, no_control_characters, composed, cards_of_notes, checksums, deck_names,
                   deck_entries, card_owners, html_escaped, html_nested, anki_marks, media_packed,
                   json_for_anki, json_like_package, csv_lines, csv_like_json]


@tests
def files_of_one_deck(mill):
    """Files that name the same deck ask nothing twice there, and share no guid."""
    folder = mill.folder('shared', 'notes')
    for name in 'one.md', 'two.md':
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
            file.write('---\ndeck: Shared\n---\n# A\n\n1. Term: meaning in %s\n2. Only %s: yes\n' % (name, name))
    case = Case(mill, 'shared', folder)
    for test in guids, unique_fronts, deck_entries, card_owners, positions:
        test(case)


@tests
def statements(mill):
    """Without clozes everything holds as well."""
    for how in 'cloze', 'prompt', 'skip':
        case = Case(mill, 'statements', small(mill, BOTH_KINDS, 'statements'), '--statements', how)
        for test in field_count, cards_of_notes, checksums, positions, json_like_package:
            test(case)
        expect_equal(len(case.notes), 1 if how == 'skip' else 2, 'notes with --statements ' + how)


@tests
def nothing_lost(mill):
    """Markup with a blank inside is whole where an item is cut into prompt and answer."""
    lost = []
    for item in ('alpha: ` bravo`', '` alpha`: bravo', 'alpha: <b> bravo</b> and charlie', 'alpha:<u> bravo</u>',
                 'alpha - <kbd> bravo</kbd> charlie', '<b> alpha</b>, charlie: bravo', 'alpha? ` bravo`',
                 'alpha  [ bravo](https://example.org)', '`alpha `: `bravo `', '**alpha**: ` bravo`, charlie'):
        case = Case(mill, 'lost', small(mill, '1. %s\n2. Last: thing\n' % item, 'lost-source'))
        shown = ' '.join(field for note in case.notes for field in case.fields(note))
        lost += ['"%s" of %s' % (word, item) for word in ('alpha', 'bravo', 'charlie')
                 if word in item and word not in shown]
    expect_none(lost, 'words on no card')


@tests
def default_deck(mill):
    """Every package has Anki's own deck Default: of a second one Anki would change the name."""
    source = small(mill, '1. Term: meaning\n', 'default')
    case = Case(mill, 'default', source, '-d', 'Default')
    expect(case.cards, 'there is no card')
    expect_none((card['did'] for card in case.cards if str(card['did']) not in case.decks), 'cards in no deck')
    names = [deck['name'].casefold() for deck in case.decks.values()]
    expect_equal(len(set(names)), len(names), 'names of decks')


@tests
def times(mill):
    """Without SOURCE_DATE_EPOCH notes bear the time of the build, never a later one."""
    source = small(mill, '1. Term: meaning\n2. Other: meaning\n', 'times')
    before = int(time.time())
    case = Case(mill, 'times', source, epoch=None)
    expect(case.files, 'nothing was written')
    after = int(time.time())
    for note in case.notes:
        expect(before <= note['mod'] <= after, 'mod is %d at %d', note['mod'], after)
        expect(note['id'] <= (after + 1) * 1000, 'id is %d at %d', note['id'], after)


@tests
def early_times(mill):
    """At the very beginning of time, ids are still positive and unique."""
    source = small(mill, ''.join('%d. Term %d: meaning\n' % (i, i) for i in range(1, 40)), 'early')
    for epoch in 0, 1:
        case = Case(mill, 'early', source, epoch=epoch)
        expect_equal(len(case.notes), 39, 'notes')
        expect(all(row['id'] > 0 for row in case.notes + case.cards), 'an id is not positive')


@tests
def many_notes(mill):
    """So many that pages are larger; the database and the ids hold."""
    count = 5000
    source = small(mill, '# Many\n\n' + ''.join('%d. Term %d: meaning %d\n' % (i, i, i * 7)
                                                for i in range(1, count + 1)), 'many')
    case = Case(mill, 'many', source)
    expect_equal(len(case.notes), count, 'notes')
    for test in database_file, integrity, guids_by_set, ids, positions, checksums, archive_alone:
        test(case)


def guids_by_set(case):
    expect_equal(len({note['guid'] for note in case.notes}), len(case.notes), 'guids')


@tests
def guids_by_place(mill):
    """The same question: other decks, headings and kinds give other guids; edited answers do not."""
    def guid_of(text, *options, number=0, epoch=EPOCH):
        source = small(mill, text, 'guid')
        files = mill.build(mill.folder('guid-out'), source, *options, formats=['json'], epoch=epoch)
        with open(files['json'], encoding='utf-8') as file:
            return json.load(file)['notes'][number]['guid']

    first = guid_of('# A\n\n1. Term: meaning\n2. Other: thing\n')
    def expect_kept(guid, what):
        expect_equal(guid, first, 'guid after ' + what)

    expect_kept(guid_of('# A\n\n1. Term: another meaning\n2. Other: thing\n'), 'an edited answer')
    expect_kept(guid_of('# A\n\n1. Other: thing\n2. Term: meaning\n', number=1), 'a move')
    expect_kept(guid_of('# A\n\n1. New: new\n2. Term: meaning\n', number=1), 'one more note')
    expect_kept(guid_of('# A\n\n1. Term: meaning\n', epoch=EPOCH + 1), 'a second')
    expect(guid_of('# B\n\n1. Term: meaning\n') != first, 'another heading gives the same guid')
    expect(guid_of('# A\n\n1. Term: meaning\n', '-d', 'Elsewhere') != first, 'another deck gives the same guid')


def recipe_of_script():
    """What we add to Prism; with another one of its versions the script has another name, too."""
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'src', 'deck', 'prism')
    parts = []
    for name in 'bundle', 'colour.js', 'licence.js':
        with open(os.path.join(folder, name), encoding='utf-8') as file:
            parts.append(file.read())
    return parts


@tests
def styles(mill):
    """Templates or style that change need a later `modified`, or they reach nobody."""
    case = Case(mill, 'styles', small(mill, '1. Term: meaning\n', 'style'))
    for model in case.models.values():
        texts = [model['css']] + [template[side] for template in model['tmpls'] for side in ('qfmt', 'afmt')]
        if '_cardmill-code-' not in texts[1]:
            raise Skipped('cardmill was built without Prism')
        texts = [re.sub('_cardmill-code-[0-9a-f]{8}', '_cardmill-code', text) for text in texts]
        digest = hashlib.sha256('\x1f'.join(texts + recipe_of_script()).encode()).hexdigest()[:16]
        known = STYLES.get((model['id'], model['mod']))
        expect(known == digest, '%s: raise MODIFIED in src/deck/notetype.c to now if it was %d before this change, '
               "then add (%d, MODIFIED): '%s' to STYLES in tests/package/expected.py",
               model['name'], model['mod'], model['id'], digest)


@tests
def media_of_notes(mill):
    """Every file that notes show is packed, once, and no other; what is missing is told."""
    case = Case(mill, 'pictures', pictures.write(mill.folder('pictures-source')))
    every = pictures.files()
    unused = {'img/used-by-nobody.png', 'img/empty.png', 'img/paper.pdf', 'img/copy2.png'}
    wanted = {unicodedata.normalize('NFC', name) for name in set(every) - unused}
    expect_equal({media['file'] for media in case.deck['media']}, wanted, 'files in the package')
    expect_equal(len(case.media), len(wanted), 'files in the package')
    for test in media_map, media_packed, json_media, members, archive_alone:
        test(case)
    done = mill.run('-o', os.path.join(mill.folder('pictures-told'), 'x.csv'), case.source)
    told = re.findall(r'^.*/(\S+\.md):(\d+):1: warning: .* \[(media-[a-z]+)\]$', done.stderr.decode(), re.M)
    expect_equal(sorted(told), sorted([('gone.md', '3', 'media-missing')] + [('gone.md', '4', 'media-missing')] * 2 +
                                      [('gone.md', '5', 'media-missing'), ('gone.md', '6', 'media-unusable'),
                                       ('gone.md', '7', 'media-unusable'), ('gone.md', '8', 'media-remote'),
                                       ('gone.md', '9', 'media-missing')]), 'what is told')


@tests
def media_by_unzip(mill):
    if shutil.which('unzip') is None:
        raise Skipped('unzip is not installed')
    files = mill.build(mill.folder('unzip-out'), pictures.write(mill.folder('unzip-source')), formats=['apkg'])
    done = subprocess.run(['unzip', '-t', files['apkg']], capture_output=True, text=True)
    expect(done.returncode == 0 and 'No errors detected' in done.stdout, 'unzip says: %s', brief(done.stdout[-200:]))


@tests
def media_do_not_name_notes(mill):
    """Another picture under the same name is an answer that was edited: the note stays the same."""
    decks = []
    for colour in 1, 2:
        source = pictures.write(mill.folder('colour-source'))
        with open(os.path.join(source, 'img', 'whole.png'), 'wb') as file:
            file.write(pictures.png(colour + 1000))
        with open(os.path.join(source, 'front.png'), 'wb') as file:
            file.write(pictures.png(colour + 2000))
        decks.append(Case(mill, 'colour-%d' % colour, source).deck)
    first, second = decks
    expect_equal([note['guid'] for note in first['notes']], [note['guid'] for note in second['notes']], 'guids')
    changed = [media['file'] for media in first['media'] if media not in second['media']]
    expect_equal(sorted(changed), ['front.png', 'img/whole.png'], 'media that changed')


@tests
def schema_is_strict(mill):
    """The schema takes a deck and refuses each of many that are wrong in one thing."""
    schema_module()
    files = mill.build(mill.folder('strict-out'), small(mill, BOTH_KINDS, 'strict'), formats=['json'])
    with open(files['json'], encoding='utf-8') as file:
        text = file.read()
    validate(json.loads(text))
    validate(dict(json.loads(text), media=[MEDIA]))
    expect_equal({note['notetype'] for note in json.loads(text)['notes']}, set(NAMES), 'note types')

    def without(*path):
        return lambda deck: get(deck, path[:-1]).pop(path[-1])

    def put(value, *path):
        return lambda deck: get(deck, path[:-1]).__setitem__(path[-1], value)

    def get(deck, path):
        for step in path:
            deck = deck[step]
        return deck

    deck = json.loads(text)
    cloze = [i for i, note in enumerate(deck['notes']) if note['notetype'] == 'cardmill Cloze'][0]
    wrong = [without(key) for key in deck]
    wrong += [without('notes', 0, key) for key in deck['notes'][0] if key not in ('rule', 'source')]  # decks may not know
    wrong += [without('notes', 0, 'source', key) for key in ('file', 'line', 'end_line')]
    wrong += [without('note_types', 0, key) for key in ('name', 'cloze', 'fields')]
    wrong += [put('other', 'format'), put(1, 'version'), put('1', 'version'), put('', 'name'),
              put([], 'note_types'), put([], 'notes'), put({}, 'media'), put([], 'notetypes'), put(1, 'else')]
    wrong += [put([value], 'media')
              for value in ('cm-a.png', {}, dict(MEDIA, name='a/b.png'), dict(MEDIA, name=''), dict(MEDIA, size=-1), dict(MEDIA, sha1='0'),
                            dict(MEDIA, file=''), dict(MEDIA, more=1))]
    wrong += [put([MEDIA, MEDIA], 'media')]
    wrong += [put([value], 'decks')
              for value in ('A', {'name': 'A'}, {'name': 'A', 'description': ''}, {'name': '::A', 'description': 'a'})]
    wrong += [put(value, 'notes', 0, 'guid') for value in ('', 7, None)]
    wrong += [put(value, 'notes', 0, 'deck')
              for value in ('', ' A', 'A ', 'A::::B', '::A', 'A:', 'A\x1fB', 'A\n', 1)]
    wrong += [put([value], 'notes', 0, 'tags')
              for value in ('', 'two words', 'a\u3000b', 'a::::b', '::a', 'a::', 'a\n', 3)]
    wrong += [put(['a', 'a'], 'notes', 0, 'tags'), put('a', 'notes', 0, 'tags')]
    wrong += [put(value, 'notes', 0, 'fields')
              for value in ([], ['a'], ['a', 'b'], ['a', 'b', 'c'], ['a'] * 5, ['', 'b', 'c', 'd'],
                            ['a', 'b\x1f', 'c', 'd'], ['a', 'b\n', 'c', 'd'], ['a', None, 'c', 'd'])]
    wrong += [put('no deletion', 'notes', cloze, 'fields', 0)]
    wrong += [put([value], 'notes', 0, 'card_list')
              for value in (0, {}, {'ordinal': -1}, {'ordinal': 0, 'flag': 8}, {'ordinal': 0, 'suspended': False})]
    wrong += [put([], 'notes', 0, 'card_list')]
    wrong += [put(value, 'note_types', 0, key) for key, value in (
        ('id', 1), ('templates', []), ('templates', [{'name': 'a', 'front': '', 'back': ''}]), ('field_settings', [{}]),
        ('css', 1))]
    wrong += [put(value, 'notes', 0, 'modified') for value in (-1, 1.5, '1', True)]
    wrong += [put(value, 'notes', 0, 'rule') for value in ('', 'Term', 'a b')]
    wrong += [put(0, 'notes', 0, 'source', 'line'), put('', 'notes', 0, 'source', 'file'),
              put(1, 'notes', 0, 'source', 'column'), put(1, 'notes', 0, 'cards'), put('', 'notes', 0, 'notetype')]
    for i, spoil in enumerate(wrong):
        spoiled = json.loads(text)
        spoil(spoiled)
        difference = [ours for ours, theirs in zip(json.dumps(spoiled, indent=1).split('\n'),
                                                   json.dumps(json.loads(text), indent=1).split('\n'))
                      if ours != theirs]
        expect(schema_errors(spoiled), 'it takes deck %d, in which this is wrong: %s', i, brief(difference[:1]))


@tests
def schema_is_one(mill):
    with open(SCHEMA, encoding='utf-8') as file:
        schema = read_json(file.read(), 'deck.schema.json')
    expect_equal(schema.get('$schema'), 'https://json-schema.org/draft/2020-12/schema', '$schema')
    schema_module().Draft202012Validator.check_schema(schema)
