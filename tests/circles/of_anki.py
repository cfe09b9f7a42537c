"""Decks that the real Anki made and exported go round, and it finds nothing new in what comes back."""

import contextlib
import os
import random
import shutil
import time

from anki.collection import Collection

import made
from circle import Circle, Kinds
from content import first_difference, load, parting
from kit import Failed, Skipped, Tests, expect, expect_equal
from of_sheets import DATA, Desk, expect_plan
from of_text import validate
from user import User

NOW = None                              # the clock's: what Anki made is newer than any fixed time

tests = Tests()


# ---- Somebody's collection ------------------------------------------------------------

class Owner:
    """Somebody with a collection, and what it exported."""

    def __init__(self, mill):
        self.mill, self.kinds = mill, Kinds(mill)
        self.folder = mill.folder('owner')
        self.user = User(self.folder)
        self.col = self.user.col
        self.decks = made.add_notes(self.col, self.folder)
        made.spoil(self.col, self.decks)
        for number, deck in enumerate(self.decks[:3]):
            self.col.decks.set_current(deck)
            self.user.answer(4, number)
        made.filter_some(self.col)
        self.files = {}
        for name, legacy, scheduling in (('legacy', True, False), ('latest', False, False), ('legacy-all', True, True),
                                         ('latest-all', False, True)):
            self.files[name] = made.export(self.col, self.path(name + '.apkg'), legacy, scheduling)
        self.note_count = self.col.note_count()
        self.saved = mill.folder('saved')
        self.col.close()
        shutil.copyfile(self.path('collection.anki2'), os.path.join(self.saved, 'collection.anki2'))
        shutil.copytree(self.path('collection.media'), os.path.join(self.saved, 'collection.media'))
        self.user.col = self.col = Collection(self.path('collection.anki2'))

    def path(self, name):
        return os.path.join(self.folder, name)

    def circle(self, *names):
        return Circle(self.mill, *names)

    def copy(self, name):
        """Somebody with the same collection."""
        folder = self.mill.folder(name)
        user = User(folder)
        user.close()
        shutil.copytree(self.saved, folder, dirs_exist_ok=True)
        user.col = Collection(os.path.join(folder, 'collection.anki2'))
        return user

    def newcomer(self, name):
        return User(self.mill.folder(name))

    def close(self):
        self.user.close()


# ---- What is in it ------------------------------------------------------------------------

def without(value, *keys):
    if isinstance(value, dict):
        return {key: without(inner, *keys) for key, inner in value.items() if key not in keys}
    return [without(inner, *keys) for inner in value] if isinstance(value, list) else value


def types_of(col):
    """Note types that notes have, by id."""
    col.models._clear_cache()
    used = col.db.list('select distinct mid from notes')
    return {mid: without(col.models.get(mid), 'mod', 'usn', 'req', 'tags', 'vers', 'did', 'media', 'originalId')
            for mid in used}


def notes_of(col):
    return {guid: (mid, fields.split('\x1f'), sorted(tags.split()), mod) for guid, mid, fields, tags, mod
            in col.db.all('select guid, mid, flds, tags, mod from notes')}


def decks_of(col):
    """(description, whether it is Markdown) of decks, by name; the filtered one is Anki's own affair."""
    return {deck['name']: (deck.get('desc', ''), bool(deck.get('md'))) for deck in
            (col.decks.get(entry.id) for entry in col.decks.all_names_and_ids())
            if not deck['dyn'] and not deck['name'].startswith('Cram')}


def cards_of(col):
    """(guid, ordinal): (deck, flag, whether it is suspended)."""
    names = {entry.id: entry.name for entry in col.decks.all_names_and_ids()}
    return {(guid, ord): (names[odid or did], flags & 7, queue == -1) for guid, ord, did, odid, flags, queue in
            col.db.all('select n.guid, c.ord, c.did, c.odid, c.flags, c.queue from cards c join notes n on n.id = c.nid')}


def study_order(col):
    """Notes by the positions of their first cards, deck by deck; the other cards follow them."""
    names = {entry.id: entry.name for entry in col.decks.all_names_and_ids()}
    order = {}
    for guid, did in col.db.all('select n.guid, c.did from cards c join notes n on n.id = c.nid '
                                'where c.type = 0 and not exists (select 1 from cards d where d.nid = c.nid and d.ord < c.ord) '
                                'order by c.due, c.ord, c.id'):
        if guid not in order.setdefault(names[did], []):
            order[names[did]].append(guid)
    return order


