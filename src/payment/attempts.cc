#include "payment/attempts.h"

#include <algorithm>
#include <array>

#include "crypto/crypto.h"
#include "payment/opayo_form.h"

namespace concordat::payment {
namespace {

constexpr std::pair<Standing, std::string_view> kWords[] = {{Standing::sent, "sent to pay"},
                                                            {Standing::said, "paid by what the payer brought back, to be checked"},
                                                            {Standing::settled, "settled"},
                                                            {Standing::failed, "not paid"},
                                                            {Standing::refunded, "refunded"}};
constexpr std::string_view kBetween = "; ";
constexpr std::string_view kAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";  // 32, without those that look alike
constexpr std::size_t kRandom = 10;                                         // letters: 50 bits
constexpr std::size_t kLongestReference = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_of_reference(char c) { return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-'; }

// Where `what` stands in `line` with nothing beside it that would make it part of something longer.
bool stands_in(std::string_view line, std::string_view what, bool (*longer)(char)) {
  for (std::size_t at = line.find(what); at != std::string_view::npos; at = line.find(what, at + 1)) {
    const bool before = at > 0 && longer(line[at - 1]);
    const bool after = at + what.size() < line.size() && longer(line[at + what.size()]);
    if (!before && !after) return true;
  }
  return false;
}

// Whether the line names an amount at all: digits, a point and two digits.
bool names_an_amount(std::string_view line) {
  for (std::size_t point = line.find('.'); point != std::string_view::npos; point = line.find('.', point + 1)) {
    const bool before = point > 0 && is_digit(line[point - 1]);
    const bool two = point + 2 < line.size() && is_digit(line[point + 1]) && is_digit(line[point + 2]);
    if (before && two && (point + 3 == line.size() || !is_digit(line[point + 3]))) return true;
  }
  return false;
}

bool names_this_amount(std::string_view line, std::int64_t pence) {
  std::string amount = pounds_and_pence(pence);
  const auto is_longer = [](char c) { return is_digit(c) || c == '.' || c == ','; };
  const auto is_more_digits = [](char c) { return is_digit(c) || c == '.'; };
  if (stands_in(line, amount, is_more_digits)) return true;
  if (amount.size() <= 6) return false;
  amount.insert(amount.size() - 6, ",");
  return stands_in(line, amount, is_longer);
}

bool is_unsuccessful(std::string_view line) {
  std::string lower(line);
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  constexpr std::array<std::string_view, 9> words = {"notauthed", "abort",  "reject", "error", "fail",
                                                     "declin",    "cancel", "refund", "void"};
  return std::ranges::any_of(words, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

}  // namespace

std::string_view in_words(Standing standing) {
  for (const auto& [one, words] : kWords)
    if (one == standing) return words;
  return {};
}

std::string in_words(const Attempts& attempts) {
  std::string all;
  for (const Attempt& attempt : attempts)
    all += (all.empty() ? "" : std::string(kBetween)) + attempt.reference + ": " + std::string(in_words(attempt.standing));
  return all;
}

Attempts read_attempts(std::string_view words) {
  Attempts attempts;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(kBetween), words.size());
    const std::string_view one = words.substr(0, end);
    words.remove_prefix(std::min(end + kBetween.size(), words.size()));
    const std::size_t colon = one.find(": ");
    if (colon == std::string_view::npos || colon == 0) continue;
    for (const auto& [standing, said] : kWords)
      if (one.substr(colon + 2) == said) attempts.push_back({std::string(one.substr(0, colon)), standing});
  }
  return attempts;
}

bool note(Attempts& attempts, std::string_view reference, Told told) {
  const auto found = std::ranges::find(attempts, reference, &Attempt::reference);
  if (found == attempts.end()) return false;
  const Standing before = found->standing;
  switch (told) {
    case Told::said_paid:
      if (before == Standing::sent || before == Standing::failed) found->standing = Standing::said;
      break;
    case Told::said_failed:
      if (before == Standing::sent) found->standing = Standing::failed;
      break;
    case Told::paid:
      if (before != Standing::refunded) found->standing = Standing::settled;
      break;
    case Told::not_paid: found->standing = Standing::failed; break;
    case Told::refunded:
      if (before == Standing::settled) found->standing = Standing::refunded;
      break;
  }
  return found->standing != before;
}

bool is_any(const Attempts& attempts, Standing standing) {
  return std::ranges::find(attempts, standing, &Attempt::standing) != attempts.end();
}

std::vector<std::string> to_refund(const Attempts& attempts, bool booking_ended) {
  std::vector<std::string> references;
  bool first = true;
  for (const Attempt& attempt : attempts) {
    if (attempt.standing != Standing::settled) continue;
    if (booking_ended || !first) references.push_back(attempt.reference);
    first = false;
  }
  return references;
}

std::string new_reference(std::string_view course_reference) {
  std::string reference;
  for (const char c : course_reference.substr(0, kLongestReference - kRandom - 1))
    if (is_of_reference(c)) reference += c;
  reference += '-';
  std::array<std::uint8_t, kRandom> random{};
  crypto::fill_random(random);
  for (const std::uint8_t byte : random) reference += kAlphabet[byte % kAlphabet.size()];
  return reference;
}

Report read_report(std::string_view lines, const std::vector<Expected>& expected) {
  Report report;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    for (const auto& [reference, pence] : expected) {
      if (!stands_in(line, reference, is_of_reference)) continue;
      if (is_unsuccessful(line)) report.unsuccessful.insert(reference);
      else if (names_an_amount(line) && !names_this_amount(line, pence)) report.other_amount.insert(reference);
      else report.paid.insert(reference);
    }
  }
  return report;
}

}  // namespace concordat::payment
