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
#include "collection.h"

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

/* The decks that say what they are. */
static void
put_decks(mill_writing *writing, mill_buf *out)
{
	mill_collecting c = { .writing = writing, .deck = writing->deck };
	const char *before = "";

	mill_list_decks(&c);
	mill_put_key(out, ",\n  ", "decks");
	mill_putc(out, '[');
	for (size_t i = 0; i < c.deck_count; i++) {
		const mill_listed_deck *deck = &c.decks[i];

		if (deck->description.len == 0)
			continue;
		mill_puts(out, before);
		mill_put_key(out, "\n    {", "name");
		mill_put_json(out, deck->name);
		mill_put_key(out, ", ", "description");
		mill_put_json(out, deck->description);
		if (deck->markdown) {
			mill_put_key(out, ", ", "markdown");
			mill_puts(out, "true");
		}
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
put_head(mill_writing *writing, mill_buf *out)
{
	const mill_deck *deck = writing->deck;

	mill_puts(out, "{\n");
	mill_put_key(out, "  ", "format");
	mill_puts(out, "\"cardmill\"");
	mill_put_key(out, ",\n  ", "version");
	mill_puts(out, "2");
	mill_put_key(out, ",\n  ", "name");
	mill_put_json(out, deck->name);
	mill_put_key(out, ",\n  ", "note_types");
	mill_put_types_json(writing, out);
	put_decks(writing, out);
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
put_cards(mill_buf *out, const mill_stored_note *note)
{
	mill_put_key(out, ",\n     ", "card_list");
	mill_putc(out, '[');
	for (size_t i = 0; i < note->card_count; i++) {
		const mill_card *card = &note->cards[i];

		mill_put_key(out, i > 0 ? ", {" : "{", "ordinal");
		mill_printf(out, "%u", card->ordinal);
		if (card->deck.len > 0) {
			mill_put_key(out, ", ", "deck");
			mill_put_json(out, card->deck);
		}
		if (card->flag > 0) {
			mill_put_key(out, ", ", "flag");
			mill_printf(out, "%u", card->flag);
		}
		if (card->suspended) {
			mill_put_key(out, ", ", "suspended");
			mill_puts(out, "true");
		}
		mill_putc(out, '}');
	}
	mill_putc(out, ']');
}

/* By which rule the note was made, below which headings, and when it was changed. */
static void
put_making(mill_buf *out, const mill_note *note)
{
	const char *before = ",\n     ";

	if (note->type->ours) {
		mill_put_key(out, before, "context");
		mill_put_json(out, note->context);
		before = ", ";
	}
	if (note->stored == NULL || note->stored->rule.len > 0) {
		mill_put_key(out, before, "rule");
		mill_put_json(out, mill_cstr(note->rule));
		before = ", ";
	}
	mill_put_key(out, before, "modified");
	mill_printf(out, "%lld", (long long)note->modified);
}

/* The lines that it was made of, where anybody knows. */
static void
put_origin(mill_buf *out, const mill_deck *deck, const mill_note *note)
{
	mill_str file = note->stored != NULL ? note->stored->file
					     : deck->origins[note->source].name;

	if (file.len == 0)
		return;
	mill_put_key(out, ",\n     ", "source");
	mill_put_key(out, "{", "file");
	mill_put_json(out, file);
	mill_printf(out, ", \"line\": %d, \"end_line\": %d}", note->line, note->end_line);
}

static void
put_note(mill_buf *out, const mill_deck *deck, const mill_note *note)
{
	size_t count = mill_text_fields(deck, note->type);

	mill_puts(out, "    {");
	mill_put_key(out, "", "guid");
	mill_put_json(out, note->guid);
	if (note->id.len > 0) {
		mill_put_key(out, ", ", "id");
		mill_put_json(out, note->id);
	}
	mill_put_key(out, ",\n     ", "notetype");
	mill_put_json(out, mill_type_name(deck, note->type));
	mill_put_key(out, ", ", "deck");
	mill_put_json(out, mill_deck_of(deck, note));
	mill_put_key(out, ", ", "tags");
	put_list(out, note->tags, note->tag_count);
	mill_put_key(out, ",\n     ", "fields");
	mill_putc(out, '[');
	for (size_t i = 0; i < count; i++) {
		mill_puts(out, i > 0 ? ", " : "");
		mill_put_json(out, mill_text_field(out->arena, deck, note, i));
	}
	mill_putc(out, ']');
	put_making(out, note);
	if (note->stored != NULL && note->stored->cards != NULL)
		put_cards(out, note->stored);
	put_origin(out, deck, note);
	mill_putc(out, '}');
}

bool
mill_write_json(mill_writing *writing)
{
	const mill_deck *deck = writing->deck;
	mill_buf head = { .arena = &writing->arena };
	mill_out out;

	mill_out_init(&out, &writing->arena, writing->sink);
	put_head(writing, &head);
	mill_out_str(&out, mill_buf_str(&head));
	for (size_t i = 0; i < deck->note_count; i++) {
		mill_buf text = { .arena = &writing->scratch };

		mill_puts(&text, i > 0 ? ",\n" : "\n");
		put_note(&text, deck, deck->notes[i]);
		mill_out_str(&out, mill_buf_str(&text));
		mill_arena_reset(&writing->scratch);
	}
	mill_out_puts(&out, "\n  ]\n}\n");
	return mill_out_finish(&out);
}
