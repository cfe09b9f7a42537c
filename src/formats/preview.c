/*
 * preview.c - one page to look through the deck before importing it.
 *
 * The page stands in src/formats/preview; its places, @@name@@, are filled in here.
 * It carries the deck as JSON, with tables for what repeats, so that ten thousand
 * notes stay small; the cards are made of it in the browser, by the templates and
 * styles that Anki gets.  The page's policy lets nothing but its own script run and
 * nothing come from the network, whatever a field holds.
 */
#include "../base/base.h"
#include "../deck.h"
#include "formats.h"

#include <stdio.h>
#include <stdlib.h>

extern const char mill_preview_page_html[];
extern const char mill_preview_page_css[];
extern const char mill_preview_frame_css[];
extern const char mill_preview_text_js[];
extern const char mill_preview_media_js[];
extern const char mill_preview_deck_js[];
extern const char mill_preview_card_js[];
extern const char mill_preview_list_js[];
extern const char mill_preview_facets_js[];
extern const char mill_preview_sound_js[];
extern const char mill_preview_stage_js[];
extern const char mill_preview_left_js[];
extern const char mill_preview_page_js[];

/* One script, in this order. */
static const char *const scripts[] = { mill_preview_text_js, mill_preview_media_js,
	mill_preview_deck_js, mill_preview_card_js, mill_preview_list_js, mill_preview_facets_js,
	mill_preview_sound_js, mill_preview_stage_js, mill_preview_left_js, mill_preview_page_js };

/* KaTeX; empty when none was built in. */
extern const mill_asset mill_katex;

enum {
	OWN_FIELDS = 2, /* front and back; the others are much the same from note to note */
	MOST_MEDIA = 64 * 1000000 /* bytes that a page carries: it opens within a second or two */
};

/* Texts that repeat, each once, by their number. */
typedef struct table {
	mill_set set;
	mill_str *all;
	size_t count, room;
} table;

typedef struct page {
	mill_writing *writing;
	const mill_deck *deck;
	mill_out out;
	mill_buf text; /* what is on its way into out */
	table decks, tags, rules, texts, reasons;
	mill_str scripts[MILL_COUNT(scripts) + 2]; /* of others, then our own */
	size_t script_count;
	bool *carried; /* of each of the deck's media, whether the page has it */
} page;

static void
hand_over(page *p)
{
	mill_out_str(&p->out, mill_buf_str(&p->text));
	mill_arena_reset(&p->writing->scratch);
	p->text = (mill_buf){ .arena = &p->writing->scratch };
}

/* JSON inside of a script element: no `<` may stand there that could end it. */
static void
hand_over_json(page *p)
{
	mill_str json = mill_buf_str(&p->text);
	size_t from = 0, at;

	while ((at = mill_find(json, MILL_STR("<"), from)) != SIZE_MAX) {
		mill_out_put(&p->out, json.ptr + from, at - from);
		mill_out_puts(&p->out, "\\u003c");
		from = at + 1;
	}
	mill_out_put(&p->out, json.ptr + from, json.len - from);
	mill_arena_reset(&p->writing->scratch);
	p->text = (mill_buf){ .arena = &p->writing->scratch };
}

/* The number of a text in a table.  The text lives as long as the deck. */
static size_t
number_of(page *p, table *t, mill_str text)
{
	uint32_t *number;

	t->set.arena = &p->writing->arena;
	number = mill_set_counter(&t->set, text);
	if (*number == 0) {
		*number = (uint32_t)t->count + 1;
		t->all = mill_room(&p->writing->arena, t->all, sizeof *t->all, t->count, &t->room);
		t->all[t->count++] = text;
	}
	return *number - 1;
}

static void
put_table(page *p, const char *key, const table *t)
{
	mill_put_key(&p->text, ",\n", key);
	mill_putc(&p->text, '[');
	for (size_t i = 0; i < t->count; i++) {
		mill_puts(&p->text, i > 0 ? "," : "");
		mill_put_json(&p->text, t->all[i]);
	}
	mill_putc(&p->text, ']');
	hand_over_json(p);
}

