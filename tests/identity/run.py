#!/usr/bin/env python3
"""Edits notes at random, builds again, and counts who is still himself.

    run.py CARDMILL SCRATCH [--seeds N] [--full] [--table FILE]

A note is the note of the build before whose first line its own first line was, however
that was edited and wherever it stands now: edit.py keeps track of lines.  Counted are
the notes that survived: those that kept their guid, those that lost it, and those
that got the guid of another note, which is worst.  Apart are those whose kind changed,
for Anki keeps no guid then, and those of which it cannot be said which they are,
because several notes begin on one line and others than before.
"""

import argparse
import collections
import glob
import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True
import edit
import peers
import write

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
THEN, NOW = 1700000000, 1700600000
KEPT, WRONG = 98.0, 0.1                         # per cent: at least, at most
PART = re.compile(r' \(\d+(–\d+)?/\d+\)$')
MODES = ['guids alone', 'previous .json', 'previous .apkg', 'previous .csv']


class Count(collections.Counter):
    def share(self, what):
        total = self['survived']
        return 100.0 * self[what] / total if total else 100.0


def cardmill(exe, clock, *args):
    run = subprocess.run([exe, *args], capture_output=True, env={**os.environ, 'SOURCE_DATE_EPOCH': str(clock)})
    if run.returncode != 0:
        raise RuntimeError('%s: %s' % (' '.join(args), run.stderr.decode('utf-8', 'replace')[-500:]))
    return run.stdout


def write_folder(folder, texts, crlf=False):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for name, text in texts.items():
        with open(os.path.join(folder, name), 'w', encoding='utf-8', newline='') as file:
            file.write(text.replace('\n', '\r\n') if crlf else text)


def read_notes(path):
    with open(path, encoding='utf-8') as file:
        return json.load(file)['notes']


# ---- Which note was which ---------------------------------------------------------

def lines_of(note, files):
    source = note['source']
    return files[source['file']][source['line'] - 1:source['end_line']]


def series_of(note):
    """What a note asks, and where, when it asks for a part of an answer, "(1/3)"; one that asks for
    all of it is a series of one."""
    return note['context'], PART.sub('', note['fields'][0])


def partners(old, new, files):
    """For every new note the index of its old self, None when it is new, -1 when that cannot be
    said; and the old notes that survived."""
    begin, inside = collections.defaultdict(list), set()
    for i, note in enumerate(old):
        begin[note['source']['file'], note['source']['line']].append(i)
        inside |= {(note['source']['file'], n) for n in range(note['source']['line'], note['source']['end_line'] + 1)}
    groups = collections.defaultdict(list)
    for i, note in enumerate(new):
        origin = lines_of(note, files)[0].origin
        groups[origin].append(i)
    found = [None] * len(new)
    series = [collections.Counter(series_of(note) for note in notes) for notes in (old, new)]
    for origin, group in groups.items():
        before = begin.get(origin, []) if origin else []
        if len(before) == len(group):
            for i, k in zip(group, before):
                found[i] = k
        elif before or any(line.origin in inside for i in group for line in lines_of(new[i], files)):
            for i in group:                     # made of others' lines: the first line went, or two became one
                found[i] = -1
    # An answer in more parts, or fewer, than before: it cannot be said which part is which.
    for i, partner in enumerate(found):
        counts = [s[series_of(new[i])] for s in series]
        if counts[0] != counts[1] and max(counts) > 1 and min(counts) > 0:
            found[i] = -1
    return found


def judge(count, old_keys, new_keys, old, new, found, done):
    """Adds to count what became of the identities of the notes, given as keys."""
    owners = collections.defaultdict(set)
    for i, key in enumerate(old_keys):
        owners[key].add(i)
    for i, partner in enumerate(found):
        owner = owners.get(new_keys[i], set())
        count['notes'] += 1
        if partner == -1:
            count['unclear'] += 1
            continue
        if partner is not None and old[partner]['notetype'] != new[i]['notetype']:
            count['kind changed'] += 1
            continue
        if partner is None:
            count['inserted'] += 1
            count['wrong'] += bool(owner)
            continue
        count['survived'] += 1
        kinds = done.get((old[partner]['source']['file'], old[partner]['source']['line']), {'untouched'})
        kept = partner in owner
        for kind in kinds:
            count['survived: ' + kind] += 1
            count['kept: ' + kind] += kept
        count['kept'] += kept
        count['wrong'] += bool(owner) and not kept
        count['lost'] += not owner


# ---- One case -------------------------------------------------------------------------

