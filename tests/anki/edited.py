"""Tests of rebuilding, with somebody who studies: notes are edited, built again and imported again."""

import json
import os
import random
import shutil
import sqlite3
import sys
import time
import zipfile
from contextlib import closing

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'identity'))
import folders
from editor import Editor
from kit import Skipped, Tests, expect, expect_equal, expect_none

from looks import expect_fields, expect_tags

try:
    from student import Student
except ModuleNotFoundError as why:
    if why.name != 'anki':              # run.py says so
        raise

HERE = os.path.dirname(os.path.abspath(__file__))
DAY = 86400
FIRST = int(time.time()) - 30 * DAY     # Anki knows no other clock than the true one
VANISHED = 'cardmill::vanished'

tests = Tests()


class Notes:
    """A folder of notes with the decks that are built of it, each over the one before."""

    def __init__(self, mill, name, texts, formats=('apkg', 'csv', 'json')):
        self.mill, self.formats = mill, formats
        self.source = os.path.join(mill.folder(name, 'source'), 'notes')
        self.built = mill.folder(name, 'built')
        self.user_folder = mill.folder(name, 'user')
        self.write(texts)

    def write(self, texts):
        shutil.rmtree(self.source, ignore_errors=True)
        os.makedirs(self.source)
        for name, text in texts.items():
            with open(os.path.join(self.source, name), 'w', encoding='utf-8', newline='') as file:
                file.write(text)

    def outputs(self):
        return [word for name in self.formats for word in ('-o', os.path.join(self.built, 'deck.' + name))]

    def build(self, *options, days=0):
        """Builds so many days after the first time; answers the notes, by guid, as the deck in JSON has them."""
        done = self.mill.run('-q', *self.outputs(), *options, self.source, epoch=FIRST + days * DAY)
        expect_equal(done.returncode, 0, 'status of cardmill, ' + done.stderr.decode('utf-8', 'replace'))
        return self.deck(*options)

    def deck(self, *options):
        """What stands in the deck; always as JSON, also where none is built."""
        path = os.path.join(self.built, 'deck.json')
        if 'json' in self.formats:
            with open(path, encoding='utf-8') as file:
                return json.load(file)
        done = self.mill.run('-q', '-f', 'json', '-o', '-', '--previous', self.apkg(), self.source)
        expect_equal(done.returncode, 0, 'status of cardmill, ' + done.stderr.decode('utf-8', 'replace'))
        return json.loads(done.stdout)

    def apkg(self):
        return os.path.join(self.built, 'deck.apkg')

    def plan(self, *options, days=0):
        done = self.mill.run('-q', '--dry-run=json', *self.outputs(), *options, self.source, epoch=FIRST + days * DAY)
        expect_equal(done.returncode, 0, 'status of the dry run, ' + done.stderr.decode('utf-8', 'replace'))
        return json.loads(done.stdout)

    def student(self):
        """Somebody who has imported the deck and studies it for some days."""
        student = Student(self.user_folder)
        student.package(self.apkg()).expect(new=len(self.deck()['notes']))
        student.study(4)
        expect(len(student.revlog()) > 20, 'only %d answers', len(student.revlog()))
        return student


def announced(plan):
    """How many notes an import of what was planned adds, updates and leaves alone."""
    def changes(note):
        return note['fields'] != note['old']['fields'] or sorted(note['tags']) != sorted(note['old']['tags'])
    old = [note for note in plan['notes'] if 'old' in note]
    updated = sum(map(changes, old))
    return {'new': plan['counts']['new'] + plan['counts']['uncertain'], 'updated': updated,
            'duplicate': plan['counts']['unchanged'] + len(old) - updated}


def ids_by_guid(student):
    return {guid: nid for nid, guid in student.col.db.all('select id, guid from notes')}


