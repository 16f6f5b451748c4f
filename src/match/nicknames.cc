#include "match/nicknames.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "match/text.h"

namespace concordat::match {
namespace {

// One group a line: the short forms, pet names and spellings of one name in use in England.
constexpr std::string_view kGroups[] = {
    "aaron aron arron ronnie", "abdul abdel abd", "abigail abi abbie abby abbey gail abigale", "adam addy ads", "agnes aggie nessie",
    "ahmed ahmad ahmet achmed", "aisha ayesha aysha aishah aiesha ayisha", "alan allan allen al alun", "albert al bert bertie",
    "alexander alex al alec sandy xander lex alasdair alistair alister", "alexandra alex sandra lexi lexie sasha sandy alexa",
    "alfred alf alfie fred freddie", "alice ali ally alys", "alison ali ally allison alyson", "ali aly alee", "amanda mandy manda",
    "amelia amy millie milly mia emelia", "amy aimee amie ami", "andrew andy drew dru andrzej", "angela angie ange angel",
    "ann anne anna annie nan nancy hannah ana anya", "anthony antony tony ant toni", "archibald archie", "arthur art artie",
    "barbara babs barb barbie", "benjamin ben benny benji benjy benn", "bernard bernie barney", "beatrice bea trixie bee beatrix",
    "bethany beth bethan betty", "bradley brad", "bridget bridie biddy brigid", "callum calum cal colm", "cameron cam",
    "caroline carol carrie caz carolyn carolina",
    "catherine cathy cath kate katie katy kathy kit kitty kay katherine kathryn catharine katharine kathleen cathryn katarzyna kat cat",
    "charles charlie chas chuck chaz charley", "charlotte charlie lottie lotte char charley lotty", "chloe khloe cloe",
    "christian chris christopher", "christina chris chrissie tina christine kristina christy kirsty",
    "christopher chris kit topher kris kristopher christofer", "claire clare clara klara", "clement clem", "cynthia cindy",
    "daniel dan danny dani daniyal danyal", "daniella dani ella danielle daniela", "david dave davey davie dai daud dawood dafydd dewi",
    "deborah deb debbie debby debra", "denis dennis den denny", "diana di diane dianne", "dominic dom nick dominik", "donald don donnie",
    "dorothy dot dottie dolly dora", "edith edie", "edward ed eddie ted teddy ned eddy edwin edmund",
    "eleanor ellie nell nora elinor ellen lena elle eleanora ella",
    "elizabeth liz lizzie beth betty betsy eliza elsie lisa libby bess elisabeth liza elspeth lizzy lily eilidh isabel",
    "ellen ellie nell helen", "emily em emmie emilie emmy millie", "emma em emmy", "eric rick", "erin eryn", "esme esmee", "ethan ethen",
    "eugene gene", "eva eve evie ava", "evelyn evie eve lyn", "fatima fatimah fathima fatema", "finlay fin finn finley",
    "florence flo florrie flossie", "frances fran francesca frankie fanny franny", "francis frank frankie franklin",
    "frederick fred freddie freddy fredrick frederic", "gabriel gabe", "gabrielle gabby gaby gabriella", "gareth gary gaz garth",
    "gary gaz garry", "geoffrey geoff jeff jeffrey", "george georgie jorge", "georgina georgie gina georgia georgiana",
    "gerald gerry jerry gerard", "gillian gill jill jillian", "grace gracie", "graham graeme grahame", "gregory greg gregor",
    "gwendoline gwen wendy", "hannah hanna hana anna", "harold harry hal", "harrison harry harris", "harriet hattie harri hettie",
    "hassan hasan", "heather hev", "helen nell nellie ellen helena elena lena", "henry harry hal hank henri", "herbert herb bert",
    "hugh hughie huw hugo", "hussain hussein husain husayn hussayn hossain", "ian iain eoin euan", "ibrahim ebrahim abraham",
    "imogen immy imo", "isaac zac ike izaac ishaq isaak", "isabella bella izzy isabel issy isabelle isobel bel isla", "isla eila",
    "ismail ismael ishmael esmail", "jack john jackie jake jac", "jackson jack jaxon jaxson", "jacob jake jakub yaqub jacub",
    "jacqueline jackie jacqui jacky", "james jim jimmy jamie jem jamey", "jane janey jenny janet jayne jan", "janet jan",
    "jason jay jase", "jayden jaden jaydon jaiden jay", "jean jeannie jeanette", "jennifer jen jenny jennie jenna",
    "jeremy jez jerry jem", "jessica jess jessie jesse", "joan joanie jo", "joanna jo joanne joann joan", "jodie jody jodi",
    "john jon johnny jack jonny ian johnnie sean evan ieuan ioan jan", "jonathan jon jonny jonathon johnathan",
    "joseph joe joey jo yusuf josef", "josephine jo josie", "joshua josh yeshua", "joyce joy", "judith judy jude",
    "julia julie jules juliet", "julian jules", "justin jus", "karen kaz karin", "kayleigh kaylee kayley kay", "keith kei",
    "kelly kel kellie", "kenneth ken kenny", "kevin kev", "khalid khaled", "kimberley kim kimberly kimmy", "kyle kile",
    "laura laurie lora", "lauren loren lauryn", "lawrence laurence larry laurie lawrie", "layla leila laila leyla", "leah lea lia",
    "leonard len lenny leo", "leo leon", "leslie les lesley", "lewis louis lou lew luis", "liam william",
    "lily lilly lillian lillie lilian", "linda lyn lin lindy lynda", "logan logun", "lola lolly", "lucas luke luca lukas",
    "lucy lucie lulu lucinda luce", "lydia lyd", "louise lou lulu louisa", "madeleine maddie maddy madeline madelaine",
    "madison maddie maddy maddison", "malcolm mal", "malik maliq",
    "margaret maggie meg peggy marge margie madge greta megan rita daisy mags", "maria mary marie ria mariah", "mark marc marcus",
    "martha marty", "martin marty martyn", "mary molly polly may maria marie mae mari", "maryam mariam miriam marium maryum",
    "mason mayson", "matilda tilly mattie tilda", "matthew matt matty mathew mat", "maureen mo", "maximilian max maxwell",
    "megan meg meghan meagan", "melanie mel mell", "melissa mel lissa missy", "mia maya miah mya",
    "michael mike mick mickey micky mikey mikael michal mikail", "michelle shelly chelle shell michele",
    "mohammed muhammad mohamed mohammad muhammed mohamad muhamad mohd md mo muhammet mehmet mohamud", "mohammed mahmud mahmood mahmoud",
    "molly mollie", "muriel mu", "mustafa mustapha", "nadia nadiya", "natalie nat natalia nataly talia", "natasha tasha nat natasja",
    "nathan nate nat nathaniel nathanael", "neil neal niall", "niamh neve nieve", "nicholas nick nicky nico nicolas nik nikolas",
    "nicola nicky nikki nic nicole nichola niki", "nigel nige", "noah noa nuh", "norman norm", "olivia liv livvy olive ollie liv livia",
    "oliver ollie olly oli", "omar umar omer umer", "oscar oskar ozzie", "osman usman uthman othman", "owen owain", "pamela pam",
    "patricia pat patsy tricia trish patty paddy", "patrick pat paddy rick padraig", "paul paulie pawel", "pauline paula",
    "penelope penny pen", "peter pete petey piotr", "philip phil phillip pip", "phillipa pip pippa philippa", "phoebe phebe",
    "poppy poppie", "priscilla cilla", "rachel rach rachael rachelle raquel", "raymond ray", "rebecca becky becca bex rebekah beck becks",
    "reginald reg reggie", "rhys reece rees reese", "richard rick dick richie ricky rich rikki", "riley reilly rylee",
    "robert rob bob bobby robbie bert robin robby rupert", "roderick rod roddy rory", "rodney rod", "roger rodge hodge",
    "ronald ron ronnie", "rose rosie rosemary rosa rosalie rosalind", "rosemary rose rosie", "roy royston", "rubina rubi ruby",
    "russell russ", "ruth ruthie", "ryan rian", "safiya safiyah safia", "salma selma", "samantha sam sammy sammie", "samuel sam sammy",
    "sandra sandy", "sarah sara sally sadie zara sarahi", "scarlett scarlet", "scott scotty", "sean shaun shawn shane",
    "sebastian seb bas", "shirley shirl", "sian shan sean", "sidney sid sydney", "sienna siena", "simon si", "siobhan shevaun shivaun",
    "sophia sophie sofia sophy sofie", "stanley stan", "stacey stacy", "stephanie steph steffi stefanie stevie",
    "stephen steve stevie steven stefan stephan", "stuart stewart stu", "susan sue susie suzie suzanne susannah sukie suzy",
    "syed sayed saeed sayeed said syeed", "tahir taher", "tanya tania", "tariq tarik tareq", "terence terry tel terrance",
    "teresa terry tess tessa theresa tracy", "thea theodora dora", "theodore theo ted teddy", "thomas tom tommy thom tomos tomasz",
    "timothy tim timmy", "toby tobias tobi", "tracey tracy trace", "tyler ty", "ursula ursie", "valerie val", "vanessa nessa ness",
    "veronica ronnie vera", "victor vic", "victoria vicky tori vic vicki vikki torie", "vincent vince vin vinnie",
    "virginia ginny ginger", "vivian viv vivienne", "walter wally walt", "wendy wend", "wesley wes", "wilfred wilf fred",
    "william will bill billy willie liam willy wills gwilym", "winifred winnie win freda", "yasmin yasmine jasmine yas yasmeen jasmin",
    "yousef yusuf yousuf yusef joseph youssef", "yvonne evonne", "zachary zac zack zak zach zachariah zakariya zakaria",
    "zahra zara zarah", "zainab zaynab zeinab", "zoe zoey"};

class Table {
 public:
  Table() {
    members_.reserve(std::size(kGroups));
    for (const std::string_view group : kGroups) {
      const auto number = static_cast<std::uint16_t>(members_.size());
      members_.push_back(words(group));
      for (const std::string_view name : members_.back()) {
        auto& groups = groups_[std::string(name)];
        if (groups.empty() || groups.back() != number) groups.push_back(number);
      }
    }
  }
  std::span<const std::uint16_t> groups(std::string_view name) const {
    const auto found = groups_.find(std::string(name));
    return found == groups_.end() ? std::span<const std::uint16_t>() : found->second;
  }
  std::span<const std::string_view> members(std::uint16_t group) const { return members_[group]; }

 private:
  std::vector<std::vector<std::string_view>> members_;
  std::unordered_map<std::string, std::vector<std::uint16_t>> groups_;
};

const Table& table() {
  static const Table instance;
  return instance;
}

}  // namespace

std::span<const std::uint16_t> nickname_groups(std::string_view folded_forename) { return table().groups(folded_forename); }

std::span<const std::string_view> nickname_group(std::uint16_t group) { return table().members(group); }

bool are_nicknames(std::string_view left, std::string_view right) {
  if (left == right) return false;
  const auto left_groups = nickname_groups(left);
  if (left_groups.empty()) return false;
  const auto right_groups = nickname_groups(right);
  return std::find_first_of(left_groups.begin(), left_groups.end(), right_groups.begin(), right_groups.end()) != left_groups.end();
}

}  // namespace concordat::match
