/*
 * media.c - pictures, sound and films that notes name are found, refused or missed.
 *
 * Every file of these tests holds its own path, so that what a card shows tells which
 * file was taken.
 */
#include "help.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

/* ---- files and mills ---------------------------------------------------------- */

static void
make_folders(const char *path)
{
	char *copy = keep_text(path);

	for (char *slash = strchr(copy + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(copy, 0777);
		*slash = '/';
	}
}

static void
put_text(const char *path, const char *text)
{
	make_folders(path);
	spit(path, text);
}

static void
put_file(const char *path)
{
	put_text(path, path);
}

static const cardmill_options plain = CARDMILL_OPTIONS_INIT;

/* A mill of the folder or file at path, built; what it says goes to `all`. */
static cardmill *
mill_of(const char *path, bool anywhere, told *all)
{
	cardmill_options options = plain;
	cardmill *mill;

	memset(all, 0, sizeof *all);
	options.user = all;
	options.report = tell;
	options.media_anywhere = anywhere;
	mill = cardmill_new(&options);
	INT_EQ(cardmill_add_path(mill, path), CARDMILL_OK);
	if (cardmill_build(mill) != CARDMILL_OK)
		FAIL("not built: %s", cardmill_error(mill)->message);
	return mill;
}

/* The file whose name stands behind `before` in html; NULL when none does. */
static const cardmill_media *
shown_in(const cardmill *mill, const char *html, const char *before)
{
	const char *at = strstr(html, before);

	for (size_t i = 0; at != NULL && i < cardmill_media_count(mill); i++) {
		const cardmill_media *media = cardmill_media_at(mill, i);
		if (strncmp(at + strlen(before), media->name, strlen(media->name)) == 0)
			return media;
	}
	return NULL;
}

static const cardmill_media *
on_back(const cardmill *mill, size_t note)
{
	return shown_in(mill, cardmill_note_at(mill, note)->fields[1], " src=\"");
}

/* ---- found ------------------------------------------------------------------------ */

static const char *const tree[] = {
	"t/a/x.png",
	"t/b/x.png",
	"t/a/deep/er/x.png",
	"t/pic one.png",
	"t/plus+and&.png",
	"t/quo\"te'.png",
	"t/[sound:x].png",
	"t/a%20b.png",
	"t/100%.png",
	"t/q.png",
	"t/real?name.png",
	"t/hash#1.png",
	"t/\xC3\xA4rger.png",     /* composed */
	"t/cafe\xCC\x81.png",     /* in pieces */
	"t/re\xCC\x81s/only.png", /* its folder, too */
	"t/latin\xE9.png",        /* no UTF-8 */
	"t/img/deep/one.png",
	"t/img/Case.PNG",
	"t/img/both.png",
	"t/img/BOTH.png",
	"t/s1/dup.png",
	"t/s10/dup.png",
	"t/s2/dup.png",
	"t/s2/in/dup.png",
	"t/pool/p/far.png",
	"t/pool/q/far.png",
	"t/back\\slash.png",
	"t/.hidden/secret.png",
	"t/pic.jpeg",
	"t/new\nline.png",
	"t/zz/sub/tail.png",
};

/* A source, what it says, and the file that it shows: below t; or the name of what is
 * told, and no file. */
static const struct {
	const char *source, *markup, *file, *report;
} found[] = {
	/* a path: beside the source */
	{ "t/n.md", "![](q.png)", "q.png", NULL },
	{ "t/n.md", "![](./a/../a/./x.png)", "a/x.png", NULL },
	{ "t/a/n.md", "![](x.png)", "a/x.png", NULL },
	{ "t/b/n.md", "![](x.png)", "b/x.png", NULL },
	{ "t/a/n.md", "![](../b/x.png)", "b/x.png", NULL },
	{ "t/a/deep/n.md", "![](er/x.png)", "a/deep/er/x.png", NULL },
	{ "t/n.md", "<img src=\"q.png\">", "q.png", NULL },
	{ "t/n.md", "<img src='q.png' alt=x>", "q.png", NULL },
	/* from the root of the tree */
	{ "t/a/deep/n.md", "![](/b/x.png)", "b/x.png", NULL },
	{ "t/a/deep/n.md", "![](/q.png)", "q.png", NULL },
	/* blanks and percents */
	{ "t/n.md", "![](pic%20one.png)", "pic one.png", NULL },
	{ "t/n.md", "![](<pic one.png>)", "pic one.png", NULL },
	{ "t/n.md", "![[pic one.png]]", "pic one.png", NULL },
	{ "t/n.md", "![](%70%69c%20%6fne.png)", "pic one.png", NULL },
	{ "t/n.md", "![](plus+and&amp;.png)", "plus+and&.png", NULL },
	{ "t/n.md", "![](plus%2Band%26.png)", "plus+and&.png", NULL },
	{ "t/n.md", "![](quo%22te'.png)", "quo\"te'.png", NULL },
	{ "t/n.md", "![](quo\\\"te'.png)", "quo\"te'.png", NULL },
	{ "t/n.md", "![](%5Bsound:x%5D.png)", "[sound:x].png", NULL },
	{ "t/n.md", "![](a%20b.png)", "a%20b.png", NULL },
	{ "t/n.md", "![](a%2520b.png)", "a%20b.png", NULL },
	{ "t/n.md", "![](100%.png)", "100%.png", NULL },
	{ "t/n.md", "![](100%25.png)", "100%.png", NULL },
	{ "t/n.md", "![](new%0Aline.png)", "new line.png", NULL },
	/* what stands behind a name */
	{ "t/n.md", "![](q.png?raw=true)", "q.png", NULL },
	{ "t/n.md", "![](q.png#center)", "q.png", NULL },
	{ "t/n.md", "![[q.png#center]]", "q.png", NULL },
	{ "t/n.md", "![[q.png#center|30]]", "q.png", NULL },
	{ "t/n.md", "![[q.png | 300]]", "q.png", NULL },
	{ "t/n.md", "![](pic%20one.png?a=1#b)", "pic one.png", NULL },
	{ "t/n.md", "![](real?name.png)", "real?name.png", NULL },
	{ "t/n.md", "![](real%3Fname.png)", "real?name.png", NULL },
	{ "t/n.md", "![](hash#1.png)", "hash#1.png", NULL },
	{ "t/n.md", "![](hash%231.png)", "hash#1.png", NULL },
	/* letters in one piece and in several, whichever has which */
	{ "t/n.md", "![](\xC3\xA4rger.png)", "\xC3\xA4rger.png", NULL },
	{ "t/n.md", "![](a\xCC\x88rger.png)", "\xC3\xA4rger.png", NULL },
	{ "t/n.md", "![](%C3%A4rger.png)", "\xC3\xA4rger.png", NULL },
	{ "t/n.md", "![](a%CC%88rger.png)", "\xC3\xA4rger.png", NULL },
	{ "t/n.md", "![](caf\xC3\xA9.png)", "caf\xC3\xA9.png", NULL },
	{ "t/n.md", "![](cafe\xCC\x81.png)", "caf\xC3\xA9.png", NULL },
	{ "t/n.md", "![](caf%C3%A9.png)", "caf\xC3\xA9.png", NULL },
	{ "t/n.md", "![[caf\xC3\xA9.png]]", "caf\xC3\xA9.png", NULL },
	{ "t/n.md", "![](r\xC3\xA9s/only.png)", "r\xC3\xA9s/only.png", NULL },
	{ "t/a/n.md", "![](../r\xC3\xA9s/only.png)", "r\xC3\xA9s/only.png", NULL },
	{ "t/n.md", "![](latin%E9.png)", "latin\xEF\xBF\xBD.png", NULL },
	/* as Windows writes it */
	{ "t/n.md", "![](img\\deep\\one.png)", "img/deep/one.png", NULL },
	{ "t/a/n.md", "![](..\\b\\x.png)", "b/x.png", NULL },
	{ "t/n.md", "![](back\\slash.png)", "back\\slash.png", NULL },
	{ "t/n.md", "<img src=\"img\\deep\\one.png\">", "img/deep/one.png", NULL },
	/* by name, anywhere */
	{ "t/a/deep/n.md", "![[one.png]]", "img/deep/one.png", NULL },
	{ "t/n.md", "![](one.png)", "img/deep/one.png", NULL },
	{ "t/a/n.md", "![[one.png|300x200]]", "img/deep/one.png", NULL },
	{ "t/n.md", "![[deep/one.png]]", "img/deep/one.png", NULL },
	{ "t/n.md", "![[sub/tail.png]]", "zz/sub/tail.png", NULL },
	{ "t/n.md", "![](../../sub/tail.png)", "zz/sub/tail.png", NULL },
	{ "t/n.md", "![[Case.PNG]]", "img/Case.PNG", NULL },
	{ "t/n.md", "![[case.png]]", "img/Case.PNG", NULL },
	{ "t/n.md", "![](IMG/case.PNG)", "img/Case.PNG", NULL },
	{ "t/n.md", "![[both.png]]", "img/both.png", NULL },
	{ "t/n.md", "![[BOTH.png]]", "img/BOTH.png", NULL },
	/* of several, the nearest; of equals, the first in natural order */
	{ "t/n.md", "![[dup.png]]", "s1/dup.png", NULL },
	{ "t/s10/x/n.md", "![[dup.png]]", "s10/dup.png", NULL },
	{ "t/s2/x/n.md", "![[dup.png]]", "s2/dup.png", NULL },
	{ "t/s2/in/x/n.md", "![[dup.png]]", "s2/in/dup.png", NULL },
	{ "t/s2/n.md", "![[in/dup.png]]", "s2/in/dup.png", NULL },
	{ "t/n.md", "![[s2/dup.png]]", "s2/dup.png", NULL },
	/* a folder that has moved: told */
	{ "t/n.md", "![](old/one.png)", "img/deep/one.png", "media-guessed" },
	{ "t/n.md", "![](old/deep/one.png)", "img/deep/one.png", "media-guessed" },
	{ "t/n.md", "![](C:\\notes\\deep\\one.png)", "img/deep/one.png", "media-guessed" },
	{ "t/n.md", "![](/gone/notes/p/far.png)", "pool/p/far.png", "media-guessed" },
	/* nothing */
	{ "t/n.md", "![](old/far.png)", NULL, "media-missing" },
	{ "t/n.md", "![](gone.png)", NULL, "media-missing" },
	{ "t/n.md", "![](q.pn)", NULL, "media-missing" },
	{ "t/n.md", "![[secret.png]]", NULL, "media-missing" },
	{ "t/n.md", "![](%00q.png)", NULL, "media-missing" },
	{ "t/n.md", "![](q.png%00)", NULL, "media-missing" },
	{ "t/n.md", "![](#q.png)", NULL, "media-missing" },
	{ "t/n.md", "![](?)", NULL, "media-missing" },
	/* a hidden folder, when it is named, is a folder like others */
	{ "t/n.md", "![](.hidden/secret.png)", ".hidden/secret.png", NULL },
};

static void
make_tree(void)
{
	for (size_t i = 0; i < COUNT(tree); i++)
		put_file(tree[i]);
}

static void
finds(void)
{
	told all;

	make_tree();
	for (size_t i = 0; i < COUNT(found); i++) {
		char text[500];
		cardmill *mill;
		const cardmill_media *media;

		snprintf(text, sizeof text, "# T\n\n- key: %s\n", found[i].markup);
		put_text(found[i].source, text);
		mill = mill_of("t", false, &all);
		INT_EQ(cardmill_note_count(mill), 1);
		media = on_back(mill, 0);
		if ((media == NULL) != (found[i].file == NULL) ||
		    (media != NULL && strcmp(media->file, found[i].file) != 0))
			FAIL("%s in %s shows %s; %s", found[i].markup, found[i].source,
			    media == NULL ? "nothing" : media->file,
			    all.count > 0 ? all.all[0].message : "");
		INT_EQ(cardmill_media_count(mill), found[i].file != NULL);
		INT_EQ(all.count, found[i].report != NULL);
		if (found[i].report != NULL)
			was_told(&all, found[i].report, CARDMILL_WARNING, 3, 0);
		if (media != NULL && strcmp(media->file, "latin\xEF\xBF\xBD.png") != 0) {
			bytes held = slurp(media->path);
			INT_EQ(media->size, held.len);
		}
		cardmill_free(mill);
		unlink(found[i].source);
	}
}

/* A file alone has the folder it stands in for its tree, whatever the way to it. */
static void
single_files(void)
{
	static const char *const ways[] = { "t/n.md", "./t/n.md", "t/../t//n.md", "../t/n.md",
		"n.md" };
	char here[4096];
	told all;

	put_file("t/img/x.png");
	put_file("out.png");
	put_text("t/n.md", "- one: ![](img/x.png)\n- two: ![[x.png]]\n- six: ![](../out.png)\n");
	OK(getcwd(here, sizeof here) != NULL);
	for (size_t i = 0; i < COUNT(ways); i++) {
		cardmill *mill;

		OK(chdir(here) == 0 && (i < 3 || chdir("t") == 0));
		mill = mill_of(ways[i], false, &all);
		INT_EQ(cardmill_media_count(mill), 1);
		STR_EQ(cardmill_media_at(mill, 0)->file, "img/x.png");
		OK(on_back(mill, 0) != NULL && on_back(mill, 1) != NULL);
		INT_EQ(all.count, 1);
		was_told(&all, "media-refused", CARDMILL_WARNING, 3, 0);
		cardmill_free(mill);
	}
}

/* The same name in two folders is two files; the same file twice is one. */
static void
same_names(void)
{
	told all;
	cardmill *mill;
	const cardmill_media *a, *b;

	put_file("t/a/x.png");
	put_file("t/b/x.png");
	put_text("t/c/copy.png", "t/a/x.png");
	put_text("t/n.md",
	    "- one: ![](a/x.png)\n- two: ![](b/x.png)\n- six: ![](a/x.png) ![](c/copy.png)\n");
	put_text("t/a/m.md", "- one: ![](x.png)\n- two: ![](../b/x.png)\n");
	put_text("t/o.md", "- one: two\n");
	mill = mill_of("t", false, &all);
	INT_EQ(all.count, 0);
	INT_EQ(cardmill_media_count(mill), 2);
	/* a/m.md comes first */
	a = cardmill_media_at(mill, 0);
	b = cardmill_media_at(mill, 1);
	STR_EQ(a->file, "a/x.png");
	STR_EQ(b->file, "b/x.png");
	INT_EQ(a->source_count, 2);
	INT_EQ(a->sources[0], 0);
	INT_EQ(a->sources[1], 1);
	INT_EQ(b->source_count, 2);
	OK(on_back(mill, 0) == a && on_back(mill, 1) == b);
	OK(on_back(mill, 2) == a && on_back(mill, 3) == b && on_back(mill, 4) == a);
	cardmill_free(mill);
}

/* ---- names ------------------------------------------------------------------------- */

static void
names_of_files(void)
{
	static const struct {
		const char *file, *ending;
	} endings[] = { { "a.png", "png" }, { "b.PNG", "png" }, { "c.jpg", "jpg" },
		{ "d.jpeg", "jpg" }, { "e.JPEG", "jpg" }, { "f.gif", "gif" }, { "g.svg", "svg" },
		{ "h.webp", "webp" }, { "i.tiff", "tif" }, { "j.mp4", "mp4" },
		{ "k.WebM", "webm" } };
	told all;

	for (size_t i = 0; i < COUNT(endings); i++) {
		char path[100], text[100];
		const cardmill_media *media;
		cardmill *mill;
		size_t length;

		snprintf(path, sizeof path, "t/%s", endings[i].file);
		snprintf(text, sizeof text, "- key: ![](%s)\n", endings[i].file);
		put_text(path, "abc");
		put_text("t/n.md", text);
		mill = mill_of("t", false, &all);
		media = cardmill_media_at(mill, 0);
		OK(media != NULL);
		STR_EQ(media->sha1, "a9993e364706816aba3e25717850c26c9cd0d89d");
		INT_EQ(media->size, 3);
		STR_EQ(media->file, endings[i].file);
		length = strlen("cm-a9993e364706816aba3e2571.");
		OK(strncmp(media->name, "cm-a9993e364706816aba3e2571.", length) == 0);
		STR_EQ(media->name + length, endings[i].ending);
		cardmill_free(mill);
	}
}

/* What a card is asked for outlives another picture under the old name. */
static void
guids_outlive_pictures(void)
{
	char first[50], name[50];
	told all;
	cardmill *mill;

	put_text("t/n.md", "# T\n\n- ![[x.png]]: a picture in front\n");
	put_text("t/x.png", "one");
	mill = mill_of("t", false, &all);
	snprintf(first, sizeof first, "%s", cardmill_note_at(mill, 0)->guid);
	snprintf(name, sizeof name, "%s", cardmill_media_at(mill, 0)->name);
	OK(shown_in(mill, cardmill_note_at(mill, 0)->fields[0], " src=\"") != NULL);
	cardmill_free(mill);
	put_text("t/x.png", "two");
	mill = mill_of("t", false, &all);
	STR_EQ(cardmill_note_at(mill, 0)->guid, first);
	OK(strcmp(cardmill_media_at(mill, 0)->name, name) != 0);
	cardmill_free(mill);
	unlink("t/x.png");
	mill = mill_of("t", false, &all);
	STR_EQ(cardmill_note_at(mill, 0)->guid, first);
	STR_EQ(cardmill_note_at(mill, 0)->fields[0], "[x.png]");
	cardmill_free(mill);
}

/* Fronts that become the same with their pictures are told apart. */
static void
fronts_differ(void)
{
	told all;
	cardmill *mill;

	put_text("t/a.png", "one");
	put_text("t/b.png", "one");
	put_text("t/n.md", "- ![[a.png]]: first\n- ![[b.png]]: second\n- ![x](c.png): third\n- "
			   "![x](d.png): fourth\n");
	mill = mill_of("t", false, &all);
	INT_EQ(cardmill_note_count(mill), 4);
	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < i; k++)
			OK(strcmp(cardmill_note_at(mill, i)->fields[0],
			       cardmill_note_at(mill, k)->fields[0]) != 0);
	INT_EQ(cardmill_media_count(mill), 1);
	cardmill_free(mill);
}

