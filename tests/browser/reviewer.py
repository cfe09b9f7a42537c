"""Anki's own page for reviews, in a browser: that of its desktop program, and that of AnkiDroid.

    with Reviewer(scratch_folder) as reviewer:
        seen, errors, asked = reviewer.see(cards, media_folder, 'phone')

The page, its style, its scripts and MathJax are those of the wheel aqt, which is not run.
AnkiDroid has the same ones for its study screen.  A server of our own gives them out, and
the media of a collection, as Anki's does; nothing else in the world can be reached.
"""

import http.server
import importlib.util
import json
import mimetypes
import os
import posixpath
import re
import threading
import urllib.parse

from chromium import Browser

HERE = os.path.dirname(os.path.abspath(__file__))
ANDROID = 'Mozilla/5.0 (Linux; Android 14; Pixel 7; wv) AppleWebKit/537.36 (KHTML, like Gecko) ' \
          'Version/4.0 Chrome/120.0.0.0 Mobile Safari/537.36'
# Width, height and who it is; a phone's page is no wider than its glass.
DEVICES = {'desktop': (1000, 800, None), 'phone': (360, 740, ANDROID)}
CARDS = 40                              # that are looked at for one answer of the browser

PAGE = '''<!doctype html>
<html dir="ltr" data-bs-theme="light"><head><meta charset="utf-8"><title>Anki</title>
<base href="/"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/_anki/css/webview.css">
<style>body { background-color: var(--canvas); } html { font-family: sans-serif; }</style>
<link rel="stylesheet" href="/_anki/css/reviewer.css">
<script>window.bridgeCommand = window.pycmd = function () {};</script></head>
<body class="isLin"><script src="/_anki/js/webview.js"></script><script src="/_anki/js/reviewer.js"></script>
<div id="_mark" hidden>&#x2605;</div><div id="_flag" hidden>&#x2691;</div><div id="qa" dir="auto"></div></body></html>'''

# Where there is something to play the reviewer has a button.
PLAY = '<a class="replay-button soundLink" href="#"><svg class="playImage" viewBox="0 0 64 64">' \
       '<circle cx="32" cy="32" r="29"/><path d="M20 12 57 32 20 52z"/></svg></a>'


def find_pages():
    """The folder of the desktop program's pages, or None."""
    found = importlib.util.find_spec('_aqt')
    places = found.submodule_search_locations if found else []
    return next((folder for folder in (os.path.join(place, 'data', 'web') for place in places)
                 if os.path.isdir(folder)), None)


def sides_of(col, cid):
    """What the program would hand to its page: question and answer, with the style."""
    card = col.get_card(cid)
    shown = card.render_output()
    style = '<style>%s</style>' % shown.css
    return {'number': card.ord + 1, **{
        name: re.sub(r'\[anki:play:[qa]:\d+\]', PLAY, col.media.escape_media_filenames(style + text))
        for name, text in (('question', shown.question_text), ('answer', shown.answer_text))}}


# ---- The server -----------------------------------------------------------------------------

class Server(http.server.ThreadingHTTPServer):
    """Gives out the page, what it needs as /_anki/..., and media as /NUMBER-OF-THEIR-FOLDER/..."""
    daemon_threads = True

    def __init__(self):
        super().__init__(('127.0.0.1', 0), Handler)
        self.folders = {'_anki': find_pages()}
        self.missing = []               # what was asked for in vain
        threading.Thread(target=self.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True).start()

    @property
    def address(self):
        return 'http://%s:%d/' % self.server_address[:2]

    def place(self, folder):
        """The address of a folder."""
        name = str(len(self.folders))
        self.folders[name] = folder
        return '/%s/' % name

    def find(self, address):
        path = posixpath.normpath(urllib.parse.unquote(urllib.parse.urlsplit(address).path))
        if path == '/':
            return PAGE.encode('utf-8'), 'text/html'
        first, _, rest = path.lstrip('/').partition('/')
        try:
            with open(os.path.join(self.folders[first], rest), 'rb') as file:
                return file.read(), mimetypes.guess_type(rest)[0] or 'application/octet-stream'
        except (KeyError, OSError):
            return None, None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        content, kind = self.server.find(self.path)
        if content is None:
            self.server.missing.append(self.path)
        self.send_response(404 if content is None else 200)
        self.send_header('Content-Type', kind or 'text/plain')
        self.send_header('Content-Length', str(len(content or b'')))
        self.end_headers()
        self.wfile.write(content or b'')

    def log_message(self, *what):
        pass


# ---- The browser ------------------------------------------------------------------------------

class Reviewer:
    def __init__(self, scratch):
        self.server = Server()
        self.pages = {}
        # Names of the network lead nowhere.
        self.browser = Browser(scratch, '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1')
        with open(os.path.join(HERE, 'seen.js'), encoding='utf-8') as file:
            self.script = file.read()

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.close()

    def close(self):
        self.browser.close()
        self.server.shutdown()
        self.server.server_close()

    def page(self, device):
        """The page on a device; it is kept, as Anki keeps its own from deck to deck."""
        if device not in self.pages:
            width, height, agent = DEVICES[device]
            page = self.pages[device] = self.browser.page()
            page.device(width, height)
            if agent:
                page.call('Emulation.setUserAgentOverride', userAgent=agent, platform='Linux armv8l')
            page.go(self.server.address)
            page.evaluate(self.script)
        return self.pages[device]

    def see(self, cards, media, device):
        """What the page shows of each side, its errors, and what was asked for in vain or far away."""
        page = self.page(device)
        page.call('Page.bringToFront')  # Chromium draws nothing behind other pages
        page.forget()
        self.server.missing.clear()
        page.evaluate('begin(%s)' % json.dumps(self.server.place(media)))
        seen = []
        for at in range(0, len(cards), CARDS):
            seen += page.evaluate('see(%s)' % json.dumps(cards[at:at + CARDS]))
        page.settle()
        asked = [address for address in page.requests if not address.startswith(self.server.address)]
        return seen, page.errors, asked + list(self.server.missing)
