#!/usr/bin/env python3
"""Reads what cardmill wrote: packages with SQL and byte by byte, CSV, TSV, JSON.

    run.py PATH-TO-CARDMILL SCRATCH-FOLDER SOURCE...

A source is a Markdown file or a folder of them; those of tricky.py are added.
Only Python's standard library is needed; where the module jsonschema is missing,
the tests of the schema are skipped by name.
"""

import argparse
import csv
import os
import sys

sys.dont_write_bytecode = True          # nothing is left beside the sources
import of_html
import of_itself
import of_latest
import of_package
import of_style
import of_text
import tricky
from deck import Case
from kit import Mill, Report, labels


def main():
    parser = argparse.ArgumentParser(description='Check the decks that cardmill writes.')
    parser.add_argument('program', metavar='PATH-TO-CARDMILL')
    parser.add_argument('scratch', metavar='SCRATCH-FOLDER')
    parser.add_argument('sources', metavar='SOURCE', nargs='*')
    options = parser.parse_args()
    csv.field_size_limit(sys.maxsize)
    mill = Mill(options.program, options.scratch)
    report = Report('package')
    report.run(of_itself.tests + of_style.tests + of_latest.once, '', mill)
    for label, path in labels(options.sources + tricky.write(os.path.join(mill.scratch, 'tricky'))):
        case = Case(mill, os.path.join('sources', label), path)
        report.run(of_package.tests + of_latest.tests + of_html.tests + of_text.tests, label, case)
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