/* No trace of how references travel is on a card. */
static void
no_marks(void)
{
	static const char *const kinds[] = { "x.png", "x.mp3", "x.mp4", "gone.png", "gone.mp3",
		"gone.mp4" };
	told all;

	put_file("t/x.png");
	put_file("t/x.mp3");
	put_file("t/x.mp4");
	for (size_t i = 0; i < COUNT(kinds); i++) {
		char text[3000];
		cardmill *mill;

		snprintf(text, sizeof text,
		    "# Head ![h](%1$s)\n\n- key: ![](%1$s)\n- key: ![w](%1$s)\n- ![[%1$s]]: value\n"
		    "\nWhat is it?\n![](%1$s)\n\n1. The **first ![](%1$s) thing** of 1789.\n\n"
		    "| a | b |\n|---|---|\n| c | ![](%1$s) |\n\n> ![](%1$s)\n\n"
		    "{{c1::![](%1$s)}} is here\n\n<p><img src=\"%1$s\"></p>\n\n"
		    "[words](%1$s)::back\n\nTerm:::![](%1$s)\n",
		    kinds[i]);
		put_text("t/n.md", text);
		mill = mill_of("t", false, &all);
		for (size_t n = 0; n < cardmill_note_count(mill); n++) {
			const cardmill_note *note = cardmill_note_at(mill, n);
			for (size_t f = 0; f < note->field_count; f++)
				OK(strstr(note->fields[f], "\xEF\xB7\x92") == NULL);
		}
		INT_EQ(cardmill_media_count(mill), i < 3);
		INT_EQ(cardmill_report_count(mill, CARDMILL_WARNING), i >= 3);
		cardmill_free(mill);
	}
}

