package io.mediachassis.blade.http;

import java.net.InetSocketAddress;

/**
 * Where a client came in, and from.
 *
 * @param address of {@code socket}, numeric: a connection makes it once and not for each request
 * @param client its address, numeric
 */
record LocalEnd(InetSocketAddress socket, String address, String client) {
    static LocalEnd of(InetSocketAddress socket, InetSocketAddress client) {
        return new LocalEnd(socket, socket.getAddress().getHostAddress(), client.getAddress().getHostAddress());
    }
}
