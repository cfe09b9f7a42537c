/*
 * latest.c - what packages of the newest layout are made of: the order of names, messages,
 * frames of files, and a collection with all that a note type can say.
 */
#include "unit.h"
#include "deck.h"
#include "formats/formats.h"

#include <sqlite3.h>
#include <zstd.h>

/* ---- names ------------------------------------------------------------------------ */

static int
order(const char *a, const char *b)
{
	return mill_unicase(NULL, (int)strlen(a), a, (int)strlen(b), b);
}

/* As Anki's own SQLite answers when it is asked. */
static void
order_of_names(void)
{
	static const char *const rising[] = { "", "1", "_", "a", "B", "c", "ca", "Straße",
		"STRASSF", "Z", "ä", "中文" };
	static const char *const equal[][2] = { { "STRASSE", "Straße" }, { "ẞ", "ss" },
		{ "ﬀ", "FF" }, { "Σς", "σσ" }, { "İ", "i̇" }, { "K", "k" }, { "ΆΒΓ", "άβγ" },
		{ "𐐀", "𐐨" }, { "Ꭰ", "Ꭰ" }, { "ꭰ", "Ꭰ" }, { "", "" } };

	for (size_t i = 0; i + 1 < COUNT(rising); i++) {
		if (order(rising[i], rising[i + 1]) >= 0 || order(rising[i + 1], rising[i]) <= 0)
			FAIL("%s does not come before %s", rising[i], rising[i + 1]);
	}
	for (size_t i = 0; i < COUNT(equal); i++) {
		INT_EQ(order(equal[i][0], equal[i][1]), 0);
		OK(mill_equal(mill_unicase_key(test_arena(), mill_cstr(equal[i][0])),
		    mill_unicase_key(test_arena(), mill_cstr(equal[i][1]))));
	}
}

/* Two faults of the crate's release that Anki stays with are part of the format. */
static void
order_of_odd_names(void)
{
	/* Of three characters the last comes first. */
	SAME(mill_unicase_key(test_arena(), MILL_STR("ﬃ")), "iff");
	SAME(mill_unicase_key(test_arena(), MILL_STR("\xCE\x90")), "\xCC\x81\xCE\xB9\xCC\x88");
	INT_EQ(order("ﬃ", "iff"), 0);
	OK(order("ﬃ", "ffi") > 0);
	OK(order("ΐ", "a") > 0 && order("ΐ", "α") < 0);
	/* Letters of Unicode 13 and later have no case. */
	OK(order("Ⱟ", "ⱟ") != 0 && order("Ꟈ", "ꟈ") != 0 &&
	    order("\U00010570", "\U00010597") != 0);
	/* What is no UTF-8 has an order, too. */
	OK(order("\xFF", "a") > 0 && order("a", "\xC3") < 0);
}

/* ---- messages ----------------------------------------------------------------------- */

static void
messages(void)
{
	static const float numbers[] = { 1, 2.5F };
	mill_buf out = test_buf();

	mill_proto_number(&out, 1, 0);
	mill_proto_bytes(&out, 2, MILL_STR(""));
	INT_EQ(out.len, 0);
	mill_proto_number(&out, 1, 300);
	mill_proto_bytes(&out, 2, MILL_STR("ab"));
	mill_proto_given(&out, 15, 0);
	mill_proto_message(&out, 16, MILL_STR(""));
	mill_proto_number(&out, 255, UINT64_MAX);
	OK(mill_equal(mill_buf_str(&out),
	    MILL_STR("\x08\xAC\x02\x12\x02"
		     "ab\x78\x00\x82\x01\x00\xF8\x0F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01")));
	out.len = 0;
	mill_proto_float(&out, 3, 2.5F);
	mill_proto_floats(&out, 4, numbers, 2);
	OK(mill_equal(mill_buf_str(&out),
	    MILL_STR("\x1D\x00\x00\x20\x40\x22\x08\x00\x00\x80\x3F\x00\x00\x20\x40")));
}

/* ---- frames -------------------------------------------------------------------------- */

