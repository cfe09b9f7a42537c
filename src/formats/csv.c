/*
 * csv.c - one file that Anki imports and a spreadsheet edits.
 *
 * RFC 4180 with Anki's header lines (rslib/src/import_export/text/csv/
 * metadata.rs): separator and html first, then where guid, note type, deck and
 * tags stand.  The visible header row begins with # and holds no colon, so
 * Anki takes it for a comment.  A record is one physical line, which naive
 * tools survive: notes hold no newlines, and one that does (another tool made
 * it) gets a character reference in its place.  Only where fields are Markdown do
 * records go over several lines.  What a
 * spreadsheet would take for something else than text is guarded: see sheet.c.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

/* A name, and how it stands in a cell. */
typedef struct guarded {
	mill_str name, cell;
} guarded;

typedef struct table {
	mill_writing *writing;
	mill_out out;
	char separator;
	bool first;         /* of the row */
	size_t cells;       /* of the row of names, but the key's; 0: there are no keys */
	size_t put;         /* of the row */
	guarded type, deck; /* of the latest row */
} table;

static void
put_cell(table *t, mill_str text)
{
	/* Calc, too, takes a semicolon or a tab for the end of a cell without quotes. */
	const char special[] = ",;\t\"\n\r";
	bool quoted = text.len > 0 && (text.ptr[0] == '#' || text.ptr[0] == ' ');
	size_t copied = 0;

	for (size_t i = 0; i < text.len && !quoted; i++)
		quoted = strchr(special, text.ptr[i]) != NULL && text.ptr[i] != '\0';
	if (!t->first)
		mill_out_put(&t->out, &t->separator, 1);
	t->first = false;
	t->put++;
	if (!quoted) {
		mill_out_str(&t->out, text);
		return;
	}
	mill_out_puts(&t->out, "\"");
	for (size_t i = 0; i < text.len; i++) {
		const char *instead = text.ptr[i] == '"'           ? "\"\""
				      : t->writing->render != NULL ? NULL
				      : text.ptr[i] == '\n'        ? "&#10;"
				      : text.ptr[i] == '\r'        ? "&#13;"
								   : NULL;
		if (instead == NULL)
			continue;
		mill_out_str(&t->out, mill_slice(text, copied, i));
		mill_out_puts(&t->out, instead);
		copied = i + 1;
	}
	mill_out_str(&t->out, mill_slice(text, copied, text.len));
	mill_out_puts(&t->out, "\"");
}

static void
end_row(table *t)
{
	mill_out_puts(&t->out, "\n");
	t->first = true;
	t->put = 0;
}

/* True when a guid of the deck cannot stand in a cell. */
static bool
needs_keys(mill_writing *writing)
{
	bool needs = false;

	for (size_t i = 0; i < writing->deck->note_count && !needs; i++) {
		needs = mill_guid_needs_key(&writing->scratch, writing->deck->notes[i]->guid);
		if (i % 64 == 63)
			mill_arena_reset(&writing->scratch);
	}
	return needs;
}

/* Ends the row with the key of a guid, in the column behind all others. */
static void
put_key(table *t, mill_arena *arena, mill_str guid)
{
	while (t->put < t->cells)
		put_cell(t, MILL_STR(""));
	put_cell(t, mill_guid_key(arena, guid));
}

/* As many as the type with the most fields has. */
static size_t
field_columns(const mill_deck *deck)
{
	size_t most = 0;

	for (size_t i = 0; i < deck->type_count; i++) {
		size_t fields = mill_text_fields(deck, deck->types[i]);

		most = fields > most ? fields : most;
	}
	return most;
}

/* What the types that have so many fields call it; ours call the first one differently, and
 * Front is as good as Text.  ptr is NULL when they do not agree. */
static mill_str
column_name(const mill_deck *deck, size_t i)
{
	mill_str name = { NULL, 0 };

	for (size_t k = 0; k < deck->type_count; k++) {
		const mill_notetype *type = deck->types[k];
		mill_str field;

		if (i >= mill_text_fields(deck, type))
			continue;
		field = type->ours && i == 0 ? MILL_STR("Front") : type->fields[i].name;
		if (name.ptr != NULL && !mill_equal(name, field))
			return (mill_str){ NULL, 0 };
		name = field;
	}
	return name;
}

