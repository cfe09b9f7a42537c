/* left.js - what became of the sources: how much of each is on cards, what is on none, and why. */

class Leftovers {
  constructor(deck, changed) {
    this.deck = deck;
    this.changed = changed;
    this.query = '';
    this.file = '';   /* chosen; empty: all */
    this.reason = '';
    this.found = [];
    this.sources = deck.files.map(file => this.source(file));
    this.chips = this.reasons().map(([reason, count]) => this.chip(reason, count));
    this.list = new LongList(byId('left-list'), LEFT_ROW, (row, index) => this.draw(row, this.found[index]));
    byId('facts').textContent = this.facts();
    byId('left-count').textContent = deck.left.length.toLocaleString('en');
    byId('left-search').addEventListener('input', event => this.set({ query: event.target.value }));
    byId('left-clear').addEventListener('click', () => this.set({ query: '', file: '', reason: '' }));
  }

  set(wanted) {
    Object.assign(this, wanted);
    this.update();
    this.changed();
  }

  /* ---- Facts ---- */

  facts() {
    const { sum, notes, cards, files } = this.deck;
    const left = sum.left_lines === 0 ? 'Every line that says something is on a card'
      : counted(sum.left_lines, 'line is', 'lines are') + ' on no card';
    const bare = sum.bare_lines === 0 ? ''
      : '; ' + counted(sum.bare_lines, 'more says', 'more say') + ' nothing: rules, comments and the like';

    return counted(notes.length, 'note', 'notes') + ' (' + counted(cards.length, 'card', 'cards') + ') from ' +
      counted(files.length, 'file', 'files') + '; ' + sum.percent.toFixed(1) +
      ' % of the characters stand on a card. ' + left + bare + '. ' + media.facts();
  }

  source(file) {
    const row = element('button', 'source'), bar = element('span', 'bar'), part = element('span');

    row.setAttribute('aria-pressed', 'false');
    row.title = file.name + ', ' + counted(file.lines, 'line', 'lines');
    part.style.width = file.percent + '%';
    bar.append(part);
    const name = element('span', 'file', file.name);
    name.dir = 'auto';
    row.append(name, bar, element('span', 'percent', file.percent.toFixed(1) + ' %'),
      element('span', 'notes', counted(file.notes, 'note', 'notes')));
    row.addEventListener('click', () => this.set({ file: this.file === file.name ? '' : file.name }));
    byId('sources').append(row);
    return { name: file.name, row };
  }

  /* Reasons with the number of their leftovers, the most frequent first. */
  reasons() {
    const counts = new Map();

    this.deck.left.forEach(({ reason }) => counts.set(reason, (counts.get(reason) || 0) + 1));
    return Array.from(counts).sort((a, b) => b[1] - a[1]);
  }

  chip(name, count) {
    const chip = element('button', 'chip', name + ' ');

    chip.append(element('span', 'count', count.toLocaleString('en')));
    chip.title = this.deck.meanings[name] || '';
    chip.dataset.reason = name;
    chip.addEventListener('click', () => this.set({ reason: this.reason === name ? '' : name }));
    byId('reasons').append(chip);
    return { name, chip };
  }

  /* ---- The list ---- */

  update() {
    const words = searchWords(this.query), { left } = this.deck;

    this.found = left.filter(leftover => (this.file === '' || leftover.file === this.file) &&
      (this.reason === '' || leftover.reason === this.reason) &&
      holdsWords(fold([leftover.text, leftover.file, leftover.reason, leftover.meaning].join('\n')), words));
    this.sources.forEach(({ name, row }) => row.setAttribute('aria-pressed', String(name === this.file)));
    this.chips.forEach(({ name, chip }) => chip.setAttribute('aria-pressed', String(name === this.reason)));
    byId('left-found').textContent = left.length === 0 ? 'Nothing was left out.'
      : this.found.length === left.length ? counted(left.length, 'place', 'places')
        : this.found.length.toLocaleString('en') + ' of ' + counted(left.length, 'place', 'places');
    byId('left-clear').hidden = this.query === '' && this.file === '' && this.reason === '';
    if (byId('left-search').value !== this.query)
      byId('left-search').value = this.query;
    this.list.box.scrollTop = 0;
    this.list.show(this.found.length);
  }

  draw(row, leftover) {
    const text = element('div', 'prompt', leftover.text), below = element('div', 'below');

    row.setAttribute('role', 'listitem');
    row.dir = 'auto';
    text.title = leftover.text;
    below.append(element('span', 'reason', leftover.reason), element('span', 'meaning', leftover.meaning),
      copyButton('place', place(leftover.file, leftover.line, leftover.endLine), 'place'));
    row.append(text, below);
  }
}
