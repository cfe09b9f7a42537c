/*
 * asset.c - what is built in, compressed: its parts, unpacked, in an archive; and the
 * script that colours code, from the deck to the template.
 */
#include "unit.h"
#include "deck.h"
#include "formats/formats.h"

#include <minizip/unzip.h>

/* "hello hello hello\n", by gzip -9n. */
static const unsigned char hello[] = { 0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
	0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40, 0x90, 0x5c, 0x00, 0x3b, 0x7c, 0x8a, 0xdf,
	0x12, 0x00, 0x00, 0x00 };
static const mill_asset hello_asset = { hello, sizeof hello, "", NULL, 0 };

static void
parts(void)
{
	mill_packed packed = mill_asset_packed(&hello_asset);

	INT_EQ(packed.size, 18);
	INT_EQ(packed.crc, 0xdf8a7c3b);
	INT_EQ(packed.deflated.len, sizeof hello - 18);
	INT_EQ((unsigned char)packed.deflated.ptr[0], 0xcb);
}

static void
unpacked(void)
{
	mill_str text;

	OK(mill_asset_text(test_arena(), &hello_asset, &text));
	SAME(text, "hello hello hello\n");
	OK(text.ptr[text.len] == '\0');
}

/* A byte that is wrong anywhere behind the header is found. */
static void
damaged(void)
{
	for (size_t at = 10; at < sizeof hello; at++) {
		unsigned char bytes[sizeof hello];
		mill_asset asset = { bytes, sizeof bytes, "", NULL, 0 };
		mill_str text;

		memcpy(bytes, hello, sizeof hello);
		bytes[at] ^= 0x41;
		if (mill_asset_text(test_arena(), &asset, &text))
			FAIL("byte %zu may be wrong", at);
	}
}

/* A writing with memory of its own, which release() gives back. */
static mill_writing
writing_of(counted *own, const mill_deck *deck)
{
	mill_writing writing = { .deck = deck };

	counted_init(own);
	writing.arena.heap = &own->heap;
	return writing;
}

static void
release(mill_writing *writing, const counted *own)
{
	mill_arena_free(&writing->arena);
	INT_EQ(own->live, 0);
}

static int
catch_bytes(void *user, const void *bytes, size_t length)
{
	mill_put(user, bytes, length);
	return 0;
}

/* A member that is packed already lies in the archive as it is. */
static void
archived(void)
{
	mill_packed packed = mill_asset_packed(&hello_asset);
	mill_member member = { "0", MILL_STR(""), &packed, NULL, MILL_DEFLATED };
	mill_buf out = test_buf();
	counted own;
	mill_writing writing = writing_of(&own, NULL);
	FILE *stream = fopen("x.zip", "wb");
	unz_file_info64 info;
	char text[64];
	unzFile zip;

	writing.sink = (cardmill_sink){ catch_bytes, &out };
	OK(mill_zip(&writing, &member, 1));
	release(&writing, &own);
	OK(fwrite(out.text, 1, out.len, stream) == out.len);
	fclose(stream);
	OK(mill_find(mill_buf_str(&out), packed.deflated, 0) != SIZE_MAX);
	zip = unzOpen64("x.zip");
	INT_EQ(unzLocateFile(zip, "0", 1), UNZ_OK);
	INT_EQ(unzGetCurrentFileInfo64(zip, &info, NULL, 0, NULL, 0, NULL, 0), UNZ_OK);
	INT_EQ(info.uncompressed_size, 18);
	INT_EQ(unzOpenCurrentFile(zip), UNZ_OK);
	INT_EQ(unzReadCurrentFile(zip, text, sizeof text), 18);
	INT_EQ(unzCloseCurrentFile(zip), UNZ_OK); /* asks for the CRC, too */
	OK(memcmp(text, "hello hello hello\n", 18) == 0);
	unzClose(zip);
}

/* ---- the script ------------------------------------------------------------------- */

static bool
has_script(void)
{
	return mill_asset_packed(&mill_prism).size > 0;
}

