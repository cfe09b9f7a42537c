#!/usr/bin/env python3
"""Sends decks from format to format and back, and looks for what was lost on the way.

    run.py PATH-TO-CARDMILL SCRATCH-FOLDER SOURCE...

A source is a Markdown file or a folder of them.  Only Python's standard library is needed.
SEED names another beginning of the decks that are made at random.
"""

import argparse
import os
import sys

sys.dont_write_bytecode = True          # nothing is left beside the sources
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'package'))
import of_generated
import of_merge
import of_samples
import of_sheets
from kit import Mill, Report, labels

WORKERS = 2                             # sources at a time


def makes_cards(mill, path):
    """Of some notes nothing can be made."""
    return b'[no-cards]' not in mill.run(path, '--dry-run', '--fresh').stderr


def main():
    parser = argparse.ArgumentParser(description='Check that decks lose nothing from format to format.')
    parser.add_argument('program', metavar='PATH-TO-CARDMILL')
    parser.add_argument('scratch', metavar='SCRATCH-FOLDER')
    parser.add_argument('sources', metavar='SOURCE', nargs='*')
    options = parser.parse_args()
    mill = Mill(options.program, options.scratch)
    report = Report('circles')
    report.run(of_generated.tests, 'generated', mill)
    report.run(of_merge.tests, 'merge', mill)
    report.run(of_sheets.tests, 'sheets', mill)

    def make(label, path):
        return of_samples.Case(mill, label, path)
    sources = [(label, path) for label, path in labels(options.sources) if makes_cards(mill, path)]
    report.run_cases(of_samples.tests, make, sources, WORKERS)
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
