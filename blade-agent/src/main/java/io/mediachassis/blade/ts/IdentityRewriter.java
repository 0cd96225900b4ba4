package io.mediachassis.blade.ts;

import java.util.Arrays;

/**
 * Gives the packets of a program the numbers of a {@link ServiceIdentity}, in place: its PAT names that one service of
 * that transport stream, and its PMT has the service's number. Its own tables of DVB (EN 300 468 section 5.1.3), which
 * name others, become null packets, so that those that are sent beside it are the only ones. Each packet stays where it
 * is, and those of PAT and PMT keep their continuity counters. One thread; allocates only when the program's tables
 * change.
 */
public final class IdentityRewriter {
    private static final int NIT_PID = 0x10;
    private static final int TDT_PID = 0x14;
    /** Of recordings: what they have in place of the other tables. */
    private static final int DIT_PID = 0x1E;
    private static final int SIT_PID = 0x1F;
    private static final int RESERVED_PIDS = 0x20;
    private static final int PAT_BYTES = 8 + 2 * 4 + 4;
    private static final int VERSION = 0x3e;

    private final ServiceIdentity identity;
    private final ProgramTables tables = new ProgramTables();
    private final PmtRenumbering pmt = new PmtRenumbering();
    /** PIDs of DVB's tables that the program itself has for something else. */
    private final boolean[] media = new boolean[RESERVED_PIDS];
    private int generation;
    private int version;

    public IdentityRewriter(ServiceIdentity identity) {
        this.identity = identity;
    }

    /** Whether the program's PAT was seen, and so where its PMT is. */
    public boolean knows() {
        return tables.pmtPid() >= 0;
    }

    /** Whether a packet of that PID is to be changed: few are. */
    public boolean concerns(int pid) {
        return pid == 0 || pid == tables.pmtPid() || (pid < RESERVED_PIDS && ofDvb(pid) && !media[pid]);
    }

    private static boolean ofDvb(int pid) {
        return (pid >= NIT_PID && pid <= TDT_PID) || pid == DIT_PID || pid == SIT_PID;
    }

    /** Reads a packet that is not sent, so that later ones are known for what they are. */
    public void learn(byte[] b, int at) {
        int pid = TsPacket.pid(b, at);
        if (pid == 0 || pid == tables.pmtPid()) {
            tables.packet(b, at, pid, false);
            if (generation != tables.generation()) {
                generation = tables.generation();
                keepMedia();
            }
        }
    }

    private void keepMedia() {
        ProgramMap map = tables.map();
        Arrays.fill(media, false);
        if (map != null) {
            keep(map.pcrPid());
            map.streams().forEach(stream -> keep(stream.pid()));
        }
    }

    private void keep(int pid) {
        if (pid < RESERVED_PIDS) {
            media[pid] = true;
        }
    }

    /** Changes a packet that {@link #concerns} it. */
    public void rewrite(byte[] b, int at) {
        int pid = TsPacket.pid(b, at);
        learn(b, at);
        if (pid == 0) {
            if (knows() && TsPacket.hasPayload(b, at)) {
                pat(b, at);
            }
        } else if (pid == tables.pmtPid()) {
            pmt.packet(b, at, tables.programNumber(), identity.serviceId());
        } else {
            nothing(b, at);
        }
    }

    /** Whatever part of a PAT the packet had: it has a whole one with one program now. */
    private void pat(byte[] b, int at) {
        int p = at + TsPacket.payloadStart(b, at);
        int end = at + TsPacket.SIZE;
        if (TsPacket.unitStart(b, at) && p + 7 < end && b[p] == 0) {
            version = b[p + 6] & VERSION;
        }
        if (end - p <= PAT_BYTES) {
            // An adaptation field that leaves no room can go: the PAT's PID has no clock.
            b[at + 3] &= (byte) ~0x20;
            p = at + 4;
        }
        b[at + 1] |= 0x40;
        b[p++] = 0;
        int section = p;
        // Table 0 with the long syntax, and what follows the length.
        p = put(b, p, 0x00b0);
        b[p++] = PAT_BYTES - 3;
        p = put(b, p, identity.transportStreamId());
        b[p++] = (byte) (0xc1 | version);
        p = put(b, p, 0);
        p = put(b, put(b, p, 0), 0xe000 | NIT_PID);
        p = put(b, put(b, p, identity.serviceId()), 0xe000 | tables.pmtPid());
        int crc = Crc32Mpeg2.of(b, section, p - section);
        p = put(b, put(b, p, crc >>> 16), crc);
        Arrays.fill(b, p, end, (byte) 0xff);
    }

    private static int put(byte[] b, int at, int value) {
        b[at] = (byte) (value >>> 8);
        b[at + 1] = (byte) value;
        return at + 2;
    }

    private static void nothing(byte[] b, int at) {
        b[at + 1] = (byte) (TsPacket.NULL_PID >> 8);
        b[at + 2] = (byte) TsPacket.NULL_PID;
        b[at + 3] = 0x10;
        Arrays.fill(b, at + 4, at + TsPacket.SIZE, (byte) 0xff);
    }
}
