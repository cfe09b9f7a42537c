/*
 * title.c - a heading's own words: without the number it is sorted by, without the
 * link or the bold that all of it is set in.
 */
#include "../base/base.h"
#include "../outline.h"
#include "markdown.h"

/* Bytes of `1.2.3 ` or `Q7: ` that a title begins with. */
static size_t
title_number(mill_str text)
{
	size_t at = text.len > 1 && (text.ptr[0] == 'Q' || text.ptr[0] == 'q'), digits = at, end;
	uint32_t c;

	while (at < text.len && ((text.ptr[at] >= '0' && text.ptr[at] <= '9') ||
				    (text.ptr[at] == '.' && at > digits && digits == 0)))
		at++;
	if (at == digits ||
	    (digits == 0 && mill_find(mill_slice(text, 0, at), MILL_STR("."), 0) == SIZE_MAX))
		return 0;
	end = at;
	c = mill_next(text, &end);
	if (digits > 0 && (c == ':' || c == '.' || c == 0xFF1A || c == 0x3001))
		return end;
	return c == ' ' ? end : 0;
}

/* What a heading is numbered with although it looks like that in a run alone. */
static size_t
title_guess(mill_str text)
{
	mill_marker marker;
	size_t end = mill_marker_guess(text, &marker), at = end;
	uint32_t c = mill_next(text, &at);

	switch (marker.shape) {
	case MILL_ROMAN: /* `V. cholerae` is a name */
		return marker.family == 'A' && marker.number % 5 != 0 &&
			       (mill_is_cjk(c) || (c >= 'A' && c <= 'Z'))
			   ? end
			   : 0;
	case MILL_NUMBER_DOT:
	case MILL_NUMBER_COMMA:
	case MILL_NUMBER_2:
	case MILL_NUMBER_3:
	case MILL_NUMBER_4:
	case MILL_ASKED:
		return end;
	default:
		return 0;
	}
}

/* The number of a heading is for order: neither asked nor part of what it is called. */
static size_t
number_length(mill_str text)
{
	mill_marker marker;
	size_t end = mill_marker_read(text, &marker);

	if (end == 0 || marker.shape == MILL_BULLET || marker.shape == MILL_LETTER)
		end = title_number(text);
	if (end == 0)
		end = title_guess(text);
	return mill_all_blank(mill_slice(text, end, text.len)) ? 0 : end;
}

/* What stands inside of the link or the bold that html consists of. */
static mill_str
inside(mill_str html)
{
	static const mill_str open[] = { { "<a ", 3 }, { "<strong>", 8 } };
	static const mill_str close[] = { { "</a>", 4 }, { "</strong>", 9 } };

	for (size_t i = 0; i < MILL_COUNT(open); i++) {
		size_t end = mill_find(html, MILL_STR(">"), 0);

		if (!mill_starts(html, open[i]) || !mill_ends(html, close[i]) ||
		    mill_find(html, close[i], 0) != html.len - close[i].len)
			continue;
		html = mill_slice(html, end + 1, html.len - close[i].len);
		i = SIZE_MAX; /* from the start: bold in a link, a link in bold */
	}
	return html;
}

mill_str
mill_without_colon(mill_str text)
{
	text = mill_trim(text);
	if (mill_ends(text, MILL_STR(":")))
		text.len--;
	else if (mill_ends(text, MILL_STR("：")))
		text.len -= 3;
	return mill_trim(text);
}

mill_line
mill_bare_title(mill_reader *reader, const mill_line *line)
{
	mill_line title = *line;
	size_t number = number_length(line->text);
	mill_span *span;
	mill_str html;

	if (line->span_count == 0 ||
	    (line->spans[0].kind != MILL_STRONG && line->spans[0].kind != MILL_LINK) ||
	    !mill_all_blank(
		mill_without_colon(mill_slice(line->text, line->spans[0].len, line->text.len))))
		return number == 0 ? title : mill_line_behind(reader, line, number);
	html = inside(line->spans[0].html);
	if (mill_find(html, MILL_STR("<"), 0) < number ||
	    mill_find(html, MILL_STR("&"), 0) < number)
		number = 0; /* the number itself is marked up */
	title = mill_line_from(reader, line, number);
	title.text = mill_without_colon(title.text);
	title.span_count = 1;
	span = &title.spans[0];
	*span = (mill_span){ .kind = MILL_PLAIN, .len = (uint32_t)title.text.len };
	if (memchr(html.ptr, '<', html.len) != NULL) {
		span->kind = MILL_MARKUP;
		span->html = mill_without_colon(mill_slice(html, number, html.len));
	} else {
		span->html = MILL_STR("");
	}
	return title;
}
