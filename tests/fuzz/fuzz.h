/*
 * fuzz.h - what the fuzz targets share: bytes are read as an earlier deck.
 *
 * Built with -fsanitize=fuzzer a target goes on for as long as one likes.  Built with
 * -DREPLAY it has a main() of its own, which makes a few decks and reads them with
 * bytes turned, left out and doubled: always the same ones.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "../api/help.h"
#include "base/base.h"
#include "deck.h"
#include "mill.h"
#include "formats/formats.h"
#include "markdown/markdown.h"

typedef struct attempt {
	mill_read_fn *read;
	mill_reading reading;
} attempt;

static void
fuzz_attempt(void *user)
{
	attempt *a = user;

	if (!a->read(&a->reading) && a->reading.trouble == NULL)
		abort(); /* nobody would know what is wrong */
}

/* Reads bytes, of which nothing stays. */
static inline void
fuzz_read(mill_read_fn *read, const uint8_t *data, size_t size)
{
	cardmill *mill = cardmill_new(NULL);
	mill_stored earlier = { 0 };
	attempt a = { .read = read };
	char *copy;

	if (mill == NULL)
		return;
	a.reading = (mill_reading){ .arena = &mill->arena,
		.scratch = { .heap = &mill->heap },
		.path = "",
		.options = &mill->options,
		.render = mill_cell_html,
		.stored = &earlier };
	copy = malloc(size + 1); /* a block of its own: reading behind it is seen */
	if (copy != NULL) {
		if (size > 0)
			memcpy(copy, data, size);
		copy[size] = '\0'; /* as read files end */
		a.reading.bytes = (mill_str){ copy, size };
		mill_attempt(&mill->heap, fuzz_attempt, &a);
	}
	while (a.reading.held_count > 0)
		mill_let_go(&a.reading);
	mill_arena_free(&a.reading.scratch);
	free(copy);
	cardmill_free(mill);
}

/* ---- the whole way ---------------------------------------------------------------------- */

static int
fuzz_swallow(void *user, const void *some, size_t length)
{
	(void)user;
	(void)some;
	(void)length;
	return 0;
}

/* Builds a deck of what was added, and writes it in every format. */
static inline void
fuzz_build(cardmill *mill)
{
	static const cardmill_format formats[] = { CARDMILL_APKG, CARDMILL_JSON, CARDMILL_CSV,
		CARDMILL_HTML, CARDMILL_PLAN };
	cardmill_sink sink = { fuzz_swallow, NULL };
	cardmill_status rc = cardmill_build(mill);

	if ((rc == CARDMILL_OK) != (cardmill_error(mill) == NULL))
		abort();
	for (size_t i = 0; rc == CARDMILL_OK && i < COUNT(formats); i++)
		if (cardmill_write(mill, formats[i], sink) != CARDMILL_OK)
			abort(); /* what was read can be written */
}

/* Bytes as a source of this name, into either layout of packages; path: of a file that
 * holds them, NULL: they are in memory. */
static inline void
fuzz_through(const char *name, const char *path, const uint8_t *data, size_t size)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;
#ifdef REPLAY
	static unsigned turn; /* some will do: it takes long */

	if (turn++ % 16 != 0)
		return;
#endif

	options.package = size % 2 == 0 ? CARDMILL_LEGACY : CARDMILL_LATEST;
	options.csv_markdown = size % 3 == 0;
	options.now = 1700000000;
	mill = cardmill_new(&options);
	if ((path != NULL ? cardmill_add_path(mill, path)
			  : cardmill_add_bytes(mill, name, data, size)) == CARDMILL_OK)
		fuzz_build(mill);
	cardmill_free(mill);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void
spit_bytes(const char *path, const void *data, size_t size)
{
	FILE *stream = fopen(path, "wb");

	OK(stream != NULL && fwrite(data, 1, size, stream) == size && fclose(stream) == 0);
}

#ifdef REPLAY

static void
fuzz_turn(bytes *seed)
{
	uint8_t *data = (uint8_t *)seed->data;
	uint32_t random = 1;

	LLVMFuzzerTestOneInput(data, seed->len);
	for (int turn = 0; turn < 3000; turn++) {
		size_t at, length;
		uint8_t *copy = malloc(2 * seed->len + 1);

		OK(copy != NULL);
		memcpy(copy, data, seed->len);
		random = random * 1664525u + 1013904223u;
		at = (random >> 8) % seed->len;
		length = seed->len;
		if (turn % 4 == 0) {
			copy[at] = (uint8_t)random;
		} else if (turn % 4 == 1) {
			copy[at] ^= (uint8_t)(1u << (turn / 4 % 8));
		} else if (turn % 4 == 2) {
			length -= at / 2;
			memmove(copy + at / 2, copy + at, seed->len - at);
			length = seed->len - (at - at / 2);
		} else {
			memcpy(copy + seed->len, data + at, seed->len - at);
			length += seed->len - at;
		}
		LLVMFuzzerTestOneInput(copy, length);
		free(copy);
	}
}

static cardmill_format fuzz_format;
static bool fuzz_inside; /* the collection of a package is the seed */
static const char *const *fuzz_seeds;

static bool
fuzz_unpack(mill_reading *reading)
{
	mill_str member;
	void *zip;

	reading->path = "seed.apkg";
	OK(mill_unzip_open(reading, &zip) && mill_unzip(reading, zip, "collection.anki2", &member));
	spit_bytes("seed.anki2", member.ptr, member.len);
	return true;
}

static void
fuzz_replay(void)
{
	cardmill *mill = built(NOTES "\n- the ==queue== holds `x`, \"y\"\n", NULL);
	bytes deck = written(mill, fuzz_format);

	cardmill_free(mill);
	if (fuzz_inside) {
		spit_bytes("seed.apkg", deck.data, deck.len);
		fuzz_read(fuzz_unpack, NULL, 0);
		deck = slurp("seed.anki2");
	}
	fuzz_turn(&deck);
	for (size_t i = 0; fuzz_seeds[i] != NULL; i++) {
		bytes seed = { 0 };

		bytes_put(&seed, fuzz_seeds[i], strlen(fuzz_seeds[i]));
		fuzz_turn(&seed);
	}
}

static inline int
fuzz_main(
    const char *suite, cardmill_format format, const char *const *seeds, int argc, char **argv)
{
	static const check_test tests[] = { { "replay", fuzz_replay } };

	fuzz_format = format;
	fuzz_inside = strcmp(suite, "fuzz-collection") == 0;
	fuzz_seeds = seeds;
	return check_run(suite, tests, 1, argc, argv);
}

#endif
#endif
