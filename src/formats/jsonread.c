/*
 * jsonread.c - the notes of a JSON deck: ours, or one in the shape that Anki imports
 * (rslib/src/import_export/text/json.rs).
 *
 * jansson reads the text.  What is wrong with a note is told by its path.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#include <jansson.h>

enum { TYPES = 64 /* note types that are looked at: each note asks */ };

static void
release(void *json)
{
	json_decref(json);
}

static mill_str
text_of(const json_t *value)
{
	return json_is_string(value)
		   ? (mill_str){ json_string_value(value), json_string_length(value) }
		   : MILL_STR("");
}

/* Takes a text over; false when there is something else in its place. */
static bool
take_text(
    mill_reading *reading, const json_t *object, size_t index, const char *key, mill_str *text)
{
	const json_t *value = json_object_get(object, key);

	if (value != NULL && !json_is_string(value) && !json_is_null(value) &&
	    !json_is_integer(value))
		return mill_wrong(reading, "notes[%zu].%s is no text", index, key);
	*text = mill_copy(reading->arena, text_of(value));
	return true;
}

static bool
take_fields(mill_reading *reading, const json_t *object, size_t index, mill_stored_note *note)
{
	const json_t *fields = json_object_get(object, "fields"), *field;
	size_t i;

	if (!json_is_array(fields))
		return mill_wrong(reading, "notes[%zu].fields is no list", index);
	mill_set_fields(reading, note, json_array_size(fields));
	json_array_foreach(fields, i, field)
	{
		if (!json_is_string(field) && !json_is_null(field))
			return mill_wrong(reading, "notes[%zu].fields[%zu] is no text", index, i);
		note->fields[i] = mill_copy(reading->arena, text_of(field));
	}
	if (!note->own)
		mill_part_fields(reading->arena, note);
	note->own = note->own && json_array_size(fields) == MILL_FIELDS;
	return true;
}

static bool
take_tags(mill_reading *reading, const json_t *object, size_t index, mill_stored_note *note)
{
	const json_t *tags = json_object_get(object, "tags"), *tag;
	size_t i;

	if (tags == NULL || json_is_null(tags))
		return true;
	if (!json_is_array(tags))
		return mill_wrong(reading, "notes[%zu].tags is no list", index);
	note->tags = MILL_NEW(reading->arena, mill_str, json_array_size(tags) + 1);
	json_array_foreach(tags, i, tag)
	{
		if (!json_is_string(tag))
			return mill_wrong(reading, "notes[%zu].tags[%zu] is no text", index, i);
		note->tags[note->tag_count++] = mill_copy(reading->arena, text_of(tag));
	}
	return true;
}

/* The deck says which of its note types have clozes, should the name not tell. */
static void
take_type(mill_reading *reading, const json_t *types, const json_t *object, mill_stored_note *note)
{
	mill_str name = text_of(json_object_get(object, "notetype"));

	mill_read_type(reading, note, name);
	for (size_t i = 0; i < json_array_size(types) && i < TYPES; i++) {
		const json_t *type = json_array_get(types, i),
			     *cloze = json_object_get(type, "cloze");

		if (json_is_boolean(cloze) &&
		    mill_equal(text_of(json_object_get(type, "name")), name)) {
			mill_kind kind = json_is_true(cloze) ? MILL_CLOZE : MILL_BASIC;

			note->own = note->own && kind == note->kind;
			note->kind = kind;
			return;
		}
	}
}

static bool
take_note(mill_reading *reading, const json_t *types, const json_t *object, size_t index)
{
	mill_stored_note *note;
	mill_str guid;

	if (!json_is_object(object))
		return mill_wrong(reading, "notes[%zu] is no object", index);
	if (!take_text(reading, object, index, "guid", &guid))
		return false;
	if (guid.len == 0)
		return true; /* nothing to recognise it by */
	note = mill_new_stored(reading);
	note->guid = guid;
	take_type(reading, types, object, note);
	note->modified = json_integer_value(json_object_get(object, "modified"));
	return take_text(reading, object, index, "deck", &note->deck) &&
	       take_text(reading, object, index, "id", &note->id) &&
	       take_fields(reading, object, index, note) && take_tags(reading, object, index, note);
}

bool
mill_read_json(mill_reading *reading)
{
	json_error_t error;
	json_t *deck, *notes, *note;
	size_t i;

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
	json_array_foreach(notes, i, note)
	{
		if (!take_note(reading, json_object_get(deck, "note_types"), note, i))
			return false;
	}
	return true;
}