/* ---- pictures, sound and films ------------------------------------------------------------- */

static int
by_size(const void *a, const void *b)
{
	const mill_media *one = *(const mill_media *const *)a, *two = *(const mill_media *const *)b;

	if (one->size != two->size)
		return one->size < two->size ? -1 : 1;
	return one < two ? -1 : one > two;
}

/* The smallest first: a long film takes nobody's place. */
static void
choose_media(page *p)
{
	size_t count = p->deck->media_count;
	const mill_media **all = MILL_NEW(&p->writing->arena, const mill_media *, count + 1);
	uint64_t left = MOST_MEDIA;

	p->carried = MILL_NEW(&p->writing->arena, bool, count + 1);
	for (size_t i = 0; i < count; i++)
		all[i] = &p->deck->media[i];
	qsort(all, count, sizeof *all, by_size);
	for (size_t i = 0; i < count && all[i]->size <= left; i++) {
		left -= all[i]->size;
		p->carried[all[i] - p->deck->media] = true;
	}
}

/* A row: as fields have it, as the notes have it, its size, and whether the page has it. */
static void
put_media_table(page *p)
{
	mill_put_key(&p->text, ",\n", "most_media");
	mill_printf(&p->text, "%d", MOST_MEDIA);
	mill_put_key(&p->text, ",\n", "media");
	mill_putc(&p->text, '[');
	for (size_t i = 0; i < p->deck->media_count; i++) {
		const mill_media *media = &p->deck->media[i];

		mill_puts(&p->text, i > 0 ? ",\n[" : "[");
		mill_put_json(&p->text, media->name);
		mill_putc(&p->text, ',');
		mill_put_json(&p->text, media->file);
		mill_printf(&p->text, ",%llu,%d]", (unsigned long long)media->size, p->carried[i]);
		hand_over_json(p);
	}
	mill_putc(&p->text, ']');
}

static bool
take_media(void *user, mill_str bytes)
{
	page *p = user;

	p->text.len = 0;
	mill_put_base64(&p->text, bytes);
	mill_out_str(&p->out, mill_buf_str(&p->text));
	return !p->out.failed;
}

/* Room for a piece in base 64: none is asked for while a file is open. */
static void
make_room(page *p)
{
	p->text.room = MILL_CARRIED / 3 * 4 + 1;
	p->text.text = mill_grow(&p->writing->scratch, NULL, 0, p->text.room);
	p->text.len = 0;
}

/*
 * Each an element of its own, which addressOf() in preview/media.js finds by its row:
 *     <script type="text/plain" id="medium-0" data-type="image/png">...</script>
 * holds it in base 64.  They stand last, so that the deck can be looked at while they are
 * still read.
 */
static void
put_media(page *p)
{
	char *block = MILL_NEW(&p->writing->arena, char, MILL_CARRIED), head[120];
	const char *why;

	make_room(p);
	for (size_t i = 0; i < p->deck->media_count; i++) {
		const mill_media *media = &p->deck->media[i];

		if (!p->carried[i])
			continue;
		snprintf(head, sizeof head,
		    "<script type=\"text/plain\" id=\"medium-%zu\" data-type=\"%s\">", i,
		    mill_type_of_file(media->name));
		mill_out_puts(&p->out, head);
		if (!mill_carry(media, block, take_media, p, &why)) {
			if (why != NULL)
				p->writing->trouble = mill_carry_trouble(
				    &p->writing->arena, media, why);
			p->out.failed = true; /* nothing more goes into the sink */
			return;
		}
		mill_out_puts(&p->out, "</script>\n");
	}
}

/* ---- the deck as JSON ------------------------------------------------------------------ */

static void
put_pair(mill_buf *out, const char *before, const char *key, mill_str value)
{
	mill_put_key(out, before, key);
	mill_put_json(out, value);
}

