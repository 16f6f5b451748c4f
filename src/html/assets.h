#pragma once
// The files that pages ask for: loaded once at start, served from memory under a path that names their content, so that
// they may be kept by browsers for ever.

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace concordat::html {

struct Asset {
  std::string content_type;
  std::shared_ptr<const std::string> bytes;
};

class Assets {
 public:
  // Every file of `directory`, and partnership.css in the partnership's colour.
  static Result<Assets> load(const std::string& directory, std::string_view colour);

  const std::string& path() const { return path_; }  // "/assets/0f3a…", for Site::asset_path
  // Of a request for "/assets/VERSION/FILE"; null when there is none.
  const Asset* find(std::string_view version, std::string_view file) const;
  const std::map<std::string, Asset, std::less<>>& all() const { return all_; }

 private:
  std::map<std::string, Asset, std::less<>> all_;
  std::string version_;
  std::string path_;
};

inline constexpr std::string_view kAssetCacheControl = "public, max-age=31536000, immutable";

// Where the build puts them: "assets" beside the running program.
std::string assets_beside_program();

}  // namespace concordat::html
