/*
 * csv.c - tables as text in, notes out.
 *
 *     csv SCRATCH-FOLDER [TEST]...
 *     csv --read FILE...       shows what is read: records of cells, 0x1F between them
 */
#include "../api/help.h"
#include "base/base.h"
#include "deck.h"
#include "mill.h"
#include "formats/formats.h"

/* ---- one read --------------------------------------------------------------------------- */

typedef struct table {
	cardmill *mill;
	mill_deck_file file;
	mill_stored decks;
	cardmill_status status;
} table;

static void
read_deck(void *user)
{
	table *t = user;

	t->status = mill_read_deck(&t->mill->log, &t->mill->options, &t->file, &t->decks);
}

static table
read_bytes(const char *name, const void *data, size_t length, bool source, const char *encoding)
{
	cardmill_options options = CARDMILL_OPTIONS_INIT;
	table t = { .file = { .path = name, .bytes = { data, length }, .part = source ? MILL_SOURCE : MILL_EARLIER } };

	options.encoding = encoding;
	t.mill = cardmill_new(&options);
	OK(t.mill != NULL);
	mill_begin(t.mill);
	OK(mill_attempt(&t.mill->heap, read_deck, &t));
	mill_end(t.mill);
	return t;
}

static void
put(bytes *to, mill_str text, const char *behind)
{
	bytes_put(to, text.ptr, text.len);
	bytes_put(to, behind, strlen(behind));
}

static char *
show(const table *t)
{
	bytes all = { 0 };
	char line[40];

	bytes_put(&all, "", 0);
	for (size_t i = 0; i < t->decks.column_count; i++)
		put(&all, t->decks.columns[i], i + 1 < t->decks.column_count ? " / " : "\n");
	for (size_t n = 0; n < t->decks.count; n++) {
		const mill_stored_note *note = &t->decks.notes[n];

		put(&all, note->guid, " [");
		put(&all, note->type_name, "] ");
		put(&all, note->deck, " {");
		for (size_t i = 0; i < note->tag_count; i++)
			put(&all, note->tags[i], i + 1 < note->tag_count ? " " : "");
		snprintf(line, sizeof line, "} %d: ", (int)note->line);
		put(&all, mill_cstr(line), "");
		for (size_t i = 0; i < note->field_count; i++)
			put(&all, note->fields[i], i + 1 < note->field_count ? " / " : "");
		put(&all, MILL_STR("\n"), "");
	}
	return all.data;
}

static void
is(const char *name, const char *text, const char *want)
{
	table t = read_bytes(name, text, strlen(text), true, NULL);
	char *got = t.status == CARDMILL_OK ? show(&t) : keep_text(cardmill_error(t.mill)->message);

	if (strcmp(got, want) != 0)
		FAIL("of [%s] came [%s], not [%s]", text, got, want);
	cardmill_free(t.mill);
}

static void
fails(const char *name, const char *text, int line, int column, const char *part)
{
	table t = read_bytes(name, text, strlen(text), true, NULL);
	const cardmill_report *error;

	if (t.status == CARDMILL_OK)
		FAIL("[%s] is read as [%s]", text, show(&t));
	error = error_of(t.mill, CARDMILL_BAD_INPUT, "bad-deck");
	STR_HAS(error->message, part);
	OK(strstr(error->message, "--fresh") == NULL);
	INT_EQ(error->line, line);
	INT_EQ(error->column, column);
	cardmill_free(t.mill);
}

/* ---- our own, after spreadsheets saved it ------------------------------------------------- */

#define G1      "gAbCdEfGhIj12"
#define G2      "hAbCdEfGhIj12"
#define NUMBERS "#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:4\n"
#define OURS                                                               \
	"Front / Back / Context / Source\n" G1                             \
	" [cardmill Basic] D::E {a b} %d: x, \"y\" / p<br>q; / c / s\n" G2 \
	" [cardmill Basic] D::E {} %d: k / v / c / \n"

/* Lines differ by what was done to the header. */
static void
ours(const char *name, const char *text, int first, int second)
{
	char want[400];

	snprintf(want, sizeof want, OURS, first, second);
	is(name, text, want);
}

static void
as_written(void)
{
	ours("a.csv",
	    "#separator:Comma\n#html:true\n" NUMBERS
	    "#GUID,Notetype,Deck,Tags,Front,Back,Context,Source\n" G1
	    ",cardmill Basic,D::E,a b,\"x, \"\"y\"\"\",p<br>q;,c,s\n" G2
	    ",cardmill Basic,D::E,,k,v,c,\n",
	    8, 9);
	ours("a.tsv",
	    "#separator:Tab\n#html:true\n" NUMBERS
	    "#GUID\tNotetype\tDeck\tTags\tFront\tBack\tContext\tSource\n" G1
	    "\tcardmill Basic\tD::E\ta b\t\"x, \"\"y\"\"\"\tp<br>q;\tc\ts\n" G2
	    "\tcardmill Basic\tD::E\t\tk\tv\tc\t\n",
	    8, 9);
}

