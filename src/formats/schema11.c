/*
 * schema11.c - note types, decks and settings of a collection of schema 11: the five JSON
 * objects of its one row `col` (rslib/src/notetype/schema11.rs, decks/schema11.rs,
 * deckconfig/schema11.rs).
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"
#include "collection.h"

/* One preset, the default, which every deck points at. */
static const char dconf[] =
    "{\"1\":{\"id\":1,\"mod\":0,\"name\":\"Default\",\"usn\":0,\"maxTaken\":60,\"autoplay\":true,"
    "\"timer\":0,\"replayq\":true,\"dyn\":false,\"new\":{\"bury\":false,\"delays\":[1,10],"
    "\"initialFactor\":2500,\"ints\":[1,4,7],\"order\":1,\"perDay\":20,\"separate\":true},"
    "\"rev\":{\"bury\":false,\"ease4\":1.3,\"fuzz\":0.05,\"ivlFct\":1,\"maxIvl\":36500,"
    "\"minSpace\":1,\"perDay\":200,\"hardFactor\":1.2},\"lapse\":{\"delays\":[10],"
    "\"leechAction\":0,\"leechFails\":8,\"minInt\":1,\"mult\":0}}}";

static void
put_text(mill_buf *out, const char *key, mill_str text)
{
	mill_printf(out, ",\"%s\":", key);
	mill_put_json(out, text);
}

static void
put_flag(mill_buf *out, const char *key, bool flag)
{
	mill_printf(out, ",\"%s\":%s", key, flag ? "true" : "false");
}

/* A key that Anki leaves out, too, when there is nothing to say. */
static void
put_id(mill_buf *out, const char *key, int64_t id)
{
	if (id != 0)
		mill_printf(out, ",\"%s\":%lld", key, (long long)id);
}

static void
put_field(mill_buf *out, const mill_field *field, size_t ordinal)
{
	mill_printf(out, "%s{\"name\":", ordinal > 0 ? "," : "");
	mill_put_json(out, field->name);
	mill_printf(out, ",\"ord\":%zu", ordinal);
	put_id(out, "id", field->id);
	put_text(out, "font", field->font.len > 0 ? field->font : MILL_STR("Arial"));
	mill_printf(out, ",\"size\":%u", field->size);
	put_flag(out, "sticky", field->sticky);
	put_flag(out, "rtl", field->rtl);
	if (field->description.len > 0)
		put_text(out, "description", field->description);
	if (field->plain_text)
		put_flag(out, "plainText", true);
	if (field->collapsed)
		put_flag(out, "collapsed", true);
	if (field->unsearched)
		put_flag(out, "excludeFromSearch", true);
	if (field->kept)
		put_flag(out, "preventDeletion", true);
	if (field->tag >= 0)
		mill_printf(out, ",\"tag\":%lld", (long long)field->tag);
	mill_puts(out, ",\"media\":[]}");
}

static void
put_template(mill_buf *out, const mill_template *template, size_t ordinal)
{
	mill_printf(out, "%s{\"name\":", ordinal > 0 ? "," : "");
	mill_put_json(out, template->name);
	mill_printf(out, ",\"ord\":%zu", ordinal);
	put_id(out, "id", template->id);
	mill_puts(out, ",\"did\":null");
	put_text(out, "bqfmt", template->browser_front);
	put_text(out, "bafmt", template->browser_back);
	put_text(out, "bfont", template->browser_font);
	mill_printf(out, ",\"bsize\":%u", template->browser_size);
	put_text(out, "qfmt", template->front);
	put_text(out, "afmt", template->back);
	mill_putc(out, '}');
}

/* Which fields a card needs: Anki reckons it anew, and old clients read it. */
static void
put_requirements(mill_buf *out, const mill_notetype *type)
{
	mill_puts(out, ",\"req\":[");
	for (size_t i = 0; i < type->template_count; i++)
		mill_printf(out, "%s[%zu,\"any\",[%u]]", i > 0 ? "," : "", i, type->sort_field);
	mill_putc(out, ']');
}

