#!/usr/bin/env python3
"""Looks in Chromium what becomes of code on cards: its colours, and what it says.

    code.py PATH-TO-CARDMILL SCRATCH-FOLDER

Notes are converted, and templates, fields and the script taken out of the package.
Cards are shown as desktop Anki shows them (one page; the card is put into it and its
scripts are run, side by side) and as AnkiDroid does (a page a side).  Without Chromium,
or when cardmill was built without Prism, every test is skipped, by name.
"""

import html
import json
import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True          # nothing is left beside the sources
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'package'))
from deck import Case
from kit import Mill, Report, Skipped, Tests, brief, expect, expect_equal, lazy

BROWSERS = 'chromium', 'chromium-browser', 'google-chrome', 'chrome'
TIMEOUT = 120                           # s

# Language as notes name it, code, words that are coloured; none for a language that stays plain.
SAMPLES = [
    ('go', 'func main() {\n\tx := "a<b && c>d" // comment\n\n}', ['func', '"a<b && c>d"', '// comment']),
    ('Go', 'return nil', ['return']),
    ('golang', 'package main', ['package']),
    ('python', 'def f(x):\n    return None  # c', ['def', 'return', '# c']),
    ('py', 'import os', ['import']),
    ('javascript', 'const a = `x ${b}`;', ['const']),
    ('js', 'let x = 1', ['let', '1']),
    ('ts', 'interface A { x: number }', ['interface']),
    ('tsx', 'const a = <B c="d" />', ['const']),
    ('jsx', 'const a = <B c="d" />', ['const']),
    ('java', 'public class A {}', ['public', 'class']),
    ('kotlin', 'fun main() {}', ['fun']),
    ('c', 'int x = 0x1F;', ['int', '0x1F']),
    ('cpp', 'template <class T> int f();', ['template']),
    ('c++', 'namespace a { }', ['namespace']),
    ('cs', 'using System;', ['using']),
    ('c#', 'public int X;', ['public']),
    ('objc', '@interface A', ['@interface']),
    ('rust', 'fn main() {}', ['fn']),
    ('rs', 'let mut x = 1;', ['let', 'mut']),
    ('rb', 'def x; end', ['def', 'end']),
    ('php', '<p><?php echo "x"; ?></p>', ['echo', '"x"']),
    ('swift', 'let x = 1', ['let']),
    ('scala', 'object A', ['object']),
    ('sh', 'echo "$HOME" | wc -l', ['echo', 'wc']),
    ('bash', 'for f in *; do ls; done', ['for', 'do', 'done']),
    ('shell', 'if true; then ls; fi', ['if', 'then', 'fi']),
    ('zsh', 'if true; then ls; fi', ['if']),
    ('console', '$ ls -l\ntotal 0', ['ls']),
    ('ps1', 'Get-Item $x', ['Get-Item']),
    ('sql', "SELECT a FROM t WHERE b = 'c'", ['SELECT', 'FROM', 'WHERE']),
    ('mysql', 'INSERT INTO t VALUES (1)', ['INSERT', 'INTO']),
    ('postgresql', 'DROP TABLE t', ['DROP', 'TABLE']),
    ('json', '{"a": [1, true]}', ['"a"', '1', 'true']),
    ('yaml', 'a: b\nc:\n  - d', ['a', 'c']),
    ('yml', 'a: "b"', ['a']),
    ('toml', '[a]\nb = 1', ['b', '1']),
    ('ini', '[a]\nb = c', ['b']),
    ('html', '<a href="b">&amp;</a>', ['&amp;']),
    ('vue', '<a-b :c="d"></a-b>', ['"']),
    ('xml', '<a b="c"/>', ['b']),
    ('css', 'a { color: red; }', ['color']),
    ('scss', '$a: 1px;', ['$a']),
    ('docker', 'FROM alpine:3', ['FROM']),
    ('dockerfile', 'RUN true', ['RUN']),
    ('nginx', 'server { listen 80; }', ['server']),
    ('conf', 'server { listen 80; }', ['server']),
    ('makefile', 'all: a\n\tcc a.c', ['all']),
    ('diff', '-a\n+b', ['-']),
    ('git', '# On branch main\n$ git log', ['# On branch main']),
    ('md', '# A', ['#']),
    ('latex', r'\frac{a}{b} % c', ['% c']),
    ('tex', r'\begin{a}', ['\\begin']),
    ('proto', 'message A {}', ['message']),
    ('graphql', 'query { a }', ['query']),
    ('http', 'GET / HTTP/1.1\nHost: a', ['GET', 'Host']),
    ('lua', 'local x = nil', ['local', 'nil']),
    ('perl', 'my $x = 1;', ['my']),
    ('r', 'if (TRUE) 1', ['if', 'TRUE']),
    ('julia', 'function f() end', ['function', 'end']),
    ('matlab', 'if x, end', ['if', 'end']),
    ('haskell', 'module A where', ['module', 'where']),
    ('elixir', 'def f, do: :a', ['def']),
    ('unheard-of', 'if <x> & y', []),
    ('constructor', 'if x', []),
    ('text', 'if x', []),
]
FENCES = ''.join('## Sample %d\n\n```%s\n%s\n```\n\n' % (i, name, code) for i, (name, code, _) in enumerate(SAMPLES))
NOTES = '# Code\n\n%s## Unnamed\n\n```\nif x:\n    y\n```\n' % FENCES

