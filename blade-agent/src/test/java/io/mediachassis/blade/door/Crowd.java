package io.mediachassis.blade.door;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Connections of one address that say nothing; as many as are asked for stay open on this side. */
public final class Crowd implements AutoCloseable {
    private final List<Socket> sockets = new ArrayList<>();

    private Crowd() {}

    /** Connects so many times. */
    public static Crowd of(int size, InetSocketAddress server) throws IOException {
        Crowd crowd = new Crowd();
        boolean whole = false;
        try {
            for (int i = 0; i < size; i++) {
                Socket socket = new Socket();
                crowd.sockets.add(socket);
                socket.connect(server, 10_000);
            }
            whole = true;
            return crowd;
        } finally {
            if (!whole) {
                crowd.close();
            }
        }
    }

    /** How many there are. */
    public int size() {
        return sockets.size();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
