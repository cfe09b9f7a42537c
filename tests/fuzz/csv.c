/* csv.c - any bytes as a CSV and a TSV deck. */
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_read(mill_read_csv, data, size);
	fuzz_read(mill_read_tsv, data, size);
	return 0;
}

#ifdef REPLAY
int
main(int argc, char **argv)
{
	static const char *const seeds[] = {
		"\xEF\xBB\xBF\"#separator:Comma\";;\r\n#guid column:1;;\r\n#GUID;Front\r\ng1;\"a\"\"b\nc\"\r\n",
		"#separator:Pipe\n#tags column:1\n#guid column:3\nt u|f|g1|b\n|f|\n\nv|h|g2|k|l|m|n|o\n",
		"#markup:markdown\n#guid column:1\ng,\"* a\n  > **b**\n\n1. `c`\",\"| d |\n|--|\n\\\\(e\\\\)\"\n",
		NULL };

	return fuzz_main("fuzz-csv", CARDMILL_CSV, seeds, argc, argv);
}
#endif