class Case:
    """A folder of notes and one edit of it."""

    def __init__(self, exe, scratch, name, texts, seed):
        self.exe, self.seed, self.texts = exe, seed, texts
        self.folder = os.path.join(scratch, re.sub(r'\W+', '-', '%s-%d' % (name, seed)))

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def build(self, clock, output, *options):
        cardmill(self.exe, clock, self.path('notes'), '-o', self.path(output), '-q', *options)
        return self.path(output)

    def run(self, modes, rules=True):
        counts = {}
        write_folder(self.path('notes'), self.texts)
        try:
            self.build(THEN, 'old.json', '--fresh')
        except RuntimeError as why:
            if 'no card was found' in str(why):
                return {}                       # a file of links alone
            raise
        for ending in {mode.rpartition('.')[2] for mode in modes if '.' in mode} - {'json'}:
            self.build(THEN, 'old.' + ending, '--fresh')
        old = read_notes(self.path('old.json'))
        editor = edit.edit(self.seed, self.texts, old)
        write_folder(self.path('notes'), {name: '\n'.join(line.text for line in lines)
                                          for name, lines in editor.files.items()}, self.seed % 5 == 0)
        for mode in modes:
            earlier = ['--fresh'] if mode == MODES[0] else ['--previous', self.path('old.' + mode.rpartition('.')[2])]
            new = read_notes(self.build(NOW, 'new.json', *earlier))
            found = partners(old, new, editor.files)
            count = counts[mode] = Count()
            judge(count, [n['guid'] for n in old], [n['guid'] for n in new], old, new, found, editor.done)
            self.check(old, new, mode)
            if mode != MODES[0]:
                os.remove(self.path('new.json'))
                plan = json.loads(cardmill(self.exe, NOW, self.path('notes'), '-o', self.path('new.json'),
                                           '--dry-run=json', *earlier))
                self.check_plan(old, new, plan)
                count['uncertain'] = plan['counts']['uncertain']
        for rule in peers.RULES if rules else []:
            count = counts[rule] = Count()
            judge(count, peers.keys(rule, old, THEN), peers.keys(rule, new, NOW), old, new, found, editor.done)
        shutil.rmtree(self.folder)
        return counts

    def check(self, old, new, mode):
        guids = [note['guid'] for note in new]
        assert len(set(guids)) == len(guids), 'a guid twice'
        assert all(re.fullmatch('[A-Za-z][A-Za-z0-9]*', guid) for guid in guids), 'a guid of other letters'
        before = {note['guid']: note for note in old}
        for note in new if mode in MODES[1:3] else []:
            was = before.get(note['guid'])
            same = was and was['fields'] == note['fields'] and sorted(was['tags']) == sorted(note['tags'])
            assert note['modified'] == (THEN if same else NOW), 'the time of %s' % note['guid']

    def check_plan(self, old, new, plan):
        """The plan says what the build does."""
        assert not os.path.exists(self.path('new.json')), 'a dry run wrote a file'
        before, after = ({note['guid']: note for note in notes} for notes in (old, new))
        assert sum(plan['counts'].values()) - plan['counts']['vanished'] == len(new), 'the counts of the plan'
        for note in plan['notes']:
            assert after[note['guid']]['fields'] == note['fields'], 'the new text of the plan'
            assert (note['change'] in ('new', 'uncertain')) == (note['guid'] not in before), 'new, or not'
            if 'old' in note:
                assert before[note['guid']]['fields'] == note['old']['fields'], 'the old text of the plan'
        told = {note['guid'] for note in plan['notes']}
        for note in new:
            if note['guid'] not in told:
                assert before[note['guid']]['fields'] == note['fields'], 'unchanged, and other text'
        assert {note['guid'] for note in plan['vanished']} == set(before) - set(after), 'what vanished'


# ---- Sets of cases ----------------------------------------------------------------------

def read_folder(folder):
    """The Markdown files right in a folder."""
    found = {}
    for path in sorted(glob.glob(os.path.join(folder, '*.md'))):
        with open(path, encoding='utf-8', newline='') as file:
            found[os.path.basename(path)] = file.read().replace('\r\n', '\n').replace('\r', '\n').lstrip('\ufeff')
    return found


