/*
 * jsontypes.c - the note types of a JSON deck.
 *
 * Of ours, as this program brings them along, the names will do.  Of others stands all
 * that a package needs, under the names of Anki's protobuf messages
 * (proto/anki/notetypes.proto); what has its default is left out.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"
#include "collection.h"

static void
put_text(mill_buf *out, const char *before, const char *key, mill_str text)
{
	mill_put_key(out, before, key);
	mill_put_json(out, text);
}

static void
put_some(mill_buf *out, const char *key, mill_str text)
{
	if (text.len > 0)
		put_text(out, ", ", key, text);
}

static void
put_number(mill_buf *out, const char *key, int64_t number)
{
	if (number == 0)
		return;
	mill_put_key(out, ", ", key);
	mill_printf(out, "%lld", (long long)number);
}

static void
put_flag(mill_buf *out, const char *key, bool flag)
{
	if (!flag)
		return;
	mill_put_key(out, ", ", key);
	mill_puts(out, "true");
}

static void
put_field(mill_buf *out, const mill_field *field)
{
	put_text(out, "{", "font", field->font);
	mill_put_key(out, ", ", "size");
	mill_printf(out, "%u", field->size);
	put_number(out, "id", field->id);
	put_some(out, "description", field->description);
	put_flag(out, "sticky", field->sticky);
	put_flag(out, "rtl", field->rtl);
	put_flag(out, "plain_text", field->plain_text);
	put_flag(out, "collapsed", field->collapsed);
	put_flag(out, "exclude_from_search", field->unsearched);
	put_flag(out, "prevent_deletion", field->kept);
	if (field->tag >= 0) {
		mill_put_key(out, ", ", "tag");
		mill_printf(out, "%lld", (long long)field->tag);
	}
	mill_putc(out, '}');
}

static void
put_template(mill_buf *out, const mill_template *template)
{
	put_text(out, "{", "name", template->name);
	put_number(out, "id", template->id);
	put_text(out, ",\n        ", "front", template->front);
	put_text(out, ",\n        ", "back", template->back);
	put_some(out, "browser_front", template->browser_front);
	put_some(out, "browser_back", template->browser_back);
	put_some(out, "browser_font", template->browser_font);
	put_number(out, "browser_size", template->browser_size);
	mill_putc(out, '}');
}

/* What a package would have of it. */
static void
put_all(mill_buf *out, const mill_notetype *type)
{
	mill_put_key(out, ",\n     ", "id");
	mill_printf(out, "%lld", (long long)type->id);
	put_number(out, "modified", type->modified);
	put_number(out, "sort_field", type->sort_field);
	put_number(out, "original_stock_kind", type->stock);
	put_text(out, ",\n     ", "css", type->css);
	put_some(out, "latex_pre", type->latex_pre);
	put_some(out, "latex_post", type->latex_post);
	put_flag(out, "latex_svg", type->latex_svg);
	mill_put_key(out, ",\n     ", "field_settings");
	for (size_t i = 0; i < type->field_count; i++) {
		mill_puts(out, i > 0 ? ",\n       " : "[");
		put_field(out, &type->fields[i]);
	}
	mill_puts(out, type->field_count == 0 ? "[]" : "]");
	mill_put_key(out, ",\n     ", "templates");
	for (size_t i = 0; i < type->template_count; i++) {
		mill_puts(out, i > 0 ? ",\n       " : "[");
		put_template(out, &type->templates[i]);
	}
	mill_puts(out, type->template_count == 0 ? "[]" : "]");
}

void
mill_put_types_json(mill_writing *writing, mill_buf *out)
{
	const mill_deck *deck = writing->deck;
	size_t count;
	mill_notetype *types = mill_written_types(writing, &count);

	for (size_t i = 0; i < count; i++) {
		const mill_notetype *type = &types[i];
		size_t fields = mill_text_fields(deck, type);

		put_text(out, i > 0 ? ",\n    {" : "[\n    {", "name", mill_type_name(deck, type));
		mill_put_key(out, ", ", "cloze");
		mill_puts(out, type->cloze ? "true" : "false");
		mill_put_key(out, ", ", "fields");
		for (size_t k = 0; k < fields; k++) {
			mill_puts(out, k > 0 ? ", " : "[");
			mill_put_json(out, type->fields[k].name);
		}
		mill_putc(out, ']');
		if (fields == type->field_count && (!type->own || deck->style.changed))
			put_all(out, type);
		mill_putc(out, '}');
	}
	mill_puts(out, count == 0 ? "[]" : "\n  ]");
}
