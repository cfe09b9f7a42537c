"""Pictures, sound and films: shown, played, or named where the page does not have them."""

import base64
import http.server
import io
import json
import os
import random
import struct
import threading
import wave
import zlib

import of_cards
import pictures
from kit import Tests, expect, expect_equal, lazy
from of_many import WATCH, WORK, tried
from shown import FRAME, READY, Preview
from written import Case, changed

tests = Tests()
MOST = 64000000                         # bytes of media on a page

# A second of 32 by 18 dots, as Chromium records it.
FILM = base64.b64decode(
    'GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQRChYECGFOAZwEAAAAAAAH4EU2bdLlNu4tTq4QVSalmU6yBbk27i1OrhBZUrmtTrI'
    'GTTbuLU6uEH0O2dVOsgdRNu4xTq4QcU7trU6yCAebsrgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAV'
    'SalmoCrXsYMPQkBEiYRDtfFITYCGQ2hyb21lV0GGQ2hyb21lFlSua7yuuteBAXPFh3UbMuZK70mDgQFV7oEBhoVWX1ZQOOCdsIEguoESU8'
    'CBAVWwkFWxgQFVuYECVbqBDVW7gQEfQ7Z1AQAAAAAAAQbngQCg0qGlgQAAAFACAJ0BKiAAEgAABwiFhYiZhIgBJBAAPIeeTgD+/7r/QHWh'
    'qKam7oEBpaFQAgCdASogABIAAAcIhYWImYSIASQQADyHnk4A/v+6gwCgu6GagQB8ANEBAAAQCSAAwADyv6BgAHzA/v+6gwB1oZmml+6BAa'
    'WS0QEAABAJIADAAMLBf6AAQ4AA+4EAoLehloEA8wDRAQAAEAkgAMAAwsF/oABDgAB1oZmml+6BAaWS0QEAABAJIADAAMLBf6AAQ4AA+4F8'
    'oLehloEBawDRAQAAEAkgAMAAwsF/oABDgAB1oZmml+6BAaWS0QEAABAJIADAAMLBf6AAQ4AA+4HzHFO7a427i7OBALeG94EB8YHU')

SVG = '''<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60" onload="parent.harmed = 1">
<script>parent.harmed = top.harmed = 1</script><image href="%s/spy.png" width="9" height="9"/>
<rect width="90" height="60" fill="#d33"/></svg>'''

NOTES = '''# Cells

1. Cell: ![a cell](a/x.png) beside ![](b/x.png)
2. ![[two words.png]]: a picture in front
3. Heart: ![](heart.svg)
4. Beat: ![[beat.wav]] and again ![[beat.wav]]
5. ![[beat.wav]]: a sound in front ![[low.wav]]
6. Walk: ![](walk.webm) ![](walk.mov)
7. Large: ![too large for a page](large.png)
8. Far: ![elsewhere](%s/a.png?x=1&y=2) ![](%s/b.png)
9. Broken: ![no picture](broken.png) ![](broken.mp4) ![[broken.mp3]]
10. The **wall ![](a/x.png) of 1789** was white in all of France.
11. Plain: no picture at all
12. Tall: ![](tall.png)
'''
CELL, FRONT, HEART, BEAT, SOUND, WALK, LARGE, FAR, BROKEN, CLOZE, PLAIN, TALL = range(1, 13)


def png(width, height, seed=0):
    chance = random.Random(seed)
    row = b'\0' + chance.randbytes(3) * width
    return (b'\x89PNG\r\n\x1a\n' + pictures.chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)) +
            pictures.chunk(b'IDAT', zlib.compress(row * height)) + pictures.chunk(b'IEND', b''))


