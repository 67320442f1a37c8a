/* Logs every change under a folder in order, and kills the process before a chosen one (LD_PRELOAD).
 *
 * DISK_FOLDER is the folder, DISK_LOG the log, DISK_KILL the number of the change that never happens.
 * A record: op (1 byte), length of path, length of second path (2 bytes each), inode, offset, length of data
 * (8 bytes each), path, second path, data; little-endian. Ops: C create, W write, T truncate, S sync,
 * D sync of a folder, R rename, U unlink, M mkdir, X rmdir.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char folder[PATH_MAX];
static size_t folder_size;
static int log_handle = -1;
static long kill_at = -1, done;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
    const char *place = getenv("DISK_FOLDER"), *log = getenv("DISK_LOG"), *at = getenv("DISK_KILL");
    if (!place || !log) return;
    strncpy(folder, place, PATH_MAX - 1);
    folder_size = strlen(folder);
    kill_at = at ? atol(at) : -1;
    log_handle = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int inside(const char *path) {
    return log_handle >= 0 && !strncmp(path, folder, folder_size) &&
           (path[folder_size] == '/' || !path[folder_size]);
}

static int path_of(int handle, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t size = readlink(link, path, PATH_MAX - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return inside(path);
}

/* The whole path of a name relative to an open folder. */
static int path_at(int handle, const char *name, char *path) {
    if (log_handle < 0) return 0;
    if (name[0] == '/') {
        strncpy(path, name, PATH_MAX - 1);
        path[PATH_MAX - 1] = 0;
    } else {
        char base[PATH_MAX];
        if (handle == AT_FDCWD) {
            if (!getcwd(base, PATH_MAX)) return 0;
        } else {
            char link[64];
            snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
            ssize_t size = readlink(link, base, PATH_MAX - 1);
            if (size < 0) return 0;
            base[size] = 0;
        }
        if (snprintf(path, PATH_MAX, "%s/%s", base, name) >= PATH_MAX) return 0;
    }
    return inside(path);
}

static uint64_t inode_of(const char *path) {
    struct stat found;
    return lstat(path, &found) ? 0 : found.st_ino;
}

/* Kill the process when its moment has come; called before the change, with the guard held. */
static void step(void) {
    if (++done == kill_at) syscall(SYS_kill, getpid(), SIGKILL);
}

static void record(char op, const char *path, const char *other, uint64_t inode, uint64_t at, const void *data,
                   uint64_t size) {
    uint16_t first = strlen(path), second = strlen(other);
    size_t whole = 29 + first + second + size;
    char *line = malloc(whole), *end = line;
    *end++ = op;
    memcpy(end, &first, 2), end += 2;
    memcpy(end, &second, 2), end += 2;
    memcpy(end, &inode, 8), end += 8;
    memcpy(end, &at, 8), end += 8;
    memcpy(end, &size, 8), end += 8;
    memcpy(end, path, first), end += first;
    memcpy(end, other, second), end += second;
    if (size) memcpy(end, data, size);
    syscall(SYS_write, log_handle, line, whole);
    free(line);
}

#define REAL(name)                                  \
    static __typeof__(&name) real;                  \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define LOCKED(known) \
    int known_ = (known); \
    if (known_) pthread_mutex_lock(&guard), step()
#define UNLOCK() \
    if (known_) pthread_mutex_unlock(&guard)

static uint64_t handle_inode(int handle) {
    struct stat found;
    return fstat(handle, &found) ? 0 : found.st_ino;
}

ssize_t pwrite64(int handle, const void *data, size_t size, off64_t at) {
    REAL(pwrite64);
    char path[PATH_MAX];
    LOCKED(log_handle >= 0 && path_of(handle, path));
    ssize_t put = real(handle, data, size, at);
    if (known_ && put > 0) record('W', path, "", handle_inode(handle), at, data, put);
    UNLOCK();
    return put;
}

ssize_t pwrite(int handle, const void *data, size_t size, off_t at) { return pwrite64(handle, data, size, at); }

ssize_t write(int handle, const void *data, size_t size) {
    REAL(write);
    char path[PATH_MAX];
    LOCKED(log_handle >= 0 && handle > 2 && path_of(handle, path));
    off_t at = known_ ? lseek(handle, 0, SEEK_CUR) : 0;
    if (known_ && fcntl(handle, F_GETFL) & O_APPEND) at = lseek(handle, 0, SEEK_END);
    ssize_t put = real(handle, data, size);
    if (known_ && put > 0) record('W', path, "", handle_inode(handle), at, data, put);
    UNLOCK();
    return put;
}

static int synced(int (*real)(int), int handle) {
    char path[PATH_MAX];
    LOCKED(log_handle >= 0 && path_of(handle, path));
    int failed = real(handle);
    if (known_ && !failed) {
        struct stat found;
        int is_folder = !fstat(handle, &found) && S_ISDIR(found.st_mode);
        record(is_folder ? 'D' : 'S', path, "", found.st_ino, 0, 0, 0);
    }
    UNLOCK();
    return failed;
}

int fsync(int handle) { REAL(fsync); return synced(real, handle); }
int fdatasync(int handle) { REAL(fdatasync); return synced(real, handle); }

int ftruncate64(int handle, off64_t size) {
    REAL(ftruncate64);
    char path[PATH_MAX];
    LOCKED(log_handle >= 0 && path_of(handle, path));
    int failed = real(handle, size);
    if (known_ && !failed) record('T', path, "", handle_inode(handle), size, 0, 0);
    UNLOCK();
    return failed;
}

