/*
 * options.c - what a question gives to choose from.
 *
 * Boxes, letters at the beginning of lines or items, letters in a row on one
 * line, or plain items when an answer names one of them.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"
#include "quiz.h"

enum {
	MOST = 26,
	LINES = 20 /* of one option */
};

/* ---- reading ------------------------------------------------------------------------- */

static mill_option *
add(mill_options *o, mill_cut text, size_t from)
{
	o->all[o->count] = (mill_option){ .text = text, .from = from, .to = from };
	return &o->all[o->count++];
}

static bool
is_code(const mill_tokens *t, size_t at)
{
	return at < t->count && t->all[at].kind == MILL_A_BLOCK &&
	       t->all[at].block->kind == MILL_CODE;
}

static bool
is_box(const mill_tokens *t, size_t at)
{
	return at < t->count && t->all[at].kind == MILL_AN_ITEM &&
	       t->all[at].block->marker.task != MILL_NO_TASK;
}

/* The letters that a list went by before they were taken off its items. */
static void
learn_letters(mill_options *o, const mill_marker *marker)
{
	switch (marker->shape) {
	case MILL_UNMARKED:
	case MILL_BULLET:
		return;
	case MILL_LETTER:
	case MILL_PAREN_LETTER:
		o->type = marker->family == 'a' ? 'a' : 'A';
		o->alphabet = MILL_LATIN;
		break;
	case MILL_SCRIPT:
		o->type = 0;
		o->script = marker->family;
		o->alphabet = marker->family == 0xAC00  ? MILL_HANGUL
			      : marker->family == 0x500 ? MILL_HEBREW
							: MILL_CYRILLIC;
		break;
	default:
		o->type = '1';
		o->alphabet = MILL_DIGITS;
		return; /* numbers are no letters: other lists have them */
	}
	o->labelled = true;
}

static void
learn_label(mill_options *o, mill_str text, mill_alphabet alphabet)
{
	char first = *mill_trim(text).ptr;

	if (first == '(')
		first = mill_trim(text).ptr[1];
	o->labelled = true;
	o->alphabet = alphabet;
	o->type = alphabet != MILL_LATIN ? 0 : first >= 'a' && first <= 'z' ? 'a' : 'A';
}

/* The text of an item without the letter in front of it. */
static mill_cut
item_text(const mill_token *token, mill_options *o)
{
	size_t end;
	bool first = o->count == 0;
	mill_alphabet alphabet;

	if (token->line == NULL)
		return (mill_cut){ 0 };
	if (first)
		learn_letters(o, &token->block->marker);
	if (mill_read_option(token->line->text, &alphabet, &end) == o->count + 1 &&
	    (first || (o->labelled && alphabet == o->alphabet))) {
		if (first)
			learn_label(o, token->line->text, alphabet);
		return (mill_cut){ token->line, end, token->line->text.len };
	}
	end = token->block->marker.shape == MILL_BULLET && !o->labelled
		  ? mill_read_number(token->line->text, o->count + 1)
		  : 0;
	if (end > 0 && (first || o->type == '1')) {
		o->type = '1';
		o->alphabet = MILL_DIGITS;
		return (mill_cut){ token->line, end, token->line->text.len };
	}
	return mill_whole(token->line);
}

/* Where the tokens of an item end: with the next item, behind the list, or where the
 * last one has taken in an answer. */
static size_t
item_end(const mill_tokens *t, size_t at)
{
	const mill_block *top = t->all[at].top;

	for (at++; at < t->count && t->all[at].inner && t->all[at].top == top; at++)
		if (t->all[at].role != MILL_NO_ROLE || mill_is_answer_fold(&t->all[at]))
			break;
	return at;
}

