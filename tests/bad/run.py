#!/usr/bin/env python3
"""Runs cardmill on bad input: wrong sources, outputs, options, and a bad moment.

    run.py PATH-TO-CARDMILL SCRATCH-FOLDER [NAME]...

Each case has a folder of its own with an earlier output in it.  It tells the exact
exit status and what is said on standard error; every line there must have one of
the shapes of the manual, and nothing may look like a crash.  After a failure every
file of the folder is what it was before, byte by byte, and there is no other.

One line of result a case; the status is 1 if any failed; the folder of a failed
case stays.  With SANITIZED=1 (a build with sanitizers) big inputs are smaller.
"""

import fcntl
import functools
import hashlib
import io
import itertools
import json
import os
import pty
import random
import re
import resource
import shutil
import signal
import stat
import struct
import subprocess
import sys
import termios
import threading
import time
import zipfile
from pathlib import Path

SANITIZED = os.environ.get('SANITIZED') == '1'
MB = 1000 * 1000
TIMEOUT = 300 if SANITIZED else 60      # s
NOBODY = 65534

GOOD = '# Go\n\n- key: value\n- lock: door\n'
# What an earlier build wrote, and another one reads: a deck of no notes.
EARLIER = '#separator:Comma\n#guid column:1\n'

# What may stand on standard error.
MESSAGE = re.compile(r'^(?P<place>cardmill|.+?)(:(?P<line>\d+):(?P<column>\d+))?: '
                     r'(repaired|left out|warning|error): \S.* \[[a-z-]+\]$', re.S)
TOTALS = re.compile(r'^\d+ notes? \((\d+ basic, \d+ cloze)?(, )?(\d+ of other types)?\) from \d+ files?'
                    r'(; \d+\.\d % of the characters on cards)?(; \d+ media files?, [\d.]+ (bytes|kB|MB))?; '
                    r'\d+ repaired, \d+ left out, \d+ warnings?(; against .+?: [\d a-z,]+)?( -> .+)?$', re.S)
USAGE = re.compile(r'^\S*cardmill: \S.*$')
TRY = re.compile(r"^Try '\S*cardmill --help'\.$")
CRASH = re.compile(r'Sanitizer|runtime error:|Assertion|stack smashing|core dumped|free\(\)|malloc\(\)|'
                   r'corrupt|Traceback')

cases = []


class Failed(Exception):
    """Why a case failed."""


class Skipped(Exception):
    """Why a case cannot run here."""


def case(function):
    cases.append((function.__name__.replace('_', '-'), function))
    return function


def check(condition, reason):
    if not condition:
        raise Failed(reason)


class Result:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err
        self.lines = [line for line in err.split('\n') if line]

    def says(self, pattern):
        return any(re.search(pattern, line) for line in self.lines)


# ---- One case ----------------------------------------------------------------

def describe(path):
    """What a file is, for comparing: kind and mode, and the bytes of a file."""
    info = os.lstat(path)
    if stat.S_ISREG(info.st_mode):
        return stat.S_IMODE(info.st_mode), hashlib.sha256(path.read_bytes()).hexdigest()
    return info.st_mode, os.readlink(path) if stat.S_ISLNK(info.st_mode) else ''


@functools.cache
def earlier_package(program):
    return subprocess.run([program, '-', '-d', 'a', '-o', '-', '-f', 'apkg', '--fresh'], input=GOOD.encode(),
                          check=True, capture_output=True).stdout


