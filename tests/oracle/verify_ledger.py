#!/usr/bin/env python3
"""A second verifier of the ledger, written from docs/formats/ledger.md and certificate.md alone.

    verify_ledger.py ledger DATABASE PUBLIC_KEY HEAD...
    verify_ledger.py certificate CERTIFICATE DEPOSITED_HEAD PUBLIC_KEY
    verify_ledger.py proof PROOF DEPOSITED_HEAD PUBLIC_KEY
    verify_ledger.py batch            lines "ledger DATABASE PUBLIC_KEY HEAD..." on standard input, one verdict a line

PUBLIC_KEY is 64 hexadecimal digits; the rest are files. Prints what is wrong, one problem a line. Exit code 0: sound; 1: not; 2: misuse.
"""

import base64
import binascii
import datetime
import hashlib
import json
import re
import sqlite3
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LEAF = re.compile(
    rb"1\t(0|-?[1-9][0-9]*)\t[ -~]+\t[ -~]*\t(?:[0-9a-f]{32})?\t(?:[0-9a-f]{32})?\t[ -~]*\t[ -~]*\t[ -~]*\t[ -~]*")
NO_ID = b"0" * 32
ORIGIN = re.compile(r"[!-*,-~]+")
NUMBER = re.compile(r"0|[1-9][0-9]*")


class Wrong(Exception):
    """What does not hold, in words."""


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(leaf):
    return sha256(b"\x00" + leaf)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def split(count):
    """The largest power of two smaller than count."""
    return 1 << ((count - 1).bit_length() - 1)


class Prefixes:
    """Roots of all beginnings of a list of leaves: complete subtrees are joined as they fill, as a binary counter carries."""

    def __init__(self):
        self.peaks = []  # (height, hash), the largest first
        self.roots = [sha256(b"")]

    def append(self, leaf):
        height, joined = 0, leaf_hash(leaf)
        while self.peaks and self.peaks[-1][0] == height:
            height, joined = height + 1, node_hash(self.peaks.pop()[1], joined)
        self.peaks.append((height, joined))
        root = self.peaks[-1][1]
        for _, peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        self.roots.append(root)


def is_leaf(leaf):
    fields = leaf.split(b"\t")
    return bool(LEAF.fullmatch(leaf)) and NO_ID not in (fields[4], fields[5]) and -(1 << 63) <= int(fields[1]) < 1 << 63


def decode_base64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None


def read_head(note, public_key):
    """(origin, size, root) of a signed note."""
    text, blank, signatures = note.partition("\n\n")
    if not blank or not note.endswith("\n"):
        raise Wrong("the head is no signed note")
    lines = text.split("\n")
    root = decode_base64(lines[2]) if len(lines) == 3 else None
    if root is None or len(root) != 32 or not ORIGIN.fullmatch(lines[0]) or not NUMBER.fullmatch(lines[1]) or int(lines[1]) >= 1 << 64:
        raise Wrong("the head's text is not origin, size and root")
    if not is_signed(lines[0], (text + "\n").encode(), signatures, public_key):
        raise Wrong("the head is not signed by this key")
    return lines[0], int(lines[1]), root


def is_signed(origin, text, signatures, public_key):
    key_id = sha256(origin.encode() + b"\n\x01" + public_key)[:4]
    for line in signatures[:-1].split("\n"):
        mark, _, rest = line.partition(" ")
        name, space, blob = rest.partition(" ")
        blob = decode_base64(blob)
        if mark != "\u2014" or not space or blob is None:
            return False
        if name != origin or len(blob) != 68 or blob[:4] != key_id:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(blob[4:], text)
            return True
        except InvalidSignature:
            return False
    return False


def read_leaves(path):
    """The leaves as bytes; Wrong where the database or the numbering is damaged."""
    try:
        database = sqlite3.connect(path)
    except sqlite3.Error as error:
        raise Wrong(f"the database cannot be opened: {error}") from error
    try:
        database.text_factory = bytes
        if database.execute("PRAGMA quick_check").fetchone()[0] != b"ok":
            raise Wrong("the database is damaged")
        leaves = []
        for position, leaf in database.execute("SELECT position, leaf FROM leaves ORDER BY position"):
            if position != len(leaves) or not isinstance(leaf, bytes):
                raise Wrong(f"leaf {len(leaves)} is missing")
            leaves.append(leaf)
        check_lists(database, leaves)
        return leaves
    except sqlite3.Error as error:
        raise Wrong(f"the database cannot be read: {error}") from error
    finally:
        database.close()


