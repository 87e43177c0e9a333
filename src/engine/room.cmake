# Each file of vector kernels is compiled for its instruction set, and for nothing newer; all others for any machine. -O3: their
# short loops over supplies and vectors have to be unrolled.
set(vector ${CMAKE_SOURCE_DIR}/src/engine/vector)
set(fast $<$<CONFIG:Release>:-O3>)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  list(APPEND fast -fno-tree-reassoc)  # it would put a round's key last in the chain of Philox: 10% slower
endif()
set_source_files_properties(${vector}/kernels_sse2.cpp PROPERTIES COMPILE_OPTIONS "${fast}")
set_source_files_properties(${vector}/kernels_avx2.cpp PROPERTIES COMPILE_OPTIONS "${fast};-mavx2;-mfma")
set(avx512 ${fast} -mavx512f -mavx512dq -mavx512vl -mfma -mprefer-vector-width=512)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  list(APPEND avx512 -Wno-uninitialized -Wno-maybe-uninitialized)  # GCC 12's own header for this set warns
endif()
set_source_files_properties(${vector}/kernels_avx512.cpp PROPERTIES COMPILE_OPTIONS "${avx512}")