int ftruncate(int handle, off_t size) { return ftruncate64(handle, size); }

static int removed(int failed, char op, const char *path, uint64_t inode) {
    if (!failed) record(op, path, "", inode, 0, 0, 0);
    return failed;
}

int unlink(const char *name) {
    REAL(unlink);
    char path[PATH_MAX];
    LOCKED(path_at(AT_FDCWD, name, path));
    uint64_t inode = known_ ? inode_of(path) : 0;
    int failed = real(name);
    if (known_) removed(failed, 'U', path, inode);
    UNLOCK();
    return failed;
}

int unlinkat(int handle, const char *name, int flags) {
    REAL(unlinkat);
    char path[PATH_MAX];
    LOCKED(path_at(handle, name, path));
    uint64_t inode = known_ ? inode_of(path) : 0;
    int failed = real(handle, name, flags);
    if (known_) removed(failed, flags & AT_REMOVEDIR ? 'X' : 'U', path, inode);
    UNLOCK();
    return failed;
}

int rmdir(const char *name) {
    REAL(rmdir);
    char path[PATH_MAX];
    LOCKED(path_at(AT_FDCWD, name, path));
    int failed = real(name);
    if (known_) removed(failed, 'X', path, 0);
    UNLOCK();
    return failed;
}

static int made_folder(int failed, const char *path) {
    if (!failed) record('M', path, "", inode_of(path), 0, 0, 0);
    return failed;
}

int mkdir(const char *name, mode_t mode) {
    REAL(mkdir);
    char path[PATH_MAX];
    LOCKED(path_at(AT_FDCWD, name, path));
    int failed = real(name, mode);
    if (known_) made_folder(failed, path);
    UNLOCK();
    return failed;
}

int mkdirat(int handle, const char *name, mode_t mode) {
    REAL(mkdirat);
    char path[PATH_MAX];
    LOCKED(path_at(handle, name, path));
    int failed = real(handle, name, mode);
    if (known_) made_folder(failed, path);
    UNLOCK();
    return failed;
}

static int renamed(int failed, const char *before, const char *after, int known) {
    if (known && !failed) record('R', before, after, inode_of(after), 0, 0, 0);
    return failed;
}

int rename(const char *before, const char *after) {
    REAL(rename);
    char from[PATH_MAX], to[PATH_MAX];
    LOCKED(path_at(AT_FDCWD, before, from) && path_at(AT_FDCWD, after, to));
    int failed = renamed(real(before, after), from, to, known_);
    UNLOCK();
    return failed;
}

int renameat(int source, const char *before, int target, const char *after) {
    REAL(renameat);
    char from[PATH_MAX], to[PATH_MAX];
    LOCKED(path_at(source, before, from) && path_at(target, after, to));
    int failed = renamed(real(source, before, target, after), from, to, known_);
    UNLOCK();
    return failed;
}

/* A file that is made or emptied by opening it. */
static int opened(int handle, const char *path, int flags, int was_there) {
    if (handle >= 0 && !was_there) record('C', path, "", handle_inode(handle), 0, 0, 0);
    else if (handle >= 0 && flags & O_TRUNC) record('T', path, "", handle_inode(handle), 0, 0, 0);
    return handle;
}

#define OPEN(name, target, call)                                                            \
    int mode = 0;                                                                           \
    if (flags & (O_CREAT | O_TMPFILE)) {                                                    \
        va_list rest;                                                                       \
        va_start(rest, flags);                                                              \
        mode = va_arg(rest, int);                                                           \
        va_end(rest);                                                                       \
    }                                                                                       \
    char path[PATH_MAX];                                                                    \
    int changes = (flags & (O_CREAT | O_TRUNC)) && (flags & (O_WRONLY | O_RDWR));           \
    LOCKED(changes && path_at(target, name, path));                                         \
    struct stat found;                                                                      \
    int was_there = known_ && !stat(path, &found);                                          \
    int handle = call;                                                                      \
    if (known_) opened(handle, path, flags, was_there);                                     \
    UNLOCK();                                                                               \
    return handle

int open64(const char *name, int flags, ...) { REAL(open64); OPEN(name, AT_FDCWD, real(name, flags, mode)); }
int open(const char *name, int flags, ...) { REAL(open); OPEN(name, AT_FDCWD, real(name, flags, mode)); }
int openat64(int at, const char *name, int flags, ...) { REAL(openat64); OPEN(name, at, real(at, name, flags, mode)); }
int openat(int at, const char *name, int flags, ...) { REAL(openat); OPEN(name, at, real(at, name, flags, mode)); }

/* Copies inside the kernel would pass unseen; both callers fall back to plain writes. */
ssize_t sendfile64(int target, int source, off64_t *at, size_t size) {
    REAL(sendfile64);
    char path[PATH_MAX];
    if (log_handle >= 0 && path_of(target, path)) return errno = EINVAL, -1;
    return real(target, source, at, size);
}

ssize_t sendfile(int target, int source, off_t *at, size_t size) { return sendfile64(target, source, at, size); }

ssize_t copy_file_range(int source, off64_t *from, int target, off64_t *to, size_t size, unsigned flags) {
    REAL(copy_file_range);
    char path[PATH_MAX];
    if (log_handle >= 0 && path_of(target, path)) return errno = EINVAL, -1;
    return real(source, from, target, to, size, flags);
}