class Box:
    """A case's folder, and cardmill run in it."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        folder.mkdir(parents=True)
        folder.chmod(0o777)
        self.write('out/a.csv', EARLIER)
        self.write('out/a.apkg', earlier_package(program))
        self.write('x.csv', EARLIER)
        self.write('a.md', GOOD)

    def path(self, name):
        return self.folder / name

    def write(self, name, data):
        path = Path(os.fsdecode(os.fsencode(self.folder) + b'/' + name)) if isinstance(name, bytes) \
            else self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def tree(self):
        found = {}
        for top, folders, files in os.walk(self.folder):
            for name in folders + files:
                path = Path(top) / name
                found[str(path.relative_to(self.folder))] = describe(path)
        return found

    def run(self, *args, env=None, limit=None, timeout=TIMEOUT, input=b'', **more):
        """Runs cardmill with args; standard output and error are kept."""
        def prepare():
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            if limit is not None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            done = subprocess.run([self.program, *args], cwd=self.folder, timeout=timeout,
                                  env=environment(env), preexec_fn=prepare,
                                  **{'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE, 'input': input, **more})
        except subprocess.TimeoutExpired:
            raise Failed(f'it did not end within {timeout} s') from None
        result = Result(done.returncode, done.stdout, (done.stderr or b'').decode('utf-8', 'replace'))
        check(result.status >= 0, f'killed by signal {-result.status}: {result.err[-200:]!r}')
        check(not CRASH.search(result.err), f'it crashed: {result.err[:300]!r}')
        for line in result.lines:
            check(MESSAGE.match(line) or TOTALS.match(line) or USAGE.match(line) or TRY.match(line),
                  f'a strange line on standard error: {line!r}')
        return result

    def fails(self, status, says, *args, errors=1, **more):
        """Runs it; it must fail so, and leave everything as it was."""
        before = self.tree()
        result = self.run(*args, **more)
        check(result.status == status, f'status {result.status}, not {status}: {result.err[-300:]!r}')
        check(result.says(says), f'no line like {says!r}: {result.err[-300:]!r}')
        check(not result.out, f'standard output holds {(result.out or b"")[:60]!r}')
        told = [line for line in result.lines if ': error: ' in line or USAGE.match(line) and not MESSAGE.match(line)]
        check(len(told) == errors, f'{len(told)} errors are told, not {errors}: {result.err[-300:]!r}')
        self.unchanged(before)
        return result

    def unchanged(self, before):
        after = self.tree()
        for name in sorted(before.keys() | after.keys()):
            if name not in after:
                raise Failed(f'{name} is gone')
            if name not in before:
                raise Failed(f'{name} was left behind')
            check(before[name] == after[name], f'{name} has changed')

    def works(self, *args, adds=(), changes=(), **more):
        """Runs it; it must succeed, and touch only what is named."""
        before = self.tree()
        result = self.run(*args, **more)
        check(result.status == 0, f'status {result.status}: {result.err[-300:]!r}')
        after = self.tree()
        added = sorted(after.keys() - before.keys())
        check(added == sorted(adds), f'there are {added} new, not {sorted(adds)}')
        for name in before:
            check(name in after, f'{name} is gone')
            check((before[name] != after[name]) == (name in changes),
                  f'{name} has {"changed" if before[name] != after[name] else "not changed"}')
        return result


def environment(more=None):
    env = {key: value for key, value in os.environ.items() if key not in ('SOURCE_DATE_EPOCH', 'NO_COLOR')}
    env.update(more or {})
    return env


def unprivileged(box):
    """What makes run() a user who may not do everything."""
    if os.geteuid() != 0:
        return {}
    me = {'user': NOBODY, 'group': NOBODY, 'extra_groups': []}
    try:
        subprocess.run([box.program, '--version'], cwd=box.folder, check=True, capture_output=True, **me)
    except (OSError, subprocess.SubprocessError):
        raise Skipped('root may read and write anything, and nobody may not run cardmill here') from None
    return me


def usage(box, says, *args, **more):
    box.fails(2, says, *args, **more)


# ---- Sources ---------------------------------------------------------------------

@case
def missing_file(box):
    box.fails(1, r'^cardmill: error: .*gone\.md.* \[read-failed\]$', 'gone.md', '-o', 'x.csv')


@case
def missing_among_others(box):
    box.fails(1, r'gone\.md.* \[read-failed\]$', 'a.md', 'gone.md', '-o', 'x.csv')


@case
def every_missing_file_is_told(box):
    result = box.fails(1, r'gone1\.md', 'gone1.md', 'a.md', 'gone2.md', '-o', 'x.csv', errors=2)
    check(result.says(r'gone2\.md'), 'the second is not told')


@case
def file_as_a_folder(box):
    box.fails(1, r'a\.md/b\.md.* \[read-failed\]$', 'a.md/b.md', '-o', 'x.csv')


@case
def empty_source_name(box):
    box.fails(1, r'\[read-failed\]$', '', '-o', 'x.csv')


@case
def folder_without_notes(box):
    box.write('notes/picture.png', b'\x89PNG')
    box.write('notes/.hidden.md', GOOD)
    box.write('notes/sub/readme.rst', GOOD)
    box.fails(1, r'^cardmill: error: .*notes.* \[no-sources\]$', 'notes')


@case
def unreadable_file(box):
    me = unprivileged(box)
    box.path('a.md').chmod(0)
    box.fails(1, r'^a\.md: error: .*a\.md.*ermission.* \[read-failed\]$', 'a.md', '-o', 'x.csv', **me)


@case
def unreadable_folder(box):
    me = unprivileged(box)
    box.write('notes/a.md', GOOD)
    box.write('notes/sub/b.md', GOOD)
    box.path('notes/sub').chmod(0)
    try:
        result = box.run('notes', '-o', 'x.csv', **me)
        check(result.status == 1 and result.says(r'notes/sub.*\[read-failed\]$'), result.err)
    finally:
        box.path('notes/sub').chmod(0o755)


@case
def zero_bytes(box):
    box.write('a.md', b'')
    result = box.fails(1, r'^cardmill: error: .* \[no-cards\]$', 'a.md', '-o', 'x.csv')
    check(result.says(r'^a\.md: warning: .* \[empty-file\]$'), 'the empty file is not told')


@case
def only_blanks(box):
    box.write('a.md', b' \n\t\r\n\xe3\x80\x80\n' * 1000)
    result = box.fails(1, r'\[no-cards\]$', 'a.md', '-o', 'x.csv')
    check(result.says(r'^a\.md: warning: .* \[empty-file\]$'), 'the empty file is not told')


@case
def only_nuls(box):
    box.write('a.md', bytes(100000))
    box.fails(1, r'^a\.md:1:1: error: .*NUL.* \[bad-text\]$', 'a.md', '-o', 'x.csv')


@case
def other_kinds_of_files(box):
    """What they are is said, and for a table what helps."""
    def workbook(*names):
        made = io.BytesIO()
        with zipfile.ZipFile(made, 'w') as archive:
            for name in names:
                archive.writestr(name, b'x' * 100)
        return made.getvalue()

    for name, content, says in (('a.xlsx', workbook('[Content_Types].xml', 'xl/workbook.xml'), 'Excel workbook.*CSV'),
                                ('b.md', workbook('media', 'collection.anki2'), r'Anki package.*\.apkg'),
                                ('c.md', b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'PDF'),
                                ('collection.anki2', b'SQLite format 3\0' + b'\0' * 100, 'SQLite.*exported'),
                                ('d.md', b'\x1f\x8b\x08\0\0\0\0\0', 'gzip')):
        box.write(name, content)
        box.fails(1, r'^%s: error: this is .*%s.* \[bad-text\]$' % (name.replace('.', r'\.'), says), name, '-o', 'x.csv')


@case
def binary_junk(box):
    for seed in range(20):
        box.write('a.md', b'text\n' + random.Random(seed).randbytes(1 + seed * 3000))
        box.fails(1, r'^a\.md:\d+:\d+: error: .* \[bad-text\]$', 'a.md', '-o', 'x.csv')


@case
def nothing_but_marks(box):
    left = []
    for text in ('#', '# #', '-', '*', '1.', '>', '> -', '```', '~~~', '---', '---\n---', '- \n- \n', '- \n  - \n'):
        box.write('a.md', text)
        before = box.tree()
        result = box.run('a.md', '-o', 'x.csv')
        if result.status != 1 or not result.says(r'\[no-cards\]$'):
            left.append(text)
            box.write('x.csv', EARLIER)
        box.unchanged(before)
    check(not left, f'there are cards of {left}')


@case
def gb18030_bytes(box):
    box.write('a.md', '# 数据库\n\n- 事务：一组操作，要么全部成功，要么全部失败\n'.encode('gb18030'))
    box.fails(1, r'^a\.md:1:3: error: .*GB18030.* \[bad-text\]$', 'a.md', '-o', 'x.csv')
    box.works('a.md', '-o', 'x.csv', '--encoding', 'GB18030', changes=['x.csv'])
    check('事务' in box.path('x.csv').read_text(), 'the text is not there')


@case
def unknown_encoding(box):
    box.fails(2, r'KLINGON.* \[bad-encoding\]$', 'a.md', '-o', 'x.csv', '--encoding', 'KLINGON')


@case
def two_sources_one_deck(box):
    box.write('b/a.md', GOOD)
    box.fails(1, r'^cardmill: error: .*a\.md and b/a\.md .*"a".* \[same-deck\]$', 'a.md', 'b/a.md', '-o', 'x.csv')


@case
def the_same_source_twice(box):
    box.fails(1, r'\[same-deck\]$', 'a.md', './a.md', '-o', 'x.csv')


@case
def bad_among_good(box):
    box.write('notes/1.md', GOOD)
    box.write('notes/2.md', b'# x\n\nab\xff\n')
    box.write('notes/3.md', GOOD)
    box.fails(1, r'^notes/2\.md:3:3: error: .* \[bad-text\]$', 'notes', '-o', 'x.csv', '-o', 'out')


@case
def missing_css(box):
    box.fails(1, r'^cardmill: error: .*gone\.css.* \[read-failed\]$', 'a.md', '-o', 'x.csv', '--css', 'gone.css')
    box.fails(1, r'out: it is a folder \[read-failed\]$', 'a.md', '-o', 'x.csv', '--css', 'out')


@case
def css_that_is_none(box):
    for data in (b'\x89PNG\r\n\xff', b'.card { }\n\0', '.card { }'.encode('utf-16')):
        box.write('a.css', data)
        box.fails(1, r'a\.css is not text in UTF-8 \[bad-template\]$', 'a.md', '-o', 'x.csv', '--css', 'a.css')


@case
def css_as_large_as_a_picture(box):
    box.write('a.css', '/* ' + 256 * 1024 * 'x' + ' */')
    box.fails(1, r'a\.css has more than 256 KB.* \[bad-template\]$', 'a.md', '-o', 'x.csv', '--css', 'a.css')


@case
def folder_without_templates(box):
    box.write('own/front.html', '{{Front}}')
    for name in 'own', 'gone', 'a.md':
        box.fails(1, r'^cardmill: error: %s holds none of card\.css, .* \[bad-template\]$' % re.escape(name),
                  'a.md', '-o', 'x.csv', '--template-dir', name)


@case
def wrong_templates(box):
    """All that is wrong is told, with its place."""
    box.write('own/basic-front.html', '{{Front}}\n<i>中{{Bakc}}</i>\n')
    box.write('own/cloze-back.html', '{{#Back}}{{Back}}\n')
    result = box.fails(1, r'^own/basic-front\.html:2:7: error: .*"Bakc".* \[bad-template\]$',
                       'a.md', '-o', 'x.csv', '--template-dir', 'own', errors=3)
    check(result.says(r'^own/cloze-back\.html:1:4: error: {{#Back}} is not closed \[bad-template\]$'),
          'what is open is not told')
    check(result.says(r'^own/cloze-back\.html:1:1: error: .*{{cloze:Text}}.* \[bad-template\]$'),
          'what is missing is not told')


@case
def own_style(box):
    box.write('own/basic-front.html', '<b>{{Front}}</b>\n')
    box.write('a.css', '.card { color: red }\n')
    box.works('a.md', '-o', 'x.csv', '-o', 'new.apkg', '--template-dir', 'own', '--css', 'a.css', '--no-highlight',
              adds=['new.apkg'], changes=['x.csv'])


@case
def folder_with_links_to_itself(box):
    box.write('notes/a.md', GOOD)
    box.path('notes/sub').mkdir()
    os.symlink('.', box.path('notes/one'))
    os.symlink('..', box.path('notes/sub/two'))
    result = box.run('notes', '-o', 'new.csv', timeout=15)
    check(result.status == 0, result.err)
    check(result.says('from 1 file;'), f'the note is there more than once: {result.err!r}')


@case
def folder_with_a_pipe(box):
    box.write('notes/a.md', GOOD)
    os.mkfifo(box.path('notes/b.md'))
    result = box.run('notes', '-o', 'new.csv', timeout=15)
    check(result.status in (0, 1), result.err)


@case
def a_pipe_as_source(box):
    os.mkfifo(box.path('pipe.md'))
    threading.Thread(target=lambda: box.path('pipe.md').write_text(GOOD), daemon=True).start()
    box.works('pipe.md', '-o', 'x.csv', changes=['x.csv'], timeout=15)


@case
def name_that_is_not_utf8(box):
    box.write(b'caf\xe9.md', GOOD)
    before = box.tree()
    result = box.run(b'caf\xe9.md', '-o', 'x.csv', '-o', 'new.json')
    if result.status == 0:
        for name in ('x.csv', 'new.json'):
            try:
                box.path(name).read_text(encoding='utf-8')
            except UnicodeDecodeError:
                raise Failed(f'{name} is not UTF-8') from None
    else:
        check(result.status in (1, 2) and result.lines, 'it failed without a word')
        box.unchanged(before)


@case
def standard_input(box):
    box.works('-', '-o', 'x.csv', changes=['x.csv'], input=GOOD.encode())
    check('key,value' in box.path('x.csv').read_text(), 'the note is not there')
    box.fails(1, r'^stdin: warning: .* \[empty-file\]$', '-', '-o', 'x.csv', input=b'')
    box.fails(1, r'^stdin:1:3: error: .* \[bad-text\]$', '-', '-o', 'x.csv', input=b'ab\xff')


@case
def standard_input_is_a_folder(box):
    with_folder = os.open(box.folder, os.O_RDONLY)
    try:
        before = box.tree()
        result = box.run('-', '-o', 'x.csv', input=None, stdin=with_folder)
    finally:
        os.close(with_folder)
    check(result.status == 1 and result.says(r'error: .*\[read-failed\]$'), f'{result.status}: {result.err!r}')
    box.unchanged(before)


# ---- Pictures, sound and films -----------------------------------------------------

def members(box, name):
    """What a package holds beside the collection."""
    with zipfile.ZipFile(box.path(name)) as package:
        check(package.testzip() is None, 'the package is damaged')
        return [package.read(number) for number in json.loads(package.read('media'))]


@case
def media_of_standard_input(box):
    box.write('img/x.png', b'picture')
    notes = '- key: ![](img/x.png)\n- lock: ![[x.png]]\n- door: ![](../out.png)\n'
    box.write('../out.png', b'out')
    try:
        result = box.works('-', '-o', 'x.apkg', adds=['x.apkg'], input=notes.encode())
    finally:
        os.unlink(box.path('../out.png'))
    check(members(box, 'x.apkg') == [b'picture'], 'the picture is not there')
    check(result.says(r'^stdin:3:1: warning: \.\./out\.png .*--media-anywhere.* \[media-refused\]$'), result.err)
    check(result.says(r'; 1 media file, 7 bytes; 0 repaired'), result.err)


@case
def media_from_outside(box):
    box.write('pool/x.png', b'picture')
    box.write('notes/a.md', '- key: ![](../pool/x.png)\n- lock: ![](link.png)\n- door: ![](gone.png)\n')
    os.symlink('../pool/x.png', box.path('notes/link.png'))
    result = box.works('notes', '-o', 'x.apkg', adds=['x.apkg'])
    check(members(box, 'x.apkg') == [], 'a picture is there')
    for line in 1, 2:
        check(result.says(rf'^notes/a\.md:{line}:1: warning: .*--media-anywhere.* \[media-refused\]$'), result.err)
    check(result.says(r'^notes/a\.md:3:1: warning: gone\.png .* \[media-missing\]$'), result.err)
    result = box.works('notes', '-o', 'x.apkg', '--media-anywhere', changes=['x.apkg'])
    check(members(box, 'x.apkg') == [b'picture'], 'the picture is not there')
    check(not result.says(r'\[media-refused\]$'), result.err)


@case
def media_in_a_pipe(box):
    """The package goes down a pipe, which nobody can go back in."""
    pictures = [os.urandom(200000 + i) for i in range(5)]
    for i, picture in enumerate(pictures):
        box.write(f'notes/{i}.png', picture)
    box.write('notes/a.md', ''.join(f'- key {i}: ![]({i}.png)\n' for i in range(5)))
    result = box.works('notes', '-o', '-', '-f', 'apkg')
    box.write('new.apkg', result.out)
    check(members(box, 'new.apkg') == pictures, 'other pictures came')


@case
def media_are_not_held(box):
    """A package and a page of more media than the program takes memory."""
    count, size = (10, MB) if SANITIZED else (64, MB)
    digest = hashlib.sha256()
    for i in range(count):
        picture = os.urandom(size)
        digest.update(picture)
        box.write(f'notes/img/{i}.png', picture)
    box.write('notes/a.md', ''.join(f'- key {i}: ![](img/{i}.png)\n' for i in range(count)))
    child = subprocess.Popen([box.program, '-q', 'notes', '-o', 'new.apkg', '-o', 'new.html', '-o', 'new.csv'],
                             cwd=box.folder, env=environment(), stderr=subprocess.PIPE)
    said = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    check(status == 0 and not said, f'status {status}: {said[-300:]!r}')
    # What Python held when it forked counts, too.
    check(SANITIZED or used.ru_maxrss * 1024 < 48 * MB, f'it took {used.ru_maxrss // 1024} MB of memory')
    held = hashlib.sha256()
    for picture in members(box, 'new.apkg'):
        held.update(picture)
    check(held.digest() == digest.digest(), 'other pictures came')
    check(box.path('new.html').stat().st_size > min(count * size, 64000000) * 1.3, 'the page has no pictures')


@case
def media_that_vanish(box):
    """A picture goes while the program works: no output, or a whole one, never half of one."""
    for i in range(40):
        box.write(f'notes/{i}.png', os.urandom(300000))
    box.write('notes/a.md', ''.join(f'- key {i}: ![]({i}.png)\n' for i in range(40)))
    ends = set()
    for name, wait in itertools.product(('a.apkg', 'a.html'), range(8)):
        last = box.write('notes/39.png', b'last' * 100000)
        box.write('out/' + name, 'earlier')
        child = subprocess.Popen([box.program, 'notes', '-o', 'out/' + name, '--fresh'], cwd=box.folder, env=environment(),
                                 stderr=subprocess.PIPE)
        time.sleep(wait * .006)
        last.unlink()
        said = child.stderr.read().decode()
        status = child.wait(TIMEOUT)
        ends.add(status)
        if status == 0:
            whole = box.path('out/' + name).read_bytes()
            check(len(members(box, 'out/a.apkg')) >= 39 if name == 'a.apkg' else
                  whole.count(b'id="medium-') >= 39 and whole.endswith(b'</html>\n'), 'pictures are missing')
        else:
            check(re.search(r'^cardmill: error: .*39\.png.*\[write-failed\]$', said, re.M), said)
            check(box.path('out/' + name).read_text() == 'earlier', 'the earlier output is gone')
        check(set(os.listdir(box.path('out'))) == {'a.csv', 'a.apkg', name}, 'something was left behind')
    check(ends <= {0, 1}, f'it ended with {ends}')


# ---- Notes that are wrong, and big ones --------------------------------------------

@case
def open_fence(box):
    box.write('a.md', 'key: value\n\nan example:\n\n```c\nint x;\n\n# more\n')
    result = box.works('a.md', '-o', 'x.csv', changes=['x.csv'])
    check(result.says(r'^a\.md:5:1: warning: .* \[fence-open\]$'), result.err)


@case
def left_out_lines(box):
    box.write('a.md', 'key: value\n\n1. \n\n## stub\n')
    result = box.works('a.md', '-o', 'x.csv', changes=['x.csv'])
    check(result.says(r'^a\.md:3:1: left out: .* \[empty-item\]$'), result.err)
    check(result.says(r'^a\.md:5:1: left out: .* \[stub-heading\]$'), result.err)
    check(result.says(r'^1 note .* 2 left out'), result.err)


def survives(box, text):
    """Ends by itself, with a deck, or with a word and without one."""
    box.write('a.md', text)
    before = box.tree()
    result = box.run('a.md', '-o', 'x.csv')
    check(result.status in (0, 1), f'status {result.status}: {result.err[-300:]!r}')
    if result.status == 1:
        check(result.lines, 'it failed without a word')
        box.unchanged(before)
    return result


@case
def a_line_of_50_mb(box):
    size = (2 if SANITIZED else 50) * MB
    survives(box, 'key: ' + 'word ' * (size // 5) + '\n')


@case
def a_word_of_50_mb(box):
    survives(box, 'x' * ((2 if SANITIZED else 50) * MB))


@case
def nested_quotes(box):
    result = survives(box, 'key: value\n\n' + '>' * 25000 + ' x: y\n')
    check(result.status == 0 and result.says(r'^a\.md:3:\d+: warning: .* \[too-deep\]$'), result.err)


@case
def nested_lists(box):
    result = survives(box, 'key: value\n\n' + '- ' * 25000 + 'x: y\n')
    check(result.status == 0 and result.says(r'^a\.md:3:\d+: warning: .* \[too-deep\]$'), result.err)


@case
def nested_brackets(box):
    survives(box, '[' * 25000 + 'x: y' + ']' * 25000 + '(z)\n')


# ---- Outputs ----------------------------------------------------------------------

@case
def unwritable_folder(box):
    me = unprivileged(box)
    for name in ('out', '.'):
        box.path(name).chmod(0o555)
    try:
        box.fails(1, r'^cardmill: error: .*out/a\.apkg.*ermission.* \[write-failed\]$', 'a.md', '-o', 'out', **me)
        box.fails(1, r'\[write-failed\]$', 'a.md', '-o', 'new/x.csv', **me)
        box.fails(1, r'\[write-failed\]$', 'a.md', '-o', 'x.csv', **me)
    finally:
        box.path('.').chmod(0o777)
        box.path('out').chmod(0o755)


@case
def output_is_a_folder(box):
    """A folder is a folder, whatever it is called."""
    box.path('y.csv').mkdir()
    box.works('a.md', '-o', 'y.csv', adds=['y.csv/a.apkg', 'y.csv/a.csv', 'y.csv/a.json'])


@case
def output_in_a_folder_is_a_folder(box):
    box.path('out/a.json').mkdir()
    box.fails(1, r'^cardmill: error: .*out/a\.json.* \[write-failed\]$', 'a.md', '-o', 'out')
    box.fails(1, r'out/a\.json.* \[write-failed\]$', 'a.md')


@case
def output_folder_is_a_file(box):
    box.write('file', 'earlier')
    box.fails(1, r'^cardmill: error: .*file.* \[write-failed\]$', 'a.md', '-o', 'file')
    box.fails(1, r'\[write-failed\]$', 'a.md', '-o', 'file/x.csv')
    box.fails(1, r'\[write-failed\]$', 'a.md', '-o', 'file/deeper/')


@case
def second_output_fails(box):
    box.write('file', 'earlier')
    box.fails(1, r'\[write-failed\]$', 'a.md', '-o', 'x.csv', '-o', 'out', '-o', 'file/y.csv')
    box.fails(1, r'\[write-failed\]$', 'a.md', '-o', 'file/y.csv', '-o', 'x.csv')


@case
def full_disk(box):
    """A limit on the size of files stands for the disk."""
    box.write('a.md', ''.join(f'- key {i}: value {i}\n' for i in range(3000)))
    for limit in (0, 1, 4096, 50000):
        box.fails(1, r'^cardmill: error: .*x\.csv.* \[write-failed\]$', 'a.md', '-o', 'x.csv', limit=limit)
        box.fails(1, r'\[write-failed\]$', 'a.md', '-o', 'out', limit=limit)


@case
def full_device(box):
    if not os.path.exists('/dev/full'):
        raise Skipped('there is no /dev/full')
    with open('/dev/full', 'wb') as full:
        for form in ('csv', 'json', 'apkg'):
            box.fails(1, r'^cardmill: error: .* \[write-failed\]$', 'a.md', '-o', '-', '-f', form, stdout=full)


@case
def explanation_onto_a_full_device(box):
    if not os.path.exists('/dev/full'):
        raise Skipped('there is no /dev/full')
    with open('/dev/full', 'wb') as full:
        result = box.run('a.md', '-o', 'new.csv', '--explain', stdout=full)
    check(result.status == 1, f'status {result.status}, though nothing of what was asked for came out')


@case
def refused_names(box):
    for name in ('collection.apkg', 'sub/collection.apkg', 'backup-x.apkg', 'backup-2024-01-01.apkg', 'x.colpkg'):
        usage(box, re.escape(name), 'a.md', '-o', name)
        usage(box, re.escape(name), 'a.md', '-o', 'x.csv', '-o', name)


@case
def refused_names_in_capitals(box):
    """Anki lowers the name before it looks (qt/aqt/import_export/importing.py)."""
    for name in ('Collection.apkg', 'COLLECTION.APKG', 'Backup-x.apkg', 'BACKUP-X.APKG', 'X.ColPkg'):
        usage(box, re.escape(name), 'a.md', '-o', name)


@case
def source_called_collection(box):
    for name in ('collection', 'Collection', 'backup-1', 'Backup-1'):
        folder = f'new-{name}'
        box.write(f'{name}.md', GOOD)
        result = box.run(f'{name}.md', '-o', folder)
        check(result.status == 0, result.err)
        made = sorted(path.name for path in box.path(folder).iterdir())
        check(len(made) == 3, f'{made}')
        for file in made:
            lower = file.lower()
            check(lower != 'collection.apkg' and not (lower.startswith('backup-') and lower.endswith('.apkg')),
                  f'it made {file}')


@case
def deck_called_collection(box):
    box.works('a.md', '-d', 'collection', '-o', 'new', '-f', 'apkg', adds=['new', 'new/deck-collection.apkg'])


@case
def long_chinese_name(box):
    """Names of files are not cut inside a character."""
    name = '很长的名字' * 12
    box.write(f'{name}.md', GOOD)
    result = box.run(f'{name}.md', '-o', 'new')
    check(result.status == 0, result.err)
    for made in os.listdir(os.fsencode(box.path('new'))):
        try:
            made.decode('utf-8')
        except UnicodeDecodeError:
            raise Failed(f'it made {made!r}') from None


@case
def very_long_name(box):
    name = 'x' * 251 + '.csv'
    box.works('a.md', '-o', name, adds=[name])
    box.fails(1, r'\[write-failed\]$', 'a.md', '-o', 'x' + name)


@case
def unknown_ending(box):
    usage(box, r'x\.pdf: .*\.apkg, \.csv', 'a.md', '-o', 'x.pdf')
    usage(box, r'x\.md', 'a.md', '-o', 'x.md')
    usage(box, r'x\.csv\.bak', 'a.md', '-o', 'x.csv.bak')


@case
def empty_output(box):
    """As an unset variable in a script gives; it must not mean the folder /."""
    box.write('a.md', '')               # so that nothing can be written in any case
    usage(box, r'cardmill: ', 'a.md', '-o', '')


@case
def standard_output_without_a_format(box):
    usage(box, r'--format', 'a.md', '-o', '-')
    usage(box, r'--format', 'a.md', '-o', '-', '-f', 'csv,json')


@case
def standard_output(box):
    result = box.works('a.md', '-o', '-', '-f', 'csv')
    check(result.out.startswith(b'#separator:Comma\n') and b',key,value,' in result.out, f'{result.out[:100]!r}')
    result = box.works('a.md', '-o', '-', '-f', 'json')
    check(len(json.loads(result.out)['notes']) == 2, 'it is another deck')
    result = box.works('a.md', '-o', '-', '-f', 'apkg')
    check(result.out[:4] == b'PK\3\4', 'it is no package')


@case
def standard_output_is_one_thing(box):
    """A deck and an explanation of it cannot go the same way."""
    result = box.run('a.md', '-o', '-', '-f', 'json', '--explain')
    if result.status == 0:
        try:
            json.loads(result.out)
        except ValueError:
            raise Failed('the explanation stands in front of the deck') from None
    else:
        check(result.status == 2, f'status {result.status}')


@case
def the_same_output_twice(box):
    box.fails(2, r'x\.csv.* \[bad-output-name\]$', 'a.md', '-o', 'x.csv', '-o', 'x.csv')
    box.fails(2, r'out/a\.csv.* \[bad-output-name\]$', 'a.md', '-o', 'out', '-o', 'out/a.csv')


@case
def the_same_output_in_two_spellings(box):
    os.symlink('out', box.path('link'))
    for one, other in (('x.csv', './x.csv'), ('out/a.csv', 'out//a.csv'), ('out', './out'), ('out', 'link'),
                       ('x.csv', f'{box.folder}/x.csv')):
        before = box.tree()
        result = box.run('a.md', '-o', one, '-o', other)
        if result.status == 0:
            check(not list(box.folder.glob('**/.cardmill*')), 'a draft was left behind')
        else:
            check(result.status in (1, 2), f'status {result.status}')
            box.unchanged(before)


# ---- Options ------------------------------------------------------------------------

@case
def unknown_option(box):
    usage(box, r'--bogus', 'a.md', '--bogus')
    usage(box, r'-x', 'a.md', '-x')
    usage(box, r'--outputs', 'a.md', '--outputs=x.csv')
    usage(box, r'quiet', 'a.md', '--quiet=3')


@case
def missing_value(box):
    for option in ('-o', '--output', '-f', '--format', '-d', '--statements', '--encoding', '--notetypes', '--color', '--previous', '--vanished',
                   '--namespace', '--csv-markup', '--package'):
        usage(box, rf'{option}', 'a.md', option)


@case
def bad_values(box):
    for option, values in (('--statements', ('', 'clozes', 'CLOZE', 'cloze,skip')),
                           ('--format', ('pdf', 'csv;json', 'csv.json', '.csv', 'x' * 200, 'csv,pdf')),
                           ('--notetypes', ('', 'Basic', 'Basic,', ',Cloze', ',')),
                           ('--color', ('', 'maybe', 'ALWAYS')), ('--deck', ('',)), ('--previous', ('',)),
                           ('--vanished', ('', 'tags')), ('--namespace', ('',)), ('--csv-markup', ('', 'md', 'HTML')),
                           ('--package', ('', 'LATEST', 'anki21b'))):
        for value in values:
            usage(box, option, 'a.md', '-o', 'x.csv', option, value)
    usage(box, '--dry-run', 'a.md', '-o', 'x.csv', '--dry-run=csv')
    usage(box, '--fresh and --previous', 'a.md', '-o', 'x.csv', '--fresh', '--previous', 'x.csv')


@case
def dry_runs(box):
    """They write nothing, with and without an earlier deck."""
    for options in ((), ('--fresh',), ('--report', 'report.txt'), ('-o', 'new/folder/a.json'), ('-o', 'out')):
        result = box.works('a.md', '-o', 'x.csv', '-n', *options)
        check(result.out.startswith(b'Against the earlier build: '), result.out[:200])
    result = box.works('a.md', '--dry-run=json', '--report', '-')
    check(b'What became of the notes' in result.out, result.out[:200])
    check(not box.path('report.txt').exists(), 'a dry run wrote a report')


@case
def no_format_at_all(box):
    """A list that names nothing would write nothing and call it a success."""
    for value in ('', ',', ',,'):
        usage(box, '--format', 'a.md', '-o', 'out', '-f', value)


@case
def no_source(box):
    usage(box, r'cardmill: .*source')
    usage(box, r'cardmill: .*source', '-o', 'x.csv')
    usage(box, r'cardmill: .*source', '--', env={'SOURCE_DATE_EPOCH': '1'})


@case
def source_date_epoch(box):
    for value in ('junk', '-1', '1.5', '12x', '99999999999999999999', '0x10'):
        usage(box, r'SOURCE_DATE_EPOCH', 'a.md', '-o', 'x.csv', env={'SOURCE_DATE_EPOCH': value})
    box.works('a.md', '-o', 'x.csv', changes=['x.csv'], env={'SOURCE_DATE_EPOCH': '1700000000'})


@case
def help_and_version(box):
    result = box.works('--help')
    text = result.out.decode()
    check(not result.err, f'standard error holds {result.err!r}')
    check(text.startswith('Usage: ') and 'Exit status' in text, 'that is no help')
    for option in ('--output', '--format', '--deck', '--statements', '--notetypes', '--encoding', '--explain',
                   '--quiet', '--verbose', '--color', '--version'):
        check(option in text, f'{option} is not explained')
    check(all(len(line.rstrip()) <= 80 for line in text.split('\n')), 'a line is longer than 80')
    result = box.works('--version')
    check(re.fullmatch(rb'cardmill \d+\.\d+\.\d+\n', result.out) and not result.err, f'{result.out!r}')
    box.works('gone.md', '--version')


@case
def source_that_looks_like_an_option(box):
    box.write('-v.md', GOOD)
    box.works('-o', 'x.csv', '--', '-v.md', changes=['x.csv'])


# ---- What is told ----------------------------------------------------------------------

NOISY = 'key`: value\n\n1. \n\n```\nopen\n'     # a repair, a left-out line, a warning


@case
def verbosity(box):
    box.write('a.md', NOISY)
    levels = {}
    for option in ([], ['-q'], ['-v']):
        result = box.works('a.md', '-o', 'x.csv', *option, changes=['x.csv'] if not option else [],
                           env={'SOURCE_DATE_EPOCH': '1'})
        levels[''.join(option)] = result
        check(not result.out, 'standard output was not asked for anything')
    check(levels['-q'].err == '', f'-q says {levels["-q"].err!r}')
    check(not levels[''].says(': repaired: ') and levels[''].says(': left out: ') and levels[''].says(': warning: '),
          levels[''].err)
    check(levels['-v'].says(r'^a\.md:1:4: repaired: '), levels['-v'].err)
    check(TOTALS.match(levels[''].lines[-1]) and TOTALS.match(levels['-v'].lines[-1]), 'the totals are not last')


@case
def quiet_still_tells_errors(box):
    box.fails(1, r'gone\.md', 'gone.md', '-q', '-o', 'x.csv')
    usage(box, r'--bogus', 'a.md', '-q', '--bogus')


@case
def colour(box):
    box.write('a.md', NOISY)
    for option, wanted in (('auto', False), ('never', False), ('always', True)):
        done = subprocess.run([box.program, 'a.md', '-o', 'x.csv', '--color', option], cwd=box.folder,
                              env=environment(), capture_output=True, timeout=TIMEOUT)
        check((b'\033[' in done.stderr) == wanted, f'--color {option}: {done.stderr[:80]!r}')
    for env, wanted in ((None, True), ({'NO_COLOR': '1'}, False)):
        seen = on_terminal(box, ['a.md', '-o', 'x.csv'], env)[1]
        check((b'\033[3' in seen) == wanted, f'on a terminal: {seen[:80]!r}')


# ---- Long work -----------------------------------------------------------------------------

def big_folder(box, lines):
    """Enough notes for a second or two of work."""
    for file in range(8 if SANITIZED else 60):
        text = ''.join(f'- key {file} {i}: the value of **{i}** and `code` of it\n' + '\n## more\n\n' * (i % 50 == 0)
                       for i in range(lines))
        box.write(f'big/{file}.md', text)


def on_terminal(box, args, env=None):
    """Runs cardmill with a terminal as standard error: status, bytes seen, standard output."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
    seen = b''
    with open(box.folder.parent / (box.folder.name + '.stdout'), 'w+b') as out:
        child = subprocess.Popen([box.program, *args], cwd=box.folder, stderr=slave, stdout=out,
                                 stdin=subprocess.DEVNULL, env=environment(env))
        os.close(slave)
        try:
            while chunk := os.read(master, 65536):
                seen += chunk
        except OSError:
            pass                        # how a terminal says that nobody is there any more
        os.close(master)
        status = child.wait(TIMEOUT)
        out.seek(0)
        text = out.read()
    os.unlink(out.name)
    check(not CRASH.search(seen.decode('utf-8', 'replace')), f'it crashed: {seen[:300]!r}')
    return status, seen, text