def expect_rebuilt(notes, student, plan, before, days, touched=()):
    """Builds and imports; the log is as the plan says, what was learnt stays, what was edited arrives."""
    then, learnt, revlog = ids_by_guid(student), student.schedule(), student.revlog()
    now = notes.build(days=days)
    wanted = announced(plan)
    back = {note['guid'] for note in plan['notes'] if 'old' not in note} & set(then)
    wanted['new'] -= len(back)          # what vanished before, stayed with the user, and is asked again
    wanted['updated'] += len(back)
    student.package(notes.apkg()).expect(**wanted)
    kept = {note['guid'] for note in now['notes']} & set(then)
    expect(len(kept) > len(before['notes']) * 0.8, 'only %d notes were kept', len(kept))
    expect({guid: then[guid] for guid in kept} == {guid: nid for guid, nid in ids_by_guid(student).items() if guid in kept},
           'kept notes are other notes')
    after = student.schedule()
    for key, state in learnt.items():
        expect_equal(after[key], state, 'schedule of card %s of note %s' % (key[1], key[0]))
    expect_equal(student.revlog(), revlog, 'answers')
    expect_equal(len(student.notes()), len(then) + wanted['new'], 'notes')
    own = {**now, 'notes': [note for note in now['notes'] if note['guid'] not in touched]}
    held = student.notes()
    for note in own['notes']:
        expect_equal(held[note['guid']][0], note['fields'], 'fields of ' + note['guid'])
    expect_none(set(note['guid'] for note in plan['vanished']) - set(held), 'vanished notes that are gone')
    student.package(notes.apkg()).expect(duplicate=len(now['notes']))
    problems, fine = student.col.fix_integrity()
    expect(fine, 'Check Database says: %s', problems)
    return now


SMALL = {
    'a.md': '''# Networks

## TCP

1. What does the tree-way handshake agree on?
   The first sequence numbers of both sides.
2. What does a window of zero mean?
   The receiver's buffer is full.
3. Why is there a TIME_WAIT state?
   Late segments of the old connection must die out.
4. Nagle's algorithm: small segments wait for the acknowledgement.

## UDP

1. How long is the header of a datagram?
   8 bytes.
2. Checksum: optional in IPv4, required in IPv6.
3. Light in glass runs at about **200000 km/s**, which bounds every protocol.

## 路由

1. 什么是默认路由？
   没有更具体的路由时使用的路由。
2. 最长前缀匹配：选前缀最长的路由。
''',
    'b.md': '''# Systems

1. What does a page fault do?
   The kernel loads the page and repeats the instruction.
2. Inode: all of a file but its name.
'''}


@tests
def rebuild_by_hand(mill):
    """A question mended, an answer edited, an item inserted, one deleted, a section moved, one edited by the user."""
    notes = Notes(mill, 'by-hand', SMALL)
    before = notes.build()
    a = SMALL['a.md'].replace('tree-way', 'three-way').replace("receiver's buffer is full", "receiver's buffer is full for now")
    a = a.replace('## UDP\n\n', '## UDP\n\n1. Port: 16 bits that name a process.\n').replace(
        '2. Checksum: optional in IPv4, required in IPv6.\n', '')
    start, end = a.index('## 路由'), len(a)
    a, moved = a[:start], a[start:end]
    with closing(notes.student()) as student:
        notes.write({'a.md': a, 'b.md': SMALL['b.md'] + '\n' + moved})
        plan = notes.plan(days=20)
        expect_equal(plan['counts'], {'new': 1, 'unchanged': plan['counts']['unchanged'], 'changed': 1, 'moved': 2, 'reworded': 1,
                                      'uncertain': 0, 'vanished': 1}, 'counts of the plan')
        guid = next(note['guid'] for note in before['notes'] if note['fields'][0] == 'Inode')
        student.edit(guid, 'my own words', 'mine')
        now = expect_rebuilt(notes, student, plan, before, 20, [guid])
        fields, tags, _, _ = student.notes()[guid]
        expect_equal((fields[1], 'mine' in tags), ('my own words', True), "the user's edit")
        held = student.notes()
        fronts = {note['fields'][0]: note['guid'] for note in now['notes']}
        expect('three-way' in ' '.join(fronts), 'the mended question is not there')
        expect_equal(held[fronts['What does a window of zero mean?']][0][1], "The receiver's buffer is full for now.", 'answer')


