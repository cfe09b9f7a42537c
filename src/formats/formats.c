/* formats.c - the table of formats, and what text formats share. */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#include <strings.h>

static const mill_format formats[] = {
	{ CARDMILL_APKG, "apkg", mill_write_apkg, mill_read_apkg },
	{ CARDMILL_CSV, "csv", mill_write_csv, mill_read_csv },
	{ CARDMILL_TSV, "tsv", mill_write_tsv, mill_read_tsv },
	{ CARDMILL_JSON, "json", mill_write_json, mill_read_json },
	{ CARDMILL_HTML, "html", mill_write_html, NULL },
	{ CARDMILL_REPORT, NULL, mill_write_report, NULL },
	{ CARDMILL_REPORT_JSON, NULL, mill_write_report_json, NULL },
	{ CARDMILL_PLAN, NULL, mill_write_plan, NULL },
	{ CARDMILL_PLAN_JSON, NULL, mill_write_plan_json, NULL },
};

const mill_format *
mill_format_of(cardmill_format format)
{
	for (size_t i = 0; i < MILL_COUNT(formats); i++)
		if (formats[i].format == format)
			return &formats[i];
	return NULL;
}

const mill_format *
mill_format_named(const char *ending)
{
	for (size_t i = 0; i < MILL_COUNT(formats); i++)
		if (formats[i].ending != NULL && strcasecmp(formats[i].ending, ending) == 0)
			return &formats[i];
	return NULL;
}

mill_str
mill_type_name(const mill_deck *deck, const mill_notetype *type)
{
	mill_str name = type->cloze ? deck->cloze_name : deck->basic_name;

	return type->ours && name.len > 0 ? name : type->name;
}

/* True when the user asks for another type in the place of ours: then two fields have to
 * do, and context and source stand in them. */
static bool
in_two(const mill_deck *deck, const mill_notetype *type)
{
	return type->ours && !mill_equal(mill_type_name(deck, type), type->name);
}

size_t
mill_text_fields(const mill_deck *deck, const mill_notetype *type)
{
	return in_two(deck, type) ? 2 : type->field_count;
}

mill_str
mill_text_field(mill_arena *arena, const mill_deck *deck, const mill_note *note, size_t i)
{
	mill_buf out = { .arena = arena };
	bool front = i == 0;

	if (!in_two(deck, note->type))
		return note->fields[i];
	if (front && note->context.len > 0) {
		mill_puts(&out, "<div><small>");
		mill_put_str(&out, note->fields[2]);
		mill_puts(&out, "</small></div>");
	}
	mill_put_str(&out, note->fields[i]);
	if (!front && note->fields[3].len > 0) {
		mill_puts(&out, "<div><small>");
		mill_put_str(&out, note->fields[3]);
		mill_puts(&out, "</small></div>");
	}
	return mill_buf_str(&out);
}
