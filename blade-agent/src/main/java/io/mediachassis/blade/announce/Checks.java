package io.mediachassis.blade.announce;

import java.net.InetAddress;

/** What records of this package refuse, in words that name the value. */
final class Checks {
    private Checks() {}

    static void range(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    what + " must be " + least + (most == Long.MAX_VALUE ? " or more" : " to " + most) + ", is "
                            + value);
        }
    }

    /** Printable ASCII without blanks: goes into lines of text as it is. */
    static void text(String what, String value) {
        if (value.isEmpty() || value.length() > 255 || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(what + " must be 1 to 255 printable characters without blanks, is '"
                    + value + "'");
        }
    }

    static void sameFamily(String what, InetAddress group, InetAddress other) {
        if (group.getAddress().length != other.getAddress().length) {
            throw new IllegalArgumentException(what + " " + other.getHostAddress() + " and the group "
                    + group.getHostAddress() + " must be of one address family");
        }
    }
}
