#include "html/assets.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "base/bytes.h"
#include "crypto/crypto.h"
#include "html/layout.h"

namespace concordat::html {
namespace {

std::string content_type_of(const std::filesystem::path& file) {
  static const std::map<std::string, std::string> kTypes{
      {".css", "text/css; charset=utf-8"}, {".js", "text/javascript; charset=utf-8"}, {".svg", "image/svg+xml"}};
  const auto found = kTypes.find(file.extension().string());
  return found == kTypes.end() ? "application/octet-stream" : found->second;
}

}  // namespace

Result<Assets> Assets::load(const std::string& directory, std::string_view colour) {
  const std::string remedy = "Build them with: cmake --build build/<preset> --target assets";
  Assets assets;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(directory, failed)) {
    if (!entry.is_regular_file(failed)) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(in), {});
    if (!in) return Error{"The file " + entry.path().string() + " that pages need cannot be read.", remedy};
    assets.all_[entry.path().filename().string()] = {content_type_of(entry.path()), std::make_shared<const std::string>(std::move(bytes))};
  }
  for (const char* needed : {"govuk-frontend.min.css", "govuk-frontend.min.js", "concordat.css", "start.js", "icon.svg"}) {
    if (!assets.all_.contains(needed)) return Error{"The folder " + directory + " lacks " + needed + ", which pages need.", remedy};
  }
  assets.all_["partnership.css"] = {"text/css; charset=utf-8", std::make_shared<const std::string>(partnership_stylesheet(colour))};

  std::string names_and_digests;
  for (const auto& [name, asset] : assets.all_) {
    names_and_digests += name + " " + to_hex(crypto::sha256(as_bytes(*asset.bytes))) + "\n";
  }
  assets.version_ = to_hex(crypto::sha256(as_bytes(names_and_digests))).substr(0, 16);
  assets.path_ = "/assets/" + assets.version_;
  return assets;
}

const Asset* Assets::find(std::string_view version, std::string_view file) const {
  const auto found = all_.find(file);
  return version == version_ && found != all_.end() ? &found->second : nullptr;
}

std::string assets_beside_program() {
  std::error_code failed;
  return (std::filesystem::read_symlink("/proc/self/exe", failed).parent_path() / "assets").string();
}

}  // namespace concordat::html