/* Sound is played by Anki, a film on the card, whatever the notes take them for. */
static void
sound_and_films(void)
{
	static const char *const backs[] = { "[sound:%1$s]", "hear this [sound:%1$s]",
		"<video src=\"%2$s\" controls></video>", "[sound:%1$s]",
		"<video src=\"%2$s\" controls></video>",
		"[sound:%1$s] <video src=\"%2$s\" controls></video>" };
	told all;
	cardmill *mill;

	put_file("t/a.mp3");
	put_file("t/b.mp4");
	put_text("t/n.md",
	    "- one: ![[a.mp3]]\n- two: hear [this](a.mp3 \"now\")\n- six: ![film](b.mp4)\n"
	    "- ten: ![[a.mp3#t=30]]\n- old: ![](b.mp4?x=1#t=9)\n"
	    "- mad: ![](a.mp3?x=.png) ![](b.mp4?x=.mp3)\n");
	mill = mill_of("t", false, &all);
	INT_EQ(all.count, 0);
	INT_EQ(cardmill_media_count(mill), 2);
	INT_EQ(cardmill_note_count(mill), COUNT(backs));
	for (size_t i = 0; i < COUNT(backs); i++) {
		char want[300];

		snprintf(want, sizeof want, backs[i], cardmill_media_at(mill, 0)->name,
		    cardmill_media_at(mill, 1)->name);
		STR_EQ(cardmill_note_at(mill, i)->fields[1], want);
	}
	cardmill_free(mill);
}

