#!/usr/bin/env python3
"""Sends decks that the real Anki made from format to format, and imports what came of them.

    VENV/bin/python real.py PATH-TO-CARDMILL SCRATCH-FOLDER

VENV is what ../anki/setup made.  Under a Python without Anki every test is skipped, by name.
"""

import argparse
import os
import sys

sys.dont_write_bytecode = True          # nothing is left beside the sources
here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(here, '..', 'package'), os.path.join(here, '..', 'anki')]
from kit import Mill, Report

try:
    import of_anki
    from user import User
    NO_ANKI = None
except ModuleNotFoundError as why:
    if why.name != 'anki':              # it is there, and broken
        raise
    NO_ANKI = 'this Python has no Anki; see tests/anki/setup'


def main():
    parser = argparse.ArgumentParser(description='Send decks of Anki round and back into Anki.')
    parser.add_argument('program', metavar='PATH-TO-CARDMILL')
    parser.add_argument('scratch', metavar='SCRATCH-FOLDER')
    options = parser.parse_args()
    report = Report('circles')
    if NO_ANKI:
        print('skip circles/anki: ' + NO_ANKI)
        return 0
    mill = Mill(options.program, options.scratch)
    User.prepare(mill.folder('empty'))
    owner = of_anki.Owner(mill)
    report.run(of_anki.tests, 'anki', owner)
    owner.close()
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
