package io.mediachassis.blade.ts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows the PAT and the PMT of the first program. Sections that are damaged, absurd or not yet in force
 * (current_next_indicator 0) change nothing. One thread.
 */
public final class ProgramTables {
    private static final int NO_PID = -1;

    private final SectionAssembler pat = new SectionAssembler(this::patSection);
    private final SectionAssembler pmt = new SectionAssembler(this::pmtSection);
    private byte[] patSection = new byte[0];
    private byte[] pmtSection = new byte[0];
    private int programNumber;
    private int pmtPid = NO_PID;
    private @Nullable ProgramMap map;
    private int generation;
    private long errors;
    private long changes;

    /** PID of the PMT that we follow, -1 before the first PAT. */
    public int pmtPid() {
        return pmtPid;
    }

    /** Of the program that we follow, 0 before the first PAT. */
    int programNumber() {
        return programNumber;
    }

    /** The program, null until PAT and PMT have been read. */
    public @Nullable ProgramMap map() {
        return map;
    }

    /** Counts the versions of {@link #map()}. */
    int generation() {
        return generation;
    }

    boolean patSeen() {
        return patSection.length > 0;
    }

    /** The PAT section in force, as it came. */
    byte[] pat() {
        return patSection;
    }

    /** The PMT section in force, as it came. */
    byte[] pmt() {
        return pmtSection;
    }

    long errors() {
        return errors + pat.dropped() + pmt.dropped();
    }

    long changes() {
        return changes;
    }

    /** A packet of PID 0 or of {@link #pmtPid()}; {@code gap}: packets before it are missing. */
    public void packet(byte[] b, int at, int pid, boolean gap) {
        SectionAssembler table = pid == 0 ? pat : pmt;
        if (gap) {
            table.reset();
        }
        int payload = TsPacket.payloadStart(b, at);
        if (payload < TsPacket.SIZE) {
            table.payload(b, at + payload, at + TsPacket.SIZE, TsPacket.unitStart(b, at));
        }
    }

    private boolean acceptable(byte[] s, int length, int tableId, int least) {
        if ((s[0] & 0xFF) != tableId) {
            return false;
        }
        if (length < least || (s[1] & 0x80) == 0 || Crc32Mpeg2.of(s, 0, length) != 0) {
            errors++;
            return false;
        }
        return (s[5] & 1) != 0;
    }

    private void patSection(byte[] s, int length) {
        if (!acceptable(s, length, 0x00, 12) || Arrays.equals(s, 0, length, patSection, 0, patSection.length)) {
            return;
        }
        boolean sameSlot = patSection.length == 0 || patSection[6] == s[6];
        int firstProgram = 0;
        int pid = NO_PID;
        for (int p = 8; p + 4 <= length - 4; p += 4) {
            int number = (s[p] & 0xFF) << 8 | (s[p + 1] & 0xFF);
            // program_number 0 names the network information table.
            if (number != 0 && (pid == NO_PID || number == programNumber)) {
                firstProgram = number;
                pid = (s[p + 2] & 0x1F) << 8 | (s[p + 3] & 0xFF);
            }
        }
        // Of a PAT of several sections, the one that has our program is ours.
        if (pid == NO_PID || (!sameSlot && firstProgram != programNumber)) {
            return;
        }
        changes += patSection.length > 0 ? 1 : 0;
        patSection = Arrays.copyOf(s, length);
        if (pid != pmtPid || firstProgram != programNumber) {
            pmtPid = pid;
            programNumber = firstProgram;
            pmt.reset();
        }
    }

    private void pmtSection(byte[] s, int length) {
        if (!acceptable(s, length, 0x02, 16) || Arrays.equals(s, 0, length, pmtSection, 0, pmtSection.length)
                || ((s[3] & 0xFF) << 8 | (s[4] & 0xFF)) != programNumber) {
            return;
        }
        int pcrPid = (s[8] & 0x1F) << 8 | (s[9] & 0xFF);
        int p = 12 + ((s[10] & 0x0F) << 8 | (s[11] & 0xFF));
        int end = length - 4;
        List<ElementaryStream> streams = new ArrayList<>();
        while (p + 5 <= end) {
            int type = s[p] & 0xFF;
            int pid = (s[p + 1] & 0x1F) << 8 | (s[p + 2] & 0xFF);
            int info = (s[p + 3] & 0x0F) << 8 | (s[p + 4] & 0xFF);
            if (p + 5 + info > end) {
                break;
            }
            streams.add(new ElementaryStream(pid, type, Codec.of(type, s, p + 5, info)));
            p += 5 + info;
        }
        if (p != end) {
            errors++;
            return;
        }
        changes += pmtSection.length > 0 ? 1 : 0;
        pmtSection = Arrays.copyOf(s, length);
        generation++;
        map = new ProgramMap(programNumber, pmtPid, pcrPid, streams);
    }
}