def screen(seen):
    """The lines that a terminal shows in the end."""
    lines, column = [''], 0
    for part in re.findall(r'\033\[[0-9;]*[A-Za-z]|[^\033]', seen.decode('utf-8', 'replace')):
        if part == '\033[K':
            lines[-1] = lines[-1][:column]
        elif part == '\n':
            lines.append('')
            column = 0
        elif part == '\r':
            column = 0
        elif not part.startswith('\033'):
            lines[-1] = lines[-1][:column] + part + lines[-1][column + 1:]
            column += 1
    return [line for line in lines if line]


@case
def progress_on_a_terminal(box):
    big_folder(box, 8000)
    status, seen, _ = on_terminal(box, ['big', '-o', 'x.csv', '-o', 'new.apkg'])
    check(status == 0, f'status {status}: {seen[-200:]!r}')
    check(b'milling [' in seen, 'there is no bar')
    shares = [int(share) for share in re.findall(rb'(\d+)%', seen)]
    check(max(shares) <= 100, f'shares of {shares}')
    for line in screen(seen):
        check(TOTALS.match(line), f'in the end the screen shows {line!r}')


@case
def progress_before_standard_output(box):
    big_folder(box, 8000)
    status, seen, out = on_terminal(box, ['big', '-o', '-', '-f', 'csv'])
    check(status == 0 and out.startswith(b'#separator'), f'status {status}')
    check(b'milling [' in seen, 'there is no bar')
    for line in screen(seen):
        check(TOTALS.match(line), f'in the end the screen shows {line!r}')


