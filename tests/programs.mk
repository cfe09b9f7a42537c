# programs.mk - the suites in C: tests/spec, tests/api, tests/unit, tests/fuzz; one
# program a file.  To fuzz, with clang: CC=clang SUITE_FLAGS="-g -fsanitize=fuzzer,address" REPLAY=

SUITE_FLAGS = -O1 -g
WARN  = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes
PKGS  = libcmark-gfm sqlite3 minizip zlib libzstd jansson libdeflate nettle yaml-0.1 gumbo libutf8proc
LIBS  = $(OUT)/libcardmill.a -lcmark-gfm-extensions -lcsv $(shell pkg-config --libs $(PKGS)) -lpthread
FLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 $(WARN) -Iinclude $(SUITE_FLAGS)

SUITES = $(OUT)/tests/spec \
         $(patsubst tests/api/%.c,$(OUT)/tests/api/%,$(wildcard tests/api/*.c)) \
         $(patsubst tests/unit/%.c,$(OUT)/tests/unit/%,$(wildcard tests/unit/*.c)) \
         $(patsubst tests/fuzz/%.c,$(OUT)/tests/fuzz/%,$(wildcard tests/fuzz/*.c))

all: $(SUITES)

$(OUT)/tests/spec: tests/spec/spec.c $(OUT)/libcardmill.a
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -o $@ $< $(LIBS)

$(OUT)/tests/api/%: tests/api/%.c $(OUT)/libcardmill.a $(wildcard tests/api/*.h)
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -o $@ $< $(LIBS)

$(OUT)/tests/unit/%: tests/unit/%.c $(OUT)/libcardmill.a $(wildcard tests/unit/*.h tests/api/*.h)
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -Isrc -Itests/api -o $@ $< $(LIBS)

REPLAY = -DREPLAY
$(OUT)/tests/fuzz/%: tests/fuzz/%.c $(OUT)/libcardmill.a $(wildcard tests/fuzz/*.h tests/api/*.h)
	@mkdir -p $(@D)
	$(CC) $(FLAGS) $(REPLAY) -Isrc -Itests/api -o $@ $< $(LIBS)
