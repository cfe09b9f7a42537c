"""Notes become JSON, CSV, packages of both kinds and JSON again, and stay the notes that they were."""

import os
import shutil

from circle import Circle, Kinds
from content import OF_TABLES, content, expect_same, load
from kit import Skipped, Tests, expect, lazy

tests = Tests()

CSS = '.card { --accent: #b3202c; font-size: 21px; }\n'


class Case:
    def __init__(self, mill, label, source):
        self.mill, self.label, self.source = mill, label, source
        self.kinds = Kinds(mill)

    @lazy
    def checked(self):
        """Nothing; a source that makes no cards is told."""
        done = self.mill.run('-n', '--fresh', self.source)
        if b'[no-cards]' in done.stderr:
            raise Skipped('no card is made of it')

    def circle(self, name):
        self.checked
        return Circle(self.mill, self.label, name)

    def close(self):
        shutil.rmtree(os.path.join(self.mill.scratch, self.label), ignore_errors=True)


def go_round(case, name, *options, package=False):
    """All formats one after the other.  package: the media of tables are in a package beside them."""
    circle = case.circle(name)
    home = circle.new_folder()
    first = circle.step(case.source, 'deck.json', '--fresh', *options, folder=home)
    wanted = load(first)
    if package or wanted['media']:
        circle.step(case.source, 'deck.apkg', '--fresh', *case.kinds.latest, *options, folder=home)
    again = circle.step(first, 'again.json', '--fresh')
    expect_same(content(load(again)), content(wanted), 'JSON')
    for ending in 'csv', 'tsv':
        shutil.copyfile(again, os.path.join(home, 'deck.json'))
        table = circle.step(again, 'deck.' + ending, '--fresh', folder=home)
        # A table has no ids, no times and no descriptions; what stands beside it knows note types and media.
        expect_same(circle.content(table, OF_TABLES | {'id'}), content(wanted, OF_TABLES | {'id'}), ending.upper())
        latest = circle.step(table, 'latest.apkg', '--fresh', *case.kinds.latest)
        legacy = circle.step(latest, 'legacy.apkg', '--fresh', *case.kinds.legacy)
        expect_same(circle.content(legacy, OF_TABLES | {'id'}), content(wanted, OF_TABLES | {'id'}),
                    'package of ' + ending.upper())


def go_packed(case, name, *options):
    """Without a table on the way, nothing at all is lost."""
    circle = case.circle(name)
    first = circle.step(case.source, 'deck.apkg', '--fresh', *case.kinds.legacy, *options)
    home = os.path.dirname(first)
    json = circle.step(first, 'deck.json', '--fresh', folder=home)
    wanted = content(load(json))
    milled = circle.deck(case.source, *options)
    expect_same(dict(content(milled), name=''), dict(wanted, name=''), 'package')
    latest = circle.step(json, 'deck.apkg', '--fresh', *case.kinds.latest)
    legacy = circle.step(latest, 'deck.apkg', '--fresh', *case.kinds.legacy)
    expect_same(circle.content(legacy), wanted, 'package of JSON')
    with open(first, 'rb') as a, open(circle.step(first, 'deck.apkg', '--fresh', *case.kinds.legacy), 'rb') as b:
        expect(a.read() == b.read(), 'a package of the package is another one')


@tests
def round(case):
    go_round(case, 'round')


@tests
def packed(case):
    go_packed(case, 'packed')


@tests
def round_with_subdecks(case):
    go_round(case, 'subdecks', '--subdecks', '2')


@tests
def packed_with_subdecks(case):
    go_packed(case, 'packed-subdecks', '--subdecks', '2')


@tests
def with_css(case):
    css = os.path.join(case.mill.folder(case.label, 'own'), 'own.css')
    with open(css, 'w', encoding='utf-8') as file:
        file.write(CSS)
    go_packed(case, 'css', '--css', css)


@tests
def rebuilt_over_itself(case):
    """A table written over by what was read of it, and a package over its own, say that nothing changed."""
    circle = case.circle('over')
    package = circle.step(case.source, 'deck.apkg')
    home = os.path.dirname(package)
    table = circle.step(package, 'deck.csv', '--fresh', folder=home)
    before = open(package, 'rb').read()
    circle.step(table, 'deck.apkg', folder=home, epoch=1800000000)
    expect(open(package, 'rb').read() == before, 'the table makes another package of what it was made of')
