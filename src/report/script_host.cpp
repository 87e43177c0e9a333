// MuJS is seen by this file alone. It reports errors with longjmp, so no C++ object with a destructor may live in a frame that it
// jumps over: each call into it is one `Step`, a plain function on plain data, behind one setjmp.
#include "report/script_host.hpp"

#include <mujs.h>

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "base/check.hpp"

namespace cf::report {
namespace {

// Small blocks come from slabs and go back to a list of their size: scripts make and drop hundreds of thousands of them, and the system's
// allocator took a third of the time. A block carries its size in front, because the interpreter does not tell it when freeing.
class Memory {
 public:
  explicit Memory(std::size_t most) : most_(most) {}
  ~Memory() {
    for (char* slab : slabs_) std::free(slab);
  }
  Memory(const Memory&) = delete;

  // As realloc does; null when there is no more.
  void* resize(void* block, std::size_t size) {
    char* start = block ? static_cast<char*>(block) - kHeader : nullptr;
    std::size_t before = 0;
    if (start) std::memcpy(&before, start, sizeof before);
    if (size == 0) {
      if (start) give_back(start, before);
      return nullptr;
    }
    if (start && class_of(before) == class_of(size) && class_of(size) < kClasses) {
      std::memcpy(start, &size, sizeof size);
      held_ += size - before;
      return block;
    }
    if (held_ + size > most_) return nullptr;
    char* fresh = take(size);
    if (!fresh) return nullptr;
    std::memcpy(fresh, &size, sizeof size);
    if (start) {
      std::memcpy(fresh + kHeader, block, before < size ? before : size);
      give_back(start, before);
    }
    return fresh + kHeader;
  }

 private:
  static constexpr std::size_t kHeader = alignof(std::max_align_t), kGrain = 32, kClasses = 32, kSlab = std::size_t{1} << 18;

  static std::size_t class_of(std::size_t size) { return (size + kHeader - 1) / kGrain; }   // kClasses and more: from the system

  char* take(std::size_t size) {
    const std::size_t kind = class_of(size);
    char* block = nullptr;
    if (kind >= kClasses) {
      block = static_cast<char*>(std::malloc(kHeader + size));
    } else if (free_[kind]) {
      block = free_[kind];
      std::memcpy(&free_[kind], block, sizeof block);
    } else {
      const std::size_t bytes = (kind + 1) * kGrain;
      if (left_ < bytes && !add_slab()) return nullptr;
      block = slabs_.back() + (kSlab - left_);
      left_ -= bytes;
    }
    if (block) held_ += size;
    return block;
  }
  void give_back(char* block, std::size_t size) {
    held_ -= size;
    const std::size_t kind = class_of(size);
    if (kind >= kClasses) return std::free(block);
    std::memcpy(block, &free_[kind], sizeof block);
    free_[kind] = block;
  }
  bool add_slab() {
    char* slab = static_cast<char*>(std::malloc(kSlab));
    if (!slab) return false;
    slabs_.push_back(slab);
    left_ = kSlab;
    return true;
  }

