/* card.js - a card's two sides, made of its note as Anki makes them. */

/* ---- Templates: {{Field}}, {{filter:Field}}, {{#Field}}…{{/Field}}, {{^Field}}…{{/Field}} --- */

/* Blank to Anki: nothing but blanks, line breaks and empty divisions. */
function isBlank(html) {
  return /^(?:\s|<\/?(?:br|div) ?\/?>)*$/i.test(html);
}

/* What names in a template stand for; a field of the note wins over Anki's own names. */
function namesOf(card, front) {
  const note = card.note;
  const names = new Map([
    ['FrontSide', front], ['Tags', escapeHtml(note.tags.join(' '))], ['Type', escapeHtml(note.type.name)],
    ['Deck', escapeHtml(note.deck)], ['Subdeck', escapeHtml(note.deck.split('::').pop())],
    ['Card', escapeHtml(note.cloze ? 'Cloze ' + card.number : templateOf(card).name)], ['CardFlag', ''],
  ]);

  if (note.cloze)
    names.set('c' + card.number, '1');
  note.type.fields.forEach((name, i) => names.set(name, note.fields[i] || ''));
  return names;
}

function escapeHtml(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/* Filters are applied from right to left; one that is not known changes nothing. */
function filtered(filters, html, card, bared) {
  return filters.reduceRight((text, filter) => {
    if (filter === 'cloze')
      return fillCloze(text, card.number, bared);
    if (filter === 'text')
      return text.replace(/<[^>]*>/g, '');
    if (filter === 'hint')
      return isBlank(text) ? '' : '<details><summary>Hint</summary>' + text + '</details>';
    return text;
  }, html);
}

function fillTemplate(template, card, front) {
  const names = namesOf(card, front === null ? '' : front);
  const sections = []; /* of those around here: is it shown? */
  const mark = /<!--[^]*?-->|\{\{([^}]*)\}\}/g;
  let out = '', from = 0;

  for (let found = mark.exec(template); found !== null; found = mark.exec(template)) {
    const shown = sections.every(Boolean);

    if (shown)
      out += template.slice(from, found.index);
    from = mark.lastIndex;
    if (found[1] === undefined) {
      out += shown ? found[0] : '';
      continue;
    }
    const word = found[1].trim(), name = word.slice(1).trim();
    if (word[0] === '#')
      sections.push(!isBlank(names.get(name) || ''));
    else if (word[0] === '^')
      sections.push(isBlank(names.get(name) || ''));
    else if (word[0] === '/')
      sections.pop();
    else if (shown)
      out += fieldOf(word, names, card, front !== null);
  }
  return out + template.slice(from);
}

function fieldOf(word, names, card, bared) {
  const filters = word.split(':'), name = filters.pop().trim();

  if (!names.has(name))
    return '(unknown field ' + escapeHtml(name) + ')';
  return filtered(filters.map(filter => filter.trim()), names.get(name), card, bared);
}

/* ---- Clozes: {{c1::text}}, {{c1::text::hint}}, one inside of another -------------------------- */

