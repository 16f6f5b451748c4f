#include "intake/package.h"

#include <zip.h>

namespace concordat::intake {

Package::Package(std::string_view content) {
  zip_error_t error;
  ::zip_error_init(&error);
  zip_source_t* source = ::zip_source_buffer_create(content.data(), content.size(), 0, &error);
  zip_ = source ? ::zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
  if (!zip_ && source) ::zip_source_free(source);
  ::zip_error_fini(&error);
  if (!zip_) refusal_ = Refusal::damaged;
  else if (::zip_get_num_entries(zip_, 0) > kMostEntries) refusal_ = Refusal::too_large;
}

Package::~Package() {
  if (zip_) ::zip_discard(zip_);
}

bool Package::has(const std::string& name) const { return zip_ && ::zip_name_locate(zip_, name.c_str(), 0) >= 0; }

std::string Package::entry(const std::string& name) {
  if (refusal_ != Refusal::none || !has(name)) return "";
  zip_stat_t about;
  ::zip_stat_init(&about);
  if (::zip_stat(zip_, name.c_str(), 0, &about) != 0) {
    refusal_ = Refusal::damaged;
    return "";
  }
  if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) && about.encryption_method != ZIP_EM_NONE) {
    refusal_ = Refusal::locked;
    return "";
  }
  zip_file_t* file = ::zip_fopen(zip_, name.c_str(), 0);
  if (!file) {
    refusal_ = Refusal::damaged;
    return "";
  }
  // What it says of its own size is not believed: reading stops where there is too much.
  std::string content;
  char piece[16 << 10];
  zip_int64_t got = 0;
  while (content.size() <= kLargestEntry && (got = ::zip_fread(file, piece, sizeof piece)) > 0)
    content.append(piece, static_cast<std::size_t>(got));
  const bool sound = ::zip_fclose(file) == 0 && got >= 0;
  if (content.size() > kLargestEntry) refusal_ = Refusal::too_large;
  else if (!sound) refusal_ = Refusal::damaged;
  return refusal_ == Refusal::none ? content : "";
}

}  // namespace concordat::intake
