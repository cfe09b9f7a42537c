/*
 * decks.c - into which deck a source goes: by file name, folder, option and
 * front matter; and what happens when two want the same.
 */
#include "help.h"

static cardmill *
mill_with_deck(const char *deck)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;

	options.deck = deck;
	return cardmill_new(&options);
}

static void
add(cardmill *mill, const char *name, const char *text)
{
	INT_EQ(cardmill_add_bytes(mill, name, text, strlen(text)), CARDMILL_OK);
}

static void
build(cardmill *mill)
{
	if (cardmill_build(mill) != CARDMILL_OK)
		FAIL("not built: %s", cardmill_error(mill)->message);
}

static void
deck_is(cardmill *mill, const char *front, const char *deck)
{
	STR_EQ(note_of(mill, front)->deck, deck);
}

static void
named_like_the_file(void)
{
	static const char *const names[][2] = { { "a.md", "a" }, { "dir/b.c.md", "b.c" },
		{ "noending", "noending" }, { ".hidden", ".hidden" }, { "生物.markdown", "生物" },
		{ "  x  .txt", "x" }, { "a::b.md", "a::b" } };

	for (size_t i = 0; i < COUNT(names); i++) {
		cardmill *mill = cardmill_new(NULL);
		add(mill, names[i][0], "k: v\n");
		build(mill);
		deck_is(mill, "k", names[i][1]);
		STR_EQ(cardmill_note_at(mill, 0)->file, names[i][0]);
		cardmill_free(mill);
	}
}

static void
option_names_one_source(void)
{
	cardmill *mill = mill_with_deck("Go::Basics");

	add(mill, "a.md", "k: v\n");
	build(mill);
	deck_is(mill, "k", "Go::Basics");
	cardmill_free(mill);
}

static void
option_is_the_root_of_several(void)
{
	cardmill *mill = mill_with_deck("Exam");

	add(mill, "x/a.md", "k: v\n");
	add(mill, "b.md", "l: v\n");
	INT_EQ(cardmill_source_count(mill), 2);
	build(mill);
	deck_is(mill, "k", "Exam::a");
	deck_is(mill, "l", "Exam::b");
	cardmill_free(mill);
}

static void
several_sources(void)
{
	cardmill *mill = cardmill_new(NULL);

	add(mill, "b.md", "l: v\n");
	add(mill, "a.md", "k: v\n");
	build(mill);
	STR_EQ(cardmill_note_at(mill, 0)->deck, "b");
	STR_EQ(cardmill_note_at(mill, 1)->deck, "a");
	cardmill_free(mill);
}

/* A deck's name is one Anki would keep as it is. */
static void
names_are_cleaned(void)
{
	static const char *const names[][2] = { { " a :: b ", "a::b" }, { "::a", "blank::a" },
		{ "a::", "a::blank" }, { "a\tb", "a b" }, { "say \"x\"", "say  x" },
		{ ":a:", "a" } };

	for (size_t i = 0; i < COUNT(names); i++) {
		cardmill *mill = mill_with_deck(names[i][0]);
		const char *deck;

		add(mill, "n.md", "k: v\n");
		build(mill);
		deck = note_of(mill, "k")->deck;
		OK(strpbrk(deck, "\t\n\"") == NULL);
		OK(deck[0] != ' ' && deck[0] != ':' && deck[strlen(deck) - 1] != ' ');
		if (strchr(names[i][0], '"') == NULL)
			STR_EQ(deck, names[i][1]);
		cardmill_free(mill);
	}
}

static void
make_folder(void)
{
	mkdir("notes", 0777);
	mkdir("notes/sub", 0777);
	mkdir("notes/.git", 0777);
	spit("notes/10 ten.md", "ten: v\n");
	spit("notes/2 two.markdown", "two: v\n");
	spit("notes/sub/x.txt", "x: v\n");
	spit("notes/.hidden.md", "hidden: v\n");
	spit("notes/.git/config.md", "git: v\n");
	spit("notes/picture.png", "\xFF\xFE\xFD");
	spit("notes/readme.html", "html: v\n");
	spit("notes/noending", "none: v\n");
}