#define ROWS_COMMA                                                        \
	G1 ",cardmill Basic,D::E,a b,\"x, \"\"y\"\"\",p<br>q;,c,s\r\n" G2 \
	   ",cardmill Basic,D::E,,k,v,c,\r\n"
#define ROWS_SEMICOLON                                                        \
	G1 ";cardmill Basic;D::E;a b;\"x, \"\"y\"\"\";\"p<br>q;\";c;s\r\n" G2 \
	   ";cardmill Basic;D::E;;k;v;c;\r\n"

static void
saved_by_spreadsheets(void)
{
	/* Google Sheets: filled up, CRLF */
	ours("a.csv",
	    "#separator:Comma,,,,,,,\r\n#html:true,,,,,,,\r\n#guid column:1,,,,,,,\r\n"
	    "#notetype column:2,,,,,,,\r\n#deck column:3,,,,,,,\r\n#tags column:4,,,,,,,\r\n"
	    "#GUID,Notetype,Deck,Tags,Front,Back,Context,Source\r\n" ROWS_COMMA,
	    8, 9);
	/* Excel where numbers have commas; a mark in front */
	ours("a.csv",
	    "\xEF\xBB\xBF#separator:Comma;;;;;;;\r\n#html:true;;;;;;;\r\n#guid column:1;;;;;;;\r\n"
	    "#notetype column:2;;;;;;;\r\n#deck column:3;;;;;;;\r\n#tags column:4;;;;;;;\r\n"
	    "#GUID;Notetype;Deck;Tags;Front;Back;Context;Source\r\n" ROWS_SEMICOLON ";;;;;;;\r\n",
	    8, 9);
	/* the same, not filled up: Excel leaves that out behind some rows */
	ours("a.csv",
	    "#separator:Comma\r\n#html:true\r\n#guid column:1\r\n"
	    "#GUID;Notetype;Deck;Tags;Front;Back;Context;Source\r\n" ROWS_SEMICOLON,
	    5, 6);
	/* LibreOffice, all text in quotes */
	ours("a.csv",
	    "\"#separator:Comma\",,,,,,,\n\"#html:true\",\"\",\"\"\n\"#guid column:1\",\n"
	    "\"#notetype column:2\"\n\"#deck column:3\"\n\"#tags column:4\"\n"
	    "\"#GUID\",\"Notetype\",\"Deck\",\"Tags\",\"Front\",\"Back\",\"Context\",\"Source\"\n"
	    "\"" G1
	    "\",\"cardmill Basic\",\"D::E\",\"a b\",\"x, \"\"y\"\"\",\"p<br>q;\",\"c\",\"s\"\n"
	    "\"" G2 "\",\"cardmill Basic\",\"D::E\",,\"k\",\"v\",\"c\",\"\"\n,,,,,,,\n",
	    8, 9);
	/* tabs in what says Comma */
	ours("a.csv",
	    "#separator:Comma\t\t\n#html:true\n" NUMBERS
	    "#GUID\tNotetype\tDeck\tTags\tFront\tBack\tContext\tSource\n" G1
	    "\tcardmill Basic\tD::E\ta b\t\"x, \"\"y\"\"\"\tp<br>q;\tc\ts\n" G2
	    "\tcardmill Basic\tD::E\t\tk\tv\tc\t\n",
	    8, 9);
	/* an old Mac's lines; no line's end at the end; columns added, others short */
	ours("a.csv",
	    "#separator:Comma\r#html:true\r#GUID,Notetype,Deck,Tags,Front,Back,Context,Source,,"
	    "\r" G1 ",cardmill Basic,D::E,a b,\"x, \"\"y\"\"\",p<br>q;,c,s,,,,\r\r,,\r" G2
	    ",cardmill Basic,D::E,,k,v,c,",
	    4, 7);
}

