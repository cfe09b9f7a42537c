/* markup.c - any bytes as a field that becomes a cell, and as a cell that becomes a field. */
#include "fuzz.h"

typedef struct circle {
	mill_arena *arena;
	mill_str bytes;
} circle;

static void
go_round(void *user)
{
	circle *c = user;
	mill_str cell = mill_markdown_cell(c->arena, c->bytes, mill_cell_html);

	if (!mill_equal(mill_cell_field(c->arena, cell, mill_cell_html), c->bytes))
		abort();
	mill_cell_field(c->arena, c->bytes, mill_cell_html);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cardmill *mill = cardmill_new(NULL);
	char *copy = malloc(size + 1);
	circle c;

	if (mill != NULL && copy != NULL) {
		if (size > 0)
			memcpy(copy, data, size);
		copy[size] = '\0'; /* as texts of ours end */
		c = (circle){ &mill->arena, { copy, strlen(copy) } };
		mill_attempt(&mill->heap, go_round, &c);
	}
	free(copy);
	cardmill_free(mill);
	return 0;
}

#ifdef REPLAY
static void
make(void)
{
	static const char *const seeds[] = {
		"<ol type=\"A\"><li>a<pre><code "
		"class=\"language-c\">b&lt;<br></code></pre></li><li "
		"value=\"3\"><strong>c</strong>（d）</li></ol><blockquote class=\"callout "
		"tip\"><div "
		"class=\"callout-title\">e</div>f<p>g</p></blockquote>",
		"> [!tip] *a*\n> B. b\n>    ```c\n>    d\n>    ```\n\n| e | `f` |\n|--|:-:|\n| "
		"\\(g\\) | &nbsp;[h](i) |\n\n<details open><summary>j</summary>\n\n**k** "
		"~~l~~\n\n</details>",
		NULL
	};

	for (size_t i = 0; seeds[i] != NULL; i++)
		fuzz_seed_text(seeds[i]);
}

int
main(int argc, char **argv)
{
	return fuzz_main("markup", make, 6000, argc, argv);
}
#endif