/* A template; those of ours have the style of the deck. */
static void
put_template(page *p, const mill_notetype *type, size_t i)
{
	const mill_template *template = &type->templates[i];
	const mill_style *style = &p->deck->style;

	put_pair(&p->text, i > 0 ? ",\n {" : "[{", "name", template->name);
	put_pair(
	    &p->text, ",\n ", "front", type->own ? style->fronts[type->cloze] : template->front);
	put_pair(&p->text, ",\n ", "back", type->own ? style->backs[type->cloze] : template->back);
	mill_putc(&p->text, '}');
}

static void
put_type(page *p, size_t index)
{
	const mill_notetype *type = p->deck->types[index],
			    *before = index > 0 ? p->deck->types[index - 1] : NULL;
	mill_buf *out = &p->text;

	put_pair(out, index > 0 ? ",\n{" : "{", "name", type->name);
	mill_put_key(out, ", ", "cloze");
	mill_puts(out, type->cloze ? "true" : "false");
	if (type->ours) { /* its third field is the context */
		mill_put_key(out, ", ", "ours");
		mill_puts(out, "true");
	}
	mill_put_key(out, ", ", "fields");
	for (size_t i = 0; i < type->field_count; i++) {
		mill_puts(out, i > 0 ? "," : "[");
		mill_put_json(out, type->fields[i].name);
	}
	mill_puts(out, "]");
	mill_put_key(out, ",\n ", "templates");
	for (size_t i = 0; i < type->template_count; i++)
		put_template(p, type, i);
	mill_putc(out, ']');
	/* What has the style of the type before it does not repeat it. */
	if (before == NULL || before->own != type->own || !mill_equal(before->css, type->css))
		put_pair(out, ",\n ", "css", type->own ? p->deck->style.css : type->css);
	mill_putc(out, '}');
}

static void
put_head(page *p)
{
	mill_put_key(&p->text, "{", "name");
	mill_put_json(&p->text, p->deck->name);
	mill_put_key(&p->text, ",\n", "lengths");
	mill_printf(&p->text, "[%d,%d]", MILL_SHORT, MILL_LONG);
	mill_put_key(&p->text, ",\n", "types");
	mill_putc(&p->text, '[');
	for (size_t i = 0; i < p->deck->type_count; i++)
		put_type(p, i);
	mill_putc(&p->text, ']');
	mill_put_key(&p->text, ",\n", "notes");
	mill_putc(&p->text, '[');
	hand_over_json(p);
}

/* Numbers of its cards, unless it has the first one alone. */
static void
put_numbers(mill_buf *out, const mill_note *note)
{
	mill_card cards[MILL_CLOZES];
	size_t count = mill_cards_of(note, cards);

	if (note->kind != MILL_CLOZE && count == 1 && cards[0].ordinal == 0)
		return;
	for (size_t i = 0; i < count; i++)
		mill_printf(out, "%s%d", i > 0 ? "," : ",[", cards[i].ordinal + 1);
	mill_puts(out, count > 0 ? "]" : ",[]");
}

static size_t
type_index(const mill_deck *deck, const mill_notetype *type)
{
	size_t index = 0;

	while (index + 1 < deck->type_count && deck->types[index] != type)
		index++;
	return index;
}

/* A row; noteOf() in preview/deck.js reads it. */
static void
put_note(page *p, const mill_note *note)
{
	mill_buf *out = &p->text;

	mill_printf(out, "[%zu,%zu,%zu,%u,%d,%d,%zu,", type_index(p->deck, note->type),
	    number_of(p, &p->decks, mill_deck_of(p->deck, note)),
	    number_of(p, &p->rules, mill_cstr(note->rule)), note->source, note->line,
	    note->end_line, mill_answer_length(out->arena, note));
	mill_put_json(out, note->guid);
	mill_puts(out, ",[");
	for (size_t i = 0; i < note->tag_count; i++)
		mill_printf(out, "%s%zu", i > 0 ? "," : "", number_of(p, &p->tags, note->tags[i]));
	mill_puts(out, "],[");
	for (size_t i = 0; i < OWN_FIELDS && i < note->field_count; i++) {
		mill_puts(out, i > 0 ? "," : "");
		mill_put_json(out, note->fields[i]);
	}
	mill_puts(out, "],[");
	for (size_t i = OWN_FIELDS; i < note->field_count; i++)
		mill_printf(out, "%s%zu", i > OWN_FIELDS ? "," : "",
		    number_of(p, &p->texts, note->fields[i]));
	mill_putc(out, ']');
	put_numbers(out, note);
	mill_putc(out, ']');
	hand_over_json(p);
}

