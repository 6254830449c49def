/*
 * Starts `ip link` and `vfleet pf list` by turns, output thrown away, and compares the medians of their wall times; each
 * process's own CPU time (user and system) is printed beside it, for on a busy machine wall time is mostly waiting.
 * "Cold" is a new process; files are in the page cache for both.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#define ROUNDS 30
#define WARM_UP 3
#define GOAL_MS 60.0

extern char **environ;

struct cost {
    double wall[ROUNDS];
    double cpu[ROUNDS];
};

static double ms(struct timeval time) { return time.tv_sec * 1e3 + time.tv_usec / 1e3; }

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static void run(char **arguments, struct cost *cost, int round)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    double began = now();
    pid_t child;
    if (posix_spawnp(&child, arguments[0], &actions, NULL, arguments, environ) != 0) {
        perror(arguments[0]);
        exit(2);
    }
    int status;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "%s ended with status %d\n", arguments[0], status);
        exit(2);
    }
    double took = now() - began;
    posix_spawn_file_actions_destroy(&actions);
    if (round >= 0) {
        cost->wall[round] = took;
        cost->cpu[round] = ms(usage.ru_utime) + ms(usage.ru_stime);
    }
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof *values, ascending);
    return (values[ROUNDS / 2 - 1] + values[ROUNDS / 2]) / 2;
}

int main(int count, char **words)
{
    if (count != 2) {
        fprintf(stderr, "usage: cold-start VFLEET\n");
        return 2;
    }
    char *ip[] = {"ip", "link", NULL};
    char *vfleet[] = {words[1], "pf", "list", NULL};
    static struct cost theirs, ours;
    for (int round = -WARM_UP; round < ROUNDS; round++) {
        run(ip, &theirs, round);
        run(vfleet, &ours, round);
    }
    double their_wall = median(theirs.wall), our_wall = median(ours.wall);
    printf("%-16s %7.1f ms wall (least %.1f), %6.1f ms CPU\n", "ip link", their_wall, theirs.wall[0], median(theirs.cpu));
    printf("%-16s %7.1f ms wall (least %.1f), %6.1f ms CPU\n", "vfleet pf list", our_wall, ours.wall[0], median(ours.cpu));
    printf("medians of %d: vfleet takes %.1f ms more, ratio %.1f (goal: at most %.0f ms more)\n", ROUNDS, our_wall - their_wall,
           our_wall / their_wall, GOAL_MS);
    return our_wall - their_wall <= GOAL_MS ? 0 : 1;
}
