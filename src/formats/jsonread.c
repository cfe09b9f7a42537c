/*
 * jsonread.c - the notes of a JSON deck: ours, or one in the shape that Anki imports
 * (rslib/src/import_export/text/json.rs).
 *
 * jansson reads the text.  What is wrong is told by its path: notes[12].fields[1].
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"
#include "jsonread.h"

enum { FLAGS = 7 };

typedef struct json_deck {
	mill_reading *reading;
	mill_set types; /* by name: a type, by number, from 1; what has fields and no more, too */
	const mill_notetype **all;
	size_t count, room;
	mill_set guids;           /* the note that has it, from 1 */
	mill_str notetype, deck;  /* of notes that name none */
	const json_t *tags;       /* of all notes; NULL: none */
	const char *decks_before; /* the latest deck's name, as jansson has it */
	mill_str latest;
} json_deck;

static void
release(void *json)
{
	json_decref(json);
}

mill_str
mill_json_text(const json_t *value)
{
	return json_is_string(value)
		   ? (mill_str){ json_string_value(value), json_string_length(value) }
		   : MILL_STR("");
}

bool
mill_json_take(
    mill_reading *reading, const json_t *object, const char *path, const char *key, mill_str *text)
{
	const json_t *value = json_object_get(object, key);

	*text = MILL_STR("");
	if (value != NULL && !json_is_string(value) && !json_is_null(value))
		return mill_wrong(
		    reading, "%s%s%s is no text", path, path[0] == '\0' ? "" : ".", key);
	if (json_is_string(value))
		*text = mill_copy(reading->arena, mill_json_text(value));
	return true;
}

/* ---- a note ---------------------------------------------------------------------------- */

/* Where a note stands, for messages. */
typedef struct note_path {
	char text[40];
} note_path;

static note_path
path_of(size_t index)
{
	note_path path;

	snprintf(path.text, sizeof path.text, "notes[%zu]", index);
	return path;
}

static bool
take_fields(json_deck *d, const json_t *object, const char *path, mill_stored_note *note)
{
	const json_t *fields = json_object_get(object, "fields"), *field;
	size_t i;

	if (!json_is_array(fields))
		return mill_wrong(d->reading, "%s.fields is no list", path);
	if (note->type != NULL && json_array_size(fields) > note->type->field_count)
		return mill_wrong(d->reading,
		    "%s.fields has %zu items, and its note type %zu fields", path,
		    json_array_size(fields), note->type->field_count);
	mill_set_fields(d->reading, note,
	    note->type != NULL ? note->type->field_count : json_array_size(fields));
	json_array_foreach(fields, i, field)
	{
		if (!json_is_string(field) && !json_is_null(field))
			return mill_wrong(d->reading, "%s.fields[%zu] is no text", path, i);
		note->fields[i] = mill_copy(d->reading->arena, mill_json_text(field));
	}
	if (!note->own && note->type == NULL && d->reading->part != MILL_SOURCE)
		mill_part_fields(d->reading->arena, note);
	note->own = note->own && json_array_size(fields) == MILL_FIELDS;
	return true;
}

/* Adds the names in a list to the note's tags. */
static bool
add_tags(json_deck *d, const json_t *tags, const char *path, const char *key,
    mill_stored_note *note, size_t *room)
{
	const json_t *tag;
	size_t i;

	if (tags == NULL || json_is_null(tags))
		return true;
	if (!json_is_array(tags))
		return mill_wrong(d->reading, "%s%s is no list", path, key);
	json_array_foreach(tags, i, tag)
	{
		if (!json_is_string(tag))
			return mill_wrong(d->reading, "%s%s[%zu] is no text", path, key, i);
		note->tags = mill_room(
		    d->reading->arena, note->tags, sizeof *note->tags, note->tag_count, room);
		note->tags[note->tag_count++] = mill_copy(d->reading->arena, mill_json_text(tag));
	}
	return true;
}

static bool
take_tags(json_deck *d, const json_t *object, const char *path, mill_stored_note *note)
{
	size_t room = 0;

	return add_tags(d, json_object_get(object, "tags"), path, ".tags", note, &room) &&
	       add_tags(d, d->tags, "", "global_tags", note, &room);
}

