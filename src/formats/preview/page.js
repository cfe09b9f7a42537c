/* page.js - what the page does: the card in large, the list beside it, filters, keys, themes, the address. */

const CARD_ROW = 58, LEFT_ROW = 62; /* heights of rows in pixels, as page.css has them */

function byId(id) {
  return document.getElementById(id);
}

/* ---- Small things ------------------------------------------------------------------------------ */

/* Kept where the browser allows it; a page opened from a file may be refused. */
function recall(key) {
  try {
    return window.localStorage.getItem('cardmill-' + key);
  } catch (refused) {
    return null;
  }
}

function remember(key, value) {
  try {
    if (value === null)
      window.localStorage.removeItem('cardmill-' + key);
    else
      window.localStorage.setItem('cardmill-' + key, value);
  } catch (refused) {
    /* then it lasts as long as the page */
  }
}

function say(text) {
  byId('live').textContent = text;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch (refused) {
    const box = element('textarea', 'unseen', text);

    document.body.append(box);
    box.select();
    document.execCommand('copy');
    box.remove();
  }
}

/* Text that a click copies. */
function copyButton(className, text, what) {
  const button = element('button', 'copy ' + className, text);

  button.title = 'Copy the ' + what;
  button.dataset.copy = text;
  return button;
}

function copyFrom(event) {
  const button = event.target.closest('button.copy');

  if (button === null)
    return;
  copy(button.dataset.copy);
  say('Copied ' + button.dataset.copy);
  button.classList.add('done');
  setTimeout(() => button.classList.remove('done'), 1200);
}

/* Work that waits until nothing new has come for a while. */
function later(work, milliseconds) {
  let timer = null;
  const now = () => {
    if (timer !== null) {
      clearTimeout(timer);
      timer = null;
      work();
    }
  };

  return {
    ask: () => {
      clearTimeout(timer);
      timer = setTimeout(now, milliseconds);
    },
    now,
  };
}

/* A button that is clicked does not take the keys away from the card. */
function keepFocus(button) {
  button.addEventListener('mousedown', event => event.preventDefault());
}

/* ---- The page ------------------------------------------------------------------------------------ */

class Page {
  constructor(deck, stage) {
    this.deck = deck;
    this.stage = stage;
    this.cards = deck.cards;
    this.tab = 'cards';
    this.query = '';
    this.card = 0;      /* index in cards */
    this.bared = false; /* the answer is shown */
    this.hits = [];     /* indices of the cards that fit */
    this.facets = makeFacets(deck);
    this.panels = this.facets.map(facet => new FacetPanel(facet, () => this.find()));
    this.list = new LongList(byId('list'), CARD_ROW, (row, index) => this.draw(row, index));
    this.left = new Leftovers(deck, () => this.address.ask());
    this.address = later(() => this.writeAddress(), 200);
    this.searching = later(() => this.find(), 60);
    byId('title').textContent = deck.name;
    byId('card-count').textContent = this.cards.length.toLocaleString('en');
    this.panels.forEach(({ button, panel }) => byId('facets').append(button, panel));
  }

  /* ---- Filters ---- */

  /* Finds the cards that fit, and stays at the card shown, or goes to the next that fits. */
  find() {
    const words = searchWords(this.query);

    this.hits = findCards(this.cards, this.facets, words);
    const next = this.hits.findIndex(card => card >= this.card);
    const filtered = this.query !== '' || this.facets.some(facet => facet.chosen.size > 0);

    byId('found').textContent = filtered
      ? this.hits.length.toLocaleString('en') + ' of ' + counted(this.cards.length, 'card', 'cards')
      : counted(this.cards.length, 'card', 'cards');
    byId('clear').hidden = !filtered;
    this.panels.forEach(panel => panel.update());
    this.show(this.hits.length === 0 ? -1 : next < 0 ? this.hits.length - 1 : next, true);
    this.list.show(this.hits.length);
    if (this.at >= 0)
      this.list.reveal(this.at);
  }

  clear() {
    this.query = '';
    byId('search').value = '';
    this.facets.forEach(facet => facet.chosen.clear());
    this.find();
  }

  chooseOnly(key, name) {
    this.facets.find(facet => facet.key === key).choose([name]);
    this.find();
  }

  /* Answers whether there were any. */
  closePanels(but) {
    const open = this.panels.filter(panel => panel !== but && !panel.panel.hidden);

    open.forEach(panel => panel.open(false));
    return open.length > 0;
  }

