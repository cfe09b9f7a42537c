/*
 * compose.c - lines and blocks as the HTML of a card.
 *
 * Markup was rendered by cmark when the outline was made; here it is put
 * together.  Soft line breaks are kept: in notes a line is a fact.
 */
#include "../base/base.h"
#include "../outline.h"
#include "../deck.h"
#include "cards.h"

enum { LONG_CODE = 40 /* lines that are shown without being asked for */ };

mill_cut
mill_whole(const mill_line *line)
{
	return (mill_cut){ line, 0, line == NULL ? 0 : line->text.len };
}

mill_line
mill_line_until(mill_maker *maker, const mill_line *line, size_t to)
{
	mill_line part = *line;

	part.text = mill_slice(line->text, 0, to);
	part.spans = MILL_NEW(maker->arena, mill_span, line->span_count);
	for (part.span_count = 0; part.span_count < line->span_count; part.span_count++) {
		mill_span span = line->spans[part.span_count];

		if (span.start >= to)
			break;
		if (span.start + span.len > to)
			span.len = (uint32_t)to - span.start;
		part.spans[part.span_count] = span;
	}
	return part;
}

mill_str
mill_cut_text(mill_cut cut)
{
	return cut.line == NULL ? MILL_STR("") : mill_slice(cut.line->text, cut.from, cut.to);
}

/* Characters that end a prompt without being part of it. */
static bool
is_trailing(uint32_t c)
{
	return mill_is_blank(c) || c == ':' || c == ';' || c == ',' || c == '.' || c == '-' ||
	       c == 0xFF1A || c == 0xFF1B || c == 0xFF0C || c == 0x3002 || c == 0x2014 ||
	       c == 0x2013;
}

mill_cut
mill_prompt(mill_cut cut)
{
	mill_str text = mill_cut_text(cut), rest = mill_trim(text);
	size_t from;

	if (text.len == 0)
		return cut;
	from = (size_t)(rest.ptr - text.ptr);
	while (rest.len > 0 && is_trailing(mill_before(rest, rest.len)) &&
	       !mill_is_of_emoji(rest, rest.len - 1)) {
		rest.len--;
		while (rest.len > 0 && ((unsigned char)rest.ptr[rest.len] & 0xC0) == 0x80)
			rest.len--;
	}
	if (rest.len == 0) /* nothing but points: show them */
		return cut;
	return (mill_cut){ cut.line, cut.from + from, cut.from + from + rest.len };
}

mill_block *
mill_copy_block(mill_maker *maker, const mill_block *block)
{
	mill_block *copy = MILL_NEW(maker->arena, mill_block, 1);

	*copy = *block;
	copy->next = NULL;
	return copy;
}

mill_sheet
mill_new_sheet(mill_maker *maker)
{
	return (mill_sheet){ .html.arena = maker->arena };
}

void
mill_sheet_lines(mill_sheet *sheet, int32_t from, int32_t to)
{
	mill_range *last = sheet->place_count == 0 ? NULL : &sheet->places[sheet->place_count - 1];

	if (last != NULL && from >= last->line && from <= last->end_line + 1) {
		last->end_line = to > last->end_line ? to : last->end_line;
		return;
	}
	sheet->places = mill_room(sheet->html.arena, sheet->places, sizeof *sheet->places,
	    sheet->place_count, &sheet->room);
	sheet->places[sheet->place_count++] = (mill_range){ from, to };
}

