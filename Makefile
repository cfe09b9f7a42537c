# cardmill - Markdown notes in; Anki, CSV and JSON decks out.
#
# make decks      what is missing is installed, the program built, notes/ converted into out/
# make test       what the tests need is installed, everything built, every test run
# make            the program and both libraries, in out/
# make bench      times beside a floor program; FULL=1 adds 100 MB
# make asan       the tests under AddressSanitizer and UndefinedBehaviorSanitizer
# make bless      accept new golden output       make format   lay the sources out
# make install    with PREFIX and DESTDIR        make clean    empties out/

VERSION = 0.1.0
PREFIX  = /usr/local
OUT     = out

CC      = cc
CFLAGS  = -O2 -g
WARN    = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
PKGS    = libcmark-gfm sqlite3 minizip zlib libzstd jansson libdeflate nettle yaml-0.1 gumbo libutf8proc
LIBS    = -lcmark-gfm-extensions -lcsv $(shell pkg-config --libs $(PKGS)) -lpthread
FLAGS   = -std=c11 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 $(WARN) -Iinclude -fPIC \
          -fvisibility=hidden -D'CARDMILL_API=__attribute__((visibility("default")))' \
          $(shell pkg-config --cflags $(PKGS)) $(CFLAGS)

# The rooms, ground floor first.
BASE     = arena buf text html hash ending log encoding file walk
MARKDOWN = decode matter stars near fencing backtick math bounds guard folds caret about ids footnotes tree dom tags \
           show grid clean embed wiki texts autolink anchors links spans inline directive raw wrapper \
           unfold callout title table blocks noise way tally sieve logseq bullets org marker \
           guess number define verbatim indent items bodies nest lists leads mend splits \
           hashtags units marks rows shield counting cell outline
CARDS    = compose chunk path title footnotes note separator marked question words clause fact list \
           table fence label letters tokens gather adopt blank options cores quiz tasks survey \
           folded srs author exclude section naming cards
DECK     = notetype cardgen style template standing tally reasons fronts identity trait candidates \
           reworded match change vanished
FORMATS  = formats read protobuf unicase unzip unzstd notetypes colnames medialist study colfile \
           coltypes colread apkgread csvrows csvname csvlabels csvhead csvguess csvcell otherfile \
           csvline csvcols csvread jsonread jsonhead risky sheet flat plain jsontext jsontypes json \
           dissect target phrase marktable markup csv survey search plan planjson report reportjson \
           preview asset highlight types decklist schema11 protowrite messages18 schema18 \
           collection carry zstd zip latest apkg
MEDIA    = find files pack where fields refs
TOP      = sources account decks companions asanki settle settleknown settlekept settlenamed \
           settlemade carried merge unsaid earlier mill views beside output
CLI      = options outputs tell main
BUILT    = style page prism katex dummy

BENCH    = generate floor measure

LIB = $(BASE:%=base/%) $(MARKDOWN:%=markdown/%) $(CARDS:%=cards/%) $(DECK:%=deck/%) \
      $(MEDIA:%=media/%) $(FORMATS:%=formats/%) $(BUILT:%=built/%) $(TOP)
OBJ = $(LIB:%=$(OUT)/obj/%.o)
EXE = $(OUT)/cardmill

all: $(EXE) $(OUT)/libcardmill.so

$(EXE): $(CLI:%=$(OUT)/obj/cli/%.o) $(OUT)/libcardmill.a
	$(CC) $(CFLAGS) -o $@ $^ $(LIBS)

$(OUT)/libcardmill.a: $(OBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(OUT)/libcardmill.so: $(OBJ)
	$(CC) $(CFLAGS) -shared -Wl,-soname,libcardmill.so.0 -o $@ $^ $(LIBS)

$(OUT)/obj/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -MMD -MP -c -o $@ $<

include src/built.mk

# ---- set-up, tests, installation ------------------------------------------------

NEEDED = build-essential pkg-config libcmark-gfm-dev libcmark-gfm-extensions-dev libsqlite3-dev \
         libminizip-dev zlib1g-dev libzstd-dev zstd libdeflate-dev nettle-dev libyaml-dev libgumbo-dev \
         libutf8proc-dev libjansson-dev libcsv-dev node-prismjs libjs-katex
TESTED = $(NEEDED) clang python3 python3-venv universal-ctags mandoc chromium fonts-noto-cjk

decks:
	@tests/tools/need $(NEEDED)
	@$(MAKE) -s -j2 $(EXE)
	$(EXE) notes -o $(OUT) -f apkg,csv,json,html

test:
	@tests/tools/need $(TESTED)
	@tests/run $(OUT)

bench: $(EXE) $(BENCH:%=$(OUT)/bench/%)
	tests/bench/run $(EXE) $(OUT) $(if $(FULL),--full)

asan:
	@tests/run --sanitized $(OUT)

bless: $(EXE)
	@tests/golden/run $(EXE) $(OUT)/golden --bless

format:
	clang-format -i $(wildcard src/*.c src/*.h src/*/*.c src/*/*.h include/*.h)

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include \
	    $(addprefix $(DESTDIR)$(PREFIX)/share/man/,man1 man5) \
	    $(DESTDIR)$(PREFIX)/share/cardmill/style
	install $(EXE) $(DESTDIR)$(PREFIX)/bin
	install -m644 $(OUT)/libcardmill.a $(DESTDIR)$(PREFIX)/lib
	install -m644 $(OUT)/libcardmill.so $(DESTDIR)$(PREFIX)/lib/libcardmill.so.0
	ln -sf libcardmill.so.0 $(DESTDIR)$(PREFIX)/lib/libcardmill.so
	install -m644 include/cardmill.h $(DESTDIR)$(PREFIX)/include
	install -m644 src/cardmill.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m644 src/cardmill-notes.5 $(DESTDIR)$(PREFIX)/share/man/man5
	install -m644 $(wildcard src/formats/*.schema.json) \
	    $(DESTDIR)$(PREFIX)/share/cardmill
	install -m644 $(STYLES) $(DESTDIR)$(PREFIX)/share/cardmill/style
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' -e 's|@PKGS@|$(PKGS)|' \
	    src/cardmill.pc.in > $(DESTDIR)$(PREFIX)/lib/pkgconfig/cardmill.pc

clean:
	rm -rf $(OUT)/*

# ---- programs of the tests ---------------------------------------------------------

$(OUT)/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_POSIX_C_SOURCE=200809L $(WARN) $(CFLAGS) -o $@ $< \
	    $(shell pkg-config --libs libcmark-gfm sqlite3 minizip nettle zlib)

.PHONY: all decks test bench asan bless format install clean
-include $(LIB:%=$(OUT)/obj/%.d) $(CLI:%=$(OUT)/obj/cli/%.d)
