#!/usr/bin/env python3
"""Opens the page that cardmill writes in a real browser, and does with it what people do.

    run.py PATH-TO-CARDMILL SCRATCH-FOLDER FOLDER-OF-NOTES

Where Chromium is not installed every test is skipped by name.  What it looks like is
left in the scratch folder, as PNG files.  Under a Python that has the real Anki, its
cards are compared with those of the page.
"""

import argparse
import os
import sys

sys.dont_write_bytecode = True          # nothing is left beside the sources
HERE = os.path.dirname(os.path.abspath(__file__))
for folder in 'package', 'browser', 'anki':
    sys.path.insert(0, os.path.join(HERE, '..', folder))
import of_cards
import of_filters
import of_harm
import of_looks
import of_many
import of_media
import of_writing
from chromium import Browser, find_chromium
from kit import Mill, Report
from written import Case


def main():
    parser = argparse.ArgumentParser(description='Check the preview that cardmill writes.')
    parser.add_argument('program', metavar='PATH-TO-CARDMILL')
    parser.add_argument('scratch', metavar='SCRATCH-FOLDER')
    parser.add_argument('notes', metavar='FOLDER-OF-NOTES')
    options = parser.parse_args()
    report = Report('preview')
    mill = Mill(options.program, options.scratch)
    report.run(of_writing.tests, '', mill)
    suites = of_cards.tests + of_filters.tests + of_looks.tests + of_harm.tests + of_media.tests + of_many.tests
    if find_chromium() is None:
        report.skip(suites, '', 'chromium is not installed')
        return 1 if report.failed else 0
    with Browser(os.path.join(mill.scratch, 'browser')) as browser:
        report.run(suites, '', Case(mill, browser, options.notes))
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
