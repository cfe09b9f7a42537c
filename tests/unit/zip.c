/*
 * zip.c - members into an archive and out again: read back by minizip's reader,
 * and byte by byte where other readers are choosy.
 */
#include "unit.h"
#include "deck.h"
#include "formats/formats.h"

#include <minizip/unzip.h>

static int
catch_bytes(void *user, const void *bytes, size_t length)
{
	mill_put(user, bytes, length);
	return 0;
}

static int
refuse_bytes(void *user, const void *bytes, size_t length)
{
	(void)user;
	(void)bytes;
	(void)length;
	return -1;
}

static mill_str
zipped(const mill_member *members, size_t count)
{
	mill_buf out = test_buf();
	mill_writing writing = { .arena = *test_arena(), .sink = { catch_bytes, &out } };

	/* An arena of its own: the archive's memory must not be the buffer's. */
	counted own;
	counted_init(&own);
	writing.arena = own.arena;
	writing.arena.heap = &own.heap;
	OK(mill_zip(&writing, members, count));
	OK(writing.trouble == NULL);
	mill_arena_free(&writing.arena);
	INT_EQ(own.live, 0);
	return mill_buf_str(&out);
}

/* Text that compresses well, or bytes that do not at all. */
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

/* ---- read back ------------------------------------------------------------------- */

static void
read_member(unzFile zip, const mill_member *member)
{
	unz_file_info64 info;
	char *content = malloc(member->bytes.len + 1);

	OK(content != NULL);
	if (unzLocateFile(zip, member->name, 1) != UNZ_OK)
		FAIL("there is no member %s", member->name);
	INT_EQ(unzGetCurrentFileInfo64(zip, &info, NULL, 0, NULL, 0, NULL, 0), UNZ_OK);
	INT_EQ(info.uncompressed_size, member->bytes.len);
	OK(info.compression_method == 0 || info.compression_method == 8);
	OK(info.compressed_size <= info.uncompressed_size);
	INT_EQ(unzOpenCurrentFile(zip), UNZ_OK);
	INT_EQ(
	    unzReadCurrentFile(zip, content, (unsigned)member->bytes.len + 1), member->bytes.len);
	OK(memcmp(content, member->bytes.ptr, member->bytes.len) == 0);
	INT_EQ(unzCloseCurrentFile(zip), UNZ_OK); /* the checksum is right */
	free(content);
}

static void
round_trip_of(const mill_member *members, size_t count)
{
	mill_str bytes = zipped(members, count);
	unz_global_info64 all;
	FILE *stream = fopen("x.zip", "wb");
	unzFile zip;

	OK(stream != NULL && fwrite(bytes.ptr, 1, bytes.len, stream) == bytes.len &&
	    fclose(stream) == 0);
	zip = unzOpen64("x.zip");
	OK(zip != NULL);
	INT_EQ(unzGetGlobalInfo64(zip, &all), UNZ_OK);
	INT_EQ(all.number_entry, count);
	for (size_t i = 0; i < count; i++)
		read_member(zip, &members[i]);
	INT_EQ(unzClose(zip), UNZ_OK);
}

static void
round_trip(void)
{
	mill_member members[] = { { "collection.anki2", filler(300000, false), NULL, NULL,
				      MILL_DEFLATED },
		{ "media", MILL_STR("{}"), NULL, NULL, MILL_DEFLATED },
		{ "0", filler(100000, true), NULL, NULL, MILL_DEFLATED },
		{ "1", MILL_STR(""), NULL, NULL, MILL_DEFLATED },
		{ "2", filler(63, false), NULL, NULL, MILL_DEFLATED },
		{ "3", filler(64, false), NULL, NULL, MILL_DEFLATED },
		{ "4", filler(65, true), NULL, NULL, MILL_DEFLATED },
		{ "5", filler(1, true), NULL, NULL, MILL_DEFLATED } };

	round_trip_of(members, COUNT(members));
	round_trip_of(members, 1);
}

static void
many_members(void)
{
	enum { MEMBERS = 300 };
	mill_member *members = MILL_NEW(test_arena(), mill_member, MEMBERS);

	for (int i = 0; i < MEMBERS; i++) {
		mill_buf name = test_buf();
		mill_printf(&name, "%d", i);
		members[i] = (mill_member){ name.text, filler((size_t)i % 200, i % 2 == 0), NULL,
			NULL, MILL_DEFLATED };
	}
	round_trip_of(members, MEMBERS);
}

/* As many as an archive of the plain kind can count, and one more. */
static void
most_members(void)
{
	enum { MEMBERS = 65534 };
	mill_member *members = MILL_NEW(test_arena(), mill_member, MEMBERS + 1);
	mill_writing writing = { .sink = { refuse_bytes, NULL } };

	for (int i = 0; i <= MEMBERS; i++) {
		mill_buf name = test_buf();
		mill_printf(&name, "%d", i);
		members[i] = (mill_member){ name.text, MILL_STR("x"), NULL, NULL, MILL_DEFLATED };
	}
	INT_EQ(zipped(members, MEMBERS).len > 0, 1);
	writing.arena = *test_arena();
	OK(!mill_zip(&writing, members, MEMBERS + 1));
	STR_HAS(writing.trouble, "65534");
}

