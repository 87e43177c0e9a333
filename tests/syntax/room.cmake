find_package(yaml-cpp REQUIRED)
target_link_libraries(syntax_tests PRIVATE yaml-cpp)
