/* What a process under callgrind says to it: count from here, and write down what was counted. */
#include <valgrind/callgrind.h>
void start(void) { CALLGRIND_START_INSTRUMENTATION; CALLGRIND_ZERO_STATS; }
void zero(void) { CALLGRIND_ZERO_STATS; }
void dump(const char *name) { CALLGRIND_DUMP_STATS_AT(name); CALLGRIND_ZERO_STATS; }
void stop(void) { CALLGRIND_STOP_INSTRUMENTATION; }