static void
in_utf16(void)
{
	static const char text[] = "\"#separator:Comma\"\t\t\n#html:true\t\t\n"
				   "#GUID\tNotetype\tFront\tBack\ng1\tBasic\tx, \"y\"\tz\n";
	char wide[2 * sizeof text + 4];

	for (int big = 0; big < 2; big++) {
		table t;
		size_t length = 2;

		memcpy(wide, big ? "\xFE\xFF" : "\xFF\xFE", 2);
		for (size_t i = 0; i + 1 < sizeof text; i++) {
			wide[length + (size_t)!big] = text[i] == 'z' ? '\x4E' : '\0';
			wide[length + (size_t)big] = text[i] == 'z' ? '\x8C' : text[i];
			length += 2;
		}
		t = read_bytes("a.csv", wide, length, true, NULL);
		INT_EQ(t.status, CARDMILL_OK);
		STR_EQ(show(&t), "Front / Back\ng1 [Basic]  {} 4: x, \"y\" / 二\n");
		cardmill_free(t.mill);
	}
}

static void
other_encodings(void)
{
	static const char text[] = "\xCA\xC2\xCE\xF1,a\n"; /* 事务 in GB18030 */
	static const char utf8[] = "GUID,Front,Back\ng1,事务,b\n";
	table t = read_bytes("a.csv", text, strlen(text), true, "GB18030");

	INT_EQ(t.status, CARDMILL_OK);
	STR_EQ(show(&t), " []  {} 1: 事务 / a\n");
	cardmill_free(t.mill);
	fails("a.csv", text, 1, 1, "not UTF-8 text (byte 0xCA)");
	/* A deck of an earlier build is UTF-8, whatever the sources are. */
	t = read_bytes("a.csv", utf8, strlen(utf8), false, "GB18030");
	INT_EQ(t.status, CARDMILL_OK);
	STR_EQ(show(&t), "Front / Back\ng1 []  {} 2: 事务 / b\n");
	cardmill_free(t.mill);
}

static void
header_lines_gone(void)
{
	ours("a.csv", "#GUID,Notetype,Deck,Tags,Front,Back,Context,Source\n" ROWS_COMMA, 2, 3);
	ours("a.csv", "GUID,Notetype,Deck,Tags,Front,Back,Context,Source\n" ROWS_COMMA, 2, 3);
	ours("a.csv", "guid;notetype;deck;tags;Front;Back;Context;Source\n" ROWS_SEMICOLON, 2, 3);
	/* nothing is left: guids like ours tell */
	is("a.csv", ROWS_COMMA,
	    G1 " [cardmill Basic] D::E {a b} 1: x, \"y\" / p<br>q; / c / s\n" G2
	       " [cardmill Basic] D::E {} 2: k / v / c / \n");
	is("a.csv", ROWS_SEMICOLON ";cardmill Basic;;;new;\"a &amp; b\"\r\n",
	    G1 " [cardmill Basic] D::E {a b} 1: x, \"y\" / p<br>q; / c / s\n" G2
	       " [cardmill Basic] D::E {} 2: k / v / c / \n"
	       " [cardmill Basic]  {} 3: new / a &amp; b\n");
}

static void
sorted(void)
{
	/* downwards: the header is at the end */
	ours("a.csv",
	    ROWS_COMMA "#tags column:4,,,,,,,\r\n#separator:Comma,,,,,,,\r\n#html:true,,,,,,,\r\n"
		       "#GUID,Notetype,Deck,Tags,Front,Back,Context,Source\r\n"
		       "#guid column:1,,,,,,,\r\n,,,,,,,\r\n",
	    1, 2);
	/* by another column: the names are a row among others */
	ours("a.csv",
	    G1 ",cardmill Basic,D::E,a b,\"x, \"\"y\"\"\",p<br>q;,c,s\n"
	       "#GUID,Notetype,Deck,Tags,Front,Back,Context,Source\n" G2
	       ",cardmill Basic,D::E,,k,v,c,\n#separator:Comma,,,,,,,\n#html:true,,,,,,,\n",
	    1, 3);
	ours("a.csv",
	    G1 ",cardmill Basic,D::E,a b,\"x, \"\"y\"\"\",p<br>q;,c,s\n"
	       "GUID,Notetype,Deck,Tags,Front,Back,Context,Source\n" G2
	       ",cardmill Basic,D::E,,k,v,c,\n#separator:Comma,,,,,,,\n#html:true,,,,,,,\n",
	    1, 3);
	/* Anki's, upwards: header lines in another order */
	is("a.tsv",
	    "#deck column:2\t\t\t\n#guid column:1\t\t\t\n#html:false\t\t\t\n#separator:tab\t\t\t\n"
	    "g1\tD\tf\tb<\n",
	    "g1 [] D {} 5: f / b&lt;\n");
	is("a.tsv",
	    "g1\tD\tf\tb<\n#separator:tab\t\t\t\n#html:false\t\t\t\n#guid column:1\t\t\t\n"
	    "#deck column:2\t\t\t\n",
	    "g1 [] D {} 1: f / b&lt;\n");
}

