// Asking the index. The order of work is the speed: small blocks first, a posting's bits before memory elsewhere, integers before
// strings, each name compared once a query.
#include <algorithm>
#include <cmath>
#include <mutex>

#include "match/index.h"
#include "match/nicknames.h"
#include "match/question.h"
#include "match/text.h"

namespace concordat::match {
namespace {

constexpr std::size_t kMostOfOneKey = 40'000;  // postings; the result says when there were more
constexpr float kLeastOdds = -9;               // natural logarithm: one in 8,000 is not worth showing
constexpr std::size_t kFetched = 32;           // postings that are fetched ahead of their comparison
constexpr float kCertain = 10;                 // where there is a candidate of one in 22,000 to be wrong,
constexpr float kLeastBeside = -5;             // one of one in 150 to be right is not worth showing beside them
constexpr double kHeldTwice = 0.1;
constexpr double kTrustInApart = 3;  // people's worth of belief that names are borne independently of one another
constexpr std::size_t kKept = 4;  // times as many as asked for, until the household is weighed too

struct Hit {
  float odds;  // natural logarithm, same person against stranger, prior included
  std::uint32_t entry;
  FieldLevels levels;
};

struct Probe {
  KeyFamily family;
  std::uint64_t key;
};

}  // namespace

class Lookup {
 public:
  Lookup(const Index& index, const PersonRow& query, std::size_t most)
      : index_(index), core_(index.core_), asked_(core_, index.model_, index.live_rows_, query), most_(most) {}

  LookupResult run() {
    gather_probes();
    // Where blocks begin is far apart in memory: fetch all of them at once rather than wait for one after another.
    for (const Probe& one : probes_) family(one).fetch_begin(one.key);
    for (const Probe& one : probes_) family(one).fetch_postings(one.key);
    for (const Probe& one : probes_) scan(one);
    return result();
  }

  LookupResult only(const std::vector<std::uint32_t>& entries) {
    gather_probes();
    limit_ = -1e9F;
    for (const std::uint32_t entry : entries) consider(posting_of(core_, entry));
    return result();
  }

 private:
  const Family& family(const Probe& one) const { return core_.families[static_cast<std::size_t>(one.family)]; }

  void probe(KeyFamily family, std::uint64_t key) {
    for (const Probe& known : probes_) {
      if (known.key == key && known.family == family) return;
    }
    probes_.push_back({family, key});
  }

  // The most telling keys first and the largest blocks last, when good candidates already keep poor ones out.
  void gather_probes() {
    for (const std::uint32_t digest : {asked_.number(), asked_.phone()}) {
      if (digest != 0) probe(KeyFamily::number_or_phone, key_of(KeyFamily::number_or_phone, digest));
    }
    if (asked_.postcode() != 0) probe(KeyFamily::postcode, key_of(KeyFamily::postcode, asked_.postcode()));
    const BirthDate& birth = asked_.birth();
    if (birth.is_whole()) {
      probe(KeyFamily::birth_date, key_of(KeyFamily::birth_date, pack_birth(birth)));
      BirthDate turned = birth;
      std::swap(turned.day, turned.month);
      if (turned.month <= 12) probe(KeyFamily::birth_date, key_of(KeyFamily::birth_date, pack_birth(turned)));
    }
    const Sounds surname = sounds_of(asked_.surname());
    const Sounds own = sounds_of(asked_.forename());
    for (std::size_t i = 0; i < own.count && birth.month != 0; ++i) {
      probe(KeyFamily::forename_and_month, forename_and_month_key(own.sounds[i], birth));
    }
    for (std::size_t j = 0; j < surname.count && birth.year != 0; ++j) {
      probe(KeyFamily::surname_and_year, surname_and_year_key(surname.sounds[j], birth));
    }
    const auto probe_both = [&](std::uint32_t forename) {
      for (std::size_t j = 0; j < surname.count; ++j) probe(KeyFamily::both_names, both_names_key(forename, surname.sounds[j]));
    };
    for (std::size_t i = 0; i < own.count; ++i) probe_both(own.sounds[i]);
    for (const std::uint16_t group : nickname_groups(asked_.forename())) {
      for (const std::string_view name : nickname_group(group)) probe_both(sound_of(name));
    }
  }

  void scan(const Probe& one) {
    auto postings = family(one).bucket(one.key);
    if (postings.size() > kMostOfOneKey) {
      postings = postings.first(kMostOfOneKey);
      if (std::find(cut_.begin(), cut_.end(), one.family) == cut_.end()) cut_.push_back(one.family);
    }
    consider_all(postings);
    if (index_.fresh_.empty()) return;
    if (const auto fresh = index_.fresh_.find(one.key); fresh != index_.fresh_.end()) consider_all(fresh->second);
  }