/* Every size around what is worth compressing. */
static void
every_size(void)
{
	for (size_t size = 0; size < 200; size++) {
		mill_member members[] = { { "a", filler(size, false), NULL, NULL, MILL_DEFLATED },
			{ "b", filler(size, true), NULL, NULL, MILL_DEFLATED } };
		round_trip_of(members, 2);
	}
}

/* ---- files ---------------------------------------------------------------------------- */

/* A file with these bytes, as the deck knows it. */
static mill_media *
file_of(const char *path, mill_str bytes)
{
	mill_media *media = MILL_NEW(test_arena(), mill_media, 1);
	FILE *stream = fopen(path, "wb");

	OK(stream != NULL && fwrite(bytes.ptr, 1, bytes.len, stream) == bytes.len &&
	    fclose(stream) == 0);
	*media = (mill_media){ .name = mill_cstr(path),
		.file = mill_cstr(path),
		.path = path,
		.size = bytes.len,
		.crc = mill_crc(0, bytes) };
	return media;
}

/* Between what is in memory and beside sizes of blocks, files are what they were. */
static void
files(void)
{
	static const size_t sizes[] = { 1, 63, 64, 65535, 65536, 65537, 131072, 300000 };
	mill_member members[2 * COUNT(sizes)];
	mill_str whole[COUNT(sizes)], bytes;
	unz_global_info64 all;
	FILE *stream;
	unzFile zip;

	for (size_t i = 0; i < COUNT(sizes); i++) {
		mill_buf path = test_buf(), name = test_buf();

		mill_printf(&path, "file-%zu", i);
		mill_printf(&name, "text-%zu", i);
		whole[i] = filler(sizes[i], i % 2 == 0);
		members[2 * i] = (mill_member){ path.text, MILL_STR(""), NULL,
			file_of(path.text, whole[i]), MILL_DEFLATED };
		members[2 * i + 1] = (mill_member){ name.text, whole[i], NULL, NULL,
			MILL_DEFLATED };
	}
	bytes = zipped(members, COUNT(members));
	OK(mill_equal(bytes, zipped(members, COUNT(members))));
	stream = fopen("x.zip", "wb");
	OK(stream != NULL && fwrite(bytes.ptr, 1, bytes.len, stream) == bytes.len &&
	    fclose(stream) == 0);
	zip = unzOpen64("x.zip");
	OK(zip != NULL);
	INT_EQ(unzGetGlobalInfo64(zip, &all), UNZ_OK);
	INT_EQ(all.number_entry, COUNT(members));
	for (size_t i = 0; i < COUNT(members); i++) {
		unz_file_info64 info;
		mill_member plain = { members[i].name, whole[i / 2], NULL, NULL, MILL_DEFLATED };

		read_member(zip, &plain);
		INT_EQ(unzGetCurrentFileInfo64(zip, &info, NULL, 0, NULL, 0, NULL, 0), UNZ_OK);
		OK(members[i].media == NULL || info.compression_method == 0);
	}
	INT_EQ(unzClose(zip), UNZ_OK);
}

/* A sink that takes so many bytes, in pieces that are small. */
typedef struct narrow {
	size_t len, limit, biggest;
	bool refused;
} narrow;

static int
take_some(void *user, const void *bytes, size_t length)
{
	narrow *sink = user;

	(void)bytes;
	OK(!sink->refused); /* nobody asks again */
	sink->len += length;
	sink->biggest = length > sink->biggest ? length : sink->biggest;
	sink->refused = sink->len > sink->limit;
	return sink->refused ? -1 : 0;
}

static bool
poured(const mill_member *members, size_t count, narrow *sink, mill_buf *trouble)
{
	mill_writing writing = { .sink = { take_some, sink } };
	counted own;
	bool done;

	counted_init(&own);
	writing.arena.heap = &own.heap;
	done = mill_zip(&writing, members, count);
	trouble->len = 0;
	if (writing.trouble != NULL)
		mill_puts(trouble, writing.trouble);
	mill_arena_free(&writing.arena);
	INT_EQ(own.live, 0);
	return done;
}

/* Files go through in pieces, and the sink may stop anywhere. */
static void
in_pieces(unsigned way)
{
	mill_member members[] = { { "collection.anki2", filler(70000, true), NULL, NULL,
				      MILL_DEFLATED },
		{ "0", MILL_STR(""), NULL, file_of("a.png", filler(900000, true)), way },
		{ "1", MILL_STR(""), NULL, file_of("b.png", filler(10, true)), way } };
	narrow whole = { .limit = SIZE_MAX };
	mill_buf trouble = test_buf();

	OK(poured(members, 3, &whole, &trouble));
	OK(whole.len > 970000 && whole.biggest <= 65536);
	for (size_t limit = 0; limit < whole.len; limit += 1 + whole.len / 60) {
		narrow sink = { .limit = limit };
		OK(!poured(members, 3, &sink, &trouble));
		OK(sink.refused);
		INT_EQ(trouble.len, 0); /* the sink knows why */
	}
	whole = (narrow){ .limit = whole.len };
	OK(poured(members, 3, &whole, &trouble));
}