static mill_str
filler(size_t length, bool random)
{
	char *text = mill_alloc(test_arena(), 1, length + 1);
	uint32_t state = 12345;

	for (size_t i = 0; i < length; i++) {
		state = state * 1664525u + 1013904223u;
		text[i] = random ? (char)(state >> 24) : (char)('a' + i / 7 % 20);
	}
	return (mill_str){ text, length };
}

static void
unpacks_to(mill_str frame, mill_str want)
{
	char *room = malloc(want.len + 1);

	OK(room != NULL);
	INT_EQ(ZSTD_getFrameContentSize(frame.ptr, frame.len), want.len);
	INT_EQ(ZSTD_findFrameCompressedSize(frame.ptr, frame.len), frame.len);
	INT_EQ(ZSTD_decompress(room, want.len + 1, frame.ptr, frame.len), want.len);
	OK(memcmp(room, want.ptr, want.len) == 0);
	free(room);
}

static void
frames_of_bytes(void)
{
	static const size_t sizes[] = { 0, 1, 1000, 300000, (64 << 20) + 1 };
	mill_str frame, again;

	for (size_t i = 0; i < COUNT(sizes); i++) {
		mill_str bytes = filler(sizes[i], i == 3);

		OK(mill_zstd(test_arena(), bytes, &frame));
		OK(mill_zstd(test_arena(), bytes, &again));
		OK(mill_equal(frame, again));
		unpacks_to(frame, bytes);
	}
}

static bool
take(void *user, mill_str bytes)
{
	mill_put_str(user, bytes);
	return true;
}

static bool
refuse(void *user, mill_str bytes)
{
	(void)user;
	(void)bytes;
	return false;
}

static mill_media
file_of(const char *path, mill_str bytes)
{
	FILE *stream = fopen(path, "wb");

	OK(stream != NULL && fwrite(bytes.ptr, 1, bytes.len, stream) == bytes.len &&
	    fclose(stream) == 0);
	return (mill_media){ .name = mill_cstr(path),
		.file = mill_cstr(path),
		.path = path,
		.size = bytes.len,
		.crc = mill_crc(0, bytes) };
}

/* Twice the same, whatever was packed in between; and what stops it is told, or not. */
static void
frames_of_files(void)
{
	static const size_t sizes[] = { 1, 63, MILL_CARRIED - 1, MILL_CARRIED, MILL_CARRIED + 1,
		131072, 131073, 3000000 };
	char *block = mill_alloc(test_arena(), 1, MILL_CARRIED);
	mill_packer packer;
	const char *why;

	OK(mill_packer_open(&packer, test_arena()));
	for (size_t i = 0; i < 2 * COUNT(sizes); i++) {
		mill_str bytes = filler(sizes[i / 2], i % 2 == 0);
		mill_media file = file_of("a.png", bytes);
		mill_buf frame = test_buf(), again = test_buf();

		OK(mill_pack_media(&packer, &file, block, take, &frame, &why) && why == NULL);
		unpacks_to(mill_buf_str(&frame), bytes);
		OK(!mill_pack_media(&packer, &file, block, refuse, NULL, &why) && why == NULL);
		OK(mill_pack_media(&packer, &file, block, take, &again, &why));
		OK(mill_equal(mill_buf_str(&frame), mill_buf_str(&again)));
		file_of("a.png", mill_slice(bytes, 0, bytes.len - 1));
		OK(!mill_pack_media(&packer, &file, block, take, &again, &why));
		STR_HAS(why, "changed");
		file_of("a.png", filler(bytes.len + 1, true));
		OK(!mill_pack_media(&packer, &file, block, take, &again, &why));
		STR_HAS(why, "changed");
	}
	mill_packer_close(&packer);
	mill_packer_close(&packer);
}

/* ---- a collection ------------------------------------------------------------------------ */

static int
catch_row(void *user, int count, char **values, char **names)
{
	(void)names;
	for (int i = 0; i < count; i++)
		mill_printf(user, "%s%s", i > 0 ? "|" : "", values[i] == NULL ? "-" : values[i]);
	mill_putc(user, '\n');
	return 0;
}

