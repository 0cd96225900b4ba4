package io.mediachassis.sim.console.fetch;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where a file is to be had.
 *
 * @param role primary, alternate or client
 * @param address {@code scheme://host:port}
 * @param directory from the root on
 */
public record Place(String role, String address, String directory, String name) {
    /** Directory and name, from the root on, as they are. */
    public String path() {
        String folder = directory.replaceAll("^/+|/+$", "");
        return "/" + (folder.isEmpty() ? "" : folder + "/") + name;
    }

    /** As a URL; whatever is not surely itself in a path is written as bytes. */
    public String url() {
        if (isMulticast()) {
            return address.replace("://", "://@");
        }
        StringBuilder url = new StringBuilder(address);
        for (byte b : path().getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9')
                    || "/-._~".indexOf(b) >= 0;
            url.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02X", b & 0xff));
        }
        return url.toString();
    }

    boolean isMulticast() {
        return address.startsWith("udp:") || address.startsWith("rtp:");
    }

    /** Whether it comes as a stream, from its beginning alone. */
    boolean isStream() {
        return isMulticast() || address.startsWith("rtsp:");
    }
}
