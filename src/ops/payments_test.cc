// The gateway of a data directory is the one that the charter in force tells people of, or none.

#include "ops/payments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "ops/test_night.h"

namespace concordat::ops {
namespace {

using testing::HasSubstr;

class OpenPayments : public Night {
 protected:
  std::string password_file() const { return directory_ + "-password"; }
  void write(const std::string& password) {
    std::ofstream(directory_ + "/payment.toml")
        << "provider = \"opayo-form\"\naddress = \"https://example.org\"\ngateway = \"https://gateway.example.org/form\"\n"
           "vendor = \"examplevendor\"\nbilling_address = \"Town Hall\"\nbilling_city = \"Exampleton\"\nbilling_postcode = \"ZZ99 3VZ\"\n"
           "password_file = \""
        << password_file() << "\"\n";
    std::ofstream(password_file()) << password << "\n";
    std::filesystem::permissions(password_file(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  ~OpenPayments() override { std::filesystem::remove(password_file()); }

  const SystemClock clock_;
};

TEST_F(OpenPayments, IsAsTheCharterSaysOrRefused_DDS_20) {
  make(clock_, "charters/derby-derbyshire.toml");
  EXPECT_EQ(*open_payments(*instance_), nullptr) << "there is no file";
  write("55a51621a6648525");
  const auto gateway = open_payments(*instance_);
  ASSERT_TRUE(gateway) << gateway.error().message;
  EXPECT_FALSE((*gateway)->has_api());
  EXPECT_EQ(as_text((*gateway)->settings.key.expose()), "55a51621a6648525");
  write("too short");
  EXPECT_THAT(open_payments(*instance_).error().message, HasSubstr("16 characters"));
}

TEST_F(OpenPayments, IsRefusedWhereTheCharterChargesNobody) {
  make(clock_, "charters/stockport.toml");
  write("55a51621a6648525");
  EXPECT_THAT(open_payments(*instance_).error().message, HasSubstr("does not say that places are paid for at opayo-form"));
}

}  // namespace
}  // namespace concordat::ops
