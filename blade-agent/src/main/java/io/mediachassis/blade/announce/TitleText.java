package io.mediachassis.blade.announce;

import java.nio.charset.StandardCharsets;

/** Titles as one line of bounded length, whatever a publisher wrote. Any thread. */
public final class TitleText {
    private TitleText() {}

    /**
     * Without control and line separating characters and half surrogates, runs of blanks made one, cut at a character
     * so that it has at most so many bytes of UTF-8.
     */
    public static String clean(String title, int maxBytes) {
        StringBuilder clean = new StringBuilder(Math.min(title.length(), maxBytes));
        int bytes = 0;
        boolean blank = false;
        for (int i = 0; i < title.length(); ) {
            int c = title.codePointAt(i);
            i += Character.charCount(c);
            if (isBlank(c)) {
                blank = clean.length() > 0;
                continue;
            }
            if (Character.getType(c) == Character.SURROGATE) {
                continue;
            }
            int size = Character.toString(c).getBytes(StandardCharsets.UTF_8).length + (blank ? 1 : 0);
            if (bytes + size > maxBytes) {
                break;
            }
            if (blank) {
                clean.append(' ');
                blank = false;
            }
            clean.appendCodePoint(c);
            bytes += size;
        }
        return clean.toString();
    }

    private static boolean isBlank(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> true;
            default -> false;
        };
    }
}
