// Stacks of their own for the threads of a block, and the switch between them.
#pragma once
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#ifndef __x86_64__
#define STANDIN_UCONTEXT
#endif
#ifdef STANDIN_UCONTEXT
#include <ucontext.h>
#endif

namespace standin {

constexpr size_t STACK = 64 << 10;
constexpr size_t STRIDE = STACK + 4096;  // not a power of two, or all stacks would be in the same lines of a cache
constexpr int MOST_THREADS = 1024;

#ifdef STANDIN_UCONTEXT

struct Fiber {
    ucontext_t context;
};

static void switchTo(Fiber& from, Fiber& to) { swapcontext(&from.context, &to.context); }

static void prepare(Fiber& fiber, char* stack, void (*work)()) {
    getcontext(&fiber.context);
    fiber.context.uc_stack.ss_sp = stack;
    fiber.context.uc_stack.ss_size = STACK;
    fiber.context.uc_link = nullptr;
    makecontext(&fiber.context, work, 0);
}

#else

struct Fiber {
    void* top;
};

// Saves what a function has to keep on the stack, and goes on where the other stack was left.
extern "C" void standin_switch(void** from, void* to);
asm(R"(
    .text
    .local standin_switch
    .type standin_switch, @function
standin_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .size standin_switch, . - standin_switch
)");

static void switchTo(Fiber& from, Fiber& to) { standin_switch(&from.top, to.top); }

static void prepare(Fiber& fiber, char* stack, void (*work)()) {
    void** top = (void**) (stack + STACK);
    *--top = nullptr;
    *--top = (void*) work;
    fiber.top = top - 6;
}

#endif

// Fibers that are idle. Each ends at a page that nobody may touch.
struct Fibers {
    Fiber all[MOST_THREADS];
    Fiber* idle[MOST_THREADS];
    int idles = 0, begun = 0;
    char* stacks = nullptr;

    Fiber* take(void (*work)()) {
        if (idles > 0) {
            return idle[--idles];
        }
        if (stacks == nullptr) {
            void* at = mmap(nullptr, STRIDE * MOST_THREADS, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
            if (at == MAP_FAILED) {
                abort();
            }
            stacks = (char*) at;
            size_t page = (size_t) sysconf(_SC_PAGESIZE);
            for (int i = 0; i < MOST_THREADS; i++) {
                uint64_t low = (uint64_t) (stacks + i * STRIDE);
                mprotect((char*) ((low + page - 1) / page * page), page, PROT_NONE);
            }
        }
        Fiber* fiber = &all[begun];
        prepare(*fiber, stacks + begun * STRIDE + (STRIDE - STACK) - (size_t) (begun % 32) * 64, work);
        begun++;
        return fiber;
    }

    void give(Fiber* fiber) { idle[idles++] = fiber; }

    // Whatever the fibers were at is given up.
    void forget() { idles = begun = 0; }
};

}  // namespace standin
