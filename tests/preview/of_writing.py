"""The file itself: where it goes, how big it is, that it stays the same."""

import os
import re

from kit import Tests, expect, expect_equal

tests = Tests()
MOST = 96 << 10                         # bytes of a page but for its notes

NOTE = '- cell: the smallest unit of life\n'


def sample(mill, name, text=NOTE):
    folder = mill.folder(name)
    with open(os.path.join(folder, 'cell.md'), 'w', encoding='utf-8') as file:
        file.write(text)
    return folder


def read(*path):
    with open(os.path.join(*path), 'rb') as file:
        return file.read()


@tests
def a_page_by_its_ending(mill):
    folder = sample(mill, 'ending')
    expect_equal(mill.run('-q', '-o', 'cell.html', 'cell.md', cwd=folder).returncode, 0, 'status')
    expect(read(folder, 'cell.html').startswith(b'<!doctype html>'), 'cell.html is no page')


@tests
def a_folder_has_to_ask_for_it(mill):
    folder = sample(mill, 'folder')
    mill.run('-q', '-o', 'a', 'cell.md', cwd=folder)
    expect_equal(sorted(os.listdir(os.path.join(folder, 'a'))), ['cell.apkg', 'cell.csv', 'cell.json'], 'files')
    mill.run('-q', '-o', 'b', '-f', 'json,html', 'cell.md', cwd=folder)
    expect_equal(sorted(os.listdir(os.path.join(folder, 'b'))), ['cell.html', 'cell.json'], 'files')


@tests
def to_standard_output(mill):
    folder = sample(mill, 'stdout')
    done = mill.run('-q', '-o', '-', '-f', 'html', 'cell.md', cwd=folder)
    mill.run('-q', '-o', 'cell.html', 'cell.md', cwd=folder)
    expect_equal(done.stdout == read(folder, 'cell.html'), True, 'the same bytes')


@tests
def the_same_bytes_again(mill):
    folder = sample(mill, 'same')
    for name in 'a.html', 'b.html':
        mill.run('-q', '-o', name, 'cell.md', cwd=folder)
    expect(read(folder, 'a.html') == read(folder, 'b.html'), 'two pages of one deck differ')


@tests
def small(mill):
    folder = sample(mill, 'small')
    mill.run('-q', '-o', 'cell.html', 'cell.md', cwd=folder)
    size = len(read(folder, 'cell.html'))
    expect(size < MOST, 'a page with one note has %d bytes', size)


@tests
def nothing_is_fetched(mill):
    """No element asks for anything, the policy forbids it, and no handler stands in a tag."""
    folder = sample(mill, 'alone')
    mill.run('-q', '-o', 'cell.html', 'cell.md', cwd=folder)
    page = read(folder, 'cell.html').decode('utf-8')
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    expect(policy and policy[1].startswith("default-src 'none'; script-src 'sha256-"), 'the policy is %s', policy)
    for kind in 'img-src', 'media-src':
        expect('; %s data: blob:;' % kind in policy[1], 'the policy is %s', policy[1])
    expect('connect-src' not in policy[1] and '*' not in policy[1], 'the policy is %s', policy[1])
    expect("'unsafe-inline'" not in policy[1].split('style-src')[0], 'scripts are not told apart')
    for wrong in re.findall(r'<link(?! rel="icon" href="data:)[^>]*>|<script[^>]* src|\son[a-z]+="|@import|url\(', page):
        expect(False, 'there is %s', wrong)
    markup = re.sub(r'(?s)<script.*?</script>', '', page)
    expect(not re.search(r'https?://', markup), 'there is an address: %s', re.findall(r'https?://\S*', markup)[:1])
