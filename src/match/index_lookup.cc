// Asking the index. The order of work is the speed: small blocks first, integers before strings, each name compared once a query.
#include <algorithm>
#include <bit>
#include <cmath>
#include <mutex>

#include "match/index.h"
#include "match/nicknames.h"
#include "match/similarity.h"
#include "match/text.h"

namespace concordat::match {
namespace {

constexpr std::size_t kMostOfOneKey = 40'000;  // postings; the result says when there were more
constexpr float kLeastOdds = -9;               // natural logarithm: one in 8,000 is not worth showing
constexpr std::size_t kFetched = 32;           // postings that are fetched ahead of their comparison
constexpr float kSwapped = -2;                 // natural logarithm of how often names are swapped, one of a few
constexpr float kNeverSeen = 0.5F;             // added to a name's count
constexpr double kHeldTwice = 0.1;
constexpr std::size_t kKept = 4;  // times as many as asked for, until the household is weighed too

// What a thread remembers of one query: the level of each name, birth date and so on that it has met. Indexed by number, so that a
// second meeting costs one load; cleared by the list of what was touched.
struct Scratch {
  std::vector<std::uint8_t> forename, surname, crossed;  // level + 1
  std::vector<std::uint8_t> birth = std::vector<std::uint8_t>(1 << 17, 0);
  std::vector<std::uint8_t*> touched;

  void fit(std::size_t names) {
    if (forename.size() >= names) return;
    touched.clear();
    forename.assign(names, 0);
    surname.assign(names, 0);
    crossed.assign(names, 0);
    std::fill(birth.begin(), birth.end(), std::uint8_t{0});
  }
  void clear() {
    for (std::uint8_t* const one : touched) *one = 0;
    touched.clear();
  }
  template <class Compute>
  Level level(std::uint8_t& memo, Compute compute) {
    if (memo == 0) {
      memo = static_cast<std::uint8_t>(static_cast<std::uint8_t>(compute()) + 1);
      touched.push_back(&memo);
    }
    return static_cast<Level>(memo - 1);
  }
};

struct Hit {
  float odds;  // natural logarithm, same person against stranger, prior included
  std::uint32_t entry;
  std::array<Level, kIndexFields> levels;
};

struct Probe {
  KeyFamily family;
  std::uint64_t key;
};

struct FieldScores {
  std::array<float, kLevels + 1> same{}, household{};
};

// Whether a name of the dictionary may agree with one asked for at all, without reading its text.
bool may_agree(const NameView& asked, const Dictionary& names, std::uint32_t number) {
  const NameView held = names.view(number);
  if (asked.sound == held.sound || asked.text.size() == 1 || held.text.size() == 1 || names.has_gap(number)) return true;
  if (may_be_within(asked.letters, held.letters, 2)) return true;
  const bool same_first = asked.text[0] == names.first_letter(number);
  return most_jaro_winkler(asked.text.size(), asked.letters, held.text.size(), held.letters, same_first) >= 0.84;
}

// Of postcodes with different first letters: more than one slip apart, seen from their packed forms alone.
bool cannot_be_alike(std::uint64_t left, std::uint64_t right) {
  const std::uint64_t differ = left ^ right;
  if ((differ & 0xFF) == 0 || (left | right) >> 56 != 0) return false;  // alike so far, or too long to be seen whole
  const int left_length = (71 - std::countl_zero(left)) / 8;
  const int right_length = (71 - std::countl_zero(right)) / 8;
  if (left_length != right_length) return left >> 8 != right && right >> 8 != left;
  int bytes = 0;
  for (std::uint64_t rest = differ; rest != 0; rest >>= 8) bytes += (rest & 0xFF) != 0 ? 1 : 0;
  return bytes > 2;
}

}  // namespace

class Lookup {
 public:
  Lookup(const Index& index, const PersonRow& query, std::size_t most)
      : index_(index), core_(index.core_), scratch_(scratch_of_thread()), most_(most) {
    forename_ = make_value(Kind::forename, query.forename);
    surname_ = make_value(Kind::surname, query.surname);
    postcode_ = make_value(Kind::postcode, query.postcode).text;
    packed_postcode_ = pack_postcode(postcode_);
    birth_ = unpack_birth(pack_birth(query.birth));
    packed_birth_ = pack_birth(birth_);
    phone_ = digest_of(make_value(Kind::phone, query.phone).text);
    number_ = digest_of(make_value(Kind::identifier, query.number).text);
    postcode_number_ = core_.postcodes.find(postcode_);
    forename_has_gap_ = forename_.text.find(' ') != std::string::npos;
    surname_has_gap_ = surname_.text.find(' ') != std::string::npos;
    scratch().fit(core_.names.size() + 1);
    set_scores();
  }
  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;
  ~Lookup() { scratch().clear(); }

