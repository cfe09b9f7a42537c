/*
 * logseq.c - pages of outliners such as Logseq, where every block is a bullet.
 *
 * `key:: value` lines are about a block and leave it; queries, references and
 * drawings of the program leave too.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

enum { TAGS = 64, UUID = 36, LEAD_WIDTH = 40 };

typedef struct page {
	mill_reader *reader;
	mill_outline *outline;
	bool logseq; /* the program has left its marks */
	bool first;  /* no block was gone through yet */
} page;

/* ---- properties ------------------------------------------------------------------------ */

/* Bytes of the key that a line `key:: value` begins with; 0 when it is none. */
static size_t
key_length(const mill_line *line)
{
	mill_str text = line->text;
	size_t at = 0;

	if (line->span_count == 0 || line->spans[0].kind != MILL_PLAIN)
		return 0;
	while (at < text.len && at < 60 &&
	       ((text.ptr[at] >= '0' && text.ptr[at] <= '9') ||
		   ((text.ptr[at] | 0x20) >= 'a' && (text.ptr[at] | 0x20) <= 'z') ||
		   (at > 0 && strchr("-_./?", text.ptr[at]) != NULL && text.ptr[at] != '\0')))
		at++;
	if (at == 0 || !mill_starts(mill_slice(text, at, text.len), MILL_STR("::")))
		return 0;
	return at + 2 == text.len || text.ptr[at + 2] == ' ' ? at : 0;
}

bool
mill_is_uuid(mill_str text)
{
	if (text.len != UUID)
		return false;
	for (size_t i = 0; i < UUID; i++) {
		char c = text.ptr[i];
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		bool hex = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
		if (dash ? c != '-' : !hex)
			return false;
	}
	return true;
}

/* True for a key that only the program writes. */
static bool
is_mark(const mill_line *line)
{
	static const char *const keys[] = { "collapsed", "created-at", "updated-at", "created_at",
		"updated_at", "template-including-parent", "background-color", "background_color",
		"card-last-interval", "card-repeats", "card-ease-factor", "card-next-schedule",
		"card-last-reviewed", "card-last-score", "query-table", "query-properties",
		"query-sort-by", "query-sort-desc", "ls-type", "hl-page", "hl-type", "hl-color",
		"hl-stamp", "heading", "exclude-from-graph-view", "filters",
		"logseq.order-list-type", "logseq.tldraw.page", "logseq.tldraw.shape" };
	size_t length = key_length(line);
	mill_str key = mill_slice(line->text, 0, length);

	if (length == 0)
		return false;
	if (mill_equal(key, MILL_STR("id")))
		return mill_is_uuid(mill_trim(mill_slice(line->text, length + 2, line->text.len)));
	return mill_is_any(key, keys, MILL_COUNT(keys));
}

/* True for a text of nothing but properties, one of them such as pages have. */
static bool
is_page_head(const page *p, const mill_block *block)
{
	static const char *const keys[] = { "title", "alias", "aliases", "tags", "tag", "type",
		"public", "icon", "description", "date", "author", "category", "template",
		"permalink" };
	bool known = p->logseq;

	if (block == NULL || block->kind != MILL_TEXT)
		return false;
	for (size_t i = 0; i < block->line_count; i++) {
		size_t length = key_length(&block->lines[i]);
		mill_str key = mill_slice(block->lines[i].text, 0, length);
		if (length == 0)
			return false;
		for (size_t k = 0; k < MILL_COUNT(keys); k++)
			known |= mill_equal(key, mill_cstr(keys[k]));
	}
	return known;
}

static void
add_tag(page *p, mill_str tag)
{
	mill_outline *outline = p->outline;

	tag = mill_trim(tag);
	while (tag.len > 0 && (tag.ptr[0] == '#' || tag.ptr[0] == '['))
		tag = mill_slice(tag, 1, tag.len);
	while (tag.len > 0 && tag.ptr[tag.len - 1] == ']')
		tag.len--;
	if (tag.len == 0)
		return;
	if (outline->tag_count == 0)
		outline->tags = MILL_NEW(p->reader->arena, mill_str, TAGS);
	if (outline->tag_count < TAGS)
		outline->tags[outline->tag_count++] = mill_copy(p->reader->arena, tag);
}

