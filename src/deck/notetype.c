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

#include <stdlib.h>

extern const char mill_style_card_css[];
extern const char mill_style_basic_front_html[];
extern const char mill_style_basic_back_html[];
extern const char mill_style_cloze_front_html[];
extern const char mill_style_cloze_back_html[];

enum { MODIFIED = 1795739773 }; /* seconds since 1970 */

static const mill_notetype notetypes[] = {
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

const mill_notetype *
mill_notetype_of(mill_kind kind)
{
	return &notetypes[kind];
}

size_t
mill_ordinals(const mill_note *note, uint16_t *ordinals, size_t room)
{
	bool has[MILL_CLOZES] = { false };
	size_t count = 0;

	if (note->kind != MILL_CLOZE) {
		ordinals[0] = 0;
		return 1;
	}
	for (size_t at = mill_find(note->fields[0], MILL_STR("{{c"), 0); at != SIZE_MAX;
	     at = mill_find(note->fields[0], MILL_STR("{{c"), at + 3)) {
		int number = atoi(note->fields[0].ptr + at + 3);
		if (number >= 1 && number <= MILL_CLOZES)
			has[number - 1] = true;
	}
	for (uint16_t i = 0; i < MILL_CLOZES && count < room; i++)
		if (has[i])
			ordinals[count++] = i;
	return count;
}