def read_numbers(blob):
    """Rising numbers, each as its distance from the one before, in groups of seven bits."""
    number = distance = shift = 0
    for byte in blob:
        distance |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            number += distance
            yield number
            distance = shift = 0


def check_lists(database, leaves):
    """Each leaf that commits to a list has it beside it, and no other leaf has one."""
    if database.execute("PRAGMA user_version").fetchone()[0] < 4:
        return
    lists = dict(database.execute("SELECT position, records FROM lists"))
    for position, leaf in enumerate(leaves):
        fields = leaf.split(b"\t")
        details = dict(pair.split(b"=", 1) for pair in fields[-1].split(b";") if b"=" in pair)
        if len(fields) < 3 or fields[2] != b"list.read" or b"set" not in details:
            continue
        ids = [database.execute("SELECT id FROM records WHERE sequence = ?", (number,)).fetchone()
               for number in read_numbers(lists.pop(position, b""))]
        if None in ids or int(details[b"count"]) != len(ids) or details[b"set"] != sha256(b"".join(one for one, in ids)).hex().encode():
            raise Wrong(f"leaf {position} has not the list beside it that it commits to")
    if lists:
        raise Wrong(f"a list stands beside leaf {min(lists)}, which commits to none")


def read_text(path):
    with open(path, "rb") as file:
        try:
            return file.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise Wrong("the head is not UTF-8") from error


def verify_ledger(database, public_key, heads):
    """A list of problems."""
    try:
        leaves = read_leaves(database)
    except Wrong as wrong:
        return [str(wrong)]
    problems = [f"leaf {position} has not the form of a leaf" for position, leaf in enumerate(leaves) if not is_leaf(leaf)]
    tree = Prefixes()
    for leaf in leaves:
        tree.append(leaf)
    origins = set()
    for number, head in enumerate(heads, 1):
        try:
            origin, size, root = read_head(read_text(head), public_key)
            origins.add(origin)
            if size > len(leaves):
                raise Wrong(f"it covers {size} leaves, only {len(leaves)} are there")
            if tree.roots[size] != root:
                raise Wrong(f"its root is not that of the first {size} leaves")
        except Wrong as wrong:
            problems.append(f"head {number}: {wrong}")
    if len(origins) > 1:
        problems.append("the heads are of more than one ledger")
    return problems


def root_from_inclusion(leaf, index, size, path):
    """RFC 9162, section 2.1.3, read backwards: the path was made from the root down."""
    if size == 1:
        if path:
            raise Wrong("the inclusion path is too long")
        return leaf
    if not path:
        raise Wrong("the inclusion path is too short")
    k = split(size)
    if index < k:
        return node_hash(root_from_inclusion(leaf, index, k, path[:-1]), path[-1])
    return node_hash(path[-1], root_from_inclusion(leaf, index - k, size - k, path[:-1]))


def roots_from_consistency(first, second, known, path, first_root):
    """RFC 9162, section 2.1.4, read backwards: (root of the first `first` leaves, root of all `second`)."""
    if first == second:
        if known:
            if path:
                raise Wrong("the consistency path is too long")
            return first_root, first_root
        if len(path) != 1:
            raise Wrong("the consistency path has the wrong length")
        return path[0], path[0]
    if not path:
        raise Wrong("the consistency path is too short")
    k = split(second)
    if first <= k:
        old, new = roots_from_consistency(first, k, known, path[:-1], first_root)
        return old, node_hash(new, path[-1])
    old, new = roots_from_consistency(first - k, second - k, False, path[:-1], first_root)
    return node_hash(path[-1], old), node_hash(path[-1], new)


def whole(path):
    if any(digest is None or len(digest) != 32 for digest in path):
        raise Wrong("a hash of a path has not 32 bytes")
    return path


def hashes(values):
    return whole([bytes.fromhex(value) for value in values])


def check_heads(own, deposited, consistency):
    if own[0] != deposited[0]:
        raise Wrong("the certificate is of another ledger")
    smaller, larger = sorted((own, deposited), key=lambda head: head[1])
    if smaller[1] == larger[1]:
        if smaller[2] != larger[2]:
            raise Wrong("the heads contradict each other")
        return
    if consistency is None or consistency["from"] != smaller[1]:
        raise Wrong("no consistency path leads to the deposited head")
    check_continuation(smaller, larger, hashes(consistency["path"]))


