/* cancel.c - progress is told in order, and a callback can stop the work. */
#include "help.h"

typedef struct watch {
	size_t calls, stop_at; /* stop_at 0: never */
	size_t milling, writing;
	size_t done[2], total[2];
	bool wrong; /* done fell, total changed, or done went beyond it */
} watch;

static int
look_on(void *user, cardmill_stage stage, size_t done, size_t total)
{
	watch *w = user;

	w->calls++;
	w->milling += stage == CARDMILL_MILLING;
	w->writing += stage == CARDMILL_WRITING;
	w->wrong = w->wrong || done > total || done < w->done[stage] ||
		   (w->total[stage] != 0 && w->total[stage] != total) ||
		   (stage == CARDMILL_MILLING && w->writing > 0);
	w->done[stage] = done;
	w->total[stage] = total;
	return w->calls == w->stop_at;
}

static cardmill *
watched(watch *w)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;

	options.user = w;
	options.progress = look_on;
	mill = cardmill_new(&options);
	INT_EQ(cardmill_add_bytes(mill, "a.md", "k: v\n", 5), CARDMILL_OK);
	INT_EQ(cardmill_add_bytes(mill, "b.md", "kk: v\n", 6), CARDMILL_OK);
	INT_EQ(cardmill_add_bytes(mill, "c.md", "kkk: v\n", 7), CARDMILL_OK);
	return mill;
}

static void
in_order(void)
{
	const cardmill_output outputs[] = { { "a.csv", CARDMILL_CSV },
		{ "a.json", CARDMILL_JSON } };
	watch w = { 0 };
	cardmill *mill = watched(&w);

	INT_EQ(w.calls, 0);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	OK(w.milling >= 3);
	INT_EQ(w.total[CARDMILL_MILLING], 18);
	INT_EQ(w.done[CARDMILL_MILLING], 18);
	INT_EQ(w.writing, 0);
	INT_EQ(cardmill_write_files(mill, outputs, 2), CARDMILL_OK);
	OK(w.writing >= 2);
	INT_EQ(w.total[CARDMILL_WRITING], 2);
	INT_EQ(w.done[CARDMILL_WRITING], 2);
	OK(!w.wrong);
	cardmill_free(mill);
}

/* Sources on disk count as many bytes as they have. */
static void
bytes_of_files(void)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	watch w = { 0 };
	cardmill *mill;

	mkdir("f", 0777);
	spit("f/a.md", "k: v\n");
	spit("f/b.md", "kk: v\n");
	spit("c.md", "kkk: v\n");
	options.user = &w;
	options.progress = look_on;
	mill = cardmill_new(&options);
	INT_EQ(cardmill_add_path(mill, "f"), CARDMILL_OK);
	INT_EQ(cardmill_add_path(mill, "c.md"), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	INT_EQ(w.total[CARDMILL_MILLING], 18);
	INT_EQ(w.done[CARDMILL_MILLING], 18);
	cardmill_free(mill);
}

static void
stop_while_milling(void)
{
	watch all = { 0 };
	cardmill *mill = watched(&all);

	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	cardmill_free(mill);
	for (size_t stop = 1; stop <= all.milling; stop++) {
		watch w = { .stop_at = stop };
		mill = watched(&w);
		INT_EQ(cardmill_build(mill), CARDMILL_CANCELLED);
		error_of(mill, CARDMILL_CANCELLED, "cancelled");
		INT_EQ(w.calls, stop); /* not asked again */
		INT_EQ(cardmill_note_count(mill), 0);
		INT_EQ(cardmill_write_file(mill, CARDMILL_CSV, "x.csv"), CARDMILL_MISUSED);
		INT_EQ(entries(), 0);
		cardmill_free(mill);
	}
}

/* Whatever was said before: nothing is written, and earlier outputs stay.  The
 * same mill can write afterwards. */
static void
stop_while_writing(void)
{
	const cardmill_output outputs[] = { { "a.csv", CARDMILL_CSV }, { "a.json", CARDMILL_JSON },
		{ "new/a.apkg", CARDMILL_APKG } };
	watch w = { 0 };
	cardmill *mill = watched(&w);
	size_t milling;

	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	milling = w.calls;
	spit("a.csv", "earlier");
	for (size_t stop = 1; stop <= COUNT(outputs); stop++) {
		w = (watch){ .stop_at = stop };
		INT_EQ(cardmill_write_files(mill, outputs, 3), CARDMILL_CANCELLED);
		error_of(mill, CARDMILL_CANCELLED, "cancelled");
		STR_EQ(slurp("a.csv").data, "earlier");
		OK(!is_file("a.json"));
		INT_EQ(entries(), 1);
	}
	OK(milling > 0);
	w = (watch){ 0 };
	INT_EQ(cardmill_write_files(mill, outputs, 3), CARDMILL_OK);
	OK(is_file("a.json") && is_file("new/a.apkg"));
	OK(strcmp(slurp("a.csv").data, "earlier") != 0);
	cardmill_free(mill);
}

static const check_test tests[] = {
	{ "in-order", in_order },
	{ "bytes-of-files", bytes_of_files },
	{ "stop-while-milling", stop_while_milling },
	{ "stop-while-writing", stop_while_writing },
};

int
main(int argc, char **argv)
{
	return check_run("api-cancel", tests, COUNT(tests), argc, argv);
}
