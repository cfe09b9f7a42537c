/*
 * jsonhead.c - what a JSON deck says before its notes: name, note types, decks, media.
 *
 * Note types stand under `note_types` in ours and under `notetypes` in Anki's, which knows
 * neither ids nor styles (rslib/src/import_export/text/mod.rs).
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"
#include "jsonread.h"

/* ---- values ---------------------------------------------------------------------------- */

static int64_t
number_at(const json_t *object, const char *key, int64_t otherwise)
{
	const json_t *value = json_object_get(object, key);

	return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

static uint32_t
size_at(const json_t *object, const char *key, uint32_t otherwise)
{
	int64_t number = number_at(object, key, otherwise);

	return number < 0 || number > UINT16_MAX ? otherwise : (uint32_t)number;
}

static bool
flag_at(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

/* The list under a key, empty when there is none; false when it is something else. */
static bool
list_at(mill_reading *reading, const json_t *object, const char *path, const char *key,
    const json_t **list)
{
	*list = json_object_get(object, key);
	if (*list == NULL || json_is_null(*list) || json_is_array(*list))
		return true;
	return mill_wrong(reading, "%s%s%s is no list", path, path[0] == '\0' ? "" : ".", key);
}

/* ---- note types ---------------------------------------------------------------------------- */

static bool
read_fields(mill_reading *reading, const json_t *from, const char *path, mill_notetype *type)
{
	const json_t *names, *settings, *name;
	size_t room = 0, i;

	if (!list_at(reading, from, path, "fields", &names) ||
	    !list_at(reading, from, path, "field_settings", &settings))
		return false;
	if (json_array_size(names) == 0 || json_array_size(names) > MILL_MOST_FIELDS)
		return mill_wrong(reading, "%s.fields is no list of names", path);
	json_array_foreach(names, i, name)
	{
		const json_t *setting = json_array_get(settings, i);
		mill_field *field = mill_add_field(reading, type, &room);

		if (mill_json_text(name).len == 0)
			return mill_wrong(reading, "%s.fields[%zu] is no name", path, i);
		field->name = mill_copy(reading->arena, mill_json_text(name));
		field->font = MILL_STR("Arial");
		field->id = number_at(setting, "id", 0);
		field->size = size_at(setting, "size", 20);
		field->sticky = flag_at(setting, "sticky");
		field->rtl = flag_at(setting, "rtl");
		field->plain_text = flag_at(setting, "plain_text");
		field->collapsed = flag_at(setting, "collapsed");
		field->unsearched = flag_at(setting, "exclude_from_search");
		field->kept = flag_at(setting, "prevent_deletion");
		field->tag = number_at(setting, "tag", -1);
		if (setting != NULL &&
		    (!mill_json_take(reading, setting, path, "font", &field->font) ||
			!mill_json_take(
			    reading, setting, path, "description", &field->description)))
			return false;
	}
	return true;
}

/* A text under our key, or under Anki's. */
static bool
take_either(mill_reading *reading, const json_t *from, const char *path, const char *ours,
    const char *ankis, mill_str *text)
{
	return mill_json_take(reading, from, path, ours, text) &&
	       (text->len > 0 || mill_json_take(reading, from, path, ankis, text));
}

static bool
read_templates(mill_reading *reading, const json_t *from, const char *path, mill_notetype *type)
{
	const json_t *templates, *at;
	size_t room = 0, i;

	if (!list_at(reading, from, path, "templates", &templates))
		return false;
	json_array_foreach(templates, i, at)
	{
		mill_template *template = mill_add_template(reading, type, &room);
		char here[80];

		snprintf(here, sizeof here, "%s.templates[%zu]", path, i);
		template->id = number_at(at, "id", 0);
		template->browser_size = size_at(at, "browser_size", 0);
		if (!mill_json_take(reading, at, here, "name", &template->name) ||
		    !take_either(reading, at, here, "front", "qfmt", &template->front) ||
		    !take_either(reading, at, here, "back", "afmt", &template->back) ||
		    !mill_json_take(reading, at, here, "browser_front", &template->browser_front) ||
		    !mill_json_take(reading, at, here, "browser_back", &template->browser_back) ||
		    !mill_json_take(reading, at, here, "browser_font", &template->browser_font))
			return false;
		if (template->name.len == 0)
			return mill_wrong(reading, "%s has no name", here);
		if (!json_is_string(json_object_get(at, "front")) &&
		    !json_is_string(json_object_get(at, "qfmt")))
			return mill_wrong(reading, "%s has no front", here);
	}
	return true;
}

static bool
read_type(mill_reading *reading, mill_read_names *names, const json_t *from, const char *path)
{
	mill_notetype *type = mill_add_type(reading, names, number_at(from, "id", 0));

	type->cloze = flag_at(from, "cloze") || flag_at(from, "is_cloze");
	type->modified = number_at(from, "modified", 0);
	type->sort_field = size_at(from, "sort_field", 0);
	type->stock = number_at(from, "original_stock_kind", 0);
	type->latex_svg = flag_at(from, "latex_svg");
	if (!mill_json_take(reading, from, path, "name", &type->name) ||
	    !mill_json_take(reading, from, path, "css", &type->css) ||
	    !mill_json_take(reading, from, path, "latex_pre", &type->latex_pre) ||
	    !mill_json_take(reading, from, path, "latex_post", &type->latex_post) ||
	    !read_fields(reading, from, path, type) || !read_templates(reading, from, path, type))
		return false;
	if (type->name.len == 0)
		return mill_wrong(reading, "%s.name is no text", path);
	type->sort_field = type->sort_field < type->field_count ? type->sort_field : 0;
	type->effort = mill_effort(type);
	return true;
}

static bool
read_types(mill_reading *reading, const json_t *deck, const char *key)
{
	mill_read_names names = { .types = NULL };
	const json_t *types, *from;
	size_t i;

	if (!list_at(reading, deck, "", key, &types))
		return false;
	json_array_foreach(types, i, from)
	{
		char path[40];

		snprintf(path, sizeof path, "%s[%zu]", key, i);
		if (!json_is_object(from))
			return mill_wrong(reading, "%s is no object", path);
		if (!read_type(reading, &names, from, path))
			return false;
	}
	return true;
}

/* ---- decks and media --------------------------------------------------------------------------
 */

static bool
read_decks(mill_reading *reading, const json_t *deck)
{
	mill_stored *stored = reading->stored;
	const json_t *decks, *from;
	size_t i;

	if (!list_at(reading, deck, "", "decks", &decks))
		return false;
	json_array_foreach(decks, i, from)
	{
		mill_stored_deck *read;
		char path[40];

		snprintf(path, sizeof path, "decks[%zu]", i);
		stored->decks = mill_room(reading->arena, stored->decks, sizeof *read,
		    stored->deck_count, &stored->deck_room);
		read = &stored->decks[stored->deck_count++];
		read->markdown = flag_at(from, "markdown");
		if (!mill_json_take(reading, from, path, "name", &read->name) ||
		    !mill_json_take(reading, from, path, "description", &read->description))
			return false;
	}
	return true;
}

static bool
read_sha1(mill_str text, uint8_t digest[20])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < text.len && text.len == 40; i++) {
		const char *digit = text.ptr[i] == '\0' ? NULL : strchr(digits, text.ptr[i]);

		if (digit == NULL)
			return false;
		digest[i / 2] = (uint8_t)(digest[i / 2] << 4 | (digit - digits));
	}
	return text.len == 40;
}

