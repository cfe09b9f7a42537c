/*
 * fuzz.h - what the fuzz targets share: bytes are read as a deck, and that goes all the way.
 *
 * As an earlier deck they are read, and now and then notes are built against it.  As a
 * source they are read, and what they say is written in every format, and read again: what
 * cardmill wrote, cardmill reads.
 *
 * Built with -fsanitize=fuzzer a target goes on for as long as one likes; it keeps a few
 * files where it is run.  Built with -DREPLAY it has a main() of its own: it takes the
 * target's seeds, and what was found once and stands in tests/fuzz/found, as they are and
 * with bytes turned, left out and doubled, always the same ones.  As
 *
 *     TARGET FOLDER --seeds
 *
 * it writes its seeds into a folder, for a fuzzer to begin with.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "../api/help.h"
#include "base/base.h"
#include "deck.h"
#include "mill.h"
#include "formats/formats.h"
#include "markdown/markdown.h"

/* ---- bytes ------------------------------------------------------------------------------ */

/* Bytes that are freed, for a fuzzer makes very many. */
typedef struct fuzz_bytes {
	char *data;
	size_t len, room;
} fuzz_bytes;

static inline int
fuzz_put(void *user, const void *from, size_t length)
{
	fuzz_bytes *to = user;

	if (to->len + length + 1 > to->room) {
		to->room = 2 * (to->len + length) + 64;
		to->data = realloc(to->data, to->room);
		if (to->data == NULL)
			abort();
	}
	if (length > 0)
		memcpy(to->data + to->len, from, length);
	to->len += length;
	to->data[to->len] = '\0';
	return 0;
}

static inline void
fuzz_free(fuzz_bytes *of)
{
	free(of->data);
	*of = (fuzz_bytes){ 0 };
}

static inline void
spit_bytes(const char *path, const void *data, size_t size)
{
	FILE *stream = fopen(path, "wb");

	if (stream == NULL || fwrite(data, 1, size, stream) != size || fclose(stream) != 0)
		abort();
}

/* ---- archives ----------------------------------------------------------------------------- */

typedef struct fuzz_member {
	const char *name;
	mill_str bytes;
} fuzz_member;

static inline void
fuzz_put_number(fuzz_bytes *to, uint64_t number, int size)
{
	for (int i = 0; i < size; i++) {
		char byte = (char)(i < 8 ? number >> 8 * i & 0xFF : 0);

		fuzz_put(to, &byte, 1);
	}
}

/* What a member's header and its entry in the directory have in common. */
static inline void
fuzz_put_entry(fuzz_bytes *to, const fuzz_member *member)
{
	fuzz_put_number(to, 20, 2);
	fuzz_put_number(to, 0, 4); /* no flags; stored */
	fuzz_put_number(to, 0x00210000, 4);
	fuzz_put_number(to, mill_crc(0, member->bytes), 4);
	fuzz_put_number(to, member->bytes.len, 4);
	fuzz_put_number(to, member->bytes.len, 4);
	fuzz_put_number(to, strlen(member->name), 2);
	fuzz_put_number(to, 0, 2);
}

/* An archive of members that are stored. */
static inline void
fuzz_zip(fuzz_bytes *to, const fuzz_member *members, size_t count)
{
	fuzz_bytes directory = { 0 };

	for (size_t i = 0; i < count; i++) {
		size_t at = to->len;

		fuzz_put_number(to, 0x04034B50, 4);
		fuzz_put_entry(to, &members[i]);
		fuzz_put(to, members[i].name, strlen(members[i].name));
		fuzz_put(to, members[i].bytes.ptr, members[i].bytes.len);
		fuzz_put_number(&directory, 0x02014B50, 4);
		fuzz_put_number(&directory, 20, 2);
		fuzz_put_entry(&directory, &members[i]);
		fuzz_put_number(&directory, 0, 10);
		fuzz_put_number(&directory, at, 4);
		fuzz_put(&directory, members[i].name, strlen(members[i].name));
	}
	fuzz_put_number(&directory, 0x06054B50, 4);
	fuzz_put_number(&directory, 0, 4);
	fuzz_put_number(&directory, count, 2);
	fuzz_put_number(&directory, count, 2);
	fuzz_put_number(&directory, directory.len - 12, 4);
	fuzz_put_number(&directory, to->len, 4);
	fuzz_put_number(&directory, 0, 2);
	fuzz_put(to, directory.data, directory.len);
	fuzz_free(&directory);
}