  // Few postings are worth more than a look at their bits; what those need is fetched for many at once.
  void consider_all(std::span<const Posting> postings) {
    compared_ += postings.size();
    std::array<const Posting*, kFetched> worth;
    std::size_t count = 0;
    const auto consider_these = [&] {
      for (std::size_t at = 0; at < count; ++at) consider(*worth[at]);
      count = 0;
    };
    for (const Posting& posting : postings) {
      if (asked_.most_of(posting) < limit_) continue;
      asked_.fetch(posting);
      worth[count++] = &posting;
      if (count == kFetched) consider_these();
    }
    consider_these();
  }

  void consider(const Posting& posting) {
    Hit hit{0, posting.entry(), {}};
    if (asked_.reaches(limit_, posting, hit.levels, hit.odds) && !index_.is_removed(hit.entry)) keep(hit);
  }

  void keep(const Hit& hit) {
    __builtin_prefetch(&core_.entries[hit.entry]);
    hits_.push_back(hit);
    if (hit.odds >= kCertain) limit_ = std::max(limit_, kLeastBeside);
    if (hits_.size() >= 16 * kKept * most_) shrink();
  }

  // Several keys find one entry, and several entries may be one person's: each person's best remains.
  void shrink() {
    std::erase_if(hits_, [&](const Hit& hit) { return hit.odds < limit_; });
    const auto person = [&](const Hit& hit) { return core_.entries[hit.entry].person; };
    std::sort(hits_.begin(), hits_.end(), [&](const Hit& a, const Hit& b) {
      if (person(a) != person(b)) return person(a) < person(b);
      return a.odds != b.odds ? a.odds > b.odds : a.entry < b.entry;
    });
    hits_.erase(std::unique(hits_.begin(), hits_.end(), [&](const Hit& a, const Hit& b) { return person(a) == person(b); }), hits_.end());
    if (hits_.size() <= kKept * most_) return;
    const auto last = hits_.begin() + static_cast<std::ptrdiff_t>(kKept * most_);
    std::nth_element(hits_.begin(), last, hits_.end(),
                     [](const Hit& a, const Hit& b) { return a.odds != b.odds ? a.odds > b.odds : a.entry < b.entry; });
    limit_ = std::max(limit_, last->odds);
    hits_.erase(last, hits_.end());
  }

  struct Ranked {
    double probability, household;
    const Hit* hit;
    double rival = 1;  // factor on the odds
  };

  // Who is held once is not held again under another id, but for a few: all other candidates are rivals. With prior odds of `kHeldTwice`
  // for a second record, the odds of one are those by itself times (1 + kHeldTwice x rivals' odds) / (1 + rivals' odds).
  static void weigh_rivals(std::vector<Ranked>& ranks) {
    const auto odds = [](double probability) { return probability / std::max(1 - probability, 1e-12); };
    // By sums from both ends: to take one's own odds from the sum of all would leave nothing of the small ones.
    std::vector<double> before(ranks.size()), after(ranks.size());
    for (std::size_t at = 1; at < ranks.size(); ++at) {
      before[at] = before[at - 1] + odds(ranks[at - 1].probability);
      after[ranks.size() - 1 - at] = after[ranks.size() - at] + odds(ranks[ranks.size() - at].probability);
    }
    for (std::size_t at = 0; at < ranks.size(); ++at) {
      const double rivals = before[at] + after[at];
      ranks[at].rival = (1 + kHeldTwice * rivals) / (1 + rivals);
      const double left = odds(ranks[at].probability) * ranks[at].rival;
      ranks[at].probability = left / (1 + left);
    }
  }

  // Where few names are common, they go together: Mohammed Khan is commoner than Mohammed and Khan would have it. Natural logarithm of
  // how much commoner the two names asked for are together, counted in their block, the person sought left out; never less than 0.
  double names_together() const {
    const std::uint32_t forename = core_.names.find(asked_.forename());
    const std::uint32_t surname = core_.names.find(asked_.surname());
    if (forename == 0 || surname == 0 || forename >= core_.forename_counts.size() || surname >= core_.surname_counts.size()) return 0;
    const double apart = static_cast<double>(core_.forename_counts[forename]) * static_cast<double>(core_.surname_counts[surname]) /
                         std::max(1.0, static_cast<double>(index_.live_rows_));
    const Sounds first = sounds_of(asked_.forename());
    const Sounds last = sounds_of(asked_.surname());
    if (first.count == 0 || last.count == 0) return 0;
    const auto& both_names = core_.families[static_cast<std::size_t>(KeyFamily::both_names)];
    const auto block = both_names.bucket(both_names_key(first.sounds[0], last.sounds[0]));
    const auto counted = block.first(std::min(block.size(), kMostOfOneKey));
    const auto together = std::count_if(counted.begin(), counted.end(), [&](const Posting& posting) {
      return posting.forename() == forename && posting.surname() == surname;
    });
    const double share = static_cast<double>(counted.size()) / std::max(1.0, static_cast<double>(block.size()));
    const double others = std::max(0.0, static_cast<double>(together) / std::max(share, 1e-9) - 1);
    return std::max(0.0, std::log((others + kTrustInApart) / (apart + kTrustInApart)));
  }

  static bool names_agree(const Hit& hit) {
    const auto agrees = [](Level level) { return level != Level::different && level != Level::missing; };
    return hit.levels[0] == Level::swapped || (agrees(hit.levels[0]) && agrees(hit.levels[1]));
  }