/* ---- refused ------------------------------------------------------------------------ */

/* What of these notes is refused, and what the option lets pass. */
static void
leads_out(const char *markup, bool passes)
{
	char text[9000];
	told all;
	cardmill *mill;

	snprintf(text, sizeof text, "# T\n\n- key: %s\n", markup);
	put_text("t/n.md", text);
	mill = mill_of("t", false, &all);
	if (on_back(mill, 0) != NULL || cardmill_media_count(mill) != 0)
		FAIL("%s shows %s", markup, cardmill_media_at(mill, 0)->path);
	was_told(&all, "media-refused", CARDMILL_WARNING, 3, 0);
	if (passes)
		STR_HAS(all.all[0].message, "--media-anywhere");
	cardmill_free(mill);
	mill = mill_of("t", true, &all);
	if ((on_back(mill, 0) != NULL) != passes)
		FAIL("%s and the option: %s", markup,
		    all.count > 0 ? all.all[0].message : "it passes");
	INT_EQ(all.count, !passes);
	cardmill_free(mill);
}

static void
paths_out(void)
{
	char here[4000], markup[5000];

	put_file("out/x.png");
	put_file("t2/x.png");
	mkdir("t", 0777);
	leads_out("![](../out/x.png)", true);
	leads_out("![](../t2/x.png)", true); /* begins as the tree does */
	leads_out("![](%2E%2E/out/x.png)", true);
	leads_out("![](..%2Fout%2Fx.png)", true);
	leads_out("![](..\\out\\x.png)", true);
	leads_out("![](/../out/x.png)", true);
	leads_out("<img src=\"../out/x.png\">", true);
	leads_out("![[../out/x.png]]", true);
	leads_out("![](..)", false);
	leads_out("![](.)", false);
	leads_out("![](/)", false);
	leads_out("![](../../../../../../../../../etc/passwd)", false);
	leads_out("![](/etc/passwd)", false);
	OK(getcwd(here, sizeof here) != NULL);
	snprintf(markup, sizeof markup, "![](<%s/out/x.png>)", here);
	leads_out(markup, true);
}