@case
def progress_before_an_error(box):
    big_folder(box, 8000)
    box.write('big/bad.md', b'ab\xff\n')
    status, seen, _ = on_terminal(box, ['big', '-o', 'x.csv'])
    check(status == 1, f'status {status}')
    for line in screen(seen):
        check(MESSAGE.match(line), f'in the end the screen shows {line!r}')


@case
def no_progress_in_a_pipe(box):
    big_folder(box, 8000)
    result = box.works('big', '-o', 'x.csv', changes=['x.csv'])
    check('\r' not in result.err and 'milling' not in result.err, f'{result.err[:200]!r}')


@case
def no_progress_when_quiet(box):
    big_folder(box, 8000)
    status, seen, _ = on_terminal(box, ['big', '-o', 'x.csv', '-q'])
    check(status == 0 and seen == b'', f'{seen[:200]!r}')


@case
def no_progress_for_short_work(box):
    status, seen, _ = on_terminal(box, ['a.md', '-o', 'x.csv'])
    check(status == 0 and b'\r' not in seen.replace(b'\r\n', b'\n'), f'{seen[:200]!r}')


def interrupted(box, number):
    """Ends cardmill at many moments of a big run; earlier outputs stay whole.
    Answers the names that were left behind."""
    big_folder(box, 800)
    command = [box.program, 'big', '-o', 'out', '-o', 'x.csv', '-q']
    start = time.monotonic()
    subprocess.run([*command[:2], '-o', 'once', '-o', 'once.csv', '-q'], cwd=box.folder, check=True,
                   env=environment({'SOURCE_DATE_EPOCH': '1'}), timeout=TIMEOUT)
    whole = time.monotonic() - start
    # Stopped behind its last step, it has put all of the new in place.
    new = {name.replace('once', 'out', 1) if '/' in name else 'x.csv': what
           for name, what in box.tree().items() if name.startswith('once')}
    shutil.rmtree(box.path('once'))
    os.unlink(box.path('once.csv'))
    before, left, early = box.tree(), set(), 0
    for step in range(1, 8):
        child = subprocess.Popen(command, cwd=box.folder, env=environment({'SOURCE_DATE_EPOCH': '1'}),
                                 stderr=subprocess.DEVNULL)
        time.sleep(whole * step / 8)
        child.send_signal(number)
        if child.wait(TIMEOUT) == 0:
            break                       # it was done before; the outputs are new
        early += 1
        after = box.tree()
        for name, was in before.items():
            check(after.get(name) in (was, new.get(name, was)), f'{name} has changed')
        left |= {name for name in after.keys() - before.keys() if after[name] != new.get(name)}
    check(early >= 3, f'it was stopped only {early} times')
    for name in left:
        check('/.cardmill' in '/' + name, f'{name} was left behind')
    return left