static void
other_columns(void)
{
	/* moved, with the header lines that stood in them */
	ours("a.csv",
	    ",,#separator:Comma,,,,,\n,,#html:true,,,,,\n,,#guid column:1,,,,,\n"
	    ",,#notetype column:2,,,,,\nBack,Front,#GUID,Deck,Source,Notetype,Tags,Context\n"
	    "p<br>q;,\"x, \"\"y\"\"\"," G1 ",D::E,s,cardmill Basic,a b,c\n"
	    "v,k," G2 ",D::E,,cardmill Basic,,c\n",
	    6, 7);
}

static void
columns_by_name(void)
{
	/* case, blanks, and new ones */
	is("a.csv",
	    "#separator:Comma\n" NUMBERS "#guid,Hint,note type, tags ,front,Back,My own\n"
	    "g1,h,Basic,t,f,b,m\n",
	    "front / Back / Hint / My own\ng1 [Basic]  {t} 7: f / b / h / m\n");
	/* names win over numbers, which count for what no name says */
	is("a.csv", "#guid column:2\n#tags column:3\nGUID,Front,Thema\ng1,f,t\n",
	    "Front\ng1 []  {t} 4: f\n");
	is("a.csv", "#deck column:2\nGUID,Front,Back\ng1,f,b\n",
	    "Front / Back\ng1 []  {} 3: f / b\n");
	is("a.csv", "GUID,Text,Back Extra,Text\ng1,{{c1::a}},b,c\n",
	    "Text / Back Extra / Text\ng1 []  {} 2: {{c1::a}} / b / c\n");
	/* one without a name, with something in it */
	is("a.csv", "GUID,,Front,Back\ng1,x,f,b\n", "Front / Back / \ng1 []  {} 2: f / b / x\n");
	/* a guid at the end, which a new row does not reach */
	is("a.csv", "Front,Back,GUID\nf,b,g1\nnew,row\n,,,,\n",
	    "Front / Back\ng1 []  {} 2: f / b\n []  {} 3: new / row\n");
}

static void
keys(void)
{
	is("a.csv",
	    "GUID,Notetype,Front,Back,GUID key\n,Basic,f,b,k67314323\ng2,Basic,h,c,k67\n,Basic,n,,\n",
	    "Front / Back\ng1C# [Basic]  {} 2: f / b\ng2 [Basic]  {} 3: h / c\n [Basic]  {} 4: n / "
	    "\n");
	is("a.csv", "Notetype,Front,Back,Key\nBasic,f,b,k6731\n",
	    "Front / Back\ng1 [Basic]  {} 2: f / b\n");
	is("a.csv", "key,value\nk,v\n", "key / value\n []  {} 2: k / v\n");
	fails("a.csv", "GUID,GUID key,Front,Back\n,k671,f,b\n", 2, 1, "key");
	/* all names are gone */
	is("a.csv", G1 ",Basic,D,,f,b,6\n,Basic,D,,f,b,6\n",
	    G1 " [Basic] D {} 1: f / b / 6\n [Basic] D {} 2: f / b / 6\n");
	is("a.csv", G1 ",Basic,D,,f,b,k67\n,Basic,D,,g,c,\n",
	    G1 " [Basic] D {} 1: f / b\n [Basic] D {} 2: g / c\n");
}

static void
rows_of_nobody(void)
{
	is("a.csv",
	    "#separator:Comma\n#html:true\nGUID,Notetype,Front,Back\n\n,,,\n# a comment\n"
	    "\"\",\" \",\"\",\"\"\ng1,Basic,,\n,Basic,f,b\n",
	    "Front / Back\n [Basic]  {} 9: f / b\n");
}

/* ---- cells ------------------------------------------------------------------------------------
 */

static void
newlines_in_cells(void)
{
	/* typed by hand */
	is("a.csv",
	    "GUID,Notetype,Front,Back\ng1,Basic,\"a\r\nb\",\"<ul>\n<li>c\n</li></"
	    "ul>\nd<br>\ne\"\r\n"
	    "g2,Basic,c,\"<pre><code>x\ny\n\nz</code></pre>\n<b>q</b>\nr\"\ng3,Basic,\"p\n\",q\n",
	    "Front / Back\ng1 [Basic]  {} 2: a<br>b / <ul> <li>c </li></ul> d<br> e\n"
	    "g2 [Basic]  {} 8: c / <pre><code>x<br>y<br><br>z</code></pre> <b>q</b><br>r\n"
	    "g3 [Basic]  {} 14: p<br> / q\n");
	/* in Anki's HTML they are the field's own */
	is("a.tsv", "#separator:tab\n#html:true\n\"a\nb\"\t<pre>c\n", " []  {} 3: a\nb / <pre>c\n");
	is("a.tsv", "#separator:tab\n#html:true\nx\t\"<pre class='a'>c\nd</pre>\ne\"\n",
	    " []  {} 3: x / <pre class='a'>c\nd</pre>\ne\n");
	/* plain text */
	is("a.tsv", "#separator:tab\n#html:false\n\"a\nb\"\t\"<c>\n& \"\"d\"\"\"\n",
	    " []  {} 3: a<br>b / &lt;c&gt;<br>&amp; \"d\"\n");
	is("a.csv", "\"a\nb\",c\nd,\"List<String>\n\"\n",
	    " []  {} 1: a<br>b / c\n []  {} 3: d / List&lt;String&gt;<br>\n");
}

