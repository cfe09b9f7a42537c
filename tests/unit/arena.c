/* arena.c - memory that is zeroed, aligned, grows, and is freed all at once. */
#include "unit.h"

static void
zeroed_and_aligned(void)
{
	counted c;

	counted_init(&c);
	for (size_t size = 1; size < 5000; size += 37) {
		unsigned char *block = mill_alloc(&c.arena, size, 1);
		INT_EQ((uintptr_t)block % sizeof(void *), 0);
		for (size_t i = 0; i < size; i++)
			INT_EQ(block[i], 0);
		memset(block, 0xFF, size);
	}
	mill_arena_free(&c.arena);
	INT_EQ(c.live, 0);
}

/* Blocks do not overlap, small ones and big ones in any order. */
static void
apart(void)
{
	enum { BLOCKS = 300 };
	unsigned char *blocks[BLOCKS];
	size_t sizes[BLOCKS];
	counted c;

	counted_init(&c);
	for (size_t i = 0; i < BLOCKS; i++) {
		sizes[i] = i % 7 == 0 ? 20000 + i * 300 : i * 13 % 997 + 1;
		blocks[i] = mill_alloc(&c.arena, 1, sizes[i]);
		memset(blocks[i], (int)(i % 251), sizes[i]);
	}
	for (size_t i = 0; i < BLOCKS; i++)
		for (size_t k = 0; k < sizes[i]; k++)
			INT_EQ(blocks[i][k], i % 251);
	mill_arena_free(&c.arena);
	INT_EQ(c.live, 0);
}

/* Few big requests to the heap, not one for each block. */
static void
in_chunks(void)
{
	counted c;

	counted_init(&c);
	for (int i = 0; i < 1000; i++)
		mill_alloc(&c.arena, 16, 1);
	INT_EQ(c.requests, 1);
	mill_alloc(&c.arena, 1, 1000000);
	INT_EQ(c.requests, 2);
	mill_alloc(&c.arena, 16, 1); /* the free part of the first is not lost */
	INT_EQ(c.requests, 2);
	mill_arena_free(&c.arena);
	INT_EQ(c.live, 0);
}

static void
grows(void)
{
	counted c;
	char *block, *other;

	counted_init(&c);
	block = mill_grow(&c.arena, NULL, 0, 10);
	memcpy(block, "123456789", 10);
	OK(mill_grow(&c.arena, block, 10, 5) == block);
	OK(mill_grow(&c.arena, block, 10, 2000) == block); /* the last one grows in place */
	other = mill_alloc(&c.arena, 1, 16);
	memset(other, 'x', 16);
	block = mill_grow(&c.arena, block, 2000, 4000);
	STR_EQ(block, "123456789");
	memset(block, 'y', 4000);
	INT_EQ(other[15], 'x');
	block = mill_grow(&c.arena, block, 4000, 200000);
	INT_EQ(block[3999], 'y');
	memset(block, 'z', 200000);
	INT_EQ(other[0], 'x');
	mill_arena_free(&c.arena);
	INT_EQ(c.live, 0);
}

static void
reset(void)
{
	counted c;
	size_t requests;

	counted_init(&c);
	mill_arena_reset(&c.arena); /* of an unused one */
	for (int round = 0; round < 5; round++) {
		unsigned char *block;
		for (int i = 0; i < 100; i++)
			memset(mill_alloc(&c.arena, 1, 5000), 0xEE, 5000);
		mill_arena_reset(&c.arena);
		INT_EQ(c.live, 1);
		requests = c.requests;
		block = mill_alloc(&c.arena, 1, 1000);
		INT_EQ(c.requests, requests); /* the chunk kept is used again */
		for (int i = 0; i < 1000; i++)
			INT_EQ(block[i], 0);
	}
	mill_arena_free(&c.arena);
	mill_arena_free(&c.arena);
	INT_EQ(c.live, 0);
}

/* ---- running out ---------------------------------------------------------------- */

static void
too_much(void *user)
{
	counted *c = user;

	for (int i = 0; i < 100; i++)
		mill_alloc(&c->arena, 1, 60000);
	FAIL("it went on without memory");
}

static void
runs_out(void)
{
	counted c;

	counted_init(&c);
	c.left = 5;
	OK(!mill_attempt(&c.heap, too_much, &c));
	OK(c.heap.escape == NULL);
	INT_EQ(c.live, 5);
	mill_arena_free(&c.arena);
	INT_EQ(c.live, 0);
}

static void
impossible_size(void *user)
{
	counted *c = user;

	mill_alloc(&c->arena, SIZE_MAX / 4, 8);
	FAIL("sizes that overflow are granted");
}

static void
impossible_growth(void *user)
{
	counted *c = user;

	mill_grow(&c->arena, NULL, 0, SIZE_MAX - 8);
	FAIL("sizes that overflow are granted");
}

static void
overflow(void)
{
	counted c;

	counted_init(&c);
	OK(!mill_attempt(&c.heap, impossible_size, &c));
	OK(!mill_attempt(&c.heap, impossible_growth, &c));
	INT_EQ(c.live, 0);
}

static void
inner_attempt(void *user)
{
	counted *c = user;

	OK(!mill_attempt(&c->heap, too_much, c));
	c->left = 0; /* and now there is memory again */
	memset(mill_alloc(&c->arena, 1, 100), 1, 100);
}

/* An attempt within an attempt ends the inner one alone. */
static void
nested(void)
{
	counted c;

	counted_init(&c);
	c.left = 3;
	OK(mill_attempt(&c.heap, inner_attempt, &c));
	OK(c.heap.escape == NULL);
	mill_arena_free(&c.arena);
	INT_EQ(c.live, 0);
}

static const check_test tests[] = {
	{ "zeroed-and-aligned", zeroed_and_aligned },
	{ "apart", apart },
	{ "in-chunks", in_chunks },
	{ "grows", grows },
	{ "reset", reset },
	{ "runs-out", runs_out },
	{ "overflow", overflow },
	{ "nested", nested },
};

int
main(int argc, char **argv)
{
	return check_run("unit-arena", tests, COUNT(tests), argc, argv);
}
