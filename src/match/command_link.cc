// concordat match link, concordat match evaluate.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <thread>
#include <unordered_map>

#include "match/commands.h"
#include "match/csv.h"
#include "match/link.h"
#include "match/map.h"

namespace concordat::match {
namespace {

std::string fixed(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string pairs_csv(const Table& table, const Linkage& linkage) {
  std::string csv = "id_a,id_b,probability";
  for (const Field& field : table.fields) csv += ',' + csv_cell(field.name);
  csv += '\n';
  for (const ScoredPair& pair : linkage.pairs) {
    csv += csv_cell(table.ids[pair.left]) + ',' + csv_cell(table.ids[pair.right]) + ',' + fixed(pair.probability, 6);
    for (std::size_t field = 0; field < table.fields.size(); ++field) {
      csv += ',';
      csv += level_words(table.fields[field].kind, level_at(pair.levels, field));
    }
    csv += '\n';
  }
  return csv;
}

void print_oddities(const Table& table, std::ostream& err) {
  constexpr std::size_t kShown = 20;
  for (std::size_t at = 0; at < std::min(kShown, table.refused.size()); ++at) {
    const RefusedRow& row = table.refused[at];
    err << row.file << ", line " << row.line << ": row left out: " << row.why << ".\n";
  }
  for (const std::string& note : table.notes) err << note << '\n';
  if (table.refused.size() > kShown) err << "… and " << table.refused.size() - kShown << " more rows left out.\n";
}

void print_summary(const Table& table, const Linkage& linkage, bool json, std::ostream& out) {
  if (json) {
    out << "{\"rows\":" << table.rows() << ",\"rows_left_out\":" << table.refused.size() << ",\"compared\":" << linkage.compared
        << ",\"pairs\":" << linkage.pairs.size() << ",\"cut_blocks\":" << linkage.cut_blocks << "}\n";
    return;
  }
  out << table.rows() << " rows, " << linkage.compared << " pairs compared, " << linkage.pairs.size() << " pairs written.\n";
  if (linkage.cut_blocks > 0) {
    out << linkage.cut_blocks << " groups of rows that share three keys were too large (up to " << linkage.cut_rows
        << " rows) to compare on that account alone: pairs that agree on nothing else may be missing.\n";
  }
}

void print_weights(const Linkage& linkage, std::ostream& out) {
  const Model& model = linkage.learned.model;
  out << "prior: same " << model.prior_same << ", household " << model.prior_household << '\n';
  for (std::size_t field = 0; field < model.fields.size(); ++field) {
    out << model.fields[field].name << " (" << kind_name(model.fields[field].kind) << ")\n";
    for (std::size_t level = 0; level < kLevels; ++level) {
      const std::string words(level_words(model.fields[field].kind, static_cast<Level>(level)));
      const FieldWeights& weights = model.weights[field];
      out << "  " << words << std::string(words.size() < 40 ? 40 - words.size() : 1, ' ') << fixed(weights.same[level], 6) << "  "
          << fixed(weights.stranger[level], 7) << '\n';
    }
  }
}

using IdPair = std::pair<std::string, std::string>;

IdPair ordered(std::string left, std::string right) {
  if (right < left) std::swap(left, right);
  return {std::move(left), std::move(right)};
}

int column(const CsvReader& reader, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    for (std::size_t at = 0; at < reader.header().size(); ++at) {
      if (reader.header()[at] == name) return static_cast<int>(at);
    }
  }
  return -1;
}

// Pairs of a file with two ids a row and perhaps a score, or a file of ids with the number of the person.
Result<std::set<IdPair>> read_pairs(const std::string& path, double threshold) {
  const auto file = TRY(MappedFile::open(path));
  auto reader = TRY(CsvReader::over(file.content()));
  const int left = column(reader, {"id_a", "unique_id_l", "id_l", "left"});
  const int right = column(reader, {"id_b", "unique_id_r", "id_r", "right"});
  const int score = column(reader, {"probability", "match_probability", "clerical_match_score"});
  const int cluster = column(reader, {"cluster", "person", "entity"});
  if ((left < 0 || right < 0) && cluster < 0 && reader.header().size() != 2) {
    return Error{path + " has neither the columns id_a and id_b nor id and cluster.", "Rename its columns."};
  }
  std::set<IdPair> pairs;
  std::map<std::string, std::vector<std::string>> clusters;
  for (auto outcome = reader.next(); outcome != CsvReader::Outcome::end; outcome = reader.next()) {
    if (outcome == CsvReader::Outcome::refused)
      return Error{path + ", line " + std::to_string(reader.line()) + ": " + reader.why_refused() + ".", ""};
    const auto& cells = reader.cells();
    if (left >= 0 && right >= 0) {
      if (score >= 0 && std::strtod(cells[static_cast<std::size_t>(score)].c_str(), nullptr) < threshold) continue;
      pairs.insert(ordered(cells[static_cast<std::size_t>(left)], cells[static_cast<std::size_t>(right)]));
    } else {
      clusters[cells[cluster < 0 ? 1 : static_cast<std::size_t>(cluster)]].push_back(cells[cluster == 0 ? 1 : 0]);
    }
  }
  for (const auto& [unused, ids] : clusters) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      for (std::size_t j = i + 1; j < ids.size(); ++j) pairs.insert(ordered(ids[i], ids[j]));
    }
  }
  return pairs;
}

}  // namespace

