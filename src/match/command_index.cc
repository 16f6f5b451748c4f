// concordat match build, query, explain: the resident index from the command line.
#include <array>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <queue>
#include <thread>

#include "crypto/crypto.h"
#include "match/commands.h"
#include "match/csv.h"
#include "match/family.h"
#include "match/index.h"
#include "match/map.h"
#include "match/row_parts.h"
#include "match/waterfall.h"

namespace concordat::match {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kRowsOfAPart = 4096;
constexpr std::size_t kMostWaiting = 64;  // parts read ahead of the workers

// Takes rows in parts; each worker folds and numbers its own.
class Workers {
 public:
  explicit Workers(unsigned threads) : batches_(threads) {
    for (unsigned worker = 0; worker < threads; ++worker) threads_.emplace_back([this, worker] { work(batches_[worker]); });
  }
  void give(std::vector<PersonRow> rows) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return parts_.size() < kMostWaiting; });
    parts_.push(std::move(rows));
    changed_.notify_all();
  }
  std::vector<IndexBatch> finish() {
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
    }
    changed_.notify_all();
    threads_.clear();
    return std::move(batches_);
  }

 private:
  void work(IndexBatch& batch) {
    while (true) {
      std::vector<PersonRow> rows;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return done_ || !parts_.empty(); });
        if (parts_.empty()) return;
        rows = std::move(parts_.front());
        parts_.pop();
      }
      changed_.notify_all();
      for (const PersonRow& row : rows) batch.add(row);
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::queue<std::vector<PersonRow>> parts_;
  bool done_ = false;
  std::vector<IndexBatch> batches_;
  std::vector<std::jthread> threads_;
};

Result<Secret> read_key(const Options& options) {
  const auto path = options.value("--key-file");
  if (!path)
    return Error{"The index is sealed: --key-file is needed.", "Make one with: head -c 32 /dev/urandom > index.key; chmod 600 index.key"};
  const std::string bytes = TRY(read_file(*path));
  if (bytes.size() != crypto::kKeySize) return Error{*path + " is not a key: it must be exactly 32 bytes.", "Make one from random bytes."};
  return Secret(to_bytes(bytes));
}

struct ReadRows {
  std::size_t taken = 0, refused = 0;
};

Result<ReadRows> read_people(const std::string& path, const ColumnMap& map, Workers& workers, std::ostream& err) {
  ReadRows rows;
  const auto file = TRY(MappedFile::open(path));
  auto reader = TRY(CsvReader::over(file.content()));
  const std::vector<int> at = places_in(map, reader.header());
  const auto id = std::find(reader.header().begin(), reader.header().end(), map.id);
  if (id == reader.header().end())
    return Error{path + " has no column \"" + map.id + "\" for the id.", "Name the id column as the header writes it."};
  const auto id_at = static_cast<std::size_t>(id - reader.header().begin());
  for (std::size_t column = 0; column < at.size(); ++column) {
    if (at[column] < 0) err << path << " has no column \"" << map.columns[column].name << "\": taken without it.\n";
  }
  std::vector<PersonRow> part;
  for (auto outcome = reader.next(); outcome != CsvReader::Outcome::end; outcome = reader.next()) {
    const bool good = outcome == CsvReader::Outcome::row && !reader.cells()[id_at].empty();
    if (!good) {
      const std::string why = outcome == CsvReader::Outcome::row ? "the id is empty" : reader.why_refused();
      if (++rows.refused <= 20) err << path << ", line " << reader.line() << ": row left out: " << why << ".\n";
      continue;
    }
    part.push_back(person_of(map, at, reader.cells()));
    part.back().id = reader.cells()[id_at];
    if (++rows.taken % 1'000'000 == 0) err << rows.taken << " rows read\n";
    if (part.size() == kRowsOfAPart) workers.give(std::exchange(part, {}));
  }
  workers.give(std::move(part));
  return rows;
}

PersonRow person_from(const Json& json) {
  const auto text = [&](const char* name) {
    return json.contains(name) && json[name].is_string() ? json[name].get<std::string>() : std::string();
  };
  PersonRow row;
  row.id = text("id");
  row.forename = text("forename");
  row.surname = text("surname");
  row.birth = parse_birth_date(text("birth_date"), "").value_or(BirthDate{});
  row.postcode = text("postcode");
  row.phone = text("phone");
  row.number = text("number");
  return row;
}

