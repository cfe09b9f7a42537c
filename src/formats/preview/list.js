/* list.js - a list of which only the rows in sight are made. */

const SPARE_ROWS = 8; /* above and below those in sight */

class LongList {
  /* box scrolls; every row is height pixels high; draw(row, index) fills one in. */
  constructor(box, height, draw) {
    this.box = box;
    this.height = height;
    this.draw = draw;
    this.count = 0;
    this.rows = new Map(); /* by index */
    this.space = document.createElement('div');
    this.space.className = 'rows';
    this.space.setAttribute('role', 'presentation');
    box.append(this.space);
    box.addEventListener('scroll', () => this.fill(), { passive: true });
    if (window.ResizeObserver)
      new ResizeObserver(() => this.fill()).observe(box);
  }

  /* Shows count rows, all drawn anew. */
  show(count) {
    this.count = count;
    this.space.style.height = count * this.height + 'px';
    this.redraw();
  }

  redraw() {
    this.rows.forEach(row => row.remove());
    this.rows.clear();
    this.fill();
  }

  fill() {
    const top = this.box.scrollTop, bottom = top + this.box.clientHeight;
    const first = Math.max(0, Math.floor(top / this.height) - SPARE_ROWS);
    const end = Math.min(this.count, Math.ceil(bottom / this.height) + SPARE_ROWS);

    this.rows.forEach((row, index) => {
      if (index < first || index >= end) {
        row.remove();
        this.rows.delete(index);
      }
    });
    const fresh = document.createDocumentFragment();
    for (let index = first; index < end; index++)
      if (!this.rows.has(index))
        fresh.append(this.make(index));
    this.space.append(fresh);
  }

  make(index) {
    const row = document.createElement('div');

    row.className = 'row';
    row.style.top = index * this.height + 'px';
    row.dataset.index = index;
    this.rows.set(index, row);
    this.draw(row, index);
    return row;
  }

  /* Scrolls as little as needed; to the middle when the row was far out of sight. */
  reveal(index) {
    const top = index * this.height, view = this.box.clientHeight;

    if (top < this.box.scrollTop - view || top > this.box.scrollTop + 2 * view)
      this.box.scrollTop = top - (view - this.height) / 2;
    else if (top < this.box.scrollTop)
      this.box.scrollTop = top;
    else if (top + this.height > this.box.scrollTop + view)
      this.box.scrollTop = top + this.height - view;
    this.fill();
  }

  /* The index of the row that an event happened on, or -1. */
  static indexAt(event) {
    const row = event.target.closest('.row');

    return row === null ? -1 : Number(row.dataset.index);
  }
}

function element(tag, className, text) {
  const made = document.createElement(tag);

  if (className)
    made.className = className;
  if (text !== undefined)
    made.textContent = text;
  return made;
}