/* The tags of a page are those of its cards. */
static void
read_tags(page *p, const mill_line *line)
{
	size_t key = key_length(line), from = key + 2;
	bool commas;

	if (!mill_equal(mill_slice(line->text, 0, key), MILL_STR("tags")))
		return;
	commas = mill_find(line->text, MILL_STR(","), from) != SIZE_MAX ||
		 mill_find(line->text, MILL_STR("#"), from) == SIZE_MAX;
	for (size_t at = from; at <= line->text.len; at++) {
		if (at < line->text.len && line->text.ptr[at] != (commas ? ',' : ' '))
			continue;
		add_tag(p, mill_slice(line->text, from, at));
		from = at + 1;
	}
}

/* ---- lines ----------------------------------------------------------------------------------- */

/* `{{query ...}}`, `{{renderer ...}}`: what the program shows in their place is not here. */
static bool
is_macro(const mill_line *line)
{
	static const char *const names[] = { "{{query", "{{renderer", "{{cards", "{{embed",
		"{{namespace", "{{function", "{{zotero", "{{linked-refs" };

	return line->span_count > 0 && line->spans[0].kind == MILL_PLAIN &&
	       mill_starts_any(line->text, names, MILL_COUNT(names)) &&
	       mill_ends(mill_trim(line->text), MILL_STR("}}"));
}

/* `[:div ...]`, HTML as the program writes it. */
static bool
is_hiccup(const mill_line *line)
{
	mill_str text = mill_trim(line->text);

	return text.len > 3 && text.ptr[0] == '[' && text.ptr[1] == ':' &&
	       (text.ptr[2] | 0x20) >= 'a' && (text.ptr[2] | 0x20) <= 'z' &&
	       line->spans[0].kind == MILL_PLAIN &&
	       (mill_ends(text, MILL_STR("]")) || mill_ends(text, MILL_STR("}")));
}

/* Bytes of `((5feb30e3-...))` at a byte of text, which stands for a block elsewhere. */
static size_t
reference_at(mill_str text, size_t at)
{
	if (!mill_starts(mill_slice(text, at, text.len), MILL_STR("((")) ||
	    !mill_starts(mill_slice(text, at + 2 + UUID, text.len), MILL_STR("))")) ||
	    !mill_is_uuid(mill_slice(text, at + 2, at + 2 + UUID)))
		return 0;
	return UUID + 4;
}

/* Takes references to blocks out of the plain text of a line. */
static void
drop_references(mill_reader *reader, mill_line *line)
{
	mill_buf text = { .arena = reader->arena };
	uint32_t link = 0;

	for (uint32_t i = 0; i < line->span_count; i++) {
		mill_span *span = &line->spans[i];
		size_t at = span->start, end = span->start + span->len;

		span->start = (uint32_t)text.len;
		while (at < end) {
			size_t length = span->kind == MILL_PLAIN ? reference_at(line->text, at) : 0;

			for (; link < line->link_count && line->links[link].start <= at; link++)
				line->links[link].start = (uint32_t)text.len;
			if (length == 0)
				mill_putc(&text, line->text.ptr[at]);
			at += length == 0 ? 1 : length;
		}
		span->len = (uint32_t)text.len - span->start;
	}
	line->text = mill_buf_str(&text);
}

static void
leave(page *p, mill_code code, const mill_line *line)
{
	mill_leave_on(p->reader->log, code, (mill_place){ line->line, line->column }, line->line,
	    code == MILL_PROPERTY ? "a property of the block is on no card"
				  : "HTML that shows nothing is on no card");
}

void
mill_drop_lead(mill_reader *reader, mill_block *text)
{
	const mill_line *line;
	mill_str words;

	if (text == NULL || text->kind != MILL_TEXT || text->line_count == 0)
		return;
	line = &text->lines[text->line_count - 1];
	words = mill_trim(line->text);
	if (!mill_announces(words) || mill_width(words) > LEAD_WIDTH)
		return;
	mill_leave(reader->log, MILL_PROPERTY, (mill_place){ line->line, line->column }, line->line,
	    "this announced what is on no card");
	text->line_count--;
}

/* Takes what is no note out of a text; properties stand at its beginning, or
 * behind its first line. */
