# cmake -DFROM=govuk-frontend's files -DOWN=our files -DTO=folder -P make_assets.cmake
# GOV.UK's font and crest are for its own sites alone, so that nothing may ask for them.
if(NOT EXISTS ${FROM}/govuk-frontend.min.css)
  message(FATAL_ERROR "govuk-frontend is not installed: run npm ci in the project's folder.")
endif()
file(REMOVE_RECURSE ${TO})
file(MAKE_DIRECTORY ${TO})

# Brackets and semicolons mean something to CMake's lists and must not be met by them; the text is kept in one piece.
file(READ ${FROM}/govuk-frontend.min.css style)
string(REGEX REPLACE "/\\*[^*]*\\*+([^/*][^*]*\\*+)*/" "" style "${style}")
string(REGEX REPLACE "@font-face{[^}]*}" "" style "${style}")
string(REGEX REPLACE "\\.govuk-footer__copyright-logo:before{[^}]*}" "" style "${style}")
string(REPLACE "GDS Transport,arial,sans-serif" "Helvetica,Arial,sans-serif" style "${style}")
if(style MATCHES "url\\(|GDS Transport|sourceMappingURL")
  message(FATAL_ERROR "govuk-frontend's style still asks for a font or picture: look at cmake/make_assets.cmake")
endif()
file(WRITE ${TO}/govuk-frontend.min.css "${style}")

file(READ ${FROM}/govuk-frontend.min.js script)
string(REGEX REPLACE "//# sourceMappingURL=[^\n]*" "" script "${script}")
file(WRITE ${TO}/govuk-frontend.min.js "${script}")

# Ours in one file, in this order.
foreach(name concordat.css concordat-cases.css concordat-paper.css)
  file(READ ${OWN}/${name} style)
  file(APPEND ${TO}/concordat.css "${style}")
endforeach()

file(GLOB own ${OWN}/*.js ${OWN}/*.svg)
file(COPY ${own} DESTINATION ${TO})
