package io.mediachassis.sim.unit;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where SNMP notifications are sent.
 *
 * @param address an IP address, or a name that the system resolves
 * @param port UDP, 1 to 65535
 */
public record TrapTarget(String address, int port) {
    /** Of {@code snmptrapd}, and of RFC 3417. */
    private static final int USUAL_PORT = 162;

    public TrapTarget {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
        }
    }

    /**
     * Reads {@code HOST}, {@code HOST:PORT} or {@code [IPv6]:PORT}.
     *
     * @throws IllegalArgumentException that tells what is wrong with it
     */
    public static TrapTarget parse(String text) {
        int bracket = text.lastIndexOf(']');
        int colon = text.lastIndexOf(':');
        boolean bare = colon < bracket || (bracket < 0 && text.indexOf(':') != colon);
        String host = bare || colon < 0 ? text : text.substring(0, colon);
        String port = bare || colon < 0 ? Integer.toString(USUAL_PORT) : text.substring(colon + 1);
        String address = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (address.isEmpty() || !port.matches("\\d{1,5}")) {
            throw new IllegalArgumentException("'" + text + "' is not HOST:PORT");
        }
        TrapTarget target = new TrapTarget(address, Integer.parseInt(port));
        try {
            var unused = InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("there is no host " + address, e);
        }
        return target;
    }

    @Override
    public String toString() {
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
    }
}
