/* apkg.c - any bytes as a package, which is read from a file. */
#include "fuzz.h"

static uint32_t
number_at(const uint8_t *data, size_t at, int size)
{
	uint32_t number = 0;

	for (int i = size - 1; i >= 0; i--)
		number = number << 8 | data[at + (size_t)i];
	return number;
}

static void
put_number(uint8_t *data, size_t at, uint32_t number)
{
	for (size_t i = 0; i < 4; i++)
		data[at + i] = (uint8_t)(number >> 8 * i);
}

/* Checksums hide all else: those of members that are stored are set right. */
static void
mend_checksums(uint8_t *data, size_t size)
{
	for (size_t at = 0; at + 46 <= size; at++) {
		size_t from, length;
		uint32_t crc;

		if (memcmp(data + at, "PK\1\2", 4) != 0 || number_at(data, at + 10, 2) != 0)
			continue;
		from = number_at(data, at + 42, 4);
		length = number_at(data, at + 20, 4);
		if (from + 30 > size || memcmp(data + from, "PK\3\4", 4) != 0)
			continue;
		crc = number_at(data, from + 26, 2) + number_at(data, from + 28, 2);
		if (from + 30 + crc > size || length > size - from - 30 - crc)
			continue;
		crc = mill_crc(0, (mill_str){ (const char *)data + from + 30 + crc, length });
		put_number(data, at + 16, crc);
		put_number(data, from + 14, crc);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size + 1);

	if (copy == NULL)
		return 0;
	if (size > 0)
		memcpy(copy, data, size);
	if (size % 2 == 0)
		mend_checksums(copy, size);
	fuzz_whole("fuzz.apkg", copy, size);
	free(copy);
	return 0;
}

#ifdef REPLAY
/* The same members, stored: those of a package are packed. */
static void
store(cardmill_package package)
{
	bool latest = package == CARDMILL_LATEST;
	const char *names[] = { latest ? "collection.anki21b" : "collection.anki2", "media", "0",
		"meta" };
	fuzz_member members[4];
	fuzz_bytes parts[4] = { { 0 } };
	size_t count = latest ? 4 : 3;

	for (size_t i = 0; i < count; i++) {
		fuzz_member_of_deck(&parts[i], package, names[i], false);
		members[i] = (fuzz_member){ names[i], { parts[i].data, parts[i].len } };
	}
	fuzz_zip(fuzz_seed(), members, count);
	members[0].name = "collection.anki21";
	if (!latest)
		fuzz_zip(fuzz_seed(), members, count);
	for (size_t i = 0; i < count; i++)
		fuzz_free(&parts[i]);
}

static void
make(void)
{
	fuzz_deck_as(fuzz_seed(), CARDMILL_APKG, CARDMILL_LEGACY);
	fuzz_deck_as(fuzz_seed(), CARDMILL_APKG, CARDMILL_LATEST);
	store(CARDMILL_LEGACY);
	store(CARDMILL_LATEST);
}

int
main(int argc, char **argv)
{
	return fuzz_main("apkg", make, 1500, argc, argv);
}
#endif