/* ---- as an earlier deck ---------------------------------------------------------------------- */

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

/* ---- all the way ----------------------------------------------------------------------------- */

/* A call that fails says why, in one line of text. */
static inline bool
fuzz_fine(const cardmill *mill, cardmill_status status)
{
	const cardmill_report *error = cardmill_error(mill);
	mill_str message;

	if (status == CARDMILL_OK)
		return true;
	if (error == NULL || status == CARDMILL_MISUSED)
		abort();
	message = mill_cstr(error->message);
	if (message.len < 5 || mill_valid(message) < message.len ||
	    strchr(error->message, '\n') != NULL)
		abort();
	return false;
}

/* For options.report: what is told is text, too. */
static inline void
fuzz_told(void *user, const cardmill_report *report)
{
	mill_str message = mill_cstr(report->message);

	(void)user;
	if (message.len == 0 || mill_valid(message) < message.len ||
	    strchr(report->message, '\n') != NULL)
		abort();
}

/* Ends what a fuzzer does, with a reason. */
static inline void
fuzz_stop(const char *path, const char *why)
{
	fprintf(stderr, "%s: %s\n", path, why);
	abort();
}

static char fuzz_why[400]; /* the latest deck was not built */

/* A mill of one deck, or NULL when that cannot be built. */
static inline cardmill *
fuzz_build(const char *path, const char *previous)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;
	bool fine;

	options.now = 1700000000;
	options.report = fuzz_told;
	options.previous = &previous;
	options.previous_count = previous != NULL;
	mill = cardmill_new(&options);
	fine = fuzz_fine(mill, path == NULL ? cardmill_add_bytes(mill, "a.md", NOTES, strlen(NOTES))
					    : cardmill_add_path(mill, path)) &&
	       fuzz_fine(mill, cardmill_build(mill));
	if (fine)
		return mill;
	snprintf(fuzz_why, sizeof fuzz_why, "%s", cardmill_error(mill)->message);
	cardmill_free(mill);
	return NULL;
}

/* Writes a deck in a format, and reads that as a source: as many notes, if it says so. */
static inline void
fuzz_again(cardmill *mill, cardmill_format format, const char *path, bool all)
{
	fuzz_bytes out = { 0 };
	cardmill *again;

	if (cardmill_write(mill, format, (cardmill_sink){ fuzz_put, &out }) != CARDMILL_OK)
		fuzz_stop("what was read is not written", cardmill_error(mill)->message);
	if (path != NULL) {
		spit_bytes(path, out.data, out.len);
		again = fuzz_build(path, NULL);
		if (all && again == NULL)
			fuzz_stop(path, fuzz_why);
		if (all && cardmill_note_count(again) != cardmill_note_count(mill))
			fuzz_stop(path, "it has more or fewer notes now");
		cardmill_free(again);
	}
	fuzz_free(&out);
}

static inline void
fuzz_package(cardmill *mill, cardmill_package package)
{
	mill->options.package = mill->deck.package = package;
	fuzz_again(mill, CARDMILL_APKG, "fuzz-again.apkg", true);
}

/* The file is a deck that somebody hands to cardmill. */
static inline void
fuzz_source(const char *path)
{
	cardmill *mill = fuzz_build(path, NULL);

	if (mill == NULL)
		return;
	fuzz_package(mill, CARDMILL_LEGACY);
	fuzz_package(mill, CARDMILL_LATEST);
	fuzz_again(mill, CARDMILL_JSON, "fuzz-again.json", true);
	/* Tables have no rows of nothing. */
	fuzz_again(mill, CARDMILL_CSV, "fuzz-again.csv", false);
	mill->options.csv_markdown = 1;
	fuzz_again(mill, CARDMILL_TSV, "fuzz-again.tsv", false);
	fuzz_again(mill, CARDMILL_PLAN, NULL, false);
	fuzz_again(mill, CARDMILL_REPORT_JSON, NULL, false);
	fuzz_again(mill, CARDMILL_HTML, NULL, false);
	cardmill_free(mill);
}

/* Notes are built against it. */
static inline void
fuzz_earlier(const char *path)
{
	cardmill *mill = fuzz_build(NULL, path);

	if (mill == NULL)
		return;
	fuzz_again(mill, CARDMILL_PLAN, NULL, false);
	fuzz_package(mill, CARDMILL_LEGACY);
	cardmill_free(mill);
}

