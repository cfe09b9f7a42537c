/* hash.c - SHA-1, SHA-256 and base 64 as everybody has them, and the set of texts with counters. */
#include "unit.h"

static void
sha1_is(const char *text, size_t length, const char *want)
{
	uint8_t digest[20];
	char hex[41];

	mill_sha1((mill_str){ text, length }, digest);
	for (int i = 0; i < 20; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	STR_EQ(hex, want);
}

/* FIPS 180-2, appendix A, and the empty text. */
static void
sha1(void)
{
	static char million[1000000];

	memset(million, 'a', sizeof million);
	sha1_is("", 0, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	sha1_is("abc", 3, "a9993e364706816aba3e25717850c26c9cd0d89d");
	sha1_is("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
	    "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
	sha1_is(million, sizeof million, "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

/* RFC 4648, section 10; pieces of three bytes may be put one by one. */
static void
base64(void)
{
	static const char *const pairs[][2] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg==" }, { "foobar", "Zm9vYmFy" } };
	static char many[3000];
	mill_buf whole = { .arena = test_arena() }, parts = { .arena = test_arena() };

	for (size_t i = 0; i < COUNT(pairs); i++) {
		mill_buf out = { .arena = test_arena() };

		mill_put_base64(&out, mill_cstr(pairs[i][0]));
		STR_EQ(mill_buf_str(&out).ptr, pairs[i][1]);
	}
	for (size_t i = 0; i < sizeof many; i++)
		many[i] = (char)(i * 7);
	mill_put_base64(&whole, (mill_str){ many, sizeof many });
	for (size_t i = 0; i < sizeof many; i += 300)
		mill_put_base64(&parts, (mill_str){ many + i, 300 });
	INT_EQ(whole.len, 4000);
	STR_EQ(whole.text, parts.text);
}

/* FIPS 180-2, appendix B, as a policy of a page has it. */
static void
sha256(void)
{
	const mill_str parts[] = { MILL_STR("a"), MILL_STR(""), MILL_STR("bc") };
	mill_buf out = { .arena = test_arena() };

	mill_put_sha256(&out, parts, COUNT(parts));
	STR_EQ(out.text, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

/* Text that comes in pieces of some length. */
typedef struct pieces {
	mill_str rest;
	size_t length;
} pieces;

static bool
next_piece(void *user, mill_str *piece)
{
	pieces *p = user;

	if (p->rest.len == 0)
		return false;
	*piece = mill_slice(p->rest, 0, p->length);
	p->rest = mill_slice(p->rest, piece->len, p->rest.len);
	return true;
}

static void
sha1_in_pieces(void)
{
	static const char text[] =
	    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq and more, "
	    "so that it is longer than the 64 bytes which SHA-1 takes at once";
	uint8_t whole[20], digest[20];

	for (size_t length = 0; length < sizeof text; length++) {
		mill_sha1((mill_str){ text, length }, whole);
		for (size_t size = 1; size <= length + 1; size++) {
			pieces p = { { text, length }, size };
			mill_sha1_pieces(next_piece, &p, digest);
			OK(memcmp(digest, whole, sizeof digest) == 0);
		}
	}
}

static void
hash_spreads(void)
{
	static unsigned char seen[4096];
	int hit = 0;

	OK(mill_hash(MILL_STR("a")) == mill_hash(MILL_STR("a")));
	OK(mill_hash(MILL_STR("a")) != mill_hash(MILL_STR("b")));
	OK(mill_hash(MILL_STR("")) != mill_hash((mill_str){ "\0", 1 }));
	for (int i = 0; i < 4096; i++) {
		char key[20];
		snprintf(key, sizeof key, "key %d", i);
		seen[mill_hash(mill_cstr(key)) >> 52] = 1;
	}
	for (int i = 0; i < 4096; i++)
		hit += seen[i];
	OK(hit > 2300); /* 63 % of the slots when it is fair */
}

static void
counters(void)
{
	mill_set set = { .arena = test_arena() };

	INT_EQ(mill_set_count(&set, MILL_STR("a")), 0); /* nothing is in it yet */
	INT_EQ(*mill_set_counter(&set, MILL_STR("a")), 0);
	*mill_set_counter(&set, MILL_STR("a")) = 7;
	INT_EQ(mill_set_count(&set, MILL_STR("a")), 7);
	INT_EQ(mill_set_count(&set, MILL_STR("c")), 0);
	INT_EQ(set.used, 1);
	INT_EQ(*mill_set_counter(&set, MILL_STR("b")), 0);
	INT_EQ(*mill_set_counter(&set, MILL_STR("")), 0);
	*mill_set_counter(&set, MILL_STR("")) = 9;
	INT_EQ(*mill_set_counter(&set, MILL_STR("a")), 7);
	INT_EQ(*mill_set_counter(&set, mill_cstr("")), 9);
	INT_EQ(set.used, 3);
}

/* The set grows and loses nothing; texts that begin alike are kept apart. */
static void
many(void)
{
	enum { KEYS = 20000 };
	mill_set set = { .arena = test_arena() };

	for (uint32_t round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < KEYS; i++) {
			mill_buf key = test_buf();
			mill_printf(&key, "Deck::sub::%u", i);
			if (round == 1)
				INT_EQ(*mill_set_counter(&set, mill_buf_str(&key)), i + 1);
			else
				*mill_set_counter(&set, mill_buf_str(&key)) = i + 1;
		}
	}
	INT_EQ(set.used, KEYS);
}

/* A view of a longer text is the same text as a copy. */
static void
views(void)
{
	mill_set set = { .arena = test_arena() };
	mill_str text = MILL_STR("abcabc");

	*mill_set_counter(&set, mill_slice(text, 0, 3)) = 1;
	INT_EQ(*mill_set_counter(&set, mill_slice(text, 3, 6)), 1);
	INT_EQ(*mill_set_counter(&set, mill_slice(text, 0, 2)), 0);
}

static const check_test tests[] = {
	{ "sha1", sha1 },
	{ "base64", base64 },
	{ "sha256", sha256 },
	{ "sha1-in-pieces", sha1_in_pieces },
	{ "hash-spreads", hash_spreads },
	{ "counters", counters },
	{ "many", many },
	{ "views", views },
};

int
main(int argc, char **argv)
{
	return check_run("unit-hash", tests, COUNT(tests), argc, argv);
}
