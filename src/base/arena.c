/*
 * arena.c - memory that is freed all at once.
 *
 * The only file that asks for memory: everything the library allocates for
 * itself comes from here and dies with its arena.
 */
#include "base.h"

#include <stdlib.h>

struct mill_chunk {
	mill_chunk *next;
	size_t size; /* of the whole block, this header included */
};

enum {
	ALIGN = 8, /* nothing in an arena is wider than a pointer */
	HEADER = (sizeof(mill_chunk) + ALIGN - 1) / ALIGN * ALIGN,
	CHUNK = 64 * 1024, /* big enough that chunks are rare, small enough for a tiny note */
};

static void
escape(mill_heap *heap)
{
	if (heap->escape == NULL)
		abort(); /* an allocation outside of mill_attempt() is a bug of ours */
	longjmp(*heap->escape, 1);
}

bool
mill_attempt(mill_heap *heap, void (*work)(void *user), void *user)
{
	jmp_buf here;
	jmp_buf *outer = heap->escape;

	heap->escape = &here;
	if (setjmp(here) != 0) {
		heap->escape = outer;
		return false;
	}
	work(user);
	heap->escape = outer;
	return true;
}

static void
new_chunk(mill_arena *arena, size_t payload)
{
	mill_chunk *chunk;
	size_t size = HEADER + payload;

	if (size < payload)
		escape(arena->heap);
	chunk = arena->heap->resize(arena->heap->user, NULL, 0, size);
	if (chunk == NULL)
		escape(arena->heap);
	chunk->next = arena->chunks;
	chunk->size = size;
	arena->chunks = chunk;
	arena->next = (char *)chunk + HEADER;
	arena->end = (char *)chunk + size;
}

/* A big block gets a chunk of its own, behind the one in use, so that the free
 * part of that one is not lost. */
static void *
own_chunk(mill_arena *arena, size_t size)
{
	char *next = arena->next, *end = arena->end;
	mill_chunk *top = arena->chunks;
	char *block;

	new_chunk(arena, size);
	block = arena->next;
	if (top != NULL) {
		mill_chunk *mine = arena->chunks;
		mine->next = top->next;
		top->next = mine;
		arena->chunks = top;
		arena->next = next;
		arena->end = end;
	} else {
		arena->next = arena->end;
	}
	return block;
}

static void *
take(mill_arena *arena, size_t size)
{
	void *block;

	if (size > SIZE_MAX / 2)
		escape(arena->heap);
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	if (size > (size_t)(arena->end - arena->next)) {
		if (size > CHUNK / 4)
			return own_chunk(arena, size);
		new_chunk(arena, CHUNK);
	}
	block = arena->next;
	arena->next += size;
	return block;
}

void *
mill_alloc(mill_arena *arena, size_t size, size_t count)
{
	void *block;

	if (size != 0 && count > SIZE_MAX / size)
		escape(arena->heap);
	block = take(arena, size * count);
	memset(block, 0, size * count);
	return block;
}

void *
mill_grow(mill_arena *arena, void *block, size_t old_size, size_t new_size)
{
	size_t padded = (old_size + ALIGN - 1) / ALIGN * ALIGN;
	void *copy;

	if (new_size <= padded && block != NULL)
		return block;
	if (block != NULL && (char *)block + padded == arena->next &&
	    new_size - padded <= (size_t)(arena->end - arena->next) / ALIGN * ALIGN) {
		arena->next += (new_size - padded + ALIGN - 1) / ALIGN * ALIGN;
		return block;
	}
	copy = take(arena, new_size);
	if (old_size > 0)
		memcpy(copy, block, old_size);
	return copy;
}

void *
mill_room(mill_arena *arena, void *all, size_t size, size_t count, size_t *room)
{
	size_t more = *room * 2 + 2;

	if (count < *room)
		return all;
	all = mill_grow(arena, all, *room * size, more * size);
	*room = more;
	return all;
}

mill_arena_mark
mill_arena_here(const mill_arena *arena)
{
	mill_chunk *top = arena->chunks;

	return (mill_arena_mark){ top, top == NULL ? NULL : top->next, arena->next, arena->end };
}

/* Frees the chunks from one to before another. */
static void
free_until(mill_arena *arena, mill_chunk *chunk, const mill_chunk *end)
{
	while (chunk != end) {
		mill_chunk *next = chunk->next;

		arena->heap->resize(arena->heap->user, chunk, chunk->size, 0);
		chunk = next;
	}
}

void
mill_arena_back(mill_arena *arena, mill_arena_mark mark)
{
	/* New chunks stand before the one that was on top then; big blocks right behind it. */
	free_until(arena, arena->chunks, mark.top);
	arena->chunks = mark.top;
	if (mark.top != NULL) {
		free_until(arena, mark.top->next, mark.second);
		mark.top->next = mark.second;
	}
	arena->next = mark.next;
	arena->end = mark.end;
}

static void
free_chunks(mill_arena *arena, mill_chunk *chunk)
{
	while (chunk != NULL) {
		mill_chunk *next = chunk->next;
		arena->heap->resize(arena->heap->user, chunk, chunk->size, 0);
		chunk = next;
	}
}

void
mill_arena_reset(mill_arena *arena)
{
	mill_chunk *keep = arena->chunks;

	if (keep == NULL)
		return;
	free_chunks(arena, keep->next);
	keep->next = NULL;
	arena->next = (char *)keep + HEADER;
	arena->end = (char *)keep + keep->size;
}

void
mill_arena_free(mill_arena *arena)
{
	free_chunks(arena, arena->chunks);
	arena->chunks = NULL;
	arena->next = arena->end = NULL;
}