def rebuild_at_random(mill, seed):
    texts = folders.folder(seed)
    notes = Notes(mill, 'at-random-%d' % seed, texts)
    before = notes.build()
    with closing(notes.student()) as student:
        for generation in range(1, 4):
            editor = Editor('anki %d %d' % (seed, generation), texts, before['notes']).run()
            texts = editor.texts()
            notes.write(texts)
            before = expect_rebuilt(notes, student, notes.plan(days=5 * generation), before, 5 * generation)
            student.study(1)


@tests
def rebuild_edited_at_random(mill):
    """Three times in a row, by the editor of ../identity."""
    for seed in range(3):
        rebuild_at_random(mill, 1000 + seed)


# ---- Note types ----------------------------------------------------------------------------

def first_release(model):
    """A note type as the first release had it: the same ids, older texts and an older time."""
    texts = {}
    for name in os.listdir(os.path.join(HERE, 'first')):
        with open(os.path.join(HERE, 'first', name), encoding='utf-8') as file:
            texts[name] = file.read()
    kind = 'cloze' if model['type'] else 'basic'
    model['css'] = texts['card.css']
    model['tmpls'][0]['qfmt'], model['tmpls'][0]['afmt'] = texts[kind + '-front.html'], texts[kind + '-back.html']
    model['mod'] = 1763880410


def with_models(mill, package, change):
    """A copy of a package, its note types changed."""
    folder = mill.folder('first-release')
    path = os.path.join(folder, 'collection.anki2')
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(os.path.join(folder, 'deck.apkg'), 'w') as new:
        with open(path, 'wb') as file:
            file.write(old.read('collection.anki2'))
        with closing(sqlite3.connect(path)) as db:
            models = json.loads(db.execute('SELECT models FROM col').fetchone()[0])
            for model in models.values():
                change(model)
            db.execute('UPDATE col SET models = ?', [json.dumps(models)])
            db.commit()
        for name in old.namelist():
            new.writestr(name, old.read(name)) if name != 'collection.anki2' else new.write(path, name)
    return new.filename


def ids_of(student):
    """The ids of our note types, of their fields and of their templates."""
    student.col.models._clear_cache()   # an import does not
    return {model['name']: (model['id'], [field['id'] for field in model['flds']], [one['id'] for one in model['tmpls']])
            for model in student.col.models.all() if 'cardmill' in model['name']}


def looks(student):
    student.col.models._clear_cache()
    return {model['name']: (model['css'], model['tmpls'][0]['qfmt'], model['tmpls'][0]['afmt'])
            for model in student.col.models.all() if 'cardmill' in model['name']}


def expect_new_looks(student, apkg, log, before, learnt, revlog, wanted):
    """After an import: the looks of apkg, ids and schedule as before."""
    student.package(apkg).expect(**log)
    expect_equal(ids_of(student), before, 'ids of note types, fields and templates')
    expect_equal(set(before), {'cardmill Basic', 'cardmill Cloze'}, 'note types')
    for name, texts in looks(student).items():
        expect(texts == wanted[name], 'style or templates of %s are not those of the package', name)
    expect_equal(student.schedule(), learnt, 'schedule')
    expect_equal(student.revlog(), revlog, 'answers')
    problems, fine = student.col.fix_integrity()
    expect(fine, 'Check Database says: %s', problems)


