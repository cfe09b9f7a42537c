/* sheet.c - cells that a spreadsheet would change, their guards, and back. */
#include "unit.h"
#include "deck.h"
#include "formats/formats.h"

#define EM_SPACE "\xE2\x80\x83"
#define JOINER   "\xE2\x81\xA0"

static mill_str
str(const char *text)
{
	return mill_cstr(text);
}

static void
risky(void)
{
	static const char *const all[] = { "=1+1", "+1", "-1", "-x", "@SUM(A1)", "%5", "|x", "'x",
		"#REF!", "\t=1", "\r", " =1", "{=1}", "＝1", "−5", "2024-01-05", "12:30", "1e5",
		"007", "00", "5%", "1/2", "3.14", "3,14", "1,000", "1'000", "(5)", "$5", "5 €",
		"5 EUR", "CHF 5", " 5", "5 ", "12345678901", "TRUE", "true", "WAHR", "VRAI",
		"ИСТИНА", "3 Jan", "May 2020", "März 5", "SEPT2", "5. März 2020",
		"Dienstag, 5. Mai 2020", "5 de mayo de 2020", "5 мая 2020", "2020年1月5日",
		"R5.4.1", "5 PM", "5p", "1h 30m", "2020-01-05T10:00:00Z", "½1", "１２", "1 1/2",
		".5", "5.", "31.12.", "R$5", "wo 3 jan", "ke 3.1.2024", "3 Oca Çar", "po 9. 9.",
		"Τετ 3 Ιαν", "Dé Céadaoin 3 Eanáir 2024", "12,00 KM" };

	for (size_t i = 0; i < COUNT(all); i++)
		if (!mill_is_risky(test_arena(), str(all[i])))
			FAIL("\"%s\" is not risky", all[i]);
}

static void
harmless(void)
{
	static const char *const all[] = { "", " ", "0", "5", "80", "1945", "1234567890", "len()",
		"H2O", "CO2", "IPv4", "x86-64", "5 apples", "HTTP 404", "10 GB", "5 kg",
		"Python 3.11", "Chapter 3", "In 1945 the war ended.", "1. first point",
		"May I come in?", "a - b", "O(1)", "x = 5", "<b>5</b>", "&lt;5", "{{c1::5}} is odd",
		"日本語", "goroutine", "B2B", "Truth", "part-10/2-ions.markdown", "&#061;x",
		"12 km", "5 to 10", "on 5", "la 2", "5 per 100" };

	for (size_t i = 0; i < COUNT(all); i++) {
		if (mill_is_risky(test_arena(), str(all[i])))
			FAIL("\"%s\" is risky", all[i]);
		SAME(mill_guarded_name(test_arena(), str(all[i])), all[i]);
		SAME(mill_guarded_tags(test_arena(), str(all[i])), all[i]);
	}
}

static void
fields(void)
{
	static const struct {
		const char *html, *cell;
	} all[] = { { "", "" }, { "=1+1", "&#061;1+1" }, { "==1", "&#061;&#061;1" },
		{ "a=1", "a=1" }, { "007", "&#048;07" }, { "März 5", "&#077;ärz 5" },
		{ "５", "&#065301;" }, { "\tx", "&#09;x" }, { "a;=1", "a;&#061;1" },
		{ "a &lt;= b", "a &lt;&#061; b" }, { "a;b", "a;b" }, { "a\n=1", "a\n&#061;1" },
		{ "a\n- b\n-c", "a\n- b\n&#045;c" }, { "a;- b", "a;- b" },
		{ "a\n- f(x)\n- g", "a\n&#045; f(x)\n- g" }, { "a\n&#061;", "a\n&#0061;" },
		{ "a; =1", "a; =1" }, { "&#061;x", "&#0061;x" }, { "&#0061;x", "&#00061;x" },
		{ "&#0;", "&#00;" }, { "x;&#061;y", "x;&#0061;y" }, { "x&#061;y", "x&#061;y" },
		{ "&#061", "&#061" }, { "&#61;x", "&#61;x" }, { "&#061;&#061;", "&#0061;&#0061;" },
		{ "&#0999999999;", "&#00999999999;" } };

	for (size_t i = 0; i < COUNT(all); i++) {
		SAME(mill_guarded_field(test_arena(), str(all[i].html)), all[i].cell);
		SAME(mill_unguarded_field(test_arena(), str(all[i].cell)), all[i].html);
	}
}

