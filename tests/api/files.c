/*
 * files.c - each output whole, and none at all when one of them cannot be
 * written; earlier outputs stay as they were, and no draft is left behind.
 */
#include "help.h"

#include <errno.h>
#include <pthread.h>
#include <sys/resource.h>

static void
cannot_write(cardmill *mill, cardmill_format format, const char *path)
{
	INT_EQ(cardmill_write_file(mill, format, path), CARDMILL_CANNOT_WRITE);
	STR_HAS(error_of(mill, CARDMILL_CANNOT_WRITE, "write-failed")->message, path);
}

static void
replaces_the_earlier(void)
{
	cardmill *mill = built(NOTES, NULL);
	bytes want = written(mill, CARDMILL_CSV), got;

	spit("x.csv", "earlier");
	INT_EQ(cardmill_write_file(mill, CARDMILL_CSV, "x.csv"), CARDMILL_OK);
	got = slurp("x.csv");
	OK(same_bytes(&want, &got));
	INT_EQ(entries(), 1);
	cardmill_free(mill);
}

/* Who reads the earlier file while a new one is written reads all of the earlier. */
static void
readers_keep_the_earlier(void)
{
	cardmill *mill = built(NOTES, NULL);
	char text[20] = "";
	FILE *stream;

	spit("x.csv", "earlier");
	stream = fopen("x.csv", "rb");
	OK(stream != NULL);
	INT_EQ(cardmill_write_file(mill, CARDMILL_CSV, "x.csv"), CARDMILL_OK);
	OK(fread(text, 1, sizeof text - 1, stream) == 7);
	STR_EQ(text, "earlier");
	fclose(stream);
	cardmill_free(mill);
}

static void
folders_are_made(void)
{
	cardmill *mill = built(NOTES, NULL);
	char path[300];

	INT_EQ(cardmill_write_file(mill, CARDMILL_CSV, "a/b/c/x.csv"), CARDMILL_OK);
	OK(is_file("a/b/c/x.csv"));
	INT_EQ(cardmill_write_file(mill, CARDMILL_CSV, "a//d/./x.csv"), CARDMILL_OK);
	OK(is_file("a/d/x.csv"));
	OK(getcwd(path, sizeof path - 20) != NULL);
	strcat(path, "/abs/x.csv");
	INT_EQ(cardmill_write_file(mill, CARDMILL_CSV, path), CARDMILL_OK);
	OK(is_file("abs/x.csv"));
	cardmill_free(mill);
}

static void
path_is_a_folder(void)
{
	cardmill *mill = built(NOTES, NULL);

	mkdir("x.csv", 0777);
	cannot_write(mill, CARDMILL_CSV, "x.csv");
	cannot_write(mill, CARDMILL_CSV, "x.csv/");
	INT_EQ(entries(), 1);
	cardmill_free(mill);
}

static void
folder_is_a_file(void)
{
	cardmill *mill = built(NOTES, NULL);

	spit("file", "earlier");
	cannot_write(mill, CARDMILL_CSV, "file/x.csv");
	cannot_write(mill, CARDMILL_CSV, "file/deeper/x.csv");
	STR_EQ(slurp("file").data, "earlier");
	INT_EQ(entries(), 1);
	cardmill_free(mill);
}

/* Root may write anywhere, so root becomes somebody else for it. */
static void
folder_is_locked(void)
{
	cardmill *mill = built(NOTES, NULL);

	mkdir("locked", 0777);
	spit("locked/x.csv", "earlier");
	chmod("locked", 0555);
	if (geteuid() == 0 && seteuid(65534) != 0) {
		cardmill_free(mill);
		SKIP("root may write anywhere");
	}
	cannot_write(mill, CARDMILL_CSV, "locked/x.csv");
	cannot_write(mill, CARDMILL_CSV, "locked/new/x.csv");
	STR_EQ(slurp("locked/x.csv").data, "earlier");
	INT_EQ(entries(), 2);
	OK(seteuid(getuid()) == 0);
	chmod("locked", 0777);
	cardmill_free(mill);
}

