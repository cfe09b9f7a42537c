'use strict';

/* text.js - HTML as plain text, and text as it is searched for. */

/* Tags that stand inside of words; others part them. */
const INLINE = /<\/?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var|wbr)(?:\s[^>]*)?>/gi;
const CLOZE = /\{\{c[\d,]+::|\}\}/g;

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function decodeEntity(whole, name) {
  if (name[0] === '#') {
    const number = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return number > 0 && number <= 0x10ffff ? String.fromCodePoint(number) : whole;
  }
  return Object.prototype.hasOwnProperty.call(ENTITIES, name) ? ENTITIES[name] : whole;
}

function decodeEntities(text) {
  return text.replace(/&(#\d+|#x[\da-f]+|\w+);/gi, decodeEntity);
}

/* A picture stands in plain text as its words or its file; sounds and films stand as their files. */
function mediumName(tag) {
  const alt = /\salt="([^"]+)"/i.exec(tag), source = /\ssrc="(?!data:)([^"]+)"/i.exec(tag);

  return alt ? ' [' + alt[1] + '] ' : source ? fileName(tag, source[1]) : ' ▣ ';
}

function fileName(whole, name) {
  return ' [' + escapeHtml(media.called(decodeEntities(name))) + '] ';
}

function plainText(html) {
  const text = html.replace(/<!--[^]*?-->/g, '').replace(/<(?:img|audio|video)\b[^>]*>/gi, mediumName)
    .replace(/\[sound:([^\]]*)\]/g, fileName).replace(INLINE, '').replace(/<[^>]*>/g, ' ');
  return decodeEntities(text).replace(/\s+/g, ' ').trim();
}

/* Upper and lower case, wide and narrow letters are the same to a search. */
function fold(text) {
  return text.normalize('NFKC').toLowerCase();
}

/* What a search goes through: all fields of a note; clozes by what they hide. */
function searchText(note) {
  if (note.folded === undefined) {
    const fields = note.cloze ? note.fields.map(field => field.replace(CLOZE, '').replace(/::/g, ' ')) : note.fields;
    note.folded = fold(fields.map(plainText).join('\n'));
  }
  return note.folded;
}

function searchWords(query) {
  return fold(query).split(/\s+/).filter(word => word !== '');
}

/* Every word occurs. */
function holdsWords(text, words) {
  return words.every(word => text.includes(word));
}

function place(file, line, endLine) {
  return line === 0 ? file : file + ':' + line + (endLine > line ? '-' + endLine : ''); /* packages have no lines */
}

/* Tags cannot hold blanks; the underscores that stand for them are not what a reader looks for. */
function tagLabel(tag) {
  return tag.replace(/_/g, ' ');
}

function counted(count, one, several) {
  return count.toLocaleString('en') + ' ' + (count === 1 ? one : several);
}