static void
links_out(void)
{
	told all;
	cardmill *mill;

	put_file("out/x.png");
	put_file("out/y.png");
	put_file("t/in/z.png");
	OK(symlink("../out/x.png", "t/link.png") == 0);
	OK(symlink("../out", "t/folder") == 0);
	OK(symlink("link.png", "t/twice.png") == 0);
	OK(symlink("in/z.png", "t/inner.png") == 0);
	OK(symlink("in", "t/inside") == 0);
	OK(symlink("loop.png", "t/loop.png") == 0);
	OK(symlink("gone.png", "t/dangling.png") == 0);
	OK(symlink(".", "t/self") == 0 && symlink("..", "t/in/up") == 0);
	leads_out("![](link.png)", true);
	leads_out("![](folder/y.png)", true);
	leads_out("![](twice.png)", true);
	leads_out("![[link.png]]", true);

	/* A folder that is elsewhere is not looked through, and links inside are fine. */
	put_text("t/n.md", "- one: ![[y.png]]\n- two: ![](inner.png)\n- six: ![](inside/z.png)\n"
			   "- ten: ![](loop.png)\n- old: ![](dangling.png)\n");
	mill = mill_of("t", false, &all);
	INT_EQ(cardmill_media_count(mill), 1);
	STR_EQ(cardmill_media_at(mill, 0)->file, "in/z.png");
	OK(on_back(mill, 1) != NULL && on_back(mill, 2) != NULL);
	INT_EQ(all.count, 3);
	was_told(&all, "media-missing", CARDMILL_WARNING, 1, 0);
	was_told(&all, "media-missing", CARDMILL_WARNING, 4, 0);
	was_told(&all, "media-missing", CARDMILL_WARNING, 5, 0);
	cardmill_free(mill);
	mill = mill_of("t", true, &all);
	OK(on_back(mill, 0) != NULL);
	cardmill_free(mill);
	/* The folder itself may be added by a link. */
	OK(symlink("t", "tree") == 0);
	mill = mill_of("tree", false, &all);
	INT_EQ(cardmill_media_count(mill), 1);
	cardmill_free(mill);
}

