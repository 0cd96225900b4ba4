package io.mediachassis.controller.syslog;

import io.mediachassis.backplane.proto.UnitEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * An event as a syslog message (RFC 5424): facility local0; the kind is the message's ID, number and slot are structured
 * data, the sentence is the message. Pure.
 */
final class SyslogText {
    /** What every receiver takes (RFC 5425, 4.3.1). */
    private static final int MOST_BYTES = 2048;

    private static final int FACILITY_LOCAL0 = 16;
    private static final int MOST_ID = 32;
    private static final int MOST_HOST = 255;
    private static final byte[] UTF_8_FOLLOWS = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final String host;
    private final int controller;

    /** @param host the station's name */
    SyslogText(String host, int controller) {
        this.host = word(host, MOST_HOST);
        this.controller = controller;
    }

    byte[] of(UnitEvent event) {
        String header = "<" + (FACILITY_LOCAL0 * 8 + severity(event)) + ">1 "
                + Instant.ofEpochMilli(event.getAtEpochMs()) + " " + host + " mediachassis controller-" + controller + " "
                + word(event.getKind(), MOST_ID)
                + " [event@32473 number=\"" + Long.toUnsignedString(event.getNumber()) + "\""
                + (event.getSlot() == 0 ? "" : " slot=\"" + event.getSlot() + "\"") + "] ";
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        String text = event.getText().replaceAll("\\p{Cntrl}", " ");
        if (!StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
            message.writeBytes(UTF_8_FOLLOWS);
        }
        message.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = message.toByteArray();
        return bytes.length <= MOST_BYTES ? bytes : Arrays.copyOf(bytes, wholeCharacters(bytes));
    }

    private static int severity(UnitEvent event) {
        return switch (event.getSeverity()) {
            case CRITICAL -> 2;
            case WARNING -> 4;
            case INFO, SEVERITY_UNSPECIFIED, UNRECOGNIZED -> 6;
        };
    }

    /** Printable ASCII without spaces, and not nothing. */
    private static String word(String text, int most) {
        String word = text.replaceAll("[^!-~]", "_");
        return word.isEmpty() ? "-" : word.substring(0, Math.min(most, word.length()));
    }

    /** The most that does not end within a character. */
    private static int wholeCharacters(byte[] bytes) {
        int end = MOST_BYTES;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }
}
