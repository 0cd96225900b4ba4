package io.mediachassis.blade.announce.dvb;

/**
 * A section, where it goes and how often.
 *
 * @param pid of its packets
 * @param periodMs it comes at least once in so many milliseconds
 * @param bytes whole, with CRC; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record SiSection(int pid, int periodMs, byte[] bytes) {
    static final int NIT_PID = 0x10;
    static final int SDT_PID = 0x11;
    static final int EIT_PID = 0x12;
    static final int TDT_PID = 0x14;

    // Repetition by ETSI TS 101 211 section 4.4.
    static final int ACTUAL_MS = 2000;
    static final int OTHER_MS = 10_000;
    static final int NIT_MS = 10_000;
    static final int SCHEDULE_MS = 10_000;
    static final int TIME_MS = 30_000;

    int tableId() {
        return bytes[0] & 0xff;
    }

    /** Whether it says the time, so that another one is to be sent in its place ({@link NetworkTables#time}). */
    public boolean isTime() {
        return pid == TDT_PID;
    }
}
