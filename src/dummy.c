/*
 * dummy.c - writes the collection that packages of the newest layout have for an Anki that
 * does not know that layout: it imports one note, which says so
 * (rslib/src/import_export/package/colpkg/export.rs).
 *
 *     dummy FILE
 *
 * Run while the library is built; see built.mk.  Schema 11, as small as can be: pages of the
 * least size, and no indices.
 */
#include <sqlite3.h>
#include <stdio.h>

static const char sql[] =
    "PRAGMA page_size = 512; PRAGMA journal_mode = off; BEGIN;"
    "CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null,"
    " scm integer not null, ver integer not null, dty integer not null, usn integer not null,"
    " ls integer not null, conf text not null, models text not null, decks text not null,"
    " dconf text not null, tags text not null);"
    "CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null,"
    " mod integer not null, usn integer not null, tags text not null, flds text not null,"
    " sfld integer not null, csum integer not null, flags integer not null, data text not null);"
    "CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null,"
    " ord integer not null, mod integer not null, usn integer not null, type integer not null,"
    " queue integer not null, due integer not null, ivl integer not null, factor integer not null,"
    " reps integer not null, lapses integer not null, left integer not null, odue integer not null,"
    " odid integer not null, flags integer not null, data text not null);"
    "CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null,"
    " ease integer not null, ivl integer not null, lastIvl integer not null,"
    " factor integer not null, time integer not null, type integer not null);"
    "CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);"
    "INSERT INTO col VALUES (1, 1411124400, 1763880410000, 1763880410000, 11, 0, 0, 0,"
    "'{\"activeDecks\":[1],\"curDeck\":1,\"newSpread\":0,\"collapseTime\":1200,\"timeLim\":0,"
    "\"estTimes\":true,\"dueCounts\":true,\"curModel\":1763880410005,\"nextPos\":2,"
    "\"sortType\":\"noteFld\",\"sortBackwards\":false,\"addToCur\":true}',"
    "'{\"1763880410005\":{\"id\":1763880410005,\"name\":\"Basic\",\"type\":0,\"mod\":1763880410,"
    "\"usn\":-1,\"sortf\":0,\"did\":null,\"tags\":[],\"vers\":[],\"req\":[[0,\"any\",[0]]],"
    "\"css\":\"\",\"latexPre\":\"\",\"latexPost\":\"\",\"flds\":[{\"name\":\"Front\",\"ord\":0,"
    "\"font\":\"Arial\",\"size\":20,\"sticky\":false,\"rtl\":false,\"media\":[]},"
    "{\"name\":\"Back\",\"ord\":1,\"font\":\"Arial\",\"size\":20,\"sticky\":false,\"rtl\":false,"
    "\"media\":[]}],\"tmpls\":[{\"name\":\"Card 1\",\"ord\":0,\"did\":null,\"bqfmt\":\"\","
    "\"bafmt\":\"\",\"qfmt\":\"{{Front}}\",\"afmt\":\"{{FrontSide}}<hr id=answer>{{Back}}\"}]}}',"
    "'{\"1\":{\"id\":1,\"name\":\"Default\",\"mod\":0,\"usn\":0,\"lrnToday\":[0,0],"
    "\"revToday\":[0,0],\"newToday\":[0,0],\"timeToday\":[0,0],\"collapsed\":false,"
    "\"browserCollapsed\":false,\"desc\":\"\",\"dyn\":0,\"conf\":1,\"extendNew\":0,"
    "\"extendRev\":0}}',"
    "'{\"1\":{\"id\":1,\"mod\":0,\"name\":\"Default\",\"usn\":0,\"maxTaken\":60,"
    "\"autoplay\":true,\"timer\":0,\"replayq\":true,\"dyn\":false,\"new\":{\"bury\":false,"
    "\"delays\":[1,10],\"initialFactor\":2500,\"ints\":[1,4,7],\"order\":1,\"perDay\":20,"
    "\"separate\":true},\"rev\":{\"bury\":false,\"ease4\":1.3,\"fuzz\":0.05,\"ivlFct\":1,"
    "\"maxIvl\":36500,\"minSpace\":1,\"perDay\":200},\"lapse\":{\"delays\":[10],"
    "\"leechAction\":0,\"leechFails\":8,\"minInt\":1,\"mult\":0}}}','{}');"
    /* Ids, guid and times are the same in each package, so that everybody gets it once. */
    "INSERT INTO notes VALUES (1763880409999, 'cardmillUpdate', 1763880410005, 1763880410, -1, '',"
    "'This package needs Anki 2.1.50, AnkiDroid 2.17 or later: please update, then import it"
    " again.' || char(31),"
    "'This package needs Anki 2.1.50, AnkiDroid 2.17 or later: please update, then import it"
    " again.', 2568595557, 0, '');"
    "INSERT INTO cards VALUES (1763880409999, 1763880409999, 1, 0, 1763880410, -1, 0, 0, 1, 0, 0,"
    " 0, 0, 0, 0, 0, 0, '');"
    "COMMIT;";

int
main(int argc, char **argv)
{
	sqlite3 *db = NULL;
	char *why = NULL;

	if (argc != 2 || sqlite3_open(argv[1], &db) != SQLITE_OK ||
	    sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) {
		fprintf(stderr, "dummy: %s\n", why != NULL ? why : "usage: dummy FILE");
		return 1;
	}
	return sqlite3_close(db) != SQLITE_OK;
}
