/* buf.c - text that grows, and the buffer before a sink. */
#include "unit.h"

static void
grows(void)
{
	mill_buf buf = test_buf();

	SAME(mill_buf_str(&buf), "");
	OK(mill_buf_str(&buf).ptr != NULL);
	mill_puts(&buf, "ab");
	mill_putc(&buf, 'c');
	mill_put_str(&buf, MILL_STR("def"));
	mill_put(&buf, "", 0);
	SAME(mill_buf_str(&buf), "abcdef");
	INT_EQ(buf.text[buf.len], '\0');
	for (int i = 0; i < 100000; i++) {
		mill_putc(&buf, (char)('a' + i % 26));
		OK(buf.text[buf.len] == '\0');
	}
	INT_EQ(buf.len, 100006);
	OK(memcmp(buf.text, "abcdefabcdef", 12) == 0);
	INT_EQ(buf.text[100005], 'a' + 99999 % 26);
}

/* Two buffers in one arena grow side by side. */
static void
side_by_side(void)
{
	mill_buf a = test_buf(), b = test_buf();

	for (int i = 0; i < 5000; i++) {
		mill_puts(&a, "a");
		mill_puts(&b, "bb");
	}
	INT_EQ(strspn(a.text, "a"), 5000);
	INT_EQ(strspn(b.text, "b"), 10000);
}

static void
a_nul_inside(void)
{
	mill_buf buf = test_buf();

	mill_put(&buf, "a\0b", 3);
	INT_EQ(buf.len, 3);
	INT_EQ(buf.text[2], 'b');
}

static void
formatted(void)
{
	mill_buf buf = test_buf();
	char big[3000];

	memset(big, 'x', sizeof big);
	big[sizeof big - 1] = '\0';
	mill_printf(&buf, "%d-%s", 42, "y");
	SAME(mill_buf_str(&buf), "42-y");
	mill_printf(&buf, "%s", "");
	SAME(mill_buf_str(&buf), "42-y");
	mill_printf(&buf, "%s%c", big, '!');
	INT_EQ(buf.len, 4 + 2999 + 1);
	INT_EQ(buf.text[buf.len - 1], '!');
	INT_EQ(buf.text[buf.len], '\0');
}

/* ---- before a sink ------------------------------------------------------------------ */

typedef struct catcher {
	mill_buf all;
	size_t calls, refuse_at; /* 0: never */
} catcher;

static int
catch_bytes(void *user, const void *bytes, size_t length)
{
	catcher *c = user;

	OK(length > 0);
	if (++c->calls == c->refuse_at)
		return 1;
	mill_put(&c->all, bytes, length);
	return 0;
}

/* Pieces of every size arrive whole and in order, in few calls. */
static void
out_in_order(void)
{
	catcher c = { .all = test_buf() };
	mill_buf want = test_buf();
	char piece[200000];
	mill_out out;

	mill_out_init(&out, test_arena(), (cardmill_sink){ catch_bytes, &c });
	for (size_t i = 0; i < sizeof piece; i++)
		piece[i] = (char)('a' + i * 7 % 26);
	for (size_t size = 0; size < sizeof piece; size = size * 3 / 2 + 1) {
		mill_out_put(&out, piece, size);
		mill_put(&want, piece, size);
		mill_out_puts(&out, "-");
		mill_out_str(&out, MILL_STR("+"));
		mill_puts(&want, "-+");
	}
	OK(mill_out_finish(&out));
	OK(mill_equal(mill_buf_str(&c.all), mill_buf_str(&want)));
	OK(c.calls < 25);
}

static void
out_of_nothing(void)
{
	catcher c = { .all = test_buf() };
	mill_out out;

	mill_out_init(&out, test_arena(), (cardmill_sink){ catch_bytes, &c });
	OK(mill_out_finish(&out));
	INT_EQ(c.calls, 0);
}

/* A refusal is remembered, and the sink is left alone after it. */
static void
out_refused(void)
{
	for (size_t refuse = 1; refuse <= 4; refuse++) {
		catcher c = { .all = test_buf(), .refuse_at = refuse };
		static char piece[70000];
		mill_out out;

		mill_out_init(&out, test_arena(), (cardmill_sink){ catch_bytes, &c });
		for (int i = 0; i < 6; i++)
			mill_out_put(&out, piece, i % 2 == 0 ? sizeof piece : 10);
		OK(!mill_out_finish(&out));
		INT_EQ(c.calls, refuse);
		OK(!mill_out_finish(&out));
		INT_EQ(c.calls, refuse);
	}
}

static const check_test tests[] = {
	{ "grows", grows },
	{ "side-by-side", side_by_side },
	{ "a-nul-inside", a_nul_inside },
	{ "formatted", formatted },
	{ "out-in-order", out_in_order },
	{ "out-of-nothing", out_of_nothing },
	{ "out-refused", out_refused },
};

int
main(int argc, char **argv)
{
	return check_run("unit-buf", tests, COUNT(tests), argc, argv);
}