static void
files_in_pieces(void)
{
	in_pieces(MILL_DEFLATED);
	in_pieces(MILL_ZSTD);
}

/* A file that is another than when the deck was built is told by its name. */
static void
that_changed(unsigned way)
{
	mill_str was = filler(100000, true), other = filler(100000, false);
	mill_str now[] = { mill_slice(was, 0, 99999), filler(100001, true), other, MILL_STR(""),
		filler(500000, true) };
	mill_member members[] = { { "0", MILL_STR(""), NULL, file_of("a.png", was), way },
		{ "1", filler(100, true), NULL, NULL, MILL_DEFLATED } };
	mill_buf trouble = test_buf();

	for (size_t i = 0; i <= COUNT(now); i++) {
		narrow sink = { .limit = SIZE_MAX };

		if (i < COUNT(now))
			file_of("a.png", now[i]);
		else
			OK(unlink("a.png") == 0);
		OK(!poured(members, 2, &sink, &trouble));
		STR_HAS(trouble.text, "a.png: ");
		OK(sink.len <= 100100); /* no more than there was, and no end */
	}
	OK(mkdir("a.png", 0777) == 0);
	narrow sink = { .limit = SIZE_MAX };
	OK(!poured(members, 2, &sink, &trouble));
	STR_HAS(trouble.text, "a.png: ");
	OK(rmdir("a.png") == 0);
}

static void
files_that_changed(void)
{
	that_changed(MILL_DEFLATED);
	that_changed(MILL_ZSTD);
}

/* ---- bytes -------------------------------------------------------------------------- */

static uint32_t
number(mill_str bytes, size_t at, int length)
{
	uint32_t value = 0;

	OK(at + (size_t)length <= bytes.len);
	while (length-- > 0)
		value = value << 8 | (unsigned char)bytes.ptr[at + (size_t)length];
	return value;
}

/* Sizes and checksum stand in the local header, not behind the data; no
 * encryption; the date is the first there is. */
static void
headers(void)
{
	mill_member members[] = { { "a", filler(1000, false), NULL, NULL, MILL_DEFLATED },
		{ "b", MILL_STR("xy"), NULL, NULL, MILL_DEFLATED } };
	mill_str bytes = zipped(members, 2);
	size_t at = 0;

	for (int i = 0; i < 2; i++) {
		uint32_t packed = number(bytes, at + 18, 4);
		INT_EQ(number(bytes, at, 4), 0x04034b50);
		INT_EQ(number(bytes, at + 6, 2) & ~6u, 0); /* bits 1, 2: how hard it was tried */
		INT_EQ(number(bytes, at + 8, 2), i == 0 ? 8 : 0);
		INT_EQ(number(bytes, at + 10, 4), 0x00210000);
		INT_EQ(number(bytes, at + 22, 4), members[i].bytes.len);
		OK(packed > 0 && packed <= members[i].bytes.len);
		at += 30 + number(bytes, at + 26, 2) + number(bytes, at + 28, 2) + packed;
	}
	INT_EQ(number(bytes, at, 4), 0x02014b50);
}

static void
same_bytes_twice(void)
{
	mill_member members[] = { { "a", filler(100000, false), NULL, NULL, MILL_DEFLATED },
		{ "b", filler(1000, true), NULL, NULL, MILL_DEFLATED } };

	OK(mill_equal(zipped(members, 2), zipped(members, 2)));
}

static void
refused(void)
{
	mill_member member = { "a", filler(1000, false), NULL, NULL, MILL_DEFLATED };
	mill_writing writing = { .sink = { refuse_bytes, NULL } };
	counted own;

	counted_init(&own);
	writing.arena.heap = &own.heap;
	OK(!mill_zip(&writing, &member, 1));
	OK(writing.trouble == NULL); /* the sink knows why */
	mill_arena_free(&writing.arena);
	INT_EQ(own.live, 0);
}

static const check_test tests[] = {
	{ "round-trip", round_trip },
	{ "many-members", many_members },
	{ "most-members", most_members },
	{ "every-size", every_size },
	{ "files", files },
	{ "files-in-pieces", files_in_pieces },
	{ "files-that-changed", files_that_changed },
	{ "headers", headers },
	{ "same-bytes-twice", same_bytes_twice },
	{ "refused", refused },
};

int
main(int argc, char **argv)
{
	return check_run("unit-zip", tests, COUNT(tests), argc, argv);
}