/* What is no file is not read, and nobody waits for it. */
static void
no_files(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int door = socket(AF_UNIX, SOCK_STREAM, 0);

	put_file("t/x.png/inner.txt");
	OK(mkfifo("t/pipe.png", 0666) == 0);
	OK(chdir("t") == 0);
	strcpy(address.sun_path, "door.png");
	OK(bind(door, (struct sockaddr *)&address, sizeof address) == 0);
	OK(chdir("..") == 0);
	OK(symlink("/dev/zero", "t/zero.png") == 0);
	alarm(20);
	leads_out("![](x.png)", false);
	leads_out("![](x.png/)", false);
	leads_out("![](pipe.png)", false);
	leads_out("![](door.png)", false);
	leads_out("![](zero.png)", false);
	leads_out("![[pipe.png]]", false);
	close(door);
}

/* Names that are made to do harm do none. */
static void
hostile_names(void)
{
	static const char *const parts[] = { "../", "..%2f", "%00", "%0a", "%", "%%", "%zz", "//",
		"\\", "\\\\", "./", "a/", "C:", "?", "#", "~", "$HOME/", "`id`", "%2e%2e/", "..\\",
		"\xF0\x9F\x98\x80", "\xCC\x81", "x.png", ".", "con", "nul.png" };
	uint32_t state = 1;
	told all;

	put_file("t/x.png");
	put_file("secret.png");
	for (int round = 0; round < 300; round++) {
		char text[6000] = "# T\n\n- key: ![](<";
		cardmill *mill;

		for (int i = 0; i < 1 + round % 12; i++) {
			state = state * 1664525u + 1013904223u;
			strcat(text, parts[(state >> 16) % COUNT(parts)]);
		}
		strcat(text, round % 3 == 0 ? "secret.png>)\n" : "x.png>)\n");
		put_text("t/n.md", text);
		mill = mill_of("t", false, &all);
		INT_EQ(cardmill_note_count(mill), 1);
		for (size_t i = 0; i < cardmill_media_count(mill); i++)
			STR_EQ(cardmill_media_at(mill, i)->file, "x.png");
		cardmill_free(mill);
	}
}

static void
long_names(void)
{
	static const size_t lengths[] = { 200, 255, 256, 1000, 4000, 4096, 5000, 100000 };
	told all;

	put_file("t/x.png");
	for (size_t i = 0; i < COUNT(lengths); i++) {
		char *text = keep(lengths[i] * 3 + 100);
		cardmill *mill;

		strcpy(text, "- one: ![](");
		for (size_t k = 0; k < lengths[i]; k++)
			strcat(text + (k > 20 ? k : 0), k % 5 == 4 ? "/" : "a");
		strcat(text, "y.png)\n- two: ![](");
		memset(text + strlen(text), 'b', lengths[i]);
		strcat(text, ".png)\n- six: ![](x.png)\n");
		put_text("t/n.md", text);
		mill = mill_of("t", false, &all);
		INT_EQ(cardmill_media_count(mill), 1);
		INT_EQ(all.count, 2);
		was_told(&all, "media-missing", CARDMILL_WARNING, 1, 0);
		was_told(&all, "media-missing", CARDMILL_WARNING, 2, 0);
		cardmill_free(mill);
	}
}

/* ---- of no use ------------------------------------------------------------------------- */

static void
unusable(const char *markup, const char *why)
{
	char text[300];
	told all;
	cardmill *mill;

	snprintf(text, sizeof text, "# T\n\n- key: %s\n", markup);
	put_text("t/n.md", text);
	mill = mill_of("t", false, &all);
	INT_EQ(cardmill_media_count(mill), 0);
	INT_EQ(all.count, 1);
	was_told(&all, "media-unusable", CARDMILL_WARNING, 3, 0);
	STR_HAS(all.all[0].message, why);
	cardmill_free(mill);
}

static void
files_of_no_use(void)
{
	int file;

	put_text("t/empty.png", "");
	put_file("t/paper.pdf");
	put_file("t/none");
	put_file("t/big.png");
	unusable("![](empty.png)", "empty");
	unusable("![](paper.pdf)", "ending");
	unusable("![](none)", "ending");
	file = open("t/big.png", O_WRONLY);
	OK(file >= 0 && ftruncate(file, 104857601) == 0 && close(file) == 0);
	unusable("![](big.png)", "100 MiB");
}

static void
unreadable_file(void)
{
	put_file("t/x.png");
	put_text("t/n.md", "x"); /* as long as root may */
	OK(chmod("t/x.png", 0) == 0);
	if (geteuid() == 0 && (chmod("t/n.md", 0666) != 0 || seteuid(65534) != 0))
		SKIP("root may read anything");
	unusable("![](x.png)", "cannot be read");
	OK(seteuid(getuid()) == 0);
}

/* ---- told, with the right line --------------------------------------------------------- */