/* Only what they are: where they are, the files beside the deck tell. */
static bool
read_media(mill_reading *reading, const json_t *deck)
{
	mill_stored *stored = reading->stored;
	const json_t *all, *from;
	size_t i;

	if (!list_at(reading, deck, "", "media", &all))
		return false;
	json_array_foreach(all, i, from)
	{
		mill_media media = { .size = (uint64_t)number_at(from, "size", 0) };
		char path[40];

		snprintf(path, sizeof path, "media[%zu]", i);
		if (!mill_json_take(reading, from, path, "name", &media.name) ||
		    !mill_json_take(reading, from, path, "file", &media.file))
			return false;
		if (!read_sha1(mill_json_text(json_object_get(from, "sha1")), media.sha1))
			return mill_wrong(reading, "%s.sha1 is not 40 digits from 0 to f", path);
		stored->media = mill_room(reading->arena, stored->media, sizeof media,
		    stored->media_count, &stored->media_room);
		stored->media[stored->media_count++] = media;
	}
	return true;
}

bool
mill_read_json_head(mill_reading *reading, const json_t *deck)
{
	if (!read_types(reading, deck, "note_types") || !read_types(reading, deck, "notetypes"))
		return false;
	if (reading->part == MILL_EARLIER)
		return true;
	return mill_json_take(reading, deck, "", "name", &reading->stored->name) &&
	       read_decks(reading, deck) && read_media(reading, deck);
}
