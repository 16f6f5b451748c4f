#include "ops/demonstration_neighbour.h"

#include <algorithm>

namespace concordat::ops {
namespace {

constexpr const char* kName = "Neighbouring partnership (invented)";
constexpr const char* kAddress = "https://neighbour.example";  // RFC 2606: nobody is there
constexpr std::size_t kSecretBytes = 32;

}  // namespace

Neighbour::Neighbour(Instance& instance, const Clock& clock)
    : clock_(clock), identity_(exchange::identity_of(crypto::random_secret(kSecretBytes))),
      post_(instance.vault().store(), instance.ledger(), instance.link_key(), clock, "", [](const std::string&) {}),
      instance_(exchange::identity_of(instance.link_key()).keys()) {}

Result<std::unique_ptr<Neighbour>> Neighbour::meet(Instance& instance, const Clock& clock, const Company& company) {
  std::unique_ptr<Neighbour> neighbour;
  const bool is_asked = std::ranges::any_of(company.charter().record_kinds, [](const auto& kind) { return !kind.messages_to.empty(); });
  const auto officers = company.who_may(charter::Capability::manage_accounts);
  if (!is_asked || officers.size() < 2) return neighbour;
  neighbour.reset(new Neighbour(instance, clock));
  store::Store& store = instance.vault().store();
  const policy::Gate& gate = instance.vault().gate();
  const auto first = gate.authorise(officers[0], charter::Capability::manage_accounts);
  const auto second = gate.authorise(officers[1], charter::Capability::manage_accounts);
  if (!first || !second) return first ? second.error() : first.error();
  const exchange::PublicKeys keys = neighbour->identity_.keys();
  TRY(exchange::propose_partner(store, instance.ledger(), *first, {kName, kAddress, keys, ""}, clock.now()));
  TRY(exchange::confirm_partner(store, instance.ledger(), *second, keys.word(), keys.fingerprint()));
  return neighbour;
}

// As its server would answer.
exchange::Told Neighbour::sign_for(std::string_view bytes) const {
  const auto opened = exchange::open_message(identity_, as_bytes(bytes), clock_.now(), [&](const exchange::Name& name) {
    return name == instance_.name() ? std::optional(instance_) : std::nullopt;
  });
  const auto* received = std::get_if<exchange::Received>(&opened);
  const auto receipt = received ? exchange::draft(identity_, instance_, {crypto::new_id<exchange::MessageId>(), exchange::Kind::receipt,
                                                                          received->message.id, ""})
                                : std::nullopt;
  if (!receipt) return {404, "", ""};
  return {200, std::string(as_text(exchange::signed_at(identity_, *receipt, clock_.now()))), ""};
}

Result<void> Neighbour::take_mail() {
  TRY(post_.send_due([&](const exchange::Card&, std::string_view bytes) { return sign_for(bytes); }));
  return {};
}

}  // namespace concordat::ops
