package io.mediachassis.blade.announce.dvb;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.JulianFields;

/** Times in service information (EN 300 468 annex C): modified Julian date and UTC in decimal digits. Any thread. */
final class DvbTime {
    /** The start of an event that has none, as those of a reference service. */
    static final byte[] UNDEFINED = {-1, -1, -1, -1, -1};

    private static final long LAST_DAY = 0xffff;
    private static final long MAX_DURATION_S = 99 * 3600 + 59 * 60 + 59;

    private DvbTime() {}

    /** 40 bits, to the nearest second. Dates end in April 2038. */
    static byte[] utc(Instant instant) {
        Instant second = instant.plusMillis(500);
        LocalDate date = LocalDate.ofInstant(second, ZoneOffset.UTC);
        LocalTime time = LocalTime.ofInstant(second, ZoneOffset.UTC);
        long day = date.getLong(JulianFields.MODIFIED_JULIAN_DAY);
        if (day < 0 || day > LAST_DAY) {
            throw new IllegalArgumentException(date + " has no 16-bit Julian date: 1858-11-17 to 2038-04-22 have");
        }
        return new byte[] {(byte) (day >>> 8), (byte) day, bcd(time.getHour()), bcd(time.getMinute()),
                bcd(time.getSecond())};
    }

    /** 24 bits, up to the next second; what is longer than a receiver can be told is 99:59:59. */
    static byte[] duration(long ms) {
        long seconds = Math.min((ms + 999) / 1000, MAX_DURATION_S);
        return new byte[] {bcd((int) (seconds / 3600)), bcd((int) (seconds / 60 % 60)), bcd((int) (seconds % 60))};
    }

    static byte bcd(int value) {
        return (byte) ((value / 10) << 4 | value % 10);
    }
}