# How desktop Anki puts a side into its page: scripts are made anew, one after the other,
# and those with an address are waited for.
DESKTOP = '''<!doctype html><html class="linux chrome"><head><meta charset="utf-8"></head>
<body class="card card1"><div id="qa"></div><script>
var errors = [], sides = %(sides)s, seen = [];
window.onerror = function (message) { errors.push(String(message)); };
function run(old) {
  return new Promise(function (done) {
    var made = document.createElement("script");
    Array.prototype.forEach.call(old.attributes, function (a) { made.setAttribute(a.name, a.value); });
    made.appendChild(document.createTextNode(old.innerHTML));
    if (old.src) made.onload = made.onerror = done;
    old.replaceWith(made);
    if (!old.src) done();
  });
}
async function show(side) {
  var qa = document.getElementById("qa");
  qa.innerHTML = side;
  for (var script of qa.getElementsByTagName("script")) await run(script);
  await new Promise(function (done) { setTimeout(done, 200); });
  seen.push(Array.from(qa.querySelectorAll("pre code"), look));
}
%(look)s
(async function () {
  for (var i = 0; i < sides.length; i++) await show(sides[i]);
  tell({errors: errors, seen: seen, scripts: document.querySelectorAll("script[src]").length});
})();
</script></body></html>'''

# AnkiDroid parses a side as a page, from top to bottom.
ANDROID = '''<!doctype html><html class="mobile android linux js"><head><meta charset="utf-8"><script>
var errors = [];
window.onerror = function (message) { errors.push(String(message)); };
%(look)s
</script></head><body class="card card1"><div id="content">%(side)s</div><script>
/* What there is before the page is painted. */
var seen = Array.from(document.querySelectorAll("pre code"), look);
tell({errors: errors, seen: [seen], scripts: document.querySelectorAll("script[src]").length});
</script></body></html>'''

LOOK = '''function look(code) {
  return {text: code.textContent, html: code.innerHTML,
          tokens: Array.from(code.querySelectorAll(".token"), function (t) { return t.textContent; })};
}
function tell(all) {
  var out = document.createElement("pre");
  out.id = "told";
  out.textContent = JSON.stringify(all);
  document.body.appendChild(out);
}'''

tests = Tests()


class Cards:
    """The cards of the samples, with what shows them."""

    def __init__(self, mill, browser):
        self.mill, self.browser = mill, browser

    @lazy
    def case(self):
        path = os.path.join(self.mill.folder('notes'), 'notes.md')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(NOTES)
        case = Case(self.mill, 'built', path)
        if not case.media:
            raise Skipped('cardmill was built without Prism')
        return case

    @lazy
    def notes(self):
        return {note['flds'].split('\x1f')[0]: note['flds'].split('\x1f') for note in self.case.notes}

    def side(self, name, fields):
        """A side of the Basic type's card, made as Anki makes it."""
        model = next(model for model in self.case.models.values() if model['type'] == 0)
        text = model['tmpls'][0]['afmt' if name == 'answer' else 'qfmt']
        for field, value in zip(('Front', 'Back', 'Context', 'Source'), fields):
            text = re.sub(r'\{\{#%s\}\}(.*?)\{\{/%s\}\}' % (field, field),
                          lambda found: found[1] if value else '', text, flags=re.S)
            text = text.replace('{{%s}}' % field, value)
        return text.replace('{{FrontSide}}', self.side('question', fields) if name == 'answer' else '')

    def show(self, page, with_script=True):
        """What the page told, shown in a folder that holds the media."""
        folder = self.mill.folder('page')
        if with_script:
            for number, name in self.case.media.items():
                with open(os.path.join(folder, name), 'wb') as file:
                    file.write(self.case.zip.read(number))
        with open(os.path.join(folder, 'page.html'), 'w', encoding='utf-8') as file:
            file.write(page)
        done = subprocess.run(
            [self.browser, '--headless=new', '--no-sandbox', '--disable-gpu', '--dump-dom',
             '--user-data-dir=' + self.mill.folder('profile'), '--virtual-time-budget=20000',
             'file://' + os.path.join(folder, 'page.html')],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=TIMEOUT)
        told = re.search(r'<pre id="told">(.*?)</pre>', done.stdout.decode('utf-8'), re.S)
        expect(told, 'the page told nothing: %s', brief(done.stdout.decode('utf-8', 'replace')))
        return json.loads(html.unescape(told[1]))

    def desktop(self, *sides, **rest):
        listed = json.dumps(sides).replace('</', '<\\/')
        return self.show(DESKTOP % {'sides': listed, 'look': LOOK}, **rest)

    def android(self, side, **rest):
        return self.show(ANDROID % {'side': side, 'look': LOOK}, **rest)

    @lazy
    def everything(self):
        """All samples on one card."""
        backs = [self.notes['Sample %d' % i][1] for i in range(len(SAMPLES))]
        return ['All', ''.join(backs), '', '']