/* The deck says which of its note types have clozes, should the name not tell. */
static bool
take_type(json_deck *d, const json_t *object, const char *path, mill_stored_note *note)
{
	const json_t *value = json_object_get(object, "notetype");
	mill_str name = mill_json_text(value);
	const mill_notetype *type;
	uint32_t number;

	if (json_is_integer(value) && d->reading->part == MILL_SOURCE)
		return mill_wrong(d->reading,
		    "%s.notetype is a number, which a collection knows and nobody else: name it",
		    path);
	if (value != NULL && !json_is_string(value) && !json_is_null(value) &&
	    !json_is_integer(value))
		return mill_wrong(d->reading, "%s.notetype is no text", path);
	name = name.len == 0 ? d->notetype : name;
	mill_read_type(d->reading, note, name);
	number = mill_set_count(&d->types, name);
	if (number == 0)
		return true;
	type = d->all[number - 1];
	if (type->cloze != (note->kind == MILL_CLOZE))
		note->own = false;
	note->kind = type->cloze ? MILL_CLOZE : MILL_BASIC;
	note->type = type->template_count > 0 ? type : NULL;
	note->foreign = note->type != NULL && !type->ours;
	return true;
}

static bool
take_cards(json_deck *d, const json_t *object, const char *path, mill_stored_note *note)
{
	const json_t *cards = json_object_get(object, "card_list"), *from;
	size_t i;

	if (cards == NULL)
		return true;
	if (!json_is_array(cards) || json_array_size(cards) == 0)
		return mill_wrong(d->reading, "%s.card_list is no list of cards", path);
	note->cards = MILL_NEW(d->reading->arena, mill_card, json_array_size(cards));
	json_array_foreach(cards, i, from)
	{
		mill_card *card = &note->cards[note->card_count++];
		json_int_t ordinal = json_integer_value(json_object_get(from, "ordinal")),
			   flag = json_integer_value(json_object_get(from, "flag"));

		if (!json_is_integer(json_object_get(from, "ordinal")) || ordinal < 0 ||
		    ordinal > UINT16_MAX)
			return mill_wrong(d->reading,
			    "%s.card_list[%zu].ordinal is no number of a card", path, i);
		card->ordinal = (uint16_t)ordinal;
		card->flag = (uint8_t)(flag & FLAGS);
		card->suspended = json_is_true(json_object_get(from, "suspended"));
		if (!mill_json_take(d->reading, from, path, "deck", &card->deck))
			return false;
	}
	return true;
}

static int32_t
line_at(const json_t *source, const char *key)
{
	json_int_t line = json_integer_value(json_object_get(source, key));

	return line > 0 && line < INT32_MAX ? (int32_t)line : 0;
}

/* Of what the note was made. */
static bool
take_origin(json_deck *d, const json_t *object, const char *path, mill_stored_note *note)
{
	const json_t *source = json_object_get(object, "source"),
		     *modified = json_object_get(object, "modified");

	if (modified != NULL && !json_is_integer(modified))
		return mill_wrong(d->reading, "%s.modified is no time in seconds", path);
	if (source != NULL && !json_is_object(source))
		return mill_wrong(d->reading, "%s.source is no object", path);
	note->modified = json_integer_value(modified);
	/* Others may have a key of this name, too, for anything. */
	note->id = mill_copy(d->reading->arena, mill_json_text(json_object_get(object, "id")));
	note->line = line_at(source, "line");
	note->end_line = line_at(source, "end_line");
	return mill_json_take(d->reading, source, path, "file", &note->file) &&
	       mill_json_take(d->reading, object, path, "rule", &note->rule);
}

/* Decks repeat, and a name is kept once for all notes in a row. */
static bool
take_deck(json_deck *d, const json_t *object, const char *path, mill_stored_note *note)
{
	const json_t *value = json_object_get(object, "deck");
	mill_str name = mill_json_text(value);

	if (json_is_integer(value) && d->reading->part == MILL_SOURCE)
		return mill_wrong(d->reading,
		    "%s.deck is a number, which a collection knows and nobody else: name it", path);
	if (value != NULL && !json_is_string(value) && !json_is_null(value) &&
	    !json_is_integer(value))
		return mill_wrong(d->reading, "%s.deck is no text", path);
	name = name.len == 0 ? d->deck : name;
	if (!mill_equal(d->latest, name))
		d->latest = mill_copy(d->reading->arena, name);
	note->deck = d->latest;
	return true;
}

