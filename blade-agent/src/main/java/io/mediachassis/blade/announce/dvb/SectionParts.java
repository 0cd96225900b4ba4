package io.mediachassis.blade.announce.dvb;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Deals the entries of a table out over sections. Any thread. */
final class SectionParts {
    private SectionParts() {}

    /** In order, no part longer than {@code room}; one empty part when there are none. */
    static List<List<byte[]>> of(List<byte[]> entries, int room) {
        List<List<byte[]>> parts = new ArrayList<>();
        List<byte[]> part = new ArrayList<>();
        int used = 0;
        for (byte[] entry : entries) {
            if (entry.length > room) {
                throw new IllegalArgumentException("an entry of " + entry.length + " bytes fits into no section");
            }
            if (used + entry.length > room) {
                parts.add(part);
                part = new ArrayList<>();
                used = 0;
            }
            part.add(entry);
            used += entry.length;
        }
        parts.add(part);
        return parts;
    }

    static byte[] joined(List<byte[]> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        entries.forEach(out::writeBytes);
        return out.toByteArray();
    }
}