@case
def killed(box):
    interrupted(box, signal.SIGKILL)


@case
def interrupted_by_hand(box):
    interrupted(box, signal.SIGINT)


# ---- All of them -----------------------------------------------------------------------------

def run_case(name, function, program, folder):
    """The line of result, and whether it failed."""
    shutil.rmtree(folder, ignore_errors=True)
    box = Box(program, folder)
    try:
        function(box)
    except Skipped as reason:
        shutil.rmtree(folder, ignore_errors=True)
        return f'skip bad/{name}: {reason}', False
    except Failed as reason:
        return f'not ok bad/{name}: {reason}', True
    except Exception as error:          # a case that cannot be judged is no success
        return f'not ok bad/{name}: {type(error).__name__}: {error}', True
    shutil.rmtree(folder, ignore_errors=True)
    return f'ok bad/{name}', False


def main():
    if len(sys.argv) < 3:
        sys.exit('usage: run.py PATH-TO-CARDMILL SCRATCH-FOLDER [NAME]...')
    program = shutil.which(sys.argv[1])
    if program is None:
        sys.exit(f'run.py: {sys.argv[1]}: no such program')
    program = os.path.abspath(program)
    scratch = Path(sys.argv[2]).absolute()
    failed = False
    for name, function in cases:
        if len(sys.argv) == 3 or name in sys.argv[3:]:
            line, wrong = run_case(name, function, program, scratch / f'bad-{name}')
            print(re.sub(r'[\x00-\x1f]+', ' ', line), flush=True)
            failed |= wrong
    sys.exit(failed)


if __name__ == '__main__':
    main()
