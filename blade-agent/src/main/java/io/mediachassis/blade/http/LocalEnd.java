package io.mediachassis.blade.http;

import java.net.InetSocketAddress;

/**
 * Where a client came in.
 *
 * @param address of {@code socket}, numeric: a connection makes it once and not for each request
 */
record LocalEnd(InetSocketAddress socket, String address) {
    static LocalEnd of(InetSocketAddress socket) {
        return new LocalEnd(socket, socket.getAddress().getHostAddress());
    }
}
