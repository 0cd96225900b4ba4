package io.mediachassis.blade.ts;

/**
 * Puts the sections of one PID together again from packets (ISO/IEC 13818-1 section 2.4.4), several in one packet or
 * one over several. Sections longer than a PAT or PMT may be (1024 bytes) are dropped. One thread.
 */
final class SectionAssembler {
    /** Takes one whole section whose CRC has not been checked; the array is reused after the call. */
    interface SectionHandler {
        void section(byte[] section, int length);
    }

    static final int MAX_SECTION = 1024;
    private static final int IDLE = -1;

    private final SectionHandler handler;
    private final byte[] section = new byte[MAX_SECTION];
    /** Bytes collected, or IDLE until the next section start. */
    private int have = IDLE;
    private long dropped;

    SectionAssembler(SectionHandler handler) {
        this.handler = handler;
    }

    /** Forgets the section in work: a packet of it is missing. */
    void reset() {
        have = IDLE;
    }

    /** Sections with an impossible length. */
    long dropped() {
        return dropped;
    }

    /** Takes the payload from..to (offsets in b) of one packet. */
    void payload(byte[] b, int from, int to, boolean unitStart) {
        int p = from;
        if (!unitStart) {
            if (have != IDLE) {
                collect(b, p, to);
            }
            return;
        }
        if (p >= to) {
            return;
        }
        int pointer = b[p++] & 0xFF;
        if (p + pointer > to) {
            have = IDLE;
            dropped++;
            return;
        }
        if (have != IDLE) {
            collect(b, p, p + pointer);
        }
        p += pointer;
        // 0xFF where a table_id should be is stuffing up to the end of the packet.
        while (p < to && (b[p] & 0xFF) != 0xFF) {
            have = 0;
            p = collect(b, p, to);
            if (have != IDLE) {
                return;
            }
        }
    }

    /** Adds bytes to the section in work, hands it on when complete; returns where it stopped reading. */
    private int collect(byte[] b, int from, int to) {
        int p = from;
        while (p < to && have < 3) {
            section[have++] = b[p++];
        }
        if (have < 3) {
            return p;
        }
        int length = 3 + ((section[1] & 0x0F) << 8 | (section[2] & 0xFF));
        if (length > MAX_SECTION) {
            have = IDLE;
            dropped++;
            return to;
        }
        int take = Math.min(to - p, length - have);
        System.arraycopy(b, p, section, have, take);
        have += take;
        if (have == length) {
            have = IDLE;
            handler.section(section, length);
        }
        return p + take;
    }
}
