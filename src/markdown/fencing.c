/*
 * fencing.c - which lines are fences or stand between them.
 */
#include "../base/base.h"
#include "markdown.h"

bool
mill_in_fence(mill_fencing *f, mill_str text)
{
	char c = text.len > 0 ? text.ptr[0] : 0;
	size_t run = 0;

	while (run < text.len && text.ptr[run] == c)
		run++;
	if (f->mark != 0) {
		if (c == f->mark && run >= f->length &&
		    mill_all_blank(mill_slice(text, run, text.len)))
			f->mark = 0;
		return true;
	}
	if ((c != '`' && c != '~') || run < 3 ||
	    (c == '`' && memchr(text.ptr + run, '`', text.len - run) != NULL))
		return false;
	f->mark = c;
	f->length = run;
	return true;
}
