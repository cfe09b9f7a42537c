/*
 * media.c - any bytes as the media of a package: its list and a file.
 *
 * The first byte says which layout it has, and whether the list and the file are packed
 * already; the next two, how long the list is; the rest is the file.
 */
#include "fuzz.h"

enum { LATEST = 1, FRAMES = 2, HEAD = 3 };

static fuzz_bytes collections[2];

typedef struct packing {
	mill_arena arena;
	mill_str bytes;
} packing;

static void
pack(void *user)
{
	packing *p = user;

	if (!mill_zstd(&p->arena, p->bytes, &p->bytes))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t way = size > 0 ? data[0] : 0;
	size_t length = size >= HEAD ? (size_t)data[1] | (size_t)data[2] << 8 : 0, count = 0;
	mill_str rest = { size >= HEAD ? (const char *)data + HEAD : "",
		size >= HEAD ? size - HEAD : 0 };
	fuzz_member members[4];
	mill_heap heap;
	cardmill *mill = cardmill_new(NULL); /* for its heap */
	packing lists[2];
	fuzz_bytes zip = { 0 };

	if (collections[0].len == 0) {
		fuzz_member_of_deck(&collections[0], CARDMILL_LEGACY, "collection.anki2", false);
		fuzz_member_of_deck(&collections[1], CARDMILL_LATEST, "collection.anki21b", false);
	}
	heap = mill->heap;
	lists[0] = (packing){ { .heap = &heap }, mill_slice(rest, 0, length) };
	lists[1] = (packing){ { .heap = &heap }, mill_slice(rest, length, rest.len) };
	for (int i = 0; i < 2 && (way & (LATEST | FRAMES)) == LATEST; i++)
		if (!mill_attempt(&heap, pack, &lists[i]))
			abort();
	members[count++] = (way & LATEST) != 0
			       ? (fuzz_member){ "collection.anki21b",
					 { collections[1].data, collections[1].len } }
			       : (fuzz_member){ "collection.anki2",
					 { collections[0].data, collections[0].len } };
	members[count++] = (fuzz_member){ "media", lists[0].bytes };
	members[count++] = (fuzz_member){ "0", lists[1].bytes };
	members[count++] = (fuzz_member){ "1", { "one", (way & FRAMES) == 0 ? 3 : 0 } };
	fuzz_zip(&zip, members, count);
	fuzz_whole("fuzz-media.apkg", zip.data, zip.len);
	fuzz_free(&zip);
	mill_arena_free(&lists[0].arena);
	mill_arena_free(&lists[1].arena);
	cardmill_free(mill);
	return 0;
}

#ifdef REPLAY
static void
put_seed(int way, mill_str list, mill_str file)
{
	fuzz_bytes *seed = fuzz_seed();

	fuzz_put_number(seed, (uint64_t)way, 1);
	fuzz_put_number(seed, list.len, 2);
	fuzz_put(seed, list.ptr, list.len);
	fuzz_put(seed, file.ptr, file.len);
}

static void
put_members(int way, bool unpacked)
{
	cardmill_package package = (way & LATEST) != 0 ? CARDMILL_LATEST : CARDMILL_LEGACY;
	fuzz_bytes list = { 0 }, file = { 0 };

	fuzz_member_of_deck(&list, package, "media", unpacked);
	fuzz_member_of_deck(&file, package, "0", unpacked);
	put_seed(way, (mill_str){ list.data, list.len }, (mill_str){ file.data, file.len });
	fuzz_free(&list);
	fuzz_free(&file);
}

static void
make(void)
{
	put_members(0, false);
	put_members(LATEST, true);
	put_members(LATEST | FRAMES, false);
	put_seed(
	    0, MILL_STR("{\"1\": \"b.png\", \"0\": \"a.png\", \"7\": \"gap.mp3\"}"), MILL_STR("x"));
	put_seed(LATEST,
	    MILL_STR("\n\x07\n\x05"
		     "a.png\n\x00\n\x08\n\x02"
		     "a/\x10\x05"),
	    MILL_STR("x"));
}

int
main(int argc, char **argv)
{
	return fuzz_main("media", make, 1500, argc, argv);
}
#endif
