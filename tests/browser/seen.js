/* seen.js - in the page of Anki's reviewer: shows cards, and tells what there is to see. */

const THEMES = { light: '', night: ' nightMode night_mode' };
const SLACK = 0.6;    /* pixels, for edges that lie between two */
const CONTRAST = 4.5; /* what WCAG asks of text, level AA */
const SMALLEST = 9;   /* pixels: a footnote's mark, on a phone */
const CODE = 'script[src^="_cardmill-code"]'; /* what colours code; it comes with a deck */
const COLOURED = '[style*=color], font[color], [bgcolor]'; /* whoever wrote the notes chose colours */

const root = document.documentElement;
const side = () => document.getElementById('qa');

/* ---- Showing ------------------------------------------------------------------------ */

function wear(theme, number) {
  root.classList.toggle('night-mode', theme === 'night');
  root.dataset.bsTheme = theme === 'night' ? 'dark' : 'light';
  document.body.className = 'card card' + number + ' isLin' + THEMES[theme];
}

/* Another deck: its media lie elsewhere, and it brings its own script for code. */
function begin(place) {
  document.querySelectorAll(CODE).forEach(script => script.remove());
  delete window.cardmillColour;
  document.querySelector('base').href = place;
}

/* Lets the reviewer show a side, and waits for what the side needs: the script for its code, which
   comes a moment after the first side that has some, pictures and fonts. */
async function show(act) {
  const loads = () => document.querySelector(CODE) !== null && !window.cardmillColour;

  act();
  await new Promise(done => _queueAction(done));
  for (let tries = 0; tries < 200 && loads(); tries++)
    await new Promise(done => setTimeout(done, 10));
  side().querySelectorAll('details').forEach(fold => { fold.open = true; });
  await Promise.all(Array.from(side().querySelectorAll('img'), image => image.decode().catch(() => 0)));
  await document.fonts.ready;
}

/* What is seen of both sides of each card. */
async function see(cards) {
  const seen = [];

  for (const card of cards) {
    const bodyClass = document.body.className;

    await show(() => _showQuestion(card.question, card.answer, bodyClass));
    const question = look(card.number);
    await show(() => _showAnswer(card.answer, bodyClass));
    seen.push([question, look(card.number)]);
  }
  return seen;
}

/* ---- Looking ------------------------------------------------------------------------- */

function look(number) {
  const seen = { misfits: {}, unreadable: {} };
  const all = selector => Array.from(side().querySelectorAll(selector));

  for (const theme of Object.keys(THEMES)) {
    wear(theme, number);
    seen.misfits[theme] = [...beyond(), ...cut()];
    seen.unreadable[theme] = unreadable();
  }
  seen.clozes = all('.cloze').map(cloze => area(cloze) > 0 ? cloze.innerText || picture(cloze) : '');
  seen.pictures = all('img').map(image => [image.getAttribute('src'), image.naturalWidth > 0 && area(image) > 0]);
  seen.formulas = all('mjx-container').filter(area).length;
  seen.refused = all('mjx-merror, [data-mjx-error]').map(error => error.textContent || error.dataset.mjxError);
  seen.sounds = all('.replay-button').filter(area).length;
  seen.coloured = all('pre code .token').length > 0;
  seen.text = textWithoutFormulas();
  return seen;
}

function picture(element) {
  return element.querySelector('img, video, audio, .replay-button, mjx-container') ? '\u25a3' : '';
}

function area(element) {
  const box = element.getBoundingClientRect();

  return box.width * box.height;
}

function textWithoutFormulas() {
  const formulas = Array.from(side().querySelectorAll('mjx-container'));

  formulas.forEach(formula => { formula.style.display = 'none'; });
  const text = side().innerText;
  formulas.forEach(formula => { formula.style.display = ''; });
  return text;
}

const styleOf = element => getComputedStyle(element);
const scrolls = element => /auto|scroll/.test(styleOf(element).overflowX);
const aloud = element => element.closest('mjx-assistive-mml') !== null; /* not for the eye */