def media_of(col):
    folder = col.media.dir()
    found = {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), 'rb') as file:
            found[name] = file.read()
    return found


def expect_all(got, wanted, what):
    if got != wanted:
        path, a, b = first_difference(got, wanted)
        raise Failed('%s%s: %s instead of %s' % (what, path, *parting(a, b)))


def expect_collection(user, wanted, cards=True, flags=False, times=True, order=True):
    """A collection into which a package was imported holds what another one holds.

    wanted: of somebody who imported what Anki had exported."""
    a, b = user.col, wanted.col
    expect_all(types_of(a), types_of(b), 'note types')
    expect_all({guid: note if times else note[:3] for guid, note in notes_of(a).items()},
               {guid: note if times else note[:3] for guid, note in notes_of(b).items()}, 'notes')
    expect_all(decks_of(a), decks_of(b), 'decks')
    if cards:
        cut = 3 if flags else 1
        expect_all({str(key): card[:cut] for key, card in cards_of(a).items()},
                   {str(key): card[:cut] for key, card in cards_of(b).items()}, 'cards')
    if order:
        expect_all(study_order(a), study_order(b), 'new cards')
    expect_all(sorted(media_of(a)), sorted(media_of(b)), 'media')
    expect_all(media_of(a), media_of(b), 'media')
    problems, fine = a.fix_integrity()
    expect(fine, 'Check Database says: %s', problems)


@contextlib.contextmanager
def users(*all):
    try:
        yield
    finally:
        for user in all:
            user.close()


STATE = {'note types': types_of, 'notes': notes_of, 'decks': decks_of,
         'cards': lambda col: {str(key): card for key, card in cards_of(col).items()}, 'new cards': study_order,
         'media': media_of, 'names of note types': lambda col: sorted(one.name for one in col.models.all_names_and_ids())}


# ---- Packages ----------------------------------------------------------------------------

def back_home(owner, package, name):
    """Where it came from, nothing of it is new, and it changes as little as Anki's own package does."""
    home, other = owner.copy(name + '-home'), owner.copy(name + '-home-anki')
    with users(home, other):
        for options in {}, {'merge_notetypes': True}:
            log = home.package(package, **options)
            log.expect(duplicate=owner.note_count)
            other.package(owner.files[name], **options)
            for what in STATE:
                expect_all(STATE[what](home.col), STATE[what](other.col), 'back home, ' + what)


def somewhere_else(owner, original, package, name, **how):
    """To somebody who has nothing it is what Anki's own package is."""
    newcomer, other = owner.newcomer(name + '-new'), owner.newcomer(name + '-anki')
    with users(newcomer, other):
        options = {'with_scheduling': True} if how.get('flags') else {}
        log, theirs = newcomer.package(package, **options), other.package(original, **options)
        log.expect(new=theirs.found)
        expect_collection(newcomer, other, **how)


def through(owner, name, *steps):
    circle = owner.circle(name)
    path = owner.files[name]
    for ending, options in steps:
        path = circle.step(path, 'deck.' + ending, '--fresh', *options, epoch=NOW)
    return path, circle


def package_of_package(owner, name):
    path, _ = through(owner, name, ('apkg', owner.kinds.legacy))
    back_home(owner, path, name)
    somewhere_else(owner, owner.files[name], path, name)
    path, _ = through(owner, name, ('apkg', owner.kinds.latest))
    back_home(owner, path, name)
    somewhere_else(owner, owner.files[name], path, name)


@tests
def legacy_package(owner):
    package_of_package(owner, 'legacy')


@tests
def latest_package(owner):
    package_of_package(owner, 'latest')


@tests
def flags_and_suspended(owner):
    """With the scheduling that Anki exported, as far as a deck without reviews has any."""
    for name in 'legacy-all', 'latest-all':
        path, circle = through(owner, name, ('apkg', owner.kinds.legacy))
        reviews = owner.col.db.scalar('select count() from revlog')
        expect(reviews > 5 and '%d answers' % reviews in circle.said, 'the reviews, %d, are not told: %s', reviews, circle.said)
        back_home(owner, path, name)
        newcomer, other = owner.newcomer(name + '-new'), owner.newcomer(name + '-anki')
        with users(newcomer, other):
            newcomer.package(path, with_scheduling=True).expect(new=owner.note_count)
            other.package(owner.files[name], with_scheduling=True).expect(new=owner.note_count)
            expect_collection(newcomer, other, flags=True, order=False)


