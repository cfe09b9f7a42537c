"""Decks that are built more than once, and what must stay in the Anki of somebody who studies them."""

import contextlib
import json
import os
import shutil
import sqlite3
import time
import zipfile

from kit import brief, expect, expect_equal, expect_none
from user import User

DAY = 86400
START = int(time.time()) - 100 * DAY    # of the first build; Anki compares with the real clock

# ---- Decks --------------------------------------------------------------------

class Deck:
    """A folder of sources and the package that is made of them, in a scratch folder of its own."""

    def __init__(self, mill, *names, sources=None, folder='notes'):
        self.mill = mill
        self.home = mill.folder(*names)
        self.folder = os.path.join(self.home, folder)
        self.package = os.path.join(self.home, 'deck.apkg')
        self.builds = 0
        for name, text in (sources or {}).items():
            self.write(name, text)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding='utf-8') as file:
            return file.read()

    def edit(self, name, *edits):
        """Replaces texts, each of which has to be there once."""
        text = self.read(name)
        for old, new in edits:
            expect_equal(text.count(old), 1, 'how often %r is in %s' % (brief(old), name))
            text = text.replace(old, new)
        self.write(name, text)

    def rename(self, old, new):
        os.rename(os.path.join(self.folder, old), os.path.join(self.folder, new))

    def run(self, *options, sources=None):
        """A day later than the run before."""
        self.builds += 1
        done = self.mill.run('-q', *options, '-o', self.package, *(sources or [self.folder]),
                             epoch=START + self.builds * DAY)
        expect_equal(done.returncode, 0, 'status, after %s' % done.stderr.decode('utf-8', 'replace'))
        return done.stdout

    def build(self, *options, **rest):
        """Its notes, as Package has them."""
        self.run(*options, **rest)
        return Package(self.package)

    def plan(self, *options, **rest):
        before = self.bytes()
        plan = json.loads(self.run('--dry-run=json', *options, **rest))
        expect(self.bytes() == before, 'a dry run changed the package')
        return plan

    def bytes(self):
        with open(self.package, 'rb') as file:
            return file.read()


class Package:
    """What a package holds: notes as (fields, tags, mod) by guid, and note types by name."""

    def __init__(self, path):
        with unpacked(path) as db:
            self.models = {model['name']: model for model
                           in json.loads(db.execute('SELECT models FROM col').fetchone()[0]).values()}
            self.notes = {guid: (fields.split('\x1f'), sorted(tags.split()), mod) for guid, fields, tags, mod
                          in db.execute('SELECT guid, flds, tags, mod FROM notes ORDER BY id')}

    def content(self, guid):
        return self.notes[guid][:2]

    def guid(self, front):
        """Of the note that has this in its front."""
        found = [guid for guid, (fields, *_) in self.notes.items() if front in fields[0]]
        expect_equal(len(found), 1, 'how many fronts have %r' % front)
        return found[0]


@contextlib.contextmanager
def unpacked(path, target=None):
    """The collection of a package, to read, or to change for a package at target."""
    folder = path + '.unpacked'
    os.makedirs(folder, exist_ok=True)
    file = os.path.join(folder, 'collection.anki2')
    with zipfile.ZipFile(path) as package:
        package.extract('collection.anki2', folder)
        with contextlib.closing(sqlite3.connect(file)) as db:
            yield db
            db.commit()
        if target is not None:
            with zipfile.ZipFile(target, 'w') as changed:
                for name in package.namelist():
                    if name != 'collection.anki2':
                        changed.writestr(name, package.read(name))
                changed.write(file, 'collection.anki2')
    shutil.rmtree(folder)


@contextlib.contextmanager
def anki(deck, name='user'):
    user = User(deck.mill.folder(os.path.relpath(deck.home, deck.mill.scratch), name))
    try:
        yield user
    finally:
        user.close()


# ---- Somebody who studies -----------------------------------------------------

def importer(user, deck, package):
    user.package(deck.package).expect(new=len(package.notes))
    user.study()
    types = set(user.col.db.list('select type from cards'))
    expect(2 in types and types & {1, 3}, 'no cards are both reviewed and learned: types %s', sorted(types))
    expect(user.col.db.scalar('select max(reps) from cards') > 2, 'no card was answered often')


class Studied:
    """What must stay as it is whatever is imported: cards, how they stand, each answer."""

    def __init__(self, user):
        self.user, self.schedule, self.answers = user, user.schedule(), user.answers()

    def expect_kept(self):
        now = self.user.schedule()
        expect_none((card for card in self.schedule if card not in now), 'cards that are gone')
        for card, standing in self.schedule.items():
            expect_equal(now[card], standing, 'schedule of card %d' % card)
        expect_equal(self.user.answers(), self.answers, 'answers given')


def expect_sound(user):
    problems, fine = user.col.fix_integrity()
    expect(fine, 'Check Database says: %s', problems)
    expect_equal(problems, user.col.tr.database_check_rebuilt(), 'what Check Database says')


def expect_notetypes(user, package, *kinds):
    """Those of the package, in place: none is there twice."""
    names = [name for name in user.notetypes() if name.startswith('cardmill')]
    expect_equal(sorted(names), sorted('cardmill ' + kind for kind in kinds), 'note types')
    for name in names:
        ours, theirs = package.models[name], user.notetype(name)
        expect_equal(str(theirs['id']), str(ours['id']), 'id of ' + name)
        for key in ('css', 'mod'):
            expect_equal(theirs[key], ours[key], '%s of %s' % (key, name))
        for part, keys in (('flds', ('name', 'id')), ('tmpls', ('name', 'id', 'qfmt', 'afmt'))):
            expect_equal([[one[key] for key in keys] for one in theirs[part]],
                         [[one[key] for key in keys] for one in ours[part]], '%s of %s' % (part, name))


def expect_contents(user, package, guids):
    notes = user.notes()
    for guid in guids:
        fields, tags, *_ = notes[guid]
        expect_equal((fields, sorted(tags)), package.content(guid), 'content of ' + guid)