function inScroller(element) {
  for (let box = element; box !== document.body && box !== null; box = box.parentElement)
    if (scrolls(box))
      return true;
  return false;
}

function named(element) {
  const name = element.tagName.toLowerCase() + Array.from(element.classList, one => '.' + one).join('');

  return name + ' "' + element.textContent.trim().slice(0, 40) + '"';
}

function textNodes() {
  const walker = document.createTreeWalker(side(), NodeFilter.SHOW_TEXT);
  const nodes = [];

  while (walker.nextNode())
    if (/\S/.test(walker.currentNode.data) && !walker.currentNode.parentElement.closest('style, script'))
      nodes.push(walker.currentNode);
  return nodes;
}

/* What the page is too narrow for, unless it lies in a box that scrolls. */
function beyond() {
  const room = root.clientWidth, wide = document.scrollingElement.scrollWidth;
  const wrong = wide > room ? ['the page is ' + wide + ' wide in a window of ' + room] : [];
  const out = box => box.width > 0 && box.height > 0 && (box.right > room + SLACK || box.left < -SLACK);
  const range = document.createRange();

  side().querySelectorAll('*').forEach(element => {
    if (out(element.getBoundingClientRect()) && !inScroller(element.parentElement) && !aloud(element))
      wrong.push('beyond the edge is ' + named(element));
  });
  textNodes().forEach(node => {
    range.selectNodeContents(node);
    if (out(range.getBoundingClientRect()) && !inScroller(node.parentElement) && !aloud(node.parentElement))
      wrong.push('beyond the edge is the text ' + node.data.trim().slice(0, 40));
  });
  return wrong;
}

/* What is larger than a box that hides the rest. */
function cut() {
  const hides = value => value === 'hidden' || value === 'clip';
  const wrong = [];

  side().querySelectorAll('*').forEach(element => {
    if (element.scrollWidth <= element.clientWidth + 1 && element.scrollHeight <= element.clientHeight + 1)
      return;
    const style = styleOf(element);
    if (((hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1) ||
        (hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1)) && !aloud(element))
      wrong.push('cut off is a part of ' + named(element));
  });
  return wrong;
}

/* ---- Colours ------------------------------------------------------------------------------ */

function parts(colour) {
  const found = colour.match(/[\d.]+/g).map(Number);

  return found.length > 3 ? found : [...found, 1];
}

function luminance(colour) {
  const [r, g, b] = colour.slice(0, 3).map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);

  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/* The colour that an element stands on. */
function groundOf(element, known) {
  if (known.has(element))
    return known.get(element);
  const own = parts(styleOf(element).backgroundColor);
  const ground = own[3] > 0.99 ? own : element.parentElement ? groundOf(element.parentElement, known) : [255, 255, 255, 1];
  known.set(element, ground);
  return ground;
}

/* Text that has too little contrast, no size, or is not shown at all. */
function unreadable() {
  const grounds = new Map(), judged = new Map();
  const visible = { opacityProperty: true, visibilityProperty: true };

  textNodes().map(node => node.parentElement).forEach(element => {
    if (judged.has(element) || aloud(element) || element.closest(COLOURED))
      return;
    const style = styleOf(element), ink = parts(style.color);
    const [light, dark] = [luminance(ink), luminance(groundOf(element, grounds))].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    let fault = '';

    if (!element.checkVisibility(visible) && element.tagName !== 'RP')
      fault = 'not shown is ';
    else if (ink[3] < 0.99 || contrast < CONTRAST)
      fault = 'a contrast of ' + contrast.toFixed(1) + ' has ';
    else if (parseFloat(style.fontSize) < SMALLEST)
      fault = 'no larger than ' + style.fontSize + ' is ';
    judged.set(element, fault && fault + named(element));
  });
  return Array.from(judged.values()).filter(Boolean);
}