static void
lines(void)
{
	told all;
	cardmill *mill;

	put_text("t/n.md",
	    "# Head ![](h1.png)\n"                                                /* 1 */
	    "\n"                                                                  /* 2 */
	    "1. One: text\n"                                                      /* 3 */
	    "   more text\n"                                                      /* 4 */
	    "   ![](l5.png)\n"                                                    /* 5 */
	    "2. Two: not (l6.png) but\n"                                          /* 6 */
	    "   ![words][ref] and\n"                                              /* 7 */
	    "   ![](l\\_8.png)\n"                                                 /* 8 */
	    "\n"                                                                  /* 9 */
	    "| a | b |\n"                                                         /* 10 */
	    "|---|---|\n"                                                         /* 11 */
	    "| c | text |\n"                                                      /* 12 */
	    "| d | ![](l13.png) |\n"                                              /* 13 */
	    "| e | ![[l14.png\\|30]] |\n"                                         /* 14 */
	    "\n"                                                                  /* 15 */
	    "<p align=\"center\">\n"                                              /* 16 */
	    "<img src=\"l17.png\">\n"                                             /* 17 */
	    "</p>\n"                                                              /* 18 */
	    "\n"                                                                  /* 19 */
	    "## What is it?\n"                                                    /* 20 */
	    "> a quote of two\n"                                                  /* 21 */
	    "> lines <img alt=\"x\" src='l22.png'>\n"                             /* 22 */
	    "\n"                                                                  /* 23 */
	    "- [ ] not this\n"                                                    /* 24 */
	    "- [a sound](l25.mp3)\n"                                              /* 25 */
	    "- **bold ![](l26.png)** and ![](l5.png)\n"                           /* 26 */
	    "\n"                                                                  /* 27 */
	    "A {{c1::![](l28.png)}} is\n"                                         /* 28 */
	    "{{c2::![](<l29 x.png>)}} and [![](l29b.png)](https://example.org)\n" /* 29 */
	    "\n"                                                                  /* 30 */
	    "[ref]: l7.png\n");
	mill = mill_of("t", false, &all);
	INT_EQ(cardmill_media_count(mill), 0);
	for (size_t i = 0; i < all.count; i++) {
		int line = 0;

		if (strcmp(all.all[i].name, "media-missing") != 0)
			continue;
		OK(sscanf(all.all[i].message + 1, "%d", &line) == 1 ||
		    sscanf(all.all[i].message + 2, "%d", &line) == 1);
		if (all.all[i].line != line)
			FAIL("%s, but told on line %d", all.all[i].message, all.all[i].line);
		STR_EQ(all.all[i].file, "t/n.md");
	}
	INT_EQ(cardmill_report_count(mill, CARDMILL_WARNING), 13);
	cardmill_free(mill);
}

/* The words stay; where there are none, the name. */
static void
words_stay(void)
{
	told all;
	cardmill *mill;

	put_text("t/n.md", "- one: ![some *words* & more](a/gone.png) here\n"
			   "- two: ![](a/b/gone%20x.png)\n- six: ![[a\\gone.mp3]]\n"
			   "- ten: ![ ](latex].png)\n- old: <img src=\"<b>.png\">\n");
	mill = mill_of("t", false, &all);
	STR_EQ(cardmill_note_at(mill, 0)->fields[1], "some words &amp; more here");
	STR_EQ(cardmill_note_at(mill, 1)->fields[1], "[gone%20x.png]");
	STR_EQ(cardmill_note_at(mill, 2)->fields[1], "[gone.mp3]");
	STR_EQ(cardmill_note_at(mill, 3)->fields[1], "&#91;latex].png]");
	STR_EQ(cardmill_note_at(mill, 4)->fields[1], "[&lt;b&gt;.png]");
	cardmill_free(mill);
}

static void
remote_files(void)
{
	told all;
	cardmill *mill;

	put_text("t/a.md", "# T\n\n- one: two\n- six: ![](https://example.org/1.png)\n"
			   "- ten: ![](http://example.org/2.png) ![](https://example.org/1.png)\n"
			   "- old: <img src=\"//example.org/3.png\">\n");
	put_text("t/b.md", "- key: ![](https://example.org/1.png)\n");
	put_text("t/c.md", "- key: value\n");
	mill = mill_of("t", false, &all);
	INT_EQ(all.count, 2);
	was_told(&all, "media-remote", CARDMILL_WARNING, 4, 0);
	STR_HAS(all.all[0].message, "https://example.org/1.png and 2 more");
	was_told(&all, "media-remote", CARDMILL_WARNING, 1, 0);
	STR_EQ(cardmill_note_at(mill, 1)->fields[1],
	    "<img src=\"https://example.org/1.png\" alt=\"\">");
	INT_EQ(cardmill_media_count(mill), 0);
	cardmill_free(mill);
}

/* A reference is told once a source, however often it stands there. */
static void
told_once(void)
{
	told all;
	cardmill *mill;

	put_text("t/a.md", "# ![](gone.png)\n\n- one: ![](gone.png)\n- two: ![](gone.png)\n");
	put_text("t/b.md", "- key: ![](gone.png)\n");
	mill = mill_of("t", false, &all);
	INT_EQ(all.count, 2);
	was_told(&all, "media-missing", CARDMILL_WARNING, 1, 0);
	STR_EQ(all.all[0].file, "t/a.md");
	STR_EQ(all.all[1].file, "t/b.md");
	cardmill_free(mill);
}

/* ---- sources in memory ------------------------------------------------------------------- */