/* ---- what became of the sources -------------------------------------------------------------- */

static void
put_percent(mill_buf *out, const mill_sum *sum)
{
	unsigned tenths = (unsigned)(sum->percent * 10); /* 100.0 only when nothing is missing */

	mill_put_key(out, "{", "percent");
	mill_printf(out, "%u.%u", tenths / 10, tenths % 10);
}

static void
put_files(page *p)
{
	mill_sum sum = mill_sum_of(p->deck, p->deck->origin_count);

	mill_put_key(&p->text, ",\n", "sum");
	put_percent(&p->text, &sum);
	mill_printf(&p->text, ", \"left_lines\": %zu, \"bare_lines\": %zu}", sum.left_out.lines,
	    sum.bare.lines);
	mill_put_key(&p->text, ",\n", "files");
	mill_putc(&p->text, '[');
	for (size_t i = 0; i < p->deck->origin_count; i++) {
		sum = mill_sum_of(p->deck, i);
		mill_puts(&p->text, i > 0 ? ",\n" : "");
		put_percent(&p->text, &sum);
		mill_printf(
		    &p->text, ", \"lines\": %zu, \"notes\": %zu, ", sum.all.lines, sum.notes);
		mill_put_key(&p->text, "", "name");
		mill_put_json(&p->text, p->deck->origins[i].name);
		mill_putc(&p->text, '}');
		hand_over_json(p);
	}
	mill_putc(&p->text, ']');
}

/* A row; leftoverOf() in preview/deck.js reads it. */
static void
put_gap(page *p, size_t source, const mill_gap *gap)
{
	mill_str reason = mill_cstr(mill_code_name(gap->code));

	mill_printf(&p->text, "[%zu,%d,%d,%zu,", source, gap->line, gap->end_line,
	    number_of(p, &p->reasons, reason));
	mill_put_json(&p->text, gap->text);
	mill_putc(&p->text, ']');
	hand_over_json(p);
}

static void
put_left_out(page *p)
{
	bool any = false;

	mill_put_key(&p->text, ",\n", "left");
	mill_putc(&p->text, '[');
	for (size_t i = 0; i < p->deck->origin_count; i++) {
		for (size_t k = 0; k < p->deck->accounts[i].gap_count; k++) {
			mill_puts(&p->text, any ? ",\n" : "");
			put_gap(p, i, &p->deck->accounts[i].gaps[k]);
			any = true;
		}
	}
	mill_putc(&p->text, ']');
}

static void
put_meanings(page *p)
{
	mill_put_key(&p->text, ",\n", "meanings");
	mill_putc(&p->text, '{');
	for (int code = 0, any = 0; code < MILL_CODES; code++) {
		const char *meaning = mill_meaning((mill_code)code);

		if (meaning == NULL)
			continue;
		put_pair(&p->text, any++ > 0 ? ",\n" : "", mill_code_name((mill_code)code),
		    mill_cstr(meaning));
	}
	mill_putc(&p->text, '}');
	hand_over_json(p);
}