static void
put_notetype(mill_buf *out, const mill_notetype *type)
{
	mill_printf(
	    out, "\"%lld\":{\"id\":%lld,\"name\":", (long long)type->id, (long long)type->id);
	mill_put_json(out, type->name);
	mill_printf(out,
	    ",\"type\":%d,\"mod\":%lld,\"usn\":-1,\"sortf\":%u,\"did\":null,"
	    "\"tags\":[],\"vers\":[]",
	    type->cloze, (long long)type->modified, type->sort_field);
	put_text(out, "latexPre", type->latex_pre);
	put_text(out, "latexPost", type->latex_post);
	put_flag(out, "latexsvg", type->latex_svg);
	put_id(out, "originalStockKind", type->stock);
	put_requirements(out, type);
	put_text(out, "css", type->css);
	mill_puts(out, ",\"flds\":[");
	for (size_t i = 0; i < type->field_count; i++)
		put_field(out, &type->fields[i], i);
	mill_puts(out, "],\"tmpls\":[");
	for (size_t i = 0; i < type->template_count; i++)
		put_template(out, &type->templates[i], i);
	mill_puts(out, "]}");
}

static mill_str
models_json(const mill_collecting *c)
{
	mill_buf out = { .arena = &c->writing->arena };

	mill_putc(&out, '{');
	for (size_t i = 0; i < c->type_count; i++) {
		mill_puts(&out, i > 0 ? "," : "");
		put_notetype(&out, &c->types[i]);
	}
	mill_putc(&out, '}');
	return mill_buf_str(&out);
}

static mill_str
decks_json(const mill_collecting *c)
{
	mill_buf out = { .arena = &c->writing->arena };

	for (size_t i = 0; i < c->deck_count; i++) {
		const mill_listed_deck *deck = &c->decks[i];

		mill_printf(&out, "%c\"%lld\":{\"id\":%lld,\"name\":", i > 0 ? ',' : '{',
		    (long long)deck->id, (long long)deck->id);
		mill_put_json(&out, deck->name);
		mill_printf(&out,
		    ",\"mod\":%lld,\"usn\":-1,\"lrnToday\":[0,0],\"revToday\":[0,0],"
		    "\"newToday\":[0,0],\"timeToday\":[0,0],\"collapsed\":false,"
		    "\"browserCollapsed\":false,\"dyn\":0,\"conf\":1,"
		    "\"extendNew\":0,\"extendRev\":0%s,\"desc\":",
		    deck->id == MILL_DEFAULT_DECK ? 0LL : (long long)c->deck->stamp,
		    deck->markdown ? ",\"md\":true" : "");
		mill_put_json(&out, deck->description);
		mill_puts(&out, "}");
	}
	mill_putc(&out, '}');
	return mill_buf_str(&out);
}

static mill_str
conf_json(const mill_collecting *c)
{
	mill_buf out = { .arena = &c->writing->arena };

	/* Version 1 of the scheduler knows no suspended cards that are new (2.1.15). */
	mill_printf(&out,
	    "{\"activeDecks\":[1],\"curDeck\":1,\"newSpread\":0,\"collapseTime\":1200,"
	    "\"timeLim\":0,\"estTimes\":true,\"dueCounts\":true,\"curModel\":%lld,"
	    "\"nextPos\":%zu,\"sortType\":\"noteFld\",\"sortBackwards\":false,"
	    "\"addToCur\":true,\"newBury\":true%s}",
	    (long long)c->types[0].id, mill_written_count(c->deck) + 1,
	    c->suspended ? ",\"schedVer\":2" : "");
	return mill_buf_str(&out);
}

mill_col
mill_schema_11(const mill_collecting *c)
{
	return (mill_col){ conf_json(c), models_json(c), decks_json(c), MILL_STR(dconf),
		MILL_STR("{}") };
}