/* A name that is as long as names may be is a name like others. */
static void
long_name(void)
{
	cardmill *mill = built(NOTES, NULL);
	char name[260];

	memset(name, 'x', sizeof name);
	strcpy(name + 251, ".csv");
	INT_EQ(strlen(name), 255);
	INT_EQ(cardmill_write_file(mill, CARDMILL_CSV, name), CARDMILL_OK);
	OK(is_file(name));
	strcpy(name + 251, "x.csv");
	cannot_write(mill, CARDMILL_CSV, name);
	INT_EQ(entries(), 1);
	cardmill_free(mill);
}

/* A disk that is full after so many bytes, as a limit on the size of files. */
static void
full_after(rlim_t limit)
{
	struct rlimit small;

	OK(getrlimit(RLIMIT_FSIZE, &small) == 0);
	small.rlim_cur = limit;
	signal(SIGXFSZ, SIG_IGN);
	OK(setrlimit(RLIMIT_FSIZE, &small) == 0);
}

static void
full_disk(void)
{
	cardmill *mill = built(NOTES, NULL);

	for (size_t i = 0; i < COUNT(every_format); i++) {
		bytes whole = written(mill, every_format[i]);

		full_after(RLIM_INFINITY);
		spit("x.out", "earlier");
		for (size_t limit = 0; limit < whole.len; limit += 1 + whole.len / 5) {
			full_after(limit);
			cannot_write(mill, every_format[i], "x.out");
			STR_EQ(slurp("x.out").data, "earlier");
			INT_EQ(entries(), 1);
		}
		full_after(whole.len);
		INT_EQ(cardmill_write_file(mill, every_format[i], "x.out"), CARDMILL_OK);
	}
	cardmill_free(mill);
}

/* What is no file - a pipe, a device, a link to one - is not replaced by one. */
static void
no_file(void)
{
	cardmill *mill = built(NOTES, NULL);
	struct stat info;

	OK(mkfifo("x.csv", 0600) == 0);
	cannot_write(mill, CARDMILL_CSV, "x.csv");
	OK(stat("x.csv", &info) == 0 && S_ISFIFO(info.st_mode));
	INT_EQ(entries(), 1);
	OK(unlink("x.csv") == 0 && symlink("/dev/full", "x.csv") == 0);
	if (stat("x.csv", &info) == 0 && S_ISCHR(info.st_mode)) {
		cannot_write(mill, CARDMILL_CSV, "x.csv");
		OK(stat("x.csv", &info) == 0 && S_ISCHR(info.st_mode));
		INT_EQ(entries(), 1);
	}
	cardmill_free(mill);
}

/* Links that people keep to a folder elsewhere: what they lead to is written. */
static void
link_to_a_folder(void)
{
	cardmill *mill = built(NOTES, NULL);

	mkdir("real", 0777);
	OK(symlink("real", "link") == 0);
	INT_EQ(cardmill_write_file(mill, CARDMILL_CSV, "link/x.csv"), CARDMILL_OK);
	OK(is_file("real/x.csv"));
	cardmill_free(mill);
}

/* The first can be written, the second cannot: the first must not appear. */
static void
all_or_none(cardmill *mill, const char *second)
{
	const cardmill_output outputs[] = { { "one.csv", CARDMILL_CSV }, { second, CARDMILL_JSON },
		{ "three.apkg", CARDMILL_APKG } };
	int before;

	spit("one.csv", "earlier");
	before = entries();
	INT_EQ(cardmill_write_files(mill, outputs, 3), CARDMILL_CANNOT_WRITE);
	STR_HAS(error_of(mill, CARDMILL_CANNOT_WRITE, "write-failed")->message, second);
	STR_EQ(slurp("one.csv").data, "earlier");
	OK(!is_file("three.apkg"));
	INT_EQ(entries(), before);
}

