// What a payer's browser or a gateway sends: a return that opens, an answer of the API, lines of a report, the words that are kept. None
// ends the program, what is kept is read as it was written, and nobody's word settles what is not ours.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crypto/gateway.h"
#include "payment/attempts.h"
#include "payment/govuk_pay.h"
#include "payment/opayo_form.h"

namespace {

using namespace concordat;

void must(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const std::string_view text = as_text(bytes);
  const Secret password(to_bytes("55a51621a6648525"));
  static_cast<void>(payment::read_opayo_return(password, text));
  const auto back = payment::read_opayo_return(password, "@" + to_hex(crypto::gateway_encrypt(password, bytes)));
  must(!back || (back->pence >= 0 && !back->reference.empty()));
  if (const auto state = payment::read_pay_state(text)) must(!state->id.empty() && !state->status.empty());
  must(!payment::read_pay_message(password, text, text));
  const payment::Attempts attempts = payment::read_attempts(text);
  must(payment::read_attempts(payment::in_words(attempts)) == attempts);
  payment::Attempts ours{{"C-1-AAAA", payment::Standing::sent}};
  if (back) static_cast<void>(payment::note(ours, back->reference, payment::Told::said_paid));
  must(!payment::is_settled(ours));
  for (const std::string& paid : payment::read_report(text, {{"C-1-AAAA", 4500}}).paid) must(paid == "C-1-AAAA");
  return 0;
}
