/* facets.js - deck, tag, rule and length: what can be chosen of each, and how many cards have it. */

function lengthName(deck, note) {
  const [short, long] = deck.lengths;

  return note.length <= short ? 'short' : note.length <= long ? 'medium' : 'long';
}

function makeFacets(deck) {
  const [short, long] = deck.lengths;
  const labels = { short: 'short, to ' + short + ' characters', medium: 'medium, to ' + long, long: 'long, over ' + long };
  const facets = [
    new Facet('deck', 'Deck', deck.notes, note => [note.deck]),
    new Facet('tag', 'Tag', deck.notes, note => note.tags),
    new Facet('rule', 'Rule', deck.notes, note => [note.rule]),
    new Facet('length', 'Length', deck.notes, note => [lengthName(deck, note)], Object.keys(labels)),
  ];

  facets[3].nodes.forEach(node => { node.label = labels[node.name]; });
  return facets;
}

/* A kind of thing to choose by.  Its nodes are a tree: `a::b` stands below `a`, and who
 * chooses `a` has `a::b` with it. */
class Facet {
  constructor(key, title, notes, namesOf, inOrder) {
    this.key = key;
    this.title = title;
    this.nodes = [];
    this.byName = new Map();
    this.roots = [];
    this.chosen = new Set(); /* of nodes' ids */
    this.fixed = inOrder !== undefined; /* all that can be chosen is shown, even what no card has */
    (inOrder || []).forEach(name => this.node(name));
    notes.forEach(note => {
      note.nodes = note.nodes || {};
      note.nodes[key] = this.idsOf(namesOf(note));
    });
    this.counts = new Uint32Array(this.nodes.length);
    notes.forEach(note => this.count(note));
    this.idle = this.counts.every(count => count === notes.length || count === 0); /* nothing is told apart by it */
  }

  /* Ids of the nodes of names and of those above them, each once. */
  idsOf(names) {
    const ids = new Set();

    names.forEach(name => {
      for (let node = this.node(name); node !== null; node = node.parent)
        ids.add(node.id);
    });
    return Array.from(ids);
  }

  node(name) {
    let node = this.byName.get(name);

    if (node === undefined) {
      const cut = name.lastIndexOf('::');
      const parent = cut > 0 ? this.node(name.slice(0, cut)) : null;

      node = { id: this.nodes.length, name, parent, label: this.label(cut > 0 ? name.slice(cut + 2) : name), children: [] };
      this.nodes.push(node);
      this.byName.set(name, node);
      (parent === null ? this.roots : parent.children).push(node);
    }
    return node;
  }

  label(name) {
    return this.key === 'tag' ? tagLabel(name) : name;
  }

  passes(note) {
    return this.chosen.size === 0 || note.nodes[this.key].some(id => this.chosen.has(id));
  }

  count(note) {
    note.nodes[this.key].forEach(id => { this.counts[id]++; });
  }

  chosenNames() {
    return Array.from(this.chosen, id => this.nodes[id].name);
  }

  choose(names) {
    this.chosen = new Set(names.filter(name => this.byName.has(name)).map(name => this.byName.get(name).id));
  }
}

/* Indices of the cards that fit.  Each facet counts the cards that fit all the others. */
function findCards(cards, facets, words) {
  const hits = [];
  let note = null, holds = false, missed = 0, only = null;

  facets.forEach(facet => facet.counts.fill(0));
  cards.forEach((card, index) => {
    if (card.note !== note) { /* cards of one note stand side by side */
      note = card.note;
      holds = words.length === 0 || holdsWords(searchText(note), words);
      missed = 0;
      for (const facet of facets)
        if (!facet.passes(note)) {
          missed++;
          only = facet;
        }
    }
    if (!holds || missed > 1)
      return;
    if (missed === 1) {
      only.count(note);
      return;
    }
    hits.push(index);
    facets.forEach(facet => facet.count(note));
  });
  return hits;
}

