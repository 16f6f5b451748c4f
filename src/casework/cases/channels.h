#pragma once
// By which way something came to the office; an agency's own people enter it themselves.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/id.h"
#include "html/components/form.h"
#include "html/html.h"

namespace concordat::casework {

struct Channel {
  const char* name;
  const char* title;
};
std::span<const Channel> channels_to_the_office();

// "By email", of one of these or of what is written in the system itself.
// `owner`: of the agency that it came from, or none.
std::string channel_words(std::string_view channel, AgencyId owner = {});

html::Html channel_radios(const std::string& name, const std::string& value, const std::optional<html::ErrorMessage>& error);

}  // namespace concordat::casework