void
mill_put_cut(mill_sheet *out, mill_cut cut)
{
	if (cut.line == NULL)
		return;
	mill_sheet_lines(out, cut.line->line, mill_end_of(cut.line));
	for (uint32_t i = 0; i < cut.line->span_count; i++) {
		const mill_span *span = &cut.line->spans[i];
		size_t from = span->start, to = span->start + span->len;

		if (span->kind != MILL_PLAIN) {
			/* In one piece, wherever the cut takes a part of it; a picture
			 * without text belongs to what comes before the cut. */
			if (span->kind == MILL_HINT)
				continue;
			if (span->kind == MILL_NOTE ? to <= cut.to && (from > cut.from || from == 0)
			    : span->len > 0
				? from < cut.to && to > cut.from
				: from >= cut.from && (from < cut.to || from == cut.line->text.len))
				mill_put_str(&out->html, span->html);
			continue;
		}
		from = from < cut.from ? cut.from : from;
		to = to > cut.to ? cut.to : to;
		if (from < to)
			mill_put_html(&out->html, mill_slice(cut.line->text, from, to));
	}
}

static bool
ends_in_display(mill_buf *html)
{
	return mill_ends(mill_buf_str(html), MILL_STR("\\]"));
}

static bool
begins_display(const mill_line *line)
{
	return line->span_count > 0 && line->spans[0].kind == MILL_MATH &&
	       mill_starts(line->spans[0].html, MILL_STR("\\["));
}

void
mill_put_lines(mill_sheet *out, const mill_line *lines, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		/* What is displayed on lines of its own needs no break. */
		if (i > 0 && !ends_in_display(&out->html) && !begins_display(&lines[i]))
			mill_puts(&out->html, "<br>");
		mill_put_cut(out, mill_whole(&lines[i]));
	}
}

bool
mill_is_picture(const mill_line *line)
{
	bool picture = false;

	for (uint32_t i = 0; i < line->span_count; i++) {
		const mill_span *span = &line->spans[i];

		picture |= span->kind == MILL_IMAGE;
		if (span->kind != MILL_IMAGE &&
		    !mill_all_blank(mill_slice(line->text, span->start, span->start + span->len)))
			return false;
	}
	return picture;
}

/* A line without text may be a picture. */
static bool
has_markup(const mill_line *line)
{
	return line->span_count > 0 && line->spans[0].kind != MILL_PLAIN;
}

bool
mill_is_empty(const mill_block *item)
{
	for (const mill_block *block = item->first; block != NULL; block = block->next) {
		bool holder = block->kind == MILL_LIST || block->kind == MILL_ITEM ||
			      block->kind == MILL_QUOTE || block->kind == MILL_FOLD;

		if (block->callout != NULL && block->kind == MILL_FOLD)
			return false;
		if (holder ? !mill_is_empty(block)
			   : block->kind != MILL_TEXT || block->line_count > 1 ||
				 !mill_all_blank(block->lines[0].text) ||
				 block->lines[0].span_count > 1 || has_markup(&block->lines[0]))
			return false;
	}
	return true;
}

size_t
mill_things(const mill_block *first)
{
	size_t count = 0;

	for (const mill_block *block = first; block != NULL; block = block->next) {
		if (block->kind == MILL_ITEM)
			count++;
		count += mill_things(block->first);
	}
	return count;
}

bool
mill_has_body(const mill_block *item)
{
	const mill_block *head = item->first;

	return head != NULL && head->kind == MILL_TEXT && !mill_all_blank(head->lines[0].text) &&
	       head->line_count == 1 && head->next != NULL;
}

bool
mill_is_named_fold(const mill_block *block)
{
	return block->kind == MILL_FOLD && !block->answer && block->lines != NULL &&
	       block->first != NULL;
}

static void
put_item(mill_sheet *sheet, const mill_block *item, int32_t expected)
{
	mill_buf *out = &sheet->html;

	if (item->marker.number != expected && item->marker.shape != MILL_BULLET &&
	    item->marker.shape < MILL_NUMBER_2)
		mill_printf(out, "<li value=\"%d\">", item->marker.number);
	else if (item->marker.task != MILL_NO_TASK && item->marker.shape == MILL_BULLET)
		mill_puts(out, "<li class=\"task\">"); /* the box is its bullet */
	else
		mill_puts(out, "<li>");
	if (item->marker.task != MILL_NO_TASK)
		mill_puts(
		    out, item->marker.task == MILL_TASK_DONE ? "\xE2\x98\x91 " : "\xE2\x98\x90 ");
	if (sheet->heads && mill_has_body(item))
		mill_put_lines(sheet, item->first->lines, 1);
	else
		mill_put_blocks(sheet, item->first, false);
	mill_puts(out, "</li>");
}