static void
script_is_itself(void)
{
	static const char hex[] = "0123456789abcdef";
	uint8_t digest[20];
	mill_str text;

	if (!has_script())
		SKIP("there was no Prism to build in");
	OK(mill_asset_text(test_arena(), &mill_prism, &text));
	mill_sha1(text, digest);
	INT_EQ(strlen(mill_prism.sha1), 40);
	for (int i = 0; i < 20; i++) {
		INT_EQ(mill_prism.sha1[2 * i], hex[digest[i] >> 4]);
		INT_EQ(mill_prism.sha1[2 * i + 1], hex[digest[i] & 15]);
	}
	INT_EQ(mill_valid(text), text.len);
	OK(mill_starts(text, MILL_STR("/*! Syntax colours by Prism")));
}

static mill_deck
deck_of(mill_note *note, mill_note **notes, const char *front, const char *back)
{
	const mill_notetype **types = MILL_NEW(test_arena(), const mill_notetype *, 1);

	*note = (mill_note){ .fields = MILL_NEW(test_arena(), mill_str, MILL_FIELDS),
		.field_count = MILL_FIELDS };
	note->fields[0] = mill_cstr(front);
	note->fields[1] = mill_cstr(back);
	note->fields[2] = note->fields[3] = MILL_STR("");
	notes[0] = note;
	types[0] = mill_make_own_type(test_arena(), MILL_BASIC);
	return (mill_deck){ .notes = notes,
		.note_count = 1,
		.types = types,
		.type_count = 1,
		.style = { .highlight = true } };
}

/* The script travels with decks that have code in a language, on either side. */
static void
travels(void)
{
	static const struct {
		const char *front, *back;
		bool highlight;
		size_t files;
	} cases[] = {
		{ "a", "b", true, 0 },
		{ "a", "<pre><code>b</code></pre>", true, 0 },
		{ "a", "<pre><code class=\"language-go\">b</code></pre>", true, 1 },
		{ "a<pre><code class=\"language-go\">b</code></pre>", "b", true, 1 },
		{ "a", "<pre><code class=\"language-go\">b</code></pre>", false, 0 },
	};

	if (!has_script())
		SKIP("there was no Prism to build in");
	for (size_t i = 0; i < COUNT(cases); i++) {
		mill_note note, *notes[1];
		mill_deck deck = deck_of(&note, notes, cases[i].front, cases[i].back);
		counted own;
		mill_writing writing = writing_of(&own, &deck);
		mill_static files[MILL_STATICS];

		deck.style.highlight = cases[i].highlight;
		if (mill_static_files(&writing, files) != cases[i].files)
			FAIL("case %zu has not %zu files", i, cases[i].files);
		if (cases[i].files > 0) {
			OK(strncmp(files[0].name, "_cardmill-code-", 15) == 0);
			OK(strncmp(files[0].name + 15, mill_prism.sha1, 8) == 0);
			STR_EQ(files[0].name + 23, ".js");
			OK(files[0].asset == &mill_prism);
		}
		release(&writing, &own);
	}
}

/* Anki reads braces in scripts, too, and finds the file by the quoted name. */
static void
template_loads(void)
{
	mill_note note, *notes[1];
	mill_deck deck = deck_of(&note, notes, "a", "b");
	counted own;
	mill_writing writing = writing_of(&own, &deck);
	mill_str made = mill_coloured(&writing, MILL_STR("{{Front}}\n"));
	mill_str added = mill_slice(made, 10, made.len);
	char name[40];

	if (!has_script())
		SKIP("there was no Prism to build in");
	snprintf(name, sizeof name, "\"_cardmill-code-%.8s.js\"", mill_prism.sha1);
	OK(mill_starts(made, MILL_STR("{{Front}}\n<script>\n")));
	OK(mill_ends(made, MILL_STR("</script>\n")));
	OK(mill_find(added, mill_cstr(name), 0) != SIZE_MAX);
	OK(mill_find(added, MILL_STR("{{"), 0) == SIZE_MAX);
	OK(mill_find(added, MILL_STR("}}"), 0) == SIZE_MAX);
	OK(mill_find(added, MILL_STR("<!--"), 0) == SIZE_MAX);
	deck.style.highlight = false;
	SAME(mill_coloured(&writing, MILL_STR("{{Front}}\n")), "{{Front}}\n");
	release(&writing, &own);
}

static const check_test tests[] = {
	{ "parts", parts },
	{ "unpacked", unpacked },
	{ "damaged", damaged },
	{ "archived", archived },
	{ "script-is-itself", script_is_itself },
	{ "travels", travels },
	{ "template-loads", template_loads },
};

int
main(int argc, char **argv)
{
	return check_run("unit-asset", tests, COUNT(tests), argc, argv);
}
