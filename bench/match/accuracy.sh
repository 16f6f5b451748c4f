#!/bin/bash
# F1 of `concordat match link` on public sets with known truth, and on invented files shaped as two others, one configuration and no
# labels, with and without the strong identifier; and of Splink on the same files where its package can be had.
# Usage: accuracy.sh CONCORDAT FOLDER   (the folder with febrl_dataset*.csv and splink_fake_1000.csv)
set -eu
here=$(dirname "$(realpath "$0")")
program=$1
data=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > febrl.toml <<'TOML'
id = "rec_id"
[columns]
given_name = "forename"
surname = "surname"
street_number = "address"
address_1 = "address"
address_2 = "address"
suburb = "place"
postcode = "postcode"
state = "place"
date_of_birth = { kind = "birth-date", format = "%Y%m%d" }
soc_sec_id = "identifier"
TOML
cat > fake.toml <<'TOML'
id = "unique_id"
[columns]
first_name = "forename"
surname = "surname"
dob = "birth-date"
city = "place"
email = "identifier"
TOML
cat > historical.toml <<'TOML'
id = "unique_id"
[columns]
first_name = "forename"
surname = "surname"
dob = "birth-date"
birth_place = "place"
postcode_fake = "postcode"
occupation = "text"
TOML
sed 's/^first_name.*/full_name = "full-name"/; /^surname/d' historical.toml > historical_full.toml
python3 "$here/invented_files.py" "$data" invented > /dev/null
grep -v identifier febrl.toml > febrl_without.toml
grep -v identifier fake.toml > fake_without.toml
cluster() { echo id,cluster; tail -n +2 "$1" | cut -d, -f1 | sed -E 's/^ *(rec-([0-9]+)-[^ ]*) *$/\1,\2/'; }
cluster "$data/febrl_dataset1.csv" > febrl1.csv
cluster "$data/febrl_dataset2.csv" > febrl2.csv
(echo id_a,id_b; tail -n +2 "$data/febrl_dataset4a.csv" | cut -d, -f1 | sed -E 's/^ *(rec-([0-9]+)-org) *$/\1,rec-\2-dup-0/') > febrl4.csv
(echo id,cluster; tail -n +2 "$data/splink_fake_1000.csv" | awk -F, '{print $1","$7}') > fake.csv
cluster invented/febrl3.csv > febrl3.csv
cut -d, -f1,2 invented/historical.csv | sed 's/^unique_id/id/' > historical.csv
one() {  # name map truth files...
  local name=$1 map=$2 truth=$3
  shift 3
  "$program" match link "$@" --map "$map" --out pairs.csv > /dev/null
  echo "$name: $("$program" match evaluate pairs.csv "$truth")"
}
for kind in "" _without; do
  one "FEBRL1${kind/_/, } ${kind:+the identifier}" febrl$kind.toml febrl1.csv "$data/febrl_dataset1.csv"
  one "FEBRL2${kind/_/, } ${kind:+the identifier}" febrl$kind.toml febrl2.csv "$data/febrl_dataset2.csv"
  one "FEBRL4${kind/_/, } ${kind:+the identifier}" febrl$kind.toml febrl4.csv "$data/febrl_dataset4a.csv" "$data/febrl_dataset4b.csv"
  one "as FEBRL3${kind/_/, } ${kind:+the identifier}" febrl$kind.toml febrl3.csv invented/febrl3.csv
  one "fake_1000${kind/_/, } ${kind:+the identifier}" fake$kind.toml fake.csv "$data/splink_fake_1000.csv"
done
one "as historical_50k" historical.toml historical.csv invented/historical.csv
one "as historical_50k, full name alone" historical_full.toml historical.csv invented/historical.csv

if python3 -m venv splink && splink/bin/pip install -q 'splink<5'; then splink/bin/python "$here/splink_peer.py" "$data" invented; fi
