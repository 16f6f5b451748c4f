"""The peer: Splink on the same files, trained without labels as its own documentation does. Usage: splink_peer.py FOLDER INVENTED"""

import logging
import sys
import warnings

import pandas
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
DATA, INVENTED = sys.argv[1:3]


def report(name, linker, truth):
    found = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    pairs = {frozenset(pair) for pair in zip(found.unique_id_l, found.unique_id_r)}
    right = len(pairs & truth)
    f1 = 2 * right / (len(pairs) + len(truth))
    print(f"Splink, {name}: precision {right / len(pairs):.5f}, recall {right / len(truth):.5f}, F1 {f1:.5f}")


def train(linker, rules, passes):
    linker.training.estimate_probability_two_random_records_match(rules, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for columns in passes:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns), fix_u_probabilities=True)


def pairs_within(groups):
    return {frozenset((a, b)) for ids in groups for i, a in enumerate(ids) for b in ids[i + 1:]}


def fake_1000(without):
    people = pandas.read_csv(f"{DATA}/splink_fake_1000.csv", dtype=str)
    comparisons = [compare.NameComparison("first_name"), compare.NameComparison("surname"),
                   compare.DateOfBirthComparison("dob", input_is_string=True),
                   compare.ExactMatch("city").configure(term_frequency_adjustments=True)]
    comparisons += [] if without else [compare.EmailComparison("email")]
    blocks = [block_on("first_name"), block_on("surname"), block_on("dob")] + ([] if without else [block_on("email")])
    settings = SettingsCreator("dedupe_only", comparisons=comparisons, blocking_rules_to_generate_predictions=blocks)
    linker = Linker(people, settings, DuckDBAPI())
    rules = [block_on("first_name", "surname", "dob")] + ([] if without else [block_on("email")])
    train(linker, rules, [["first_name", "surname"], ["dob"]])
    groups = people.groupby("cluster").unique_id.apply(list)
    report("fake_1000" + (", without the identifier" if without else ""), linker, pairs_within(groups))


def febrl(name, files, without, folder=DATA):
    frames = [pandas.read_csv(f"{folder}/{file}.csv", dtype=str, skipinitialspace=True) for file in files]
    for frame in frames:
        frame.columns = [column.strip().replace("rec_id", "unique_id") for column in frame.columns]
        frame["number"] = frame.unique_id.str.extract(r"rec-(\d+)-")
    comparisons = [compare.NameComparison("given_name"), compare.NameComparison("surname"),
                   compare.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
                   compare.ExactMatch("postcode"), compare.ExactMatch("street_number"),
                   compare.JaroWinklerAtThresholds("address_1"), compare.JaroWinklerAtThresholds("suburb")]
    comparisons += [] if without else [compare.LevenshteinAtThresholds("soc_sec_id", [2])]
    blocks = [block_on("given_name", "surname"), block_on("surname", "date_of_birth"), block_on("given_name", "date_of_birth"),
              block_on("postcode", "date_of_birth"), block_on("address_1", "street_number"), block_on("suburb", "surname"),
              block_on("suburb", "given_name"), block_on("postcode", "surname")] + ([] if without else [block_on("soc_sec_id")])
    kind = "link_only" if len(frames) == 2 else "dedupe_only"
    settings = SettingsCreator(kind, comparisons=comparisons, blocking_rules_to_generate_predictions=blocks)
    linker = Linker(frames if len(frames) == 2 else frames[0], settings, DuckDBAPI())
    train(linker, [block_on("given_name", "surname", "date_of_birth")], [["date_of_birth"], ["surname", "given_name"]])
    groups = pandas.concat(frames).groupby("number").unique_id.apply(list)
    report(name + (", without the identifier" if without else ""), linker, pairs_within(groups))


def historical():
    people = pandas.read_csv(f"{INVENTED}/historical.csv", dtype=str)
    people["whole_name"] = people.first_name.fillna("") + " " + people.surname.fillna("")
    comparisons = [compare.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="whole_name"),
                   compare.DateOfBirthComparison("dob", input_is_string=True), compare.PostcodeComparison("postcode_fake"),
                   *[compare.ExactMatch(name).configure(term_frequency_adjustments=True) for name in ("birth_place", "occupation")]]
    keys = [("substr(first_name,1,3)", "substr(surname,1,4)"), ("surname", "dob"), ("first_name", "dob"), ("postcode_fake", "first_name"),
            ("postcode_fake", "surname"), ("dob", "birth_place"), ("substr(postcode_fake,1,3)", "dob"),
            ("substr(postcode_fake,1,3)", "first_name"), ("substr(postcode_fake,1,3)", "surname"), ("surname", "birth_place"),
            ("first_name", "surname"), ("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)")]
    settings = SettingsCreator("dedupe_only", comparisons=comparisons, blocking_rules_to_generate_predictions=[block_on(*k) for k in keys])
    linker = Linker(people, settings, DuckDBAPI())
    train(linker, [block_on("first_name", "surname", "dob")], [["first_name", "surname"], ["dob"]])
    report("as historical_50k", linker, pairs_within(people.groupby("cluster").unique_id.apply(list)))


for without in (False, True):
    febrl("as FEBRL3", ["febrl3"], without, INVENTED)
    febrl("FEBRL1", ["febrl_dataset1"], without)
    febrl("FEBRL2", ["febrl_dataset2"], without)
    febrl("FEBRL4", ["febrl_dataset4a", "febrl_dataset4b"], without)
    fake_1000(without)
historical()