  /* ---- The card ---- */

  /* Shows the card at a place among the hits; -1: there is none.  filtering: the list is made anew. */
  show(at, filtering) {
    const same = at >= 0 && this.hits[at] === this.card && this.at !== undefined;

    this.at = at;
    byId('nothing').hidden = at >= 0;
    byId('paper').hidden = byId('about').hidden = at < 0;
    byId('flip').disabled = at < 0;
    byId('before').disabled = at <= 0;
    byId('next').disabled = at < 0 || at >= this.hits.length - 1;
    byId('place').textContent = at < 0 ? '' : (at + 1).toLocaleString('en') + ' / ' + this.hits.length.toLocaleString('en');
    this.address.ask();
    if (at < 0)
      return;
    this.card = this.hits[at];
    if (!(filtering && same)) {
      this.bared = false;
      this.present();
      this.describe();
    }
    if (!filtering) {
      this.list.reveal(at);
      this.mark();
    }
  }

  present() {
    this.stage.show(this.cards[this.card], this.bared);
    byId('flip').textContent = this.bared ? 'Show question' : 'Show answer';
  }

  turn() {
    if (this.at < 0)
      return;
    this.bared = !this.bared;
    this.present();
    say(this.stage.text());
  }

  go(steps) {
    const at = Math.min(Math.max(this.at + steps, 0), this.hits.length - 1);

    if (this.at < 0 || at === this.at)
      return;
    this.show(at, false);
    say(this.stage.text());
  }

  /* ---- The list ---- */

  draw(row, index) {
    const card = this.cards[this.hits[index]], note = card.note;
    const prompt = element('div', 'prompt', card.prompt || (card.prompt = promptOf(card)));
    const below = element('div', 'below');
    const context = element('span', 'context');

    row.id = 'row-' + index;
    row.setAttribute('role', 'option');
    row.setAttribute('aria-setsize', this.hits.length);
    row.setAttribute('aria-posinset', index + 1);
    row.dir = 'auto';
    prompt.title = card.prompt;
    if (!note.context) /* what others made has none, and its type tells something */
      note.context = note.type.ours ? plainText(note.fields[2]) : note.type.name;
    context.append(element('bdi', '', note.context));
    context.title = note.context;
    below.append(context);
    if (!this.facets.find(facet => facet.key === 'deck').idle) {
      below.append(element('span', 'deck', note.deck.split('::').pop()));
      below.lastChild.title = note.deck;
    }
    row.append(prompt, below);
    this.markRow(row, index);
  }

  markRow(row, index) {
    const current = index === this.at;

    row.classList.toggle('current', current);
    row.setAttribute('aria-selected', String(current));
    if (current)
      this.list.box.setAttribute('aria-activedescendant', row.id);
  }

  mark() {
    this.list.box.removeAttribute('aria-activedescendant');
    this.list.rows.forEach((row, index) => this.markRow(row, index));
  }

  openList(wanted) {
    document.body.classList.toggle('list-open', wanted);
    byId('open-list').setAttribute('aria-expanded', String(wanted));
    byId('shade').hidden = !wanted;
    if (wanted)
      this.list.fill();
    if (wanted && this.at >= 0)
      this.list.reveal(this.at);
  }

  /* ---- Below the card: where it comes from ---- */

  describe() {
    const { note } = this.cards[this.card], about = byId('about');
    const pick = (key, name, title) => {
      const button = element('button', 'pick', key === 'tag' ? tagLabel(name) : name);
      button.dir = 'auto';
      button.title = title + name;
      button.addEventListener('click', () => this.chooseOnly(key, name));
      return button;
    };
    const part = (name, ...what) => {
      const group = element('span', 'part');
      group.append(element('span', 'name', name), ...what);
      return group;
    };

    about.textContent = '';
    about.append(part('source', copyButton('place', place(note.file, note.line, note.endLine), 'place in the source')),
      part('rule', pick('rule', note.rule, 'Only cards of the rule ')), part('deck', pick('deck', note.deck, 'Only cards of the deck ')));
    if (note.tags.length > 0)
      about.append(part('tags', ...note.tags.map(tag => pick('tag', tag, 'Only cards with the tag '))));
    about.append(part('guid', copyButton('guid', note.guid, 'guid')));
  }

  /* ---- Views ---- */

