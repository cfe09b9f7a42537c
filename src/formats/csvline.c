/*
 * csvline.c - fields of several lines in one line of a table, and back.
 *
 * A line break becomes a character reference, which means the same to HTML.  A reference
 * that stood there already gets one zero more, so that the way back leads to the very same
 * field.
 */
#include "../base/base.h"
#include "formats.h"

/* The reference to a line break at text[at], with any number of zeros, ends before the
 * answer; 0: there is none. */
static size_t
reference_end(mill_str text, size_t at)
{
	size_t digits;

	if (!mill_starts(mill_slice(text, at, at + 2), MILL_STR("&#")))
		return 0;
	for (at += 2; at < text.len && text.ptr[at] == '0';)
		at++;
	digits = at;
	if (!mill_starts(mill_slice(text, digits, text.len), MILL_STR("10;")) &&
	    !mill_starts(mill_slice(text, digits, text.len), MILL_STR("13;")))
		return 0;
	return digits + 3;
}

mill_str
mill_on_one_line(mill_arena *arena, mill_str text)
{
	mill_buf out = { .arena = arena };
	size_t copied = 0;

	for (size_t i = 0; i < text.len; i++) {
		bool reference = text.ptr[i] == '&' && reference_end(text, i) > 0;

		if (!reference && text.ptr[i] != '\n' && text.ptr[i] != '\r')
			continue;
		mill_put_str(&out, mill_slice(text, copied, i));
		mill_puts(&out, reference ? "&#0" : text.ptr[i] == '\n' ? "&#10;" : "&#13;");
		copied = i + (reference ? 2 : 1);
	}
	if (copied == 0)
		return text;
	mill_put_str(&out, mill_slice(text, copied, text.len));
	return mill_buf_str(&out);
}

mill_str
mill_on_its_lines(mill_arena *arena, mill_str text)
{
	mill_buf out = { .arena = arena };
	size_t copied = 0, end;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '&' || (end = reference_end(text, i)) == 0)
			continue;
		mill_put_str(&out, mill_slice(text, copied, i));
		if (text.ptr[i + 2] == '0') {
			mill_puts(&out, "&#");
			copied = i + 3;
		} else {
			mill_putc(&out, text.ptr[i + 3] == '0' ? '\n' : '\r');
			copied = end;
		}
	}
	if (copied == 0)
		return text;
	mill_put_str(&out, mill_slice(text, copied, text.len));
	return mill_buf_str(&out);
}
