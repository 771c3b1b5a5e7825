/* What Samba's own code takes for a message: see src/main.rs, which this is the like of.
 *
 * That code is generated from Samba's description of the messages, and lies in a library for its own programs, which comes without headers: so it is loaded by name, and
 * what it has read stays unseen, but for whether it has. It copies every string, as UTF-8. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* How many nanoseconds a batch takes, and how many there are, of which the quickest counts. */
#define BATCH 1e7
#define BATCHES 5

struct blob {
    uint8_t *data;
    size_t length;
};

typedef int pull_function(void *pull, int flags, void *message);

static int (*pull_blob)(const struct blob *, void *context, void *message, pull_function *);
static pull_function *pull_reply;
static void *(*new_context)(const char *, ...);
static int (*free_context)(void *, const char *);

static void *symbol(const char *library, const char *name) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_GLOBAL);
    void *found = handle ? dlsym(handle, name) : NULL;
    if (!found) {
        fprintf(stderr, "%s\n", dlerror());
        exit(1);
    }
    return found;
}

/* Gives 0 if it can be read. */
static int read_message(struct blob *blob) {
    /* The structure itself takes some ten bytes. */
    uint64_t message[64] = {0};
    void *context = new_context("message");
    int error = pull_blob(blob, context, message, pull_reply);
    free_context(context, "read_message");
    return error;
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * UINT64_C(1000000000) + time.tv_nsec;
}

static void repeat(struct blob *blob, uint64_t rounds) {
    for (uint64_t round = 0; round < rounds; round++) read_message(blob);
}

/* Nanoseconds for one reading among so many. */
static double batch(struct blob *blob, uint64_t rounds) {
    uint64_t start = now();
    repeat(blob, rounds);
    return (double)(now() - start) / rounds;
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: ndr LIBRARY (count ROUNDS | time) FILE...\n");
        return 2;
    }
    const char *private_library = arguments[1];
    int is_counted = !strcmp(arguments[2], "count");
    pull_blob = symbol("libndr.so.3", "ndr_pull_struct_blob");
    pull_reply = symbol(private_library, "ndr_pull_dfs_referral_resp");
    new_context = symbol("libtalloc.so.2", "talloc_init");
    free_context = symbol("libtalloc.so.2", "_talloc_free");
    for (int file = is_counted ? 4 : 3; file < count; file++) {
        static uint8_t bytes[65536];
        FILE *input = fopen(arguments[file], "rb");
        if (!input) return 1;
        struct blob blob = {bytes, fread(bytes, 1, sizeof bytes, input)};
        fclose(input);
        /* The first time is not measured: it fills caches. */
        int error = read_message(&blob);
        double best = 0;
        if (is_counted) {
            getppid();
            repeat(&blob, strtoull(arguments[3], NULL, 10));
            getppid();
        } else {
            uint64_t rounds = 1;
            while (batch(&blob, rounds) * rounds < BATCH) rounds *= 2;
            best = batch(&blob, rounds);
            for (int more = 1; more < BATCHES; more++) {
                double one = batch(&blob, rounds);
                best = one < best ? one : best;
            }
        }
        printf("%s %.1f\n", error ? "refused" : "read", best);
    }
    return 0;
}
