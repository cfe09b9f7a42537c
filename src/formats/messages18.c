/*
 * messages18.c - note types, decks and the preset of a collection of schema 18, which are
 * messages of protocol buffers (proto/anki/notetypes.proto, decks.proto, deck_config.proto).
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"
#include "collection.h"

/* Which field a card needs: Anki reckons it anew. */
static mill_str
requirement(mill_arena *arena, const mill_notetype *type, size_t ordinal)
{
	enum { ANY = 1 };
	mill_buf out = { .arena = arena }, fields = { .arena = arena };

	mill_proto_varint(&fields, type->sort_field);
	mill_proto_number(&out, 1, ordinal);
	mill_proto_number(&out, 2, ANY);
	mill_proto_bytes(&out, 3, mill_buf_str(&fields));
	return mill_buf_str(&out);
}

mill_str
mill_type_message(mill_arena *arena, const mill_notetype *type)
{
	mill_buf out = { .arena = arena };

	mill_proto_number(&out, 1, type->cloze);
	mill_proto_number(&out, 2, type->sort_field);
	mill_proto_bytes(&out, 3, type->css);
	mill_proto_bytes(&out, 5, type->latex_pre);
	mill_proto_bytes(&out, 6, type->latex_post);
	mill_proto_number(&out, 7, type->latex_svg);
	for (size_t i = 0; i < type->template_count; i++)
		mill_proto_message(&out, 8, requirement(arena, type, i));
	mill_proto_number(&out, 9, (uint64_t)type->stock);
	return mill_buf_str(&out);
}

mill_str
mill_field_message(mill_arena *arena, const mill_field *field)
{
	mill_buf out = { .arena = arena };

	mill_proto_number(&out, 1, field->sticky);
	mill_proto_number(&out, 2, field->rtl);
	mill_proto_bytes(&out, 3, field->font.len > 0 ? field->font : MILL_STR("Arial"));
	mill_proto_number(&out, 4, field->size);
	mill_proto_bytes(&out, 5, field->description);
	mill_proto_number(&out, 6, field->plain_text);
	mill_proto_number(&out, 7, field->collapsed);
	mill_proto_number(&out, 8, field->unsearched);
	mill_proto_number(&out, 9, (uint64_t)field->id);
	if (field->tag >= 0)
		mill_proto_given(&out, 10, (uint64_t)field->tag);
	mill_proto_number(&out, 11, field->kept);
	return mill_buf_str(&out);
}

mill_str
mill_template_message(mill_arena *arena, const mill_template *template)
{
	mill_buf out = { .arena = arena };

	mill_proto_bytes(&out, 1, template->front);
	mill_proto_bytes(&out, 2, template->back);
	mill_proto_bytes(&out, 3, template->browser_front);
	mill_proto_bytes(&out, 4, template->browser_back);
	mill_proto_bytes(&out, 6, template->browser_font);
	mill_proto_number(&out, 7, template->browser_size);
	mill_proto_number(&out, 8, (uint64_t) template->id);
	return mill_buf_str(&out);
}

mill_str
mill_deck_message(mill_arena *arena, const mill_listed_deck *deck)
{
	enum { NORMAL = 1, PRESET = 1 };
	mill_buf out = { .arena = arena }, normal = { .arena = arena };

	mill_proto_number(&normal, 1, PRESET);
	mill_proto_bytes(&normal, 4, deck->description);
	mill_proto_number(&normal, 5, deck->markdown);
	mill_proto_message(&out, NORMAL, mill_buf_str(&normal));
	return mill_buf_str(&out);
}

/* What Anki begins with (rslib/src/deckconfig/mod.rs). */
mill_str
mill_preset_message(mill_arena *arena)
{
	static const float learn[] = { 1, 10 }, relearn[] = { 10 },
			   days[] = { 1, 1, 1, 1, 1, 1, 1 };
	mill_buf out = { .arena = arena };

	mill_proto_floats(&out, 1, learn, MILL_COUNT(learn)); /* minutes */
	mill_proto_floats(&out, 2, relearn, MILL_COUNT(relearn));
	mill_proto_floats(&out, 4, days, MILL_COUNT(days)); /* of the week: how busy */
	mill_proto_number(&out, 9, 20);                     /* new cards a day */
	mill_proto_number(&out, 10, 200);                   /* reviews a day */
	mill_proto_float(&out, 11, 2.5F);                   /* initial ease */
	mill_proto_float(&out, 12, 1.3F);                   /* easy */
	mill_proto_float(&out, 13, 1.2F);                   /* hard */
	mill_proto_float(&out, 15, 1);                      /* intervals */
	mill_proto_number(&out, 16, 36500);                 /* longest interval, in days */
	mill_proto_number(&out, 17, 1);                     /* shortest one after a lapse */
	mill_proto_number(&out, 18, 1);                     /* first one after good */
	mill_proto_number(&out, 19, 4);                     /* and after easy */
	mill_proto_number(&out, 21, 1);                     /* leeches are tagged only */
	mill_proto_number(&out, 22, 8);                     /* lapses that make a leech */
	mill_proto_number(&out, 24, 60);                    /* seconds that count for an answer */
	mill_proto_float(&out, 37, 0.9F);                   /* desired retention */
	mill_proto_float(&out, 40, 0.9F);                   /* that of the history */
	mill_proto_number(&out, 44, 1);                     /* audio is waited for */
	return mill_buf_str(&out);
}
