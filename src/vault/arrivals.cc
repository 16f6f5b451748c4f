#include "vault/arrivals.h"

#include <algorithm>
#include <atomic>
#include <charconv>

#include "crypto/crypto.h"
#include "vault/attachments.h"
#include "vault/vault_checks.h"

namespace concordat::vault {
namespace {

constexpr const char* kList = "arrivals";  // in meta: a line each, an id and how many chunks it has

std::string chunk_key(std::string_view id, std::uint64_t number) {
  return "arrival:" + std::string(id) + ":" + std::to_string(number);
}

Bytes context_of(const Arrival& about, std::uint64_t number, bool last) {
  return to_bytes("concordat arrival 1\n" + about.id.text() + "\n" + about.case_id.text() + "\n" + std::to_string(number) +
                  (last ? "\nlast\n" : "\nmore\n"));
}

std::uint64_t chunks_of_arrival(std::uint64_t bytes) { return bytes == 0 ? 1 : (bytes + kChunkSize - 1) / kChunkSize; }

void remove_chunks(store::Transaction& transaction, std::string_view id, std::uint64_t chunks) {
  for (std::uint64_t number = 0; number < chunks; ++number) transaction.remove_meta(chunk_key(id, number));
}

Error gone() { return {"What was sent is no longer here: it is kept for a day until it is confirmed.", "Send the file again."}; }

}  // namespace

struct Arrivals::Waiting {
  Waiting(Arrival is, std::string for_purpose, std::string under)
      : about(std::move(is)), purpose(std::move(for_purpose)), charter(std::move(under)), key(crypto::random_secret(crypto::kKeySize)) {}

  ledger::Leaf leaf(std::string event, std::string actor) const {
    ledger::Leaf leaf;
    leaf.event = std::move(event);
    leaf.actor = std::move(actor);
    leaf.case_id = about.case_id;
    leaf.purpose = purpose;
    leaf.charter = charter;
    leaf.detail = "arrival=" + about.id.text();
    return leaf;
  }
  std::uint64_t chunks() const { return chunks_of_arrival(about.bytes); }

  std::mutex mutex;  // one act on it at a time
  Arrival about;
  const std::string purpose;
  const std::string charter;
  Secret key;
  std::atomic<bool> open = true;  // until it was confirmed or is gone
};

Arrivals::~Arrivals() = default;

void Arrivals::list(store::Transaction& transaction, std::optional<AttachmentId> without) {
  std::string lines;
  const std::lock_guard lock(mutex_);
  for (const auto& [id, one] : by_id_)
    if (id != without && one->open) lines += id.text() + " " + std::to_string(one->chunks()) + "\n";
  if (lines.empty()) transaction.remove_meta(kList);
  else transaction.set_meta(kList, as_bytes(lines));
}

Result<AttachmentId> Arrivals::put(const policy::Grant& grant, const NewArrival& about, ByteView content) {
  drop_old();
  TRY(check_act(grant, charter::Act::add));
  if (content.size() > kLargestFile)
    return Error{"The file is larger than can be kept.", "Give a file of " + std::to_string(kLargestFile >> 20) + " MiB at most."};
  if (vault_.today() < about.received) return Error{"The day on which it came is in the future.", "Give the day on which it came."};
  const policy::Subject& subject = grant.subject();
  const AttachmentId id = about.id.is_none() ? crypto::new_id<AttachmentId>() : about.id;
  const auto added = std::make_shared<Waiting>(
      Arrival{id, subject.case_id, subject.record_kind, subject.owner, grant.actor().account, about.channel, about.received, about.label,
              content.size(), vault_.clock().now(), {}},
      grant.purpose(), grant.charter());
  {
    const std::lock_guard lock(mutex_);
    if (std::ranges::count_if(by_id_, [](const auto& one) { return one.second->open.load(); }) >= static_cast<long>(kMostArrivals))
      return Error{"Too many files wait to be confirmed.", "Confirm or drop those that wait, then send this one."};
    if (!by_id_.emplace(id, added).second) return Error{"This was already handed in.", "Look at what waits to be confirmed."};
  }
  const auto written = vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    TRY(check_in_force(grant, vault_.clock().now()));
    TRY(check_case_as_granted(transaction, grant));
    for (std::uint64_t number = 0; number < added->chunks(); ++number) {
      const std::size_t begin = number * kChunkSize;
      const ByteView piece = content.subspan(begin, std::min(kChunkSize, content.size() - begin));
      const bool last = number + 1 == added->chunks();
      transaction.set_meta(chunk_key(id.text(), number), crypto::seal(added->key, piece, context_of(added->about, number, last)));
    }
    list(transaction, std::nullopt);
    ledger::Leaf leaf = added->leaf("arrival.put", grant.actor().ledger_name());
    leaf.detail += ";kind=" + subject.record_kind + ";owner=" + subject.owner.text() + ";channel=" + about.channel +
                   ";received=" + about.received.iso();
    vault_.ledger().append(transaction, leaf);
    return {};
  });
  if (written) return id;
  const std::lock_guard lock(mutex_);
  by_id_.erase(id);
  return written.error();
}

Arrivals::Found Arrivals::waiting(AttachmentId id, AccountId by) {
  drop_old();
  const std::lock_guard lock(mutex_);
  const auto found = by_id_.find(id);
  return found == by_id_.end() || found->second->about.by != by ? nullptr : found->second;
}