Result<std::vector<PersonRow>> asked_for(const Options& options) {
  std::vector<PersonRow> people;
  if (const auto path = options.value("--json-file")) {
    const std::string content = TRY(read_file(*path));
    const Json json = Json::parse(content, nullptr, false);
    if (json.is_discarded() || !(json.is_object() || json.is_array())) {
      return Error{*path + " is not JSON of a person or a family.",
                   "Write {\"people\": [{\"forename\": …, \"surname\": …, \"birth_date\": …}]}."};
    }
    const Json& list = json.is_object() && json.contains("people") ? json["people"] : json;
    if (list.is_object()) people.push_back(person_from(list));
    for (std::size_t at = 0; list.is_array() && at < list.size(); ++at) people.push_back(person_from(list[at]));
  } else {
    Json json = Json::object();
    for (const char* const name : {"forename", "surname", "birth_date", "postcode", "phone", "number"}) {
      std::string option = std::string("--") + name;
      std::replace(option.begin(), option.end(), '_', '-');
      if (const auto value = options.value(option)) json[name] = *value;
    }
    people.push_back(person_from(json));
  }
  for (const PersonRow& row : people) {
    if (row.forename.empty() && row.surname.empty() && !row.birth.is_known() && row.postcode.empty() && row.phone.empty() &&
        row.number.empty()) {
      return Error{"Nothing is said of whom to look for.", "Give a name, a birth date, a postcode, a phone or a number."};
    }
  }
  if (people.empty()) return Error{"Nobody is asked for.", "Give one person at least."};
  return people;
}

Json to_json(const FamilyCandidate& one) {
  const Candidate& candidate = one.candidate;
  Json json = {{"id", candidate.held.id},
               {"probability", candidate.probability},
               {"household", candidate.household},
               {"others_of_the_family_there", one.others_there},
               {"family_bits", one.family_bits}};
  const Waterfall waterfall = waterfall_of("", candidate);
  for (const Step& step : waterfall.steps) json["steps"].push_back({{"what", step.what}, {"level", step.level}, {"bits", step.bits}});
  for (const KeyFamily family : candidate.found_by) json["found_by"].push_back(key_family_words(family));
  json["held"] = {{"forename", candidate.held.forename},
                  {"surname", candidate.held.surname},
                  {"birth_date", candidate.held.birth.text()},
                  {"postcode", candidate.held.postcode}};
  return json;
}

void print_person(const std::vector<FamilyCandidate>& list, const std::vector<KeyFamily>& cut, std::ostream& out) {
  if (list.empty()) out << "  nobody\n";
  for (const FamilyCandidate& one : list) {
    const Candidate& candidate = one.candidate;
    char probability[16];
    std::snprintf(probability, sizeof probability, "%7.3f %%", 100 * candidate.probability);
    out << probability << "  " << candidate.held.id << "  " << candidate.held.forename << ' ' << candidate.held.surname << ", "
        << candidate.held.birth.text() << ", " << candidate.held.postcode << "\n           ";
    const Waterfall waterfall = waterfall_of("", candidate);
    for (std::size_t at = 1; at < waterfall.steps.size(); ++at)
      out << (at > 1 ? "; " : "") << waterfall.steps[at].what << ' ' << waterfall.steps[at].level;
    if (one.others_there > 0) out << "; " << one.others_there << " others of the family found there";
    out << "; found by";
    for (std::size_t at = 0; at < candidate.found_by.size(); ++at) out << (at > 0 ? ", " : " ") << key_family_words(candidate.found_by[at]);
    out << '\n';
  }
  for (const KeyFamily family : cut) {
    out << "  More people share the " << key_family_words(family)
        << " than were compared: say more of the person to be sure nobody is missed.\n";
  }
}

constexpr std::array<std::string_view, 13> kQueryValues = {"--index",      "--key-file", "--json-file", "--forename", "--surname",
                                                           "--birth-date", "--postcode", "--phone",     "--number",   "--limit",
                                                           "--threads",    "--svg",      "--map"};

Result<std::unique_ptr<Index>> load_index(const Options& options) {
  const auto path = options.value("--index");
  if (!path) return Error{"Which index? --index is needed.", "See concordat match --help."};
  const Secret key = TRY(read_key(options));
  return Index::load(*path, key, std::max(1u, std::thread::hardware_concurrency()), {});
}

}  // namespace