static void
check_folder(const char *path, const char *root)
{
	cardmill *mill = cardmill_new(NULL);
	char deck[100], file[100];

	INT_EQ(cardmill_add_path(mill, path), CARDMILL_OK);
	INT_EQ(cardmill_source_count(mill), 3);
	build(mill);
	INT_EQ(cardmill_note_count(mill), 3);
	STR_EQ(cardmill_note_at(mill, 0)->fields[0], "two");
	STR_EQ(cardmill_note_at(mill, 1)->fields[0], "ten");
	STR_EQ(cardmill_note_at(mill, 2)->fields[0], "x");
	snprintf(deck, sizeof deck, "%s::2 two", root);
	STR_EQ(cardmill_note_at(mill, 0)->deck, deck);
	snprintf(deck, sizeof deck, "%s::sub::x", root);
	STR_EQ(cardmill_note_at(mill, 2)->deck, deck);
	STR_EQ(cardmill_note_at(mill, 2)->fields[3], "sub/x.txt");
	snprintf(
	    file, sizeof file, "%s%ssub/x.txt", path, path[strlen(path) - 1] == '/' ? "" : "/");
	STR_EQ(cardmill_note_at(mill, 2)->file, file);
	cardmill_free(mill);
}

static void
folder(void)
{
	make_folder();
	check_folder("notes", "notes");
	check_folder("notes/", "notes");
	check_folder("./notes", "notes");
	check_folder("notes/sub/..", "notes");
}

static void
folder_we_are_in(void)
{
	make_folder();
	OK(chdir("notes") == 0);
	check_folder(".", "notes");
	check_folder("./", "notes");
	OK(chdir("sub") == 0);
	check_folder("..", "notes");
}

/* The same folder gives the same guids, wherever it stands and however it is named. */
static void
folder_moves(void)
{
	cardmill *here = cardmill_new(NULL), *there = cardmill_new(NULL);

	make_folder();
	INT_EQ(cardmill_add_path(here, "notes"), CARDMILL_OK);
	build(here);
	mkdir("else", 0777);
	OK(rename("notes", "else/notes") == 0);
	INT_EQ(cardmill_add_path(there, "./else/notes/"), CARDMILL_OK);
	build(there);
	for (size_t i = 0; i < 3; i++)
		STR_EQ(cardmill_note_at(here, i)->guid, cardmill_note_at(there, i)->guid);
	cardmill_free(here);
	cardmill_free(there);
}

static void
folder_below_an_option(void)
{
	cardmill *mill = mill_with_deck("Root");

	make_folder();
	INT_EQ(cardmill_add_path(mill, "notes"), CARDMILL_OK);
	build(mill);
	deck_is(mill, "x", "Root::sub::x");
	deck_is(mill, "two", "Root::2 two");
	cardmill_free(mill);
}

static void
folder_without_notes(void)
{
	cardmill *mill = cardmill_new(NULL);

	mkdir("empty", 0777);
	mkdir("empty/deeper", 0777);
	spit("empty/x.png", "x");
	INT_EQ(cardmill_add_path(mill, "empty"), CARDMILL_CANNOT_READ);
	STR_HAS(error_of(mill, CARDMILL_CANNOT_READ, "no-sources")->message, "empty");
	INT_EQ(cardmill_source_count(mill), 0);
	cardmill_free(mill);
}

/* Links that lead back up must neither hang nor double the notes. */
static void
folder_with_a_loop(void)
{
	cardmill *mill = cardmill_new(NULL);

	make_folder();
	OK(symlink(".", "notes/again") == 0);
	alarm(10);
	INT_EQ(cardmill_add_path(mill, "notes"), CARDMILL_OK);
	INT_EQ(cardmill_source_count(mill), 3);
	cardmill_free(mill);
}

static void
folder_with_two_loops(void)
{
	cardmill *mill = cardmill_new(NULL);

	make_folder();
	OK(symlink(".", "notes/again") == 0);
	OK(symlink("..", "notes/sub/up") == 0);
	alarm(10);
	INT_EQ(cardmill_add_path(mill, "notes"), CARDMILL_OK);
	INT_EQ(cardmill_source_count(mill), 3);
	cardmill_free(mill);
}

static void
file_gone_before_build(void)
{
	cardmill *mill = cardmill_new(NULL);

	spit("a.md", "k: v\n");
	INT_EQ(cardmill_add_path(mill, "a.md"), CARDMILL_OK);
	OK(unlink("a.md") == 0);
	INT_EQ(cardmill_build(mill), CARDMILL_CANNOT_READ);
	STR_EQ(error_of(mill, CARDMILL_CANNOT_READ, "read-failed")->file, "a.md");
	cardmill_free(mill);
}