@tests
def through_json(owner):
    for name in 'legacy-all', 'latest-all':
        beside = os.path.join(owner.circle(name).folder, '2')
        path, circle = through(owner, name, ('json', ()))
        with contextlib.suppress(Skipped):
            validate(load(path))
        # The files of its media are in the package beside it.
        folder = os.path.dirname(path)
        shutil.copyfile(owner.files[name], os.path.join(folder, 'deck.apkg'))
        package = circle.step(path, 'deck.apkg', '--fresh', *owner.kinds.latest, epoch=NOW)
        back_home(owner, package, name)
        newcomer, other = owner.newcomer(name + '-new'), owner.newcomer(name + '-anki')
        with users(newcomer, other):
            newcomer.package(package, with_scheduling=True).expect(new=owner.note_count)
            other.package(owner.files[name], with_scheduling=True).expect(new=owner.note_count)
            expect_collection(newcomer, other, flags=True, order=False)


@tests
def through_table(owner):
    for name in 'legacy', 'latest':
        for ending in 'csv', 'tsv':
            path, circle = through(owner, name, (ending, ()))
            shutil.copyfile(owner.files[name], os.path.join(os.path.dirname(path), 'deck.apkg'))
            package = circle.step(path, 'deck.apkg', '--fresh', *owner.kinds.legacy, epoch=1600000000)
            back_home(owner, package, name)
            newcomer, other = owner.newcomer(name + '-new'), owner.newcomer(name + '-anki')
            with users(newcomer, other):
                newcomer.package(package).expect(new=owner.note_count)
                other.package(owner.files[name]).expect(new=owner.note_count)
                # All cards of a row's note are in its deck.
                expect_collection(newcomer, other, cards=False, times=False, order=False)


@tests
def table_over_package(owner):
    """A table that was read of the package and nobody edited changes nothing of it."""
    for name in 'legacy', 'latest':
        path, circle = through(owner, name, ('csv', ()))
        folder = os.path.dirname(path)
        package = os.path.join(folder, 'deck.apkg')
        shutil.copyfile(owner.files[name], package)
        circle.run(path, '-o', package, epoch=NOW)
        expect('nothing changed' in circle.said, 'something changed: %s', circle.said)
        back_home(owner, package, name)
        somewhere_else(owner, owner.files[name], package, name, cards=False, order=False)


# ---- Collections --------------------------------------------------------------------------

@tests
def whole_collection(owner):
    """A .colpkg becomes a package."""
    for legacy in True, False:
        path = owner.path('all.colpkg')
        user = owner.copy('colpkg')
        user.col.export_collection_package(path, include_media=True, legacy=legacy)
        user.close() if user.col.db else None
        circle = owner.circle('colpkg-round')
        package = circle.step(path, 'deck.apkg', '--fresh', epoch=NOW)
        back_home(owner, package, 'legacy-all')
        newcomer, other = owner.newcomer('colpkg-new'), owner.newcomer('colpkg-anki')
        with users(newcomer, other):
            newcomer.package(package, with_scheduling=True).expect(new=owner.note_count)
            other.package(owner.files['legacy-all'], with_scheduling=True).expect(new=owner.note_count)
            expect_collection(newcomer, other, flags=True, order=False)


# ---- Spreadsheets ----------------------------------------------------------------------------