@tests
def deck_of_the_first_release(mill):
    """Note types as the first release had them become those of today, and some notes are edited, too."""
    notes = Notes(mill, 'first', SMALL)
    before = notes.build()
    first = with_models(mill, notes.apkg(), first_release)
    with closing(Student(mill.folder('first', 'new'))) as new, closing(Student(notes.user_folder)) as student:
        new.package(notes.apkg()).expect(new=len(before['notes']))
        student.package(first).expect(new=len(before['notes']))
        expect(looks(student) != looks(new), 'the looks of the first release are those of today')
        student.study(4)
        ids, learnt, revlog = ids_of(student), student.schedule(), student.revlog()
        expect_equal(ids, ids_of(new), 'ids of the first release and of today')
        expect_new_looks(student, notes.apkg(), {'duplicate': len(before['notes'])}, ids, learnt, revlog, looks(new))
        student.package(first).expect(duplicate=len(before['notes']))
        expect_equal(looks(student), looks(new), 'looks after the older package again')

    # Notes edited at the same time; the earlier build that is the memory is the one of the first release.
    shutil.copy(first, notes.apkg())
    notes.formats = ('apkg',)
    with closing(Student(mill.folder('first', 'editor'))) as student:
        student.package(first).expect(new=len(before['notes']))
        student.study(4)
        notes.write({**SMALL, 'a.md': SMALL['a.md'].replace('tree-way', 'three-way')})
        plan = notes.plan(days=20)
        expect_equal((plan['counts']['reworded'], plan['counts']['new']), (1, 0), 'reworded and new notes')
        ids, learnt, revlog = ids_of(student), student.schedule(), student.revlog()
        notes.build(days=20)
        with closing(Student(mill.folder('first', 'other'))) as new:
            new.package(notes.apkg())
            expect_new_looks(student, notes.apkg(), announced(plan), ids, learnt, revlog, looks(new))


@tests
def own_looks_over_an_earlier_build(mill):
    """--css and --template-dir over the deck before, and back again: no note is new, what was learnt stays."""
    folder = mill.folder('own-looks-files')
    for name, text in ('own.css', '.card { color: red }\n'), ('basic-front.html', '<b>{{Front}}</b>\n'):
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
            file.write(text)
    notes = Notes(mill, 'own-looks', SMALL)
    before = notes.build()
    with closing(notes.student()) as student:
        ids, learnt, revlog, built_in = ids_of(student), student.schedule(), student.revlog(), looks(student)
        for days, options in (10, ['--css', os.path.join(folder, 'own.css'), '--template-dir', folder]), (20, []):
            notes.build(*options, days=days)
            log = student.package(notes.apkg())
            expect_equal((len(log.ids('new')), len(log.ids('conflicting'))), (0, 0), 'new notes and conflicts')
            expect_equal(len(log.ids('updated')) + len(log.ids('duplicate')), len(before['notes']), 'notes')
            expect_equal(ids_of(student), ids, 'ids of note types, fields and templates')
            expect_equal(student.schedule(), learnt, 'schedule')
            expect_equal(student.revlog(), revlog, 'answers')
            css, front, _ = looks(student)['cardmill Basic']
            expect_equal(('color: red' in css, '<b>{{Front}}</b>' in front), (bool(options),) * 2,
                         'own looks after a build with %s' % (options or 'no options'))
            expect_fields(student, notes.deck())
        expect_equal(looks(student), built_in, 'looks, built in again')


# ---- Vanished notes ------------------------------------------------------------------------