def sets(seeds):
    """(name of the set, name of the case, texts, seed)."""
    for seed in range(seeds):
        yield 'generated folders', 'folder', write.folder(seed), seed
    texts = read_folder(os.path.join(TOP, 'notes'))
    for seed in range(max(2, seeds // 4)):
        yield "the project's samples", 'notes', texts, seed
    for name, folder in (('the seed', 'seeds'), ('real notes of others', 'corpus')):
        for file, text in read_folder(os.path.join(TOP, '..', 'shared', folder)).items():
            for seed in range(max(2, seeds if folder == "seeds" or seeds >= 100 else seeds // 2)):
                yield name, file, {file: text}, seed


def generations(exe, scratch, seed, rounds=5):
    """Edits and rebuilds in a row, each over the one before, in all formats."""
    case = Case(exe, scratch, 'generations', write.folder(seed), seed)
    texts, count = case.texts, Count()
    outputs = ['-o', case.path('deck.apkg'), '-o', case.path('deck.json'), '-o', case.path('deck.csv'), '-q']
    write_folder(case.path('notes'), texts)
    cardmill(exe, THEN, case.path('notes'), *outputs)
    for turn in range(rounds):
        old = read_notes(case.path('deck.json'))
        editor = edit.edit(seed * 100 + turn, texts, old)
        texts = {name: '\n'.join(line.text for line in lines) for name, lines in editor.files.items()}
        write_folder(case.path('notes'), texts)
        clock = THEN + 1000 * (turn + 1)
        cardmill(exe, clock, case.path('notes'), *outputs)
        new = read_notes(case.path('deck.json'))
        judge(count, [n['guid'] for n in old], [n['guid'] for n in new], old, new,
              partners(old, new, editor.files), editor.done)
        built = {ending: open(case.path('deck.' + ending), 'rb').read() for ending in ('apkg', 'json', 'csv')}
        cardmill(exe, clock + 500, case.path('notes'), *outputs)
        for ending, data in built.items():
            with open(case.path('deck.' + ending), 'rb') as file:
                assert file.read() == data, 'a rebuild without a change changed deck.' + ending
    shutil.rmtree(case.folder)
    return count


# ---- The table ---------------------------------------------------------------------------

def table(totals):
    lines = ['| notes | identity | survived | kept | lost | wrong | uncertain | kind changed | unclear |',
             '|---|---|---|---|---|---|---|---|---|']
    for (name, mode), count in totals.items():
        lines.append('| %s | %s | %d | %.2f %% | %.2f %% | %.3f %% | %d | %d | %d |' % (
            name, mode, count['survived'], count.share('kept'), count.share('lost'),
            100.0 * count['wrong'] / max(1, count['notes']), count['uncertain'], count['kind changed'],
            count['unclear']))
    lines += ['', '| notes | edit | survived | kept |', '|---|---|---|---|']
    for (name, mode), count in totals.items():
        if mode == MODES[1]:
            for kind in ('untouched', 'answer', 'mended', 'reworded'):
                total = count['survived: ' + kind]
                lines.append('| %s | %s | %d | %.2f %% |' % (
                    name, kind, total, 100.0 * count['kept: ' + kind] / max(1, total)))
    return '\n'.join(lines) + '\n'


def report(name, wrong):
    print('not ok identity/%s: %s' % (name, wrong) if wrong else 'ok identity/' + name, flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('cardmill')
    parser.add_argument('scratch')
    parser.add_argument('--seeds', type=int, default=8)
    parser.add_argument('--full', action='store_true', help='100 seeds, all modes everywhere')
    parser.add_argument('--table')
    args = parser.parse_args()
    exe, seeds = os.path.abspath(args.cardmill), 100 if args.full else args.seeds
    totals, failures = {}, []

    def work(job):
        name, case, texts, seed = job
        modes = MODES if args.full or seed < 2 else MODES[:2]
        try:
            return name, Case(exe, args.scratch, case, texts, seed).run(modes), None
        except (AssertionError, RuntimeError, KeyError) as why:
            return name, {}, '%s, seed %d: %s' % (case, seed, why or repr(why))

    with ThreadPoolExecutor(2) as pool:
        for name, counts, failure in pool.map(work, sets(seeds)):
            if failure:
                failures.append(failure)
            for mode, count in counts.items():
                totals.setdefault((name, mode), Count()).update(count)
        rows = [pool.submit(generations, exe, args.scratch, seed) for seed in range(max(2, seeds // 10))]
    for row in rows:
        try:
            totals.setdefault(('generated, 5 in a row', 'previous .apkg'), Count()).update(row.result())
        except (AssertionError, RuntimeError) as why:
            failures.append('generations: %s' % why)
    report('properties', '; '.join(failures[:5]))
    for (name, mode), count in totals.items():
        if mode not in MODES[1:]:
            continue
        label = re.sub(r'\W+', '-', '%s %s' % (name, mode))
        report(label + '/kept', None if count.share('kept') >= KEPT else
               '%.2f %% of %d kept their guid' % (count.share('kept'), count['survived']))
        wrong = 100.0 * count['wrong'] / max(1, count['notes'])
        report(label + '/wrong', None if wrong <= WRONG else '%d of %d notes got the guid of another' % (
            count['wrong'], count['notes']))
    if args.table:
        with open(args.table, 'w', encoding='utf-8') as file:
            file.write(table(totals))
    return bool(failures)


if __name__ == '__main__':
    sys.exit(main())
