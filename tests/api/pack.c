/*
 * pack.c - a package and the page carry their media from the files into the sink: whole or
 * not at all, without holding them.
 */
#define _GNU_SOURCE /* memmem */
#include "help.h"

#include <sys/resource.h>

enum { SIZE = 300000 };

/* Those that carry files. */
static const cardmill_format carriers[] = { CARDMILL_APKG, CARDMILL_HTML };

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

static bytes
in_base64(const bytes *from)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	bytes to = { 0 };

	for (size_t i = 0; i < from->len; i += 3) {
		size_t count = from->len - i < 3 ? from->len - i : 3;
		uint32_t three = 0;
		char four[] = "====";

		for (size_t k = 0; k < 3; k++)
			three = three << 8 | (k < count ? (unsigned char)from->data[i + k] : 0);
		for (size_t k = 0; k <= count; k++)
			four[k] = digits[three >> (18 - 6 * k) & 63];
		bytes_put(&to, four, 4);
	}
	return to;
}

/* The page has each file in base 64, in the order of the notes. */
static void
page_carries_files(void)
{
	cardmill *mill = mill_of_pictures(5);
	bytes page = written(mill, CARDMILL_HTML), again = written(mill, CARDMILL_HTML);
	const char *at = page.data;

	OK(same_bytes(&page, &again));
	for (size_t i = 0; i < 5; i++) {
		bytes held = slurp(cardmill_media_at(mill, i)->path), text = in_base64(&held);
		char tag[80];

		snprintf(tag, sizeof tag,
		    "<script type=\"text/plain\" id=\"medium-%zu\" data-type=\"image/png\">", i);
		at = strstr(at, tag);
		OK(at != NULL);
		at += strlen(tag);
		OK(strncmp(at, text.data, text.len) == 0);
		at += text.len;
		OK(strncmp(at, "</script>", 9) == 0);
	}
	OK(strstr(at, "medium-") == NULL);
	INT_EQ(cardmill_write_file(mill, CARDMILL_HTML, "x.html"), CARDMILL_OK);
	again = slurp("x.html");
	OK(same_bytes(&page, &again));
	cardmill_free(mill);
}

/* What became of the files does not matter to the other formats. */
static void
others_do_not_care(void)
{
	cardmill *mill = mill_of_pictures(1);

	OK(unlink("t/0.png") == 0);
	for (size_t i = 0; i < COUNT(every_format); i++)
		if (every_format[i] != CARDMILL_APKG && every_format[i] != CARDMILL_HTML)
			written(mill, every_format[i]);
	cardmill_free(mill);
}

/* Of the files there are 64 MB on a page, the smallest: what became of the others does not
 * matter. */
static void
page_leaves_out_the_largest(void)
{
	static const struct {
		const char *name;
		off_t size;
		bool there;
	} files[] = { { "t/0.mp4", 30000001, false }, { "t/1.png", 1000, true },
		{ "t/2.mp4", 25000000, true }, { "t/3.mp4", 30000000, true },
		{ "t/4.png", 8999000, true } };
	cardmill *mill = cardmill_new(NULL);
	bytes page;

	mkdir("t", 0777);
	spit("t/n.md", "- a: ![](0.mp4)\n- b: ![](1.png) ![](2.mp4)\n- c: ![](3.mp4) ![](4.png)\n");
	for (size_t i = 0; i < COUNT(files); i++) {
		spit(files[i].name, files[i].name);
		OK(truncate(files[i].name, files[i].size) == 0);
	}
	INT_EQ(cardmill_add_path(mill, "t"), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	INT_EQ(cardmill_media_count(mill), COUNT(files));
	OK(unlink("t/0.mp4") == 0);
	page = written(mill, CARDMILL_HTML);
	for (size_t i = 0; i < COUNT(files); i++) {
		char id[40];

		snprintf(id, sizeof id, " id=\"medium-%zu\"", i);
		INT_EQ(strstr(page.data, id) != NULL, files[i].there);
	}
	OK(page.len < 86000000);
	cardmill_free(mill);
}

/* Nothing that carries a file which is not what it was, and nothing of the others. */
static void
refuses_changed(cardmill *mill)
{
	static const char *const earlier[] = { "earlier apkg", "earlier html" };
	int before;

	for (size_t i = 0; i < COUNT(carriers); i++) {
		const cardmill_output outputs[] = { { "one.csv", CARDMILL_CSV },
			{ "two", carriers[i] } };

		spit("one.csv", "earlier csv");
		spit("two", earlier[i]);
		before = entries();
		INT_EQ(cardmill_write_files(mill, outputs, 2), CARDMILL_CANNOT_WRITE);
		STR_HAS(error_of(mill, CARDMILL_CANNOT_WRITE, "write-failed")->message,
		    "cannot write two: 2.png: ");
		STR_EQ(slurp("one.csv").data, "earlier csv");
		STR_EQ(slurp("two").data, earlier[i]);
		INT_EQ(entries(), before);
	}
}

static void
changed_files(void)
{
	cardmill *mill = mill_of_pictures(4);

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
	for (size_t i = 0; i < COUNT(carriers); i++)
		INT_EQ(cardmill_write_file(mill, carriers[i], "two"), CARDMILL_OK);
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

	spit("x", "earlier");
	before = entries();
	OK(getrlimit(RLIMIT_FSIZE, &small) == 0);
	signal(SIGXFSZ, SIG_IGN);
	for (size_t i = 0; i < COUNT(carriers); i++) {
		for (rlim_t limit = 0; limit < 3 * SIZE; limit += SIZE / 3) {
			small.rlim_cur = limit;
			OK(setrlimit(RLIMIT_FSIZE, &small) == 0);
			INT_EQ(cardmill_write_file(mill, carriers[i], "x"), CARDMILL_CANNOT_WRITE);
			STR_EQ(slurp("x").data, "earlier");
			INT_EQ(entries(), before);
		}
	}
	cardmill_free(mill);
}

/* A sink that stops is not asked again, and told from a file that changed. */
static void
sinks_that_stop(void)
{
	cardmill *mill = mill_of_pictures(3);

	for (size_t i = 0; i < COUNT(carriers); i++) {
		size_t whole = written(mill, carriers[i]).len;

		for (size_t limit = 1; limit < whole; limit += whole / 23) {
			bytes out = { .limit = limit };

			INT_EQ(
			    cardmill_write(mill, carriers[i], (cardmill_sink){ bytes_put, &out }),
			    CARDMILL_CANNOT_WRITE);
			STR_HAS(error_of(mill, CARDMILL_CANNOT_WRITE, "write-failed")->message,
			    "receiver");
			OK(out.len <= limit);
		}
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
	for (size_t i = 0; i < COUNT(carriers); i++) {
		packed = 0;
		INT_EQ(cardmill_write(mill, carriers[i], (cardmill_sink){ count_bytes, &packed }),
		    CARDMILL_OK);
		OK(packed > 40 * SIZE);
	}
	if (own.most > 2000000)
		FAIL("%zu bytes were held at once", own.most);
	cardmill_free(mill);
	INT_EQ(own.now, 0);
}

static const check_test tests[] = {
	{ "carries-files", carries_files },
	{ "page-carries-files", page_carries_files },
	{ "page-leaves-out-the-largest", page_leaves_out_the_largest },
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