static void
second_is_a_folder(void)
{
	cardmill *mill = built(NOTES, NULL);

	mkdir("two.json", 0777);
	all_or_none(mill, "two.json");
	cardmill_free(mill);
}

static void
second_stands_in_a_file(void)
{
	cardmill *mill = built(NOTES, NULL);

	spit("file", "x");
	all_or_none(mill, "file/two.json");
	cardmill_free(mill);
}

/* A name that ends as a folder's does can be seen to be none before anything
 * is put in its place. */
static void
second_ends_in_a_slash(void)
{
	cardmill *mill = built(NOTES, NULL);
	const cardmill_output outputs[] = { { "one.csv", CARDMILL_CSV },
		{ "two/", CARDMILL_JSON } };
	cardmill_status status;

	spit("one.csv", "earlier");
	status = cardmill_write_files(mill, outputs, 2);
	OK(status == CARDMILL_CANNOT_WRITE || status == CARDMILL_MISUSED);
	STR_EQ(slurp("one.csv").data, "earlier");
	cardmill_free(mill);
}

static void
second_fills_the_disk(void)
{
	cardmill *mill = built(NOTES, NULL);
	size_t csv = written(mill, CARDMILL_CSV).len, json = written(mill, CARDMILL_JSON).len;

	OK(csv < json);
	spit("one.csv", "earlier"); /* before the disk is full */
	full_after(csv);
	all_or_none(mill, "two.json");
	OK(!is_file("two.json"));
	cardmill_free(mill);
}

/* In a folder like /tmp a draft can be made, but not put in the place of a file
 * that belongs to somebody else. */
static void
second_belongs_to_another(void)
{
	cardmill *mill = built(NOTES, NULL);
	int before;

	if (geteuid() != 0) {
		cardmill_free(mill);
		SKIP("only root can make a file of somebody else's");
	}
	mkdir("sticky", 0777);
	spit("sticky/two.json", "theirs");
	OK(chmod("sticky", 01777) == 0 && chmod(".", 0777) == 0);
	if (seteuid(65534) != 0) {
		cardmill_free(mill);
		SKIP("root cannot become somebody else");
	}
	spit("one.csv", "earlier");
	before = entries();
	all_or_none(mill, "sticky/two.json");
	STR_EQ(slurp("sticky/two.json").data, "theirs");
	INT_EQ(entries(), before);
	OK(seteuid(0) == 0);
	cardmill_free(mill);
}

/* More outputs than anybody asks for, all in one folder. */
static void
two_hundred(void)
{
	enum { OUTPUTS = 200 };
	cardmill *mill = built("key: value\n", NULL);
	cardmill_output outputs[OUTPUTS];
	bytes want = written(mill, CARDMILL_CSV), got;
	static char names[OUTPUTS][20];

	for (int i = 0; i < OUTPUTS; i++) {
		snprintf(names[i], sizeof names[i], "%d.csv", i);
		outputs[i] = (cardmill_output){ names[i], CARDMILL_CSV };
	}
	INT_EQ(cardmill_write_files(mill, outputs, OUTPUTS), CARDMILL_OK);
	INT_EQ(entries(), OUTPUTS);
	got = slurp("199.csv");
	OK(same_bytes(&want, &got));
	cardmill_free(mill);
}

/* Folders made for an output that then fails are no output: that they stay is
 * accepted, a draft inside of them is not. */
static void
no_draft_in_new_folders(void)
{
	const cardmill_output outputs[] = { { "new/one.csv", CARDMILL_CSV },
		{ "dir", CARDMILL_JSON } };
	cardmill *mill = built(NOTES, NULL);

	mkdir("dir", 0777);
	INT_EQ(cardmill_write_files(mill, outputs, 2), CARDMILL_CANNOT_WRITE);
	OK(entries() <= 2);
	OK(!is_file("new/one.csv"));
	cardmill_free(mill);
}

