"""Markdown that hurts converters: long, deep, repeated, never closed.

inputs() yields (name, make); make(size) returns bytes, at most size of them or
only a few more, and the same bytes each time.  The families are those known to
have hurt Markdown parsers (quadratic or worse), the shapes study notes are made
of in absurd number, and front matter.  Whether a result is right is not asked
here, only that there is one, soon, in little memory.
"""

import math


# ---- How inputs are built ---------------------------------------------------

def times(unit, head='', tail=''):
    """head, then unit as often as it fits, then tail."""
    def make(size):
        room = size - len(head.encode()) - len(tail.encode())
        return (head + unit * (room // len(unit.encode())) + tail).encode()
    return make


def around(before, middle, after):
    """before n times, middle, after n times."""
    def make(size):
        n = (size - len(middle)) // (len(before) + len(after))
        return (before * n + middle + after * n).encode()
    return make


def counted(line, first=0, head=''):
    """line, a format of one number, for first, first + 1, ... below a head"""
    def make(size):
        lines, length, n = [head.encode()], 0, first
        while length < size:
            lines.append(line.format(n).encode())
            length += len(lines[-1])
            n += 1
        return b''.join(lines)
    return make


def followed(make, tail):
    """An input, and something behind it."""
    return lambda size: make(size - len(tail)) + tail.encode()


def halves(first, second):
    """Two inputs of half the size, one after the other."""
    return lambda size: first(size // 2) + second(size // 2)


def fixed(text):
    """The same text whatever the size."""
    return lambda size: text.encode()


# ---- Inline -----------------------------------------------------------------

def brackets():
    yield 'brackets-open', times('[')
    yield 'brackets-close', times(']')
    yield 'brackets-nested', around('[', 'a', ']')
    yield 'brackets-open-words', times('[a')
    yield 'brackets-close-words', times('a]')
    yield 'brackets-open-in-text', times('a [ ')
    yield 'brackets-open-paren', times('[ (](')
    yield 'links-empty', times('[]()')
    yield 'links-unclosed', times('[a](b')
    yield 'links-unclosed-angle', times('[a](<b')
    yield 'links-unclosed-title', times('[a](b "c')
    yield 'links-nested', around('[a', '](b)', '](b)')
    yield 'links-many', times('[a](b) ')
    yield 'links-parens-deep', times('(', '[a](')
    yield 'links-emphasis', times('[ a_')
    yield 'links-emphasis-mixed', times('**x [a*b**c*](d) ')
    yield 'links-collapsed', times('[a][]')
    yield 'links-full-undefined', times('[a][b] ')
    yield 'images-bracket', times('![[]()')
    yield 'images-open', times('![')
    yield 'images-nested', around('![', 'a', '](b)')
    yield 'images-missing', times('![a](b.png) ')
    yield 'images-distinct', counted('![a](b{}.png)\n\n')
    yield 'images-lines', counted('- k{0}: ![a](b{0}.png)\n')
    yield 'images-encoded', counted('- k{0}: ![](<b\\%20{0}.png?x=1>)\n')
    yield 'images-table', counted('| k{0} | ![](b{0}.png) |\n', head='| a | b |\n|---|---|\n')
    yield 'images-remote', counted('- k{0}: ![](https://example.org/{0}.png)\n')
    yield 'images-paths', times('![](' + '../' * 300 + 'a/' * 300 + 'x.png) ')
    yield 'wiki-links', times('[[a]] ')
    yield 'wiki-links-open', times('[[a ')


def emphasis():
    yield 'emphasis-two-kinds', halves(times('*a '), times('_a*_ '))
    yield 'emphasis-nested', around('*a **a ', 'b', ' a** a*')
    yield 'emphasis-openers', times('*a **a ')
    yield 'emphasis-close-only', times('a_ ')
    yield 'emphasis-open-only', times('_a ')
    yield 'emphasis-mismatched', times('*a_ ')
    yield 'emphasis-of-three', times('c* ', 'a**b')
    yield 'emphasis-stars', times('*')
    yield 'emphasis-underscores', times('_')
    yield 'emphasis-star-words', times('a*')
    yield 'emphasis-triple', times('***a ')
    yield 'emphasis-alternating', times('*a_b')
    yield 'bold-run', times('**a**')
    yield 'bold-lines', times('**a**\n')
    yield 'bold-paragraphs', times('**a**\n\nb\n\n')
    yield 'strike-openers-closers', halves(times('~~a '), times(' a~~'))
    yield 'strike-open', times('~~a ')
    yield 'strike-run', times('~~a~~')
    yield 'tildes', times('~')
    yield 'tilde-words', times('a~b')


def backticks():
    yield 'backticks', times('`')
    yield 'backtick-words', times('`a ')
    yield 'backtick-spans', times('`a`')
    yield 'backticks-growing', ticks(1)
    yield 'backticks-shrinking', ticks(-1)


def ticks(step):
    def make(size):
        runs = ['e' + '`' * n for n in range(1, int(math.sqrt(2 * size)) - 1)]
        return ''.join(runs[::step]).encode()
    return make


def angles():
    yield 'angles', times('<')
    yield 'angles-close', times('>', 'a')
    yield 'angles-empty', times('<>')
    yield 'angles-slash', times('a </')
    yield 'angles-tag-open', times('a <a ')
    yield 'angles-attribute-open', times('a <a href="')
    yield 'angles-attributes', times('a="b" ', 'x <a ', '>')
    yield 'angles-attributes-bare', times('a ', 'x <a ')
    yield 'angles-comment-open', times('a <!--')
    yield 'angles-comment-dash', times('a <!-- -')
    yield 'angles-declaration', times('a <!A ')
    yield 'angles-instruction', times('a <?')
    yield 'angles-cdata', times('a <![CDATA[')
    yield 'angles-placeholders', times('<module-name> ')
    yield 'tags-nested', around('<b>', 'a', '</b>')
    yield 'tags-open', times('a <b>')
    yield 'tags-close', times('a </b>')
    yield 'tags-void', times('a<br>')
    yield 'tags-script', times('a <script>')
    yield 'tags-handlers', times('<b onclick="a()">')
    yield 'tags-cells', times('<tr><td>', 'a <table>')


def addresses():
    yield 'www-parens', times(')', 'www.a.b/')
    yield 'www-run', times('www.a.b ')
    yield 'www-bare', times('www.')
    yield 'www-entities', times('&a;', 'www.a.b/')
    yield 'url-run', times('https://a.b ')
    yield 'url-parens-open', times('https://a.b(')
    yield 'url-scheme', times('http://')
    yield 'url-angle', times('<http://a.b>')
    yield 'url-angle-open', times('<http://a')
    yield 'mail-at', times('a@')
    yield 'mail-at-dot', times('a@a.')
    yield 'mail-run', times('a.b@c.d ')
    yield 'mail-underscore', times('_', 'a@b.c')
    yield 'mail-angle', times('<a@b.c>')


def entities():
    yield 'entities', times('&amp;')
    yield 'entities-long', times('&CounterClockwiseContourIntegral;')
    yield 'entities-numeric', times('&#35;')
    yield 'entities-zero', times('&#0;')
    yield 'entities-unknown', times('&nosuch;')
    yield 'entities-unclosed', times('&#x')
    yield 'entities-digits', times('1', '&#')
    yield 'ampersands', times('&')
    yield 'backslashes', times('\\')
    yield 'escapes', times('\\*')
    yield 'hard-breaks', times('a\\\n')


def mathematics():
    yield 'math-dollars', times('$')
    yield 'math-open', times('$a ')
    yield 'math-run', times('$a$ ')
    yield 'math-display', times('$$\na\n$$\n\n')
    yield 'math-display-open', times('$$a\n')
    yield 'math-paren-open', times('\\(a ')
    yield 'math-bracket-open', times('\\[a\n')
    yield 'math-bracket-display', times('\\[\na\n\\]\n\n')
    yield 'math-dollar-words', times('$a b ')
    yield 'math-in-code', times('`$a$` $b$ ')
    yield 'math-table', times('|$a|b$|$c$|\n', '|a|b|\n|-|-|\n')
    yield 'math-fences', times('```math\na\n```\n')
    yield 'math-braces', times('{', '$a', '$')
    yield 'math-cloze-like', times('$a}}{{b$ ')


def footnotes():
    yield 'notes-references', times('a[^1] ', '', '\n\n[^1]: b\n')
    yield 'notes-definitions', times('[^a]: b\n', 'c[^a]\n\n')
    yield 'notes-each', counted('a: b[^{0}]\n\n[^{0}]: c\n\n')
    yield 'notes-nested', chain
    yield 'notes-long', times('word ', 'a: b[^1]\n\n[^1]: ')
    yield 'notes-shared-long', halves(times('a: b[^1]\n\n'), times('word ', '[^1]: '))
    yield 'notes-open', times('[^')
    yield 'notes-empty', times('[^a]:\n')


def chain(size):
    """Footnotes that refer to one another."""
    lines = ['a: b[^0]\n\n']
    while size > 0:
        lines.append(f'[^{len(lines) - 1}]: c[^{len(lines)}]\n\n')
        size -= len(lines[-1])
    return ''.join(lines).encode()


def boxes():
    yield 'boxes-quotes', times('> [!tip] a\n> b\n\n')
    yield 'boxes-bare', times('> [!tip]\n\n')
    yield 'boxes-nested', around('> [!tip] a\n', 'b', '')
    yield 'boxes-colons-open', times('::: tip\n')
    yield 'boxes-colons', times('::: tip a\nb\n:::\n')
    yield 'boxes-marks', times('!!! tip "a"\n    b\n')


def bare_addresses():
    yield 'addresses-run', times('https://a.b/c ')
    yield 'addresses-joined', times('https://a.b/')
    yield 'addresses-brackets', times('(', 'https://a.b/')
    yield 'addresses-points', times('.', 'https://a.b/')
    yield 'addresses-cells', times('|https://a.b/c|www.d.e|\n', '|a|b|\n|-|-|\n')
    yield 'addresses-embeds', times('![[a.png]] ')
    yield 'addresses-pictures', times('![a](b.png) ')


# ---- Containers -------------------------------------------------------------

def deep_lines():
    """Depth within one line, and what costs depth times lines afterwards."""
    third = lambda size: size // 3
    yield 'deep-list', times('- ', tail='a')
    yield 'deep-list-stars', times('* ', tail='a')
    yield 'deep-list-ordered', times('1. ', tail='a')
    yield 'deep-quote', times('> ', tail='a')
    yield 'deep-quote-tight', times('>', tail='a')
    yield 'deep-quote-list', times('> - ', tail='a')
    yield 'deep-quote-list-ordered', times('- > 1. ', tail='a')
    yield 'deep-tasks', times('- [ ] ', tail='a')
    yield 'deep-list-blank-lines', lambda size: b'- ' * third(size) + b'x' + b'\n' * third(size)
    yield 'deep-quote-list-quote-lines', lambda size: \
        b'> ' + b'- ' * (size // 4) + b'x\n' + b'>\n' * (size // 4)
    yield 'deep-quote-emphasis', lambda size: b'>' * third(size) + b'a*' * third(size)
    yield 'deep-quote-lazy', lambda size: b'>' * third(size) + b'a\n' + b'a\n' * third(size)
    yield 'deep-quote-fence', lambda size: b'>' * third(size) + b'```\n' + b'>\n' * third(size)
    yield 'deep-quote-stairs', stairs('> ', 'a\n\n')
    yield 'quotes-25000', deep_blocks('>', 'a\n\n')
    yield 'quotes-25000-spaced', deep_blocks('> ', 'a\n\n')
    yield 'markers-25000', deep_blocks('- ', 'a\n\n')
    yield 'markers-25000-ordered', deep_blocks('1) ', 'a\n\n')


def stairs(unit, tail):
    """unit once, twice, three times, ... each on a line."""
    def make(size):
        steps = int(math.sqrt(2 * size / len(unit)))
        return ''.join(unit * n + tail for n in range(1, steps)).encode()[:size]
    return make


def deep_blocks(marker, tail):
    """Lines of 25000 markers, as many as fit."""
    def make(size):
        depth = min(25000, size // len(marker))
        line = marker * depth + tail
        return (line * max(1, size // len(line))).encode()
    return make


def nested_lists():
    """Depth by indentation, as an editor would write it."""
    for name, step in ('spaces', '  '), ('tabs', '\t'):
        yield 'nested-' + name, indented(step, '- a', '')
        yield 'nested-%s-blank-lines' % name, indented(step, '- a', '\n')
        yield 'nested-%s-loose' % name, indented(step, '- a\n', '')
    yield 'nested-ordered', indented('   ', '1. a：b', '')
    yield 'nested-ordered-blank-lines', indented('   ', '1. a：b', '\n')
    yield 'nested-tasks', indented('  ', '- [ ] a', '')
    yield 'nested-shallow', shallow(40)
    yield 'nested-shallow-blank-lines', shallow(40, 400)
    yield 'nested-zigzag', times('- a\n    - b\n        - c\n    - d\n')
    yield 'nested-quotes-in-list', indented('  ', '- > a', '')


def indented(step, line, after):
    """A list one level deeper every line; after fills half if there is one."""
    def make(size):
        room = size // 2 if after else size
        depth = int(math.sqrt(2 * room / len(step))) - len(line)
        text = ''.join(step * n + line + '\n' for n in range(max(depth, 1)))
        return (text + after * (size // 2)).encode()
    return make


def shallow(depth, blanks=1):
    block = ''.join('  ' * n + '- a\n' for n in range(depth)) + '\n' * blanks + 'b\n\n'
    return times(block)


# ---- Blocks -----------------------------------------------------------------

def references():
    half = lambda size: size // 2
    yield 'reference-long-used', lambda size: \
        b'[x]: /' + b'u' * half(size) + b'\n\n' + b'[x] ' * (half(size) // 4)
    yield 'reference-titles-used', lambda size: \
        b'[x]: /u "' + b't\n' * (half(size) // 2) + b'"\n\n' + b'[x] ' * (half(size) // 4)
    yield 'reference-many', halves(counted('[{}]: u\n'), times('[0] ', '\n'))
    yield 'reference-many-titles', counted('[{0}]: u "a\nb\nc"\n\n[{0}]\n\n')
    yield 'reference-same', times('[a]: u\n')
    yield 'reference-same-used', halves(times('[a]: u\n'), times('[a] ', '\n'))
    yield 'reference-each-used', counted('[{0}]: u\n\n[{0}]\n\n')
    yield 'reference-label-long', times('a', '[', ']: u\n\n[a]')
    yield 'reference-labels-long', times('[' + 'a' * 998 + ']\n')
    yield 'reference-unclosed-title', times('[a]: u "\n')
    yield 'reference-unclosed-angle', times('[a]: <\n')
    yield 'reference-in-quotes', times('> [a]: u\n\n')
    yield 'reference-collisions', collisions
    yield 'footnotes-many', counted('[^{0}]: b\n\na[^{0}]\n\n')
    yield 'footnote-used', times('a[^1] ', '[^1]: b\n\n')
    yield 'footnotes-same', times('[^1]: b\n\n', 'a[^1]\n\n')
    yield 'footnotes-undefined', times('[^a]')
    yield 'footnotes-long-used', lambda size: \
        b'[^1]: ' + b'b ' * (size // 4) + b'\n\n' + b'a[^1] ' * (size // 12)
    yield 'footnotes-chain', counted('[^{0}]: a [^{0}0]\n\n', 1)


# Two labels of one length and one hash (sdbm, which cmark used to have), so
# that any sequence of them has the same hash as any other of its length.
COLLIDING = 'ipigcnu', 'mgbclui'


def collisions(size):
    """Definitions of labels that all have the same hash."""
    bits = (size // 100).bit_length()
    labels = [''.join(COLLIDING[n >> i & 1] for i in range(bits))
              for n in range(size // (bits * len(COLLIDING[0]) + 6))]
    return ''.join('[%s]: u\n' % label for label in labels).encode()


def tables():
    yield 'table-square', square_table
    yield 'table-header', lambda size: \
        b'|a' * (size // 4) + b'|\n' + b'|-' * (size // 4) + b'|\n'
    yield 'table-100-columns', times('a\n', '|a' * 100 + '|\n' + '|-' * 100 + '|\n')
    yield 'table-100-columns-empty', times('|\n', '|a' * 100 + '|\n' + '|-' * 100 + '|\n')
    yield 'table-tiny', times('|a|\n|-|\n\n')
    yield 'table-tiny-rows', times('|a|b|\n|-|-|\n|c|d|\n\n')
    yield 'table-rows', times('|a|b|\n', '|a|b|\n|-|-|\n')
    yield 'table-row-wide', times('|a', '|a|\n|-|\n')
    yield 'table-rows-wide', times('|a' * 1000 + '\n', '|a|\n|-|\n')
    yield 'table-pipes', times('|')
    yield 'table-pipe-lines', times('|\n')
    yield 'table-escaped-pipes', times('\\|', '|a|\n|-|\n|')
    yield 'table-delimiters', times('|-|\n')
    yield 'table-header-lines', times('a\n', tail='|a|\n|-|\n')
    yield 'table-in-items', times('- |a|\n  |-|\n  |b|\n')


def square_table(size):
    """As many short rows as columns."""
    n = size // 6
    return b'|a' * n + b'|\n' + b'|-' * n + b'|\n' + b'a\n' * n


def fences():
    yield 'fence-unclosed', times('a\n', '```\n')
    yield 'fence-lines', times('```\n')
    yield 'fence-tildes', times('~~~\n')
    yield 'fence-alternating', times('```\n~~~\n')
    yield 'fence-info', times('a', '```')
    yield 'fence-long', times('`', tail='\na')
    yield 'fence-growing', lambda size: b'\n'.join(
        b'`' * n for n in range(3, int(math.sqrt(2 * size))))
    yield 'fence-in-items', times('- ```\n  a\n')
    yield 'fence-in-quotes', times('> ```\n')
    yield 'fence-between-items', counted('{}. a：b\n```\nc\n```\n', 1)
    yield 'fence-blank-lines', times('\n', '```\n')
    yield 'code-indented', times('    a\n')
    yield 'code-indented-blank', times('    a\n\n')
    yield 'code-unfenced', times('int a = b(c);\n')
    yield 'tree-unfenced', times('├── a\n')


def headings():
    yield 'headings', times('# h\n')
    yield 'headings-distinct', counted('# h{}\n')
    yield 'headings-with-body', times('# h\n\nb\n\n')
    yield 'headings-six-levels', times(''.join('#' * n + ' h\n' for n in range(1, 7)))
    yield 'headings-empty', times('#\n')
    yield 'heading-hashes', times('#')
    yield 'heading-long', times('h ', '# ')
    yield 'heading-closing', times('# h ' + '#' * 40 + '\n')
    yield 'heading-long-items', lambda size: \
        b'# ' + b'h' * (size // 2) + b'\n' + b'1. a: b\n' * (size // 16)
    yield 'headings-numbered', counted('## {}. h\n\nb\n\n', 1)
    yield 'setext', times('a\n=\n')
    yield 'setext-dashes', times('a\n-\n')
    yield 'setext-paragraph', times('a\n', tail='===\n')
    yield 'setext-lines', times('=\n', 'a\n')
    yield 'rules', times('---\n', 'a\n\n')
    yield 'rule-long', times('- ', tail='-')
    yield 'rules-almost', times('* * * a\n')


def html_blocks():
    yield 'html-div', times('<div>\n')
    yield 'html-div-blank', times('<div>\n\n')
    yield 'html-div-nested', around('<div>', 'a', '</div>')
    yield 'html-comment-open', times('<!-- a\n')
    yield 'html-comments', times('<!-- a -->\n')
    yield 'html-script', times('<script>\n\n')
    yield 'html-pre', times('<pre>\n\n')
    yield 'html-style', times('<style>a</style>\n\n')
    yield 'html-instruction', times('<?\n\n')
    yield 'html-cdata', times('<![CDATA[\n\n')
    yield 'html-custom', times('<x>\n\n')
    yield 'html-details', times('<details><summary>a</summary>\n\nb\n\n</details>\n\n')
    yield 'html-details-open', times('<details>\n\n')
    yield 'html-tables', times('<table><tr><td>a</table>\n\n')
    yield 'html-images', times('<img src="a.png">\n\n')
    yield 'html-svg', times('<svg><path d="a"/>\n')
    yield 'html-table-rows', times('<tr><td>a<td>b\n', '<table>\n', '</table>\n')
    yield 'html-table-open', times('<table><tr><td>')
    yield 'html-formatting', times('<p><b><i a="1">\n', '<div>\n')
    yield 'html-formatting-closed', times('<p><b></i></b>a\n', '<div>\n')
    yield 'html-misnested', times('<b><p></b><i></p>\n', '<div>\n')
    yield 'html-list-items', times('<li>a\n', '<ul>\n')
    yield 'html-lists-nested', around('<ul><li>', 'a', '</li></ul>')
    yield 'html-links', times('<a href="https://a.b"><img src="a.png"></a>\n', '<p>\n')
    yield 'html-entities', times('&amp;&nbsp;&lt;', '<p>')
    yield 'html-terms', times('<dt>a<dd>b\n', '<dl>\n')
    yield 'html-in-items', times('- <div>\n')
    yield 'html-attributes', times(' a="b"', '<div', '>\n')


# ---- What notes are made of -------------------------------------------------

def items():
    yield 'items', times('1. a：b\n')
    yield 'items-distinct', counted('{0}. a{0}：b{0}\n', 1)
    yield 'items-same-prompt', counted('{0}. a：b{0}\n', 1)
    yield 'items-same-statement', times('1. a b c d.\n')
    yield 'items-loose', counted('{0}. a{0}：b\n\n', 1)
    yield 'items-empty', times('- \n')
    yield 'items-before-heading', followed(counted('a{0}：b\n\n'), '# H\n')
    yield 'statements-before-heading', followed(counted('The {0}th word is asked by nobody.\n\n'), '# H\n')
    yield 'items-empty-ordered', times('1.\n')
    yield 'items-bold', times('- **a**：b\n')
    yield 'items-tasks', times('- [ ] x\n')
    yield 'items-changing-marker', times('- a\n+ b\n* c\n')
    yield 'items-between-paragraphs', counted('{}. a：b\n\nc\n\n', 1)
    yield 'items-lazy', times('a\n', '1. a：b\n')
    yield 'items-continued', times('    a\n', '1. a：b\n')
    yield 'items-digits', times('1', tail='. a\n')
    yield 'items-paren', times('1) a\n')
    yield 'item-long', times('a，', '1. ')
    yield 'items-links', times('- [a](b)\n')
    yield 'fused-numbers', times('1、a\n')
    yield 'fused-numbers-counted', counted('{}、a\n', 1)
    yield 'fused-numbers-one-line', counted('{}、a ', 1)
    yield 'fused-parens', times('（1）a\n')
    yield 'fused-circles', times('① a\n')
    yield 'fused-han', times('一、a\n')
    yield 'fused-letters', times('a. b\n')
    yield 'fused-dots', counted('{}.a\n', 1)
    yield 'fused-decimals', times('1.1.1 a\n')


def marks():
    """Signs that cut text into questions, answers and gaps."""
    yield 'colons', times('：')
    yield 'colon-words', times('a：')
    yield 'colon-lines', times('a：\n')
    yield 'colons-ascii', times('a: ')
    yield 'colons-double', times('a::b ')
    yield 'colons-double-lines', times('a::b\n')
    yield 'question-marks', times('?')
    yield 'question-lines', times('a?\n')
    yield 'question-lines-wide', times('a？\n\n')
    yield 'questions-answers', times('Q: a\nA: b\n\n')
    yield 'questions-only', times('Q: a\n')
    yield 'answers-only', times('A: a\n')
    yield 'questions-han', times('问：a\n答：b\n\n')
    yield 'cloze-run', times('{{c1::a}}')
    yield 'cloze-open', times('{{c1::')
    yield 'cloze-nested', around('{{c1::', 'a', '}}')
    yield 'cloze-numbers', counted('{{{{c{}::a}}}} ', 1)
    yield 'cloze-number-long', times('1', '{{c', '::a}}')
    yield 'braces', times('{')
    yield 'braces-close', times('}}', 'a')
    yield 'highlights', times('==a== ')
    yield 'highlights-open', times('==a ')
    yield 'equals', times('=', 'a ')
    yield 'semicolons', times('a；')
    yield 'full-stops', times('a。')
    yield 'dashes', times('a - b ')
    yield 'arrows', times('a -> ')
    yield 'quotation-open', times('“')
    yield 'quotation', times('“a”')
    yield 'parens-wide-open', times('（')
    yield 'digits', times('1 ')
    yield 'skips', times('<!-- skip -->\n')
    yield 'skip-items', times('<!-- skip -->\n1. a：b\n')
    yield 'ids-same', times('<!-- id: a -->\n1. a：b\n\n')
    yield 'ids-distinct', counted('<!-- id: a{0} -->\n1. a{0}：b\n\n')
    yield 'id-long', times('a', '<!-- id: ', ' -->\n1. a：b\n')
    yield 'sounds', times('[sound:a.mp3] ')
    yield 'tags-hash', times('#a ')


def text():
    yield 'word', times('a')
    yield 'word-han', times('字')
    yield 'words', times('a ')
    yield 'han-distinct', han('')
    yield 'han-lines', han('\n')
    yield 'han-paragraphs', han('\n\n')
    yield 'lines', times('a\n')
    yield 'paragraphs', times('a\n\n')
    yield 'line-long-spaces', times(' ', 'a', 'b')
    yield 'spaces', times(' ')
    yield 'space-lines', times(' \n')
    yield 'blank-lines', times('\n')
    yield 'tabs', times('\t')
    yield 'tab-words', times('a\t')
    yield 'tab-lines', times('\t\ta\n')
    yield 'tab-markers', times('-\t', tail='a')
    yield 'tab-quotes', times('>\t', tail='a')
    yield 'crlf-only', times('\r\n')
    yield 'cr-only', times('\r')
    yield 'crlf-notes', counted('## h{0}\r\n\r\n{0}. a{0}：b\r\n   c\r\n\r\n', 1)
    yield 'cr-notes', counted('## h{0}\r\r{0}. a{0}：b\r\r', 1)
    yield 'combining', times('\u0301', 'a')
    yield 'combining-mixed', times('\u0301\u0323', 'a')
    yield 'hangul-parts', times('\u1100\u1161\u11a8')
    yield 'ligatures', times('\ufdfa')
    yield 'right-to-left', times('\u202ea ')
    yield 'byte-order-marks', times('\ufeff')
    yield 'emoji-joined', times('\U0001F468\u200D')
    yield 'controls', times('a\x01\x1f\x7f')
    yield 'nul', lambda size: b'a\0' * (size // 2)
    yield 'not-utf8', lambda size: b'\xff\xfe\xfd' * (size // 3)
    yield 'utf8-cut', lambda size: b'\xe5\xad' * (size // 2)
    yield 'utf16', lambda size: b'\xff\xfe' + ('# h\n\n1. a：b\n' * (size // 24)).encode('utf-16-le')
    yield 'empty', fixed('')


def han(after):
    """Single characters, all different for as long as there are any."""
    def make(size):
        n = size // (3 + len(after))
        return ''.join(chr(0x4E00 + i % 20902) + after for i in range(n)).encode()
    return make


# ---- Front matter -----------------------------------------------------------

NOTES = '---\n\n# h\n\n1. a：b\n'


def front_matter():
    yield 'matter-unclosed', times('a: b\n', '---\n')
    yield 'matter-unclosed-notes', times('1. a：b\n', '---\ntitle: x\n')
    yield 'matter-open-only', times('---\n')
    yield 'matter-toml-unclosed', times('a = "b"\n', '+++\n')
    yield 'yaml-keys', closed(counted('key{}: value\n'))
    yield 'yaml-same-key', times('a: b\n', '---\n', NOTES)
    yield 'yaml-tags', times('a, ', '---\ntags: [', 'b]\n' + NOTES)
    yield 'yaml-tags-distinct', closed(counted('  - tag{}\n'), 'tags:\n')
    yield 'yaml-tag-long', times('a', '---\ntags: ', '\n' + NOTES)
    yield 'yaml-deck-long', times('a', '---\ndeck: ', '\n' + NOTES)
    yield 'yaml-deck-levels', times('a::', '---\ndeck: ', 'b\n' + NOTES)
    yield 'yaml-brackets', times('[', '---\na: ', '\n' + NOTES)
    yield 'yaml-brackets-closed', lambda size: \
        b'---\na: ' + b'[' * (size // 2 - 30) + b']' * (size // 2 - 30) + b'\n' + NOTES.encode()
    yield 'yaml-braces', times('{a: ', '---\na: ', '\n' + NOTES)
    yield 'yaml-dashes', times('- ', '---\n', 'a\n' + NOTES)
    yield 'yaml-indented', closed(indented(' ', 'a:', ''))
    yield 'yaml-questions', times('? ', '---\n', 'a\n' + NOTES)
    yield 'yaml-block-text', times('  a\n', '---\na: |\n', NOTES)
    yield 'yaml-quoted-open', times('a\n', '---\na: "', NOTES)
    yield 'yaml-comments', times('# a\n', '---\n', NOTES)
    yield 'yaml-anchors', closed(counted('a{0}: &a{0} b\n'))
    yield 'yaml-aliases', times('*a, ', '---\na: &a [b]\ntags: [', '*a]\n' + NOTES)
    yield 'yaml-alias-bomb', alias_bomb
    yield 'yaml-alias-of-itself', times('1. a：b\n', '---\ntags: &a [*a, *a]\n---\n\n')


def closed(body, head=''):
    """Lines of YAML between its two rules, then a note."""
    def make(size):
        lines = body(size - len(head) - len(NOTES) - 4)
        return ('---\n' + head).encode() + lines + NOTES.encode()
    return make


def alias_bomb(size):
    """Each list holds nine times the one before; then notes up to the size."""
    levels = ['l0: &l0 [x, x, x, x, x, x, x, x, x]']
    for n in range(1, 12):
        levels.append('l%d: &l%d [%s]' % (n, n, ', '.join(['*l%d' % (n - 1)] * 9)))
    text = '---\n' + '\n'.join(levels) + '\ntags: *l11\n' + NOTES
    return (text + '2. a：b\n' * ((size - len(text)) // 9)).encode()


def ids():
    yield 'ids-alone', counted('^a{:06d}\n', 0, '- item: x\n')
    yield 'ids-comments-alone', counted('<!-- id: a{} -->\n', 0, '# h\n\na: b\n')
    yield 'ids-comments-line', times('<!-- id: a -->', 'a: b ')
    yield 'ids-items', counted('- item {0} ^id{0:06d}\n', 0, '## List the things\n')
    yield 'ids-notes', counted('- item {0}: x ^id{0:06d}\n')
    yield 'ids-repeated', times('- item: x ^abc123\n')
    yield 'ids-carets', times('^', 'x ')
    yield 'ids-words', times('a ^abc123 ')
    yield 'ids-comments-end', times('<!---->', 'a: b ', ' ^abc123\n')
    yield 'ids-comment-ends', times('-->', 'a: b ', ' ^abc123\n')
    yield 'ids-drawers', times(':PROPERTIES:\n:ANKI_NOTE_ID: 1\n:END:\n', 'a: b\n')


FAMILIES = (
    brackets, emphasis, backticks, angles, addresses, entities, mathematics,
    footnotes, boxes, bare_addresses,
    deep_lines, nested_lists,
    references, tables, fences, headings, html_blocks,
    items, marks, text, front_matter, ids,
)


def inputs():
    for family in FAMILIES:
        yield from family()