static const char *
answer(sqlite3 *db, const char *sql)
{
	mill_buf out = test_buf();
	char *why = NULL;

	if (sqlite3_exec(db, sql, catch_row, &out, &why) != SQLITE_OK)
		FAIL("%s: %s", sql, why);
	return mill_buf_str(&out).ptr;
}

static mill_notetype
type_of(int64_t id, const char *name)
{
	mill_notetype type = { .id = id, .name = mill_cstr(name), .modified = 7 };

	type.css = type.latex_pre = type.latex_post = MILL_STR("");
	type.fields = MILL_NEW(test_arena(), mill_field, 2);
	type.templates = MILL_NEW(test_arena(), mill_template, 2);
	type.field_count = type.template_count = 2;
	for (int i = 0; i < 2; i++) {
		mill_field *field = &type.fields[i];
		mill_template *template = &type.templates[i];

		*field = (mill_field){ .tag = -1 };
		field->name = field->font = field->description = MILL_STR("");
		*template = (mill_template){ .id = 0 };
		template->name = template->front = template->back = MILL_STR("");
		template->browser_front = template->browser_back = template->browser_font =
		    MILL_STR("");
	}
	return type;
}

/* Everything that a note type can say, and names that stand twice. */
static void
fill_types(mill_notetype *one, mill_notetype *two)
{
	*one = type_of(11, "Kind");
	*two = type_of(12, "KIND");
	one->fields[0].name = MILL_STR("Größe");
	one->fields[1].name = MILL_STR("GRÖSSE");
	one->templates[0].name = one->templates[1].name = MILL_STR("Card");
	two->fields[0].name = MILL_STR("a");
	two->fields[1].name = MILL_STR("b");
	two->fields[1] = (mill_field){ -1, two->fields[1].name, MILL_STR("F"), MILL_STR("D"), 12,
		true, true, true, true, true, true, 0 };
	two->templates[0].name = MILL_STR("c");
	two->templates[1] = (mill_template){ 5, MILL_STR("d"), MILL_STR("q"), MILL_STR("a"),
		MILL_STR("bq"), MILL_STR("ba"), MILL_STR("bf"), 9 };
	two->css = MILL_STR("x");
	two->latex_pre = MILL_STR("y");
	two->latex_post = MILL_STR("z");
	two->latex_svg = two->cloze = true;
	two->sort_field = 1;
	two->stock = 5;
}

static mill_str
written(mill_writing *writing, const mill_notetype *one, const mill_notetype *two)
{
	const mill_notetype *types[] = { one, two };
	mill_str fields[MILL_FIELDS] = { MILL_STR("q"), MILL_STR("a"), MILL_STR(""), MILL_STR("") };
	mill_str tags[] = { MILL_STR("Straße"), MILL_STR("STRASSE"), MILL_STR("b") };
	mill_card cards[] = { { MILL_STR("Other"), 0, 3, true }, { MILL_STR(""), 1, 0, false } };
	mill_stored_note stored = { .guid = { "g", 1 } };
	mill_note note = { .type = one, .fields = fields, .field_count = 2, .modified = 9 };
	mill_note *notes[] = { &note };
	mill_origin origin = { .deck = MILL_STR("A:: b :: ::c"), .description = MILL_STR("") };
	mill_stored_deck described = { MILL_STR("other"), MILL_STR("says"), true };
	mill_deck deck = { .notes = notes,
		.note_count = 1,
		.types = types,
		.type_count = 2,
		.described = &described,
		.described_count = 1,
		.origins = &origin,
		.origin_count = 1,
		.stamp = 1700000000,
		.package = CARDMILL_LATEST };
	mill_str bytes;

	note.guid = note.id = MILL_STR("g");
	note.tags = tags;
	note.tag_count = COUNT(tags);
	stored.cards = cards;
	stored.card_count = COUNT(cards);
	note.stored = &stored;
	writing->deck = &deck;
	if (!mill_collection(writing, &bytes))
		FAIL("it was not written: %s", writing->trouble);
	return mill_copy(test_arena(), bytes);
}

