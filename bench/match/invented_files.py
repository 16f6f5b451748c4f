"""Writes files of invented people with known truth, shaped as two well-known public ones: FEBRL's third (2,000 people, 3,000 duplicates,
up to five of one, up to two changes a field and ten a record), and one of historical persons (many records of one, of which names are
shortened, dates lost and places told otherwise). Usage: invented_files.py LINKAGE_FOLDER OUT_FOLDER [SEED]"""

import csv
import pathlib
import random
import sys

SOURCE, OUT = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
RANDOM = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 3)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def rows_of(name):
    with open(SOURCE / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, skipinitialspace=True))


def typed(word, digits=False):
    """One slip of the hand."""
    letters = "0123456789" if digits else LETTERS
    at = RANDOM.randrange(len(word))
    kind = RANDOM.random()
    if kind < 0.25:
        return word[:at] + RANDOM.choice(letters) + word[at:]
    if kind < 0.5 and len(word) > 1:
        return word[:at] + word[at + 1:]
    if kind < 0.75 or at + 1 == len(word):
        return word[:at] + RANDOM.choice(letters) + word[at + 1:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2:]


def write(name, fields, rows):
    with open(OUT / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(fields)
        writer.writerows(rows)
    print(f"{name}: {len(rows)} rows")


def febrl():
    fields = ["given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state", "date_of_birth",
              "soc_sec_id"]
    pool = [row for row in rows_of("febrl_dataset4a") if row["rec_id"].strip()]
    column = {field: [row[field].strip() for row in pool] for field in fields}
    rows, left = [], 3000
    people = []
    for number in range(2000):
        person = {field: RANDOM.choice(column[field]) for field in fields}
        place = RANDOM.randrange(len(pool))
        for field in ("suburb", "postcode", "state"):
            person[field] = column[field][place]
        person["soc_sec_id"] = str(RANDOM.randrange(1000000, 9999999))
        people.append(person)
        rows.append([f"rec-{number}-org", *[person[field] for field in fields]])
    while left > 0:
        number = RANDOM.randrange(2000)
        copies = min(left, RANDOM.choices([1, 2, 3, 4, 5], [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5])[0])
        if people[number] is None:
            continue
        for copy in range(copies):
            rows.append([f"rec-{number}-dup-{copy}", *febrl_copy(people[number], fields)])
        people[number] = None
        left -= copies
    RANDOM.shuffle(rows)
    write("febrl3", ["rec_id", *fields], rows)


def febrl_copy(person, fields):
    copy = dict(person)
    changes = {field: 0 for field in fields}
    for _ in range(RANDOM.randint(1, 10)):
        field = RANDOM.choice([each for each in fields if changes[each] < 2])
        changes[field] += 1
        kind = RANDOM.random()
        if not copy[field]:
            copy[field] = person[field]
        elif kind < 0.1:
            copy[field] = ""
        elif kind < 0.15 and field in ("given_name", "surname"):
            copy["given_name"], copy["surname"] = copy["surname"], copy["given_name"]
        elif kind < 0.25 and " " in copy[field]:
            copy[field] = " ".join(reversed(copy[field].split(" ", 1)))
        else:
            copy[field] = typed(copy[field], copy[field].isdigit())
    return [copy[field] for field in fields]


OCCUPATIONS = ["politician", "painter", "writer", "cricketer", "lawyer", "botanist", "clergyman", "actor", "engineer", "composer",
               "physician", "military officer", "naval officer", "architect", "historian", "poet", "journalist", "chemist",
               "photographer", "diplomat"]


def weighted(rows, name, key="freq"):
    return [row[name] for row in rows], [float(row[key]) for row in rows]


def historical(people):
    forenames = weighted([row for row in rows_of("sdglinkage_firstname_uk") if row["birthyear"].strip() == "2018"], "firstname")
    surnames = weighted(rows_of("sdglinkage_lastname_uk"), "surname")
    variants = {}
    for row in rows_of("sdglinkage_firstname_uk_variant"):
        variants.setdefault(row["forename2"], []).append(row["forename"])
        variants.setdefault(row["forename"], []).append(row["forename2"])
    codes = [row["postcode"].lower() for row in rows_of("sdglinkage_postcode_sample_uk")]
    places = sorted({row["primary_care_trust"].lower() for row in rows_of("sdglinkage_postcode_sample_uk") if row["primary_care_trust"]})
    by_outward = {}
    for code in codes:
        by_outward.setdefault(code.split(" ")[0], []).append(code)
    rows = []
    for number in range(people):
        code = RANDOM.choice(codes)
        person = {
            "first_name": RANDOM.choices(*forenames)[0], "middle": RANDOM.choices(*forenames)[0] if RANDOM.random() < 0.4 else "",
            "surname": RANDOM.choices(*surnames)[0],
            "dob": f"{RANDOM.randint(1750, 1930)}-{RANDOM.randint(1, 12):02}-{RANDOM.randint(1, 28):02}",
            "birth_place": places[hash_of(code.split(" ")[0]) % len(places)], "postcode_fake": code,
            "gender": RANDOM.choice(["male", "male", "female"]), "occupation": RANDOM.choice(OCCUPATIONS),
        }
        if RANDOM.random() < 0.15:
            person["dob"] = person["dob"][:4] + "-01-01"  # only the year is known
        for copy in range(min(20, 1 + int(RANDOM.expovariate(1 / 8)))):
            rows.append([f"H{number}-{copy + 1}", f"H{number}", *historical_copy(person, copy, variants, by_outward, places)])
    RANDOM.shuffle(rows)
    write("historical", ["unique_id", "cluster", "full_name", "first_name", "surname", "dob", "birth_place", "postcode_fake", "gender",
                         "occupation"], rows)


def hash_of(text):
    return sum(ord(letter) * 31 ** at for at, letter in enumerate(text))


def historical_copy(person, copy, variants, by_outward, places):
    """The first record is nearly right; of the others most have several things wrong."""
    wrong = RANDOM.random() * (0.3 if copy == 0 else 1.0)  # how carelessly this one was written

    def chance(share):
        return RANDOM.random() < share * wrong * 2
    first, surname, dob = person["first_name"], person["surname"], person["dob"]
    place, code, gender, occupation = person["birth_place"], person["postcode_fake"], person["gender"], person["occupation"]
    if chance(0.25) and first in variants:
        first = RANDOM.choice(variants[first])
    elif chance(0.05) and person["middle"]:
        first = person["middle"]
    elif chance(0.06):
        first = first[0]
    if chance(0.1):
        first = typed(first)
    if chance(0.12):
        surname = typed(surname)
    elif chance(0.03):
        surname = RANDOM.choice(["lord ", "baron "]) + surname
    full = " ".join(filter(None, [first, person["middle"] if RANDOM.random() < 0.5 else "", surname]))
    if chance(0.05):
        surname = ""
    if chance(0.05):
        first = ""
    if chance(0.12):
        dob = dob[:4] + "-01-01"
    elif chance(0.12):
        dob = dob[:2] + typed(dob[2:4], True)[:2].ljust(2, "0") + dob[4:]
    elif chance(0.05):
        dob = dob[:5] + dob[8:] + "-" + dob[5:7]
    if chance(0.2):
        dob = ""
    if chance(0.2):
        code = RANDOM.choice(by_outward[code.split(" ")[0]])
    elif chance(0.1):
        code = typed(code)
    if chance(0.35):
        code = ""
    if chance(0.15):
        place = RANDOM.choice(places)
    if chance(0.2):
        place = ""
    if chance(0.15):
        occupation = RANDOM.choice(OCCUPATIONS)
    if chance(0.3):
        occupation = ""
    if chance(0.4):
        gender = ""
    return [full, first, surname, dob, place, code, gender, occupation]


OUT.mkdir(parents=True, exist_ok=True)
febrl()
historical(5000)
