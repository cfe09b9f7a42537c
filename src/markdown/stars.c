/*
 * stars.c - bold that its author saw and CommonMark does not.
 *
 * In `**X：**Y` and `用**“X”**的` the mark stands between punctuation and a letter,
 * and Chinese, Japanese and Korean have no blank there: a reference to a blank of
 * no width beside the mark helps, and mill_unmark() takes it out again.  In
 * `**bold **` a blank is in the way: it goes behind the mark.
 */
#include "../base/base.h"
#include "markdown.h"

enum { MARK = 2 /* stars */ };

static bool
may_open(uint32_t before, uint32_t after)
{
	return after != 0 && !mill_is_blank(after) &&
	       (!mill_is_word(before) || mill_is_cjk(before));
}

/* Copies text from copied to at, the blanks before at behind the mark. */
static size_t
close_early(mill_buf *out, mill_str text, size_t copied, size_t at)
{
	size_t blank = at;

	while (blank > copied && text.ptr[blank - 1] == ' ')
		blank--;
	mill_put(out, text.ptr + copied, blank - copied);
	mill_put(out, text.ptr + at, MARK);
	mill_put(out, text.ptr + blank, at - blank);
	return at + MARK;
}

size_t
mill_help_bold(mill_buf *out, mill_str text, size_t copied, size_t at, bool *open)
{
	size_t next = at + MARK, put = 0;
	uint32_t before = mill_before(text, at), after = mill_next(text, &next);

	if (!*open) {
		*open = may_open(before, after);
		if (*open && mill_is_cjk(before) && !mill_is_word(after))
			put = at;
	} else {
		*open = false;
		if (mill_is_blank(before))
			return close_early(out, text, copied, at);
		if (!mill_is_word(before) && mill_is_cjk(after))
			put = at + MARK;
	}
	if (put > 0) {
		mill_put(out, text.ptr + copied, put - copied);
		mill_puts(out, MILL_HELPER);
		copied = put;
	}
	return copied;
}
