package io.mediachassis.blade.announce.dvb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SiTimetableTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1000 * MS;

    private static List<SiSection> sections(int count, int periodMs) {
        List<SiSection> sections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sections.add(new SiSection(17, periodMs, new byte[] {(byte) i}));
        }
        return sections;
    }

    @Test
    void everySectionComesOnceInItsPeriod_spread() {
        SiTimetable timetable = new SiTimetable();
        List<SiSection> all = new ArrayList<>(sections(30, 2000));
        all.addAll(sections(7, 10_000));
        all.addAll(sections(2, 30_000));
        timetable.replace(all, 0);
        Map<SiSection, Long> last = new HashMap<>();
        for (long now = 0; now < 120 * SECOND; now += 10 * MS) {
            List<SiSection> due = new ArrayList<>();
            timetable.due(now, due);
            assertTrue(due.size() <= 3, due.size() + " at once");
            for (SiSection section : due) {
                Long before = last.put(section, now);
                long apart = before == null ? 0 : now - before;
                assertTrue(apart <= section.periodMs() * MS + 10 * MS, section.periodMs() + ": " + apart);
                assertTrue(before == null || apart >= section.periodMs() * MS - 20 * MS,
                        section.periodMs() + ": " + apart);
                assertTrue(before != null || now <= section.periodMs() * MS, "first at " + now);
            }
        }
        assertEquals(39, last.size());
    }

    @Test
    void newSections_keepTheRhythm() {
        SiTimetable timetable = new SiTimetable();
        timetable.replace(sections(4, 2000), 0);
        int sent = 0;
        for (long now = 0; now < 20 * SECOND; now += 10 * MS) {
            // Something changes ten times a second: no restart, no burst.
            if (now % (100 * MS) == 0) {
                timetable.replace(sections(4, 2000), now);
            }
            List<SiSection> due = new ArrayList<>();
            timetable.due(now, due);
            sent += due.size();
        }
        assertEquals(40, sent, 1);
        timetable.replace(sections(1, 2000), 20 * SECOND);
        timetable.replace(List.of(), 20 * SECOND);
        List<SiSection> due = new ArrayList<>();
        timetable.due(40 * SECOND, due);
        assertEquals(List.of(), due);
        assertEquals(Long.MAX_VALUE, timetable.nextNs(40 * SECOND));
    }

    @Test
    void whatWasMissed_isNotMadeUpFor() {
        SiTimetable timetable = new SiTimetable();
        timetable.replace(sections(20, 2000), 0);
        List<SiSection> due = new ArrayList<>();
        timetable.due(100 * SECOND, due);
        assertEquals(1, due.size());
        assertEquals(100 * SECOND + 100 * MS, timetable.nextNs(100 * SECOND));
    }
}
