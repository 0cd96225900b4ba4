package io.mediachassis.blade.announce.dvb;

import io.mediachassis.blade.announce.TitleText;
import java.nio.charset.StandardCharsets;

/**
 * Text in service information (EN 300 468 annex A): ASCII as it is, since receivers of any age read it, anything else
 * as UTF-8 behind its selector. Any thread.
 */
final class DvbText {
    static final byte UTF_8 = 0x15;

    private DvbText() {}

    /** One line of at most so many bytes, selector and all. */
    static byte[] encode(String text, int maxBytes) {
        String line = withoutControls(text);
        if (line.chars().allMatch(c -> c < 0x7f)) {
            return TitleText.clean(line, maxBytes).getBytes(StandardCharsets.US_ASCII);
        }
        byte[] utf8 = TitleText.clean(line, maxBytes - 1).getBytes(StandardCharsets.UTF_8);
        byte[] coded = new byte[utf8.length + 1];
        coded[0] = UTF_8;
        System.arraycopy(utf8, 0, coded, 1, utf8.length);
        return coded;
    }

    /** U+E080 to U+E09F are emphasis and line ends to a receiver. */
    private static String withoutControls(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.chars().filter(c -> c < 0xe080 || c > 0xe09f).forEach(c -> clean.append((char) c));
        return clean.toString();
    }
}
