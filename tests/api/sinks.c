/* sinks.c - a deck is poured into what the caller provides, and that may refuse. */
#include "help.h"

static void
same_as_the_file(void)
{
	cardmill *mill = built(NOTES, NULL);

	for (size_t i = 0; i < COUNT(every_format); i++) {
		bytes sink = written(mill, every_format[i]), file;
		INT_EQ(cardmill_write_file(mill, every_format[i], "x.out"), CARDMILL_OK);
		file = slurp("x.out");
		OK(same_bytes(&sink, &file));
	}
	INT_EQ(entries(), 1);
	cardmill_free(mill);
}

/* Bigger than any buffer in between: the bytes come whole and in order. */
static void
many_pieces(void)
{
	size_t room = 400000, length = 0;
	char *text = malloc(room);
	cardmill *mill;

	OK(text != NULL);
	for (int i = 0; length < room - 100; i++)
		length += (size_t)snprintf(
		    text + length, 100, "- key %d: value %d of many\n", i, i);
	mill = built(text, NULL);
	for (size_t i = 0; i < COUNT(every_format); i++) {
		bytes sink = written(mill, every_format[i]), file;
		INT_EQ(cardmill_write_file(mill, every_format[i], "x.out"), CARDMILL_OK);
		file = slurp("x.out");
		OK(same_bytes(&sink, &file));
		OK(every_format[i] == CARDMILL_APKG || sink.calls > 2);
	}
	free(text);
	cardmill_free(mill);
}

/* Refused at the first byte, at the last, and everywhere between: an error, and
 * nothing is offered after a refusal. */
static void
refuses_after(cardmill *mill, cardmill_format format, size_t limit)
{
	bytes out = { .limit = limit };
	cardmill_sink sink = { bytes_put, &out };

	INT_EQ(cardmill_write(mill, format, sink), CARDMILL_CANNOT_WRITE);
	error_of(mill, CARDMILL_CANNOT_WRITE, "write-failed");
	OK(out.len <= limit);
}

static void
refusals(void)
{
	cardmill *mill = built(NOTES, NULL);

	for (size_t i = 0; i < COUNT(every_format); i++) {
		bytes whole = written(mill, every_format[i]), again;
		refuses_after(mill, every_format[i], 1);
		refuses_after(mill, every_format[i], whole.len / 2);
		refuses_after(mill, every_format[i], whole.len - 1);
		again = written(mill, every_format[i]);
		OK(same_bytes(&whole, &again)); /* the mill has taken no harm */
	}
	cardmill_free(mill);
}

static int
refuse(void *user, const void *from, size_t length)
{
	int *calls = user;

	(void)from;
	(void)length;
	++*calls;
	return 7; /* anything but 0 */
}

static void
not_asked_again(void)
{
	size_t room = 400000, length = 0;
	char *text = malloc(room);
	cardmill *mill;

	OK(text != NULL);
	for (int i = 0; length < room - 100; i++)
		length += (size_t)snprintf(
		    text + length, 100, "- key %d: value %d of many\n", i, i);
	mill = built(text, NULL);
	for (size_t i = 0; i < COUNT(every_format); i++) {
		int calls = 0;
		INT_EQ(cardmill_write(mill, every_format[i], (cardmill_sink){ refuse, &calls }),
		    CARDMILL_CANNOT_WRITE);
		INT_EQ(calls, 1);
	}
	free(text);
	cardmill_free(mill);
}

static const check_test tests[] = {
	{ "same-as-the-file", same_as_the_file },
	{ "many-pieces", many_pieces },
	{ "refusals", refusals },
	{ "not-asked-again", not_asked_again },
};

int
main(int argc, char **argv)
{
	return check_run("api-sinks", tests, COUNT(tests), argc, argv);
}