@tests
def edited_table(owner):
    """A table of an exported package is edited; the import has what the plan says, and no more."""
    for name in 'legacy-all', 'latest-all':
        desk = Desk(owner.mill, 'edited-' + name)
        sheet = desk.begin(owner.files[name])
        guids = [note['guid'] for note in desk.deck(desk.package)['notes']]
        edited, gone = guids[4], guids[11]
        sheet.rows[4][DATA] += ' edited, "here"'
        del sheet.rows[11]
        sheet.rows.insert(2, ['', 'Basic', 'Languages', 'added', 'a new front', 'a new back'])
        random.Random(7).shuffle(sheet.rows)
        sheet.write()
        late = int(time.time()) + 5
        plan = desk.plan(sheet, late)
        expect_plan(plan, new=1, changed=1, vanished=1)
        expect_equal([note['guid'] for note in plan['vanished']], [gone], 'what vanished')
        desk.build(sheet, late)
        home = owner.copy('edited-home')
        with users(home):
            before, cards = notes_of(home.col), cards_of(home.col)
            log = home.package(desk.package)
            log.expect(new=1, updated=1, duplicate=owner.note_count - 2)
            after = notes_of(home.col)
            new, = set(after) - set(before)
            expect_equal(after[new][1:3], (['a new front', 'a new back'], ['added']), 'the new note')
            expect_equal([guid for guid in before if before[guid] != after[guid]], [edited], 'notes that changed')
            expect_equal(after[edited][1][0], before[edited][1][0] + ' edited, "here"', 'the edited field')
            expect_all({str(key): card for key, card in cards_of(home.col).items() if key[0] != new},
                       {str(key): card for key, card in cards.items()}, 'cards')
            home.package(desk.package).expect(duplicate=owner.note_count)
            problems, fine = home.col.fix_integrity()
            expect(fine, 'Check Database says: %s', problems)


# ---- Text ---------------------------------------------------------------------------------

SWITCHES = [(html, tags, deck, kind, guid) for html in (True, False) for tags in (True, False)
            for deck in (True, False) for kind in (True, False) for guid in (True, False)]


def export_text(owner, path, switches):
    html, tags, deck, kind, guid = switches
    owner.col.export_note_csv(out_path=path, limit=None, with_html=html, with_tags=tags, with_deck=deck,
                              with_notetype=kind, with_guid=guid)


@tests
def text_exports(owner):
    """Text with guids is the notes that it was; what it does not say, the package named as the earlier one does."""
    for switches in (one for one in SWITCHES if one[-1]):
        html = switches[0]
        circle = owner.circle('text')
        path = os.path.join(circle.new_folder(), 'export.txt')
        export_text(owner, path, switches)
        # Without scheduling Anki leaves out the tags leech and marked.
        package = circle.step(path, 'deck.apkg', '--previous', owner.files['legacy-all'], epoch=NOW)
        home, other = owner.copy('text-home'), owner.copy('text-other')
        with users(home, other):
            log = home.package(package)
            other.package(owner.files['legacy'])
            what = 'with %s' % (switches,)
            expect_equal(home.col.note_count(), owner.note_count, 'notes, ' + what)
            if html:
                changed = [note.id.nid for note in log.log.updated]
                expect(not changed, '%d updated, such as %s, %s', len(changed), changed and home.col.get_note(changed[0]).fields, what)
                log.expect(duplicate=owner.note_count)
            else:
                updated = len(log.log.updated)
                log.expect(updated=updated, duplicate=owner.note_count - updated)
                expect(0 < updated < owner.note_count, '%d updated, %s', updated, what)
            for key in 'note types', 'decks', 'cards', 'media', 'names of note types':
                expect_all(STATE[key](home.col), STATE[key](other.col), '%s, %s' % (key, what))
            got, wanted = notes_of(home.col), notes_of(other.col)
            expect_all({guid: note[2] for guid, note in got.items()}, {guid: note[2] for guid, note in wanted.items()},
                       'tags, ' + what)


@tests
def text_beside_its_package(owner):
    """A package of the same name says what note types are."""
    circle = owner.circle('text-beside')
    folder = circle.new_folder()
    path = os.path.join(folder, 'export.txt')
    export_text(owner, path, (True, True, True, True, True))
    shutil.copyfile(owner.files['latest'], os.path.join(folder, 'export.apkg'))
    package = circle.step(path, 'deck.apkg', '--fresh', epoch=1600000000)
    back_home(owner, package, 'latest')


@tests
def text_without_guids(owner):
    """Nobody knows which notes they were: each is new, once, and the same in the next run."""
    for switches in (one for one in SWITCHES if not one[-1]):
        circle = owner.circle('text-new')
        path = os.path.join(circle.new_folder(), 'export.txt')
        export_text(owner, path, switches)
        package = circle.step(path, 'deck.apkg', '--fresh', epoch=1600000000)
        newcomer = owner.newcomer('text-newcomer')
        with users(newcomer):
            log = newcomer.package(package)
            log.expect(new=owner.note_count)
            newcomer.package(circle.step(path, 'deck.apkg', '--fresh', epoch=1600000000)).expect(duplicate=owner.note_count)
