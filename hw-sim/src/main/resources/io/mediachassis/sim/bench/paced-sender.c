/*
 * The least that a paced sender can be: constant-rate transport streams out of memory, as RTP over UDP to ports of
 * 127.0.0.1, 8 packets to a message that the kernel cuts apart (UDP_SEGMENT), 256 messages to a call (sendmmsg), half of
 * the streams 10 ms later than the others. What a sender that also reads disks and obeys can be measured by.
 *
 *   paced-sender FILE BITS_A_SECOND FIRST_PORT PORTS
 *
 * Ports are every second one from FIRST_PORT on; streams take turns. Each line of the input is the number of streams to
 * hold from now on, or "?", which is answered with a line of sums since the start:
 *
 *   ticks, ticks whose last packet left more than 10 ms late, packets, underruns (never any), processor us
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#define PAYLOAD 1316
#define HEADER 12
#define SEGMENTS 8
#define BATCH 256
#define MOST 20000
#define STEP_NS 10000000LL
#define TICK_NS (2 * STEP_NS)

struct stream {
    struct sockaddr_in to;
    size_t at;
    int64_t start_ns; /* when byte 0 of what it sends was due */
    int64_t sent;     /* bytes since then */
    uint32_t sequence;
    uint32_t ssrc;
};

static struct stream streams[MOST];
static struct mmsghdr messages[BATCH];
static struct iovec pieces[BATCH][2 * SEGMENTS];
static uint8_t headers[BATCH][SEGMENTS][HEADER];
static union {
    char bytes[CMSG_SPACE(sizeof(uint16_t))];
    struct cmsghdr align;
} controls[BATCH];
static int pending;
static int fd;
static const uint8_t *media;
static size_t media_bytes;
static double rate;
static uint64_t ticks, late_ticks, packets;

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void flush(void) {
    int done = 0;
    while (done < pending) {
        int n = sendmmsg(fd, messages + done, pending - done, 0);
        if (n < 0) {
            if (errno == EINTR) continue;
            perror("sendmmsg");
            exit(1);
        }
        done += n;
    }
    pending = 0;
}

static void send_due(struct stream *s, int64_t until_ns) {
    int64_t due = (int64_t) ((until_ns - s->start_ns) * rate);
    while (s->sent + PAYLOAD <= due) {
        if (pending == BATCH) flush();
        struct mmsghdr *m = &messages[pending];
        int n = 0;
        for (; n < SEGMENTS && s->sent + PAYLOAD <= due; n++) {
            uint8_t *h = headers[pending][n];
            uint32_t stamp = htonl((uint32_t) (s->sent / rate * 9e-5));
            uint16_t sequence = htons((uint16_t) s->sequence++);
            h[0] = 0x80;
            h[1] = 33;
            memcpy(h + 2, &sequence, 2);
            memcpy(h + 4, &stamp, 4);
            memcpy(h + 8, &s->ssrc, 4);
            pieces[pending][2 * n] = (struct iovec) {h, HEADER};
            pieces[pending][2 * n + 1] = (struct iovec) {(void *) (media + s->at), PAYLOAD};
            s->at = s->at + 2 * PAYLOAD <= media_bytes ? s->at + PAYLOAD : 0;
            s->sent += PAYLOAD;
        }
        m->msg_hdr.msg_name = &s->to;
        m->msg_hdr.msg_iovlen = 2 * n;
        m->msg_hdr.msg_controllen = n > 1 ? sizeof controls[pending].bytes : 0;
        packets += n;
        pending++;
    }
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: paced-sender FILE BITS_A_SECOND FIRST_PORT PORTS\n");
        return 2;
    }
    int file = open(argv[1], O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status) < 0 || status.st_size < PAYLOAD) {
        perror(argv[1]);
        return 1;
    }
    media_bytes = status.st_size;
    media = mmap(NULL, media_bytes, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    rate = atof(argv[2]) / 8e9;
    int first_port = atoi(argv[3]), ports = atoi(argv[4]);
    fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int buffer = 4 << 20;
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
    for (int i = 0; i < BATCH; i++) {
        struct msghdr *h = &messages[i].msg_hdr;
        h->msg_namelen = sizeof(struct sockaddr_in);
        h->msg_iov = pieces[i];
        h->msg_control = controls[i].bytes;
        h->msg_controllen = sizeof controls[i].bytes;
        struct cmsghdr *c = CMSG_FIRSTHDR(h);
        c->cmsg_level = SOL_UDP;
        c->cmsg_type = UDP_SEGMENT;
        c->cmsg_len = CMSG_LEN(sizeof(uint16_t));
        *(uint16_t *) CMSG_DATA(c) = HEADER + PAYLOAD;
    }
    int count = 0, phase = 0;
    int64_t next = now_ns() + STEP_NS;
    char line[32];
    size_t filled = 0;
    while (1) {
        struct pollfd in = {0, POLLIN, 0};
        int64_t left = next - now_ns();
        struct timespec wait = {0, left > 0 ? left : 0};
        if (ppoll(&in, 1, &wait, NULL) > 0) {
            ssize_t n = read(0, line + filled, sizeof line - 1 - filled);
            if (n <= 0) return 0;
            filled += n;
            line[filled] = 0;
            char *end;
            while ((end = strchr(line, '\n')) != NULL) {
                *end = 0;
                if (line[0] == '?') {
                    struct rusage used;
                    getrusage(RUSAGE_SELF, &used);
                    printf("%llu %llu %llu 0 %llu\n", (unsigned long long) ticks, (unsigned long long) late_ticks,
                            (unsigned long long) packets,
                            (unsigned long long) ((used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000ULL
                                    + used.ru_utime.tv_usec + used.ru_stime.tv_usec));
                    fflush(stdout);
                } else {
                    int wanted = atoi(line);
                    for (int i = count; i < wanted && i < MOST; i++) {
                        struct stream *s = &streams[i];
                        memset(s, 0, sizeof *s);
                        s->to.sin_family = AF_INET;
                        s->to.sin_port = htons(first_port + 2 * (i % ports));
                        s->to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
                        s->at = (size_t) i * 7919 * PAYLOAD % (media_bytes - PAYLOAD) / 188 * 188;
                        s->start_ns = now_ns() + (i * 7919LL) % TICK_NS;
                        s->ssrc = htonl(i + 1);
                    }
                    count = wanted < MOST ? wanted : MOST;
                }
                filled -= end + 1 - line;
                memmove(line, end + 1, filled + 1);
            }
            if (now_ns() < next) continue;
        }
        for (int i = phase; i < count; i += 2) send_due(&streams[i], next + TICK_NS);
        flush();
        phase = !phase;
        int64_t now = now_ns();
        ticks++;
        late_ticks += now - next > STEP_NS;
        /* Ticks keep their grid; those that were missed are left out. */
        next = next + STEP_NS > now ? next + STEP_NS : now;
    }
}
