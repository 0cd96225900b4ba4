package io.mediachassis.blade.distribution;

/** What strangers wrote, as it may be repeated to people. */
final class Texts {
    private static final int MOST = 80;

    private Texts() {}

    /** At most 80 characters, and none that a terminal obeys. */
    static String shortened(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(MOST, text.length()); i++) {
            char c = text.charAt(i);
            out.append(c < ' ' || c == 127 || (c >= 0x80 && c < 0xa0) ? '?' : c);
        }
        return text.length() > MOST ? out + "..." : out.toString();
    }
}