  LookupResult run() {
    remember_nicknames();
    gather_probes();
    // Where blocks begin is far apart in memory: fetch all of them at once rather than wait for one after another.
    for (const Probe& one : probes_) core_.families[static_cast<std::size_t>(one.family)].fetch_begin(one.key);
    for (const Probe& one : probes_) core_.families[static_cast<std::size_t>(one.family)].fetch_postings(one.key);
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
  static Scratch& scratch_of_thread() {
    thread_local Scratch instance;
    return instance;
  }
  Scratch& scratch() const { return scratch_; }

  void set_scores() {
    const Model& model = index_.model_;
    for (std::size_t field = 0; field < kIndexFields; ++field) {
      for (std::size_t level = 0; level < kLevels; ++level) {
        const FieldWeights& weights = model.weights[field];
        scores_[field].same[level] = static_cast<float>(std::log(weights.same[level] / weights.stranger[level]));
        scores_[field].household[level] = static_cast<float>(std::log(weights.household[level] / weights.stranger[level]));
      }
    }
    const auto set_exact = [&](IndexField field, const std::vector<std::uint32_t>& counts, std::uint32_t number) {
      const float rarity = rarity_of(counts, number);
      const FieldWeights& weights = model.weights[static_cast<std::size_t>(field)];
      FieldScores& scores = scores_[static_cast<std::size_t>(field)];
      scores.same[0] = static_cast<float>(std::log(weights.same[0])) - rarity;
      if (is_shared_by_household(model.fields[static_cast<std::size_t>(field)].kind))
        scores.household[0] = static_cast<float>(std::log(weights.household[0])) - rarity;
      return rarity;
    };
    const std::uint32_t forename = core_.names.find(forename_.text);
    const std::uint32_t surname = core_.names.find(surname_.text);
    const float straight =
        set_exact(IndexField::forename, core_.forename_counts, forename) + set_exact(IndexField::surname, core_.surname_counts, surname);
    const float crossed = rarity_of(core_.forename_counts, surname) + rarity_of(core_.surname_counts, forename);
    set_exact(IndexField::postcode, core_.postcode_counts, postcode_number_);
    // Whichever way round the names are the likelier, and that they are swapped in one pair of a few.
    const bool both = !forename_.text.empty() && !surname_.text.empty();
    scores_[0].same[static_cast<std::size_t>(Level::swapped)] = both ? -std::max(straight, crossed) + kSwapped : 0;
    best_other_postcode_ = *std::max_element(scores_[3].same.begin() + 1, scores_[3].same.end());
    best_forename_ = best_of(0);
    best_surname_ = best_of(1);
    best_names_ = best_forename_ + best_surname_;
    for (const Level level : {Level::part, Level::near}) poor_forename_ = std::max(poor_forename_, score(0, level));
    for (const Level level : {Level::part, Level::near}) poor_surname_ = std::max(poor_surname_, score(1, level));
    const auto initial = [](std::string_view name) { return name.empty() ? 0 : 1u << initial_of(name[0]); };
    forename_initials_ = initial(forename_.text);
    surname_initials_ = initial(surname_.text);
    for (const std::uint16_t group : nickname_groups(forename_.text)) {
      for (const std::string_view name : nickname_group(group)) forename_initials_ |= initial(name);
    }
    prior_same_ = static_cast<float>(std::log(model.prior_same));
    prior_household_ = static_cast<float>(std::log(model.prior_household));
  }

  // ln P(a stranger has this value).
  float rarity_of(const std::vector<std::uint32_t>& counts, std::uint32_t number) const {
    const auto count = number < counts.size() && number != 0 ? static_cast<float>(counts[number]) : 0;
    return std::log((count + kNeverSeen) / (static_cast<float>(index_.live_rows_) + 1));
  }

  // Nicknames share no letters with what they stand for, so they are looked up, not compared.
  void remember_nicknames() {
    for (const std::uint16_t group : nickname_groups(forename_.text)) {
      for (const std::string_view name : nickname_group(group)) {
        const std::uint32_t number = core_.names.find(name);
        if (number != 0 && name != forename_.text) scratch().level(scratch().forename[number], [] { return Level::akin; });
      }
    }
  }

  void probe(KeyFamily family, std::uint64_t key) {
    for (const Probe& known : probes_) {
      if (known.key == key && known.family == family) return;
    }
    probes_.push_back({family, key});
  }

  // The most telling keys first and the largest blocks last, when good candidates already keep poor ones out.
  void gather_probes() {
    if (number_ != 0) probe(KeyFamily::number_or_phone, key_of(KeyFamily::number_or_phone, number_));
    if (phone_ != 0) probe(KeyFamily::number_or_phone, key_of(KeyFamily::number_or_phone, phone_));
    if (postcode_number_ != 0) probe(KeyFamily::postcode, key_of(KeyFamily::postcode, postcode_number_));
    if (birth_.is_whole()) {
      probe(KeyFamily::birth_date, key_of(KeyFamily::birth_date, packed_birth_));
      BirthDate turned = birth_;
      std::swap(turned.day, turned.month);
      if (turned.month <= 12) probe(KeyFamily::birth_date, key_of(KeyFamily::birth_date, pack_birth(turned)));
    }
    const Sounds surname = sounds_of(surname_.text);
    std::vector<std::uint32_t> forenames;
    const Sounds own = sounds_of(forename_.text);
    for (std::size_t i = 0; i < own.count; ++i) forenames.push_back(own.sounds[i]);
    for (const std::uint16_t group : nickname_groups(forename_.text)) {
      for (const std::string_view name : nickname_group(group)) {
        const std::uint32_t sound = sound_of(name);
        if (std::find(forenames.begin(), forenames.end(), sound) == forenames.end()) forenames.push_back(sound);
      }
    }
    for (std::size_t i = 0; i < own.count && birth_.month != 0; ++i) {
      probe(KeyFamily::forename_and_month, forename_and_month_key(own.sounds[i], birth_));
    }
    for (std::size_t j = 0; j < surname.count && birth_.year != 0; ++j)
      probe(KeyFamily::surname_and_year, surname_and_year_key(surname.sounds[j], birth_));
    for (const std::uint32_t sound : forenames) {
      for (std::size_t j = 0; j < surname.count; ++j) probe(KeyFamily::both_names, both_names_key(sound, surname.sounds[j]));
    }
  }

  void scan(const Probe& one) {
    auto postings = core_.families[static_cast<std::size_t>(one.family)].bucket(one.key);
    if (postings.size() > kMostOfOneKey) {
      postings = postings.first(kMostOfOneKey);
      if (std::find(cut_.begin(), cut_.end(), one.family) == cut_.end()) cut_.push_back(one.family);
    }
    compared_ += postings.size();
    for (auto rest = postings; !rest.empty();) {
      const auto some = rest.first(std::min(kFetched, rest.size()));
      for (const Posting& posting : some) fetch(posting);
      for (const Posting& posting : some) consider(posting);
      rest = rest.subspan(some.size());
    }
    if (index_.fresh_.empty()) return;
    if (const auto fresh = index_.fresh_.find(one.key); fresh != index_.fresh_.end()) {
      for (const Posting& posting : fresh->second) consider(posting);
      compared_ += fresh->second.size();
    }
  }

  void fetch(const Posting& posting) const { __builtin_prefetch(&core_.packed_postcodes[posting.postcode()]); }

  // The most that names with these initials can add. A name that begins with another sound is at best alike or a part: one whose
  // first letter is wrong is still found where the rest of the person agrees, and is then compared in full.
  float most_of_names(const Posting& posting) const {
    const std::uint32_t first = posting.forename_initial();
    const std::uint32_t last = posting.surname_initial();
    if ((1u << first & surname_initials_) != 0 && (1u << last & forename_initials_) != 0) return best_names_;  // perhaps swapped
    return ((1u << first & forename_initials_) != 0 ? best_forename_ : poor_forename_) +
           ((1u << last & surname_initials_) != 0 ? best_surname_ : poor_surname_);
  }

  float best_of(std::size_t field) const { return *std::max_element(scores_[field].same.begin(), scores_[field].same.end()); }
  float score(std::size_t field, Level level) const { return scores_[field].same[static_cast<std::size_t>(level)]; }

  Level birth_level(std::uint32_t packed) {
    if (packed == packed_birth_) return packed == 0 ? Level::missing : Level::exact;
    return scratch().level(scratch().birth[packed], [&] { return compare_birth_dates(birth_, unpack_birth(packed)); });
  }

  Level forename_level(std::uint32_t number) {
    if (number == 0 || forename_.text.empty()) return Level::missing;
    return scratch().level(scratch().forename[number], [&] {
      const bool may = forename_has_gap_ || may_agree(forename_, core_.names, number);
      return may ? compare_forenames(forename_, core_.names.view(number)) : Level::different;
    });
  }

  Level surname_level(std::uint32_t number) {
    if (number == 0 || surname_.text.empty()) return Level::missing;
    return scratch().level(scratch().surname[number], [&] {
      const bool may = surname_has_gap_ || may_agree(surname_, core_.names, number);
      return may ? compare_surnames(surname_, core_.names.view(number)) : Level::different;
    });
  }

  // The rule of compare_names; surname_level also says how one's surname agrees with the other's forename.
  void cross_names(const Posting& posting, Level& forename, Level& surname) {
    const auto agrees = [](Level level) { return level != Level::different && level != Level::missing; };
    if (agrees(forename) || agrees(surname)) return;
    const auto is_slip = [](Level level) { return level == Level::exact || level == Level::close || level == Level::missing; };
    const Level second = surname_level(posting.forename());
    if (!is_slip(second)) return;
    const std::uint32_t other = posting.surname();
    const Level first = other == 0 || forename_.text.empty() ? Level::missing : scratch().level(scratch().crossed[other], [&] {
      return compare_surnames(forename_, core_.names.view(other));
    });
    if (!is_slip(first) || (first != Level::exact && second != Level::exact)) return;
    forename = Level::swapped;
    surname = Level::missing;
  }

  // Most postcodes differ in most characters; only what may be a slip is compared as text.
  Level postcode_level(std::uint32_t number) const {
    if (number == 0 || postcode_.empty()) return Level::missing;
    if (number == postcode_number_) return Level::exact;
    if (cannot_be_alike(core_.packed_postcodes[number], packed_postcode_)) return Level::different;
    return compare_postcodes(postcode_, core_.postcodes.text(number));
  }

  void consider(const Posting& posting) {
    std::array<Level, kIndexFields> levels;
    levels[2] = birth_level(posting.birth());
    const bool same_postcode = posting.postcode() == postcode_number_ && postcode_number_ != 0;
    const float extra = (phone_ != 0 ? best_of(4) : 0) + (number_ != 0 ? best_of(5) : 0);
    float odds = prior_same_ + score(2, levels[2]);
    const float best_postcode = postcode_.empty() ? 0 : std::max(0.0F, same_postcode ? best_of(3) : best_other_postcode_);
    const float names = most_of_names(posting) + extra;
    if (odds + best_postcode + names < limit_) return;
    levels[3] = postcode_level(posting.postcode());
    odds += score(3, levels[3]);
    if (odds + names < limit_) return;
    levels[0] = forename_level(posting.forename());
    levels[1] = surname_level(posting.surname());
    cross_names(posting, levels[0], levels[1]);
    odds += score(0, levels[0]) + score(1, levels[1]);
    if (odds + extra < limit_ || index_.is_removed(posting.entry())) return;
    levels[4] = levels[5] = Level::missing;
    const Entry& entry = core_.entries[posting.entry()];
    if (phone_ != 0 && entry.phone != 0) levels[4] = entry.phone == phone_ ? Level::exact : Level::different;
    if (number_ != 0 && entry.number != 0) levels[5] = entry.number == number_ ? Level::exact : Level::different;
    odds += score(4, levels[4]) + score(5, levels[5]);
    if (odds >= limit_) keep({odds, posting.entry(), levels});
  }

  void keep(const Hit& hit) {
    hits_.push_back(hit);
    if (hits_.size() >= 16 * kKept * most_) shrink();
  }

  // Several keys find one entry, and several entries may be one person's: each person's best remains.
  void shrink() {
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

  // Who is held once is not held again under another id, but for a few: two candidates are rivals. With prior odds of `kHeldTwice` for
  // a second record, the odds of one are those by itself times (1 + kHeldTwice x rival's odds) / (1 + rival's odds).
  static void weigh_rivals(std::vector<Ranked>& ranks) {
    if (ranks.size() < 2) return;
    const auto odds = [](double probability) { return probability / std::max(1 - probability, 1e-12); };
    const double best = odds(ranks[0].probability);
    const double second = odds(ranks[1].probability);
    for (std::size_t at = 0; at < ranks.size(); ++at) {
      const double rival = at == 0 ? second : best;
      ranks[at].rival = (1 + kHeldTwice * rival) / (1 + rival);
      const double left = odds(ranks[at].probability) * ranks[at].rival;
      ranks[at].probability = left / (1 + left);
    }
  }

  Ranked ranked(const Hit& hit) const {
    double same = prior_same_;
    double household = prior_household_;
    for (std::size_t field = 0; field < kIndexFields; ++field) {
      const auto level = static_cast<std::size_t>(hit.levels[field]);
      same += scores_[field].same[level];
      household += scores_[field].household[level];
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
    made.rival_bits = std::log2(rank.rival);
    for (std::size_t field = 0; field < kIndexFields; ++field) {
      const auto level = static_cast<std::size_t>(rank.hit->levels[field]);
      made.weights[field] = {rank.hit->levels[field], scores_[field].same[level] / std::log(2.0),
                             scores_[field].household[level] / std::log(2.0)};
    }
    made.prior_bits = prior_same_ / std::log(2.0);
    made.household_prior_bits = prior_household_ / std::log(2.0);
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
  Scratch& scratch_;
  std::size_t most_;
  Value forename_, surname_;
  std::string postcode_;
  std::uint64_t packed_postcode_ = 0;
  BirthDate birth_;
  std::uint32_t packed_birth_ = 0, phone_ = 0, number_ = 0, postcode_number_ = 0;
  bool forename_has_gap_ = false, surname_has_gap_ = false;
  std::array<FieldScores, kIndexFields> scores_{};
  float prior_same_ = 0, prior_household_ = 0, best_names_ = 0, best_other_postcode_ = 0;
  float best_forename_ = 0, best_surname_ = 0, poor_forename_ = 0, poor_surname_ = 0;
  std::uint32_t forename_initials_ = 0, surname_initials_ = 0;  // one bit an initial
  float limit_ = kLeastOdds;
  std::vector<Probe> probes_;
  std::vector<Hit> hits_;
  std::vector<KeyFamily> cut_;
  std::uint64_t compared_ = 0;
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