def expect_samples(seen):
    expect_equal(len(seen), len(SAMPLES), 'blocks of code')
    for (name, code, words), block in zip(SAMPLES, seen):
        expect_equal(block['text'].replace('\u00a0', ' '), code if block['tokens'] or name == 'text' else
                     code.replace('\n', ''), 'text of ' + name)
        for word in words:
            expect(word in block['tokens'], '%s: %s is not coloured; there are %s', name, word, block['tokens'])
        expect(words or not block['tokens'], '%s is coloured: %s', name, block['tokens'])


@tests
def desktop(cards):
    told = cards.desktop(cards.side('question', cards.everything), cards.side('answer', cards.everything))
    expect_equal(told['errors'], [], 'errors')
    expect_equal(told['seen'][0], [], 'code on the question')
    expect_samples(told['seen'][1])


@tests
def desktop_again(cards):
    """The next card is coloured at once, and the script is not loaded again."""
    side = cards.side('answer', cards.everything)
    told = cards.desktop(side, side, side)
    expect_equal(told['errors'], [], 'errors')
    for seen in told['seen']:
        expect_samples(seen)
    expect_equal(told['scripts'], 1, 'scripts that were loaded')


@tests
def android(cards):
    told = cards.android(cards.side('answer', cards.everything))
    expect_equal(told['errors'], [], 'errors')
    expect_samples(told['seen'][0])


@tests
def android_both_sides(cards):
    """Code on the front is seen before the answer is there."""
    fields = ['Q' + cards.notes['Sample 0'][1], cards.notes['Sample 0'][1], '', '']
    told = cards.android(cards.side('answer', fields))
    expect_equal(told['errors'], [], 'errors')
    for block in told['seen'][0]:
        expect('func' in block['tokens'], 'a side is plain: %s', brief(block['html']))
    expect_equal(len(told['seen'][0]), 2, 'blocks of code')


@tests
def without_code(cards):
    """A card without code, or with code in no language, loads nothing."""
    fields = cards.notes['Unnamed']
    for told in cards.desktop(cards.side('answer', fields)), cards.android(cards.side('answer', fields)):
        expect_equal((told['errors'], told['scripts']), ([], 0), 'errors and scripts')
        expect_equal(told['seen'][0][0]['html'], 'if x:<br>    y', 'code')


@tests
def without_script(cards):
    """Where the file is missing, code is plain and nothing breaks."""
    side = cards.side('answer', cards.notes['Sample 0'])
    for told in (cards.desktop(side, side, with_script=False), cards.android(side, with_script=False)):
        expect_equal(told['errors'], [], 'errors')
        for seen in told['seen']:
            expect('<br>' in seen[0]['html'] and not seen[0]['tokens'], 'code: %s', brief(seen[0]['html']))


@tests
def marked_up(cards):
    """What was marked up in Anki's editor stays as it is."""
    code = '<pre><code class="language-go">func <b>main</b>() {<br>}</code></pre>'
    cloze = '<pre><code class="language-go">func <span class="cloze">[...]</span>() {}</code></pre>'
    told = cards.desktop(cards.side('answer', ['Q', code + cloze, '', '']))
    expect_equal([block['html'] for block in told['seen'][0]],
                 [re.search('<code[^>]*>(.*)</code>', text)[1] for text in (code, cloze)], 'code')


@tests
def another_prism(cards):
    """A Prism that another deck's cards brought stays theirs."""
    theirs = '<script>window.Prism = { theirs: true };</script>'
    check = '<script>if (!window.Prism.theirs) throw new Error("not theirs");</script>'
    told = cards.desktop(theirs, cards.side('answer', cards.everything), check)
    expect_equal(told['errors'], [], 'errors')
    expect_samples(told['seen'][1])


def main():
    mill = Mill(*sys.argv[1:3])
    report = Report('code')
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        report.skip(tests, '', 'Chromium is not installed')
    else:
        report.run(tests, '', Cards(mill, browser))
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