/* Options that are items; a box with code behind its list goes on in the next list. */
static bool
read_items(const mill_tokens *t, size_t at, mill_options *o)
{
	const mill_block *list = t->all[at].top;

	o->boxes = is_box(t, at);
	while (at < t->count && o->count < MOST && t->all[at].kind == MILL_AN_ITEM &&
	       (t->all[at].top == list || (o->boxes && is_box(t, at)))) {
		mill_option *option = add(o, item_text(&t->all[at], o), at + 1);

		list = t->all[at].top;
		option->ticked = t->all[at].block->marker.task == MILL_TASK_DONE;
		o->ticks += option->ticked;
		option->to = at = item_end(t, at);
		if (!o->boxes || !is_code(t, at))
			continue;
		while (is_code(t, at))
			at++;
		/* The last one has code if the others have. */
		if (is_box(t, at) || (o->count > 1 && o->all[0].to > o->all[0].from))
			option->to = at;
		else
			at = option->to;
	}
	o->to = at;
	return o->count >= 2 &&
	       (at == t->count || t->all[at].kind != MILL_AN_ITEM || t->all[at].top != list);
}

/* The next letter of the run in a line: `A. x   B. y`; text.len when there is none. */
static size_t
next_label(mill_str text, size_t at, const mill_options *o, size_t *end)
{
	mill_alphabet alphabet;
	uint32_t before = 0;

	while (at < text.len) {
		if ((mill_is_blank(before) || before == 0) &&
		    mill_read_option(mill_slice(text, at, text.len), &alphabet, end) ==
			o->count + 1 &&
		    alphabet == o->alphabet) {
			*end += at;
			return at;
		}
		before = mill_next(text, &at);
	}
	return text.len;
}

/* The options of one line, from a label on. */
static void
read_row(const mill_tokens *t, size_t at, mill_options *o)
{
	const mill_line *line = t->all[at].line;
	size_t start = 0, end;

	start = next_label(line->text, start, o, &end);
	while (start < line->text.len && o->count < MOST) {
		mill_option *option = add(o, (mill_cut){ line, end, line->text.len }, at + 1);
		mill_str text = line->text;

		start = next_label(text, end, o, &end);
		option->text.to = start;
		while (option->text.to > option->text.from &&
		       mill_is_blank(mill_before(text, option->text.to)))
			option->text.to--;
	}
}

/* Options that are lines, with what stands between them. */
static bool
read_lines(const mill_tokens *t, size_t at, mill_options *o)
{
	mill_alphabet alphabet;
	size_t end;
	mill_str text = t->all[at].line->text;

	if (mill_read_option(text, &o->alphabet, &end) != 1)
		return false;
	learn_label(o, text, o->alphabet);
	for (; at < t->count && o->count < MOST; at++) {
		const mill_token *token = &t->all[at];
		bool goes_on = token->kind == MILL_A_LINE && !token->opens &&
			       token->role == MILL_NO_ROLE;

		if (token->kind == MILL_A_LINE && token->role != MILL_ANSWERS &&
		    mill_read_option(token->line->text, &alphabet, &end) == o->count + 1 &&
		    alphabet == o->alphabet)
			read_row(t, at, o);
		else if ((goes_on || is_code(t, at)) && at - o->all[o->count - 1].from < LINES)
			o->all[o->count - 1].to = at + 1;
		else
			break;
	}
	o->to = at;
	return o->count >= 2;
}

static bool
read_any(const mill_tokens *t, size_t at, mill_options *o)
{
	const mill_token *token = &t->all[at];
	size_t end;
	mill_alphabet alphabet;

	if (token->kind == MILL_AN_ITEM)
		return (token->role == MILL_NO_ROLE || token->role == MILL_ANSWERS_MAYBE) &&
		       read_items(t, at, o);
	return token->kind == MILL_A_LINE && token->role != MILL_ANSWERS &&
	       mill_read_option(token->line->text, &alphabet, &end) == 1 && read_lines(t, at, o);
}

bool
mill_read_options(const mill_tokens *t, size_t at, mill_options *options)
{
	mill_option all[MOST]; /* most of what looks like options is none */

	*options = (mill_options){ .all = all, .from = at, .type = 'A' };
	if (!read_any(t, at, options))
		return false;
	options->all = MILL_NEW(t->maker->arena, mill_option, options->count);
	memcpy(options->all, all, options->count * sizeof *all);
	return true;
}

