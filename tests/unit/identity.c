/*
 * identity.c - a note's guid: what it asks and where, and nothing else.
 *
 * A guid is for ever: people's review history hangs on it.  The values pinned
 * below may only change together with all the others, before the first release.
 */
#include "unit.h"
#include "deck.h"

/* Guids for prompts in one deck, in this order; all are basic notes below context. */
static const char *
guid_of(const char *deck_name, mill_kind kind, const char *context, const char *const *prompts,
    size_t count, size_t which)
{
	mill_note *notes = MILL_NEW(test_arena(), mill_note, count);
	mill_note **all = MILL_NEW(test_arena(), mill_note *, count);
	mill_origin origin = { "f.md", MILL_STR("f.md"), mill_cstr(deck_name), MILL_STR(""),
		mill_cstr(deck_name), mill_cstr(deck_name), NULL };
	mill_deck deck = {
		.notes = all, .note_count = count, .origins = &origin, .origin_count = 1
	};

	for (size_t i = 0; i < count; i++) {
		notes[i].fields = MILL_NEW(test_arena(), mill_str, MILL_FIELDS);
		notes[i].field_count = MILL_FIELDS;
		for (int k = 0; k < MILL_FIELDS; k++)
			notes[i].fields[k] = MILL_STR("");
		notes[i].kind = kind;
		notes[i].context = mill_cstr(context);
		notes[i].prompt = mill_cstr(prompts[i]);
		notes[i].id = notes[i].guid = MILL_STR("");
		all[i] = &notes[i];
	}
	mill_identify(test_arena(), &deck);
	OK(notes[which].guid.ptr[notes[which].guid.len] == '\0');
	return notes[which].guid.ptr;
}

static const char *
guid(const char *context, const char *prompt)
{
	return guid_of("Go", MILL_BASIC, context, &prompt, 1, 0);
}

#define same(a, b)   STR_EQ(a, b)
#define differ(a, b) OK(strcmp(a, b) != 0)

static void
letter_and_base62(void)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	bool seen[128] = { false };
	int kinds = 0;

	for (int i = 0; i < 2000; i++) {
		char prompt[20];
		const char *id;

		snprintf(prompt, sizeof prompt, "key %d", i);
		id = guid("A", prompt);
		INT_EQ(strlen(id), 13);
		OK(strchr(letters, id[0]) != NULL);
		for (int k = 1; k < 13; k++) {
			OK(strchr(letters, id[k]) != NULL || (id[k] >= '0' && id[k] <= '9'));
			seen[(int)id[k]] = true;
		}
	}
	for (int c = 0; c < 128; c++)
		kinds += seen[c];
	INT_EQ(kinds, 62);
}

static void
for_ever(void)
{
	const char *prompt = "什么是通道";

	STR_EQ(guid("Go › map", "key"), "VGYD0orLFDsQp");
	STR_EQ(guid_of("A::B", MILL_CLOZE, "", &prompt, 1, 0), "POi9G7q5eA7fw");
}

static void
made_of(void)
{
	const char *prompt = "key", *id = guid("A", "key");

	differ(guid("A", "keys"), id);
	differ(guid("B", "key"), id);
	differ(guid("", "key"), id);
	differ(guid_of("Go2", MILL_BASIC, "A", &prompt, 1, 0), id);
	differ(guid_of("Go", MILL_CLOZE, "A", &prompt, 1, 0), id);
	differ(guid("A key", ""), guid("A", "key"));
	differ(guid("C", "C++"), guid("C", "C#"));
	differ(guid("C", "a-b"), guid("C", "a b"));
}

/* Trivia that a second look at the notes would tidy up. */
static void
not_made_of(void)
{
	const char *id = guid("A › B", "What is a map");

	same(guid("a › b", "WHAT is a Map"), id);
	same(guid("A › B", "What is a map:"), id);
	same(guid("A › B", "What is a map："), id);
	same(guid("A › B", "What  is a\tmap. "), id);
	same(guid("A › B", "What is\xC2\xA0"
			   "a map\xE3\x80\x80"),
	    id);
	same(guid("A › B：", "What is a map;"), id);
	same(guid("É", "ÀÉÎ Ж"), guid("é", "àéî ж"));
	same(guid("A", "甲。"), guid("A", "甲"));
}