  std::size_t held_ = 0, most_, left_ = 0;
  char* free_[kClasses] = {};
  std::vector<char*> slabs_;
};

// What the interpreter calls. An exception must not pass through it.
void* allocate(void* memory, void* block, int size) {
  try {
    return static_cast<Memory*>(memory)->resize(block, size > 0 ? static_cast<std::size_t>(size) : 0);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void say_nothing(js_State*, const char*) {}

}  // namespace

struct ScriptHost::Interpreter {
  Memory memory;
  js_State* state = nullptr;

  explicit Interpreter(std::size_t most_memory) : memory(most_memory), state(js_newstate(allocate, &memory, 0)) {}
  ~Interpreter() {
    if (state) js_freestate(state);
  }

  // Runs `step(state, data)` and leaves what it pushed; false, with the reason in `reason_`, if the script threw.
  using Step = void (*)(js_State* state, void* data);
  bool attempt(Step step, void* data) {
    if (setjmp(*static_cast<jmp_buf*>(js_savetry(state)))) {
      const char* trace = trace_of_error();   // before the error becomes text
      std::snprintf(reason_, sizeof reason_, "%.500s%.1500s", js_trystring(state, -1, "an error without words"), trace);
      js_pop(state, 1);
      return false;
    }
    step(state, data);
    js_endtry(state);
    return true;
  }
  void run(Step step, void* data, const char* what) {
    if (attempt(step, data)) return;
    throw InternalError(std::string("the page's script failed in ") + what + ": " + reason_);
  }

 private:
  // Where the error on top of the stack came from, if it is an object that knows.
  const char* trace_of_error() {
    trace_[0] = '\0';
    if (setjmp(*static_cast<jmp_buf*>(js_savetry(state)))) {
      js_pop(state, 1);
      return trace_;
    }
    if (js_isobject(state, -1) && js_hasproperty(state, -1, "stackTrace")) {
      std::snprintf(trace_, sizeof trace_, "%s", js_tostring(state, -1));
      js_pop(state, 1);
    }
    js_endtry(state);
    return trace_;
  }

  char reason_[2048] = {}, trace_[1500] = {};
};

namespace {

// counterflow.`function`(texts…, number if `has_number`), its result on top of the stack.
struct Call {
  const char* function;
  const std::string* texts[3];
  int num_texts;
  bool has_number;
  int number;
};

void push_call(js_State* state, const Call& call) {
  js_getglobal(state, "counterflow");
  js_getproperty(state, -1, call.function);
  js_rot2(state);   // the function, then `this`
  for (int i = 0; i < call.num_texts; ++i) js_pushlstring(state, call.texts[i]->data(), static_cast<int>(call.texts[i]->size()));
  if (call.has_number) js_pushnumber(state, call.number);
  js_call(state, call.num_texts + (call.has_number ? 1 : 0));
}

// A text that the interpreter still holds: it stands on its stack.
const char* text_at(js_State* state, int index) {
  if (!js_isstring(state, index)) js_error(state, "it returned something else than text");
  return js_tostring(state, index);
}

}  // namespace

ScriptHost::ScriptHost(std::string_view script, std::size_t most_memory) : interpreter_(std::make_unique<Interpreter>(most_memory)) {
  auto& interpreter = *interpreter_;
  if (!interpreter.state) throw InternalError("the page's script has no memory to start in");
  js_setreport(interpreter.state, say_nothing);
  std::string source(script);
  interpreter.run(
      [](js_State* state, void* data) {
        js_loadstring(state, "host.js", static_cast<const std::string*>(data)->c_str());
        js_pushundefined(state);
        js_call(state, 0);
        js_pop(state, 1);
      },
      &source, "its beginning");
}

ScriptHost::~ScriptHost() = default;

RenderedPage ScriptHost::render_page(const std::string& results) {
  struct Data {
    Call call;
    const char* parts[3];
  } data{{"renderPage", {&results, nullptr, nullptr}, 1, false, 0}, {}};
  interpreter_->run(
      [](js_State* state, void* pointer) {
        auto& data = *static_cast<Data*>(pointer);
        push_call(state, data.call);
        static constexpr const char* kNames[] = {"title", "body", "data"};
        for (int i = 0; i < 3; ++i) {
          js_getproperty(state, -1 - i, kNames[i]);
          data.parts[i] = text_at(state, -1);
        }
      },
      &data, "renderPage");
  CF_CHECK(data.parts[0] && data.parts[1] && data.parts[2], "a page has a title, a body and data");
  RenderedPage page{data.parts[0], data.parts[1], data.parts[2]};
  js_pop(interpreter_->state, 4);
  return page;
}

std::vector<std::string> ScriptHost::chart_names(const std::string& results) {
  struct Data {
    Call call;
    int count, index;
    const char* name;
  } data{{"chartNames", {&results, nullptr, nullptr}, 1, false, 0}, 0, 0, nullptr};
  interpreter_->run(
      [](js_State* state, void* pointer) {
        auto& data = *static_cast<Data*>(pointer);
        push_call(state, data.call);
        if (!js_isarray(state, -1)) js_error(state, "it returned something else than a list");
        data.count = js_getlength(state, -1);
      },
      &data, "chartNames");
  std::vector<std::string> names;
  for (; data.index < data.count; ++data.index) {
    interpreter_->run(
        [](js_State* state, void* pointer) {
          auto& data = *static_cast<Data*>(pointer);
          js_getindex(state, -1, data.index);
          data.name = text_at(state, -1);
        },
        &data, "chartNames");
    names.emplace_back(data.name);
    js_pop(interpreter_->state, 1);
  }
  js_pop(interpreter_->state, 1);
  return names;
}

std::string ScriptHost::render_chart(const std::string& results, const std::string& name, const std::string& structure, int width) {
  struct Data {
    Call call;
    const char* svg;
  } data{{"renderChart", {&results, &name, &structure}, 3, true, width}, nullptr};
  interpreter_->run(
      [](js_State* state, void* pointer) {
        auto& data = *static_cast<Data*>(pointer);
        push_call(state, data.call);
        data.svg = text_at(state, -1);
      },
      &data, "renderChart");
  CF_CHECK(data.svg, "a chart is a text");
  std::string svg = data.svg;
  js_pop(interpreter_->state, 1);
  return svg;
}

}  // namespace cf::report