static cardmill *
from_memory(const char *folder, told *all)
{
	static const char text[] =
	    "- one: ![](img/x.png)\n- two: ![[x.png]]\n- six: ![](../out.png)\n";
	cardmill_options options = plain;
	cardmill *mill;

	memset(all, 0, sizeof *all);
	options.user = all;
	options.report = tell;
	options.media = folder;
	mill = cardmill_new(&options);
	INT_EQ(cardmill_add_bytes(mill, "deep/notes.md", text, strlen(text)), CARDMILL_OK);
	INT_EQ(cardmill_build(mill), CARDMILL_OK);
	return mill;
}

static void
in_memory(void)
{
	static const char *const folders[] = { "t", "t/", "./t", "t/img/.." };
	told all;
	cardmill *mill;

	put_file("t/img/x.png");
	put_file("out.png");
	for (size_t i = 0; i < COUNT(folders); i++) {
		mill = from_memory(folders[i], &all);
		INT_EQ(cardmill_media_count(mill), 1);
		STR_EQ(cardmill_media_at(mill, 0)->file, "img/x.png");
		INT_EQ(all.count, 1);
		was_told(&all, "media-refused", CARDMILL_WARNING, 3, 0);
		cardmill_free(mill);
	}
	OK(chdir("t") == 0);
	for (int i = 0; i < 2; i++) {
		mill = from_memory(i == 0 ? "." : "", &all);
		INT_EQ(cardmill_media_count(mill), 1);
		cardmill_free(mill);
	}
	mill = from_memory(NULL, &all);
	INT_EQ(cardmill_media_count(mill), 0);
	INT_EQ(all.count, 3);
	was_told(&all, "media-missing", CARDMILL_WARNING, 1, 0);
	cardmill_free(mill);
	mill = from_memory("gone", &all);
	INT_EQ(cardmill_media_count(mill), 0);
	INT_EQ(all.count, 3);
	cardmill_free(mill);
}

/* ---- out of bounds ----------------------------------------------------------------------- */

static void
looked_at(void)
{
	told all;
	cardmill *mill = cardmill_new(NULL);

	INT_EQ(cardmill_media_count(NULL), 0);
	OK(cardmill_media_at(NULL, 0) == NULL);
	INT_EQ(cardmill_media_count(mill), 0);
	OK(cardmill_media_at(mill, 0) == NULL);
	cardmill_free(mill);
	put_file("t/x.png");
	put_text("t/n.md", "- key: ![](x.png)\n");
	mill = mill_of("t", false, &all);
	INT_EQ(cardmill_media_count(mill), 1);
	OK(cardmill_media_at(mill, 0) == cardmill_media_at(mill, 0));
	OK(cardmill_media_at(mill, 1) == NULL && cardmill_media_at(mill, (size_t)-1) == NULL);
	cardmill_free(mill);
}

/* One picture in a folder that is a whole disk: nobody looks through all of it. */
static void
big_folders(void)
{
	enum { FILES = 100000 };
	told all;
	cardmill *mill;

	put_text("t/n.md", "- one: ![[late.png]]\n- two: ![[early.png]]\n- six: ![](b/late.png)\n");
	put_file("t/early.png");
	put_file("t/b/late.png");
	mkdir("t/a", 0777);
	for (int i = 0; i < FILES; i++) {
		char name[40];
		int file;

		snprintf(name, sizeof name, "t/a/%d", i);
		file = open(name, O_CREAT | O_WRONLY, 0666);
		OK(file >= 0 && close(file) == 0);
	}
	mill = mill_of("t", false, &all);
	INT_EQ(cardmill_media_count(mill), 2);
	INT_EQ(all.count, 1);
	was_told(&all, "media-missing", CARDMILL_WARNING, 1, 0);
	STR_HAS(all.all[0].message, "as far as");
	cardmill_free(mill);
}

static void
deep_folders(void)
{
	char path[2000] = "t";
	told all;
	cardmill *mill;

	for (int i = 0; i < 100; i++) {
		char file[2100];

		strcat(path, "/d");
		snprintf(file, sizeof file, "%s/%d.png", path, i);
		put_file(file);
	}
	put_text("t/n.md", "- one: ![[20.png]]\n- two: ![[99.png]]\n");
	mill = mill_of("t", false, &all);
	INT_EQ(cardmill_media_count(mill), 1);
	INT_EQ(all.count, 1);
	was_told(&all, "media-missing", CARDMILL_WARNING, 2, 0);
	cardmill_free(mill);
}

static const check_test tests[] = {
	{ "finds", finds },
	{ "single-files", single_files },
	{ "same-names", same_names },
	{ "names-of-files", names_of_files },
	{ "guids-outlive-pictures", guids_outlive_pictures },
	{ "fronts-differ", fronts_differ },
	{ "no-marks", no_marks },
	{ "sound-and-films", sound_and_films },
	{ "paths-out", paths_out },
	{ "links-out", links_out },
	{ "no-files", no_files },
	{ "hostile-names", hostile_names },
	{ "long-names", long_names },
	{ "files-of-no-use", files_of_no_use },
	{ "unreadable-file", unreadable_file },
	{ "lines", lines },
	{ "words-stay", words_stay },
	{ "remote", remote_files },
	{ "told-once", told_once },
	{ "in-memory", in_memory },
	{ "looked-at", looked_at },
	{ "big-folders", big_folders },
	{ "deep-folders", deep_folders },
};

int
main(int argc, char **argv)
{
	return check_run("api-media", tests, COUNT(tests), argc, argv);
}