/* Every string out is UTF-8, so a file name that is not must be refused or repaired. */
static void
file_name_not_utf8(void)
{
	cardmill *mill = cardmill_new(NULL);
	cardmill_status status;

	spit("caf\xE9.md", "k: v\n");
	status = cardmill_add_path(mill, "caf\xE9.md");
	if (status == CARDMILL_OK)
		status = cardmill_build(mill);
	if (status == CARDMILL_OK) {
		const cardmill_note *note = cardmill_note_at(mill, 0);
		OK(strchr(note->deck, '\xE9') == NULL);
		OK(strchr(note->fields[3], '\xE9') == NULL);
	}
	cardmill_free(mill);
}

static void
front_matter_deck(void)
{
	cardmill *mill = cardmill_new(NULL);

	add(mill, "a.md", "---\ndeck: \"Go :: Runtime\"\n---\nk: v\n");
	build(mill);
	deck_is(mill, "k", "Go::Runtime");
	cardmill_free(mill);
}

static void
front_matter_title(void)
{
	cardmill *mill = cardmill_new(NULL);

	add(mill, "a.md", "---\ntitle: The Title\n---\nk: v\n\n# H\n\nl: v\n");
	build(mill);
	deck_is(mill, "k", "a");
	STR_EQ(note_of(mill, "k")->context, "The Title");
	STR_EQ(note_of(mill, "l")->context, "H");
	cardmill_free(mill);
}

static void
front_matter_below_an_option(void)
{
	cardmill *mill = mill_with_deck("Root");

	add(mill, "a.md", "---\ndeck: Own\n---\nk: v\n");
	add(mill, "b.md", "l: v\n");
	build(mill);
	deck_is(mill, "k", "Root::Own");
	deck_is(mill, "l", "Root::b");
	cardmill_free(mill);
}

static void
option_wins_over_front_matter(void)
{
	cardmill *mill = mill_with_deck("Given");

	add(mill, "a.md", "---\ndeck: Own\n---\nk: v\n");
	build(mill);
	deck_is(mill, "k", "Given");
	cardmill_free(mill);
}

static void
front_matter_in_a_folder(void)
{
	cardmill *mill = cardmill_new(NULL);

	mkdir("f", 0777);
	spit("f/a.md", "---\ndeck: Elsewhere\n---\nk: v\n");
	spit("f/b.md", "l: v\n");
	INT_EQ(cardmill_add_path(mill, "f"), CARDMILL_OK);
	build(mill);
	deck_is(mill, "k", "Elsewhere");
	deck_is(mill, "l", "f::b");
	cardmill_free(mill);
}

/* Front matter is no card, and what is no YAML mapping is no front matter. */
static void
front_matter_or_not(void)
{
	cardmill *mill = cardmill_new(NULL);

	add(mill, "a.md", "---\ndeck: D\nnote: not a card\n---\nk: v\n");
	build(mill);
	INT_EQ(cardmill_note_count(mill), 1);
	cardmill_free(mill);
	mill = cardmill_new(NULL);
	add(mill, "a.md", "---\n\ndeck: D\n\n---\n");
	build(mill);
	deck_is(mill, "deck", "a");
	cardmill_free(mill);
}

/* YAML of other shapes than a text is no deck and no title. */
static void
front_matter_of_other_shapes(void)
{
	static const char *const texts[] = {
		"---\ndeck: [a, b]\ntitle: {x: y}\ntags: {a: b}\n---\nk: v\n",
		"---\ndeck:\ntitle:\ntags:\n---\nk: v\n", "---\ndeck: ''\ntags: []\n---\nk: v\n",
		"---\ndeck: &a x\ntitle: *b\n---\nk: v\n", "---\n- a\n- b\n---\nk: v\n",
		"---\n? [a]\n: b\ntags: [[x], {y: z}, 1, true]\n---\nk: v\n"
	};

	for (size_t i = 0; i < COUNT(texts); i++) {
		cardmill *mill = cardmill_new(NULL);
		add(mill, "a.md", texts[i]);
		build(mill);
		if (i < 3)
			deck_is(mill, "k", "a");
		cardmill_free(mill);
	}
}

static void
same_deck_is_an_error(void)
{
	cardmill *mill = cardmill_new(NULL);
	const char *message;

	add(mill, "x/a.md", "k: v\n");
	add(mill, "y/a.md", "l: v\n");
	INT_EQ(cardmill_build(mill), CARDMILL_BAD_INPUT);
	message = error_of(mill, CARDMILL_BAD_INPUT, "same-deck")->message;
	STR_HAS(message, "x/a.md");
	STR_HAS(message, "y/a.md");
	STR_HAS(message, "\"a\"");
	INT_EQ(cardmill_note_count(mill), 0);
	cardmill_free(mill);
}

