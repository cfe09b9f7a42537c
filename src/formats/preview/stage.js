/* stage.js - the one card in large, in a frame of its own, so that its style and the page's do not touch. */

class Stage {
  constructor(frame) {
    this.frame = frame;
    this.night = false;
    this.phone = false;
    this.type = null; /* whose style the frame has */
    this.prepare();
    this.sounds = new Sounds(this.document);
    this.document.addEventListener('error', event => showBroken(event.target), true);
    /* Pictures take their room when they are there. */
    this.document.addEventListener('load', () => this.grown(), true);
    this.document.addEventListener('loadedmetadata', () => this.grown(), true);
  }

  get document() {
    return this.frame.contentDocument;
  }

  prepare() {
    const head = this.document.head;

    head.append(this.document.importNode(document.getElementById('frame').content, true));
    this.style = head.appendChild(this.document.createElement('style'));
    this.dress(1);
  }

  /* The classes that Anki gives its page (qt/aqt/theme.py; AnkiDroid's card_template.html). */
  dress(number) {
    this.document.documentElement.className = this.phone ? 'mobile android' : '';
    this.document.body.className = 'card card' + number + (this.night ? ' nightMode night_mode' : '');
  }

  show(card, bared) {
    const side = this.document.createElement('div'), body = this.document.body;

    if (this.type !== card.note.type) {
      this.type = card.note.type;
      this.style.textContent = this.type.css;
    }
    this.dress(card.number);
    side.id = 'qa';
    this.sounds.forget();
    media.renew(() => {
      side.append(this.document.importNode(elementsOf(bared ? answerOf(card) : questionOf(card)), true));
      body.textContent = '';
      body.append(side);
    });
    renderMath(side);
    highlight(side);
    this.bared = bared;
    this.scroll();
  }

  /* A question is read from its top; an answer that is out of sight comes into it, as in Anki. */
  scroll() {
    const line = this.bared ? this.document.getElementById('answer') : null;
    const scroller = this.document.scrollingElement;

    scroller.scrollTop = 0;
    if (line !== null && line.getBoundingClientRect().top > scroller.clientHeight * 0.6)
      scroller.scrollTop = line.getBoundingClientRect().top - 12;
    this.scrolled = scroller.scrollTop;
  }

  /* Unless somebody has moved it meanwhile. */
  grown() {
    if (this.document.scrollingElement.scrollTop === this.scrolled)
      this.scroll();
  }

  /* What there is to read, for those who hear the page. */
  text() {
    return this.document.body.innerText.replace(/\s+/g, ' ').trim();
  }

  move(pixels) {
    this.document.scrollingElement.scrollTop += pixels;
  }
}

/* The frame's own document is there as soon as its source has been read. */
function withStage(frame, ready) {
  const there = () => frame.contentDocument !== null && frame.contentDocument.URL === 'about:srcdoc' &&
    frame.contentDocument.readyState === 'complete';

  if (there())
    ready(new Stage(frame));
  else
    frame.addEventListener('load', () => ready(new Stage(frame)), { once: true });
}

/* A click turns the card, but not one that follows a link, opens a fold, plays a sound or marks text. */
function isTurn(event, frameDocument) {
  return event.button === 0 && !event.defaultPrevented && frameDocument.getSelection().isCollapsed &&
    event.target.closest('a, button, summary, audio, video, input, select, textarea, label') === null;
}
