package io.mediachassis.blade.ts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a transport stream as a strict receiver does: continuity of each PID, sections with their CRC, and which service
 * of which transport stream the tables speak of. Shares no code with what writes them. One thread.
 */
public final class StrictReceiver {
    private static final int TS = 188;
    private static final int NULL_PID = 0x1fff;
    private static final int NONE = -1;

    private final Map<Integer, byte[]> last = new HashMap<>();
    private final Map<Integer, byte[]> open = new HashMap<>();
    private final Set<Integer> pmtPids = new TreeSet<>();
    private final List<String> complaints = new ArrayList<>();
    private final Set<String> tables = new TreeSet<>();
    private long packets;

    /** Takes whole packets. */
    public void take(byte[] bytes) {
        for (int at = 0; at < bytes.length; at += TS) {
            packet(Arrays.copyOfRange(bytes, at, at + TS));
        }
    }

    /** What is wrong, in order: {@code PID 0x11: ...}. */
    public List<String> complaints() {
        return complaints;
    }

    /** What the tables name, each once: {@code PAT 5/7} for transport stream 5 with service 7, {@code SDT 5/1/7}. */
    public Set<String> tables() {
        return tables;
    }

    private void packet(byte[] p) {
        packets++;
        int pid = (p[1] & 0x1f) << 8 | (p[2] & 0xff);
        if (p.length != TS || p[0] != 0x47) {
            complain(pid, "no packet");
            return;
        }
        if (pid == NULL_PID) {
            return;
        }
        boolean payload = (p[3] & 0x10) != 0;
        boolean adaptation = (p[3] & 0x20) != 0;
        boolean announced = adaptation && p[4] != 0 && (p[5] & 0x80) != 0;
        byte[] before = last.put(pid, p);
        if (before != null && !announced) {
            int expected = (before[3] + (payload ? 1 : 0)) & 15;
            boolean twice = payload && (p[3] & 15) == (before[3] & 15);
            if (twice && Arrays.equals(p, before)) {
                return;
            }
            if ((p[3] & 15) != expected) {
                complain(pid, "counter " + (p[3] & 15) + " behind " + (before[3] & 15));
                open.remove(pid);
            }
        }
        if (announced) {
            open.remove(pid);
        }
        int at = adaptation ? 5 + (p[4] & 0xff) : 4;
        if (payload && (pid < 0x20 || pmtPids.contains(pid))) {
            payload(pid, p, at);
        }
    }

    private void payload(int pid, byte[] p, int from) {
        if ((p[1] & 0x40) == 0) {
            if (open.containsKey(pid)) {
                collect(pid, p, from, TS);
            }
            return;
        }
        int start = from + 1 + (p[from] & 0xff);
        if (start > TS) {
            complain(pid, "pointer " + (p[from] & 0xff));
            return;
        }
        if (open.containsKey(pid)) {
            collect(pid, p, from + 1, start);
            if (open.remove(pid) != null) {
                complain(pid, "a section without end");
            }
        }
        int at = start;
        while (at < TS && (p[at] & 0xff) != 0xff) {
            open.put(pid, new byte[0]);
            at = collect(pid, p, at, TS);
        }
    }

    /** Adds to the open section, and reads it when it is whole; returns where it ends. */
    private int collect(int pid, byte[] p, int from, int to) {
        byte[] have = open.getOrDefault(pid, new byte[0]);
        byte[] all = Arrays.copyOf(have, have.length + to - from);
        System.arraycopy(p, from, all, have.length, to - from);
        int length = all.length < 3 ? NONE : 3 + ((all[1] & 0x0f) << 8 | (all[2] & 0xff));
        if (length == NONE || all.length < length) {
            open.put(pid, all);
            return to;
        }
        open.remove(pid);
        section(pid, Arrays.copyOf(all, length));
        return to - (all.length - length);
    }

    private void section(int pid, byte[] s) {
        int table = s[0] & 0xff;
        if (table != 0x70 && crc(s) != 0) {
            complain(pid, "CRC of table " + Integer.toHexString(table));
            return;
        }
        String name = name(pid, table);
        if (name == null) {
            complain(pid, "table " + Integer.toHexString(table));
        } else if (table == 0) {
            for (int at = 8; at + 4 <= s.length - 4; at += 4) {
                if (u16(s, at) != 0) {
                    tables.add(name + " " + u16(s, 3) + "/" + u16(s, at));
                    pmtPids.add(u16(s, at + 2) & 0x1fff);
                } else if ((u16(s, at + 2) & 0x1fff) != 0x10) {
                    complain(pid, "NIT elsewhere");
                }
            }
        } else if (table == 0x42) {
            for (int at = 11; at + 5 <= s.length - 4; at += 5 + (u16(s, at + 3) & 0xfff)) {
                tables.add(name + " " + u16(s, 3) + "/" + u16(s, 8) + "/" + u16(s, at));
            }
        } else if (table >= 0x4e && table <= 0x5f && table != 0x4f) {
            tables.add(name + " " + u16(s, 8) + "/" + u16(s, 10) + "/" + u16(s, 3));
        } else {
            tables.add(table == 2 ? name + " " + u16(s, 3) : name);
        }
    }

    private static @Nullable String name(int pid, int table) {
        return switch (pid) {
            case 0 -> table == 0 ? "PAT" : null;
            case 0x10 -> table == 0x40 ? "NIT" : null;
            case 0x11 -> table == 0x42 ? "SDT" : table == 0x46 ? "SDT other" : null;
            case 0x12 -> table == 0x4e || (table >= 0x50 && table <= 0x5f) ? "EIT"
                    : table == 0x4f || (table >= 0x60 && table <= 0x6f) ? "EIT other" : null;
            case 0x14 -> table == 0x70 ? "TDT" : table == 0x73 ? "TOT" : null;
            default -> table == 2 ? "PMT" : null;
        };
    }

    private static int u16(byte[] b, int at) {
        return (b[at] & 0xff) << 8 | (b[at + 1] & 0xff);
    }

    /** Bit by bit, as ISO/IEC 13818-1 annex A draws it. */
    private static int crc(byte[] s) {
        int register = -1;
        for (byte next : s) {
            for (int bit = 7; bit >= 0; bit--) {
                boolean odd = (register < 0) != ((next >> bit & 1) != 0);
                register = register << 1 ^ (odd ? 0x04c11db7 : 0);
            }
        }
        return register;
    }

    private void complain(int pid, String what) {
        complaints.add("PID 0x" + Integer.toHexString(pid) + ": " + what + ", packet " + packets);
    }
}
