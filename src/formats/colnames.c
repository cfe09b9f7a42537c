/*
 * colnames.c - note types and decks of a collection: new ones, and what messages of schema
 * 18 say of them (proto/anki/notetypes.proto, decks.proto).
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

/* ---- new ones ------------------------------------------------------------------------ */

mill_notetype *
mill_add_type(mill_reading *reading, mill_read_names *names, int64_t id)
{
	mill_stored *stored = reading->stored;
	mill_notetype *type = MILL_NEW(reading->arena, mill_notetype, 1);
	mill_kind kind;

	type->id = id;
	type->name = type->css = type->latex_pre = type->latex_post = MILL_STR("");
	type->ours = mill_own_kind(id, &kind);
	names->types = mill_room(&reading->scratch, names->types, sizeof *names->types,
	    names->type_count, &names->type_room);
	names->types[names->type_count++] = (struct mill_read_type){ id, type };
	stored->types = mill_room(reading->arena, stored->types, sizeof(mill_notetype *),
	    stored->type_count, &stored->type_room);
	stored->types[stored->type_count++] = type;
	return type;
}

struct mill_read_name *
mill_add_deck(mill_reading *reading, mill_read_names *names, int64_t id)
{
	struct mill_read_name *deck;

	names->decks = mill_room(&reading->scratch, names->decks, sizeof *names->decks,
	    names->deck_count, &names->deck_room);
	deck = &names->decks[names->deck_count++];
	*deck = (struct mill_read_name){ .id = id };
	deck->name = deck->description = MILL_STR("");
	return deck;
}

mill_field *
mill_add_field(mill_reading *reading, mill_notetype *type, size_t *room)
{
	mill_field *field;

	type->fields = mill_room(
	    reading->arena, type->fields, sizeof *field, type->field_count, room);
	field = &type->fields[type->field_count++];
	*field = (mill_field){ .tag = -1 };
	field->name = field->font = field->description = MILL_STR("");
	return field;
}

mill_template *
mill_add_template(mill_reading *reading, mill_notetype *type, size_t *room)
{
	mill_template *template;

	type->templates = mill_room(
	    reading->arena, type->templates, sizeof *template, type->template_count, room);
	template = &type->templates[type->template_count++];
	*template = (mill_template){ .id = 0 };
	template->name = template->front = template->back = MILL_STR("");
	template->browser_front = template->browser_back = template->browser_font = MILL_STR("");
	return template;
}

/* ---- messages ---------------------------------------------------------------------------- */

/* Where a field of a message goes: one of these, by its number. */
typedef struct target {
	uint32_t field;
	mill_str *text;
	bool *flag;
	uint32_t *number;
	int64_t *wide;
} target;

static bool
read_message(mill_reading *reading, mill_str bytes, const target *targets, size_t count)
{
	mill_message message = { .rest = bytes };

	while (mill_next_field(&message)) {
		const target *to = NULL;

		for (size_t i = 0; i < count && to == NULL; i++)
			to = targets[i].field == message.field ? &targets[i] : NULL;
		if (to == NULL)
			continue;
		if (to->text != NULL && mill_valid(message.bytes) < message.bytes.len)
			return mill_wrong(reading, "a note type or deck in it is not UTF-8");
		if (to->text != NULL)
			*to->text = mill_copy(reading->arena, message.bytes);
		else if (to->flag != NULL)
			*to->flag = message.number != 0;
		else if (to->number != NULL)
			*to->number = (uint32_t)message.number;
		else
			*to->wide = (int64_t)message.number;
	}
	return !message.damaged || mill_wrong(reading, "a note type or deck in it is damaged");
}

bool
mill_read_type_config(mill_reading *reading, mill_str config, mill_notetype *type)
{
	const target targets[] = { { 1, .flag = &type->cloze }, { 2, .number = &type->sort_field },
		{ 3, .text = &type->css }, { 5, .text = &type->latex_pre },
		{ 6, .text = &type->latex_post }, { 7, .flag = &type->latex_svg },
		{ 9, .wide = &type->stock } };

	return read_message(reading, config, targets, MILL_COUNT(targets));
}

bool
mill_read_field_config(mill_reading *reading, mill_str config, mill_field *field)
{
	const target targets[] = { { 1, .flag = &field->sticky }, { 2, .flag = &field->rtl },
		{ 3, .text = &field->font }, { 4, .number = &field->size },
		{ 5, .text = &field->description }, { 6, .flag = &field->plain_text },
		{ 7, .flag = &field->collapsed }, { 8, .flag = &field->unsearched },
		{ 9, .wide = &field->id }, { 10, .wide = &field->tag },
		{ 11, .flag = &field->kept } };

	return read_message(reading, config, targets, MILL_COUNT(targets));
}

bool
mill_read_template_config(mill_reading *reading, mill_str config, mill_template *template)
{
	const target targets[] = { { 1, .text = &template->front }, { 2, .text = &template->back },
		{ 3, .text = &template->browser_front }, { 4, .text = &template->browser_back },
		{ 6, .text = &template->browser_font }, { 7, .number = &template->browser_size },
		{ 8, .wide = &template->id } };

	return read_message(reading, config, targets, MILL_COUNT(targets));
}

bool
mill_read_deck_kind(mill_reading *reading, mill_str kind, struct mill_read_name *deck)
{
	const target targets[] = { { 4, .text = &deck->description },
		{ 5, .flag = &deck->markdown } };
	mill_message container = { .rest = kind };
	mill_str normal = MILL_STR("");

	while (mill_next_field(&container)) /* normal = 1; filtered decks describe nothing */
		if (container.field == 1)
			normal = container.bytes;
	return container.damaged ? mill_wrong(reading, "a deck in it is damaged")
				 : read_message(reading, normal, targets, MILL_COUNT(targets));
}
