#include "match/waterfall.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace concordat::match {
namespace {

std::string number(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string bits(double value) { return (value >= 0 ? "+" : "") + number(value, 1); }

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char character : text) {
    switch (character) {
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '&':
        safe += "&amp;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        if (static_cast<unsigned char>(character) >= 0x20) safe += character;
    }
  }
  return safe;
}

std::string percent(double probability) { return number(100 * probability, 2) + " %"; }

std::string text_at(double x, double y, const std::string& text, const char* anchor = "start") {
  return "<text x=\"" + number(x, 0) + "\" y=\"" + number(y, 0) + "\" text-anchor=\"" + anchor + "\">" + escaped(text) + "</text>\n";
}

}  // namespace

Waterfall waterfall_of(const std::string& left, const Candidate& candidate) {
  constexpr std::array kinds = {Kind::forename, Kind::surname, Kind::birth_date, Kind::postcode, Kind::phone, Kind::identifier};
  Waterfall made{left, candidate.held.id, {}, 0, candidate.probability};
  made.steps.push_back({"before comparing", "anybody held", candidate.prior_bits});
  double household = candidate.household_prior_bits;
  for (std::size_t field = 0; field < kIndexFields; ++field) {
    const Weight& weight = candidate.weights[field];
    household += weight.household_bits;
    if (weight.level == Level::missing) continue;
    made.steps.push_back({std::string(kind_name(kinds[field])), std::string(level_words(kinds[field], weight.level)), weight.bits});
  }
  if (candidate.names_bits < -0.05)
    made.steps.push_back({"both names", "go together more often than each for itself says", candidate.names_bits});
  made.household_bits = -std::log2(1 + std::exp2(household));
  if (made.household_bits < -0.05) made.steps.push_back({"household", "may be another person who lives there", made.household_bits});
  if (candidate.rival_bits < -0.05) made.steps.push_back({"rival", "somebody else agrees as well or better", candidate.rival_bits});
  return made;
}

std::string waterfall_table(const Waterfall& waterfall) {
  std::string table = padded("field", 18) + padded("agreement", 40) + padded("bits", 8) + "sum\n";
  double sum = 0;
  for (const Step& step : waterfall.steps) {
    sum += step.bits;
    table += padded(step.what, 18) + padded(step.level, 40) + padded(bits(step.bits), 8) + bits(sum) + '\n';
  }
  return table + padded("", 58) + padded("odds 2^", 8) + bits(sum) + "  probability " + percent(waterfall.probability) + '\n';
}

std::string waterfall_svg(const Waterfall& waterfall) {
  constexpr double kLeft = 330;
  constexpr double kWidth = 420;
  constexpr double kRow = 28;
  double least = 0;
  double most = 0;
  double sum = 0;
  for (const Step& step : waterfall.steps) {
    sum += step.bits;
    least = std::min(least, sum);
    most = std::max(most, sum);
  }
  const double scale = kWidth / std::max(1.0, most - least);
  const auto x_of = [&](double bits) { return kLeft + (bits - least) * scale; };
  const double height = kRow * (static_cast<double>(waterfall.steps.size()) + 3);
  const std::string title =
      "Why " + waterfall.left + " and " + waterfall.right + " may be one person: probability " + percent(waterfall.probability);
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 830 " + number(height, 0) +
                    "\" role=\"img\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"14\">\n<title>" + escaped(title) +
                    "</title>\n";
  svg += text_at(8, kRow * 0.8, title);
  svg += "<line x1=\"" + number(x_of(0), 0) + "\" x2=\"" + number(x_of(0), 0) + "\" y1=\"" + number(kRow, 0) + "\" y2=\"" +
         number(height - kRow, 0) + "\" stroke=\"#505a5f\"/>\n";
  sum = 0;
  double y = kRow * 1.2;
  for (const Step& step : waterfall.steps) {
    const double from = x_of(std::min(sum, sum + step.bits));
    const double width = std::max(1.0, std::abs(step.bits) * scale);
    svg += text_at(8, y + 17, step.what + ": " + step.level);
    svg += "<rect x=\"" + number(from, 1) + "\" y=\"" + number(y + 4, 0) + "\" width=\"" + number(width, 1) + "\" height=\"18\" fill=\"" +
           (step.bits >= 0 ? "#00703c" : "#d4351c") + "\"/>\n";
    svg += text_at(kLeft + kWidth + 70, y + 17, bits(step.bits), "end");
    sum += step.bits;
    y += kRow;
  }
  svg += text_at(8, y + 17,
                 "Sum of the bits: odds of 2 to the power " + number(sum, 1) + ". Each bit doubles the odds; below zero speaks against.");
  return svg + "</svg>\n";
}

}  // namespace concordat::match
