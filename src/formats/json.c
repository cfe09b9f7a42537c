/*
 * json.c - the deck as JSON.
 *
 * A superset of what Anki imports (rslib/src/import_export/text/json.rs): notes
 * with guid, fields, tags, notetype and deck.  Our own keys stand beside them;
 * note types go under `note_types`, for under Anki's `notetypes` every import
 * would add them again.  Described by deck.schema.json.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

static void
put_list(mill_buf *out, const mill_str *items, size_t count)
{
	mill_putc(out, '[');
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			mill_puts(out, ", ");
		mill_put_json(out, items[i]);
	}
	mill_putc(out, ']');
}

static void
put_notetype(mill_buf *out, const mill_deck *deck, mill_kind kind)
{
	const mill_own_notetype *type = mill_own_type(kind);

	mill_puts(out, "    {");
	mill_put_key(out, "", "name");
	mill_put_json(out, mill_type_name(deck, kind));
	mill_put_key(out, ", ", "cloze");
	mill_puts(out, type->cloze ? "true" : "false");
	mill_put_key(out, ", ", "fields");
	mill_putc(out, '[');
	for (size_t i = 0; i < mill_text_fields(deck, kind); i++) {
		if (i > 0)
			mill_puts(out, ", ");
		mill_put_json(out, mill_cstr(type->fields[i]));
	}
	mill_puts(out, "]}");
}

/* The decks that say what they are. */
static void
put_decks(mill_buf *out, const mill_deck *deck)
{
	const char *before = "";

	mill_put_key(out, ",\n  ", "decks");
	mill_putc(out, '[');
	for (size_t i = 0; i < deck->origin_count; i++) {
		const mill_origin *origin = &deck->origins[i];

		if (origin->description.len == 0)
			continue;
		mill_puts(out, before);
		mill_put_key(out, "\n    {", "name");
		mill_put_json(out, origin->deck);
		mill_put_key(out, ", ", "description");
		mill_put_json(out, origin->description);
		mill_putc(out, '}');
		before = ",";
	}
	mill_puts(out, *before == '\0' ? "]" : "\n  ]");
}

static void
put_media(mill_buf *out, const mill_media *media)
{
	mill_put_key(out, "{", "name");
	mill_put_json(out, media->name);
	mill_put_key(out, ", ", "file");
	mill_put_json(out, media->file);
	mill_put_key(out, ", ", "size");
	mill_printf(out, "%llu", (unsigned long long)media->size);
	mill_put_key(out, ", ", "sha1");
	mill_putc(out, '"');
	for (size_t i = 0; i < sizeof media->sha1; i++)
		mill_printf(out, "%02x", media->sha1[i]);
	mill_puts(out, "\"}");
}

static void
put_head(mill_buf *out, const mill_deck *deck)
{
	mill_puts(out, "{\n");
	mill_put_key(out, "  ", "format");
	mill_puts(out, "\"cardmill\"");
	mill_put_key(out, ",\n  ", "version");
	mill_puts(out, "1");
	mill_put_key(out, ",\n  ", "name");
	mill_put_json(out, deck->name);
	mill_put_key(out, ",\n  ", "note_types");
	mill_puts(out, "[\n");
	put_notetype(out, deck, MILL_BASIC);
	mill_puts(out, ",\n");
	put_notetype(out, deck, MILL_CLOZE);
	mill_puts(out, "\n  ]");
	put_decks(out, deck);
	mill_put_key(out, ",\n  ", "media");
	mill_putc(out, '[');
	for (size_t i = 0; i < deck->media_count; i++) {
		mill_puts(out, i > 0 ? ",\n    " : "\n    ");
		put_media(out, &deck->media[i]);
	}
	mill_puts(out, deck->media_count > 0 ? "\n  ]" : "]");
	mill_put_key(out, ",\n  ", "notes");
	mill_putc(out, '[');
}

static void
put_note(mill_buf *out, const mill_deck *deck, const mill_note *note)
{
	const mill_origin *origin = &deck->origins[note->source];
	mill_str fields[MILL_FIELDS];
	size_t count = mill_text_fields(deck, note->kind);

	for (size_t i = 0; i < count; i++)
		fields[i] = mill_text_field(out->arena, deck, note, i);
	mill_puts(out, "    {");
	mill_put_key(out, "", "guid");
	mill_put_json(out, note->guid);
	if (note->id.len > 0) {
		mill_put_key(out, ", ", "id");
		mill_put_json(out, note->id);
	}
	mill_put_key(out, ",\n     ", "notetype");
	mill_put_json(out, mill_type_name(deck, note->kind));
	mill_put_key(out, ", ", "deck");
	mill_put_json(out, mill_deck_of(deck, note));
	mill_put_key(out, ", ", "tags");
	put_list(out, note->tags, note->tag_count);
	mill_put_key(out, ",\n     ", "fields");
	put_list(out, fields, count);
	mill_put_key(out, ",\n     ", "context");
	mill_put_json(out, note->context);
	mill_put_key(out, ", ", "rule");
	mill_put_json(out, mill_cstr(note->rule));
	mill_put_key(out, ", ", "modified");
	mill_printf(out, "%lld", (long long)note->modified);
	mill_put_key(out, ",\n     ", "source");
	mill_put_key(out, "{", "file");
	mill_put_json(out, origin->name);
	mill_printf(out, ", \"line\": %d, \"end_line\": %d}}", note->line, note->end_line);
}

bool
mill_write_json(mill_writing *writing)
{
	const mill_deck *deck = writing->deck;
	mill_out out;

	mill_out_init(&out, &writing->arena, writing->sink);
	for (size_t i = 0; i <= deck->note_count; i++) {
		mill_buf text = { .arena = &writing->scratch };

		if (i == 0)
			put_head(&text, deck);
		else
			mill_puts(&text, i > 1 ? ",\n" : "\n");
		if (i > 0)
			put_note(&text, deck, deck->notes[i - 1]);
		mill_out_str(&out, mill_buf_str(&text));
		mill_arena_reset(&writing->scratch);
	}
	mill_out_puts(&out, "\n  ]\n}\n");
	return mill_out_finish(&out);
}