static void
put_deck(page *p)
{
	put_head(p);
	for (size_t i = 0; i < p->deck->note_count; i++) {
		mill_puts(&p->text, i > 0 ? ",\n" : "");
		put_note(p, p->deck->notes[i]);
	}
	mill_putc(&p->text, ']');
	put_table(p, "decks", &p->decks);
	put_table(p, "tags", &p->tags);
	put_table(p, "rules", &p->rules);
	put_table(p, "texts", &p->texts);
	put_files(p);
	put_left_out(p);
	put_table(p, "reasons", &p->reasons);
	put_meanings(p);
	put_media_table(p);
	hand_over_json(p);
	mill_out_puts(&p->out, "}");
}

/* ---- the other places of the page ---------------------------------------------------------- */

static void
put_policy(page *p)
{
	mill_str parts[MILL_COUNT(p->scripts) + 1] = { MILL_STR("\n") }; /* as page.html has it */

	memcpy(parts + 1, p->scripts, p->script_count * sizeof *parts);
	mill_puts(&p->text, "sha256-");
	mill_put_sha256(&p->text, parts, p->script_count + 1);
	hand_over(p);
}

static void
put_title(page *p)
{
	mill_put_html(&p->text, p->deck->name);
	hand_over(p);
}

static void
put_version(page *p)
{
	mill_out_puts(&p->out, CARDMILL_VERSION);
}

static void
put_style(page *p)
{
	mill_out_puts(&p->out, mill_preview_page_css);
}

static void
put_frame(page *p)
{
	mill_out_puts(&p->out, mill_preview_frame_css);
}

static void
put_script(page *p)
{
	for (size_t i = 0; i < p->script_count; i++)
		mill_out_str(&p->out, p->scripts[i]);
}

static const struct {
	const char *name;
	void (*put)(page *p);
} places[] = {
	{ "policy", put_policy },
	{ "version", put_version },
	{ "title", put_title },
	{ "style", put_style },
	{ "frame", put_frame },
	{ "deck", put_deck },
	{ "script", put_script },
	{ "media", put_media },
};

static void
fill_in(page *p, mill_str name)
{
	for (size_t i = 0; i < MILL_COUNT(places); i++)
		if (mill_equal(name, mill_cstr(places[i].name)))
			places[i].put(p);
}

/* True when a field of some note holds a text. */
static bool
holds(const mill_deck *deck, mill_str text)
{
	for (size_t i = 0; i < deck->note_count; i++)
		for (size_t k = 0; k < deck->notes[i]->field_count; k++)
			if (mill_find(deck->notes[i]->fields[k], text, 0) != SIZE_MAX)
				return true;
	return false;
}

static void
add_script(page *p, const mill_asset *asset)
{
	mill_str text;

	if (mill_asset_text(&p->writing->arena, asset, &text) && text.len > 0)
		p->scripts[p->script_count++] = text;
}

/* The scripts of others are long: they come along where they have something to do. */
static void
gather_scripts(page *p)
{
	mill_static files[MILL_STATICS];

	if (mill_static_files(p->writing, files) > 0)
		add_script(p, files[0].asset);
	if (holds(p->deck, MILL_STR("\\(")) || holds(p->deck, MILL_STR("\\[")))
		add_script(p, &mill_katex);
	for (size_t i = 0; i < MILL_COUNT(scripts); i++)
		p->scripts[p->script_count++] = mill_cstr(scripts[i]);
}

bool
mill_write_html(mill_writing *writing)
{
	page p = { .writing = writing, .deck = writing->deck };
	mill_str html = mill_cstr(mill_preview_page_html), mark = MILL_STR("@@");
	size_t from = 0, at, end;

	p.text.arena = &writing->scratch;
	gather_scripts(&p);
	choose_media(&p);
	mill_out_init(&p.out, &writing->arena, writing->sink);
	while ((at = mill_find(html, mark, from)) != SIZE_MAX &&
	       (end = mill_find(html, mark, at + mark.len)) != SIZE_MAX) {
		mill_out_str(&p.out, mill_slice(html, from, at));
		fill_in(&p, mill_slice(html, at + mark.len, end));
		from = end + mark.len;
	}
	mill_out_str(&p.out, mill_slice(html, from, html.len));
	return mill_out_finish(&p.out);
}