  open(tab) {
    this.tab = tab;
    for (const name of ['cards', 'left']) {
      const button = byId('tab-' + name);

      byId(name).hidden = name !== tab;
      button.setAttribute('aria-selected', String(name === tab));
      button.tabIndex = name === tab ? 0 : -1;
    }
    document.body.classList.toggle('on-cards', tab === 'cards');
    this.openList(false);
    if (tab === 'left')
      this.left.list.fill();
    this.address.ask();
  }

  setNight(night) {
    document.documentElement.classList.toggle('dark', night);
    document.documentElement.classList.toggle('light', !night);
    byId('theme').setAttribute('aria-pressed', String(night));
    this.stage.night = night;
    if (this.at >= 0)
      this.stage.dress(this.cards[this.card].number);
  }

  setPhone(phone) {
    byId('stage').classList.toggle('phone', phone);
    byId('phone').setAttribute('aria-pressed', String(phone));
    this.stage.phone = phone;
    if (this.at >= 0)
      this.stage.dress(this.cards[this.card].number);
    this.address.ask();
  }

  /* ---- The address of the page keeps what was chosen ---- */

  writeAddress() {
    const words = new URLSearchParams();

    if (this.tab !== 'cards')
      words.set('tab', this.tab);
    if (this.query !== '')
      words.set('q', this.query);
    this.facets.forEach(facet => facet.chosenNames().forEach(name => words.append(facet.key, name)));
    if (this.left.query !== '')
      words.set('left-q', this.left.query);
    if (this.left.file !== '')
      words.set('left-file', this.left.file);
    if (this.left.reason !== '')
      words.set('left-reason', this.left.reason);
    if (this.stage.phone)
      words.set('phone', 'yes');
    if (this.at >= 0)
      words.set('card', this.cards[this.card].id);
    this.written = '#' + words;
    try {
      window.history.replaceState(null, '', this.written);
    } catch (refused) {
      /* some browsers refuse when it is asked too often: the next time will do */
    }
  }

  readAddress() {
    const words = new URLSearchParams(window.location.hash.slice(1));
    const card = this.cards.findIndex(({ id }) => id === words.get('card'));

    this.query = byId('search').value = words.get('q') || '';
    this.facets.forEach(facet => facet.choose(words.getAll(facet.key)));
    this.left.query = words.get('left-q') || '';
    this.left.file = words.get('left-file') || '';
    this.left.reason = words.get('left-reason') || '';
    if (card >= 0)
      this.card = card;
    this.left.update();
    this.at = undefined;
    this.setPhone(words.get('phone') === 'yes');
    this.open(words.get('tab') === 'left' ? 'left' : 'cards');
    this.find();
  }
}

/* ---- Keys ------------------------------------------------------------------------------------------- */

function cardKeys(page) {
  return {
    ' ': () => page.turn(), Enter: () => page.turn(),
    ArrowRight: () => page.go(1), j: () => page.go(1),
    ArrowLeft: () => page.go(-1), k: () => page.go(-1),
    Home: () => page.go(-Infinity), End: () => page.go(Infinity),
    ArrowDown: () => page.stage.move(60), ArrowUp: () => page.stage.move(-60),
    PageDown: () => page.stage.move(400), PageUp: () => page.stage.move(-400),
    p: () => page.setPhone(!page.stage.phone), c: () => page.clear(), r: () => page.stage.sounds.toggle(),
    '/': () => {
      page.openList(true);
      byId('search').focus();
      byId('search').select();
    },
  };
}

function pageKeys(page, theme) {
  return {
    n: () => theme.toggle(),
    l: () => page.open(page.tab === 'cards' ? 'left' : 'cards'),
    '?': () => byId('help').showModal(),
    Escape: () => {
      if (!page.closePanels(null))
        page.openList(false);
    },
  };
}

