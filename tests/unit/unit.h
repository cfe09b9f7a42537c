/*
 * unit.h - what the unit tests share: an arena on a heap that counts, and lines
 * with spans.  They look inside, at the headers of src/.
 */
#ifndef UNIT_H
#define UNIT_H

#include "../api/check.h"
#include "base/base.h"
#include "outline.h"

typedef struct counted {
	mill_heap heap;
	mill_arena arena;
	size_t live, requests;
	size_t left; /* requests granted before all fail; 0: no limit */
} counted;

static inline void *
counted_resize(void *user, void *block, size_t old_size, size_t new_size)
{
	counted *c = user;

	(void)old_size;
	if (new_size == 0) {
		free(block);
		c->live -= block != NULL;
		return NULL;
	}
	c->requests++;
	if (c->left > 0 && c->requests > c->left)
		return NULL;
	c->live += block == NULL;
	block = realloc(block, new_size);
	if (block != NULL && old_size < new_size)
		memset((char *)block + old_size, 0xA5, new_size - old_size);
	return block;
}

static inline void
counted_init(counted *c)
{
	*c = (counted){ 0 };
	c->heap.resize = counted_resize;
	c->heap.user = c;
	c->arena.heap = &c->heap;
}

/* One arena for a test that needs no more; its process ends with it. */
static inline mill_arena *
test_arena(void)
{
	static counted shared;

	if (shared.heap.resize == NULL)
		counted_init(&shared);
	return &shared.arena;
}

static inline mill_buf
test_buf(void)
{
	return (mill_buf){ .arena = test_arena() };
}

#define SAME(got, want) check_same(__FILE__, __LINE__, #got, (got), (want))

static inline void
check_same(const char *file, int line, const char *what, mill_str got, const char *want)
{
	if (got.len != strlen(want) || memcmp(got.ptr, want, got.len) != 0)
		check_fail(file, line, "%s is \"%.*s\", not \"%s\"", what,
		    (int)(got.len < 300 ? got.len : 300), got.ptr, want);
}

/* A line as Markdown gives it: `code` and **bold** become spans without their
 * marks, the rest is plain. */
static inline mill_line
test_line(const char *marked)
{
	mill_buf text = test_buf();
	mill_line line = { .line = 1, .column = 1 };
	mill_span_kind kind = MILL_PLAIN;
	size_t start = 0;

	line.spans = MILL_NEW(test_arena(), mill_span, strlen(marked) + 2);
	mill_put(&text, "", 0);
	for (const char *at = marked;; at++) {
		bool code = *at == '`', strong = at[0] == '*' && at[0] != '\0' && at[1] == '*';
		if ((code || strong || *at == '\0') && text.len > start) {
			line.spans[line.span_count++] = (mill_span){ kind, (uint32_t)start,
				(uint32_t)(text.len - start), MILL_STR("") };
			start = text.len;
		}
		if (*at == '\0')
			break;
		if (code || strong)
			kind = kind != MILL_PLAIN ? MILL_PLAIN : code ? MILL_CODING : MILL_STRONG;
		else
			mill_putc(&text, *at);
		at += strong;
	}
	line.text = mill_buf_str(&text);
	return line;
}

#endif
