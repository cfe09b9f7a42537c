#!/usr/bin/env python3
"""Edits notes at random as people do, builds them again, and counts who kept its identity.

    python3 run.py [--full] [--seeds N] [--table FILE] [--examples FILE]
                   PATH-TO-CARDMILL SCRATCH-FOLDER SOURCE...

Folders of notes are made (folders.py) and edited (editor.py); which note of today is
which of before is told by their lines alone (truth.py).  The sources are edited as well.
Quick without --full, which takes 100 seeds of everything.  The table shows what the
rules of other tools reach on the same edits (peers.py).
"""

import argparse
import os
import re
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor

sys.dont_write_bytecode = True          # nothing is left beside the sources
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'package'))
import peers
from case import DEFAULT, GENERATIONS, MODES, Result, Source, run_case, run_generations
from folders import folder
from kit import Failed, Mill, Report, expect, labels
from truth import EDITS

KEPT, WRONG = 0.98, 0.001               # of surviving facts, at least; of all notes, at most
KEPT_LONG = 0.95                        # of those that survived all generations
QUICK, FULL = 10, 100                   # seeds
QUICK_SOURCES = 2
REST = 'inserted', 'unclear', 'kind changed'    # notes that are no known fact of before
PROPERTIES = ['case', 'guids-are-good', 'unchanged-rebuild-is-the-same-bytes', 'memory-changes-no-content',
              'dry-run-writes-nothing', 'times-are-right', 'plan-is-true', 'generation']


def set_of(path):
    """The name of the set that a source belongs to: the folder it was found in."""
    return os.path.basename(path if os.path.isdir(path) else os.path.dirname(path))


def jobs(options):
    """(function, set, source, seed) of everything to be done."""
    seeds = options.seeds or (FULL if options.full else QUICK)
    for seed in range(seeds):
        source = Source('made-%d' % seed, folder(seed))
        yield run_case, 'made', source, seed
        if options.full or seed < QUICK // 2:
            yield run_generations, 'made', source, seed
    for label, path in labels(options.sources):
        source = Source.load(label, path)
        for seed in range(seeds if options.full else QUICK_SOURCES):
            yield run_case, set_of(path), source, seed
            if options.full and seed < 10:
                yield run_generations, set_of(path), source, seed


def work(job):
    mill, examples, function, set_name, source, seed = job
    return function(mill, set_name, source, seed, examples) if function is run_case else \
        function(mill, set_name, source, seed)


# ---- Sums ----------------------------------------------------------------------------------

class Sums:
    """Outcomes of one mode and some of the sets and edits."""

    def __init__(self, facts, mode, sets, edits=EDITS):
        chosen = {(edit, outcome): 0 for edit in edits for outcome in ('kept', 'lost', 'wrong', 'twin')}
        inserted = 0
        for (set_name, of, edit, outcome), count in facts.items():
            if of != mode or set_name not in sets:
                continue
            if (edit, outcome) in chosen:
                chosen[edit, outcome] += count
            elif edit in REST:
                inserted += count
        of = lambda outcome: sum(count for (_, name), count in chosen.items() if name == outcome)
        self.kept, self.lost, self.wrong, self.twins = of('kept'), of('lost'), of('wrong'), of('twin')
        self.facts = self.kept + self.lost + self.wrong + self.twins
        self.inserted = inserted
        self.others_wrong = sum(other(facts, sets, mode, edit, 'wrong') for edit in REST) if edits in (EDITS, []) else 0

    def kept_share(self):
        return self.kept / self.facts if self.facts else 1

    def wrong_share(self):
        """Of all notes, new ones included."""
        known = self.facts + self.inserted
        return (self.wrong + self.others_wrong) / known if known else 0


def percent(share, places=2):
    return '%.*f %%' % (places, 100 * share)


def other(facts, sets, mode, kind, outcome=None):
    return sum(count for (set_name, of, edit, result), count in facts.items()
               if set_name in sets and of == mode and edit == kind and outcome in (None, result))


