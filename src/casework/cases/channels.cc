#include "casework/cases/channels.h"

#include <algorithm>

namespace concordat::casework {
namespace {

constexpr Channel kChannels[] = {{"email", "By email"},           {"post", "By post"},
                                 {"in-person", "Handed over"},    {"transfer", "By secure file transfer"},
                                 {"paper", "On paper, otherwise"}, {"telephone", "By telephone"},
                                 {"online-form", "By an online form"}};

}  // namespace

std::span<const Channel> channels_to_the_office() { return kChannels; }

std::string channel_words(std::string_view channel, AgencyId owner) {
  if (channel == "online-form") return owner.is_none() ? "By an online form" : "Entered online by the agency";
  if (channel == "office") return "Written by the partnership";
  if (channel == "paper") return "On paper";
  const auto found = std::ranges::find(kChannels, channel, [](const Channel& one) { return std::string_view(one.name); });
  return found == std::end(kChannels) ? "By " + std::string(channel) : found->title;
}

html::Html channel_radios(const std::string& name, const std::string& value, const std::optional<html::ErrorMessage>& error) {
  html::Radios how;
  how.name = name;
  how.value = value;
  how.fieldset = html::Fieldset{.legend = {.text = "How did it come?", .classes = "govuk-fieldset__legend--s"}};
  how.error_message = error;
  for (const Channel& channel : kChannels) how.items.push_back({.text = channel.title, .value = channel.name});
  return html::radios(how);
}

}  // namespace concordat::casework