def check_continuation(smaller, larger, path):
    if smaller[1] == 0:
        if path or smaller[2] != sha256(b""):
            raise Wrong("the heads are not consistent")
        return
    if roots_from_consistency(smaller[1], larger[1], True, path, smaller[2]) != (smaller[2], larger[2]):
        raise Wrong("the heads are not consistent")


def verify_proof(proof, deposited_head, public_key):
    deposited = read_head(read_text(deposited_head), public_key)
    said, _, note = read_text(proof).partition("\n\n")
    lines, head = said.split("\n"), read_head(note, public_key)
    if lines[0] == "c2sp.org/tlog-proof@v1" and lines[1].startswith("extra ") and lines[2].startswith("index "):
        leaf, index, path = decode_base64(lines[1][6:]), lines[2][6:], whole([decode_base64(line) for line in lines[3:]])
        if leaf is None or not is_leaf(leaf) or not NUMBER.fullmatch(index) or int(index) >= head[1]:
            raise Wrong("the proof is not of an entry under its head")
        if head != deposited or root_from_inclusion(leaf_hash(leaf), int(index), head[1], path) != head[2]:
            raise Wrong("the inclusion path does not reach the signed root that was deposited")
    elif lines[0] == f"old {deposited[1]}" and head[0] == deposited[0] and head[1] >= deposited[1]:
        path = whole([decode_base64(line) for line in lines[1:]])
        if head[1] == deposited[1] and (path or head != deposited):
            raise Wrong("the heads contradict each other")
        if head[1] > deposited[1]:
            check_continuation(deposited, head, path)
    else:
        raise Wrong("this is no proof that leads from the deposited head")


def verify_certificate(certificate, deposited_head, public_key):
    document = json.loads(read_text(certificate))
    if document["format"] != "concordat-destruction-certificate/1":
        raise Wrong("the format is unknown")
    deposited = read_head(read_text(deposited_head), public_key)
    if bytes.fromhex(document["public_key"]) != public_key:
        raise Wrong("the certificate names another key")
    own = read_head(document["checkpoint"], public_key)
    check_heads(own, deposited, document.get("consistency"))
    leaf = document["leaf"].encode()
    if not is_leaf(leaf):
        raise Wrong("the leaf has not the form of a leaf")
    fields = leaf.decode().split("\t")
    detail = dict(pair.partition("=")[::2] for pair in reversed(fields[9].split(";")))
    lines = sorted(f"{item['record']} {item['part']}\n".encode() for item in document["items"])
    if fields[2] != "destruction.done" or detail.get("content") != sha256(b"".join(lines)).hex():
        raise Wrong("the leaf does not record the destruction of these items")
    at = datetime.datetime.fromtimestamp(int(fields[1]) // 1_000_000, datetime.timezone.utc)
    if at.strftime("%Y-%m-%dT%H:%M:%SZ") != document["destroyed_at"]:
        raise Wrong("the time is not the leaf's")
    if not 0 <= document["index"] < own[1]:
        raise Wrong("the leaf is not below the head")
    if root_from_inclusion(leaf_hash(leaf), document["index"], own[1], hashes(document["inclusion"])) != own[2]:
        raise Wrong("the inclusion path does not reach the signed root")


def problems_of(verify, file, deposited_head, public_key):
    try:
        verify(file, deposited_head, public_key)
        return []
    except Wrong as wrong:
        return [str(wrong)]
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        return [f"the file is malformed: {error}"]


def main(arguments):
    if arguments == ["batch"]:
        for line in sys.stdin:
            _, database, key, *heads = line.split()
            problems = "; ".join(verify_ledger(database, bytes.fromhex(key), heads))
            print(" ".join(problems.split()) or "sound", flush=True)  # on one line, whatever a damaged schema is called
        return 0
    if len(arguments) >= 3 and arguments[0] == "ledger":
        problems = verify_ledger(arguments[1], bytes.fromhex(arguments[2]), arguments[3:])
    elif len(arguments) == 4 and arguments[0] in ("certificate", "proof"):
        verify = verify_certificate if arguments[0] == "certificate" else verify_proof
        problems = problems_of(verify, arguments[1], arguments[2], bytes.fromhex(arguments[3]))
    else:
        print(__doc__, file=sys.stderr)
        return 2
    print("\n".join(problems) or "sound")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