Result<int> link_command(Arguments arguments, std::ostream& out, std::ostream& err) {
  constexpr std::array<std::string_view, 4> kValues = {"--map", "--out", "--threshold", "--threads"};
  constexpr std::array<std::string_view, 2> kFlags = {"--json", "--weights"};
  const Options options = TRY(Options::parse(arguments, kValues, kFlags));
  const auto map_path = options.value("--map");
  const auto out_path = options.value("--out");
  if (options.positional().empty() || options.positional().size() > 2 || !map_path || !out_path) {
    return Error{"match link needs one or two CSV files, --map and --out.", "See concordat match --help."};
  }
  const double threshold = TRY(options.number("--threshold", 0.5, 0, 1));
  const double cores = std::max(1u, std::thread::hardware_concurrency());
  const double threads = TRY(options.number("--threads", cores, 1, 256));
  const std::string toml = TRY(read_file(*map_path));
  const ColumnMap map = TRY(parse_column_map(toml, *map_path));
  TableBuilder builder(map);
  for (const std::string& path : options.positional()) {
    const auto file = TRY(MappedFile::open(path));
    TRY(builder.add_file(path, file.content()));
  }
  const Table table = builder.finish();
  print_oddities(table, err);
  const Linkage linkage = link(table, threshold, static_cast<unsigned>(threads));
  TRY(write_file(*out_path, pairs_csv(table, linkage)));
  print_summary(table, linkage, options.has("--json"), out);
  if (options.has("--weights")) print_weights(linkage, out);
  return table.refused.empty() ? 0 : 1;
}

Result<int> evaluate_command(Arguments arguments, std::ostream& out, std::ostream&) {
  constexpr std::array<std::string_view, 1> kValues = {"--threshold"};
  constexpr std::array<std::string_view, 1> kFlags = {"--json"};
  const Options options = TRY(Options::parse(arguments, kValues, kFlags));
  if (options.positional().size() != 2) return Error{"match evaluate needs pairs.csv and truth.csv.", "See concordat match --help."};
  const double threshold = TRY(options.number("--threshold", 0.5, 0, 1));
  const auto found_pairs = read_pairs(options.positional()[0], threshold);
  if (!found_pairs) return found_pairs.error();
  const auto true_pairs = read_pairs(options.positional()[1], 0.5);
  if (!true_pairs) return true_pairs.error();
  const std::set<IdPair>& found = *found_pairs;
  const std::set<IdPair>& truth = *true_pairs;
  const auto right =
      static_cast<double>(std::count_if(found.begin(), found.end(), [&](const IdPair& pair) { return truth.contains(pair); }));
  const double precision = found.empty() ? 1 : right / static_cast<double>(found.size());
  const double recall = truth.empty() ? 1 : right / static_cast<double>(truth.size());
  const double f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
  if (options.has("--json")) {
    out << "{\"precision\":" << fixed(precision, 5) << ",\"recall\":" << fixed(recall, 5) << ",\"f1\":" << fixed(f1, 5)
        << ",\"found\":" << found.size() << ",\"true\":" << truth.size() << "}\n";
  } else {
    out << "precision " << fixed(precision, 5) << ", recall " << fixed(recall, 5) << ", F1 " << fixed(f1, 5) << " (" << found.size()
        << " pairs found, " << truth.size() << " true)\n";
  }
  return 0;
}

}  // namespace concordat::match
