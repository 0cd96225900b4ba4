package io.mediachassis.sim.console.follow;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Has the meta data server name this client to others for the files that it has, for a time that is renewed. One thread at
 * a time.
 */
public final class Leases {
    static final int LEASE_S = 300;

    private final MetadataClient server;
    private final PeerServer peer;
    private final String address;
    private final PrintStream told;
    private final List<String> served = new ArrayList<>();

    /** @param host this machine's address, as the meta data server sees it */
    public Leases(MetadataClient server, PeerServer peer, String host, PrintStream told) {
        this.server = server;
        this.peer = peer;
        this.address = URI.create("http://" + host + ":" + peer.port()).toString();
        this.told = told;
    }

    /** Serves a file that has just come, if others can check it. */
    public synchronized void serve(Path file, JsonNode description) throws InterruptedException {
        String id = description.path("id").asText();
        if (!description.path("protected").asBoolean() && !description.path("sha256").asText().isEmpty()) {
            peer.serve(id, file);
            if (register(id, LEASE_S)) {
                served.add(id);
            }
        }
    }

    /** For as long again; called each {@link #LEASE_S} / 2. */
    public synchronized void renew() throws InterruptedException {
        for (String id : served) {
            register(id, LEASE_S);
        }
    }

    /** From now on others are not sent here. */
    public synchronized void end() throws InterruptedException {
        for (String id : served) {
            register(id, 0);
        }
        served.clear();
    }

    private boolean register(String id, int seconds) throws InterruptedException {
        try {
            server.ask("/metadata/serve", MetadataClient.object().put("file", id).put("address", address)
                    .put("directory", "/").put("name", id).put("lease_s", seconds));
            return true;
        } catch (IOException e) {
            told.println(id + " is not served to others: " + e.getMessage());
            return false;
        }
    }
}
