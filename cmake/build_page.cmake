# Builds the report page with npm and puts what the program carries into OUTPUT: template.html and host.js.
# cmake -D PAGE=… -D OUTPUT=… -P build_page.cmake
# The packages are installed anew only when the lock file has changed since the last time.
find_program(NODE node)
find_program(NPM npm)
if(NOT NODE OR NOT NPM)
  message(FATAL_ERROR "the report page is built with Node and npm, and they are not here; tools/install_needed.sh installs them "
                      "(Debian: apt-get install nodejs npm)")
endif()

function(run what)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${PAGE} RESULT_VARIABLE result OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${said}\n${what} failed in ${PAGE}")
  endif()
endfunction()

# Two builds of the tree share page/: the second waits.
file(LOCK ${PAGE}/.building GUARD PROCESS TIMEOUT 900)

file(SHA256 ${PAGE}/package-lock.json wanted)
set(stamp ${PAGE}/node_modules/.installed)
set(installed "")
if(EXISTS ${stamp})
  file(READ ${stamp} installed)
endif()
if(NOT installed STREQUAL wanted)
  run("npm ci" ${NPM} ci --no-audit --no-fund --no-update-notifier)
  file(WRITE ${stamp} "${wanted}")
endif()
run("npm run build" ${NPM} run --silent build)

foreach(name template.html host.js)
  file(COPY_FILE ${PAGE}/dist/${name} ${OUTPUT}/${name} ONLY_IF_DIFFERENT)
  file(TOUCH ${OUTPUT}/${name})
endforeach()
