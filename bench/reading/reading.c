// The yardstick of bench/reading: opens and reads the files that PciTopology.Read needs, with nothing but system calls.
// For each line on standard input it makes one pass and prints "PFs VFs bytes nanoseconds".
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MOST 8192
#define NAME 32

static char names[MOST][NAME];
static char virtual_names[MOST][NAME];
static int table[4 * MOST];
static int physical, virtuals;
static long bytes;

static unsigned hash(const char *name)
{
    unsigned value = 2166136261u;
    while (*name)
        value = (value ^ (unsigned char)*name++) * 16777619u;
    return value % (4 * MOST);
}

static int known(const char *name)
{
    for (unsigned i = hash(name); table[i]; i = (i + 1) % (4 * MOST))
        if (!strcmp(virtual_names[table[i] - 1], name))
            return 1;
    return 0;
}

static void remember(const char *name)
{
    unsigned i = hash(name);
    while (table[i])
        i = (i + 1) % (4 * MOST);
    strcpy(virtual_names[virtuals++], name);
    table[i] = virtuals;
}

static int by_name(const void *left, const void *right) { return strcmp(left, right); }

static int read_file(int directory, const char *name)
{
    char buffer[4097];
    int file = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0)
        return -1;
    ssize_t length = read(file, buffer, sizeof buffer);
    close(file);
    if (length > 0)
        bytes += length;
    return 0;
}

static void read_link(int directory, const char *name, char *target, size_t size)
{
    ssize_t length = readlinkat(directory, name, target, size - 1);
    target[length > 0 ? length : 0] = 0;
    bytes += length > 0 ? length : 0;
}

static void read_function(int directory)
{
    char target[1024];
    read_file(directory, "uevent");
    read_file(directory, "driver_override");
    read_file(directory, "numa_node");
    read_link(directory, "iommu_group", target, sizeof target);
    int net = openat(directory, "net", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (net >= 0) {
        DIR *list = fdopendir(net);
        for (struct dirent *entry; (entry = readdir(list));)
            bytes += (long)strlen(entry->d_name);
        closedir(list);
    }
}

static int open_function(int root, const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "sys/bus/pci/devices/%s", name);
    return openat(root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void read_physical(int root, int directory, const char *name)
{
    static const char *const files[] = { "sriov_numvfs", "sriov_offset", "sriov_stride", "sriov_vf_device", "sriov_drivers_autoprobe" };
    char target[1024], path[128];
    int first = virtuals;
    read_function(directory);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        read_file(directory, files[i]);
    snprintf(path, sizeof path, "sys/bus/pci/devices/%s", name);
    read_link(root, path, target, sizeof target);

    DIR *list = fdopendir(dup(directory));
    for (struct dirent *entry; (entry = readdir(list));)
        if (!strncmp(entry->d_name, "virtfn", 6)) {
            read_link(directory, entry->d_name, target, sizeof target);
            remember(strrchr(target, '/') + 1);
        }
    closedir(list);
    for (int i = first; i < virtuals; i++) {
        int function = open_function(root, virtual_names[i]);
        read_function(function);
        close(function);
    }
}

static void pass(int root)
{
    int count = 0;
    physical = virtuals = 0;
    bytes = 0;
    memset(table, 0, sizeof table);
    DIR *list = fdopendir(openat(root, "sys/bus/pci/devices", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for (struct dirent *entry; (entry = readdir(list));)
        if (entry->d_name[0] != '.')
            strcpy(names[count++], entry->d_name);
    closedir(list);
    qsort(names, (size_t)count, NAME, by_name);
    for (int i = 0; i < count; i++) {
        if (known(names[i]))
            continue;
        int directory = open_function(root, names[i]);
        if (read_file(directory, "sriov_totalvfs") == 0) {
            physical++;
            read_physical(root, directory, names[i]);
        }
        close(directory);
    }
}

int main(int argc, char **argv)
{
    char line[16];
    int root = argc == 2 ? open(argv[1], O_PATH | O_DIRECTORY) : -1;
    if (root < 0) {
        fprintf(stderr, "usage: reading TREE\n");
        return 2;
    }
    while (fgets(line, sizeof line, stdin)) {
        struct timespec from, to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        pass(root);
        clock_gettime(CLOCK_MONOTONIC, &to);
        printf("%d %d %ld %ld\n", physical, virtuals, bytes, (to.tv_sec - from.tv_sec) * 1000000000L + to.tv_nsec - from.tv_nsec);
        fflush(stdout);
    }
    return 0;
}
