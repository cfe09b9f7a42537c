/*
 * notetypes.c - note types and decks of a collection of schema 11, which are JSON
 * (rslib/src/notetype/schema11.rs, decks/schema11.rs).
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#include <jansson.h>
#include <stdlib.h>

static void
release(void *json)
{
	json_decref(json);
}

/* The object that a column of the collection holds; NULL, and said, when it holds none. */
static json_t *
load(mill_reading *reading, mill_str text, const char *column)
{
	json_error_t error;
	json_t *json = json_loadb(text.ptr, text.len, JSON_ALLOW_NUL, &error);

	if (json == NULL) {
		mill_wrong(reading, "its %s are no JSON: %s", column, error.text);
		return NULL;
	}
	mill_hold(reading, json, release);
	if (json_is_object(json))
		return json;
	mill_wrong(reading, "its %s are no JSON object", column);
	return NULL;
}

static mill_str
text_at(mill_reading *reading, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_string(value))
		return MILL_STR("");
	return mill_copy(
	    reading->arena, (mill_str){ json_string_value(value), json_string_length(value) });
}

static mill_read_notetype
notetype_of(mill_reading *reading, const char *key, const json_t *model)
{
	const json_t *template = json_array_get(json_object_get(model, "tmpls"), 0);

	return (mill_read_notetype){ .id = strtoll(key, NULL, 10),
		.cloze = json_integer_value(json_object_get(model, "type")) == 1,
		.css = text_at(reading, model, "css"),
		.front = text_at(reading, template, "qfmt"),
		.back = text_at(reading, template, "afmt"),
		.modified = json_integer_value(json_object_get(model, "mod")) };
}

bool
mill_read_models(mill_reading *reading, mill_str text, mill_read_names *names)
{
	json_t *models = load(reading, text, "models"), *model;
	const char *key;

	if (models == NULL)
		return false;
	json_object_foreach(models, key, model)
	{
		names->types = mill_room(&reading->scratch, names->types, sizeof *names->types,
		    names->type_count, &names->type_room);
		names->types[names->type_count++] = notetype_of(reading, key, model);
	}
	mill_let_go(reading);
	return true;
}

bool
mill_read_decks(mill_reading *reading, mill_str text, mill_read_names *names)
{
	json_t *decks = load(reading, text, "decks"), *deck;
	const char *key;

	if (decks == NULL)
		return false;
	json_object_foreach(decks, key, deck)
	{
		names->decks = mill_room(&reading->scratch, names->decks, sizeof *names->decks,
		    names->deck_count, &names->deck_room);
		names->decks[names->deck_count++] = (struct mill_read_name){ strtoll(key, NULL, 10),
			text_at(reading, deck, "name") };
	}
	mill_let_go(reading);
	return true;
}

mill_str
mill_read_data(mill_reading *reading, mill_str text)
{
	json_error_t error;
	json_t *json;
	mill_str id;

	if (!mill_starts(text, MILL_STR("{")))
		return MILL_STR("");
	json = json_loadb(text.ptr, text.len, 0, &error);
	if (json == NULL)
		return MILL_STR("");
	mill_hold(reading, json, release);
	id = text_at(reading, json, "id");
	mill_let_go(reading);
	return id;
}