/* The letters that the items of a list are counted with; 0 for numbers. */
static char
letters(const mill_marker *marker)
{
	if (marker->shape == MILL_LETTER || marker->shape == MILL_PAREN_LETTER)
		return marker->family == 'A' ? 'A' : 'a';
	if (marker->shape == MILL_ROMAN || marker->shape == MILL_PAREN_ROMAN)
		return marker->family == 'A' ? 'I' : 'i';
	return 0;
}

/* A numbered item whose fellows have cards of their own: `4.` would ask for three others. */
static bool
is_left_over(const mill_sheet *sheet, const mill_block *list)
{
	return sheet->html.len == 0 && list->next == NULL && list->first == list->last &&
	       list->marker.shape != MILL_BULLET && list->first->marker.task == MILL_NO_TASK &&
	       !(sheet->heads && mill_has_body(list->first));
}

static void
put_list(mill_sheet *sheet, const mill_block *list)
{
	mill_buf *out = &sheet->html;
	bool bullets = list->marker.shape == MILL_BULLET;
	int32_t expected = list->first == NULL ? 1 : list->first->marker.number;

	if (mill_is_empty(list))
		return;
	if (is_left_over(sheet, list)) {
		mill_put_blocks(sheet, list->first->first, false);
		return;
	}
	if (bullets)
		mill_puts(out, "<ul>");
	else if (letters(&list->marker) != 0 && expected == 1)
		mill_printf(out, "<ol type=\"%c\">", letters(&list->marker));
	else if (expected != 1 && list->marker.shape < MILL_NUMBER_2)
		mill_printf(out, "<ol start=\"%d\">", expected);
	else
		mill_puts(out, "<ol>");
	for (const mill_block *item = list->first; item != NULL; item = item->next) {
		if (mill_is_empty(item))
			continue;
		put_item(sheet, item, expected);
		expected = item->marker.number + 1;
	}
	mill_puts(out, bullets ? "</ul>" : "</ol>");
}

/* A box with its title; items in it have no cards of their own. */
static void
put_box(mill_sheet *sheet, const mill_block *box)
{
	bool heads = sheet->heads;

	sheet->heads = false;
	mill_printf(&sheet->html, "<blockquote class=\"callout %s\">", box->callout);
	if (box->first != NULL)
		mill_puts(&sheet->html, "<div class=\"callout-title\">");
	mill_put_lines(sheet, box->lines, box->line_count);
	if (box->first != NULL)
		mill_puts(&sheet->html, "</div>");
	mill_put_blocks(sheet, box->first, false);
	mill_puts(&sheet->html, "</blockquote>");
	sheet->heads = heads;
	mill_sheet_lines(sheet, box->line, box->line);
	mill_sheet_lines(sheet, box->end_line, box->end_line);
}

static void
put_named(mill_sheet *sheet, const char *before, const mill_block *fold, const char *behind)
{
	mill_puts(&sheet->html, before);
	mill_put_lines(sheet, fold->lines, fold->line_count);
	mill_puts(&sheet->html, behind);
}

/* What was folded away stands open, and can be folded again; its name is shown if that
 * says anything. */
static void
put_fold(mill_sheet *sheet, const mill_block *fold)
{
	mill_sheet_lines(sheet, fold->line, fold->line);
	mill_sheet_lines(sheet, fold->end_line, fold->end_line);
	if (sheet->heads && mill_is_named_fold(fold)) {
		put_named(sheet, "<p><b>", fold, "</b></p>");
	} else if (fold->answer || fold->line_count == 0) {
		mill_put_blocks(sheet, fold->first, false);
	} else {
		put_named(sheet, "<details open><summary>", fold, "</summary>");
		mill_put_blocks(sheet, fold->first, false);
		mill_puts(&sheet->html, "</details>");
	}
}

