"""A headless Chromium, driven through its DevTools protocol over a pair of pipes.

    with Browser(scratch_folder) as browser:
        page = browser.page()
        page.open('deck.html')
        page.click('#flip')
        print(page.evaluate('document.title'), page.errors, page.requests)
        page.screenshot('deck.png')

Nothing but Python's standard library is needed.  Keys and clicks are real ones: they
go through the browser's own handling of events, as a person's do.
"""

import base64
import fcntl
import json
import os
import pathlib
import select
import shutil
import signal
import tempfile
import time

NAMES = ('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome')
TIMEOUT = 30                            # s, for one answer of the browser
FLAGS = ('--headless=new --no-sandbox --disable-gpu --no-first-run --no-default-browser-check '
         '--disable-background-networking --disable-component-update --disable-sync --disable-extensions '
         '--disable-default-apps --disable-dev-shm-usage --hide-scrollbars --mute-audio --force-color-profile=srgb '
         '--remote-debugging-pipe').split()

# What a key is called, its code, and the text it types.
KEYS = {'Enter': (13, 'Enter', '\r'), ' ': (32, 'Space', ' '), 'Escape': (27, 'Escape', ''), 'Tab': (9, 'Tab', ''),
        'ArrowLeft': (37, 'ArrowLeft', ''), 'ArrowUp': (38, 'ArrowUp', ''), 'ArrowRight': (39, 'ArrowRight', ''),
        'ArrowDown': (40, 'ArrowDown', ''), 'Home': (36, 'Home', ''), 'End': (35, 'End', ''),
        'PageUp': (33, 'PageUp', ''), 'PageDown': (34, 'PageDown', ''), 'Backspace': (8, 'Backspace', '')}
SHIFT = 8


class BrowserError(Exception):
    """The browser refused, or did not answer."""


def find_chromium():
    """The path of an installed Chromium, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def high(descriptors):
    """The same descriptors under numbers that are in nobody's way."""
    moved = [fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, 10) for one in descriptors]
    for one in descriptors:
        os.close(one)
    return moved