static void
html_or_not(void)
{
	is("a.csv", "a < b,x & y\nc,d\n", " []  {} 1: a &lt; b / x &amp; y\n []  {} 2: c / d\n");
	is("a.csv", "<b>a</b>,x & y\nc,d\n", " []  {} 1: <b>a</b> / x & y\n []  {} 2: c / d\n");
	is("a.csv", "#html:true\na < b,c\n", " []  {} 2: a < b / c\n");
	is("a.csv", "#html:FALSE\n<b>a</b>,c\n", " []  {} 2: &lt;b&gt;a&lt;/b&gt; / c\n");
	/* ours are HTML, also when no cell has a tag */
	is("a.csv", "GUID,Notetype,Front,Back\ng1,Basic,a &lt; b,c\n",
	    "Front / Back\ng1 [Basic]  {} 2: a &lt; b / c\n");
}

static void
quotes(void)
{
	is("a.csv", "5\" disk,\"a \"\"b\"\" c\"\nx \"y\" z,w\n",
	    " []  {} 1: 5\" disk / a \"b\" c\n []  {} 2: x \"y\" z / w\n");
	is("a.csv", "\"a\", \"b, c\"\n \"d\" ,e\n", " []  {} 1: a / b, c\n []  {} 2: d / e\n");
	/* who parts by tabs may quote nothing */
	is("a.txt.tsv", "\"Hi\" he said\thola\n\"open\tabierto\n\"x\"\ty\n",
	    " []  {} 1: \"Hi\" he said / hola\n []  {} 2: \"open / abierto\n []  {} 3: \"x\" / "
	    "y\n");
	fails("a.csv", "a,b\nc,\"d\ne,f\n", 2, 3, "never closed");
	fails("a.csv", "a,b\nc,\"d\"e\nf,g\n", 2, 3, "closed before its end");
}

/* ---- Anki's text exports
 * -------------------------------------------------------------------------- */

static void
of_anki(void)
{
	is("a.txt.tsv",
	    "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n"
	    "#tags column:6\n\"#ab,$x~1!9\"\tBasic\tD::E\tf\t<b>b</b>\ta b\n"
	    "x\tBasic\tD\t\"a \"\"q\"\"\"\t\t\n",
	    "#ab,$x~1!9 [Basic] D::E {a b} 7: f / <b>b</b>\nx [Basic] D {} 8: a \"q\" / \n");
	/* a spreadsheet took the quotes of a guid away */
	is("a.csv",
	    "#separator:tab,,,,,\n#html:true,,,,,\n#guid column:1,,,,,\n#notetype column:2,,,,,\n"
	    "#deck column:3,,,,,\n#tags column:6,,,,,\n#ab%$x~1!9,Basic,D,f,b,a\n"
	    "# nothing,,,,,\n#c,Basic,D,f,b,\n",
	    "#ab%$x~1!9 [Basic] D {a} 7: f / b\n");
	is("a.tsv", "#separator:tab\n#html:false\nf & g\tb\n", " []  {} 3: f &amp; g / b\n");
	is("a.tsv",
	    "#separator:Semicolon\n#html:false\n#notetype:My Cloze\n#deck:A;B\n#tags:x y\n#tags "
	    "column:3\nf;b;z\n",
	    " [My Cloze] A;B {z x y} 7: f / b\n");
	is("a.tsv", "#separator:tab\n#columns:Front\tTags\tBack\nf\tt\tb\n",
	    "Front / Back\n []  {t} 3: f / b\n");
	is("a.csv",
	    "#separator:Comma,,\n\"#columns:Front,Back,\"\"Q\"\"\",,\n#deck:My deck,,\nf,b,q\n",
	    "Front / Back / Q\n [] My deck {} 4: f / b / q\n");
	is("a.csv", "# Separator : pipe\n#if matches:keep both\n# hello\na|b\n",
	    " []  {} 4: a / b\n");
	is("a.csv", "tags:x y\na,b\n", " []  {x y} 2: a / b\n");
	/* a cloze alone */
	is("a.tsv", "#separator:tab\n#html:true\n#notetype:Cloze\n{{c1::a}}\n",
	    " [Cloze]  {} 4: {{c1::a}}\n");
}

