#!/usr/bin/env python3
"""Runs cardmill on every input of inputs.py, under a clock and in little memory.

    run.py PATH-TO-CARDMILL SCRATCH-FOLDER [--list] [NAME]...

Each input is made at 60 KB and at 1 MB (HARD_SIZES="BYTES BYTES ..." asks for
others) and turned into a package and a JSON deck, on a stack of 256 KB.  It must
end by itself within 30 s, with status 0, or with 1 and a word on standard error
(an input may hold no card).  From 1 MB on it may take 2 s of CPU a MB, and
32 MB + 250 bytes a byte of memory; and what takes over 100 ms at the largest
size may not have grown faster than the input by more than a quarter.  The memory
of the smallest size fits in a processor's caches and that of the largest does not,
which alone can be a fifth; so what grew faster is tried at a quarter of the largest
size, too, and fails if it has grown too fast from there as well.

One line of result an input; --list prints a table of the figures instead.  The
status is 1 if any failed; such an input stays in the scratch folder.  With
SANITIZED=1 (a build with sanitizers) only the smallest size runs, on a stack of
8 MB, and neither time nor memory is judged.  A memory figure of some 13 MB may be
this program's own: the kernel counts it until cardmill takes over.
"""

import argparse
import math
import os
import resource
import signal
import sys
from collections import namedtuple
from contextlib import suppress

sys.dont_write_bytecode = True          # nothing is left beside the sources
import inputs

KB, MB = 1000, 1000 * 1000
SANITIZED = os.environ.get('SANITIZED') == '1'

STACK = 8 * 1024 * 1024 if SANITIZED else 256 * 1024
ADDRESS_SPACE = 4000 * MB               # so that a runaway harms nobody else
TIMEOUT = 300 if SANITIZED else 30      # s, by the clock on the wall
CPU_PER_MB = 2.0                        # s
MEMORY_BASE, MEMORY_PER_BYTE = 32 * MB, 250
GROWTH_FROM = 0.1                       # s; below, time is mostly noise
GROWTH_SLACK = 5 / 4
TRIES = 5                               # for what looks too slow: others run beside it

Result = namedtuple('Result', 'size length cpu memory status signal timed_out message')


def sizes():
    wanted = os.environ.get('HARD_SIZES', '').replace(',', ' ').split()
    result = sorted({int(s) for s in wanted} or {60 * KB, MB})
    return result[:1] if SANITIZED else result


# ---- One run ----------------------------------------------------------------

def in_child(command, log):
    """What the child does between fork and exec."""
    resource.setrlimit(resource.RLIMIT_STACK, (STACK, STACK))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not SANITIZED:
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666), 2)
    os.execve(command[0], command, environment())


def environment():
    """Ours; and a sanitizer's finding is told apart from cardmill's own status 1."""
    result = dict(os.environ)
    if SANITIZED:
        for name in 'ASAN_OPTIONS', 'LSAN_OPTIONS', 'UBSAN_OPTIONS':
            given = result.get(name, '')
            result[name] = given + (':' if given else '') + 'exitcode=99:halt_on_error=1'
    return result


def spawn(command, log):
    pid = os.fork()
    if pid == 0:
        try:
            in_child(command, log)
        finally:
            os._exit(127)
    return pid


def wait(pid):
    """Wait for the child, no longer than TIMEOUT: status, usage, timed out."""
    late = []

    def kill(*_):
        late.append(True)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    signal.signal(signal.SIGALRM, kill)
    signal.alarm(TIMEOUT)
    _, status, usage = os.wait4(pid, 0)
    signal.alarm(0)
    return status, usage, bool(late)


def run_once(mill, scratch, source, size):
    outputs = [os.path.join(scratch, name) for name in ('x.apkg', 'x.json')]
    log = os.path.join(scratch, 'stderr.txt')
    for path in outputs:        # what stands there would count as an earlier build
        if os.path.exists(path):
            os.remove(path)
    command = [mill, source, '-q', '-o', outputs[0], '-o', outputs[1]]
    status, usage, late = wait(spawn(command, log))
    with open(log, 'rb') as f:
        message = f.read(4096).decode('utf-8', 'replace').strip()
    return Result(
        size, os.path.getsize(source), usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss * (1 if sys.platform == 'darwin' else 1024),
        os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        os.WTERMSIG(status) if os.WIFSIGNALED(status) else None, late, message)


# ---- Judgement --------------------------------------------------------------

