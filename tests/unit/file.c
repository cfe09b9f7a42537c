/*
 * file.c - files read in blocks, folders looked through, kinds of files.
 */
#include "unit.h"

#include <fcntl.h>

static void
spit(const char *path, const char *text, size_t length)
{
	FILE *stream = fopen(path, "wb");

	OK(stream != NULL && fwrite(text, 1, length, stream) == length && fclose(stream) == 0);
}

static void
kinds(void)
{
	static const struct {
		const char *name, *ending;
		mill_embed_kind kind;
	} names[] = { { "a.png", "png", MILL_PICTURE_FILE },
		{ "a.b.PNG", "png", MILL_PICTURE_FILE }, { "x/a.jpeg", "jpg", MILL_PICTURE_FILE },
		{ "a.JFIF", "jpg", MILL_PICTURE_FILE }, { "a.mp3", "mp3", MILL_SOUND_FILE },
		{ "a.mpeg", "mpg", MILL_FILM_FILE }, { ".png", "png", MILL_PICTURE_FILE },
		{ "png", "", MILL_OTHER_FILE }, { "a.png ", "", MILL_OTHER_FILE },
		{ "a.png/", "", MILL_OTHER_FILE }, { "a.pngx", "", MILL_OTHER_FILE },
		{ "a.pn", "", MILL_OTHER_FILE }, { "a.", "", MILL_OTHER_FILE },
		{ "", "", MILL_OTHER_FILE } };

	for (size_t i = 0; i < COUNT(names); i++) {
		const char *ending = NULL;

		INT_EQ(mill_kind_of_file(mill_cstr(names[i].name), &ending), names[i].kind);
		STR_EQ(ending, names[i].ending);
	}
}

/* Each kind has a type of its own sort. */
static void
types(void)
{
	STR_EQ(mill_type_of_file(MILL_STR("a.png")), "image/png");
	STR_EQ(mill_type_of_file(MILL_STR("a.JPG")), "image/jpeg");
	STR_EQ(mill_type_of_file(MILL_STR("a.svg")), "image/svg+xml");
	STR_EQ(mill_type_of_file(MILL_STR("a.mp3")), "audio/mpeg");
	STR_EQ(mill_type_of_file(MILL_STR("a.opus")), "audio/ogg");
	STR_EQ(mill_type_of_file(MILL_STR("a.mov")), "video/quicktime");
	STR_EQ(mill_type_of_file(MILL_STR("a.pdf")), "application/octet-stream");
	STR_EQ(mill_type_of_file(MILL_STR("png")), "application/octet-stream");
	STR_EQ(mill_type_of_file(MILL_STR("")), "application/octet-stream");
}

static void
blocks(void)
{
	char text[1000], block[300];
	mill_input input;
	size_t all = 0, got;

	memset(text, 'x', sizeof text);
	spit("a", text, sizeof text);
	OK(mill_input_open(&input, "a"));
	INT_EQ(input.size, sizeof text);
	while ((got = mill_input_read(&input, block, sizeof block)) > 0) {
		INT_EQ(got, all < 900 ? 300 : 100);
		all += got;
	}
	INT_EQ(all, sizeof text);
	OK(input.why == NULL);
	mill_input_close(&input);
	mill_input_close(&input);
	spit("empty", "", 0);
	OK(mill_input_open(&input, "empty"));
	INT_EQ(input.size, 0);
	INT_EQ(mill_input_read(&input, block, sizeof block), 0);
	mill_input_close(&input);
}

/* Nobody waits for a pipe, and a device is not touched. */
static void
no_files(void)
{
	mill_input input;

	alarm(20);
	OK(mkfifo("pipe", 0666) == 0 && mkdir("folder", 0777) == 0);
	OK(!mill_input_open(&input, "pipe") && input.special && input.why != NULL);
	OK(!mill_input_open(&input, "folder") && input.special && input.why != NULL);
	OK(!mill_input_open(&input, "/dev/null") && input.special && input.why != NULL);
	OK(!mill_input_open(&input, "gone") && !input.special && input.why != NULL);
	OK(!mill_input_open(&input, "") && !input.special && input.why != NULL);
	mill_input_close(&input);
}

static void
real_paths(void)
{
	OK(mkdir("a", 0777) == 0 && symlink("a", "link") == 0 && symlink("gone", "lost") == 0);
	spit("a/x", "x", 1);
	OK(mill_equal(
	    mill_real_path(test_arena(), "link/../a/./x"), mill_real_path(test_arena(), "link/x")));
	OK(mill_ends(mill_real_path(test_arena(), "link/x"), MILL_STR("/a/x")));
	INT_EQ(mill_real_path(test_arena(), "gone").len, 0);
	INT_EQ(mill_real_path(test_arena(), "lost").len, 0);
	INT_EQ(mill_real_path(test_arena(), "").len, 0);
}

static void
put_path(void *user, const char *path)
{
	mill_puts(user, path);
	mill_puts(user, " ");
}

/* Level by level, in natural order, hidden ones left out; so many names and no more. */
static void
looking_through(void)
{
	mill_buf seen = test_buf();

	OK(mkdir("t", 0777) == 0 && mkdir("t/d10", 0777) == 0 && mkdir("t/d2", 0777) == 0 &&
	    mkdir("t/d2/in", 0777) == 0 && mkdir("t/.git", 0777) == 0 && mkdir("out", 0777) == 0);
	spit("t/z", "", 0);
	spit("t/a", "", 0);
	spit("t/.b", "", 0);
	spit("t/.git/x", "", 0);
	spit("t/d2/in/y", "", 0);
	spit("t/d2/x", "", 0);
	spit("t/d10/x", "", 0);
	spit("out/o", "", 0);
	OK(symlink("../out", "t/link") == 0 && symlink(".", "t/self") == 0 &&
	    symlink("a", "t/alias") == 0 && symlink("gone", "t/lost") == 0);
	OK(mill_look_through(test_arena(), "t", false, 1000, put_path, &seen));
	SAME(mill_buf_str(&seen), "t/a t/alias t/z t/d2/x t/d10/x t/d2/in/y ");
	seen.len = 0;
	OK(mill_look_through(test_arena(), "t/", true, 1000, put_path, &seen));
	SAME(mill_buf_str(&seen), "t/a t/alias t/z t/d2/x t/d10/x t/link/o t/d2/in/y ");
	seen.len = 0;
	OK(!mill_look_through(test_arena(), "t", false, 2, put_path, &seen));
	SAME(mill_buf_str(&seen), "t/a t/alias ");
	seen.len = 0;
	OK(chdir("t/d2") == 0);
	OK(mill_look_through(test_arena(), "", false, 3, put_path, &seen));
	SAME(mill_buf_str(&seen), "./x ./in/y ");
	seen.len = 0;
	OK(mill_look_through(test_arena(), "gone", false, 3, put_path, &seen));
	INT_EQ(seen.len, 0);
}

static const check_test tests[] = {
	{ "kinds", kinds },
	{ "types", types },
	{ "blocks", blocks },
	{ "no-files", no_files },
	{ "real-paths", real_paths },
	{ "looking-through", looking_through },
};

int
main(int argc, char **argv)
{
	return check_run("unit-file", tests, COUNT(tests), argc, argv);
}