/* Names of all columns of fields, or numbers for all: a row's fields are told by them, in
 * whatever order a spreadsheet puts them. */
static void
put_names(table *t)
{
	const mill_deck *deck = t->writing->deck;
	mill_arena *arena = &t->writing->arena;
	size_t count = field_columns(deck);
	bool named = true;

	for (size_t i = 0; i < count; i++)
		named = named && column_name(deck, i).ptr != NULL;
	for (size_t i = 0; i < count; i++) {
		mill_buf number = { .arena = arena };

		mill_printf(&number, "Field %zu", i + 1);
		put_cell(t,
		    mill_guarded_name(arena, named ? column_name(deck, i) : mill_buf_str(&number)));
	}
}

static void
put_header(table *t)
{
	static const char *const columns[] = { "Notetype", "Deck", "Tags" };

	mill_out_puts(&t->out, t->separator == ',' ? "#separator:Comma\n" : "#separator:Tab\n");
	/* Anki does not know the markup, and shows what it is: text. */
	mill_out_puts(&t->out,
	    t->writing->render == NULL ? "#html:true\n" : "#html:false\n#markup:markdown\n");
	mill_out_puts(&t->out, "#guid column:1\n#notetype column:2\n"
			       "#deck column:3\n#tags column:4\n");
	mill_out_puts(&t->out, "#GUID");
	t->first = false;
	for (size_t i = 0; i < MILL_COUNT(columns); i++)
		put_cell(t, mill_cstr(columns[i]));
	put_names(t);
	if (needs_keys(t->writing)) {
		t->cells = t->put + 1;
		put_cell(t, MILL_STR(MILL_KEY_NAME));
	}
	end_row(t);
}

static mill_str
field_cell(const mill_writing *writing, mill_arena *arena, mill_str html)
{
	return writing->render == NULL ? mill_on_one_line(arena, html)
				       : mill_markdown_cell(arena, html, writing->render);
}

/* Notes of one name come in a row: it is guarded once. */
static void
put_name(table *t, guarded *latest, mill_str name)
{
	if (latest->name.ptr != name.ptr || latest->name.len != name.len)
		*latest = (guarded){ name, mill_guarded_name(&t->writing->arena, name) };
	put_cell(t, latest->cell);
}

static void
put_note(table *t, mill_arena *arena, const mill_note *note)
{
	const mill_deck *deck = t->writing->deck;
	mill_buf tags = { .arena = arena };
	bool key = t->cells > 0 && mill_guid_needs_key(arena, note->guid);

	put_cell(t, key ? MILL_STR("") : note->guid);
	put_name(t, &t->type, mill_type_name(deck, note->type));
	put_name(t, &t->deck, mill_deck_of(deck, note));
	for (size_t i = 0; i < note->tag_count; i++) {
		if (i > 0)
			mill_putc(&tags, ' ');
		mill_put_str(&tags, note->tags[i]);
	}
	put_cell(t, mill_guarded_tags(arena, mill_buf_str(&tags)));
	for (size_t i = 0; i < mill_text_fields(deck, note->type); i++)
		put_cell(t, mill_guarded_field(arena, field_cell(t->writing, arena,
							  mill_text_field(arena, deck, note, i))));
	if (key)
		put_key(t, arena, note->guid);
	end_row(t);
}

static bool
write_table(mill_writing *writing, char separator)
{
	table t = { .writing = writing, .separator = separator, .first = true };

	if (writing->options->csv_plain)
		return mill_write_plain(writing, separator);
	mill_out_init(&t.out, &writing->arena, writing->sink);
	if (writing->options->csv_bom)
		mill_out_puts(&t.out, MILL_BOM);
	put_header(&t);
	for (size_t i = 0; i < writing->deck->note_count; i++) {
		put_note(&t, &writing->scratch, writing->deck->notes[i]);
		if (i % 64 == 63 || writing->render != NULL)
			mill_arena_reset(&writing->scratch);
	}
	return mill_out_finish(&t.out);
}

bool
mill_write_csv(mill_writing *writing)
{
	return write_table(writing, ',');
}

bool
mill_write_tsv(mill_writing *writing)
{
	return write_table(writing, '\t');
}
