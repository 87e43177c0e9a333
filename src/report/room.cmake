# What a report is made with: the page (page/, built with npm while building) is carried by the binary, MuJS runs its script, zlib
# makes its data small, and libxlsxwriter writes spreadsheets. Without Node everything else can still be built.
find_path(MUJS_INCLUDE mujs.h REQUIRED)
find_library(MUJS_LIBRARY NAMES libmujs.a mujs REQUIRED)
find_path(XLSXWRITER_INCLUDE xlsxwriter.h REQUIRED)
find_library(XLSXWRITER_LIBRARY xlsxwriter REQUIRED)
find_package(ZLIB REQUIRED)
target_include_directories(cf_report SYSTEM PRIVATE ${MUJS_INCLUDE} ${XLSXWRITER_INCLUDE})
target_link_libraries(cf_report PRIVATE ${MUJS_LIBRARY} ${XLSXWRITER_LIBRARY} ZLIB::ZLIB)

set(page ${CMAKE_SOURCE_DIR}/page)
set(built ${CMAKE_BINARY_DIR}/page)
set(carried ${CMAKE_BINARY_DIR}/generated/page_texts.cpp)
file(MAKE_DIRECTORY ${built} ${CMAKE_BINARY_DIR}/generated)
file(GLOB_RECURSE page_sources CONFIGURE_DEPENDS ${page}/src/* ${page}/tools/build.mjs)
add_custom_command(
  OUTPUT ${built}/template.html ${built}/host.js
  COMMAND ${CMAKE_COMMAND} -D PAGE=${page} -D OUTPUT=${built} -P ${CMAKE_SOURCE_DIR}/cmake/build_page.cmake
  DEPENDS ${page_sources} ${page}/package.json ${page}/package-lock.json ${CMAKE_SOURCE_DIR}/cmake/build_page.cmake
  COMMENT "building the report page"
  VERBATIM)
add_custom_command(
  OUTPUT ${carried}
  COMMAND ${CMAKE_COMMAND} -D OUTPUT=${carried} -D FOLDER=${built} "-DNAMES=template.html;host.js" -D SCOPE=cf::report
          -D FUNCTION=page_texts -P ${CMAKE_SOURCE_DIR}/cmake/embed_texts.cmake
  DEPENDS ${built}/template.html ${built}/host.js ${CMAKE_SOURCE_DIR}/cmake/embed_texts.cmake
  COMMENT "carrying the report page"
  VERBATIM)
target_sources(cf_report PRIVATE ${carried})
set_source_files_properties(${carried} PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings SKIP_LINTING ON)