static void
several(void)
{
	const cardmill_output outputs[] = { { "one.csv", CARDMILL_CSV },
		{ "d/two.json", CARDMILL_JSON }, { "three.apkg", CARDMILL_APKG },
		{ "four.tsv", CARDMILL_TSV } };
	cardmill *mill = built(NOTES, NULL);

	INT_EQ(cardmill_write_files(mill, outputs, 4), CARDMILL_OK);
	for (size_t i = 0; i < 4; i++) {
		bytes want = written(mill, outputs[i].format), got = slurp(outputs[i].path);
		OK(same_bytes(&want, &got));
	}
	INT_EQ(entries(), 5);
	cardmill_free(mill);
}

/* ---- two mills, one target ---------------------------------------------------- */

enum { ROUNDS = 60 };

static void *
write_often(void *user)
{
	cardmill *mill = user;

	for (int i = 0; i < ROUNDS; i++)
		if (cardmill_write_file(mill, CARDMILL_JSON, "x.json") != CARDMILL_OK)
			return (void *)(uintptr_t) "one of the two could not write";
	return NULL;
}

/* Two threads write the same path again and again: it is always one of the two
 * decks, whole. */
static void
two_at_once(void)
{
	cardmill *mills[2] = { built(NOTES, NULL),
		built("- longer: than the other\n" NOTES, NULL) };
	bytes want[2] = { written(mills[0], CARDMILL_JSON), written(mills[1], CARDMILL_JSON) }, got;
	pthread_t threads[2];
	void *wrong[2];

	for (int i = 0; i < 2; i++)
		OK(pthread_create(&threads[i], NULL, write_often, mills[i]) == 0);
	for (int i = 0; i < 2; i++)
		OK(pthread_join(threads[i], &wrong[i]) == 0);
	for (int i = 0; i < 2; i++)
		if (wrong[i] != NULL)
			FAIL("%s", (const char *)wrong[i]);
	got = slurp("x.json");
	OK(same_bytes(&got, &want[0]) || same_bytes(&got, &want[1]));
	INT_EQ(entries(), 1);
	cardmill_free(mills[0]);
	cardmill_free(mills[1]);
}

/* A stranger's file or link under the draft's name must not be written to. */
static void
draft_name_is_taken(void)
{
	cardmill *mill = built(NOTES, NULL);
	char name[100];

	spit("precious", "untouched");
	snprintf(name, sizeof name, ".cardmill-%ld-x.csv", (long)getpid());
	OK(symlink("precious", name) == 0);
	cardmill_write_file(mill, CARDMILL_CSV, "x.csv");
	STR_EQ(slurp("precious").data, "untouched");
	cardmill_free(mill);
}

static const check_test tests[] = {
	{ "replaces-the-earlier", replaces_the_earlier },
	{ "readers-keep-the-earlier", readers_keep_the_earlier },
	{ "folders-are-made", folders_are_made },
	{ "path-is-a-folder", path_is_a_folder },
	{ "folder-is-a-file", folder_is_a_file },
	{ "folder-is-locked", folder_is_locked },
	{ "long-name", long_name },
	{ "full-disk", full_disk },
	{ "no-file", no_file },
	{ "link-to-a-folder", link_to_a_folder },
	{ "second-is-a-folder", second_is_a_folder },
	{ "second-stands-in-a-file", second_stands_in_a_file },
	{ "second-ends-in-a-slash", second_ends_in_a_slash },
	{ "second-fills-the-disk", second_fills_the_disk },
	{ "second-belongs-to-another", second_belongs_to_another },
	{ "two-hundred", two_hundred },
	{ "no-draft-in-new-folders", no_draft_in_new_folders },
	{ "several", several },
	{ "two-at-once", two_at_once },
	{ "draft-name-is-taken", draft_name_is_taken },
};

int
main(int argc, char **argv)
{
	return check_run("api-files", tests, COUNT(tests), argc, argv);
}