NASTY = [                               # items; every other one vanishes
    'What does "x" mean: in `a_b*c`?\n   It is **bold** and \\\\ back.', 'What does "x" mean: in `aXb*c`?\n   It stays.',
    'C:\\dir\\new\\_x.txt\n   A path.', 'C:\\dir\\new\\\\x.txt\n   A path that stays.',
    're:abc matches what?\n   abc', 'abc matches what?\n   abc', 'nc:abc\n   abc', 'abc\n   abc stays',
    'a_b\n   one', 'axb\n   two', 'c*d\n   three', 'cxxd\n   four',
    'blank\u00a0here\n   five', 'blank here\n   six', '全角\u3000空格是什么？\n   七', '全角 空格是什么？\n   八',
    'thin\u2009space\n   nine', 'thin space\n   ten', 'Get\n   eleven', 'GET\n   twelve', 'Über\n   thirteen', 'über alles\n   fourteen',
    'a < b && c > d\n   fifteen', 'a < b &&amp; c > d\n   sixteen', '100%\n   seventeen', '100 percent\n   eighteen',
    '(a OR b) AND -c\n   nineteen', '(a AND b) OR -c\n   twenty', '-neg\n   21', 'neg\n   22', '"-quoted-"\n   23', 'quoted\n   24',
    'what *is* `<br>` "here"?\n   25', 'what is <br>"here"?\n   26', 'deck:x\n   27', 'tag:x\n   28', '*\n   29', '_\n   30',
    'The \\* star\n   31', 'The \\_ line\n   32', '`$x_1$` and $y_2$\n   33', '`$x_2$` and $y_1$\n   34',
    'back\\\\slash "quote" end\\\n   35', 'back\\slash "quote" end\n   36', '什么是“进程”：（一）？\n   37', '什么是“线程”：（一）？\n   38',
    'and\n   39', 'or\n   40', 'Long: ' + 'very "long_ ' * 500, 'Short: ' + 'very "long_ ' * 500,
    'Longer\n   ' + 'words * of "all_ kinds: ' * 3000, 'Shorter\n   words', 'emoji 😀 {x}\n   41', 'emoji 😁 {x}\n   42',
    '{{c1::Paris::hint: x}} is "the" capital_of *France*: (Europe)', '{{c1::Rome::hint: x}} is "the" capital_of *Italy*: (Europe)',
    'x ==y== z: "q" \\\\o/ (w) a_b*c', 'x ==yy== z: "q" \\\\o/ (w) a_b*c', 'tab `a\tb`\n   43', 'tab `a b`\n   44',
    "it's\n   45", 'its\n   46', '#hash ~tilde ?what !\n   47', '#hash ~tilde *what* !\n   48',
    'x:y\\:z\n   49', 'x:y:z\n   50', 'e\u0301te\n   51', 'ete\n   52']


def nasty(keep):
    text = ''
    for chapter in 'Nasty "quoted" heading: a*b_c\\d (x)', '标题：“一”\u3000二', 'Plain':
        text += '## %s\n\n' % chapter
        for number, item in enumerate(item for item in NASTY if keep(chapter, item)):
            text += '%d. %s\n' % (number + 1, item)
        text += '\n'
    return text


def expect_found(notes, student, plan):
    """The lines of the plan find the vanished notes, each and nothing else."""
    ids = ids_by_guid(student)
    wanted = {ids[note['guid']]: note for note in plan['vanished']}
    found = set()
    for line in plan['search']:
        expect('\n' not in line and '\r' not in line, 'a line with a break: %r', line)
        hits = set(student.col.find_notes(line))
        expect(hits, 'nothing is found by %s', line)
        found |= hits
    fronts = {nid: fields.split('\x1f')[0] for nid, fields in student.col.db.all('select id, flds from notes')}
    expect_none([fronts[nid] for nid in wanted if nid not in found], 'vanished notes that are not found')
    expect_none([fronts[nid] for nid in found if nid not in wanted], 'notes that are found and did not vanish')


@tests
def search_for_vanished(mill):
    notes = Notes(mill, 'search', {'say "a_b".md': nasty(lambda chapter, item: True), 'other.md': '1. abc\n   Elsewhere.\n'})
    before = notes.build()
    with closing(Student(notes.user_folder)) as student:
        student.package(notes.apkg()).expect(new=len(before['notes']))
        own = student.col.models.by_name('Basic')   # the user's note with the same front
        note = student.col.new_note(own)
        note['Front'], note['Back'] = 'abc', 'abc'
        student.col.add_note(note, 1)
        gone = set(NASTY[::2])
        notes.write({'say "a_b".md': nasty(lambda chapter, item: item not in gone), 'other.md': '1. abc\n   Elsewhere.\n'})
        plan = notes.plan(days=1)
        expect(len(plan['vanished']) > 60, 'only %d notes vanished', len(plan['vanished']))
        expect_found(notes, student, plan)
        # All that vanished in the text of the plan, too.
        done = mill.run('-q', '--dry-run', *notes.outputs(), notes.source, epoch=FIRST + DAY)
        for line in plan['search']:
            expect(line in done.stdout.decode('utf-8'), 'the plan as text has no line %s', line)