/* ---- tables from anywhere
 * --------------------------------------------------------------------------- */

static void
separators(void)
{
	is("a.csv", "a;b, c\nd;e\n", " []  {} 1: a / b, c\n []  {} 2: d / e\n");
	is("a.csv", "a, b\tc\nd\te; f\n", " []  {} 1: a, b / c\n []  {} 2: d / e; f\n");
	is("a.csv", "a|b\nc|d::e\n", " []  {} 1: a / b\n []  {} 2: c / d::e\n");
	is("a.csv", "std::map,https://a.b/c\nstd::set,x:y\n",
	    " []  {} 1: std::map / https://a.b/c\n []  {} 2: std::set / x:y\n");
	is("a.csv", "\"a;b\",\"c\td\"\n\"e|f\",g\n", " []  {} 1: a;b / c\td\n []  {} 2: e|f / g\n");
	is("a.csv", "sep=;\nx,1;y\n", " []  {} 2: x,1 / y\n");
	is("a.csv", "#include <x.h>,y\n# no row\n#1,z\n",
	    " []  {} 1: #include &lt;x.h&gt; / y\n []  {} 3: #1 / z\n");
	/* empty columns and rows around */
	is("a.csv", "a,b,,\n,,,\nc,d,,\n", " []  {} 1: a / b\n []  {} 3: c / d\n");
	is("a.csv", "a,b\nc,\n", " []  {} 1: a / b\n []  {} 2: c / \n");
	is("a.tsv", "a\tb\tx\nc\td\te\tf\n", " []  {} 1: a / b / x\n []  {} 2: c / d / e / f\n");
	fails("a.csv", "a,b\nc,d, e\nf,g\n", 2, 1, "3 cells");
	fails("a.csv", "front,back\nc,d, e\nf,g\n", 2, 1, "3 cells");
	fails("a.tsv", "term\tone\nand more\nterm\ttwo\n", 2, 1, "one cell");
	fails("a.csv", "a\nb\nc, d\n", 1, 1, "one column");
	fails("a.csv", "one\n", 1, 1, "one column");
	is("a.csv", "{{c1::a}} b\nc {{c1::d}}, e\n{{c2::x}}\n{{c1::y}}\n",
	    " []  {} 1: {{c1::a}} b\n []  {} 2: c {{c1::d}}, e\n []  {} 3: {{c2::x}}\n []  {} 4: "
	    "{{c1::y}}\n");
}

static void
rows_of_names(void)
{
	static const char *const names[] = { "Front,Back", "question,answer", "Term,Definition",
		"Word,Meaning", "prompt,Answer", "Vorderseite,Rückseite", "FRAGE,Antwort",
		"Begriff,Definition", "Recto,Verso", "Question,Réponse", "Terme,Définition",
		"Pregunta,Respuesta", "Término,Definición", "正面,背面", "问题,答案", "单词,释义",
		"術語,定義", "表面,裏面", "質問,答え", "単語,意味", "#Front,Back", "Q,A" };

	for (size_t i = 0; i < COUNT(names); i++) {
		char text[100], want[120];
		const char *comma = strchr(names[i], ',');
		int from = names[i][0] == '#';

		snprintf(text, sizeof text, "%s\nx,y\n", names[i]);
		snprintf(want, sizeof want, "%.*s / %s\n []  {} 2: x / y\n",
		    (int)(comma - names[i]) - from, names[i] + from, comma + 1);
		is("a.csv", text, want);
	}
	is("a.csv", "Text,Tags,Deck\n{{c1::a}},\"x, y; z\",D\n",
	    "Text\n [] D {x y z} 2: {{c1::a}}\n");
	is("a.csv", "Back;Front;Hint\nb;f;h\n", "Front / Back / Hint\n []  {} 2: f / b / h\n");
	/* words of a vocabulary are none */
	is("a.csv", "Frage;question\nAntwort;answer\n",
	    " []  {} 1: Frage / question\n []  {} 2: Antwort / answer\n");
	is("a.csv", "capital,country\nParis,France\n",
	    " []  {} 1: capital / country\n []  {} 2: Paris / France\n");
}

