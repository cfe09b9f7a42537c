/*
 * pack.c - a package carries its media from the files into the sink: whole or not at
 * all, without holding them.
 */
#define _GNU_SOURCE /* memmem */
#include "help.h"

#include <sys/resource.h>

enum { SIZE = 300000 };

/* A picture that is no picture, but large and like no other. */
static void
put_picture(const char *path, int seed, size_t size)
{
	FILE *stream = fopen(path, "wb");
	uint32_t state = (uint32_t)seed;

	OK(stream != NULL);
	for (size_t i = 0; i < size; i++) {
		state = state * 1664525u + 1013904223u;
		OK(fputc((int)(state >> 24), stream) != EOF);
	}
	OK(fclose(stream) == 0);
}

static cardmill *
mill_of_pictures(int count)
{
	cardmill *mill = cardmill_new(NULL);
	FILE *stream;

	mkdir("t", 0777);
	stream = fopen("t/n.md", "wb");
	OK(stream != NULL);
	for (int i = 0; i < count; i++) {
		char path[40];

		snprintf(path, sizeof path, "t/%d.png", i);
		put_picture(path, i, SIZE);
		fprintf(stream, "- key %d: ![](%d.png)\n", i, i);
	}
	OK(fclose(stream) == 0);
	INT_EQ(cardmill_add_path(mill, "t"), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	INT_EQ(cardmill_media_count(mill), count);
	return mill;
}

/* The bytes of the files stand in the package, one behind the other. */
static void
carries_files(void)
{
	cardmill *mill = mill_of_pictures(5);
	bytes package = written(mill, CARDMILL_APKG), again = written(mill, CARDMILL_APKG), file;
	const char *at = package.data;

	OK(same_bytes(&package, &again));
	OK(package.len > 5 * SIZE && package.len < 5 * SIZE + 20000);
	for (size_t i = 0; i < 5; i++) {
		bytes held = slurp(cardmill_media_at(mill, i)->path);

		at = memmem(at, package.len - (size_t)(at - package.data), held.data, held.len);
		OK(at != NULL);
		at += held.len;
	}
	INT_EQ(cardmill_write_file(mill, CARDMILL_APKG, "x.apkg"), CARDMILL_OK);
	file = slurp("x.apkg");
	OK(same_bytes(&package, &file));
	cardmill_free(mill);
	/* Another mill of the same files, too. */
	mill = mill_of_pictures(5);
	again = written(mill, CARDMILL_APKG);
	OK(same_bytes(&package, &again));
	cardmill_free(mill);
}

/* Only packages carry files: what became of these does not matter to other formats. */
static void
others_do_not_care(void)
{
	cardmill *mill = mill_of_pictures(1);

	OK(unlink("t/0.png") == 0);
	for (size_t i = 0; i < COUNT(every_format); i++)
		if (every_format[i] != CARDMILL_APKG)
			written(mill, every_format[i]);
	cardmill_free(mill);
}

/* No package of a file that is not what it was, and nothing of the others. */
static void
refuses_changed(cardmill *mill)
{
	const cardmill_output outputs[] = { { "one.csv", CARDMILL_CSV },
		{ "two.apkg", CARDMILL_APKG } };
	int before = entries();

	INT_EQ(cardmill_write_files(mill, outputs, 2), CARDMILL_CANNOT_WRITE);
	STR_HAS(error_of(mill, CARDMILL_CANNOT_WRITE, "write-failed")->message, "2.png");
	STR_EQ(slurp("one.csv").data, "earlier csv");
	STR_EQ(slurp("two.apkg").data, "earlier apkg");
	INT_EQ(entries(), before);
}

static void
changed_files(void)
{
	cardmill *mill = mill_of_pictures(4);

	spit("one.csv", "earlier csv");
	spit("two.apkg", "earlier apkg");
	put_picture("t/2.png", 99, SIZE); /* as long as before */
	refuses_changed(mill);
	put_picture("t/2.png", 2, SIZE - 1);
	refuses_changed(mill);
	put_picture("t/2.png", 2, SIZE + 1);
	refuses_changed(mill);
	spit("t/2.png", "");
	refuses_changed(mill);
	OK(unlink("t/2.png") == 0);
	refuses_changed(mill);
	OK(mkdir("t/2.png", 0777) == 0);
	refuses_changed(mill);
	OK(rmdir("t/2.png") == 0 && mkfifo("t/2.png", 0666) == 0);
	refuses_changed(mill);
	OK(unlink("t/2.png") == 0 && symlink("1.png", "t/2.png") == 0);
	refuses_changed(mill);
	OK(unlink("t/2.png") == 0);
	put_picture("t/2.png", 2, SIZE);
	INT_EQ(cardmill_write_file(mill, CARDMILL_APKG, "two.apkg"), CARDMILL_OK);
	cardmill_free(mill);
}

/* Media are found again after the program went elsewhere. */
static void
from_another_folder(void)
{
	cardmill *mill = mill_of_pictures(2);
	bytes here = written(mill, CARDMILL_APKG), there;

	OK(mkdir("elsewhere", 0777) == 0 && chdir("elsewhere") == 0);
	there = written(mill, CARDMILL_APKG);
	OK(same_bytes(&here, &there));
	cardmill_free(mill);
}

static void
full_disk(void)
{
	cardmill *mill = mill_of_pictures(3);
	struct rlimit small;
	int before;

	spit("x.apkg", "earlier");
	before = entries();
	OK(getrlimit(RLIMIT_FSIZE, &small) == 0);
	signal(SIGXFSZ, SIG_IGN);
	for (rlim_t limit = 0; limit < 3 * SIZE; limit += SIZE / 3) {
		small.rlim_cur = limit;
		OK(setrlimit(RLIMIT_FSIZE, &small) == 0);
		INT_EQ(cardmill_write_file(mill, CARDMILL_APKG, "x.apkg"), CARDMILL_CANNOT_WRITE);
		STR_EQ(slurp("x.apkg").data, "earlier");
		INT_EQ(entries(), before);
	}
	cardmill_free(mill);
}

/* A sink that stops is not asked again, and told from a file that changed. */
static void
sinks_that_stop(void)
{
	cardmill *mill = mill_of_pictures(3);
	size_t whole = written(mill, CARDMILL_APKG).len;

	for (size_t limit = 1; limit < whole; limit += whole / 23) {
		bytes out = { .limit = limit };

		INT_EQ(cardmill_write(mill, CARDMILL_APKG, (cardmill_sink){ bytes_put, &out }),
		    CARDMILL_CANNOT_WRITE);
		STR_HAS(error_of(mill, CARDMILL_CANNOT_WRITE, "write-failed")->message, "receiver");
		OK(out.len <= limit);
	}
	cardmill_free(mill);
}

typedef struct heap {
	size_t now, most;
} heap;

static void *
weigh(void *user, void *block, size_t old_size, size_t new_size)
{
	heap *h = user;

	h->now += new_size - old_size;
	h->most = h->now > h->most ? h->now : h->most;
	if (new_size > 0)
		return realloc(block, new_size);
	free(block);
	return NULL;
}

static int
count_bytes(void *user, const void *from, size_t length)
{
	(void)from;
	*(size_t *)user += length;
	return 0;
}

/* What is held does not grow with the media. */
static void
holds_little(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	size_t packed = 0;
	heap own = { 0, 0 };
	cardmill *mill;

	cardmill_free(mill_of_pictures(40)); /* 12 MB */
	options.user = &own;
	options.resize = weigh;
	mill = cardmill_new(&options);
	INT_EQ(cardmill_add_path(mill, "t"), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	INT_EQ(cardmill_write(mill, CARDMILL_APKG, (cardmill_sink){ count_bytes, &packed }),
	    CARDMILL_OK);
	OK(packed > 40 * SIZE);
	if (own.most > 2000000)
		FAIL("%zu bytes were held at once", own.most);
	cardmill_free(mill);
	INT_EQ(own.now, 0);
}

static const check_test tests[] = {
	{ "carries-files", carries_files },
	{ "others-do-not-care", others_do_not_care },
	{ "changed-files", changed_files },
	{ "from-another-folder", from_another_folder },
	{ "full-disk", full_disk },
	{ "sinks-that-stop", sinks_that_stop },
	{ "holds-little", holds_little },
};

int
main(int argc, char **argv)
{
	return check_run("api-pack", tests, COUNT(tests), argc, argv);
}
