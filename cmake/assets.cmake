# The files that pages ask for, in build/<preset>/assets: govuk-frontend's style and script as npm ci installs them, without
# GOV.UK's font and crest, and ours from assets/.
set(GOVUK_FRONTEND ${CMAKE_SOURCE_DIR}/node_modules/govuk-frontend/dist/govuk)
set(ASSETS_STAMP ${CMAKE_BINARY_DIR}/assets.stamp)
file(GLOB OWN_ASSETS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/assets/*)
set(GOVUK_FILES ${GOVUK_FRONTEND}/govuk-frontend.min.css ${GOVUK_FRONTEND}/govuk-frontend.min.js)
foreach(file ${GOVUK_FILES})
  if(EXISTS ${file})
    list(APPEND INSTALLED_GOVUK_FILES ${file})
  endif()
endforeach()
add_custom_command(
  OUTPUT ${ASSETS_STAMP}
  COMMAND ${CMAKE_COMMAND} -DFROM=${GOVUK_FRONTEND} -DOWN=${CMAKE_SOURCE_DIR}/assets -DTO=${CMAKE_BINARY_DIR}/assets
          -P ${CMAKE_SOURCE_DIR}/cmake/make_assets.cmake
  COMMAND ${CMAKE_COMMAND} -E touch ${ASSETS_STAMP}
  DEPENDS ${CMAKE_SOURCE_DIR}/cmake/make_assets.cmake ${OWN_ASSETS} ${INSTALLED_GOVUK_FILES}
  COMMENT "Putting the pages' assets together"
  VERBATIM)
add_custom_target(assets ALL DEPENDS ${ASSETS_STAMP})
