#!/usr/bin/env python3
"""Edits notes at random, and takes odd ones away, under the eyes of the real Anki.

    VENV/bin/python edited.py PATH-TO-CARDMILL SCRATCH-FOLDER

VENV is what ./setup made.  Under a Python without Anki every test is skipped, by
name.  What rebuild.py does by hand is done here by the editor of ../identity, several
times in a row.
"""

import argparse
import json
import os
import shutil
import sys

sys.dont_write_bytecode = True          # nothing is left beside the sources
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'package'), os.path.join(HERE, '..', 'identity')]
import folders
from editor import Editor
from kit import Mill, Report, Tests, expect, expect_equal, expect_none

try:
    from again import DAY, START, Deck, Studied, anki, expect_contents, expect_sound, importer
    from user import User
    NO_ANKI = None
except ModuleNotFoundError as why:
    if why.name != 'anki':              # it is there, and broken
        raise
    NO_ANKI = 'this Python has no Anki; see tests/anki/setup'

VANISHED = 'cardmill::vanished'
SEEDS, GENERATIONS = 3, 3

tests = Tests()


# ---- Edited at random -------------------------------------------------------------

def with_lines(deck):
    """The notes of the package as the deck in JSON has them, with their lines."""
    done = deck.mill.run('-q', '-f', 'json', '-o', '-', '--previous', deck.package, deck.folder,
                         epoch=START + deck.builds * DAY)
    expect_equal(done.returncode, 0, 'status, after %s' % done.stderr.decode('utf-8', 'replace'))
    return json.loads(done.stdout)['notes']


def expect_as_planned(user, deck, texts, known):
    """Rebuilds and imports: the log says what the plan says, content arrives, nothing is doubled."""
    shutil.rmtree(deck.folder)
    for name, text in texts.items():
        deck.write(name, text)
    plan = deck.plan()
    package, held = deck.build(), user.notes()
    added = {note['guid'] for note in plan['notes'] if 'old' not in note}
    updated = {note['guid'] for note in plan['notes'] if 'old' in note and (
        note['fields'] != note['old']['fields'] or sorted(note['tags']) != sorted(note['old']['tags']))}
    # What vanished before stayed with the user; when it is asked again, it is the same note.
    returned = added & known
    log = user.package(deck.package)
    log.expect(new=len(added - returned), updated=len(updated | returned),
               duplicate=len(package.notes) - len(added | updated))
    expect_equal(len(user.notes()), len(held) + len(added - returned), 'notes')
    expect_contents(user, package, package.notes)
    user.package(deck.package).expect(duplicate=len(package.notes))
    return package


@tests
def edited_at_random(mill):
    for seed in range(1000, 1000 + SEEDS):
        texts = folders.folder(seed)
        deck = Deck(mill, 'random-%d' % seed, sources=texts)
        package = deck.build()
        with anki(deck) as user:
            importer(user, deck, package)
            known = set(package.notes)
            for generation in range(GENERATIONS):
                studied, count = Studied(user), len(package.notes)
                texts = Editor('anki %d %d' % (seed, generation), texts, with_lines(deck)).run().texts()
                before, package = package, expect_as_planned(user, deck, texts, known)
                kept = set(before.notes) & set(package.notes)
                expect(len(kept) > count * 0.8, 'only %d of %d notes are still there', len(kept), count)
                known |= set(package.notes)
                studied.expect_kept()
                expect_sound(user)
                user.study(1)


# ---- Odd notes vanish -------------------------------------------------------------