/* To Anki, and on many disks, names that differ in case alone are one. */
static void
same_deck_but_for_case(void)
{
	cardmill *mill = cardmill_new(NULL);

	add(mill, "x/Cells.md", "k: v\n");
	add(mill, "y/cells.md", "l: v\n");
	INT_EQ(cardmill_build(mill), CARDMILL_BAD_INPUT);
	error_of(mill, CARDMILL_BAD_INPUT, "same-deck");
	cardmill_free(mill);
}

static void
same_source_twice_is_an_error(void)
{
	cardmill *mill = cardmill_new(NULL);

	spit("a.md", "k: v\n");
	INT_EQ(cardmill_add_path(mill, "a.md"), CARDMILL_OK);
	INT_EQ(cardmill_add_path(mill, "./a.md"), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_BAD_INPUT);
	error_of(mill, CARDMILL_BAD_INPUT, "same-deck");
	cardmill_free(mill);
}

static void
same_deck_asked_twice_is_fine(void)
{
	cardmill *mill = cardmill_new(NULL);

	add(mill, "a.md", "---\ndeck: Both\n---\nk: v\n");
	add(mill, "b.md", "---\ndeck: Both\n---\nl: v\n");
	build(mill);
	deck_is(mill, "k", "Both");
	deck_is(mill, "l", "Both");
	cardmill_free(mill);
}

static void
same_deck_asked_once_is_an_error(void)
{
	cardmill *mill = cardmill_new(NULL);

	add(mill, "a.md", "k: v\n");
	add(mill, "b.md", "---\ndeck: a\n---\nl: v\n");
	INT_EQ(cardmill_build(mill), CARDMILL_BAD_INPUT);
	error_of(mill, CARDMILL_BAD_INPUT, "same-deck");
	cardmill_free(mill);
}

/* Equal questions of two sources in one deck are two notes. */
static void
same_prompt_in_a_shared_deck(void)
{
	cardmill *mill = cardmill_new(NULL);

	add(mill, "a.md", "---\ndeck: Both\n---\n# A\n\nk: v\n");
	add(mill, "b.md", "---\ndeck: Both\n---\n# A\n\nk: w\n");
	build(mill);
	INT_EQ(cardmill_note_count(mill), 2);
	OK(strcmp(cardmill_note_at(mill, 0)->guid, cardmill_note_at(mill, 1)->guid) != 0);
	cardmill_free(mill);
}

static const check_test tests[] = {
	{ "named-like-the-file", named_like_the_file },
	{ "option-names-one-source", option_names_one_source },
	{ "option-is-the-root-of-several", option_is_the_root_of_several },
	{ "several-sources", several_sources },
	{ "names-are-cleaned", names_are_cleaned },
	{ "folder", folder },
	{ "folder-we-are-in", folder_we_are_in },
	{ "folder-moves", folder_moves },
	{ "folder-below-an-option", folder_below_an_option },
	{ "folder-without-notes", folder_without_notes },
	{ "folder-with-a-loop", folder_with_a_loop },
	{ "folder-with-two-loops", folder_with_two_loops },
	{ "file-gone-before-build", file_gone_before_build },
	{ "file-name-not-utf8", file_name_not_utf8 },
	{ "front-matter-deck", front_matter_deck },
	{ "front-matter-title", front_matter_title },
	{ "front-matter-below-an-option", front_matter_below_an_option },
	{ "option-wins-over-front-matter", option_wins_over_front_matter },
	{ "front-matter-in-a-folder", front_matter_in_a_folder },
	{ "front-matter-or-not", front_matter_or_not },
	{ "front-matter-of-other-shapes", front_matter_of_other_shapes },
	{ "same-deck-is-an-error", same_deck_is_an_error },
	{ "same-deck-but-for-case", same_deck_but_for_case },
	{ "same-source-twice-is-an-error", same_source_twice_is_an_error },
	{ "same-deck-asked-twice-is-fine", same_deck_asked_twice_is_fine },
	{ "same-deck-asked-once-is-an-error", same_deck_asked_once_is_an_error },
	{ "same-prompt-in-a-shared-deck", same_prompt_in_a_shared_deck },
};

int
main(int argc, char **argv)
{
	return check_run("api-decks", tests, COUNT(tests), argc, argv);
}
