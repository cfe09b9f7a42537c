/*
 * dummy.c - the collection in packages of the newest layout for an Anki that does not know
 * that layout: it imports one note, which says so (rslib/src/import_export/package/colpkg/
 * export.rs).  Always the same bytes.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

static const char sentence[] =
    "This package needs Anki 2.1.50, AnkiDroid 2.17 or later: please update, then import it again.";

/* Ids and times of what everybody gets once, however many such packages there are. */
enum { MADE = 1763880410 };

static mill_notetype
note_type(mill_field fields[2], mill_template *template)
{
	mill_str none = MILL_STR("");
	mill_notetype type = { .id = (int64_t)MADE * 1000 + 5, .name = MILL_STR("Basic") };

	for (int i = 0; i < 2; i++) {
		fields[i] = (mill_field){ .size = 20, .tag = -1 };
		fields[i].font = fields[i].description = none;
	}
	fields[0].name = MILL_STR("Front");
	fields[1].name = MILL_STR("Back");
	*template = (mill_template){ .name = MILL_STR("Card 1") };
	template->front = MILL_STR("{{Front}}");
	template->back = MILL_STR("{{FrontSide}}<hr id=answer>{{Back}}");
	template->browser_front = template->browser_back = template->browser_font = none;
	type.css = type.latex_pre = type.latex_post = none;
	type.modified = MADE;
	type.fields = fields;
	type.field_count = 2;
	type.templates = template;
	type.template_count = 1;
	return type;
}

bool
mill_dummy(mill_writing *writing, mill_str *bytes)
{
	mill_field fields[2];
	mill_template template;
	mill_notetype type = note_type(fields, &template);
	const mill_notetype *types[] = { &type };
	mill_str texts[MILL_FIELDS] = { MILL_STR(sentence), MILL_STR(""), MILL_STR(""),
		MILL_STR("") };
	mill_note note = { .type = &type, .fields = texts, .field_count = 2, .modified = MADE };
	mill_note *notes[] = { &note };
	mill_origin origin = { .deck = MILL_STR("Default"), .description = MILL_STR("") };
	mill_deck deck = { .notes = notes, .note_count = 1, .types = types, .type_count = 1 };

	note.guid = MILL_STR("cardmillUpdate");
	note.id = MILL_STR("");
	deck.origins = &origin;
	deck.origin_count = 1;
	deck.stamp = MADE;
	return mill_collection(writing, &deck, MILL_DUMMY, bytes);
}