/* Bytes in a file of this name, as both; the second costs as much as the first, and has
 * less to it. */
static inline void
fuzz_whole(const char *path, const void *data, size_t size)
{
	spit_bytes(path, data, size);
	fuzz_source(path);
	if (mill_crc(0, (mill_str){ data, size }) % 4 == 0)
		fuzz_earlier(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- a deck to begin with ----------------------------------------------------------------------
 */

/* Of note types that are not ours, with all that a deck may say. */
static inline cardmill *
fuzz_deck(cardmill_package package)
{
	static const char json[] =
	    "{\"name\": \"A\", \"note_types\": [{\"name\": \"T\", \"cloze\": false, \"fields\": "
	    "[\"F\", \"G\", \"H\"], \"id\": 1400000000001, \"modified\": 5, \"sort_field\": 1, "
	    "\"css\": \".card {}\", \"latex_pre\": \"p\", \"latex_post\": \"q\", "
	    "\"field_settings\": [{\"font\": \"Arial\", \"size\": 20, \"id\": 7, \"rtl\": true}, "
	    "{\"description\": \"d\", \"tag\": 1}, {}], \"templates\": [{\"name\": \"1\", \"id\": "
	    "8, \"front\": \"{{#G}}{{F}}{{/G}}\", \"back\": \"{{FrontSide}}{{G}}\", "
	    "\"browser_front\": \"b\"}, {\"name\": \"2\", \"front\": \"{{H}}\", \"back\": "
	    "\"{{F}}\"}]}, {\"name\": \"C\", \"cloze\": true, \"fields\": [\"Text\", \"Extra\"], "
	    "\"id\": 1400000000002, \"css\": \"\", \"field_settings\": [{}, {}], \"templates\": "
	    "[{\"name\": \"Cloze\", \"front\": \"{{cloze:Text}}\", \"back\": "
	    "\"{{cloze:Text}}{{Extra}}\"}]}], \"decks\": [{\"name\": \"A\", \"description\": "
	    "\"what it is\", \"markdown\": true}], \"media\": [], \"notes\": [{\"guid\": \"g1\", "
	    "\"notetype\": \"T\", \"deck\": \"A::B\", \"fields\": [\"f<br>\", \"g &lt; "
	    "\\\"h\\\"\", "
	    "\"<img src=\\\"a.png\\\">\"], \"tags\": [\"t\", \"u::v\"], \"modified\": 1600000000, "
	    "\"card_list\": [{\"ordinal\": 0, \"flag\": 3, \"suspended\": true}, {\"ordinal\": 1, "
	    "\"deck\": \"A::C\"}]}, {\"guid\": \"g2\", \"notetype\": \"C\", \"deck\": \"A\", "
	    "\"fields\": [\"a {{c1::b}} {{c2::c::d}}\", \"\"]}, {\"guid\": \"g3\", \"notetype\": "
	    "\"cardmill Basic\", \"deck\": \"A\", \"fields\": [\"q\", \"a\", \"x\", \"y\"], "
	    "\"id\": \"own\"}]}";
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;

	mkdir("seed.media", 0777);
	spit_bytes("seed.media/a.png", "\x89PNG\r\n\x1a\n", 8);
	spit_bytes("seed.json", json, sizeof json - 1);
	options.now = 1700000000;
	options.package = package;
	mill = cardmill_new(&options);
	if (cardmill_add_path(mill, "seed.json") != CARDMILL_OK ||
	    cardmill_build(mill) != CARDMILL_OK)
		abort();
	return mill;
}

static inline void
fuzz_deck_as(fuzz_bytes *out, cardmill_format format, cardmill_package package)
{
	cardmill *mill = fuzz_deck(package);

	if (cardmill_write(mill, format, (cardmill_sink){ fuzz_put, out }) != CARDMILL_OK)
		abort();
	cardmill_free(mill);
}

typedef struct taking_out {
	const char *path, *name;
	bool packed; /* with Zstandard */
	fuzz_bytes *out;
} taking_out;

static inline void
fuzz_take_out(void *user)
{
	taking_out *t = user;
	cardmill *mill = cardmill_new(NULL);
	mill_reading reading = {
		.arena = &mill->arena, .scratch = { .heap = &mill->heap }, .path = t->path
	};
	mill_str member = { NULL, 0 };
	void *zip;

	if (!mill_unzip_open(&reading, &zip) || !mill_unzip(&reading, zip, t->name, &member) ||
	    member.ptr == NULL || (t->packed && !mill_unzstd(&reading, t->name, member, &member)))
		abort();
	fuzz_put(t->out, member.ptr, member.len);
	while (reading.held_count > 0)
		mill_let_go(&reading);
	mill_arena_free(&reading.scratch);
	cardmill_free(mill);
}

/* A member of that deck as a package; of the latest unpacked, if it says so. */
static inline void
fuzz_member_of_deck(fuzz_bytes *out, cardmill_package package, const char *name, bool packed)
{
	fuzz_bytes whole = { 0 };
	taking_out t = { "seed.apkg", name, packed, out };

	fuzz_deck_as(&whole, CARDMILL_APKG, package);
	spit_bytes(t.path, whole.data, whole.len);
	fuzz_free(&whole);
	fuzz_take_out(&t);
}

/* ---- seeds -------------------------------------------------------------------------------------
 */

#ifdef REPLAY

#include <dirent.h>

enum { FUZZ_SEEDS = 40 };

static fuzz_bytes fuzz_seeds[FUZZ_SEEDS];
static size_t fuzz_seed_count;
static void (*fuzz_make)(void);
static int fuzz_turns;                  /* of all seeds together */
static char fuzz_found[4096 + 64] = ""; /* the folder of what was found */

/* The next seed, empty. */
static inline fuzz_bytes *
fuzz_seed(void)
{
	if (fuzz_seed_count == FUZZ_SEEDS)
		abort();
	return &fuzz_seeds[fuzz_seed_count++];
}

static inline void
fuzz_seed_text(const char *text)
{
	fuzz_put(fuzz_seed(), text, strlen(text));
}

static inline void
fuzz_turn(const fuzz_bytes *seed, int turns)
{
	uint8_t *data = (uint8_t *)seed->data;
	uint32_t random = 1;

	LLVMFuzzerTestOneInput(data, seed->len);
	for (int turn = 0; turn < turns && seed->len > 0; turn++) {
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

static inline void
fuzz_replay(void)
{
	fuzz_make();
	for (size_t i = 0; i < fuzz_seed_count; i++) {
		fuzz_turn(&fuzz_seeds[i], fuzz_turns / (int)fuzz_seed_count);
		fuzz_free(&fuzz_seeds[i]);
	}
}

/* What a fuzzer found once. */
static inline void
fuzz_replay_found(void)
{
	DIR *folder = opendir(fuzz_found);
	const struct dirent *entry;

	if (folder == NULL)
		SKIP("nothing was found yet");
	while ((entry = readdir(folder)) != NULL) {
		char path[sizeof fuzz_found + 300];
		bytes found;

		snprintf(path, sizeof path, "%s/%s", fuzz_found, entry->d_name);
		if (entry->d_name[0] == '.')
			continue;
		found = slurp(path);
		LLVMFuzzerTestOneInput((const uint8_t *)found.data, found.len);
	}
	closedir(folder);
}

static inline int
fuzz_write_seeds(const char *folder)
{
	if (mkdir(folder, 0777) != 0 || chdir(folder) != 0 || mkdir("work", 0777) != 0 ||
	    chdir("work") != 0)
		return 2;
	fuzz_make();
	for (size_t i = 0; i < fuzz_seed_count; i++) {
		char path[40];

		snprintf(path, sizeof path, "../seed-%zu", i);
		spit_bytes(path, fuzz_seeds[i].data, fuzz_seeds[i].len);
		fuzz_free(&fuzz_seeds[i]);
	}
	chdir("..");
	check_remove("work");
	return 0;
}

static inline int
fuzz_main(const char *target, void (*make)(void), int turns, int argc, char **argv)
{
	static const check_test tests[] = { { "replay", fuzz_replay },
		{ "found", fuzz_replay_found } };
	char suite[40], here[4096];

	snprintf(suite, sizeof suite, "fuzz-%s", target);
	if (getcwd(here, sizeof here) != NULL)
		snprintf(fuzz_found, sizeof fuzz_found, "%s/tests/fuzz/found/%s", here, target);
	fuzz_make = make;
	fuzz_turns = turns;
	if (argc == 3 && strcmp(argv[2], "--seeds") == 0)
		return fuzz_write_seeds(argv[1]);
	return check_run(suite, tests, access(fuzz_found, R_OK) == 0 ? 2 : 1, argc, argv);
}

#endif
#endif
