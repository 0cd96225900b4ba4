package io.mediachassis.controller.headend.metadata;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/** Which client may serve what to others. Pure. */
final class ClientServing {
    private static final int FIRST_PORT = 1024;

    private ClientServing() {}

    /**
     * Fails unless it may.
     *
     * @param client address that the request came from: nobody registers another's
     */
    static void require(MediaFile file, ServerAddress address, String name, String client, Duration lease) {
        if (!isSame(address.host(), client) || !address.scheme().hasFiles() || address.port() < FIRST_PORT) {
            throw new MetadataRefusal(403, address.text() + " is not a file server of the device that asks, " + client,
                    "serve by http at this very address, at a port from " + FIRST_PORT);
        }
        if (file.sha256().isEmpty()) {
            throw new MetadataRefusal(409, "of media file " + file.id() + " nobody knows the hash",
                    "what a client serves has to be checked by who fetches it");
        }
        if (lease.toSeconds() < 1 || lease.compareTo(ClientLeases.LONGEST) > 0) {
            throw new MetadataRefusal(400, "a lease is 1 to " + ClientLeases.LONGEST.toSeconds() + " s", "renew it at half of it");
        }
        if (name.isEmpty() || name.length() > 255 || name.contains("/") || name.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw new MetadataRefusal(400, "name is a file's name without folders", "as media.ts");
        }
    }

    /** Both are numeric: no name is looked up. */
    private static boolean isSame(String host, String client) {
        if (!host.matches("[0-9.]+|\\[[0-9a-f:.]+]") || !client.matches("[0-9.]+|[0-9a-fA-F:.]+")) {
            return false;
        }
        try {
            return InetAddress.getByName(host).equals(InetAddress.getByName(client));
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