@tests
def search_for_each_alone(mill):
    """One note vanishes at a time: its line finds it alone."""
    items = sorted({item.split('\n')[0] for item in NASTY if len(item) < 200})
    texts = {'notes.md': ''.join('%d. %s\n   Answer %d.\n' % (n + 1, item, n) for n, item in enumerate(items))}
    notes = Notes(mill, 'alone', texts)
    before = notes.build()
    with closing(Student(notes.user_folder)) as student:
        student.package(notes.apkg()).expect(new=len(before['notes']))
        for gone in items:
            notes.write({'notes.md': ''.join('%d. %s\n   Answer %d.\n' % (n + 1, item, n)
                                             for n, item in enumerate(items) if item != gone)})
            plan = notes.plan(days=1)
            if plan['vanished']:
                expect_found(notes, student, plan)


@tests
def search_for_many(mill):
    text = ''.join('%d. Question number %d: answer %d\n' % (n + 1, n, n * n) for n in range(2500))
    notes = Notes(mill, 'many', {'many.md': text, 'few.md': '1. Stays: yes\n'})
    before = notes.build()
    with closing(Student(notes.user_folder)) as student:
        student.package(notes.apkg()).expect(new=len(before['notes']))
        notes.write({'few.md': '1. Stays: yes\n'})
        plan = notes.plan(days=1)
        expect(len(plan['vanished']) >= 2500, 'only %d notes vanished', len(plan['vanished']))
        expect_found(notes, student, plan)


def tagged(student):
    return {student.col.db.scalar('select guid from notes where id = ?', nid)
            for nid in student.col.find_notes('tag:' + VANISHED)}


def vanish_and_return(mill, name, formats):
    notes = Notes(mill, name, SMALL, formats)
    notes.build()
    mended = {**SMALL, 'b.md': SMALL['b.md'].replace('Inode:', 'Index node of a file:')}   # no guid of its text
    notes.write(mended)
    before = notes.build(days=2)
    item = '2. What does a window of zero mean?\n   The receiver\'s buffer is full.\n'
    without = {'a.md': mended['a.md'].replace(item, ''), 'b.md': mended['b.md'].replace(
        '2. Index node of a file: all of a file but its name.\n', '')}
    with closing(notes.student()) as student:
        learnt, revlog, count = student.schedule(), student.revlog(), len(before['notes'])

        def expect_import(texts, days, gone, log):
            notes.write(texts)
            notes.build('--vanished', 'tag', days=days)
            student.package(notes.apkg()).expect(**log)
            expect_equal(tagged(student), gone, 'notes that are tagged after %d days' % days)
            expect_equal(student.schedule(), learnt, 'schedule')
            expect_equal(student.revlog(), revlog, 'answers')
            expect_equal(len(student.notes()), count, 'notes')
        guids = {note['guid'] for note in before['notes'] if note['fields'][0] in (
            'What does a window of zero mean?', 'Index node of a file')}
        expect_equal(len(guids), 2, 'notes that will vanish')
        expect_import(without, 4, guids, {'updated': 2, 'duplicate': count - 2})
        expect_import(without, 5, guids, {'duplicate': count})       # still gone, nothing new about it
        expect_import(mended, 6, set(), {'updated': 2, 'duplicate': count - 2})
        expect_tags(student, notes.deck())
        expect_fields(student, notes.deck())
        expect_import(without, 7, guids, {'updated': 2, 'duplicate': count - 2})
        expect_import(mended, 8, set(), {'updated': 2, 'duplicate': count - 2})


@tests
def vanished_are_tagged(mill):
    """With the package as memory: a text that returns loses the tag again, and was never forgotten."""
    vanish_and_return(mill, 'tagged', ('apkg',))


@tests
def vanished_are_tagged_with_all_formats(mill):
    vanish_and_return(mill, 'tagged-all', ('apkg', 'csv', 'json'))