def wav(seconds, step):
    file = io.BytesIO()
    with wave.open(file, 'wb') as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(bytes(128 + 60 * (-1) ** (at // step) for at in range(int(8000 * seconds))))
    return file.getvalue()


def put(folder, files):
    for name, data in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(data if isinstance(data, bytes) else data.encode())


def put_large(folder, name, size, head=b''):
    path = os.path.join(folder, name)
    with open(path, 'wb') as file:
        file.write(head or name.encode())
        file.truncate(size)


class MediaCase(Case):
    """A deck of media, and the page it makes."""

    NET = 'https://example.org'

    def __init__(self, case, notes):
        super().__init__(case.mill, case.browser, notes)

    @classmethod
    def of(cls, case):
        if not hasattr(case, 'media'):
            folder = case.mill.folder('media-notes')
            put(folder, {
                'n.md': NOTES.replace('%s', cls.NET), 'a/x.png': png(20, 10), 'b/x.png': png(30, 10),
                'two words.png': png(40, 10), 'heart.svg': SVG % cls.NET, 'beat.wav': wav(1, 8), 'low.wav': wav(.4, 30),
                'walk.webm': FILM, 'walk.mov': FILM, 'broken.png': b'\x89PNG none', 'broken.mp4': b'none',
                'broken.mp3': b'none', 'tall.png': png(50, 3000),
            })
            put_large(folder, 'large.png', MOST + 400000, png(9, 9))
            case.media = cls(case, folder)
        return case.media

    @lazy
    def names(self):
        """What fields call a file, by its name in the notes."""
        return {one['file']: one['name'] for one in self.deck['media']}

    def at(self, place, **window):
        return self.show('#card=' + self.cards[place - 1].id, **window)


def shown(preview, selector, what):
    return preview.ask('Array.from(%s.querySelectorAll(%s), one => %s)' % (FRAME, json.dumps(selector), what))


def wait(preview, condition):
    preview.page.wait('(frame => %s)(%s)' % (condition, FRAME))


def missing(preview):
    return shown(preview, '.preview-missing', 'one.innerText.split(/\\s+/).join(" ")')


def sounds(preview):
    return shown(preview, '.preview-sound', 'one.querySelector("button").getAttribute("aria-label")')


ALL_REST = 'Array.from(frame.querySelectorAll("audio")).every(one => one.paused)'

# Keeps what the page makes addresses of, so that a test can look into it.
BLOBS = '''window.made = new Map(); window.gone = [];
    const make = URL.createObjectURL, drop = URL.revokeObjectURL;
    URL.createObjectURL = blob => { const address = make.call(URL, blob); made.set(address, blob); return address; };
    URL.revokeObjectURL = address => { gone.push(address); drop.call(URL, address); };'''


def watch_blobs(preview):
    preview.page.call('Page.addScriptToEvaluateOnNewDocument', source=BLOBS)


def blob(preview, address):
    kind, text = preview.ask('''(async blob => [blob.type,
        btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())))])(made.get(%s))''' % json.dumps(address))
    return kind, base64.b64decode(text)


# ---- Shown and played ---------------------------------------------------------------------

@tests
def pictures_are_shown(case):
    media = MediaCase.of(case)
    with media.at(CELL) as preview:
        expect_equal(shown(preview, 'img', '1'), [], 'pictures of the answer beside the question')
        preview.page.key(' ')
        wait(preview, 'frame.images.length === 2 && Array.from(frame.images).every(one => one.naturalWidth > 0)')
        expect_equal(shown(preview, 'img', '[one.naturalWidth, one.alt]'), [[20, 'a cell'], [30, '']], 'pictures')
        preview.page.key('j')
        wait(preview, 'frame.images.length === 1 && frame.images[0].naturalWidth === 40')
        preview.page.key(' ')
        wait(preview, 'frame.images.length === 1 && frame.images[0].naturalWidth === 40')
        preview.ask('location.hash = "card=%s"' % media.cards[CLOZE - 1].id)
        wait(preview, 'frame.querySelector(".cloze") !== null')
        expect_equal(shown(preview, 'img', '1'), [], 'pictures that the cloze hides')
        preview.page.key(' ')
        wait(preview, 'frame.images.length === 1 && frame.images[0].naturalWidth === 20')
        preview.expect_quiet()


@tests
def drawings_cannot_act(case):
    media = MediaCase.of(case)
    with media.at(HEART) as preview:
        preview.page.key(' ')
        wait(preview, 'frame.images.length === 1 && frame.images[0].naturalWidth === 90')
        preview.page.evaluate('new Promise(done => setTimeout(done, 200))')
        expect(not preview.ask('window.harmed || %s.defaultView.harmed' % FRAME), 'a script in a drawing ran')
        preview.expect_quiet()


@tests
def the_bytes_of_the_files(case):
    """With the type that their ending has."""
    media = MediaCase.of(case)
    wanted = {CELL: [('image/png', 'a/x.png'), ('image/png', 'b/x.png')], HEART: [('image/svg+xml', 'heart.svg')],
              BEAT: [('audio/wav', 'beat.wav'), ('audio/wav', 'beat.wav')],
              WALK: [('video/webm', 'walk.webm'), ('video/quicktime', 'walk.mov')]}
    with media.show() as preview:
        watch_blobs(preview)
        for place, files in wanted.items():
            preview.open('#card=' + media.cards[place - 1].id)
            preview.page.key(' ')
            addresses = shown(preview, 'img, audio, video', 'one.src')
            expect_equal(len(addresses), len(files), 'what is on card %d' % place)
            for address, (kind, name) in zip(addresses, files):
                with open(os.path.join(media.notes, name), 'rb') as file:
                    expect_equal(blob(preview, address), (kind, file.read()), name)


@tests
def sounds_are_played(case):
    media = MediaCase.of(case)
    with media.at(SOUND) as preview:
        expect_equal(sounds(preview), ['Play beat.wav'], 'sounds of the question')
        wait(preview, ALL_REST)
        preview.click_on_card('.preview-sound button')
        expect(not preview.bared, 'a click on a sound turns the card')
        wait(preview, 'frame.querySelector(".preview-sound button").getAttribute("aria-label") === "Stop beat.wav"')
        wait(preview, 'frame.querySelector("audio").currentTime > 0.3')
        wait(preview, 'frame.querySelector("audio").paused')
        wait(preview, 'frame.querySelector(".preview-sound button").getAttribute("aria-label") === "Play beat.wav"')
        preview.page.key(' ')
        expect(preview.bared, 'after a click on a sound the space bar does not turn the card')
        expect_equal(sounds(preview), ['Play beat.wav', 'Play low.wav'], 'sounds of the answer')
        preview.expect_quiet()


@tests
def sounds_by_key(case):
    """One after the other; none goes on when the card is gone."""
    media = MediaCase.of(case)
    with media.at(SOUND) as preview:
        preview.page.key(' ')
        preview.ask('''window.heard = []; %s.addEventListener("play", event =>
            heard.push(event.target.previousElementSibling.title), true); 0''' % FRAME)
        preview.page.key('r')
        preview.page.wait('heard.length === 2')
        expect_equal(preview.ask('heard'), ['beat.wav', 'low.wav'], 'what was played')
        preview.page.key('r')
        wait(preview, ALL_REST)
        preview.page.key('r')
        preview.ask('window.sound = %s.querySelector("audio"); 0' % FRAME)
        preview.page.wait('!sound.paused')
        preview.page.key('j')
        preview.page.wait('sound.paused')
        preview.page.key('r')
        preview.expect_quiet()


@tests
def films_are_shown(case):
    media = MediaCase.of(case)
    with media.at(WALK) as preview:
        preview.page.key(' ')
        wait(preview, 'Array.from(frame.querySelectorAll("video")).filter(one => one.videoWidth === 32).length === 2')
        expect_equal(shown(preview, 'video', '[one.controls, one.paused]'), [[True, True]] * 2, 'controls, and rest')
        expect_equal(missing(preview), [], 'what is missing')
        preview.expect_quiet()


@tests
def cards_with_media_like_those_of_the_real_anki(case):
    folder = pictures.write(case.mill.folder('media-of-packages'))
    of_cards.cards_like_those_of_the_real_anki(MediaCase(case, folder))


# ---- Not shown ----------------------------------------------------------------------------

@tests
def what_is_not_shown_has_words(case):
    media = MediaCase.of(case)
    with media.at(LARGE) as preview:
        preview.page.key(' ')
        expect_equal(missing(preview), ['too large for a page large.png 64.4 MB, left out: the page has room for 64 MB'], 'too large')
        preview.page.key('j')
        preview.page.key(' ')
        expect_equal(missing(preview), ['elsewhere %s/a.png?x=1&y=2 not loaded from the network' % media.NET,
                                        '%s/b.png not loaded from the network' % media.NET], 'remote')
        expect_equal(shown(preview, '.preview-missing a', '[one.href, one.target]'),
                     [[media.NET + '/a.png?x=1&y=2', '_blank'], [media.NET + '/b.png', '_blank']], 'links')
        preview.page.key('j')
        preview.page.key(' ')
        wait(preview, 'frame.querySelectorAll(".preview-missing").length === 3')
        expect_equal(missing(preview), ['no picture broken.png this browser cannot show it',
                                        'broken.mp4 this browser cannot play it',
                                        'broken.mp3 this browser cannot play it'], 'broken')
        preview.page.click('#tab-left')
        expect('The cards show or play 13 files of 64.4 MB; the page has room for 64 MB, and leaves out 1.' in
               preview.text('facts'), 'the facts are: %s', preview.text('facts'))
        preview.expect_quiet()


@tests
def the_largest_are_left_out(case):
    """Whatever the order of the notes."""
    folder = case.mill.folder('large')
    put(folder, {'n.md': '- one: ![](a.mp4)\n- two: ![](b.png)\n- three: ![](c.mp4)\n', 'b.png': png(9, 9)})
    put_large(folder, 'a.mp4', MOST // 2 + 1000)
    put_large(folder, 'c.mp4', MOST // 2)
    media = MediaCase(case, folder)
    with media.show() as preview:
        has = preview.ask('Array.from(media.files.values(), one => [one.file, one.has])')
        expect_equal(has, [['a.mp4', False], ['b.png', True], ['c.mp4', True]], 'what the page has')
    size = os.path.getsize(media.files['deck.html'])
    expect(size < MOST // 2 * 1.4, 'the page has %d bytes', size)


@tests
def called_as_in_the_notes(case):
    """In the list and in a search, not as packages call them."""
    media = MediaCase.of(case)
    with media.show() as preview:
        prompts = preview.ask('Array.from(document.querySelectorAll(".row .prompt"), one => one.textContent)')
        expect('[two words.png]' in prompts and '[beat.wav]' in prompts, 'the list says %s', prompts)
        for query, found in ('low.wav', [SOUND]), ('two words.png', [FRONT]), ('tall.png', [TALL]), ('cm-', []):
            preview.search(query)
            expect_equal(preview.found, len(found), 'cards found with ' + query)
        preview.search('')


# ---- Only when it is needed -----------------------------------------------------------------

@tests
def only_what_is_shown_is_unpacked(case):
    media = MediaCase.of(case)
    wait = 'await new Promise(done => setTimeout(done, 20));'
    with media.show() as preview:
        watch_blobs(preview)
        preview.open('#card=' + media.cards[PLAIN - 1].id)
        preview.ask('media.grace = 0; 0')
        expect_equal(preview.ask('made.size'), 0, 'addresses made for a card without pictures')
        preview.page.key('Home')
        preview.page.key(' ')
        expect_equal(preview.ask('[made.size, gone.length]'), [2, 0], 'made and given back with two pictures')
        preview.page.key(' ')
        preview.page.key(' ')
        preview.page.key('j')
        preview.page.key(' ')
        expect_equal(preview.ask('(async () => { %s return [made.size - gone.length, made.size]; })()' % wait), [1, 5], 'one picture, on both sides')
        preview.page.key('End')
        expect_equal(preview.ask('(async () => { %s return made.size - gone.length; })()' % wait), 0, 'kept for no card')


@tests
def the_answer_comes_into_sight(case):
    """Also when the picture above it takes its room late; but nobody is moved who has moved."""
    folder = case.mill.folder('tall')
    put(folder, {'n.md': '- a: b\n- ![[tall.png]] ![[1.png]]: %s\n' % ('below ' * 2000),
                 'tall.png': png(500, 900), '1.png': png(500, 901)})
    with MediaCase(case, folder).show() as preview:
        for moved in '', FRAME + '.scrollingElement.scrollTop = 7;':
            preview.page.key('Home')
            preview.ask('["next", "flip"].forEach(id => document.getElementById(id).click()); %s 0' % moved)
            wait(preview, 'frame.images.length === 2 && Array.from(frame.images).every(one => one.naturalWidth === 500)')
            preview.page.settle()
            top, height, at = preview.ask('(frame => [frame.getElementById("answer").getBoundingClientRect().top, '
                                          'frame.documentElement.clientHeight, frame.scrollingElement.scrollTop])(%s)' % FRAME)
            if moved:
                expect_equal(at, 7, 'where it was moved to')
            else:
                expect(0 <= top < height / 2, 'the answer begins at %d of %d', top, height)


@tests
@tried
def many_pictures(case):
    """Stepping through cards with pictures of a large page does not make anybody wait."""
    folder = case.mill.folder('many-pictures')
    lines = ['- word %d: sentence %d about it\n' % (at, at) for at in range(9000)]
    put(folder, {'a%d.md' % at: '# Part\n\n' + ''.join(lines[at::9]) for at in range(9)})
    chance = random.Random(3)
    for at in range(1000):
        lines.append('- picture %d: ![](img/%d.png)\n' % (at, at))
        put(folder, {'img/%d.png' % at: png(100, 100, at) + chance.randbytes(20000)})
    put(folder, {'0.md': '# Pictures\n\n' + ''.join(lines[9000:])})
    with MediaCase(case, folder).show() as preview:
        expect_equal(preview.found, 10000, 'cards')
        preview.page.evaluate('new Promise(done => setTimeout(done, 1500))')   # what is done on the side is over
        preview.ask(WATCH)
        for _ in range(40):
            preview.page.key(' ')
            preview.page.key('j')
        preview.page.key(' ')
        wait(preview, 'frame.images.length === 1 && frame.images[0].naturalWidth === 100')
        work = preview.ask('work')
        expect(all(one < WORK for one in work), 'work of %s ms', work)
        preview.expect_quiet()


# ---- While the page is still on its way, and when it did not arrive whole ----------------------

class Slow:
    """A server that sends the first part of a page, and the rest when it is told to."""

    def __init__(self, first, rest):
        go = self.go = threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header('Content-Type', 'text/html')
                self.end_headers()
                self.wfile.write(first)
                self.wfile.flush()
                go.wait(20)
                self.wfile.write(rest)

            def log_message(self, *what):
                pass

        self.server = http.server.ThreadingHTTPServer(('localhost', 0), Handler)
        self.address = 'http://%s:%d/deck.html' % ('localhost', self.server.server_port)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.go.set()
        self.server.shutdown()
        self.server.server_close()


def parts(media, name):
    """The page, cut in the middle of a file that it carries."""
    with open(media.files['deck.html'], 'rb') as file:
        page = file.read()
    number = [one['file'] for one in media.deck['media']].index(name)
    at = page.index(b'id="medium-%d"' % number)
    end = page.index(b'</script>', at)
    return page[:(at + end) // 2], page[(at + end) // 2:]


@tests
def pictures_that_come_later(case):
    media = MediaCase.of(case)
    with Slow(*parts(media, 'b/x.png')) as server, media.show() as preview:
        preview.page.call('Page.navigate', url=server.address)
        preview.page.wait('location.protocol === "http:" && ' + READY)
        preview.page.key(' ')
        wait(preview, 'frame.images.length === 1 && frame.images[0].naturalWidth === 20')
        expect_equal(missing(preview), ['b/x.png still being read'], 'what is not there yet')
        server.go.set()
        wait(preview, 'frame.images.length === 2 && frame.images[1].naturalWidth === 30')
        expect(preview.bared, 'the card has been turned back')
        expect(not preview.page.errors, 'the console says: %s', preview.page.errors[:2])


@tests
def a_page_that_was_cut_off(case):
    media = MediaCase.of(case)
    path = os.path.join(case.mill.folder('cut'), 'cut.html')
    with open(path, 'wb') as file:
        file.write(parts(media, 'b/x.png')[0])
    with Preview(case.browser, path) as preview:
        preview.page.key(' ')
        wait(preview, 'frame.images.length === 1 && frame.images[0].naturalWidth === 20')
        expect_equal(missing(preview), ['b/x.png lost from this page'], 'what is lost')
        preview.expect_quiet()


@tests
def names_that_the_deck_does_not_have(case):
    """As templates of somebody's own may have them."""
    media = MediaCase.of(case)
    path = os.path.join(case.mill.folder('foreign'), 'foreign.html')

    def change(data):
        data['notes'][0][9][0] = '[sound:none.mp3] [sound:none.mp4] <img src="none.png" alt="lost"> ' \
                                 '<audio controls src="%s"></audio>' % media.names['beat.wav']
        data['notes'][1][9][0] = '[sound:x" onerror="parent.harmed=1" x=".mp3] [sound:<img src=x onerror=parent.harmed=1>]'

    changed(media.files['deck.html'], path, change)
    with Preview(case.browser, path) as preview:
        expect_equal(missing(preview), ['none.mp3 not in the deck', 'none.mp4 not in the deck', 'lost none.png not in the deck'],
                     'what is missing')
        expect_equal(shown(preview, 'audio', 'one.controls'), [True], 'a sound of a template')
        preview.page.key('j')
        expect(not preview.ask('window.harmed'), 'a script ran')
        preview.expect_quiet()


# ---- What it looks like ------------------------------------------------------------------------

@tests
def looks_of_media(case):
    media = MediaCase.of(case)
    for name, window in ('light', {}), ('dark', dict(scheme='dark')), \
            ('phone', dict(width=360, height=640, mobile=True, scheme='dark')):
        with media.show(**window) as preview:
            for place in range(1, len(media.cards) + 1):
                preview.page.key(' ')
                preview.page.evaluate('new Promise(done => setTimeout(done, 100))')
                preview.expect_fits('card %d, %s' % (place, name))
                preview.expect_card_fits('card %d, %s' % (place, name))
                if place in (CELL, BEAT, WALK, LARGE, FAR, BROKEN):
                    case.shot(preview, 'media-%02d-%s' % (place, name))
                preview.page.key('j')
            preview.expect_quiet()
