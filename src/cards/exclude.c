/*
 * exclude.c - sections that the reader does not want: Licence, Contributing.
 *
 * A heading is compared with the names asked for by its words alone, so
 * `## 📜 License` is `license`.
 */
#include "../base/base.h"
#include "../outline.h"
#include "cards.h"

/* The last line of a section and all below it. */
static int32_t
last_line(const mill_section *section)
{
	int32_t last = section->end_line;

	for (const mill_section *child = section->first; child != NULL; child = child->next) {
		int32_t line = last_line(child);
		last = line > last ? line : last;
	}
	return last;
}

bool
mill_is_excluded(mill_maker *maker, const mill_section *section)
{
	mill_str names = maker->exclude, title;
	size_t from = 0;

	if (names.len == 0 || section->level == 0)
		return false;
	title = mill_bare_words(maker->arena, section->title.text);
	for (size_t at = 0; at <= names.len; at++) {
		mill_str name;

		if (at < names.len && names.ptr[at] != ',')
			continue;
		name = mill_bare_words(maker->arena, mill_slice(names, from, at));
		from = at + 1;
		if (name.len == 0 || !mill_equal(name, title))
			continue;
		mill_leave(maker->log, MILL_EXCLUDED, (mill_place){ section->line, 1 },
		    last_line(section), "the section \"%.120s\" was asked not to make cards",
		    mill_copy(maker->arena, mill_trim(section->title.text)).ptr);
		return true;
	}
	return false;
}
