/* media.js - pictures, sound and films: what the page has of them, and what stands where it has none. */

/* A row of the table is [name, file, size, has]: as fields have it, as the notes have it, in bytes, and 1 when
 * the page has it.  put_media_table() in preview.c writes it. */
class Media {
  constructor() {
    this.files = new Map();     /* by name */
    this.addresses = new Map(); /* by name, of what the card in large shows */
    this.earlier = new Map();   /* of what it showed before */
    this.waits = false;         /* it would show what the page does not have yet */
    this.grace = 10000;         /* ms in which what was begun to be loaded is loaded, wanted or not */
  }

  /* most: bytes that the page has room for. */
  read(rows, most) {
    this.most = sizeText(most);
    rows.forEach(([name, file, size, has], number) => this.files.set(name, { file, size, has: has === 1, number }));
  }

  /* What a reader knows a file as: the last part of its path. */
  called(name) {
    const known = this.files.get(name);

    return known === undefined ? name : known.file.slice(known.file.lastIndexOf('/') + 1);
  }

  /* ---- Addresses: made when a card shows a file, and given back when another one does not ---- */

  renew(work) {
    this.earlier = this.addresses;
    this.addresses = new Map();
    this.waits = false;
    work();
    this.earlier.forEach((address, name) => {
      if (!this.addresses.has(name))
        setTimeout(() => URL.revokeObjectURL(address), this.grace);
    });
  }

  /* The address of a file; null when the page does not have it, or has it not yet. */
  addressOf(name) {
    const known = this.files.get(name);

    if (this.addresses.has(name))
      return this.addresses.get(name);
    if (known === undefined || !known.has)
      return null;
    const address = this.earlier.get(name) || addressMade(known);
    if (address !== null)
      this.addresses.set(name, address);
    return address;
  }

  /* ---- Words for what is not shown ---- */

  /* [what it is called, why it is not there]. */
  lack(name) {
    const known = this.files.get(name);

    if (known === undefined)
      return isRemote(name) ? [name, 'not loaded from the network'] : [name, 'not in the deck'];
    if (!known.has)
      return [known.file, sizeText(known.size) + ', left out: the page has room for ' + this.most];
    if (document.readyState !== 'loading')
      return [known.file, 'lost from this page']; /* it was cut off on its way */
    this.waits = true;
    return [known.file, 'still being read'];
  }

  /* One sentence about all of them; empty when there are none. */
  facts() {
    const all = Array.from(this.files.values()), out = all.filter(one => !one.has).length;
    const size = all.reduce((sum, one) => sum + one.size, 0);

    if (all.length === 0)
      return '';
    return 'The cards show or play ' + counted(all.length, 'file', 'files') + ' of ' + sizeText(size) +
      (out === 0 ? '' : '; the page has room for ' + this.most + ', and leaves out ' + out.toLocaleString('en')) + '.';
  }
}

const media = new Media();

function isRemote(source) {
  return /^(?:[a-z][a-z\d+.-]*:)?\/\//i.test(source);
}

/* An address of its own, and not the text: browsers decode that at each use, and do not play every kind of
 * film from it.  Null when not all of the file is there, as while the page is read, or when it was cut off. */
function addressMade(known) {
  const element = document.getElementById('medium-' + known.number);

  if (element === null || element.textContent.length !== 4 * Math.ceil(known.size / 3))
    return null;
  return URL.createObjectURL(new Blob([bytesOf(element.textContent)], { type: element.dataset.type }));
}

function bytesOf(base64) {
  if (Uint8Array.fromBase64)
    return Uint8Array.fromBase64(base64);
  const text = window.atob(base64), bytes = new Uint8Array(text.length);

  for (let i = 0; i < text.length; i++)
    bytes[i] = text.charCodeAt(i);
  return bytes;
}

function sizeText(bytes) {
  const short = number => number.toFixed(1).replace('.0', '');

  return bytes < 1e3 ? bytes + ' bytes' : bytes < 1e6 ? short(bytes / 1e3) + ' kB' : short(bytes / 1e6) + ' MB';
}

/* ---- On the card -------------------------------------------------------------------------------- */

const FILMS = /\.(?:mp4|m4v|webm|ogv|mov|mkv|avi|mpe?g|flv|3gp)$/i;

/* [sound:x.mp3] is a button to Anki; nothing is loaded and nothing runs while it stands in a template. */
function soundElement(whole, name) {
  const source = ' src="' + name.replace(/"/g, '&quot;') + '"';

  return FILMS.test(decodeEntities(name)) ? '<video controls' + source + '></video>'
    : '<span class="preview-sound"><audio' + source + '></audio></span>';
}

/* The file itself, or a word on what would stand there. */
function showMedium(element) {
  const source = element.getAttribute('src');

  element.removeAttribute('srcset');
  element.removeAttribute('poster');
  if (source === null || /^data:/i.test(source))
    return;
  const address = media.addressOf(source);
  if (address === null) {
    replaceMedium(element, ...media.lack(source));
    return;
  }
  element.src = address;
  element.dataset.preview = source;
  if (element.parentElement !== null && element.parentElement.className === 'preview-sound')
    element.before(playButton(source));
}

function playButton(source) {
  const button = document.createElement('button');

  button.type = 'button';
  button.title = media.called(source);
  button.setAttribute('aria-label', 'Play ' + button.title);
  button.innerHTML = '<svg viewBox="0 0 40 40" aria-hidden="true"><circle cx="20" cy="20" r="18.5"/>' +
    '<path class="play" d="M15.5 11.5v17l14-8.5z"/><path class="stop" d="M14 14h12v12H14z"/></svg>';
  return button;
}

/* The browser was given a file and cannot make anything of it. */
function showBroken(element) {
  const known = media.files.get(element.dataset.preview);

  if (known !== undefined)
    replaceMedium(element, known.file, 'this browser cannot ' + (element.tagName === 'IMG' ? 'show' : 'play') + ' it');
}

function replaceMedium(element, name, why) {
  const sound = element.closest('.preview-sound');

  (sound === null ? element : sound).replaceWith(placeholder(element, name, why));
}

function placeholder(element, name, why) {
  const inner = element.ownerDocument, box = inner.createElement('span');
  const file = inner.createElement(/^(?:https?:)?\/\//i.test(name) ? 'a' : 'span');
  const reason = inner.createElement('small');

  box.className = 'preview-missing';
  if (element.alt)
    box.append(element.alt, inner.createElement('br'));
  if (file.tagName === 'A')
    file.setAttribute('href', name.replace(/^\/\//, 'https://'));
  file.textContent = name;
  reason.textContent = why;
  box.append(file, ' ', reason);
  return box;
}