function listensToKeys(page, theme) {
  const onCards = cardKeys(page), always = pageKeys(page, theme);
  const inList = { ArrowDown: () => page.go(1), ArrowUp: () => page.go(-1) };

  return event => {
    const target = event.target, tag = target.tagName;
    const typing = tag === 'TEXTAREA' || tag === 'SELECT' || (tag === 'INPUT' && target.type !== 'checkbox');
    const acts = ['BUTTON', 'A', 'SUMMARY', 'INPUT', 'VIDEO', 'AUDIO'].includes(tag); /* on Enter and the space bar */
    const { key } = event;

    if (event.ctrlKey || event.metaKey || event.altKey || byId('help').open)
      return;
    if (typing) {
      if (key === 'Escape' || (key === 'Enter' && target.id === 'search')) {
        target.blur();
        page.closePanels(null);
        page.openList(false);
      }
      return;
    }
    if (acts && (key === ' ' || key === 'Enter'))
      return;
    if ((tag === 'VIDEO' || tag === 'AUDIO') && /^(?:Arrow|Page|Home|End)/.test(key)) /* it goes forward and back */
      return;
    if (target.getAttribute && target.getAttribute('role') === 'tab' && (key === 'ArrowLeft' || key === 'ArrowRight')) {
      always.l();
      byId('tab-' + page.tab).focus();
      event.preventDefault();
      return;
    }
    const keys = [always, target.id === 'list' ? inList : {}, page.tab === 'cards' ? onCards : {}];
    const found = keys.find(some => Object.prototype.hasOwnProperty.call(some, key));
    if (found === undefined)
      return;
    found[key]();
    event.preventDefault();
  };
}

/* ---- Light and dark ------------------------------------------------------------------------------------ */

/* The system's choice, until the reader makes one; choosing what the system has follows it again. */
function makeTheme(page) {
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  let chosen = recall('theme');
  const isNight = () => chosen === null ? system.matches : chosen === 'dark';
  const show = () => page.setNight(isNight());

  system.addEventListener('change', show);
  show();
  return {
    toggle: () => {
      const night = !isNight();
      chosen = night === system.matches ? null : night ? 'dark' : 'light';
      remember('theme', chosen);
      show();
    },
  };
}

/* ---- The beginning ---------------------------------------------------------------------------------------- */

function listen(page, theme) {
  const click = (id, work) => byId(id).addEventListener('click', work);
  const keys = listensToKeys(page, theme), frame = page.stage.document;

  click('before', () => page.go(-1));
  click('next', () => page.go(1));
  click('flip', () => page.turn());
  click('theme', theme.toggle);
  click('phone', () => page.setPhone(!page.stage.phone));
  click('open-help', () => byId('help').showModal());
  click('tab-cards', () => page.open('cards'));
  click('tab-left', () => page.open('left'));
  click('open-list', () => page.openList(!document.body.classList.contains('list-open')));
  click('close-list', () => page.openList(false));
  click('shade', () => page.openList(false));
  click('clear', () => page.clear());
  click('clear-too', () => page.clear());
  ['before', 'next', 'flip', 'theme', 'phone', 'clear'].forEach(id => keepFocus(byId(id)));
  byId('search').addEventListener('input', event => {
    page.query = event.target.value;
    page.searching.ask();
  });
  byId('list').addEventListener('click', event => {
    const index = LongList.indexAt(event);

    if (index >= 0) {
      page.show(index, false);
      page.openList(false);
    }
  });
  document.addEventListener('click', event => {
    copyFrom(event);
    page.closePanels(page.panels.find(({ button, panel }) => button.contains(event.target) || panel.contains(event.target)));
  });
  document.addEventListener('keydown', keys);
  frame.addEventListener('keydown', keys);
  frame.addEventListener('submit', event => event.preventDefault());
  frame.addEventListener('click', event => {
    page.closePanels(null);
    if (isTurn(event, frame))
      page.turn();
  });
  window.addEventListener('pagehide', () => page.address.now());
  window.addEventListener('hashchange', () => {
    if (window.location.hash !== page.written)
      page.readAddress();
  });
}

/* What a search goes through is made while nobody waits for it. */
function prepareSearch(notes) {
  let at = 0;
  const idle = window.requestIdleCallback || (work => setTimeout(() => work({ timeRemaining: () => 8 }), 50));
  const work = deadline => {
    while (at < notes.length && deadline.timeRemaining() > 2)
      searchText(notes[at++]);
    if (at < notes.length)
      idle(work);
  };

  idle(work);
}

withStage(byId('card'), stage => {
  const page = new Page(readDeck(), stage);

  listen(page, makeTheme(page));
  page.readAddress();
  prepareSearch(page.deck.notes);
  /* Media stand behind the script: a card that wants some is shown again when they are there. */
  if (document.readyState === 'loading')
    document.addEventListener('DOMContentLoaded', () => { if (page.at >= 0 && media.waits) page.present(); });
  document.documentElement.classList.add('ready');
});
