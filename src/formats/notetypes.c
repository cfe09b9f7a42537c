/*
 * notetypes.c - note types and decks of a collection of schema 11, which are JSON
 * (rslib/src/notetype/schema11.rs, decks/schema11.rs).
 *
 * Read leniently, as Anki does: numbers may be text, true may be 1, and what is missing has
 * its default.
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

static int64_t
number_at(const json_t *object, const char *key, int64_t otherwise)
{
	const json_t *value = json_object_get(object, key);

	if (json_is_string(value))
		return strtoll(json_string_value(value), NULL, 10);
	if (json_is_real(value))
		return json_real_value(value) > -9e15 && json_real_value(value) < 9e15
			   ? (int64_t)json_real_value(value)
			   : otherwise;
	return json_is_integer(value)   ? json_integer_value(value)
	       : json_is_boolean(value) ? json_is_true(value)
					: otherwise;
}

static bool
flag_at(const json_t *object, const char *key)
{
	return number_at(object, key, 0) != 0;
}

static uint32_t
size_at(const json_t *object, const char *key)
{
	int64_t number = number_at(object, key, 0);

	return number < 0 || number > UINT16_MAX ? 0 : (uint32_t)number;
}

/* ---- note types ------------------------------------------------------------------------ */

static void
read_fields(mill_reading *reading, const json_t *model, mill_notetype *type)
{
	const json_t *fields = json_object_get(model, "flds"), *from;
	size_t room = 0, i;

	json_array_foreach(fields, i, from)
	{
		mill_field *field = mill_add_field(reading, type, &room);

		field->id = number_at(from, "id", 0);
		field->name = text_at(reading, from, "name");
		field->font = text_at(reading, from, "font");
		field->description = text_at(reading, from, "description");
		field->size = size_at(from, "size");
		field->sticky = flag_at(from, "sticky");
		field->rtl = flag_at(from, "rtl");
		field->plain_text = flag_at(from, "plainText");
		field->collapsed = flag_at(from, "collapsed");
		field->unsearched = flag_at(from, "excludeFromSearch");
		field->kept = flag_at(from, "preventDeletion");
		field->tag = number_at(from, "tag", -1);
	}
}

static void
read_templates(mill_reading *reading, const json_t *model, mill_notetype *type)
{
	const json_t *templates = json_object_get(model, "tmpls"), *from;
	size_t room = 0, i;

	json_array_foreach(templates, i, from)
	{
		mill_template *template = mill_add_template(reading, type, &room);

		template->id = number_at(from, "id", 0);
		template->name = text_at(reading, from, "name");
		template->front = text_at(reading, from, "qfmt");
		template->back = text_at(reading, from, "afmt");
		template->browser_front = text_at(reading, from, "bqfmt");
		template->browser_back = text_at(reading, from, "bafmt");
		template->browser_font = text_at(reading, from, "bfont");
		template->browser_size = size_at(from, "bsize");
	}
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
		mill_notetype *type = mill_add_type(reading, names, strtoll(key, NULL, 10));

		type->name = text_at(reading, model, "name");
		type->css = text_at(reading, model, "css");
		type->latex_pre = text_at(reading, model, "latexPre");
		type->latex_post = text_at(reading, model, "latexPost");
		type->latex_svg = flag_at(model, "latexsvg");
		type->cloze = number_at(model, "type", 0) == 1;
		type->sort_field = size_at(model, "sortf");
		type->stock = number_at(model, "originalStockKind", 0);
		type->modified = number_at(model, "mod", 0);
		read_fields(reading, model, type);
		read_templates(reading, model, type);
	}
	mill_let_go(reading);
	return true;
}

/* ---- decks -------------------------------------------------------------------------------- */

bool
mill_read_decks(mill_reading *reading, mill_str text, mill_read_names *names)
{
	json_t *decks = load(reading, text, "decks"), *from;
	const char *key;

	if (decks == NULL)
		return false;
	json_object_foreach(decks, key, from)
	{
		struct mill_read_name *deck = mill_add_deck(reading, names, strtoll(key, NULL, 10));

		deck->name = text_at(reading, from, "name");
		deck->description = text_at(reading, from, "desc");
		deck->markdown = flag_at(from, "md");
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