Result<int> build_command(Arguments arguments, std::ostream& out, std::ostream& err) {
  constexpr std::array<std::string_view, 4> kValues = {"--map", "--index", "--key-file", "--threads"};
  const Options options = TRY(Options::parse(arguments, kValues, {}));
  const auto map_path = options.value("--map");
  const auto index_path = options.value("--index");
  if (options.positional().empty() || !map_path || !index_path)
    return Error{"match build needs CSV files, --map and --index.", "See concordat match --help."};
  const Secret key = TRY(read_key(options));
  const double cores = std::max(1u, std::thread::hardware_concurrency());
  const auto threads = static_cast<unsigned>(TRY(options.number("--threads", cores, 1, 256)));
  const std::string toml = TRY(read_file(*map_path));
  const ColumnMap map = TRY(parse_column_map(toml, *map_path));
  ReadRows rows;
  Workers workers(threads);
  for (const std::string& path : options.positional()) {
    const auto read = read_people(path, map, workers, err);
    if (!read) return read.error();
    rows.taken += read->taken;
    rows.refused += read->refused;
  }
  BuildProgress progress;
  progress.tell = [&](double share, std::string_view what) { err << static_cast<int>(share * 100) << " %: " << what << '\n'; };
  const auto index = TRY(Index::build(workers.finish(), threads, progress));
  TRY(index->save(*index_path, key));
  out << index->people() << " people in " << index->rows() << " rows, " << rows.refused << " rows left out. The index is sealed in "
      << *index_path << ".\n";
  return rows.refused == 0 ? 0 : 1;
}

Result<int> query_command(Arguments arguments, std::ostream& out, std::ostream&) {
  constexpr std::array<std::string_view, 1> kFlags = {"--json"};
  const Options options = TRY(Options::parse(arguments, kQueryValues, kFlags));
  const auto people = TRY(asked_for(options));
  const auto most = static_cast<std::size_t>(TRY(options.number("--limit", 20, 1, 1000)));
  const auto index = TRY(load_index(options));
  const FamilyResult found = find_family(*index, people, most);
  Json json = Json::array();
  for (std::size_t at = 0; at < people.size(); ++at) {
    if (!options.has("--json")) {
      out << "Person " << at + 1 << ":\n";
      print_person(found.people[at], found.cut[at], out);
      continue;
    }
    Json person = {{"candidates", Json::array()}, {"cut", Json::array()}};
    for (const FamilyCandidate& one : found.people[at]) person["candidates"].push_back(to_json(one));
    for (const KeyFamily family : found.cut[at]) person["cut"].push_back(key_family_words(family));
    json.push_back(std::move(person));
  }
  if (options.has("--json")) out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  if (!options.has("--json")) out << "Nothing is linked by this: a person decides.\n";
  return 0;
}

Result<int> explain_command(Arguments arguments, std::ostream& out, std::ostream&) {
  constexpr std::array<std::string_view, 1> kFlags = {"--json"};
  const Options options = TRY(Options::parse(arguments, kQueryValues, kFlags));
  if (options.positional().size() != 2) return Error{"match explain needs two ids.", "See concordat match --help."};
  const auto index = TRY(load_index(options));
  const std::string& left = options.positional()[0];
  const std::string& right = options.positional()[1];
  const auto rows = index->rows_of(left);
  LookupResult best;
  for (std::size_t at = 0; rows && at < rows->size(); ++at) {
    auto result = index->compare((*rows)[at], right);
    const bool better = !result.candidates.empty() &&
                        (best.candidates.empty() || result.candidates.front().probability > best.candidates.front().probability);
    if (better) best = std::move(result);
  }
  if (best.candidates.empty()) {
    out << "At least one of the two ids is not in the index.\n";
    return 1;
  }
  const Waterfall waterfall = waterfall_of(left, best.candidates.front());
  if (const auto path = options.value("--svg")) TRY(write_file(*path, waterfall_svg(waterfall)));
  if (options.has("--json")) {
    out << to_json({best.candidates.front(), 0, 0}).dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  } else {
    out << waterfall_table(waterfall);
  }
  return 0;
}

}  // namespace concordat::match