/* Names that say nothing of a front and a back. */
static void
rows_of_other_names(void)
{
	is("a.csv", "English;German\ndog;Hund\n", "English / German\n []  {} 2: dog / Hund\n");
	is("a.csv", "word, examples\nab,\"1. x, y.\"\n", "word / examples\n []  {} 2: ab / 1. x, y.\n");
	is("a.csv", "number,pinyin,meaning of it\n1,a,b\n",
	    "number / pinyin / meaning of it\n []  {} 2: 1 / a / b\n");
	is("a.csv", "vocab_number,poj_sandhi,taiwanese\nx,y,z\n",
	    "vocab_number / poj_sandhi / taiwanese\n []  {} 2: x / y / z\n");
	/* all below one of them are numbers */
	is("a.csv", "battle,happened\na,1066\nb,1815\nc,1944\n",
	    "battle / happened\n []  {} 2: a / 1066\n []  {} 3: b / 1815\n []  {} 4: c / 1944\n");
	/* as pandas writes its index */
	is("a.csv", ",word,part\n0,a,b\n1,c,d\n2,e,f\n",
	    "word /  / part\n []  {} 2: a / 0 / b\n []  {} 3: c / 1 / d\n []  {} 4: e / 2 / f\n");
	/* rows that leave out what is at their end */
	is("a.csv", "kind,stem,s1,t1,s2,t2,s3,t3\na,b,c,d\ne,f,g,h\ni,j,k,l,m,n\no,p,q,r\n",
	    "kind / stem / s1 / t1 / s2 / t2 / s3 / t3\n []  {} 2: a / b / c / d\n []  {} 3: e / f / g / h\n"
	    " []  {} 4: i / j / k / l / m / n\n []  {} 5: o / p / q / r\n");
	/* words of a vocabulary, and facts */
	is("a.csv", "Beispiel;example\nBild;picture\n",
	    " []  {} 1: Beispiel / example\n []  {} 2: Bild / picture\n");
	is("a.csv", "Deutsch;German\nEnglisch;English\n",
	    " []  {} 1: Deutsch / German\n []  {} 2: Englisch / English\n");
	is("a.csv", "a half,0.5\na third,0.33\na fifth,0.2\na sixth,0.16\n",
	    " []  {} 1: a half / 0.5\n []  {} 2: a third / 0.33\n []  {} 3: a fifth / 0.2\n []  {} "
	    "4: a sixth / 0.16\n");
	is("a.csv", "str_replace,replaces\nstr_split,splits\n",
	    " []  {} 1: str_replace / replaces\n []  {} 2: str_split / splits\n");
	fails("a.csv", "dog,Hund,Hunde\nmilk,Milch\nwater,Wasser\n", 1, 1, "3 cells");
	is("a.csv", "go,went,gone\nsee,saw,seen\n",
	    " []  {} 1: go / went / gone\n []  {} 2: see / saw / seen\n");
}

/* ---- an earlier build
 * -------------------------------------------------------------------------------- */

static void
earlier(void)
{
	static const char text[] = "GUID,Notetype,Back,Front\n,Basic,b,f\ng1,Basic,\"b\nc\",f\n";
	table t = read_bytes("a.csv", text, strlen(text), false, NULL);

	STR_EQ(show(&t), "Front / Back\ng1 [Basic]  {} 3: f / b<br>c\n");
	cardmill_free(t.mill);
	t = read_bytes("a.csv", "a,b\n", 4, false, NULL);
	STR_HAS(error_of(t.mill, CARDMILL_BAD_INPUT, "bad-deck")->message, "no guids");
	cardmill_free(t.mill);
}

/* ---- what is wrong
 * -------------------------------------------------------------------------------------- */

static void
wrong(void)
{
	fails("a.csv", "GUID,Front,Back\ng1,a,b\n\ng2,\"c\n\",d\ng1,e,f\n", 6, 1,
	    "row 2 and row 6 have the same guid, g1; clear it in the one that is new");
	fails("a.csv", "GUID,Front,Back\ng1,a,b\ng2\n", 3, 1, "too few");
	fails("a.csv", "GUID,Front,Back\ng1,a,b,,x\n", 2, 1, "5 cells");
	fails("a.csv", "PK\3\4 [Content_Types].xml xl/workbook.xml", 0, 0, "an Excel workbook");
	fails("a.csv", "<!DOCTYPE HTML>\n<html>", 0, 0, "a web page");
	fails("a.csv", "{\"notes\": []}", 0, 0, "JSON");
	fails("a.csv", "a,b\nc,d\xFF\xE4\n", 2, 4, "not UTF-8");
	fails("a.csv", "\"a,b\nc,d\n", 1, 1, "never closed");
	fails("a.csv", "", 0, 0, "empty");
	fails("a.csv", "\n\n,,\n", 0, 0, "empty");
}

