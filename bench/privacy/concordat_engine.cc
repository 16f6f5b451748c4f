#include "concordat_engine.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

namespace concordat::privacy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRoom = 100'000;  // for records that are made while it runs

std::string kind_of(std::uint32_t purpose) { return "item-" + numbered("purpose", purpose); }

charter::Charter compiled(const Terms& terms) {
  charter::Compilation done = charter::compile_text(charter_text(terms), "", "bench.toml");
  for (const charter::Finding& finding : done.findings)
    if (finding.severity == charter::Severity::error) throw std::runtime_error(finding.rule + ": " + finding.message);
  return std::move(*done.charter);
}

}  // namespace

void need(Result<void> result) {
  if (!result) throw std::runtime_error(result.error().message + " " + result.error().remedy);
}

ConcordatEngine::ConcordatEngine(const std::string& folder) : directory_(folder + "/concordat"), key_file_(folder + "/root.key") {
  std::ofstream key(key_file_);
  fs::permissions(key_file_, fs::perms::owner_read | fs::perms::owner_write);
  key << to_hex(crypto::random_secret(crypto::kKeySize).expose()) << "\n";
  key.close();
  const charter::Charter charter = compiled(terms_);
  terms_of_charter_[charter.hash] = terms_;
  const std::vector<ops::Officer> officers = {{"First Officer", "first@example.org", "officer", {}},
                                              {"Second Officer", "second@example.org", "officer", {}}};
  need(ops::Instance::create(directory_, charter, {key_file_, {}}, officers, clock_, false));
  reopen();
  first_ = crypto::new_id<AccountId>();
  second_ = crypto::new_id<AccountId>();
  parties::Account account;
  account.id = crypto::new_id<AccountId>();
  account.roles = {"clerk"};
  account.trained = vault().today();
  account.confidentiality = clock_.now();
  clerk_ = policy::person(account, *vault().active_charter(), vault().today());
}