  Ranked ranked(const Hit& hit) const {
    double same = asked_.prior_same() - (names_agree(hit) ? names_together_ : 0);
    double household = asked_.prior_household();
    for (std::size_t field = 0; field < kIndexFields; ++field) {
      const auto level = static_cast<std::size_t>(hit.levels[field]);
      same += asked_.scores(field).same[level];
      household += asked_.scores(field).household[level];
    }
    const double most = std::max({same, household, 0.0});
    const double sum = std::exp(same - most) + std::exp(household - most) + std::exp(-most);
    return {std::exp(same - most) / sum, std::exp(household - most) / sum, &hit, 1};
  }

  Candidate candidate(const Ranked& rank) const {
    Candidate made;
    const Entry& entry = core_.entries[rank.hit->entry];
    made.held = index_.row_of(rank.hit->entry);
    made.probability = rank.probability;
    made.household = rank.household;
    made.names_bits = names_agree(*rank.hit) ? -names_together_ / std::log(2.0) : 0;
    made.rival_bits = std::log2(rank.rival);
    for (std::size_t field = 0; field < kIndexFields; ++field) {
      const auto level = static_cast<std::size_t>(rank.hit->levels[field]);
      made.weights[field] = {rank.hit->levels[field], asked_.scores(field).same[level] / std::log(2.0),
                             asked_.scores(field).household[level] / std::log(2.0)};
    }
    made.prior_bits = asked_.prior_same() / std::log(2.0);
    made.household_prior_bits = asked_.prior_household() / std::log(2.0);
    for (std::size_t at = 0; at < kKeyFamilies; ++at) {
      const auto family = static_cast<KeyFamily>(at);
      bool shares = false;
      for_each_key(core_, entry, family, [&](std::uint64_t key) {
        shares =
            shares || std::any_of(probes_.begin(), probes_.end(), [&](const Probe& one) { return one.key == key && one.family == family; });
      });
      if (shares) made.found_by.push_back(family);
    }
    return made;
  }

  LookupResult result() {
    shrink();
    if (std::any_of(hits_.begin(), hits_.end(), names_agree)) names_together_ = names_together();
    std::vector<Ranked> ranks;
    ranks.reserve(hits_.size());
    for (const Hit& hit : hits_) ranks.push_back(ranked(hit));
    std::sort(ranks.begin(), ranks.end(), [this](const Ranked& a, const Ranked& b) {
      if (a.probability != b.probability) return a.probability > b.probability;
      return core_.entries[a.hit->entry].person < core_.entries[b.hit->entry].person;
    });
    weigh_rivals(ranks);
    if (ranks.size() > most_) ranks.resize(most_);
    for (const Ranked& rank : ranks) core_.ids.fetch_place(core_.entries[rank.hit->entry].person);
    for (const Ranked& rank : ranks) core_.ids.fetch_text(core_.entries[rank.hit->entry].person);
    LookupResult made;
    made.candidates.reserve(ranks.size());
    for (const Ranked& rank : ranks) made.candidates.push_back(candidate(rank));
    made.compared = compared_;
    made.cut = cut_;
    return made;
  }

  const Index& index_;
  const Core& core_;
  Question asked_;
  std::size_t most_;
  float limit_ = kLeastOdds;
  std::vector<Probe> probes_;
  std::vector<Hit> hits_;
  std::vector<KeyFamily> cut_;
  std::uint64_t compared_ = 0;
  double names_together_ = 0;
};

PersonRow Index::row_of(std::uint32_t number) const {
  const Entry& entry = core_.entries[number];
  PersonRow row;
  row.id = core_.ids.id(entry.person);
  if (entry.forename != 0) row.forename = core_.names.text(entry.forename);
  if (entry.surname != 0) row.surname = core_.names.text(entry.surname);
  if (entry.postcode != 0) row.postcode = core_.postcodes.text(entry.postcode);
  row.birth = unpack_birth(entry.birth());
  row.since = entry.since();
  row.until = entry.until();
  return row;
}

LookupResult Index::find(const PersonRow& query, std::size_t most) const {
  const auto lock = lock_to_read();
  return Lookup(*this, query, std::max<std::size_t>(1, most)).run();
}

LookupResult Index::compare(const PersonRow& query, std::string_view id) const {
  const auto lock = lock_to_read();
  const std::uint32_t person = core_.ids.find(id);
  if (person == PersonIds::kNone) return {};
  return Lookup(*this, query, 1).only(live_rows_of(person));
}

std::optional<std::vector<PersonRow>> Index::rows_of(std::string_view id) const {
  const auto lock = lock_to_read();
  const std::uint32_t person = core_.ids.find(id);
  if (person == PersonIds::kNone) return std::nullopt;
  std::vector<PersonRow> rows;
  for (const std::uint32_t entry : live_rows_of(person)) rows.push_back(row_of(entry));
  return rows.empty() ? std::nullopt : std::optional(std::move(rows));
}

}  // namespace concordat::match
