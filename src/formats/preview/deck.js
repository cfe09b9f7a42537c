/* deck.js - the deck as the page carries it, as notes and cards. */

function readDeck() {
  const element = document.getElementById('deck');
  const data = JSON.parse(element.textContent);

  element.remove();
  media.read(data.media, data.most_media);
  data.notes = data.notes.map(row => noteOf(data, row));
  data.cards = [];
  data.notes.forEach(note => note.numbers.forEach(number => data.cards.push({ note, number, id: cardId(note, number) })));
  data.types.forEach((type, i) => { if (type.css === undefined) type.css = data.types[i - 1].css; });
  data.left = data.left.map(row => leftoverOf(data, row));
  return data;
}

/* The order of a row is that of put_note() in preview.c. */
function noteOf(data, row) {
  const [type, deck, rule, file, line, endLine, length, guid, tags, own, shared, numbers] = row;

  return {
    type: data.types[type], cloze: data.types[type].cloze,
    deck: data.decks[deck], rule: data.rules[rule], tags: tags.map(tag => data.tags[tag]),
    file: data.files[file].name, line, endLine, length, guid,
    fields: own.concat(shared.map(text => data.texts[text])),
    numbers: numbers || [1],
  };
}

function leftoverOf(data, [file, line, endLine, reason, text]) {
  const name = data.reasons[reason];

  return { file: data.files[file].name, line, endLine, reason: name, meaning: data.meanings[name] || '', text };
}

/* A card's name in the address of the page: its guid, behind it its number if there may be more. */
function cardId(note, number) {
  return note.cloze || note.type.templates.length > 1 ? note.guid + '-' + number : note.guid;
}
