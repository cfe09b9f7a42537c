/* hostile.c - packages as sources, cut off and turned at every byte: an error or a deck. */
#include "help.h"

static const char DECK[] =
    "{\"notes\": [{\"guid\": \"g1\", \"notetype\": \"T\", \"deck\": \"D\", \"tags\": [\"t\"], "
    "\"fields\": [\"<img src='a.png'>\", \"b\"]}, {\"guid\": \"g2\", \"notetype\": \"T\", "
    "\"deck\": "
    "\"D::E\", \"fields\": [\"x\", \"y\"]}], \"note_types\": [{\"name\": \"T\", \"cloze\": false, "
    "\"fields\": [\"A\", \"B\"], \"id\": 5, \"css\": \"c\", \"field_settings\": [{\"font\": \"f\", "
    "\"size\": 9}, {\"font\": \"f\", \"size\": 9}], \"templates\": [{\"name\": \"C\", \"front\": "
    "\"{{A}}\", \"back\": \"{{B}}\"}]}]}";

static int
swallow(void *user, const void *some, size_t length)
{
	*(size_t *)user += length;
	(void)some;
	return 0;
}

/* A small package with a file in it. */
static bytes
small(cardmill_package layout)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	cardmill *mill;

	spit("small.json", DECK);
	mkdir("small.media", 0777);
	spit("small.media/a.png", "picture");
	options.package = layout;
	options.now = 1700000000;
	mill = cardmill_new(&options);
	INT_EQ(cardmill_add_path(mill, "small.json"), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	INT_EQ(cardmill_media_count(mill), 1);
	INT_EQ(cardmill_write_file(mill, CARDMILL_APKG, "small.apkg"), CARDMILL_OK);
	cardmill_free(mill);
	return slurp("small.apkg");
}

/* Whatever it holds: a sentence that names the file, or a deck that can be written. */
static bool
attempt(const void *data, size_t length)
{
	FILE *stream = fopen("h.apkg", "wb");
	size_t written = 0;
	cardmill_sink sink = { swallow, &written };
	cardmill *mill = cardmill_new(NULL);
	cardmill_status rc;

	OK(stream != NULL && fwrite(data, 1, length, stream) == length && fclose(stream) == 0);
	INT_EQ(cardmill_add_path(mill, "h.apkg"), CARDMILL_OK);
	rc = cardmill_build(mill);
	if (rc == CARDMILL_OK) {
		INT_EQ(cardmill_write(mill, CARDMILL_APKG, sink), CARDMILL_OK);
		INT_EQ(cardmill_write(mill, CARDMILL_JSON, sink), CARDMILL_OK);
		OK(written > 0);
	} else {
		const cardmill_report *error = cardmill_error(mill);

		INT_EQ(rc, CARDMILL_BAD_INPUT);
		OK(error != NULL && error->message[0] != '\0');
		if (strcmp(error->name, "no-cards") != 0)
			STR_EQ(error->file, "h.apkg");
	}
	cardmill_free(mill);
	return rc == CARDMILL_OK;
}

static void
cut_off(cardmill_package layout)
{
	bytes whole = small(layout);

	/* Of the last record no more than the length of a comment may be missing. */
	for (size_t length = 0; length < whole.len - 3; length++)
		if (attempt(whole.data, length))
			FAIL("%zu bytes of %zu are a deck", length, whole.len);
	OK(attempt(whole.data, whole.len));
}

/* Each byte with one bit, or all, turned. */
static void
turned(cardmill_package layout, bool all)
{
	bytes whole = small(layout);
	unsigned char *data = (unsigned char *)whole.data;
	size_t refused = 0;

	for (size_t at = 0; at < whole.len; at++) {
		unsigned char bits = (unsigned char)(all ? 0xFFu : 1u << at % 8);

		data[at] ^= bits;
		refused += !attempt(data, whole.len);
		data[at] ^= bits;
	}
	OK(refused > whole.len / 4); /* most of it is under a checksum */
}

static void
legacy_cut_off(void)
{
	cut_off(CARDMILL_LEGACY);
}

static void
latest_cut_off(void)
{
	cut_off(CARDMILL_LATEST);
}

static void
legacy_bits_turned(void)
{
	turned(CARDMILL_LEGACY, false);
}

static void
legacy_bytes_turned(void)
{
	turned(CARDMILL_LEGACY, true);
}

static void
latest_bits_turned(void)
{
	turned(CARDMILL_LATEST, false);
}

static void
latest_bytes_turned(void)
{
	turned(CARDMILL_LATEST, true);
}

static const check_test tests[] = {
	{ "legacy-cut-off", legacy_cut_off },
	{ "latest-cut-off", latest_cut_off },
	{ "legacy-bits-turned", legacy_bits_turned },
	{ "legacy-bytes-turned", legacy_bytes_turned },
	{ "latest-bits-turned", latest_bits_turned },
	{ "latest-bytes-turned", latest_bytes_turned },
};

int
main(int argc, char **argv)
{
	return check_run("api-hostile", tests, COUNT(tests), argc, argv);
}
