"""Sources that hold what formats trip over, one trouble a file.

    write(folder)  writes them and answers their paths

Here they are text of a program and no files, because they hold control
characters, decomposed letters and names that not every file system keeps.
"""

import os

import pictures

FILES = {
    # Characters that must not get into a field: 1F would end it.
    'controls.md': '''\
# Con\x07trols

1. Raw\x1fseparator: one\x1ftwo
2. Raw bells: a\x07b\x08c\x0bd\x0ce\x1bf\x7fg
3. Named&#31;separator: one&#31;two
4. Named bells: a&#7;b&#8;c&#127;d&#0;e
5. `in\x1fcode`: a\x1fb
6. Fence: see below

   ```
   a\x1fb\x07c
   ```
''',
    # Letters in pieces: Anki keeps them composed.
    'decomposed.md': '''\
# Re\u0301sume\u0301

1. cafe\u0301: a cafe\u0301 is a cafe\u0301
2. `e\u0301` in code: `e\u0301`
3. \u1112\u1161\u11ab: jamo of hangul
4. A\u030angstro\u0308m: a unit, the \u212b sign stands for it too
5. The **e\u0301te\u0301 of 1789** was long and hot in all of France.
''',
    # The checksum and the sort field are of decoded, stripped text.
    'stripped.md': '''\
# Stripped

1. Front: plain
2. **Hello** &amp; bye: marked up
3. foo&nbsp;bar: a blank that does not break
4. A&nbsp;B & C: the same with an ampersand
5. na\u00efve \u6f22\u5b57: beyond ASCII
6. `<vector>` & `&amp;`: code
7. 5 < 6 and 7 > 6: comparisons
8. Tom & Jerry; Co: no entity
9. It's "quoted": quotes
10. &copy; &hellip; &check;: named entities
11. ![a picture](https://example.org/a.png?x=1&y=2 "its title"): a picture from afar
12. [a link](https://example.org/?x=1&y=2): a link
13. 12345: digits alone
14. 0012: digits and zeros
15. 1e5: what SQL takes for a number
16. -7: a minus
''',
    # What Anki acts on wherever it stands.
    'acts.md': '''\
# Acts

1. `[sound:a.mp3]` in code: [sound:b.mp3] in text
2. [latex]x[/latex] and [$]y[/$]: [$$]z[/$$] and [anki:tts lang=en_US]a[/anki:tts]
3. Brackets \\\\(x\\\\) and \\\\[y\\\\]: as text
4. {{Front}} and {{c1::x}}: {{Back}} and {{c2::y}} {{#if}}
5. `{{ range .Items }}`: {{ end }}
6. <b>bold</b> and <script>alert(1)</script>: <style>x</style> <vector> <T>
7. Comment <!-- here -->: and <!-- there -->
''',
    # Inside of a deletion :: and }} mean something.
    'clozes.md': '''\
# {{c7::Clozes}}

1. The class `std::vector` keeps its items in **one::piece** of memory.
2. The template `{{ x }}` shows **a }} b** in the page that it makes.
3. The literal {{c9::x}} stands beside **42** other marks in this text.
4. In C++ the name `a::b::c` has **three** levels and {{c3}} none at all.
5. HTTP status `404` means **Not & Found** in every browser there is.
6. The **first** fact has a second line.
   The second line says {{c5::this}} and more.
7. `[sound:x.mp3]` is played by Anki in **every** field, so it is encoded.
''',
    # Tags: no blanks, no empty levels; names of levels.
    'tags.md': '''\
---
tags: ["esc\\x07aped\\x1f", "de\\x7fl", "e\u0301", "em\u2003space", "line\u2028end",
  "two words", "#hash", "a::b", "c::", "::d", "e::::f", "Ideo\u3000graphic", "no\u00a0break", "Upper", "upper", ""]
---

# A::B: c / d

1. Term: meaning

## \u3000wide\u3000 tag \u00a0

1. Term: meaning

## ::

1. Term: meaning

## "quoted" 'name', (and) more!

1. Term: meaning

## a\u200bb \U0001f600 em\u2003space line\u2028end next\u0085line

1. Term: meaning

## A::

1. Term: meaning
''',
    # Headings, items and lists without a word.
    'empties.md': '''\
#
##

1. Term: meaning

### \\

- 2.
- 3.
  1.

## <br>

1. Other: meaning
2. ** **: nothing

##

intro

- 2.
- 3.

## Marks

1. |
   -
2. \u2460
   1. \u200b
3. Last: meaning
''',
    # Levels of a deck's name.
    'levels.md': '''\
---
deck: " First :: : Second : :: ::Third "
---

1. Term: meaning
2. Other: meaning
''',
    # CSV: quotes, separators, a first field that looks like a comment.
    'cells.md': '''\
# Cells

1. #hash: begins like a comment
2. =SUM(A1): begins like a formula
3. "quoted", with a comma: a "quoted" answer, too
4. Tab\there; semicolon: one\ttwo; three|four
5. Code: several lines

   ```
   a, "b"

   \tc
   ```
6. Table: rows

   | a | b |
   |---|---|
   | 1 | "2", 3 |
7. Lines\u2028that\u2029end\u0085elsewhere: a\u2028b\u2029c\u0085d
8. ' blank first': x
''',
    'e\u0301t\u00e9 & {{c8::name}}.md': '''\
# Names

1. Term: its source is the file's name, whose letters come in pieces
2. The **file** of this note has a name that looks like a cloze itself.
''',
    'windows.md': '\ufeff# Windows\r\n\r\n1. Mark: bytes of order first\r\n2. Ends: CR and LF\r\n\r\n'
                  '   ```\r\n   code\r\n   more\r\n   ```\r\n3. Lone: a\rb\r',
}


def write(folder):
    os.makedirs(folder, exist_ok=True)
    paths = []
    for name, text in FILES.items():
        try:
            os.fsencode(name)
        except UnicodeEncodeError:      # this locale has no such names
            continue
        paths.append(os.path.join(folder, name))
        with open(paths[-1], 'w', encoding='utf-8', newline='') as file:
            file.write(text)
    return paths + [pictures.write(folder)]