/* HTML with the clozes of a number hidden, or bared; nothing when it has none of them. */
function fillCloze(html, number, bared) {
  const open = [{ start: '', text: '', hint: null }]; /* the field, then the clozes around here */
  const mark = /\{\{c(\d+(?:,\d+)*)::|\}\}/g;
  let from = 0, any = false;

  const put = text => {
    const cloze = open[open.length - 1];
    const at = open.length > 1 && cloze.hint === null ? text.indexOf('::') : -1;

    if (at >= 0) {
      cloze.text += text.slice(0, at);
      cloze.hint = text.slice(at + 2);
    } else if (cloze.hint !== null) {
      cloze.hint += text;
    } else {
      cloze.text += text;
    }
  };
  const putWhole = text => { open[open.length - 1].text += text; };
  const close = () => {
    const cloze = open.pop(), active = cloze.numbers.includes(number);

    any = any || active;
    putWhole('<span class="' + (active ? 'cloze' : 'cloze-inactive') + '" data-ordinal="' + cloze.numbers.join(',') +
      '">' + (active && !bared ? '[' + (cloze.hint || '...') + ']' : cloze.text) + '</span>');
  };

  for (let found = mark.exec(html); found !== null; found = mark.exec(html)) {
    put(html.slice(from, found.index));
    from = mark.lastIndex;
    if (found[1] !== undefined)
      open.push({ start: found[0], numbers: found[1].split(',').map(Number), text: '', hint: null });
    else if (open.length > 1)
      close();
    else
      putWhole(found[0]);
  }
  put(html.slice(from));
  while (open.length > 1) { /* never closed: text like any other */
    const cloze = open.pop();
    putWhole(cloze.start + cloze.text + (cloze.hint === null ? '' : '::' + cloze.hint));
  }
  return any ? withoutTagsInMaths(open[0].text) : '';
}

/* As Anki does in fields shown through {{cloze:}}. */
function withoutTagsInMaths(html) {
  return html.replace(/\\\([^]*?\\\)|\\\[[^]*?\\\]/g, maths => maths.replace(/<[^>]*>/g, ''));
}

/* ---- Sides ---------------------------------------------------------------------------------- */

/* All clozes of a note share a template; other cards have each its own. */
function templateOf(card) {
  const templates = card.note.type.templates;

  return templates[card.note.cloze ? 0 : Math.min(card.number, templates.length) - 1];
}

function questionOf(card) {
  return fillTemplate(templateOf(card).front, card, null);
}

function answerOf(card) {
  return fillTemplate(templateOf(card).back, card, questionOf(card));
}

/* What the list shows of a card: its first field as its question has it. */
function promptOf(card) {
  const field = card.note.fields[0];

  return plainText(card.note.cloze ? fillCloze(field, card.number, false) : field);
}

/* ---- HTML of a side as elements ready to be shown -------------------------------------------------- */

/* What no field holds; templates of somebody's own may.  The page's policy lets none of it run or
 * load, but it could lead the frame away. */
const FOREIGN = 'script, meta, base, link, iframe, frame, object, embed';

/* Nothing is loaded and nothing runs while the elements stand in a template. */
function elementsOf(html) {
  const template = document.createElement('template');

  template.innerHTML = html.replace(/\[sound:([^\]]*)\]/g, soundElement);
  template.content.querySelectorAll(FOREIGN).forEach(foreign => foreign.remove());
  template.content.querySelectorAll('img, audio, video, source').forEach(showMedium);
  template.content.querySelectorAll('a[href]').forEach(link => {
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  });
  return template.content;
}

/* ---- Maths and colours, when the page carries what makes them ------------------------------------ */

const MATHS = /\\\(([^]+?)\\\)|\\\[([^]+?)\\\]/g;

/* Sets \(…\) and \[…\] with KaTeX; code is left alone, as MathJax does. */
function renderMath(element) {
  if (!window.katex)
    return;
  const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts = [];

  element.normalize();
  while (walker.nextNode())
    if (!walker.currentNode.parentElement.closest('pre, code, script, style, textarea'))
      texts.push(walker.currentNode);
  texts.forEach(renderMathIn);
}

function renderMathIn(node) {
  const pieces = node.ownerDocument.createDocumentFragment();
  let from = 0;

  node.data.replace(MATHS, (whole, inline, display, at) => {
    const box = node.ownerDocument.createElement('span');

    pieces.append(node.data.slice(from, at), box);
    from = at + whole.length;
    window.katex.render(inline === undefined ? display : inline, box,
      { displayMode: inline === undefined, throwOnError: false, trust: false, output: 'mathml' });
  });
  if (from > 0) {
    pieces.append(node.data.slice(from));
    node.replaceWith(pieces);
  }
}

/* Colours code as it is coloured on cards. */
function highlight(element) {
  if (window.cardmillColour)
    window.cardmillColour(element);
}