/* ---- The button of a facet, and the panel below it ------------------------------------------- */

const FEW_CHOICES = 20; /* of the first two levels: then both are in sight at once */

class FacetPanel {
  constructor(facet, changed) {
    this.facet = facet;
    this.changed = changed;
    this.rows = []; /* those made so far */
    this.button = element('button', 'facet');
    this.button.setAttribute('aria-expanded', 'false');
    this.button.dataset.facet = facet.key;
    this.panel = element('div', 'panel');
    this.panel.hidden = true;
    this.panel.dataset.facet = facet.key;
    this.panel.setAttribute('role', 'group');
    this.panel.setAttribute('aria-label', facet.title);
    this.button.addEventListener('click', () => this.open(this.panel.hidden));
    this.panel.addEventListener('change', event => this.toggle(event.target));
  }

  open(wanted) {
    if (wanted && this.rows.length === 0)
      this.fill();
    this.panel.hidden = !wanted;
    this.button.setAttribute('aria-expanded', String(wanted));
    if (wanted)
      this.update();
  }

  fill() {
    const { roots } = this.facet;

    this.panel.append(this.branch(roots, 0));
    if (roots.length === 1 || roots.reduce((sum, root) => sum + 1 + root.children.length, 0) <= FEW_CHOICES)
      this.rows.filter(({ twist }) => twist !== null).forEach(row => this.unfold(row, true));
  }

  branch(nodes, depth) {
    const list = element('ul');

    nodes.forEach(node => list.append(this.item(node, depth)));
    return list;
  }

  item(node, depth) {
    const item = element('li'), row = element('div', 'choice'), label = element('label');
    const box = element('input'), count = element('span', 'count');
    const name = element('span', 'name', node.label);
    const made = { node, row, box, count, item, depth, twist: null };

    box.type = 'checkbox';
    box.dataset.id = node.id;
    name.dir = 'auto';
    label.title = node.name;
    label.append(box, name, count);
    row.style.paddingInlineStart = depth * 18 + 'px';
    if (node.children.length > 0) {
      made.twist = element('button', 'twist');
      made.twist.setAttribute('aria-label', 'Below ' + node.label);
      made.twist.setAttribute('aria-expanded', 'false');
      made.twist.addEventListener('click', () => this.unfold(made, made.twist.getAttribute('aria-expanded') === 'false'));
      row.append(made.twist);
    }
    row.append(label);
    item.append(row);
    this.rows.push(made);
    return item;
  }

  /* The branch below a row is made when it is first asked for. */
  unfold(made, wanted) {
    if (wanted && made.item.lastChild === made.row)
      made.item.append(this.branch(made.node.children, made.depth + 1));
    if (made.item.lastChild !== made.row)
      made.item.lastChild.hidden = !wanted;
    made.twist.setAttribute('aria-expanded', String(wanted));
    this.update();
  }

  toggle(box) {
    const id = Number(box.dataset.id);

    if (box.checked)
      this.facet.chosen.add(id);
    else
      this.facet.chosen.delete(id);
    this.changed();
  }

  /* Counts and ticks as they are now. */
  update() {
    const { chosen, title, nodes, counts, fixed, idle } = this.facet;
    const names = Array.from(chosen, id => this.facet.label(nodes[id].name.split('::').pop()));

    this.button.hidden = idle && names.length === 0;
    this.button.textContent = names.length === 0 ? title : names.length === 1 ? names[0] : title + ' · ' + names.length;
    this.button.title = names.length === 0 ? title : title + ': ' + names.join(', ');
    this.button.classList.toggle('on', names.length > 0);
    if (this.panel.hidden)
      return;
    this.rows.forEach(({ node, item, box, count }) => {
      box.checked = chosen.has(node.id);
      count.textContent = counts[node.id].toLocaleString('en');
      item.hidden = counts[node.id] === 0 && !fixed && !box.checked;
    });
  }
}
