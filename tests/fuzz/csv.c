/* csv.c - any bytes as a CSV and a TSV deck. */
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_read(mill_read_csv, data, size);
	fuzz_read(mill_read_tsv, data, size);
	fuzz_whole("fuzz.csv", data, size);
	if (size % 4 == 0)
		fuzz_whole("fuzz.tsv", data, size);
	return 0;
}

#ifdef REPLAY
static void
make(void)
{
	static const char *const seeds[] = { "\xEF\xBB\xBF\"#separator:Comma\";;\r\n#guid "
					     "column:1;;\r\n#GUID;Front\r\ng1;\"a\"\"b\nc\"\r\n",
		"#separator:Pipe\n#tags column:1\n#guid column:3\nt "
		"u|f|g1|b\n|f|\n\nv|h|g2|k|l|m|n|o\n",
		/* sorted, columns moved, all in quotes */
		",\"#html:true\",,\n\"a\nb\",,\"x\"\"y\",c\nBack,GUID,Front,Deck\n\"<pre>\n</"
		"pre>\",g1,f,D\n"
		"#tags:a b,,,\n#deck:D,,,\n",
		"\"#columns:a,b,\"\"c\"\"\",,\n#ab%$x~1!9,b\n#notetype:Cloze,\n",
		/* plain ones */
		"\"open\tx\n5\" disk\ty\n\"a\"\tb\n", "Frage;Antwort;Tags\nx;y;a, b\n\"p\" ; q\n",
		"key,value\nGUID,Key,Notetype\n,k6731,b\n", "sep=|\na|b\n{{c1::a}}|c\n",
		"gAbCdEfGhIj12,B,D,t,f,b,k6731\n,B,D,,f,b,\n", "tags:x\r\"a\rb\",c\r",
		"#markup:markdown\n#guid column:1\ng,\"* a\n  > **b**\n\n1. `c`\",\"| d "
		"|\n|--|\n\\\\(e\\\\)\"\n",
		NULL };

	for (size_t i = 0; seeds[i] != NULL; i++)
		fuzz_seed_text(seeds[i]);
	fuzz_deck_as(fuzz_seed(), CARDMILL_CSV, CARDMILL_LEGACY);
	fuzz_deck_as(fuzz_seed(), CARDMILL_TSV, CARDMILL_LEGACY);
}

int
main(int argc, char **argv)
{
	return fuzz_main("csv", make, 1500, argc, argv);
}
#endif