static void
clean_text(page *p, mill_block *block)
{
	bool head = p->first && is_page_head(p, block), began = false, over = false;
	bool late = false; /* properties stand first, so Markdown saw no number behind them */
	size_t kept = 0, count = block->line_count, length;
	mill_marker marker;

	for (size_t i = 0; i < count; i++) {
		mill_line *line = &block->lines[i];
		bool property = is_mark(line) ||
				((head || (p->logseq && !over)) && key_length(line) > 0);

		if (property && head)
			read_tags(p, line);
		if (property || is_macro(line)) {
			leave(p, MILL_PROPERTY, line);
			late |= property && !began;
			if (!property && kept > 0) {
				block->line_count = kept;
				mill_drop_lead(p->reader, block);
				kept = block->line_count;
			}
			continue;
		}
		if (p->logseq && is_hiccup(line)) {
			leave(p, MILL_LAYOUT, line);
			continue;
		}
		if (late && !began && mill_marker_read(line->text, &marker) > 0)
			*line = mill_line_from(
			    p->reader, line, mill_marker_read(line->text, &marker));
		over = began;
		began = true;
		length = line->text.len;
		if (mill_find(line->text, MILL_STR("(("), 0) != SIZE_MAX)
			drop_references(p->reader, line);
		if (line->text.len < length && mill_all_blank(line->text) && line->span_count == 1)
			leave(p, MILL_PROPERTY, line);
		else
			block->lines[kept++] = *line;
	}
	block->line_count = kept;
	p->first = false;
}

/* Goes through a chain of blocks; depth is bounded by the guard. */
static void
clean_blocks(page *p, mill_block **first, mill_block **last)
{
	mill_block *block, *next, *before = NULL;

	mill_read_org(p->reader, first, last);
	block = *first;
	*first = *last = NULL;
	for (; block != NULL; block = next) {
		bool full = block->first != NULL, gone = false;

		next = block->next;
		if (block->kind == MILL_TEXT) {
			clean_text(p, block);
			gone = block->line_count == 0;
		} else if (full) {
			clean_blocks(p, &block->first, &block->last);
			gone = block->first == NULL;
		} else {
			p->first &= block->kind == MILL_ITEM;
		}
		if (gone)
			mill_drop_lead(p->reader, before);
		if (before != NULL && (before->kind != MILL_TEXT || before->line_count > 0))
			mill_append(first, last, before);
		before = gone ? NULL : block;
	}
	if (before != NULL)
		mill_append(first, last, before);
}

/* ---- is it such a page? ---- */

/* True for a line that refers to a block of another page. */
static bool
refers(const mill_line *line)
{
	size_t at = mill_find(line->text, MILL_STR("(("), 0);

	return at != SIZE_MAX && reference_at(line->text, at) > 0;
}

static bool
has_marks(const mill_block *block)
{
	for (; block != NULL; block = block->next) {
		for (size_t i = 0; block->kind == MILL_TEXT && i < block->line_count; i++)
			if (is_mark(&block->lines[i]) || refers(&block->lines[i]))
				return true;
		if (has_marks(block->first))
			return true;
	}
	return false;
}

static bool
is_bullets(const mill_block *block)
{
	for (; block != NULL; block = block->next)
		if (block->kind != MILL_LIST || block->marker.shape != MILL_BULLET)
			return false;
	return true;
}

/* ---- the page ---- */

static bool
any_marks(const mill_section *section)
{
	for (; section != NULL; section = section->next)
		if (has_marks(section->blocks) || any_marks(section->first))
			return true;
	return false;
}

static void
clean_sections(page *p, mill_section *section)
{
	for (; section != NULL; section = section->next) {
		clean_blocks(p, &section->blocks, &section->blocks_last);
		clean_sections(p, section->first);
	}
}

void
mill_outliner(mill_reader *reader, mill_outline *outline)
{
	mill_section *root = &outline->root;
	page p = { .reader = reader, .outline = outline, .first = true };
	const mill_block *block = root->blocks;

	p.logseq = any_marks(root);
	if (!p.logseq && is_page_head(&p, block))
		p.logseq = block->line_count > 1 ||
			   (block->next != NULL && is_bullets(block->next) && root->first == NULL);
	clean_sections(&p, root);
	if (p.logseq && root->first == NULL && is_bullets(root->blocks))
		mill_split_bullets(reader, root);
}