/* What takes a moment for a small cell takes no hours for a large one. */
static void
many_tags(void)
{
	static const char *const heads[] = { "a,", "#html:true\na,\"\n" };

	for (size_t i = 0; i < 4; i++) {
		bytes text = { 0 };
		table t;

		bytes_put(&text, heads[i / 2], strlen(heads[i / 2]));
		for (int n = 0; n < 1000000; n++)
			bytes_put(&text, "<", 1);
		bytes_put(&text, ">\"\n" + (i % 2), (i / 2 == 0 ? 1 : 3) - i % 2);
		t = read_bytes("a.csv", text.data, text.len, true, NULL);
		INT_EQ(t.status, CARDMILL_OK);
		cardmill_free(t.mill);
	}
}

/* A small file makes no large deck. */
static void
header_lines_too_long(void)
{
	bytes text = { 0 };

	bytes_put(&text, "#tags:", 6);
	for (int i = 0; i < 65; i++)
		bytes_put(&text, "t ", 2);
	bytes_put(&text, "\na,b\n", 5);
	fails("a.csv", text.data, 0, 0, "more than 64 tags");
}

/* A row of any width; wider ones than any sheet are refused. */
static void
wide_rows(void)
{
	bytes text = { 0 };
	table t;

	bytes_put(&text, "x", 1);
	for (int i = 0; i < 300; i++)
		bytes_put(&text, "\ty", 2);
	t = read_bytes("a.tsv", text.data, text.len, true, NULL);
	INT_EQ(t.decks.count, 1);
	INT_EQ(t.decks.notes[0].field_count, 301);
	cardmill_free(t.mill);
	for (int i = 0; i < 20000; i++)
		bytes_put(&text, "\ty", 2);
	fails("a.tsv", text.data, 1, 1, "16384");
	/* a cell that is larger than what is looked at */
	text = (bytes){ 0 };
	bytes_put(&text, "a;\"", 3);
	for (int i = 0; i < 200000; i++)
		bytes_put(&text, "b, c\n", 5);
	bytes_put(&text, "\"\nd;e\n", 6);
	t = read_bytes("a.csv", text.data, text.len, true, NULL);
	INT_EQ(t.decks.count, 2);
	INT_EQ(t.decks.notes[1].line, 200002);
	INT_EQ(t.decks.notes[0].fields[1].len, 8 * 200000);
	cardmill_free(t.mill);
}

static int
read_files(int count, char **paths)
{
	for (int i = 0; i < count; i++) {
		bytes all = slurp(paths[i]);
		table t = read_bytes(paths[i], all.data, all.len, true, NULL);

		if (t.status != CARDMILL_OK) {
			fprintf(stderr, "%s\n", cardmill_error(t.mill)->message);
			return 1;
		}
		for (size_t n = 0; n < t.decks.count; n++) {
			const mill_stored_note *note = &t.decks.notes[n];

			printf("%s\x1F%s\x1F%s\x1F%d\x1F", note->guid.ptr, note->type_name.ptr,
			    note->deck.ptr, (int)note->line);
			for (size_t k = 0; k < note->tag_count; k++)
				printf("%s%s", k > 0 ? " " : "", note->tags[k].ptr);
			for (size_t k = 0; k < note->field_count; k++)
				printf("\x1F%s", note->fields[k].ptr);
			printf("\x1E");
		}
		cardmill_free(t.mill);
	}
	return 0;
}

static const check_test tests[] = {
	{ "as-written", as_written },
	{ "saved-by-spreadsheets", saved_by_spreadsheets },
	{ "in-utf16", in_utf16 },
	{ "other-encodings", other_encodings },
	{ "header-lines-gone", header_lines_gone },
	{ "sorted", sorted },
	{ "other-columns", other_columns },
	{ "columns-by-name", columns_by_name },
	{ "keys", keys },
	{ "rows-of-nobody", rows_of_nobody },
	{ "newlines-in-cells", newlines_in_cells },
	{ "html-or-not", html_or_not },
	{ "quotes", quotes },
	{ "of-anki", of_anki },
	{ "separators", separators },
	{ "rows-of-names", rows_of_names },
	{ "rows-of-other-names", rows_of_other_names },
	{ "earlier", earlier },
	{ "wrong", wrong },
	{ "many-tags", many_tags },
	{ "header-lines-too-long", header_lines_too_long },
	{ "wide-rows", wide_rows },
};

int
main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "--read") == 0)
		return read_files(argc - 2, argv + 2);
	return check_run("unit-csv", tests, COUNT(tests), argc, argv);
}
