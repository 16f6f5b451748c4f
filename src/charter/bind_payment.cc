// How a place that is charged for is paid, and that the booking has a part for what is kept of it.

#include <algorithm>

#include "charter/bind.h"

namespace concordat::charter {
namespace {

bool has_field(const Part& part, std::string_view name, FieldType type) {
  return std::ranges::any_of(part.fields, [&](const Field& field) { return field.name == name && field.type == type; });
}

bool keeps_payment(const Part& part) {
  return std::ranges::find(part.ask, Moment::course_charged) != part.ask.end() && has_field(part, kPaymentReference, FieldType::text) &&
         has_field(part, kPaymentSettled, FieldType::yes_no);
}

}  // namespace

std::string Binder::named_field(TableReader& table, std::string_view key, std::optional<FieldType> type) {
  const Word word{table.text_of(table.required(key)), table.required(key).where};
  if (word.text.empty() || !refers("field", word)) return "";
  if (type && fields_.at(word.text).type != *type)
    say(findings_, "wrong-type", word.where, table.title() + ": the field \"" + word.text + "\" is not of type number.",
        "Name one of a course that holds whole pounds.");
  return word.text;
}

void Binder::bind_payment(const Node* node) {
  if (node == nullptr) return;
  TableReader table(*node, "[payment]", findings_);
  Payment payment;
  payment.where = node->where;
  payment.provider = table.choice<PaymentProvider>("provider");
  payment.recipient = table.text("recipient");
  if (!payment.recipient.empty()) refers("recipient", {payment.recipient, table.required("recipient").where});
  payment.link = table.text_or("link");
  if (!payment.link.empty()) refers("link", {payment.link, table.required("link").where});
  payment.who_pays = table.text("who_pays");
  payment.fee = named_field(table, "fee", FieldType::number);
  if (table.find("instead")) payment.instead = named_field(table, "instead", std::nullopt);
  table.finish();
  const bool kept = std::ranges::any_of(charter_.record_kinds, [](const RecordKind& kind) {
    return std::ranges::any_of(kind.parts, keeps_payment);
  });
  if (!kept)
    say(findings_, "payment-not-kept", node->where, "[payment]: no part keeps the reference of a payment and whether it is settled.",
        "Give the booking a part with ask = [\"course-charged\"] and fields = [\"gateway-reference\", \"settled\"].");
  charter_.payment = std::move(payment);
}

}  // namespace concordat::charter