def failure(result):
    """Why the run is no good whatever it took, or None."""
    at = 'at %s: ' % amount(result.size)
    if result.timed_out:
        return at + 'no end within %d s' % TIMEOUT
    if result.signal is not None:
        return at + 'killed by ' + signal.Signals(result.signal).name
    if result.status not in (0, 1):
        return at + 'exit status %d%s' % (result.status, first_line(result.message))
    if result.status == 1 and not result.message:
        return at + 'exit status 1 without a message'
    return None


def too_slow(result):
    limit = CPU_PER_MB * result.size / MB
    if SANITIZED or result.size < MB or result.cpu <= limit:
        return None
    return 'at %s: %.2f s of CPU, allowed %.2f' % (amount(result.size), result.cpu, limit)


def too_big(result):
    limit = MEMORY_BASE + MEMORY_PER_BYTE * result.length
    if SANITIZED or result.size < MB or result.memory <= limit:
        return None
    return 'at %s: %.0f MB, allowed %.0f' % (
        amount(result.size), result.memory / MB, limit / MB)


def grows_too_fast(small, large):
    if large.size == small.size or large.cpu <= GROWTH_FROM:
        return None
    growth = large.cpu / max(small.cpu, 1e-6)
    limit = GROWTH_SLACK * math.ceil(large.size / small.size)
    if growth <= limit:
        return None
    return 'from %s to %s: %.3f s to %.3f s, %.1f times, allowed %.1f' % (
        amount(small.size), amount(large.size), small.cpu, large.cpu, growth, limit)


def first_line(message):
    """The first line that has a word in it, to follow a status."""
    lines = [line for line in message.splitlines() if any(c.isalpha() for c in line)]
    return ': ' + lines[0][:200] if lines else ''


def amount(size):
    return '%g MB' % (size / MB) if size >= MB else '%g KB' % (size / KB)


# ---- All of them ------------------------------------------------------------

def try_sizes(mill, scratch, sources):
    """The results of each size, up to the first that fails; and why, or None."""
    results = []
    for size, source in sources:
        results.append(run_once(mill, scratch, source, size))
        why = failure(results[-1]) or too_slow(results[-1]) or too_big(results[-1])
        if why:
            return results, why
    return results, grows_too_fast(results[0], results[-1])


def try_quarter(mill, scratch, source, size, largest):
    result = run_once(mill, scratch, source, size)
    return failure(result) or grows_too_fast(result, largest)


def written(scratch, name, make, size):
    source = os.path.join(scratch, '%s.%d.md' % (name, size))
    with open(source, 'wb') as f:
        f.write(make(size))
    return source


def judge(mill, scratch, name, make):
    sources = [(size, written(scratch, name, make, size)) for size in sizes()]
    for _ in range(TRIES):
        results, why = try_sizes(mill, scratch, sources)
        if why and why == grows_too_fast(results[0], results[-1]):
            quarter = sources[-1][0] // 4
            source = written(scratch, name, make, quarter)
            why = try_quarter(mill, scratch, source, quarter, results[-1])
            os.remove(source)
        if why is None or failure(results[-1]) or too_big(results[-1]):
            break
    if why is None:
        for _, source in sources:
            os.remove(source)
    return results, why


def result_line(name, results, why):
    if why:
        return 'not ok hard/%s: %s' % (name, why)
    return 'ok hard/%s (%.2f s, %.0f MB)' % (name, results[-1].cpu, results[-1].memory / MB)


def table_row(name, results, why):
    cells = ''.join('%9.3f %7.1f' % (r.cpu, r.memory / MB) for r in results)
    growth = results[-1].cpu / max(results[0].cpu, 1e-6)
    return '%-32s%s %7.1f  %s' % (name, cells, growth, why or '')


def table_head():
    cells = ''.join('%9s %7s' % (amount(size) + ' s', 'MB') for size in sizes())
    return '%-32s%s %7s' % ('input', cells, 'growth')


def main():
    parser = argparse.ArgumentParser(description='Run cardmill on hard inputs.')
    parser.add_argument('mill', metavar='PATH-TO-CARDMILL')
    parser.add_argument('scratch', metavar='SCRATCH-FOLDER')
    parser.add_argument('names', metavar='NAME', nargs='*', help='only these inputs')
    parser.add_argument('--list', action='store_true', help='print a table of figures')
    options = parser.parse_intermixed_args()
    mill = os.path.abspath(options.mill)
    if not os.access(mill, os.X_OK):
        parser.error('%s: no such program' % options.mill)
    os.makedirs(options.scratch, exist_ok=True)

    line = table_row if options.list else result_line
    failed = False
    if options.list:
        print(table_head())
    for name, make in inputs.inputs():
        if options.names and name not in options.names:
            continue
        results, why = judge(mill, options.scratch, name, make)
        failed = failed or why is not None
        print(line(name, results, why), flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
