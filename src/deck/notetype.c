/*
 * notetype.c - the note types cardmill brings along.
 *
 * The ids were drawn once and are for ever: under the same id nothing may be
 * added, removed or reordered, or Anki sees a conflict and updates no note
 * (rslib/src/import_export/package/apkg/import/notes.rs).  Ids of the two
 * types lie far apart, because old clients try id + 1 on a conflict; all are
 * below 2^53, because JavaScript reads them.  Style and template texts are
 * built in from src/deck/style and src/deck/prism; when one changes, raise
 * MODIFIED, or it does not reach those who have imported a deck before.
 * tests/package checks that.
 */
#include "../base/base.h"
#include "../deck.h"

extern const char mill_style_card_css[];
extern const char mill_style_basic_front_html[];
extern const char mill_style_basic_back_html[];
extern const char mill_style_cloze_front_html[];
extern const char mill_style_cloze_back_html[];

enum { MODIFIED = 1795739773 }; /* seconds since 1970 */

static const mill_own_notetype notetypes[] = {
	[MILL_BASIC] = {
		.id = 1763880410117,
		.template_id = 4821160937512301,
		.field_ids = { 5170263948110271, 2094417735602893, 7731590264418053, 3318846027795121 },
		.name = "cardmill Basic",
		.fields = { "Front", "Back", "Context", "Source" },
		.template_name = "Card 1",
		.front = mill_style_basic_front_html,
		.back = mill_style_basic_back_html,
		.css = mill_style_card_css,
		.cloze = false,
		.modified = MODIFIED,
	},
	[MILL_CLOZE] = {
		.id = 1763990521339,
		.template_id = 6602915348070217,
		.field_ids = { 1488250936647719, 8216604175309343, 4953371820665207, 6039812457713369 },
		.name = "cardmill Cloze",
		.fields = { "Text", "Back", "Context", "Source" },
		.template_name = "Cloze",
		.front = mill_style_cloze_front_html,
		.back = mill_style_cloze_back_html,
		.css = mill_style_card_css,
		.cloze = true,
		.modified = MODIFIED,
	},
};

const mill_own_notetype *
mill_own_type(mill_kind kind)
{
	return &notetypes[kind];
}

bool
mill_own_kind(int64_t id, mill_kind *kind)
{
	*kind = id == notetypes[MILL_CLOZE].id ? MILL_CLOZE : MILL_BASIC;
	return id == notetypes[*kind].id;
}

mill_notetype *
mill_make_own_type(mill_arena *arena, mill_kind kind)
{
	const mill_own_notetype *own = &notetypes[kind];
	mill_notetype *type = MILL_NEW(arena, mill_notetype, 1);
	mill_template *template = MILL_NEW(arena, mill_template, 1);

	*template = (mill_template){ .id = own->template_id,
		.name = mill_cstr(own->template_name),
		.front = mill_cstr(own->front),
		.back = mill_cstr(own->back) };
	template->browser_front = template->browser_back = template->browser_font = MILL_STR("");
	*type = (mill_notetype){ .id = own->id,
		.name = mill_cstr(own->name),
		.fields = MILL_NEW(arena, mill_field, MILL_FIELDS),
		.field_count = MILL_FIELDS,
		.templates = template,
		.template_count = 1,
		.css = mill_cstr(own->css),
		.cloze = own->cloze,
		.own = true,
		.ours = true,
		.modified = own->modified };
	type->latex_pre = type->latex_post = MILL_STR("");
	for (int i = 0; i < MILL_FIELDS; i++) {
		type->fields[i] = (mill_field){ .id = own->field_ids[i],
			.name = mill_cstr(own->fields[i]),
			.font = MILL_STR("Arial"),
			.size = 20,
			.tag = -1 };
		type->fields[i].description = MILL_STR("");
	}
	return type;
}

const mill_notetype *
mill_stored_type(const mill_stored *stored, int64_t id)
{
	for (size_t i = stored->type_count; i > 0; i--)
		if (stored->types[i - 1]->id == id)
			return stored->types[i - 1];
	return NULL;
}

void
mill_use_type(mill_arena *arena, mill_deck *deck, const mill_notetype *type)
{
	for (size_t i = deck->type_count; i > 0; i--)
		if (deck->types[i - 1] == type)
			return;
	deck->types = mill_room(
	    arena, deck->types, sizeof *deck->types, deck->type_count, &deck->type_room);
	deck->types[deck->type_count++] = type;
}