def table(result, sets):
    """The results as Markdown."""
    facts = result.facts
    every = [*dict.fromkeys(sets)]
    yield '| notes | cases | surviving facts | kept | lost | wrong | wrong, of all notes | after %d generations kept | wrong |' % GENERATIONS
    yield '|---|---|---|---|---|---|---|---|---|'
    for names in [[name] for name in every] + [every]:
        sums, long = Sums(facts, DEFAULT, names), Sums(facts, 'generations', names, ['survived all'])
        yield '| %s | %d | %d | %s | %d | %d + %d others | %s | %s of %d | %d |' % (
            names[0] if len(names) == 1 else '**all**', sum(result.notes[name, 'cases'] for name in names), sums.facts,
            percent(sums.kept_share()), sums.lost, sums.wrong, sums.others_wrong, percent(sums.wrong_share(), 3),
            percent(long.kept_share()) if long.facts else '-', long.facts, long.wrong)
    yield ''
    yield '| what was done (all notes, default previous) | facts | kept | lost | wrong |'
    yield '|---|---|---|---|---|'
    for edit in EDITS:
        sums = Sums(facts, DEFAULT, every, [edit])
        yield '| %s | %d | %s | %d | %d |' % (edit, sums.facts, percent(sums.kept_share()), sums.lost, sums.wrong)
    sums = Sums(facts, DEFAULT, every, [])
    for kind in REST:
        yield '| %s: no known earlier fact | %d | - | - | %d |' % (kind, other(facts, every, DEFAULT, kind), other(
            facts, every, DEFAULT, kind, 'wrong'))
    yield ''
    yield '| memory, or other tool\'s rule | kept | lost | wrong | wrong, of all notes |'
    yield '|---|---|---|---|---|'
    for mode in [DEFAULT] + [name for name, _ in MODES] + [name for name, _ in peers.RULES]:
        sums = Sums(facts, mode, every)
        yield '| %s | %s | %d | %d + %d others | %s |' % (
            mode, percent(sums.kept_share()), sums.lost, sums.wrong, sums.others_wrong, percent(sums.wrong_share(), 3))
    yield ''
    sums = Sums(facts, DEFAULT, every)
    yield 'Not among the surviving facts: %d notes whose lines do not tell which they were (one note became two, or two one): %d of them are ' \
        'new, %d have the guid of an earlier note; %d notes whose kind is another (basic, cloze), %d of them with the guid of an ' \
        'earlier note; %d notes that got the guid of another with the very same text; %d earlier notes that are gone. ' \
        'Uncertain in the plans: %d.' % (
            other(facts, every, DEFAULT, 'unclear'), other(facts, every, DEFAULT, 'unclear', 'new'),
            other(facts, every, DEFAULT, 'unclear', 'kept'), other(facts, every, DEFAULT, 'kind changed'),
            other(facts, every, DEFAULT, 'kind changed', 'kept'), sums.twins, other(facts, every, DEFAULT, 'deleted'),
            result.notes['uncertain'])


# ---- Tests ---------------------------------------------------------------------------------

def judge(report, result, sets):
    failures = defaultdict(list)
    for name, why in result.failures:
        failures[name].append(why)
    for name in PROPERTIES:
        def holds():
            expect(not failures[name], '%d of %d times: %s', len(failures[name]),
                   len(failures[name]) + result.passed[name], '; '.join(failures[name][:3]))
            expect(result.passed[name] > 0, 'was never tried')
        holds.__name__ = name
        report.run([holds], '')
    # Each rate over everything, and over the made folders, which are the same everywhere.
    for label, names in ('made', ['made']), ('all', sets):
        for mode in [DEFAULT] + [name for name, options in MODES if '--previous' in options]:
            sums = Sums(result.facts, mode, names)

            def kept():
                expect(sums.facts > 100, 'there are only %d facts', sums.facts)
                expect(sums.kept_share() >= KEPT, '%s of %d facts', percent(sums.kept_share()), sums.facts)

            def wrong():
                expect(sums.wrong_share() <= WRONG, '%s: %d of %d', percent(sums.wrong_share(), 3),
                       sums.wrong + sums.others_wrong, sums.facts + sums.inserted)
            report.run([kept, wrong], label + '/' + re.sub(r'\W+', '-', mode).strip('-'))
    long = Sums(result.facts, 'generations', sets, ['survived all'])

    def kept_for_generations():
        expect(long.facts > 100, 'there are only %d facts', long.facts)
        expect(long.kept_share() >= KEPT_LONG, '%s of %d facts', percent(long.kept_share()), long.facts)
        expect(long.wrong <= long.facts * WRONG * GENERATIONS, '%d wrong of %d', long.wrong, long.facts)
    report.run([kept_for_generations], '')


def main():
    parser = argparse.ArgumentParser(description='Measure whether notes keep their identity when their text changes.')
    parser.add_argument('--full', action='store_true', help='%d seeds of everything' % FULL)
    parser.add_argument('--seeds', type=int, help='so many seeds instead')
    parser.add_argument('--table', help='write the results there, as Markdown')
    parser.add_argument('--examples', help='write there what was lost and what went wrong')
    parser.add_argument('program', metavar='PATH-TO-CARDMILL')
    parser.add_argument('scratch', metavar='SCRATCH-FOLDER')
    parser.add_argument('sources', metavar='SOURCE', nargs='*')
    options = parser.parse_args()
    mill, report, result, sets = Mill(options.program, options.scratch), Report('identity'), Result(), ['made']
    with ProcessPoolExecutor(2) as pool:
        todo = [(mill, bool(options.examples), *job) for job in jobs(options)]
        sets += dict.fromkeys(job[3] for job in todo if job[3] != 'made')
        for one in pool.map(work, todo, chunksize=4):
            result.add(one)
    judge(report, result, sets)
    if options.table:
        with open(options.table, 'w', encoding='utf-8') as file:
            file.writelines(line + '\n' for line in table(result, sets))
    if options.examples:
        with open(options.examples, 'w', encoding='utf-8') as file:
            for example in result.examples:
                file.write('%s | %s | %s\n    was  %s\n    is   %s\n    got  %s\n' % example)
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
