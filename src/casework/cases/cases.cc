#include "casework/cases/cases.h"

#include "casework/cases/access_and_history.h"
#include "casework/cases/case_page.h"
#include "casework/cases/concluding.h"
#include "casework/cases/opening.h"
#include "casework/cases/other_work.h"
#include "casework/cases/pack.h"
#include "casework/cases/people_section.h"
#include "casework/cases/records.h"
#include "casework/cases/restrictions.h"
#include "casework/cases/work_sections.h"
#include "casework/checks/answer_checks.h"
#include "casework/checks/involvement_section.h"
#include "casework/checks/partner_requests.h"
#include "casework/reviews/board.h"
#include "casework/reviews/wall.h"
#include "casework/taking_in/taking_in.h"

namespace concordat::casework {

void add_case_pages(http::Router& router, const App& app) {
  add_board(router, app);
  add_wall(router, app);
  add_other_work(router, app);
  add_opening_pages(router, app);
  add_case_page(router, app);
  add_concluding_page(router, app);
  add_new_record_pages(router, app);
  add_record_pages(router, app);
  add_involvement_section(router, app);
  add_own_checks(router, app);
  add_contact_pages(router, app);
  add_partner_requests(router, app);
  add_work_sections(router, app);
  add_people_section(router, app);
  add_taking_in_pages(router, app);
  add_pack_pages(router, app);
  add_access_and_history(router, app);
  add_restrictions_section(router, app);
}

}  // namespace concordat::casework