/* Lines that are no list, but items to the rules. */
static void
put_united(mill_sheet *sheet, const mill_block *list)
{
	for (const mill_block *item = list->first; item != NULL; item = item->next) {
		if (item != list->first)
			mill_puts(&sheet->html, "<br>");
		mill_put_blocks(sheet, item->first, false);
	}
}

/* How many lines code has, the empty ones at its end left out. */
static size_t
code_lines(mill_str text)
{
	size_t count = 1;

	while (text.len > 0 && strchr(" \t\r\n", text.ptr[text.len - 1]) != NULL)
		text.len--;
	for (size_t i = 0; i < text.len; i++)
		count += text.ptr[i] == '\n';
	return count;
}

/* Code; long code is folded, but where it is what is asked about. */
static void
put_code(mill_sheet *sheet, const mill_block *code)
{
	const mill_str named = MILL_STR("<pre><code class=\"language-");
	size_t lines = code_lines(code->text), end;
	bool folded = !sheet->asks && lines > LONG_CODE &&
		      mill_starts(code->html, MILL_STR("<pre><code"));

	mill_sheet_lines(sheet, code->line, code->end_line);
	if (folded) {
		mill_puts(&sheet->html, "<details class=\"long\"><summary>");
		if (mill_starts(code->html, named)) {
			end = mill_find(code->html, MILL_STR("\""), named.len);
			mill_put_str(&sheet->html, mill_slice(code->html, named.len, end));
			mill_puts(&sheet->html, " \xC2\xB7 "); /* · */
		}
		mill_printf(&sheet->html, "%zu lines</summary>", lines);
	}
	mill_put_str(&sheet->html, code->html);
	if (folded)
		mill_puts(&sheet->html, "</details>");
}

void
mill_put_block(mill_sheet *sheet, const mill_block *block)
{
	mill_buf *out = &sheet->html;
	bool heads;

	if (block->callout != NULL && !(sheet->heads && block->kind == MILL_FOLD)) {
		if (block->kind != MILL_QUOTE || block->first != NULL)
			put_box(sheet, block);
		return;
	}
	switch (block->kind) {
	case MILL_TEXT:
		mill_put_lines(sheet, block->lines, block->line_count);
		break;
	case MILL_LIST:
		if (block->united)
			put_united(sheet, block);
		else
			put_list(sheet, block);
		break;
	case MILL_QUOTE:
		heads = sheet->heads;
		sheet->heads = false; /* items of a quote have no cards of their own */
		mill_puts(out, "<blockquote>");
		mill_put_blocks(sheet, block->first, false);
		mill_puts(out, "</blockquote>");
		sheet->heads = heads;
		break;
	case MILL_ITEM:
		mill_put_blocks(sheet, block->first, false);
		break;
	case MILL_FOLD:
		put_fold(sheet, block);
		break;
	case MILL_TABLE:
		mill_sheet_lines(sheet, block->line, block->end_line);
		mill_puts(out, "<div class=\"table\">");
		mill_put_str(out, block->html);
		mill_puts(out, "</div>");
		break;
	case MILL_CODE:
		put_code(sheet, block);
		break;
	}
}

void
mill_put_blocks(mill_sheet *out, const mill_block *first, bool after_text)
{
	for (const mill_block *block = first; block != NULL; block = block->next) {
		/* A second paragraph in a row needs something between. */
		bool text = block->kind == MILL_TEXT || block->united;
		bool paragraph = text && after_text;

		if (paragraph)
			mill_puts(&out->html, "<p>");
		mill_put_block(out, block);
		if (paragraph)
			mill_puts(&out->html, "</p>");
		after_text = text;
	}
}
