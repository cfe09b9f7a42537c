/* collection.c - any bytes as what is inside of a package: a collection, and what Zstandard packed.
 */
#include "fuzz.h"

/* The archive around them is minizip's, and its checksums would hide all else; it is
 * read from a file, see tests/unit/read.c. */
static bool
read_inside(mill_reading *reading)
{
	mill_str all = reading->bytes, frame;
	mill_message message = { .rest = all };

	while (mill_next_field(&message))
		;
	if (all.len > 0 && (uint8_t)all.ptr[0] == 0x28)
		return mill_unzstd(reading, "collection.anki21b", all, &frame) &&
		       mill_read_collection(reading, "collection.anki21b", frame);
	return mill_read_collection(reading, "collection.anki2", all);
}

typedef struct packing {
	mill_writing writing;
	mill_str bytes;
	bool done;
} packing;

static void
pack(void *user)
{
	packing *p = user;
	bool frame = p->bytes.len > 0 && (uint8_t)p->bytes.ptr[0] == 0x28;
	const mill_member members[] = {
		{ .name = frame ? "collection.anki21b" : "collection.anki2",
		    .bytes = p->bytes,
		    .way = MILL_STORED },
		{ .name = "0", .bytes = MILL_STR("x"), .way = MILL_STORED },
		{ .name = "media",
		    .bytes = frame ? p->bytes : MILL_STR("{\"0\":\"a.png\"}"),
		    .way = MILL_STORED },
	};

	p->done = mill_zip(&p->writing, members, COUNT(members));
}

static int
put_file(void *user, const void *some, size_t length)
{
	return fwrite(some, 1, length, user) == length ? 0 : -1;
}

/* The same in a package with media, and the whole way. */
static void
fuzz_packed(const uint8_t *data, size_t size)
{
	cardmill *mill = cardmill_new(NULL);
	FILE *file = fopen("packed.apkg", "wb");
	packing p = { .bytes = { size > 0 ? (const char *)data : "", size } };

	p.writing = (mill_writing){ .arena = { .heap = &mill->heap }, .sink = { put_file, file } };
	mill_attempt(&mill->heap, pack, &p);
	fclose(file);
	if (p.done)
		fuzz_through("d.apkg", "packed.apkg", data, size);
	mill_arena_free(&p.writing.arena);
	cardmill_free(mill);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_read(read_inside, data, size);
	fuzz_packed(data, size);
	return 0;
}

#ifdef REPLAY
int
main(int argc, char **argv)
{
	static const char *const seeds[] = { NULL };

	return fuzz_main("fuzz-collection", CARDMILL_APKG, seeds, argc, argv);
}
#endif