std::optional<Arrival> Arrivals::find(AttachmentId id, AccountId by) {
  const Found found = waiting(id, by);
  if (!found) return std::nullopt;
  const std::lock_guard lock(found->mutex);
  return found->about;
}

std::vector<Arrival> Arrivals::waiting_for(AccountId by, CaseId case_id) {
  drop_old();
  std::vector<Arrival> waiting;
  const std::lock_guard lock(mutex_);
  for (const auto& [id, one] : by_id_)
    if (one->open && one->about.by == by && one->about.case_id == case_id) waiting.push_back(one->about);
  std::ranges::sort(waiting, {}, [](const Arrival& one) { return one.came.microseconds; });
  return waiting;
}

std::size_t Arrivals::waiting_in(CaseId case_id) {
  drop_old();
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::ranges::count_if(by_id_, [&](const auto& one) { return one.second->open && one.second->about.case_id == case_id; }));
}

Result<Secret> Arrivals::unseal(const Waiting& waiting) const {
  if (!waiting.open) return gone();
  Bytes content;
  content.reserve(waiting.about.bytes);  // growing would leave pieces behind
  for (std::uint64_t number = 0; number < waiting.chunks(); ++number) {
    std::optional<Bytes> sealed;
    vault_.store().read([&](store::Reader& reader) { sealed = reader.meta(chunk_key(waiting.about.id.text(), number)); });
    const bool last = number + 1 == waiting.chunks();
    const auto piece = sealed ? crypto::open(waiting.key, *sealed, context_of(waiting.about, number, last)) : std::nullopt;
    if (!piece) return Error{"What was sent was changed outside the vault and does not open.", "Send the file again."};
    content.insert(content.end(), piece->expose().begin(), piece->expose().end());
  }
  return Secret(std::move(content));
}

Result<Secret> Arrivals::open(AttachmentId id, AccountId by) {
  const Found found = waiting(id, by);
  if (!found) return gone();
  const std::lock_guard lock(found->mutex);
  if (!found->open) return gone();
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    vault_.ledger().append(transaction, found->leaf("arrival.read", by.text()));
    return {};
  }));
  return unseal(*found);
}

// Its key goes first; without it the chunks are noise.
Result<void> Arrivals::forget(Waiting& waiting, const std::string& event, const std::string& actor) {
  if (!waiting.open.exchange(false)) return {};
  waiting.key.wipe();
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    remove_chunks(transaction, waiting.about.id.text(), waiting.chunks());
    list(transaction, waiting.about.id);
    vault_.ledger().append(transaction, waiting.leaf(event, actor));
    return {};
  });
}

Result<std::vector<RecordId>> Arrivals::take_in(AttachmentId id, AccountId by, std::vector<Batch::Row> rows, const std::string& keep_in,
                                                 const std::string& state) {
  const Found found = waiting(id, by);
  if (!found) return gone();
  const std::lock_guard lock(found->mutex);
  Arrival& about = found->about;
  if (!about.taken_in.empty()) return about.taken_in;
  if (!found->open) return gone();
  for (const Batch::Row& row : rows)
    for (const policy::Grant& grant : row.grants)
      if (grant.subject().case_id != about.case_id || grant.subject().record_kind != about.kind || grant.subject().owner != about.owner ||
          grant.actor().account != by)
        return Error{"This grant is for something else.", ""};
  const Secret content = TRY(unseal(*found));
  Batch batch{std::move(rows), about.channel, state, about.received, id.text(), std::nullopt};
  if (!keep_in.empty()) batch.original = Batch::Original{id, keep_in, about.label, content.expose()};
  about.taken_in = TRY(vault_.add_all(batch));
  // They are there: whether what waited could be cleared away as well does not change it, and the next start does it.
  static_cast<void>(forget(*found, "arrival.confirmed", by.text()));
  return about.taken_in;
}

Result<void> Arrivals::drop(AttachmentId id, AccountId by) {
  const Found found = waiting(id, by);
  if (!found) return {};
  const std::lock_guard lock(found->mutex);
  const auto dropped = forget(*found, "arrival.dropped", by.text());
  const std::lock_guard map_lock(mutex_);
  if (found->about.taken_in.empty()) by_id_.erase(id);
  return dropped;
}

void Arrivals::drop_old() {
  const std::int64_t old = vault_.clock().now().microseconds - kArrivalHours * 3600 * 1'000'000;
  std::vector<Found> late;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, one] : by_id_)
      if (one->about.came.microseconds <= old) late.push_back(one);
    for (const Found& one : late) by_id_.erase(one->about.id);
  }
  for (const Found& one : late) {
    const std::lock_guard lock(one->mutex);
    static_cast<void>(forget(*one, "arrival.dropped", "system"));  // its key is gone; the next start clears what is left
  }
}

Result<void> Arrivals::clear() {
  std::optional<Bytes> lines;
  vault_.store().read([&](store::Reader& reader) { lines = reader.meta(kList); });
  if (!lines) return {};
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    std::string_view rest = as_text(*lines);
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      const std::string_view number = line.substr(std::min(line.size(), line.find(' ') + 1));
      std::uint64_t chunks = 0;
      std::from_chars(number.data(), number.data() + number.size(), chunks);
      remove_chunks(transaction, line.substr(0, line.find(' ')), std::min<std::uint64_t>(chunks, kLargestFile / kChunkSize + 1));
    }
    transaction.remove_meta(kList);
    return {};
  });
}

}  // namespace concordat::vault