/* Two notes with one guid would be one note to Anki. */
static bool
check_guid(json_deck *d, mill_str guid, size_t index)
{
	uint32_t *before = guid.len == 0 ? NULL : mill_set_counter(&d->guids, guid);

	if (before != NULL && *before > 0)
		return mill_wrong(d->reading,
		    "notes[%u] and notes[%zu] have the same guid, \"%.60s\"; clear it in the one "
		    "that "
		    "is new",
		    *before - 1, index, guid.ptr);
	if (before != NULL)
		*before = (uint32_t)index + 1;
	return true;
}

static bool
take_note(json_deck *d, const json_t *object, size_t index)
{
	note_path path = path_of(index);
	mill_stored_note *note;
	mill_str guid;

	if (!json_is_object(object))
		return mill_wrong(d->reading, "%s is no object", path.text);
	if (!mill_json_take(d->reading, object, path.text, "guid", &guid) ||
	    !check_guid(d, guid, index))
		return false;
	if (guid.len == 0 && d->reading->part != MILL_SOURCE)
		return true; /* nothing to recognise it by */
	note = mill_new_stored(d->reading);
	note->guid = guid;
	return take_type(d, object, path.text, note) && take_deck(d, object, path.text, note) &&
	       take_origin(d, object, path.text, note) && take_fields(d, object, path.text, note) &&
	       take_tags(d, object, path.text, note) &&
	       (!d->reading->cards || take_cards(d, object, path.text, note));
}

/* ---- the deck ---------------------------------------------------------------------------- */

static void
index_types(json_deck *d, size_t from)
{
	const mill_stored *stored = d->reading->stored;

	for (size_t i = from; i < stored->type_count; i++) {
		uint32_t *number = mill_set_counter(&d->types, stored->types[i]->name);

		d->all = mill_room(
		    &d->reading->scratch, d->all, sizeof *d->all, d->count, &d->room);
		d->all[d->count++] = stored->types[i];
		*number = *number == 0 ? (uint32_t)d->count : *number;
	}
}

/* What stands there once and goes to every note must not make gigabytes of a small file. */
static bool
is_bearable(json_deck *d)
{
	enum { MOST_BYTES = 1000, MOST_TAGS = 64 };
	const json_t *tag;
	size_t bytes = 0, i;

	json_array_foreach(d->tags, i, tag) bytes += mill_json_text(tag).len;
	if (bytes > MOST_BYTES || json_array_size(d->tags) > MOST_TAGS)
		return mill_wrong(d->reading,
		    "global_tags are more than %d tags, or more than %d bytes", MOST_TAGS,
		    MOST_BYTES);
	if (d->notetype.len > MOST_BYTES || d->deck.len > MOST_BYTES)
		return mill_wrong(d->reading, "%s is a name of more than %d bytes",
		    d->notetype.len > MOST_BYTES ? "default_notetype" : "default_deck", MOST_BYTES);
	return true;
}

static bool
take_defaults(json_deck *d, const json_t *deck)
{
	const json_t *type = json_object_get(deck, "default_notetype"),
		     *name = json_object_get(deck, "default_deck");

	d->tags = json_object_get(deck, "global_tags");
	d->notetype = mill_json_text(type); /* by number they tell nothing */
	d->deck = mill_json_text(name);
	return is_bearable(d);
}

bool
mill_read_json(mill_reading *reading)
{
	json_deck d = { .reading = reading };
	size_t types = reading->stored->type_count, i;
	json_error_t error;
	json_t *deck, *notes, *note;

	if (mill_starts(reading->bytes, MILL_STR("\xEF\xBB\xBF")))
		reading->bytes = mill_slice(reading->bytes, 3, reading->bytes.len);
	deck = json_loadb(reading->bytes.ptr, reading->bytes.len, JSON_ALLOW_NUL, &error);
	if (deck == NULL) {
		if (json_error_code(&error) == json_error_out_of_memory)
			return mill_wrong(reading, "jansson has no memory");
		reading->place = (mill_place){ error.line, error.column > 0 ? error.column : 1 };
		return mill_wrong(reading, "this is no JSON: %s", error.text);
	}
	mill_hold(reading, deck, release);
	notes = json_object_get(deck, "notes");
	if (!json_is_array(notes))
		return mill_wrong(reading, "this is no deck: it has no list of notes");
	d.types.arena = d.guids.arena = &reading->scratch;
	d.latest = MILL_STR("");
	if (!mill_read_json_head(reading, deck) || !take_defaults(&d, deck))
		return false;
	if (reading->part == MILL_COMPANION)
		return true;
	index_types(&d, types);
	json_array_foreach(notes, i, note)
	{
		if (!take_note(&d, note, i))
			return false;
	}
	return true;
}