class Browser:
    def __init__(self, scratch, *flags):
        """flags are more switches of the command line."""
        os.makedirs(scratch, exist_ok=True)
        self.profile = tempfile.mkdtemp(prefix='profile-', dir=scratch)
        self.log = open(os.path.join(scratch, 'chromium.log'), 'wb')
        self.pages = {}
        self.answers = {}
        self.number = 0
        self.pending = b''
        self.start(flags)

    def start(self, flags):
        # Chromium reads from its descriptor 3 and writes to its descriptor 4.
        their_input, self.output = high(os.pipe())
        self.input, their_output = high(os.pipe())
        program = find_chromium() or 'chromium'
        command = [program, *FLAGS, *flags, '--user-data-dir=' + self.profile, 'about:blank']
        log = self.log.fileno()
        self.process = os.posix_spawn(
            program, command, dict(os.environ, HOME=self.profile), setpgroup=0,
            file_actions=[(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0), (os.POSIX_SPAWN_DUP2, log, 1),
                          (os.POSIX_SPAWN_DUP2, log, 2), (os.POSIX_SPAWN_DUP2, their_input, 3),
                          (os.POSIX_SPAWN_DUP2, their_output, 4)])
        os.close(their_input)
        os.close(their_output)

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.close()

    def close(self):
        try:
            self.call('Browser.close')
        except (BrowserError, OSError):
            pass
        end = time.monotonic() + 5
        while os.waitpid(self.process, os.WNOHANG)[0] == 0:
            if time.monotonic() > end:
                os.kill(self.process, signal.SIGKILL)
            time.sleep(0.02)
        os.close(self.input)
        os.close(self.output)
        self.log.close()
        shutil.rmtree(self.profile, ignore_errors=True)

    # ---- The protocol: JSON messages, each ended by a NUL ---------------------------

    def call(self, method, session=None, **parameters):
        """Asks the browser, and waits for its answer."""
        self.number += 1
        number = self.number
        message = {'id': number, 'method': method, 'params': parameters}
        if session is not None:
            message['sessionId'] = session
        rest = json.dumps(message).encode() + b'\0'
        while rest:
            rest = rest[os.write(self.output, rest):]
        end = time.monotonic() + TIMEOUT
        while number not in self.answers:
            if not self.listen(end - time.monotonic()):
                raise BrowserError('%s: no answer within %d s' % (method, TIMEOUT))
        answer = self.answers.pop(number)
        if 'error' in answer:
            raise BrowserError('%s: %s' % (method, answer['error'].get('message')))
        return answer['result']

    def listen(self, seconds):
        """Takes what the browser says within so many seconds; False when that is nothing."""
        if not select.select([self.input], [], [], max(0, seconds))[0]:
            return False
        piece = os.read(self.input, 1 << 20)
        if not piece:
            raise BrowserError('Chromium has ended; its last words are in ' + self.log.name)
        *messages, self.pending = (self.pending + piece).split(b'\0')
        for message in map(json.loads, messages):
            if 'id' in message:
                self.answers[message['id']] = message
            elif message.get('sessionId') in self.pages:
                self.pages[message['sessionId']].hear(message['method'], message['params'])
        return True

    def page(self, width=1280, height=800):
        """A new, empty page."""
        target = self.call('Target.createTarget', url='about:blank')['targetId']
        session = self.call('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        page = self.pages[session] = Page(self, session, target)
        for domain in 'Page', 'Runtime', 'Network', 'Log':
            page.call(domain + '.enable')
        page.device(width, height)
        return page


class Page:
    def __init__(self, browser, session, target):
        self.browser = browser
        self.session = session
        self.target = target
        self.loads = 0
        self.forget()

    def forget(self):
        """Begins anew with errors and requests."""
        self.errors = []                # what the console says: errors and warnings
        self.asked = {}                 # addresses asked for, but for files and data, by number

    @property
    def requests(self):
        """Addresses asked for on the network; those that the page's policy stopped are not among them."""
        return list(self.asked.values())

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def hear(self, method, what):
        if method == 'Page.loadEventFired':
            self.loads += 1
        elif method == 'Runtime.exceptionThrown':
            details = what['exceptionDetails']
            self.errors.append(details.get('exception', {}).get('description') or details['text'])
        elif method == 'Runtime.consoleAPICalled' and what['type'] in ('error', 'warning', 'assert'):
            self.errors.append(' '.join(str(part.get('value', part.get('description'))) for part in what['args']))
        elif method == 'Log.entryAdded' and what['entry']['level'] in ('error', 'warning'):
            self.errors.append(what['entry']['text'])
        elif method == 'Network.requestWillBeSent':
            address = what['request']['url']
            if not address.startswith(('file:', 'data:', 'about:', 'blob:')):
                self.asked[what['requestId']] = address
        elif method == 'Network.loadingFailed' and what.get('blockedReason') == 'csp':
            self.asked.pop(what['requestId'], None)

    # ---- Going somewhere -----------------------------------------------------------

    def open(self, path, fragment=''):
        """Opens a file, and waits until it is loaded."""
        self.go(pathlib.Path(path).absolute().as_uri() + fragment)

    def go(self, address):
        self.loaded(lambda: self.call('Page.navigate', url=address))

    def reload(self):
        self.loaded(lambda: self.call('Page.reload'))

    def loaded(self, go):
        loads = self.loads
        answer = go()
        if answer.get('errorText'):
            raise BrowserError(answer['errorText'])
        end = time.monotonic() + TIMEOUT
        while self.loads == loads:
            if not self.browser.listen(end - time.monotonic()):
                raise BrowserError('the page does not load')

    def close(self):
        self.browser.call('Target.closeTarget', targetId=self.target)
        del self.browser.pages[self.session]

    # ---- Asking --------------------------------------------------------------------

    def evaluate(self, expression):
        """The value of a JavaScript expression; of a promise, what it brings."""
        answer = self.call('Runtime.evaluate', expression=expression, returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in answer:
            details = answer['exceptionDetails']
            raise BrowserError(details.get('exception', {}).get('description') or details['text'])
        return answer['result'].get('value')

    def wait(self, expression, seconds=5):
        """Waits until an expression is true, and answers its value."""
        end = time.monotonic() + seconds
        while True:
            value = self.evaluate(expression)
            if value:
                return value
            if time.monotonic() > end:
                raise BrowserError('in vain waited for ' + expression)
            self.browser.listen(0.02)

    def settle(self):
        """Waits until what was done so far has been drawn."""
        self.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))')

    # ---- What a person does ------------------------------------------------------------

    def key(self, key, shift=False):
        """Presses and releases a key: a letter, or a name in KEYS."""
        code, name, text = KEYS.get(key) or (ord(key.upper()), 'Key' + key.upper() if key.isalpha() else '', key)
        what = {'key': key, 'code': name, 'windowsVirtualKeyCode': code, 'modifiers': SHIFT if shift else 0}
        self.call('Input.dispatchKeyEvent', type='keyDown' if text else 'rawKeyDown', text=text, **what)
        self.call('Input.dispatchKeyEvent', type='keyUp', **what)

    def type(self, text):
        self.call('Input.insertText', text=text)

    def click(self, where, times=1):
        """Clicks into the middle of an element, by its selector, or at a point (x, y)."""
        x, y = self.middle(where) if isinstance(where, str) else where
        for kind in 'mouseMoved', 'mousePressed', 'mouseReleased':
            self.call('Input.dispatchMouseEvent', type=kind, x=x, y=y, button='none' if kind == 'mouseMoved' else 'left',
                      clickCount=0 if kind == 'mouseMoved' else times)

    def middle(self, selector):
        box = self.evaluate('''(() => {
            const found = document.querySelector(%s);
            if (found === null) return null;
            found.scrollIntoView({ block: "nearest" });
            const box = found.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2, box.width * box.height];
        })()''' % json.dumps(selector))
        if not box or not box[2]:
            raise BrowserError('there is no %s in sight' % selector)
        return box[:2]

    def wheel(self, where, pixels):
        x, y = self.middle(where) if isinstance(where, str) else where
        self.call('Input.dispatchMouseEvent', type='mouseWheel', x=x, y=y, deltaX=0, deltaY=pixels)

    # ---- What a person sees ------------------------------------------------------------

    def device(self, width, height, scale=1, mobile=False):
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=scale, mobile=mobile)
        self.call('Emulation.setTouchEmulationEnabled', enabled=mobile)

    def scheme(self, name):
        """'light' or 'dark': what the system prefers; and it wants no motion."""
        self.call('Emulation.setEmulatedMedia', features=[
            {'name': 'prefers-color-scheme', 'value': name}, {'name': 'prefers-reduced-motion', 'value': 'reduce'}])

    def screenshot(self, path, whole=False):
        """What is in sight as a PNG file, or the whole page."""
        shot = self.call('Page.captureScreenshot', format='png', captureBeyondViewport=whole)
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(base64.b64decode(shot['data']))
