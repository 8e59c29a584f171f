"""A disk that fills up in the middle of what is written, for a process and those that it starts: no mount is needed.

A library, loaded before all others, lets through so many bytes to files of one folder; then each write, and each wish
to have it on the disk, finds no space, as on a real one after a write that was cut short.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static volatile long left = -1; /* bytes; -1: as many as one likes */
void disk_has(long bytes) { left = bytes; }
__attribute__((constructor)) static void begin(void) {
    const char *bytes = getenv("DISK_HAS");
    if (bytes) left = atol(bytes);
}
static int counts(int file) {
    char link[64], path[4096];
    const char *folder = getenv("DISK_AT");
    if (left < 0 || !folder) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}
static ssize_t none(void) { errno = ENOSPC; return -1; }
static size_t room(size_t size) { return size < (size_t)left ? size : (size_t)left; }
#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define TAKEN(call) ssize_t done = call; if (done > 0) left -= done; return done
ssize_t write(int file, const void *from, size_t size) {
    REAL(write);
    if (!size || !counts(file)) return real(file, from, size);
    if (!left) return none();
    TAKEN(real(file, from, room(size)));
}
ssize_t pwrite(int file, const void *from, size_t size, off_t at) {
    REAL(pwrite);
    if (!size || !counts(file)) return real(file, from, size, at);
    if (!left) return none();
    TAKEN(real(file, from, room(size), at));
}
ssize_t pwrite64(int file, const void *from, size_t size, off64_t at) {
    REAL(pwrite64);
    if (!size || !counts(file)) return real(file, from, size, at);
    if (!left) return none();
    TAKEN(real(file, from, room(size), at));
}
ssize_t writev(int file, const struct iovec *parts, int count) {
    REAL(writev);
    if (count < 1 || !counts(file)) return real(file, parts, count);
    return write(file, parts[0].iov_base, parts[0].iov_len);
}
int fsync(int file) { REAL(fsync); return counts(file) && !left ? (int)none() : real(file); }
int fdatasync(int file) { REAL(fdatasync); return counts(file) && !left ? (int)none() : real(file); }
int ftruncate(int file, off_t size) {
    REAL(ftruncate);
    return size && counts(file) && !left ? (int)none() : real(file, size);
}
"""


def library(folder: Path) -> Path | None:
    """What to set LD_PRELOAD to, beside DISK_AT (a folder) and DISK_HAS (bytes); None where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("clang-15")
    if compiler is None:
        return None
    (folder / "disk.c").write_text(SOURCE)
    made = folder / "disk.so"
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", made, folder / "disk.c", "-ldl"], check=True)
    return made
