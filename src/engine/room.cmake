# Each file of vector kernels is compiled for its instruction set, and for nothing newer; all others for any machine.
set(vector ${CMAKE_SOURCE_DIR}/src/engine/vector)
set_source_files_properties(${vector}/kernels_avx2.cpp PROPERTIES COMPILE_OPTIONS "-mavx2;-mfma")
set(avx512 -mavx512f -mavx512dq -mavx512vl -mfma -mprefer-vector-width=512)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  list(APPEND avx512 -Wno-uninitialized -Wno-maybe-uninitialized)  # GCC 12's own header for this set warns
endif()
set_source_files_properties(${vector}/kernels_avx512.cpp PROPERTIES COMPILE_OPTIONS "${avx512}")