/* ---- choosing -------------------------------------------------------------------------- */

static mill_str
plain(mill_str text)
{
	text = mill_trim(text);
	while (text.len > 0 && (mill_ends(text, MILL_STR(".")) || mill_ends(text, MILL_STR("`"))))
		text.len--;
	return mill_trim(text);
}

/* The option that an answer repeats in its own words. */
static uint64_t
repeated(const mill_options *o, mill_str answer)
{
	for (size_t i = 0; i < o->count; i++) {
		mill_str text = plain(mill_cut_text(o->all[i].text));

		if (text.len > 0 && mill_equal(text, plain(answer)))
			return (uint64_t)1 << i;
	}
	return 0;
}

uint64_t
mill_chosen(const mill_options *o, mill_str answer, size_t *end)
{
	bool named = o->labelled || o->type == '1'; /* `3` is then the third, whatever it says */
	uint64_t chosen = named ? 0 : repeated(o, answer);

	if (chosen == 0)
		chosen = mill_read_choice(
		    answer, o->count, o->labelled ? o->alphabet : MILL_LATIN, end);
	else
		*end = answer.len;
	if (chosen == 0 && named && (chosen = repeated(o, answer)) != 0)
		*end = answer.len;
	for (size_t i = 0; i < o->count && chosen != 0; i++)
		if (chosen == (uint64_t)1 << i &&
		    mill_equal(plain(mill_slice(answer, *end, answer.len)),
			plain(mill_cut_text(o->all[i].text))))
			*end = answer.len; /* the option's own words */
	return chosen;
}

/* ---- showing ----------------------------------------------------------------------------- */

/* `.` and `A` before a block of code are no text. */
static bool
is_stand_in(const mill_option *option)
{
	mill_str text = mill_trim(mill_cut_text(option->text));

	return text.len <= 1 && option->to > option->from;
}

static void
put_option(const mill_tokens *t, const mill_options *o, size_t i, mill_sheet *sheet)
{
	const mill_option *option = &o->all[i];
	bool text = option->text.line != NULL && !is_stand_in(option);

	if (option->text.line != NULL)
		mill_sheet_lines(sheet, option->text.line->line, mill_end_of(option->text.line));
	if (text)
		mill_put_cut(sheet, option->text);
	mill_put_blocks(sheet, mill_gather(t, option->from, option->to), text);
}

/* What HTML cannot count with stands before the option as it is. */
static void
put_label(const mill_options *o, size_t i, mill_sheet *sheet)
{
	if (o->script != 0) {
		mill_put_letter(&sheet->html, o->script, i + 1);
		mill_puts(&sheet->html, ") ");
	} else {
		mill_put_cut(sheet, (mill_cut){ o->all[i].text.line, 0, o->all[i].text.from });
	}
}

void
mill_put_options(const mill_tokens *t, const mill_options *o, uint64_t which, mill_sheet *sheet)
{
	size_t expected = 0;

	if (o->type == 0)
		mill_puts(&sheet->html, "<ul>");
	else if (o->type == '1')
		mill_puts(&sheet->html, "<ol>");
	else
		mill_printf(&sheet->html, "<ol type=\"%c\">", o->type);
	for (size_t i = 0; i < o->count; i++) {
		if ((which >> i & 1) == 0)
			continue;
		if (o->type != 0 && i != expected)
			mill_printf(&sheet->html, "<li value=\"%zu\">", i + 1);
		else
			mill_puts(&sheet->html, "<li>");
		if (o->type == 0)
			put_label(o, i, sheet);
		put_option(t, o, i, sheet);
		mill_puts(&sheet->html, "</li>");
		expected = i + 1;
	}
	mill_puts(&sheet->html, o->type == 0 ? "</ul>" : "</ol>");
}