NASTY = [                               # items; every other one vanishes, and what a sloppy search takes for it stays
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



CHAPTERS = 'Odd "quoted" heading: a*b_c\\d (x)', '标题：“一”\u3000二', 'Plain'


def odd(items):
    return '\n'.join('## %s\n\n' % chapter + ''.join('%d. %s\n' % (number + 1, item) for number, item in enumerate(items))
                     for chapter in CHAPTERS)


def expect_found(user, plan):
    """The lines of the plan find the vanished notes, each and nothing else."""
    ids = {guid: nid for nid, guid in user.col.db.all('select id, guid from notes')}
    fronts = {ids[guid]: fields[0] for guid, (fields, *_) in user.notes().items()}
    wanted, found = {ids[note['guid']] for note in plan['vanished']}, set()
    for line in plan['search']:
        expect('\n' not in line and '\r' not in line, 'a line with a break: %r', line)
        hits = set(user.col.find_notes(line))
        expect(hits, 'nothing is found by %s', line)
        found |= hits
    expect_none((fronts[nid] for nid in wanted - found), 'vanished notes that are not found')
    expect_none((fronts[nid] for nid in found - wanted), 'notes that are found and did not vanish')


@tests
def search_of_odd_notes(mill):
    deck = Deck(mill, 'odd', sources={'say "a_b".md': odd(NASTY), 'other.md': '1. abc\n   Elsewhere.\n'})
    package = deck.build()
    with anki(deck) as user:
        user.package(deck.package).expect(new=len(package.notes))
        own = user.col.new_note(user.col.models.by_name('Basic'))   # the user's, with a front that vanishes
        own['Front'], own['Back'] = 'nc:abc', 'abc'
        user.col.add_note(own, 1)
        deck.write('say "a_b".md', odd(NASTY[1::2]))
        plan = deck.plan()
        expect(len(plan['vanished']) > len(CHAPTERS) * len(NASTY) // 3, 'only %d notes vanish', len(plan['vanished']))
        expect_found(user, plan)
        text = deck.run('--dry-run').decode('utf-8')
        expect_none((line for line in plan['search'] if line not in text), 'lines that are not in the plan as text')


@tests
def search_of_each_alone(mill):
    """One note vanishes at a time, and all others stay."""
    fronts = sorted({item.split('\n')[0] for item in NASTY if len(item) < 200})

    def text(items):
        return ''.join('%d. %s\n   Answer %d.\n' % (number + 1, item, number) for number, item in enumerate(items))
    deck = Deck(mill, 'alone', sources={'notes.md': text(fronts)})
    package = deck.build()
    with anki(deck) as user:
        user.package(deck.package).expect(new=len(package.notes))
        for gone in fronts:
            deck.write('notes.md', text(front for front in fronts if front != gone))
            expect_found(user, deck.plan())


# ---- There and back ---------------------------------------------------------------

WORDS = """# Networks

1. Inode: all of a file but its name.
2. What does a window of zero mean?
   The receiver's buffer is full.
3. Why is there a TIME_WAIT state?
   Late segments of the old connection must die out.
4. Nagle's algorithm: small segments wait for the acknowledgement.
5. How long is the header of a datagram?
   8 bytes.
6. Light in glass runs at about **200000 km/s**, which bounds every protocol.
7. Checksum: optional in IPv4, required in IPv6.
8. 什么是默认路由？
   没有更具体的路由时使用的路由。
""" + ''.join('%d. Port %d: the well-known number of service %d\n' % (n, n * 7, n) for n in range(9, 25))


def expect_there_and_back(mill, name, *outputs):
    """What vanished is tagged, what returns is not, also when its guid is not that of its text."""
    deck = Deck(mill, name, sources={'words.md': WORDS})
    others = [word for output in outputs for word in ('-o', os.path.join(deck.home, output))]
    deck.build(*others)
    mended = WORDS.replace('Inode:', 'Index node of a file:')
    deck.write('words.md', mended)
    package = deck.build(*others)
    gone = {package.guid('Index node'), package.guid('window of zero')}
    without = mended.replace('1. Index node of a file: all of a file but its name.\n', '').replace(
        "2. What does a window of zero mean?\n   The receiver's buffer is full.\n", '')
    with anki(deck) as user:
        importer(user, deck, package)
        studied, count = Studied(user), len(package.notes)
        for text, tagged, updated in [(without, gone, 2), (without, gone, 0), (mended, set(), 2), (without, gone, 2),
                                      (mended, set(), 2), (mended, set(), 0)]:
            deck.write('words.md', text)
            package = deck.build('--vanished', 'tag', *others)
            user.package(deck.package).expect(updated=updated, duplicate=count - updated)
            found = {user.col.db.scalar('select guid from notes where id = ?', nid)
                     for nid in user.col.find_notes('tag:' + VANISHED)}
            expect_equal(found, tagged, 'notes with the tag')
            expect_equal(len(user.notes()), count, 'notes')
            expect_contents(user, package, package.notes)
            studied.expect_kept()


@tests
def vanished_and_returned(mill):
    expect_there_and_back(mill, 'there-and-back')


@tests
def vanished_and_returned_beside_other_decks(mill):
    """The CSV and the JSON that are written as well do not hold what vanished."""
    expect_there_and_back(mill, 'there-and-back-all', 'deck.csv', 'deck.json')


# ---- All of them ------------------------------------------------------------------

def main():
    parser = argparse.ArgumentParser(description='Import decks of notes that were edited at random into Anki.')
    parser.add_argument('program', metavar='PATH-TO-CARDMILL')
    parser.add_argument('scratch', metavar='SCRATCH-FOLDER')
    options = parser.parse_args()
    mill, report = Mill(options.program, options.scratch), Report('edited')
    if NO_ANKI:
        report.skip(tests, '', NO_ANKI)
        return 0
    User.prepare(mill.folder('empty'))
    report.run(tests, '', mill)
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