static void
all_of_a_collection(void)
{
	counted own;
	mill_writing writing = { .trouble = NULL };
	mill_notetype one, two;
	sqlite3 *db = NULL;
	mill_str bytes;

	counted_init(&own);
	writing.arena.heap = writing.scratch.heap = &own.heap;
	fill_types(&one, &two);
	bytes = written(&writing, &one, &two);
	writing.release(writing.held);
	mill_arena_free(&writing.arena);
	mill_arena_free(&writing.scratch);
	INT_EQ(own.live, 0);

	INT_EQ(sqlite3_open(":memory:", &db), SQLITE_OK);
	sqlite3_create_collation(db, "unicase", SQLITE_UTF8, NULL, mill_unicase);
	INT_EQ(sqlite3_deserialize(db, "main", (unsigned char *)(uintptr_t)bytes.ptr,
		   (sqlite3_int64)bytes.len, (sqlite3_int64)bytes.len, SQLITE_DESERIALIZE_READONLY),
	    SQLITE_OK);
	STR_EQ(answer(db, "PRAGMA integrity_check"), "ok\n");
	/* As Anki's upgrade of schema 11 tells them apart. */
	STR_EQ(answer(db, "SELECT id, name, mtime_secs, usn FROM notetypes ORDER BY id"),
	    "11|Kind|7|-1\n12|KIND_|7|-1\n");
	STR_EQ(answer(db, "SELECT ntid, ord, name FROM fields ORDER BY ntid, ord"),
	    "11|0|Größe\n11|1|GRÖSSE+\n12|0|a\n12|1|b\n");
	STR_EQ(answer(db, "SELECT ntid, ord, name FROM templates ORDER BY ntid, ord"),
	    "11|0|Card\n11|1|Card+\n12|0|c\n12|1|d\n");
	STR_EQ(answer(db, "SELECT hex(config) FROM notetypes ORDER BY id"), "42051001"
									    "1A0100"
									    "4207"
									    "0801"
									    "1001"
									    "1A0100"
									    "\n"
									    "0801"
									    "1001"
									    "1A0178"
									    "2A0179"
									    "32017A"
									    "3801"
									    "42051001"
									    "1A0101"
									    "4207"
									    "0801"
									    "1001"
									    "1A0101"
									    "4805"
									    "\n");
	STR_EQ(answer(db, "SELECT hex(config) FROM fields ORDER BY ntid, ord"),
	    "1A05417269616C\n1A05417269616C\n1A05417269616C\n"
	    "08011001"
	    "1A0146"
	    "200C"
	    "2A0144"
	    "3001"
	    "3801"
	    "4001"
	    "48FFFFFFFFFFFFFFFFFF01"
	    "5000"
	    "5801\n");
	STR_EQ(answer(db, "SELECT hex(config) FROM templates ORDER BY ntid, ord"), "\n\n\n0A0171"
										   "120161"
										   "1A026271"
										   "22026261"
										   "32026266"
										   "3809"
										   "4005\n");
	STR_EQ(
	    answer(db, "SELECT replace(name, char(31), '/'), hex(kind) FROM decks ORDER BY name"),
	    "A|0A020801\nA/b|0A020801\nA/b/blank|0A020801\nA/b/blank/c|0A020801\n"
	    "Default|0A020801\nOther|0A0A0801220473617973"
	    "2801\n");
	STR_EQ(answer(db, "SELECT * FROM tags"), "b|-1|1|-\nStraße|-1|1|-\n");
	STR_EQ(answer(db,
		   "SELECT replace(name, char(31), '/'), ord, queue, flags, due FROM cards AS c "
		   "JOIN decks AS d ON d.id = c.did ORDER BY c.id"),
	    "Other|0|-1|3|1\nA/b/blank/c|1|0|0|1\n");
	sqlite3_close(db);
}

static const check_test tests[] = {
	{ "order-of-names", order_of_names },
	{ "order-of-odd-names", order_of_odd_names },
	{ "messages", messages },
	{ "frames-of-bytes", frames_of_bytes },
	{ "frames-of-files", frames_of_files },
	{ "all-of-a-collection", all_of_a_collection },
};

int
main(int argc, char **argv)
{
	return check_run("unit-latest", tests, COUNT(tests), argc, argv);
}
