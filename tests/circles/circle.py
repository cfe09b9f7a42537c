"""Decks go from format to format, each step in a folder of its own."""

import os
import re
import shutil

from content import content, load
from kit import EPOCH, expect, lazy


class Circle:
    def __init__(self, mill, *names):
        self.mill = mill
        self.folder = mill.folder(*names)
        self.count = 0
        self.said = ''          # what the latest step said

    def new_folder(self):
        self.count += 1
        path = os.path.join(self.folder, str(self.count))
        os.makedirs(path)
        return path

    def run(self, *arguments, epoch=EPOCH, status=0):
        done = self.mill.run('--color', 'never', *arguments, epoch=epoch)
        self.said = done.stderr.decode('utf-8', 'replace')
        expect(done.returncode == status, 'cardmill ended with %d: %s', done.returncode,
               re.sub(r'^.*: (warning|left out|repaired): .*\n', '', self.said, flags=re.M))
        return done.stdout

    def step(self, sources, name, *options, folder=None, epoch=EPOCH):
        """The path of the deck that sources become; name is that of the file in its folder."""
        path = os.path.join(folder or self.new_folder(), name)
        sources = [sources] if isinstance(sources, str) else sources
        self.run('-o', path, *options, *sources, epoch=epoch)
        return path

    def deck(self, path, *options):
        """A deck as JSON says what is in it."""
        return load(self.step(path, 'deck.json', '--fresh', *options))

    def content(self, path, without=(), **rest):
        return content(self.deck(path, **rest), without)


def copy_beside(path, folder, name):
    shutil.copyfile(path, os.path.join(folder, name))


class Kinds:
    """The kinds of packages that the program under test writes, as options."""

    def __init__(self, mill):
        help = mill.run('--help').stdout.decode()
        self.latest = ['--package', 'latest'] if '--package' in help else []
        self.legacy = ['--package', 'legacy'] if '--package' in help else []