/* What others wrote into a cell by hand is no guard of ours, or means what it says. */
static void
by_hand(void)
{
	SAME(mill_unguarded_field(test_arena(), str("&#065;b")), "Ab");
	SAME(mill_unguarded_field(test_arena(), str("&#01114112;b")), "&#1114112;b");
	SAME(mill_unguarded_field(test_arena(), str("&#055296;b")), "&#55296;b");
	SAME(mill_unguarded_field(test_arena(), str("&#0")), "&#0");
}

/* Every text of few bytes out of those that matter comes back. */
static void
all_short_texts(void)
{
	static const char bytes[] = "&#01;=a\n";
	enum { LONGEST = 6 };
	counted c;

	counted_init(&c);
	for (size_t length = 1; length <= LONGEST; length++) {
		size_t count = 1;

		for (size_t i = 0; i < length; i++)
			count *= sizeof bytes - 1;
		for (size_t n = 0; n < count; n++) {
			char text[LONGEST + 1] = "";
			mill_str html = { text, length }, cell;

			for (size_t i = 0, rest = n; i < length; i++, rest /= sizeof bytes - 1)
				text[i] = bytes[rest % (sizeof bytes - 1)];
			cell = mill_guarded_field(&c.arena, html);
			if (!mill_equal(mill_unguarded_field(&c.arena, cell), html))
				FAIL("\"%s\" does not come back of \"%.*s\"", text, (int)cell.len,
				    cell.ptr);
			for (size_t i = 0; i < cell.len; i++)
				if ((i == 0 || cell.ptr[i - 1] == ';') &&
				    strchr("=-", cell.ptr[i]) != NULL)
					FAIL("a formula is left in \"%.*s\"", (int)cell.len,
					    cell.ptr);
			mill_arena_reset(&c.arena);
		}
	}
	mill_arena_free(&c.arena);
	INT_EQ(c.live, 0);
}

static void
names(void)
{
	static const char *const all[] = { "=x", "2024-01-05", "TRUE", JOINER "x", JOINER "=x",
		EM_SPACE "x", "x", "", "12:30", ":x", "a;=x", "a;" JOINER "=x", "a;" JOINER,
		";;=", "a;b" };

	for (size_t i = 0; i < COUNT(all); i++) {
		SAME(
		    mill_unguarded_name(test_arena(), mill_guarded_name(test_arena(), str(all[i]))),
		    all[i]);
		SAME(
		    mill_unguarded_tags(test_arena(), mill_guarded_tags(test_arena(), str(all[i]))),
		    all[i]);
	}
	SAME(mill_guarded_name(test_arena(), str("=x;-y;z")), JOINER "=x;" JOINER "-y;z");
	SAME(mill_guarded_tags(test_arena(), str("=x y")), EM_SPACE "=x y");
}

static void
keys(void)
{
	static const char *const risky_guids[] = { "=1+1", "#abc", "-a", "12345e6", "2024-01-05",
		"TRUE", "MAR1", "a b", " a", "é", "a;=1", "a\tb" };
	static const char *const fine[] = { "cXG90gNOCiFVb", "Dec1234567890", "OF3dEkaWWZZVc",
		"Ab$!x", "a,b", "h?QWe3(x/" };
	static const char *const no_keys[] = { "", "k", "k3", "k3g", "K3d", "x3d", "k3D", "3d" };

	for (size_t i = 0; i < COUNT(risky_guids); i++) {
		mill_str guid = str(risky_guids[i]), key = mill_guid_key(test_arena(), guid);

		if (!mill_guid_needs_key(test_arena(), guid))
			FAIL("\"%s\" needs no key", risky_guids[i]);
		OK(!mill_is_risky(test_arena(), key));
		SAME(mill_guid_of_key(test_arena(), key), risky_guids[i]);
	}
	for (size_t i = 0; i < COUNT(fine); i++)
		if (mill_guid_needs_key(test_arena(), str(fine[i])))
			FAIL("\"%s\" needs a key", fine[i]);
	for (size_t i = 0; i < COUNT(no_keys); i++)
		SAME(mill_guid_of_key(test_arena(), str(no_keys[i])), "");
	SAME(mill_guid_key(test_arena(), str("=1")), "k3d31");
}

int
main(int argc, char **argv)
{
	static const check_test tests[] = { { "risky", risky }, { "harmless", harmless },
		{ "fields", fields }, { "by-hand", by_hand },
		{ "all-short-texts", all_short_texts }, { "names", names }, { "keys", keys } };

	return check_run("sheet", tests, COUNT(tests), argc, argv);
}