/* Trivia in front of it, too. */
static void
not_made_of_what_leads(void)
{
	same(guid("A", " key"), guid("A", "key"));
	same(guid("A", ": key"), guid("A", "key"));
	same(guid("\xE3\x80\x80"
		  "A",
		 "key"),
	    guid("A", "key"));
}

/* Composed or not, it is the same text (NFC and NFD). */
static void
composed_or_not(void)
{
	same(guid("A", "caf\xC3\xA9"), guid("A", "cafe\xCC\x81"));
	same(guid("A", "\xEA\xB0\x80"), guid("A", "\xE1\x84\x80\xE1\x85\xA1"));
}

/* Equal prompts in one place are counted; the first keeps its guid when others
 * come behind it. */
static void
repeats(void)
{
	static const char *const three[] = { "key", "lock", "key", "Key:" };
	const char *first = guid("A", "key");

	same(guid_of("Go", MILL_BASIC, "A", three, 4, 0), first);
	differ(guid_of("Go", MILL_BASIC, "A", three, 4, 2), first);
	differ(guid_of("Go", MILL_BASIC, "A", three, 4, 3), first);
	differ(guid_of("Go", MILL_BASIC, "A", three, 4, 3),
	    guid_of("Go", MILL_BASIC, "A", three, 4, 2));
	same(guid_of("Go", MILL_BASIC, "A", three, 4, 1), guid("A", "lock"));
}

/* Neither inserting nor reordering changes the guids of other notes. */
static void
neighbours(void)
{
	static const char *const a[] = { "one", "two", "three" }, *const b[] = { "three", "new",
		"one", "two" };

	same(guid_of("Go", MILL_BASIC, "A", a, 3, 0), guid_of("Go", MILL_BASIC, "A", b, 4, 2));
	same(guid_of("Go", MILL_BASIC, "A", a, 3, 1), guid_of("Go", MILL_BASIC, "A", b, 4, 3));
	same(guid_of("Go", MILL_BASIC, "A", a, 3, 2), guid_of("Go", MILL_BASIC, "A", b, 4, 0));
}

/* Fields, tags, place and time are no part of it. */
static void
answers(void)
{
	mill_note notes[2] = { { 0 } }, *all[2] = { &notes[0], &notes[1] };
	mill_str tag = MILL_STR("tag");
	mill_origin origins[2] = { { "a.md", MILL_STR("a.md"), MILL_STR("D"), MILL_STR(""),
				       MILL_STR("D"), MILL_STR("D"), NULL },
		{ "b.md", MILL_STR("b.md"), MILL_STR("D"), MILL_STR(""), MILL_STR("D"),
		    MILL_STR("D"), NULL } };
	mill_deck deck = { .notes = all, .origins = origins, .origin_count = 2 };

	for (int i = 0; i < 2; i++) {
		notes[i].context = MILL_STR("A");
		notes[i].prompt = MILL_STR("key");
		notes[i].id = notes[i].guid = MILL_STR("");
		notes[i].fields = MILL_NEW(test_arena(), mill_str, MILL_FIELDS);
		notes[i].field_count = MILL_FIELDS;
		for (int k = 0; k < MILL_FIELDS; k++)
			notes[i].fields[k] = i == 0 ? MILL_STR("x") : MILL_STR("y");
	}
	notes[1].line = 7;
	notes[1].modified = 99;
	notes[1].rule = "term";
	notes[1].tags = &tag;
	notes[1].tag_count = 1;
	notes[1].source = 1;
	for (int i = 0; i < 2; i++) { /* each alone in its deck */
		deck.notes = &all[i];
		deck.note_count = 1;
		mill_identify(test_arena(), &deck);
	}
	same(notes[0].guid.ptr, notes[1].guid.ptr);
}

static const check_test tests[] = {
	{ "letter-and-base62", letter_and_base62 },
	{ "for-ever", for_ever },
	{ "made-of", made_of },
	{ "not-made-of", not_made_of },
	{ "not-made-of-what-leads", not_made_of_what_leads },
	{ "composed-or-not", composed_or_not },
	{ "repeats", repeats },
	{ "neighbours", neighbours },
	{ "answers", answers },
};

int
main(int argc, char **argv)
{
	return check_run("unit-identity", tests, COUNT(tests), argc, argv);
}
