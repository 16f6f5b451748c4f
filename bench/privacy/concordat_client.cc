// Each operation of the benchmark as the acts that Concordat has for it. README.md says why these.

#include "concordat_engine.h"

namespace concordat::privacy {
namespace {

class ConcordatClient final : public Client {
 public:
  explicit ConcordatClient(ConcordatEngine& engine) : engine_(engine), vault_(engine.vault()) {}
  Answer run(const Operation& operation) override;

 private:
  Answer create(const Operation& operation);
  Answer remove(RecordId record);
  Answer read(const std::vector<RecordId>& records);
  Answer correct(RecordId record, const char* part, vault::Values values);
  Answer read_metadata(CaseId user);
  Answer read_log(std::uint64_t first);
  Answer verify_removal(RecordId record);
  template <class Work>
  auto timed(Stage stage, Work work) { return engine_.timed(stage, std::move(work)); }

  ConcordatEngine& engine_;
  vault::Vault& vault_;
};

Answer ConcordatClient::create(const Operation& operation) {
  const std::string kind = "item-" + numbered("purpose", operation.purpose);
  const RecordId made = engine_.add(engine_.user_case(operation.user), kind, kPart, {{{"data", data_of(operation.key, 0)}}, kWording});
  engine_.keep(operation.key, made);
  return {1, 0};
}

Answer ConcordatClient::remove(RecordId record) {
  const auto subject = timed(Stage::look_up, [&] { return vault_.subject_of(record, kPart); });
  const auto mandate =
      need(timed(Stage::decide, [&] { return vault_.gate().authorise_withdrawal(policy::subject_of(record), kConsent, *subject); }));
  const auto destroyed = timed(Stage::act, [&] { return engine_.disposal().withdraw(mandate, kConsent); });
  return {destroyed ? destroyed->parts : 0, 0};  // an Error where it was withdrawn already
}

Answer ConcordatClient::read(const std::vector<RecordId>& records) {
  const auto opened = need(timed(Stage::act, [&] { return vault_.read_allowed(engine_.clerk(), records, kPart); }));
  Answer answer;
  for (const vault::OpenedPart& part : opened) {
    ++answer.count;
    answer.digest += digest_of(part.values.at("data"));
  }
  return answer;
}

Answer ConcordatClient::correct(RecordId record, const char* part, vault::Values values) {
  std::uint32_t version = 0;
  const auto subject = timed(Stage::look_up, [&] {
    vault_.store().read([&](store::Reader& reader) {
      for (const store::PartRow& row : reader.parts(record))
        if (row.part == part && !row.destroyed) version = row.version;
    });
    return vault_.subject_of(record, part);
  });
  if (version == 0) return {};
  const std::string& purpose = vault_.active_charter()->record_kind(subject->record_kind)->purpose;
  const auto grant =
      need(timed(Stage::decide, [&] { return vault_.gate().decide(engine_.clerk(), charter::Act::correct, purpose, *subject); }));
  need(timed(Stage::act, [&] { return vault_.correct(grant, values, version); }));
  return {1, 0};
}

Answer ConcordatClient::read_metadata(CaseId user) {
  Answer answer;
  vault_.store().read([&](store::Reader& reader) {
    for (const store::RecordRow& record : reader.records(user))
      for (const store::PartRow& part : reader.parts(record.id))
        if (!part.destroyed && part.part == kPart) {
          ++answer.count;
          answer.digest += digest_of(record.purpose);
        }
  });
  return answer;
}

Answer ConcordatClient::read_log(std::uint64_t first) {
  std::vector<std::string> lines;
  vault_.store().read([&](store::Reader& reader) { lines = reader.leaves(first, kLogLines); });
  Answer answer;
  for (const std::string& line : lines) answer.count += ledger::decode(line).ok() ? 1 : 0;
  return answer;
}

// Gone is what the store no longer holds and the ledger says was destroyed.
Answer ConcordatClient::verify_removal(RecordId record) {
  bool destroyed = false;
  std::vector<store::LeafOfCase> leaves;
  vault_.store().read([&](store::Reader& reader) {
    const auto part = reader.find_part(record, kPart);
    destroyed = part && part->destroyed && part->sealed.empty();
    if (destroyed) leaves = reader.leaves_of_case(reader.find_record(record)->case_id);
  });
  for (const store::LeafOfCase& one : leaves)
    if (const auto leaf = ledger::decode(one.leaf); leaf && leaf->event == "part.destroyed" && leaf->record == record) return {1, 0};
  return {};
}

Answer ConcordatClient::run(const Operation& operation) {
  const RecordId record = engine_.record(operation.key);
  const CaseId user = engine_.user_case(operation.user);
  const std::uint32_t value = operation.value;
  switch (operation.kind) {
    case Kind::create: return create(operation);
    case Kind::remove: return remove(record);
    case Kind::read_key: return read({record});
    case Kind::read_purpose:
    case Kind::read_user: {
      std::vector<RecordId> records;
      timed(Stage::look_up, [&] {
        vault_.store().read([&](store::Reader& reader) {
          if (operation.kind == Kind::read_purpose) records = reader.record_ids_of_kind("item-" + numbered("purpose", operation.purpose));
          else for (const store::RecordRow& one : reader.records(user)) records.push_back(one.id);
        });
        return true;
      });
      return read(records);
    }
    case Kind::update_key: return correct(record, kPart, {{"data", data_of(operation.key, value)}});
    case Kind::set_day: {
      const std::string day = CivilDate::from_days(static_cast<std::int32_t>(day_number(value))).iso();
      return correct(engine_.plan(operation.user), kDayPart, {{"day", day}});
    }
    case Kind::set_period: engine_.change([&](Terms& terms) { terms.periods[operation.purpose] = value; }); return {};
    case Kind::set_sharing: engine_.change([&](Terms& terms) { terms.sharing[operation.purpose] = value; }); return {};
    case Kind::set_access: engine_.change([&](Terms& terms) { terms.access[operation.purpose] = value; }); return {};
    case Kind::read_metadata: return read_metadata(user);
    case Kind::read_log: return read_log(operation.key / 2);
    case Kind::verify_removal: return verify_removal(record);
  }
  return {};
}

}  // namespace

std::unique_ptr<Client> ConcordatEngine::client() { return std::make_unique<ConcordatClient>(*this); }

}  // namespace concordat::privacy
