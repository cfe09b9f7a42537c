/*
 * threads.c - different mills are independent: in threads they give the bytes
 * that each gives alone.
 *
 * cmark-gfm keeps tables of the process (which characters are special to an
 * extension), so the texts are full of what extensions read.
 */
#include "help.h"

#include <pthread.h>

enum { THREADS = 4, ROUNDS = 25, LINES = 400 };

typedef struct work {
	char *text;
	bytes want[2];
	const char *wrong;
} work;

static const cardmill_format formats[2] = { CARDMILL_APKG, CARDMILL_JSON };

/* Notes that differ from thread to thread. */
static char *
text_for(int thread)
{
	size_t room = LINES * 200, length = 0;
	char *text = malloc(room);

	OK(text != NULL);
	for (int i = 0; i < LINES; i++)
		length += (size_t)snprintf(text + length, room - length,
		    i % 50 == 49
			? "\n## %c part %d\n\n| a | b |\n|---|---|\n| ~~x~~ | `y` |\n\n"
			: "- key %c%d: ~~old~~ **new** ~~older~~ `code` ~~oldest~~ value\n",
		    'a' + thread, i);
	return text;
}

static cardmill *
mill_of(const char *text)
{
	cardmill *mill = cardmill_new(NULL);

	if (cardmill_add_bytes(mill, "n.md", text, strlen(text)) == CARDMILL_OK &&
	    cardmill_build(mill) == CARDMILL_OK)
		return mill;
	cardmill_free(mill);
	return NULL;
}

static void *
run(void *user)
{
	work *w = user;

	for (int round = 0; round < ROUNDS && w->wrong == NULL; round++) {
		cardmill *mill = mill_of(w->text);
		if (mill == NULL)
			w->wrong = "not built";
		for (size_t i = 0; i < 2 && w->wrong == NULL; i++) {
			bytes got = written(mill, formats[i]);
			if (!same_bytes(&got, &w->want[i]))
				w->wrong = i == 0 ? "another package" : "another JSON deck";
		}
		cardmill_free(mill);
	}
	return NULL;
}

static void
start_and_join(work *all, int count)
{
	pthread_t threads[THREADS];

	for (int i = 0; i < count; i++)
		OK(pthread_create(&threads[i], NULL, run, &all[i]) == 0);
	for (int i = 0; i < count; i++)
		OK(pthread_join(threads[i], NULL) == 0);
	for (int i = 0; i < count; i++)
		if (all[i].wrong != NULL)
			FAIL("thread %d: %s than alone", i, all[i].wrong);
}

static void
as_alone(void)
{
	work all[THREADS] = { { 0 } };

	for (int i = 0; i < THREADS; i++) {
		cardmill *mill;
		all[i].text = text_for(i);
		mill = mill_of(all[i].text);
		OK(mill != NULL);
		for (size_t k = 0; k < 2; k++)
			all[i].want[k] = written(mill, formats[k]);
		STR_HAS(all[i].want[1].data, "<del>oldest</del>");
		cardmill_free(mill);
	}
	start_and_join(all, THREADS);
	for (int i = 0; i < THREADS; i++) {
		free(all[i].text);
	}
}

/* The first mills of the process start at the same moment: what is registered
 * once is registered once. */
static void *
first_mill(void *user)
{
	pthread_barrier_wait(user);
	return mill_of("- key: ~~old~~ value\n\n| a |\n|---|\n| b |\n");
}

static void
first_at_once(void)
{
	pthread_barrier_t barrier;
	pthread_t threads[THREADS];
	bytes decks[THREADS];

	OK(pthread_barrier_init(&barrier, NULL, THREADS) == 0);
	for (int i = 0; i < THREADS; i++)
		OK(pthread_create(&threads[i], NULL, first_mill, &barrier) == 0);
	for (int i = 0; i < THREADS; i++) {
		void *mill;
		OK(pthread_join(threads[i], &mill) == 0 && mill != NULL);
		decks[i] = written(mill, CARDMILL_JSON);
		cardmill_free(mill);
		OK(same_bytes(&decks[i], &decks[0]));
	}
	for (int i = 0; i < THREADS; i++)
		pthread_barrier_destroy(&barrier);
}

/* A mill may be made in one thread, built in the next and freed in a third. */
static void *
build_it(void *mill)
{
	return cardmill_build(mill) == CARDMILL_OK ? mill : NULL;
}

static void *
free_it(void *mill)
{
	cardmill_free(mill);
	return NULL;
}

static void
handed_over(void)
{
	cardmill *mill = cardmill_new(NULL);
	pthread_t thread;
	void *same;

	INT_EQ(cardmill_add_bytes(mill, "a.md", NOTES, strlen(NOTES)), CARDMILL_OK);
	OK(pthread_create(&thread, NULL, build_it, mill) == 0);
	OK(pthread_join(thread, &same) == 0 && same == mill);
	INT_EQ(cardmill_note_count(mill), NOTES_COUNT);
	written(mill, CARDMILL_APKG);
	OK(pthread_create(&thread, NULL, free_it, mill) == 0);
	OK(pthread_join(thread, NULL) == 0);
}

static const check_test tests[] = {
	{ "as-alone", as_alone },
	{ "first-at-once", first_at_once },
	{ "handed-over", handed_over },
};

int
main(int argc, char **argv)
{
	return check_run("api-threads", tests, COUNT(tests), argc, argv);
}