double ConcordatEngine::reopen() {
  instance_.reset();
  const auto began = std::chrono::steady_clock::now();
  instance_ = need(ops::Instance::open(directory_, {key_file_, {}}, clock_));
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

std::uint64_t ConcordatEngine::leaves() {
  std::uint64_t count = 0;
  vault().store().read([&](store::Reader& reader) { count = reader.leaf_count(); });
  return count;
}

RecordId ConcordatEngine::add(CaseId case_id, const std::string& kind, const char* part, vault::NewPart content) {
  const charter::RecordKind* declared = vault().active_charter()->record_kind(kind);
  policy::Subject subject = timed(Stage::look_up, [&] { return *vault().subject_of_case(case_id); });
  subject.record_kind = kind;
  subject.part = part;
  const policy::Grant grant =
      need(timed(Stage::decide, [&] { return vault().gate().decide(clerk_, charter::Act::add, declared->purpose, subject); }));
  return need(timed(Stage::act, [&] { return vault().add({grant}, {{part, std::move(content)}}, "sources-00", "held"); }));
}

void ConcordatEngine::load_user(const Model& model, std::uint32_t user, const std::vector<std::uint32_t>& keys) {
  const auto mandate = need(vault().gate().authorise(clerk_, charter::Capability::open_case));
  cases_[user] = need(vault().open_case(mandate, "family", user_name(user)));
  const std::string day = CivilDate::from_days(static_cast<std::int32_t>(day_number(model.day_of(user)))).iso();
  plans_[user] = add(cases_[user], kDayKind, kDayPart, {{{"day", day}}, ""});
  for (const std::uint32_t key : keys)
    records_[key] = add(cases_[user], kind_of(model.records()[key].purpose), kPart, {{{"data", data_of(key, 0)}}, kWording});
}

void ConcordatEngine::load(const Model& model, std::uint32_t clients) {
  records_.resize(model.records().size() + kRoom);
  plans_.resize(model.users());
  cases_.resize(model.users());
  std::vector<std::vector<std::uint32_t>> keys(model.users());
  for (std::uint32_t key = 0; key < model.records().size(); ++key) keys[model.records()[key].user].push_back(key);
  std::vector<std::jthread> threads;
  for (std::uint32_t client = 0; client < clients; ++client)
    threads.emplace_back([&, client] {
      for (std::uint32_t user = client; user < model.users(); user += clients) load_user(model, user, keys[user]);
    });
}

// What was asked for while a charter was being prepared goes into the next one together.
void ConcordatEngine::change(const std::function<void(Terms&)>& edit) {
  Edit mine{edit};
  {
    const std::lock_guard lock(edits_mutex_);
    edits_.push_back(&mine);
  }
  const std::lock_guard lock(terms_mutex_);
  if (mine.done) return;
  std::vector<Edit*> together;
  {
    const std::lock_guard edits_lock(edits_mutex_);
    together.swap(edits_);
  }
  for (Edit* one : together) one->edit(terms_);
  const charter::Charter next = timed(Stage::look_up, [&] { return compiled(terms_); });
  if (next.hash != vault().active_charter()->hash) {
    terms_of_charter_[next.hash] = terms_;
    need(timed(Stage::act, [&] { return vault().activate(next, first_, second_); }));
  }
  for (Edit* one : together) one->done = true;
}

std::vector<Held> ConcordatEngine::held_of_user(std::uint32_t user, const std::map<std::string, Terms>& terms) {
  std::vector<Held> all;
  std::vector<policy::Grant> grants;
  vault().store().read([&](store::Reader& reader) {
    for (const store::RecordRow& record : reader.records(cases_[user])) {
      const auto known = keys_.find(record.id);
      const auto part = reader.find_part(record.id, kPart);
      if (known == keys_.end() || !part || part->destroyed) continue;
      const auto purpose = static_cast<std::size_t>(std::stoul(record.purpose.substr(8)));
      all.push_back({known->second, "", part->due ? part->due->days() : 0, terms.at(record.charter).periods[purpose],
                     terms_.sharing[purpose], terms_.access[purpose], false});
      policy::Subject subject = *vault().subject_of(record.id, kPart);
      grants.push_back(need(vault().gate().decide(clerk_, charter::Act::read, record.purpose, subject)));
    }
  });
  std::map<RecordId, std::string> data;
  for (vault::OpenedPart& part : need(vault().read_list(grants))) data[part.record] = std::move(part.values["data"]);
  for (Held& one : all) one.data = data[records_[one.key]];
  return all;
}

std::vector<Held> ConcordatEngine::held() {
  keys_.clear();
  for (std::uint32_t key = 0; key < records_.size(); ++key)
    if (!records_[key].is_none()) keys_[records_[key]] = key;
  // What the active charter says, not what the benchmark last asked for.
  const charter::Charter& active = *vault().active_charter();
  terms_ = terms_of_charter_.at(active.hash);
  std::vector<Held> all;
  for (std::uint32_t user = 0; user < cases_.size(); ++user)
    for (Held& one : held_of_user(user, terms_of_charter_)) all.push_back(std::move(one));
  return all;
}

std::uint64_t ConcordatEngine::bytes_on_disk() {
  std::uint64_t bytes = 0;
  for (const auto& file : fs::recursive_directory_iterator(directory_))
    if (file.is_regular_file() && file.path().extension() != ".db-wal" && file.path().extension() != ".db-shm") bytes += file.file_size();
  return bytes;
}

std::string ConcordatEngine::more() {
  std::array<double, 3> seconds{};
  double all = 0;
  for (std::size_t stage = 0; stage < spent_.size(); ++stage) all += seconds[stage] = static_cast<double>(spent_[stage].exchange(0)) / 1e9;
  char text[120];
  std::snprintf(text, sizeof text, "of the clients' time: looking up %.0f %%, policy %.1f %%, acts %.0f %%", 100 * seconds[0] / all,
                100 * seconds[1] / all, 100 * seconds[2] / all);
  return text;
}

std::unique_ptr<Engine> make_concordat(const std::string& folder) { return std::make_unique<ConcordatEngine>(folder); }

}  // namespace concordat::privacy
