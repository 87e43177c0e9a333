// Memory of large tables in huge pages where the system has them: the first touch of each page costs as much as copying half of it,
// and a run of a second touches a hundred megabytes for the first time.
#pragma once
#ifdef __linux__
#include <sys/mman.h>
#endif

#include <cstddef>
#include <new>
#include <utility>

namespace cf {

// For standard containers. Small tables are as with std::allocator. kZeroed: whether elements that are not given a value are zero;
// else a vector's memory is first touched by whoever writes to it.
template <class T, bool kZeroed = true>
struct HugePages {
  using value_type = T;
  static constexpr std::size_t kPage = std::size_t{2} << 20;

  HugePages() = default;
  template <class U>
  HugePages(const HugePages<U, kZeroed>&) {}
  template <class U>
  struct rebind {
    using other = HugePages<U, kZeroed>;
  };

  T* allocate(std::size_t n) {
    const std::size_t bytes = n * sizeof(T);
    if (bytes < kPage) return static_cast<T*>(::operator new(bytes));
    void* const p = ::operator new(bytes, std::align_val_t{kPage});
#ifdef __linux__
    madvise(p, bytes, MADV_HUGEPAGE);      // advice: where it is not taken, pages are small
#endif
    return static_cast<T*>(p);
  }
  void deallocate(T* p, std::size_t n) {
    if (n * sizeof(T) < kPage) return ::operator delete(p);
    ::operator delete(p, std::align_val_t{kPage});
  }
  template <class U>
  void construct(U* p) {
    if constexpr (kZeroed)
      ::new (static_cast<void*>(p)) U();
    else
      ::new (static_cast<void*>(p)) U;
  }
  template <class U, class... Arguments>
  void construct(U* p, Arguments&&... arguments) {
    ::new (static_cast<void*>(p)) U(std::forward<Arguments>(arguments)...);
  }
  template <class U>
  bool operator==(const HugePages<U, kZeroed>&) const {
    return true;
  }
};

}  // namespace cf
